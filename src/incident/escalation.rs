//! Who is asked next when nobody answers.

/// One level of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationLevel {
    /// Its place, from 1.
    pub level: u32,
    /// Who is asked, such as `on_call`.
    pub role: String,
    /// How long before the next level's turn.
    pub timeout_minutes: u32,
    /// Levels that are not enabled are passed over.
    pub is_enabled: bool,
}

/// Who is asked, one after another, about incidents of one severity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EscalationPolicy {
    /// The levels, the first one first.
    pub levels: Vec<EscalationLevel>,
}

impl EscalationPolicy {
    /// What an organisation starts with.
    #[must_use]
    pub fn initial() -> Self {
        let levels = [("on_call", 15), ("team_lead", 30), ("engineering_manager", 60)];
        Self {
            levels: (1..)
                .zip(levels)
                .map(|(level, (role, timeout_minutes))| EscalationLevel {
                    level,
                    role: role.to_owned(),
                    timeout_minutes,
                    is_enabled: true,
                })
                .collect(),
        }
    }

    /// The level whose turn it is after `level`; 0 for an incident that was never escalated.
    #[must_use]
    pub fn after(&self, level: u32) -> Option<&EscalationLevel> {
        self.levels
            .iter()
            .filter(|next| next.is_enabled && next.level > level)
            .min_by_key(|next| next.level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_each_other_and_disabled_ones_are_passed_over() {
        let mut policy = EscalationPolicy::initial();
        policy.levels[1].is_enabled = false;
        let next = |level| policy.after(level).map(|next| next.level);
        assert_eq!((next(0), next(1), next(3)), (Some(1), Some(3), None));
        assert_eq!(EscalationPolicy::default().after(0), None);
    }
}
