//! What a real Alertmanager does about each fault.
//!
//! The webhook notifier repeats within a flush after a 5xx and when no whole answer arrives; after any other status it
//! waits for the next flush. It looks at the status alone: `Retry-After` and the body play no part.

use std::time::Duration;

use super::{Answer, Fault, Stage};

/// How long a flush may try, at least: `group_interval`, or this if that is less.
const FLUSH_MIN: Duration = Duration::from_secs(10);

impl Fault {
    /// What becomes of a delivery that meets this fault, in one or two sentences.
    #[must_use]
    pub fn consequence(&self) -> String {
        let is_applied = self.stage == Stage::AfterCommit;
        let answer = match self.answer {
            Answer::Usual if self.delay >= FLUSH_MIN => {
                return if is_applied {
                    "the delivery is applied at once; with group_interval up to the delay Alertmanager gives up waiting, \
                     counts it as failed and sends it again, which is a repeat"
                } else {
                    "with group_interval up to the delay Alertmanager gives up waiting, counts it as failed and sends it \
                     again; the delivery is applied all the same when the delay is over"
                }
                .to_owned();
            }
            Answer::Usual => {
                return "Alertmanager waits; the next delivery of this group waits behind this one".to_owned();
            }
            Answer::Status { code: 200..=299, .. } | Answer::CutBody if is_applied => {
                return "Alertmanager takes it as delivered, which it is".to_owned();
            }
            Answer::Status { code: 200..=299, .. } => {
                return "Alertmanager takes it as delivered: its alerts are lost to Runframe until the group changes or \
                        repeat_interval passes, and ends in it are never sent again"
                    .to_owned();
            }
            Answer::CutBody => {
                return "Alertmanager looks at the status alone and takes it as delivered: its alerts are lost to Runframe \
                        until the group changes or repeat_interval passes, and ends in it are never sent again"
                    .to_owned();
            }
            Answer::Status { code: 500..=599, .. } | Answer::Drop | Answer::CutHead => {
                "Alertmanager tries again at once, with back-off from 0.5 s, until the flush is over (group_interval, at \
                 least 10 s), and after that at the next group_interval"
            }
            Answer::Status { code: 429, .. } => {
                "Alertmanager does not try again in this flush and does not read Retry-After; it sends the whole group again \
                 at the next group_interval"
            }
            Answer::Status { .. } => {
                "Alertmanager does not try again in this flush; it sends the whole group again at the next group_interval"
            }
        };
        if is_applied {
            format!("{answer}. The delivery is applied, so what is sent again is a repeat")
        } else {
            answer.to_owned()
        }
    }
}
