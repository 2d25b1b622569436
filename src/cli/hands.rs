//! A second pair of hands, for what may be done at the same time.

use std::thread;

use crate::runner::Runner;

/// Configurations may nest 10,000 levels deep, which is more than a usual stack holds everywhere. Only pages in use are
/// committed.
pub const STACK_BYTES: usize = 512 << 20;

/// Runs two pieces of work at the same time, where that is possible.
pub(super) fn runner() -> Runner {
    match thread::available_parallelism() {
        Ok(cores) if cores.get() > 1 => Runner::new(run_both),
        _ => Runner::default(),
    }
}

fn run_both(a: &mut (dyn FnMut() + Send), b: &mut (dyn FnMut() + Send)) {
    let is_done = thread::scope(|scope| {
        let other = thread::Builder::new()
            .name("runframe-cli-2".into())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, &mut *b);
        a();
        other.is_ok()
    });
    // The system may be out of threads.
    if !is_done {
        b();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_threads_do_what_one_does() {
        let sum = |numbers: std::ops::Range<u64>| move || numbers.sum::<u64>();
        for runner in [Runner::default(), Runner::new(run_both), runner()] {
            assert_eq!(runner.both(sum(0..10), sum(10..20)), (45, 145));
        }
    }
}
