//! Executions of one target: what panics, how long a byte takes, and what grows faster than its input.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::mutation::Stretch;
use crate::support::random::Random;
use crate::targets::Target;

/// Shorter inputs are mostly what every execution costs.
const TIMED_BYTES: usize = 128;
/// How many times the median a byte may take before growth is looked into.
const SLOW: f64 = 20.0;
/// Every so many executions grow a piece of their input to see what that does.
const STRETCH_EVERY: u64 = 500;
/// How long the repeated piece is then, at first.
const SHORTEST: usize = 4096;
/// Twice the input takes at most so many times the time; a square takes four times.
const GROWTH: f64 = 2.8;
/// What takes less is not looked into: noise is as large.
const LEAST: Duration = Duration::from_micros(200);
/// What takes longer grows from shorter inputs, down to so many bytes: `(a{1000}){3}` is long work however it is done.
const HEAVY: Duration = Duration::from_millis(100);
const FEWEST: usize = 64;
/// How often a time is taken again, for its least.
const AGAIN: usize = 30;
/// How many tries a panicking input is made smaller in.
const SHRINKS: usize = 20_000;
/// How many times of a byte the median is taken of.
const SAMPLES: usize = 2048;

/// What executions of a target showed.
#[derive(Debug, Default)]
pub struct Report {
    pub executions: u64,
    pub bytes: u64,
    /// By message.
    pub panics: BTreeMap<String, Panic>,
    pub slowest: Option<Slow>,
    pub super_linear: Vec<Growth>,
    /// Of inputs of some length.
    pub median_nanos_per_byte: f64,
}

/// A panic, where it was seen first.
#[derive(Debug)]
pub struct Panic {
    pub execution: u64,
    pub input: Vec<u8>,
    pub times: u64,
}

/// The input of which a byte takes longest.
#[derive(Debug)]
pub struct Slow {
    pub execution: u64,
    pub bytes: usize,
    pub nanos_per_byte: f64,
}

/// An input that takes more than twice the time when it is twice as long.
#[derive(Debug)]
pub struct Growth {
    pub execution: u64,
    pub input: Vec<u8>,
    /// Each with twice the input.
    pub times: Vec<Duration>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.panics.is_empty() && self.super_linear.is_empty()
    }
}

/// Runs a target, and says how long that took or what it panicked with.
pub fn execute(check: fn(&[u8]), input: &[u8]) -> Result<Duration, String> {
    let start = Instant::now();
    let run = catch_unwind(AssertUnwindSafe(|| check(input)));
    run.map(|()| start.elapsed()).map_err(|panic| {
        let said = panic.downcast_ref::<&str>().map(ToString::to_string);
        said.or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "a panic without words".to_owned())
    })
}

/// The input of an execution: any of them without those before it.
pub fn input_of(target: &Target, seeds: &[Vec<u8>], seed: u64, execution: u64) -> Vec<u8> {
    let mut random = random_of(target, seed, execution);
    (target.mutant)(&mut random, seeds, target.tokens)
}

fn random_of(target: &Target, seed: u64, execution: u64) -> Random {
    let name = target
        .name
        .bytes()
        .fold(0_u64, |hash, byte| hash.wrapping_mul(31) + u64::from(byte));
    let mut mix = Random::new(seed ^ (name << 32));
    Random::new(mix.next().wrapping_add(execution.wrapping_mul(0xD134_2543_DE82_EF95)))
}

/// Runs executions, `run` being what runs one and takes its time; `before` is told of each.
pub fn hammer(
    target: &Target,
    seeds: &[Vec<u8>],
    seed: u64,
    executions: std::ops::Range<u64>,
    mut run: impl FnMut(&[u8]) -> Result<Duration, String>,
    mut before: impl FnMut(u64),
) -> Report {
    let mut report = Report::default();
    let mut times = Times::default();
    for execution in executions {
        before(execution);
        let input = input_of(target, seeds, seed, execution);
        report.executions += 1;
        report.bytes += input.len() as u64;
        match run(&input) {
            Err(message) => note_panic(&mut report, &mut run, execution, input, &message),
            Ok(time) => {
                if input.len() >= TIMED_BYTES {
                    let per_byte = times.note(time, input.len());
                    look_into(&mut report, &mut run, execution, &input, (per_byte, times.median));
                }
                if execution.is_multiple_of(STRETCH_EVERY) {
                    let stretch = Stretch::any(&mut random_of(target, !seed, execution), &input);
                    grow(&mut report, &mut run, execution, &stretch, SHORTEST);
                }
            }
        }
    }
    report.median_nanos_per_byte = times.median_of_all();
    report
}

/// Takes the time of an input again if a byte of it took long, and looks into its growth if it still does.
fn look_into(
    report: &mut Report,
    run: &mut impl FnMut(&[u8]) -> Result<Duration, String>,
    execution: u64,
    input: &[u8],
    (per_byte, median): (f64, f64),
) {
    let slowest = report.slowest.as_ref().map_or(0.0, |slow| slow.nanos_per_byte);
    if per_byte <= slowest && per_byte <= SLOW * median {
        return;
    }
    let Some(time) = least(run, input, AGAIN) else { return };
    let per_byte = nanos_per_byte(time, input.len());
    if per_byte > slowest {
        report.slowest = Some(Slow {
            execution,
            bytes: input.len(),
            nanos_per_byte: per_byte,
        });
    }
    if per_byte > SLOW * median {
        grow(report, run, execution, &Stretch::whole(input), input.len());
    }
}

fn note_panic(
    report: &mut Report,
    run: &mut impl FnMut(&[u8]) -> Result<Duration, String>,
    execution: u64,
    input: Vec<u8>,
    message: &str,
) {
    let kind = kind_of(message);
    if let Some(known) = report.panics.get_mut(&kind) {
        known.times += 1;
        return;
    }
    let input = shrunk(input, |input| {
        run(input).is_err_and(|message| kind_of(&message) == kind)
    });
    report.panics.insert(
        kind,
        Panic {
            execution,
            input,
            times: 1,
        },
    );
}

/// A message without what is particular to the input: its first line without digits, up to the first quote.
fn kind_of(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let before = line.split(['"', '{']).next().unwrap_or_default();
    before.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// A smaller input that is as bad.
pub fn shrunk(mut input: Vec<u8>, mut is_bad: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut tries = 0;
    let mut length = input.len() / 2;
    while length > 0 {
        let mut at = 0;
        while at < input.len() && tries < SHRINKS {
            let mut smaller = input.clone();
            smaller.drain(at..(at + length).min(input.len()));
            tries += 1;
            if is_bad(&smaller) {
                input = smaller;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    input
}

fn least(run: &mut impl FnMut(&[u8]) -> Result<Duration, String>, input: &[u8], times: usize) -> Option<Duration> {
    (0..times).filter_map(|_| run(input).ok()).min()
}

/// Notes the stretch if it takes more than twice as long when it is twice as long, twice over: at first sight, and then of
/// shorter ones, for the least of many times, which a busy machine does not disturb.
fn grow(
    report: &mut Report,
    run: &mut impl FnMut(&[u8]) -> Result<Duration, String>,
    execution: u64,
    stretch: &Stretch,
    shortest: usize,
) {
    let mut shortest = shortest;
    while shortest > FEWEST && run(&stretch.of_length(shortest)).is_ok_and(|time| time > HEAVY) {
        shortest /= 4;
    }
    for (shortest, again) in [(shortest, 1), (shortest / 2, AGAIN)] {
        let inputs = [1, 2, 4].map(|times| stretch.of_length(times * shortest));
        let mut times = Vec::new();
        for input in &inputs {
            match run(input) {
                Ok(time) => times.push(least(run, input, again - 1).map_or(time, |least| least.min(time))),
                Err(message) => return note_panic(report, run, execution, input.clone(), &message),
            }
        }
        let grows = times
            .windows(2)
            .all(|pair| pair[1].as_secs_f64() > GROWTH * pair[0].as_secs_f64());
        if !grows || times[2] < LEAST {
            return;
        }
        if again == AGAIN {
            report.super_linear.push(Growth {
                execution,
                input: inputs[0].clone(),
                times,
            });
        }
    }
}

fn nanos_per_byte(time: Duration, bytes: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "inputs are short")]
    let bytes = bytes as f64;
    time.as_secs_f64() * 1e9 / bytes
}

/// Times of a byte, for their median.
#[derive(Debug)]
struct Times {
    samples: Vec<f64>,
    noted: usize,
    median: f64,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            samples: Vec::new(),
            noted: 0,
            // Until there are enough, nothing is far from it.
            median: f64::INFINITY,
        }
    }
}

impl Times {
    fn note(&mut self, time: Duration, bytes: usize) -> f64 {
        let per_byte = nanos_per_byte(time, bytes);
        if self.samples.len() < SAMPLES {
            self.samples.push(per_byte);
        } else {
            let at = self.noted % SAMPLES;
            self.samples[at] = per_byte;
        }
        self.noted += 1;
        if self.noted.is_multiple_of(SAMPLES) {
            self.median = self.median_of_all();
        }
        per_byte
    }

    fn median_of_all(&self) -> f64 {
        let mut samples = self.samples.clone();
        samples.sort_by(f64::total_cmp);
        samples.get(samples.len() / 2).copied().unwrap_or(0.0)
    }
}
