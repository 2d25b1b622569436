//! The faults that are set, and which of them a delivery meets.

use super::{Answer, Fault, Stage};
use crate::incident::{Delivery, IntegrationId};
use std::time::Duration;

/// A fault that is set.
#[derive(Clone, Debug, PartialEq)]
pub struct SetFault {
    /// What names it.
    pub id: u64,
    /// Whose deliveries it strikes; `None` for everybody's.
    pub integration: Option<IntegrationId>,
    /// How.
    pub fault: Fault,
    /// How many deliveries were meant, chance aside.
    pub met: u64,
    /// How many it has struck.
    pub injected: u64,
}

impl SetFault {
    /// How many more it will strike; `None` if there is no end.
    #[must_use]
    pub fn remaining(&self) -> Option<u64> {
        self.fault.which.next.map(|next| next.saturating_sub(self.injected))
    }
}

/// What to do with one delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Injection {
    /// The fault it met.
    pub id: u64,
    /// What is answered.
    pub answer: Answer,
    /// How long the answer is held back.
    pub delay: Duration,
    /// Whether the delivery is applied.
    pub stage: Stage,
    /// The fault in its written form.
    pub text: String,
}

/// All that are set, in the order they were.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    all: Vec<SetFault>,
    last: u64,
}

impl Injection {
    /// The status that the sender sees where it is `usual` without the fault; `None` if the connection is cut before it.
    #[must_use]
    pub fn status(&self, usual: u16) -> Option<u16> {
        match self.answer {
            Answer::Usual | Answer::CutBody => Some(usual),
            Answer::Status { code, .. } => Some(code),
            Answer::Drop | Answer::CutHead => None,
        }
    }
}

impl Faults {
    /// Sets a fault.
    pub fn add(&mut self, integration: Option<IntegrationId>, fault: Fault) -> &SetFault {
        self.last += 1;
        self.all.push(SetFault {
            id: self.last,
            integration,
            fault,
            met: 0,
            injected: 0,
        });
        &self.all[self.all.len() - 1]
    }

    /// All of them, spent ones too.
    #[must_use]
    pub fn all(&self) -> &[SetFault] {
        &self.all
    }

    /// Takes back those that `is_meant` names, and returns them.
    pub fn remove(&mut self, mut is_meant: impl FnMut(&SetFault) -> bool) -> Vec<SetFault> {
        let (removed, kept) = std::mem::take(&mut self.all).into_iter().partition(|set| is_meant(set));
        self.all = kept;
        removed
    }

    /// The first fault that strikes a delivery of an integration; it is counted as struck. `delivery` is `None` if the
    /// payload cannot be read.
    pub fn pick(&mut self, integration: IntegrationId, delivery: Option<&Delivery>) -> Option<Injection> {
        for set in &mut self.all {
            let is_whose = set.integration.is_none_or(|whose| whose == integration);
            if !is_whose || set.remaining() == Some(0) || !set.fault.which.concerns(delivery) {
                continue;
            }
            let number = set.met;
            set.met += 1;
            if set.fault.which.share.is_some_and(|share| !share.draws(number)) {
                continue;
            }
            set.injected += 1;
            return Some(Injection {
                id: set.id,
                answer: set.fault.answer,
                delay: set.fault.delay,
                stage: set.fault.stage,
                text: set.fault.to_string(),
            });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::LabelSet;
    use crate::incident::{AlertEvent, AlertState, ReceivedAlert};

    const US: IntegrationId = IntegrationId(1);

    fn fault(text: &str) -> Fault {
        text.parse::<super::super::Spec>().unwrap().fault().unwrap()
    }

    fn delivery(state: AlertState, severity: &str) -> Delivery {
        let labels: LabelSet = [("alertname", "A"), ("severity", severity)].into_iter().collect();
        Delivery {
            alerts: vec![ReceivedAlert::Usable(Box::new(AlertEvent {
                fingerprint: labels.fingerprint().to_string(),
                state,
                labels,
                annotations: LabelSet::new(),
                starts_at: None,
                ends_at: None,
                generator_url: String::new(),
            }))],
            ..Delivery::default()
        }
    }

    #[test]
    fn a_count_is_used_up_and_the_next_fault_follows() {
        let mut faults = Faults::default();
        faults.add(None, fault("500 next=2"));
        faults.add(None, fault("429"));
        let picked: Vec<Answer> = (0..4).filter_map(|_| faults.pick(US, None)).map(|i| i.answer).collect();
        let status = |code| Answer::Status {
            code,
            retry_after: None,
        };
        assert_eq!(picked, [status(500), status(500), status(429), status(429)]);
        assert_eq!(faults.all()[0].remaining(), Some(0));
    }

    #[test]
    fn an_integration_meets_only_its_own() {
        let mut faults = Faults::default();
        faults.add(Some(IntegrationId(2)), fault("500"));
        assert_eq!(faults.pick(US, None), None);
        assert!(faults.pick(IntegrationId(2), None).is_some());
        assert_eq!(faults.remove(|set| set.integration == Some(US)).len(), 0);
        assert_eq!(faults.remove(|set| set.id == 1).len(), 1);
        assert_eq!(faults.pick(IntegrationId(2), None), None);
    }

    #[test]
    fn states_and_matchers_choose_by_one_alert() {
        let mut faults = Faults::default();
        faults.add(None, fault("500 alerts=resolved match={severity=~\"crit.*\"}"));
        assert_eq!(faults.pick(US, Some(&delivery(AlertState::Firing, "critical"))), None);
        assert_eq!(faults.pick(US, Some(&delivery(AlertState::Resolved, "info"))), None);
        assert_eq!(faults.pick(US, None), None);
        assert!(
            faults
                .pick(US, Some(&delivery(AlertState::Resolved, "critical")))
                .is_some()
        );
        assert_eq!(faults.all()[0].met, 1);
    }

    #[test]
    fn a_share_is_about_that_share_and_the_same_each_time() {
        let struck = |seed: u64| -> Vec<u64> {
            let mut faults = Faults::default();
            faults.add(None, fault(&format!("drop share=0.3 seed={seed}")));
            (0..1000).filter(|_| faults.pick(US, None).is_some()).collect()
        };
        let (one, two) = (struck(1), struck(2));
        assert_eq!(one, struck(1));
        assert_ne!(one, two);
        for drawn in [one, two] {
            assert!((250..350).contains(&drawn.len()), "{}", drawn.len());
        }
    }
}
