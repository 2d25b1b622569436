//! "Did you mean": the nearest of a list of known names.

/// The candidate most like `typed`, if it is near enough to be worth naming: at least 70 % alike, case ignored.
/// Of equals, the first wins, so the order of `candidates` is the order of preference.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LEAST_LIKENESS: f64 = 0.7;
    let typed = typed.to_lowercase();
    let mut best = None;
    let mut best_likeness = LEAST_LIKENESS;
    for candidate in candidates {
        let candidate_lower = candidate.to_lowercase();
        let edits = strsim::normalized_damerau_levenshtein(&typed, &candidate_lower);
        let prefix = strsim::jaro_winkler(&typed, &candidate_lower) - 0.15;
        let likeness = edits.max(prefix);
        if likeness > best_likeness {
            best = Some(candidate);
            best_likeness = likeness;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_found_and_a_stranger_is_not() {
        let keys = ["receiver", "receivers", "route", "group_by", "webhook_configs"];
        assert_eq!(nearest("reciever", keys), Some("receiver"));
        assert_eq!(nearest("webhook_config", keys), Some("webhook_configs"));
        assert_eq!(nearest("Group_By", keys), Some("group_by"));
        assert_eq!(nearest("zebra", keys), None);
        assert_eq!(nearest("", keys), None);
    }
}
