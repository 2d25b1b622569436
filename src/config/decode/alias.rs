//! How much of the decoding may come from aliases before the file is taken for an attack.

/// Below so many steps, nine and ninety in a hundred of them may come from aliases.
const FEW_STEPS: u64 = 400_000;
/// From so many steps on, only one in ten may.
const MANY_STEPS: u64 = 4_000_000;

/// Counts steps as the real decoder does.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::config) struct AliasBudget {
    steps: u64,
    steps_in_aliases: u64,
    depth: u32,
}

impl AliasBudget {
    /// Counts a step; `false` once too many come from aliases.
    #[inline]
    pub(in crate::config) fn step(&mut self) -> bool {
        self.steps += 1;
        self.depth == 0 || self.step_in_alias()
    }

    fn step_in_alias(&mut self) -> bool {
        self.steps_in_aliases += 1;
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let share = self.steps_in_aliases as f64 / self.steps as f64;
        self.steps_in_aliases <= 100 || self.steps <= 1000 || share <= allowed_share(self.steps)
    }

    /// Goes into an alias.
    pub(in crate::config) fn enter(&mut self) {
        self.depth += 1;
    }

    /// Comes back from it.
    pub(in crate::config) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Whether decoding is inside an alias.
    pub(in crate::config) fn is_inside(&self) -> bool {
        self.depth > 0
    }
}

/// Falls linearly from 99 % to 10 % between few and many steps.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn allowed_share(steps: u64) -> f64 {
    if steps <= FEW_STEPS {
        return 0.99;
    }
    if steps >= MANY_STEPS {
        return 0.10;
    }
    0.99 - 0.89 * ((steps - FEW_STEPS) as f64 / (MANY_STEPS - FEW_STEPS) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_aliases_alone_is_stopped_after_a_thousand_steps() {
        let mut budget = AliasBudget::default();
        budget.enter();
        let allowed = (0..5000).take_while(|_| budget.step()).count();
        assert_eq!(allowed, 1000);
        let mut budget = AliasBudget::default();
        assert!((0..5000).all(|_| budget.step()), "steps outside of aliases are free");
    }
}
