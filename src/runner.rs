//! Work in two parts that do not wait for each other.
//!
//! Central type: [`Runner`]. What has no threads of its own says what could be done at the same time; whoever calls it may
//! have threads, and lends them. What comes of the work is the same either way.

/// A way to run two pieces of work, each once, to their ends.
pub type RunBoth = fn(&mut (dyn FnMut() + Send), &mut (dyn FnMut() + Send));

/// Runs pieces of work: one after the other, unless told how to do better.
#[derive(Clone, Copy, Debug)]
pub struct Runner {
    run_both: RunBoth,
    is_at_once: bool,
}

impl Runner {
    /// Runs pieces of work as `run_both` does.
    #[must_use]
    pub fn new(run_both: RunBoth) -> Self {
        Self {
            run_both,
            is_at_once: true,
        }
    }

    /// Whether there is more than one after the other to be had.
    #[must_use]
    pub fn is_at_once(self) -> bool {
        self.is_at_once
    }

    /// What both pieces of work come to.
    ///
    /// # Panics
    /// If a piece of work was left out.
    pub fn both<A: Send, B: Send>(self, a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
        let (mut a, mut b) = (Some(a), Some(b));
        let (mut of_a, mut of_b) = (None, None);
        (self.run_both)(&mut || of_a = a.take().map(|a| a()), &mut || {
            of_b = b.take().map(|b| b());
        });
        of_a.zip(of_b).expect("both pieces of work are run")
    }
}

/// One after the other.
impl Default for Runner {
    fn default() -> Self {
        Self {
            run_both: |a, b| {
                a();
                b();
            },
            is_at_once: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_pieces_of_work_are_run_in_any_order() {
        let backwards = Runner::new(|a, b| {
            b();
            a();
        });
        let at_once = Runner::new(|a, b| {
            std::thread::scope(|scope| {
                scope.spawn(b);
                a();
            });
        });
        for runner in [Runner::default(), backwards, at_once] {
            assert_eq!(runner.both(|| 1, || "two".to_owned()), (1, "two".to_owned()));
        }
    }
}
