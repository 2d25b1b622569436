//! Deciding whether some text matches these regular expressions and none of those, and which is the shortest.
//!
//! All expressions run side by side as deterministic automata, whose states are made only as far as the search gets. The
//! search goes breadth first over their joint states, so it ends: with a shortest text, with a proof that there is none,
//! or at a bound on states and steps.

use std::collections::VecDeque;

use foldhash::{HashMap, HashSet};
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, Look};

use super::Picked;
use super::utf8::{self, Utf8State};
use crate::proof::budget::{Budget, Undecided};

/// Memory of one nondeterministic automaton, in bytes; expressions that need more are not decided.
const NFA_BYTES: usize = 4 << 20;

/// Memory for the states of one deterministic automaton, in bytes.
const CACHE_BYTES: usize = 4 << 20;

/// Joint states of one search, and what all automata say in them.
const JOINT_STATES: usize = 20_000;
const STANDINGS: usize = 1_000_000;

/// A regular expression as an automaton. States once made stay.
pub(super) struct Automaton {
    dfa: DFA,
    cache: Cache,
    start: LazyStateID,
    /// Steps one new state costs: about the work to make it.
    state_cost: u64,
}

/// Where an automaton stands after some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Standing {
    /// It matches, whatever follows.
    Always,
    /// It does not match, whatever follows.
    Never,
    At(LazyStateID),
}

impl Automaton {
    /// `None` if it gets too large.
    pub(super) fn new(hir: &Hir) -> Option<Self> {
        let config = thompson::Config::new()
            .which_captures(WhichCaptures::None)
            .nfa_size_limit(Some(NFA_BYTES));
        let nfa: NFA = thompson::Compiler::new().configure(config).build_from_hir(hir).ok()?;
        let state_cost = 1 + nfa.states().len() as u64 / 8;
        let config = DFA::config()
            .cache_capacity(CACHE_BYTES)
            .minimum_cache_clear_count(Some(0));
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let mut cache = dfa.create_cache();
        let anchored = if hir.properties().look_set_prefix().contains(Look::Start) {
            Anchored::Yes
        } else {
            Anchored::No
        };
        let start = dfa
            .start_state_forward(&mut cache, &Input::new("").anchored(anchored))
            .ok()?;
        Some(Self {
            dfa,
            cache,
            start,
            state_cost,
        })
    }

    pub(super) fn memory_usage(&self) -> usize {
        self.dfa.memory_usage() + self.cache.memory_usage()
    }

    fn start(&self) -> Standing {
        standing(self.start)
    }

    /// `Err` when there is no room for another state or no step left.
    fn step(&mut self, from: Standing, byte: u8, budget: &mut Budget) -> Result<Standing, Undecided> {
        let Standing::At(state) = from else {
            return Ok(from);
        };
        let before = self.cache.memory_usage();
        let next = self
            .dfa
            .next_state(&mut self.cache, state, byte)
            .map_err(|_| Undecided::Automaton)?;
        let is_new = self.cache.memory_usage() > before;
        if !budget.spend(if is_new { self.state_cost } else { 1 }) || next.is_quit() {
            return Err(Undecided::Automaton);
        }
        Ok(standing(next))
    }

    /// Whether the text may end here.
    fn accepts(&mut self, at: Standing) -> Result<bool, Undecided> {
        match at {
            Standing::Always => Ok(true),
            Standing::Never => Ok(false),
            Standing::At(state) => self
                .dfa
                .next_eoi_state(&mut self.cache, state)
                .map(|state| state.is_match())
                .map_err(|_| Undecided::Automaton),
        }
    }
}

/// A match shows one byte late, and a text matches once any part of it does.
fn standing(state: LazyStateID) -> Standing {
    if state.is_match() {
        Standing::Always
    } else if state.is_dead() {
        Standing::Never
    } else {
        Standing::At(state)
    }
}

/// A shortest text that all of `automata` say about what goes with them (`true`: they match it), and that is none of
/// `excluded`.
pub(super) fn shortest(
    automata: &mut [(&mut Automaton, bool)],
    excluded: &HashSet<&str>,
    budget: &mut Budget,
) -> Picked {
    match search(automata, &Words::new(excluded), budget) {
        Ok(Some(text)) => Picked::Value(text.into()),
        Ok(None) => Picked::Nothing,
        Err(why) => Picked::NotDecided(why),
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Joint {
    utf8: Utf8State,
    word: Option<u32>,
    standings: Box<[Standing]>,
}

fn search(
    automata: &mut [(&mut Automaton, bool)],
    words: &Words,
    budget: &mut Budget,
) -> Result<Option<String>, Undecided> {
    let classes = byte_classes(automata);
    let most = JOINT_STATES.min(STANDINGS / automata.len().max(1));
    let start = Joint {
        utf8: Utf8State::START,
        word: Some(0),
        standings: automata.iter().map(|(automaton, _)| automaton.start()).collect(),
    };
    // For each joint state met, the one before and the byte between.
    let mut met: Vec<(usize, u8)> = vec![(0, 0)];
    let mut known: HashSet<Joint> = HashSet::from_iter([start.clone()]);
    let mut queue = VecDeque::from([(0, start)]);
    while let Some((at, joint)) = queue.pop_front() {
        if joint.utf8 == Utf8State::START && !words.ends(joint.word) && accepts(automata, &joint.standings)? {
            return Ok(text_to(&met, at));
        }
        for class in &classes {
            let special = class.iter().filter(|&&byte| words.next(joint.word, byte).is_some());
            let plain = class.iter().find(|&&byte| words.next(joint.word, byte).is_none());
            for &byte in plain.into_iter().chain(special) {
                let Some(utf8) = joint.utf8.step(byte) else {
                    continue;
                };
                let Some(standings) = step(automata, &joint.standings, byte, budget)? else {
                    continue;
                };
                let next = Joint {
                    utf8,
                    word: words.next(joint.word, byte),
                    standings,
                };
                if known.insert(next.clone()) {
                    if known.len() > most {
                        return Err(Undecided::Automaton);
                    }
                    met.push((at, byte));
                    queue.push_back((met.len() - 1, next));
                }
            }
        }
    }
    Ok(None)
}

fn text_to(met: &[(usize, u8)], mut at: usize) -> Option<String> {
    let mut bytes = Vec::new();
    while at != 0 {
        let (before, byte) = met[at];
        bytes.push(byte);
        at = before;
    }
    bytes.reverse();
    String::from_utf8(bytes).ok()
}

/// `None` if no text from here on can do.
fn step(
    automata: &mut [(&mut Automaton, bool)],
    standings: &[Standing],
    byte: u8,
    budget: &mut Budget,
) -> Result<Option<Box<[Standing]>>, Undecided> {
    let mut next = Vec::with_capacity(standings.len());
    for ((automaton, wanted), &from) in automata.iter_mut().zip(standings) {
        let to = automaton.step(from, byte, budget)?;
        let hopeless = if *wanted { Standing::Never } else { Standing::Always };
        if to == hopeless {
            return Ok(None);
        }
        next.push(to);
    }
    Ok(Some(next.into()))
}

fn accepts(automata: &mut [(&mut Automaton, bool)], standings: &[Standing]) -> Result<bool, Undecided> {
    for ((automaton, wanted), &at) in automata.iter_mut().zip(standings) {
        if automaton.accepts(at)? != *wanted {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Bytes that no automaton tells apart, each class with its most readable byte first, classes likewise.
fn byte_classes(automata: &[(&mut Automaton, bool)]) -> Vec<Vec<u8>> {
    let mut classes: Vec<Vec<u8>> = Vec::new();
    let mut places: HashMap<Vec<u8>, usize> = HashMap::default();
    for byte in readable_first() {
        let mut class: Vec<u8> = automata
            .iter()
            .map(|(automaton, _)| automaton.dfa.byte_classes().get(byte))
            .collect();
        class.push(utf8::class(byte));
        let place = *places.entry(class).or_insert_with(|| {
            classes.push(Vec::new());
            classes.len() - 1
        });
        classes[place].push(byte);
    }
    classes
}

fn readable_first() -> impl Iterator<Item = u8> {
    let letters_and_digits = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z');
    let joining = *b"-_./: ";
    let others = (b'!'..=b'~').filter(move |byte| !byte.is_ascii_alphanumeric() && !joining.contains(byte));
    letters_and_digits
        .chain(joining)
        .chain(others)
        .chain(0x80..=0xff)
        .chain(0..b' ')
        .chain([0x7f])
}

/// A prefix tree of words.
struct Words {
    next: HashMap<(u32, u8), u32>,
    ends: HashSet<u32>,
}

impl Words {
    fn new(words: &HashSet<&str>) -> Self {
        let mut tree = Self {
            next: HashMap::default(),
            ends: HashSet::default(),
        };
        let mut count = 0;
        let mut sorted: Vec<_> = words.iter().collect();
        sorted.sort_unstable();
        for word in sorted {
            let mut at = 0;
            for byte in word.bytes() {
                at = *tree.next.entry((at, byte)).or_insert_with(|| {
                    count += 1;
                    count
                });
            }
            tree.ends.insert(at);
        }
        tree
    }

    fn next(&self, at: Option<u32>, byte: u8) -> Option<u32> {
        self.next.get(&(at?, byte)).copied()
    }

    fn ends(&self, at: Option<u32>) -> bool {
        at.is_some_and(|at| self.ends.contains(&at))
    }
}
