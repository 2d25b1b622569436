//! The order in which Alertmanager lists alerts.

use std::cmp::Ordering;

use super::LabelSet;

/// Labels that decide before all others, the first one first.
const LEADING_LABELS: [&str; 2] = ["job", "instance"];

/// Orders the alerts of one notification: by `job`, then `instance`, an alert without that label after those with it;
/// then as [`compare_label_sets`]. Mirrors `types.AlertSlice`.
#[must_use]
pub fn compare_alerts(a: &LabelSet, b: &LabelSet) -> Ordering {
    for name in LEADING_LABELS {
        let order = match (a.get(name), b.get(name)) {
            (None, None) => Ordering::Equal,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.cmp(b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    compare_label_sets(a, b)
}

/// Orders label sets: the smaller one first; of equally many labels, the first difference along the sorted names
/// decides: a set that lacks the name comes first, else the smaller value. Mirrors `model.LabelSet.Before`.
#[must_use]
pub fn compare_label_sets(a: &LabelSet, b: &LabelSet) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| {
        a.iter()
            .zip(b.iter())
            .map(|((a_name, a_value), (b_name, b_value))| {
                // Where names differ, the set with the smaller name is the one that has it; the other lacks it.
                b_name.cmp(a_name).then_with(|| a_value.cmp(b_value))
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn alerts_stand_in_the_order_of_a_real_notification() {
        let expected: [&[(&str, &str)]; 8] = [
            &[("alertname", "A"), ("job", "a"), ("instance", "10")],
            &[("alertname", "A"), ("job", "a"), ("instance", "9")],
            &[("alertname", "A"), ("job", "a")],
            &[("alertname", "C"), ("job", "z"), ("instance", "1")],
            &[("alertname", "B"), ("instance", "2")],
            &[("alertname", "Y")],
            &[("alertname", "Z")],
            &[("alertname", "Y"), ("zz", "1")],
        ];
        let expected: Vec<LabelSet> = expected.iter().map(|pairs| pairs.iter().copied().collect()).collect();
        let mut sorted = expected.clone();
        sorted.reverse();
        sorted.sort_by(compare_alerts);
        assert_eq!(sorted, expected);
    }

    fn label_set() -> impl Strategy<Value = LabelSet> {
        proptest::collection::btree_map("job|instance|[a-c]", "[x-z]?", 0..4).prop_map(|m| m.into_iter().collect())
    }

    proptest! {
        /// The order is total: it reverses with its arguments, calls only equal sets equal, and is transitive.
        #[test]
        fn the_order_is_total(a in label_set(), b in label_set(), c in label_set()) {
            prop_assert_eq!(compare_alerts(&a, &b), compare_alerts(&b, &a).reverse());
            prop_assert_eq!(compare_alerts(&a, &b).is_eq(), a == b);
            if compare_alerts(&a, &b).is_le() && compare_alerts(&b, &c).is_le() {
                prop_assert!(compare_alerts(&a, &c).is_le());
            }
        }
    }
}
