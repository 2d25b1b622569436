//! Incident numbers.

use std::fmt;
use std::str::FromStr;

use crate::text::quote::brief;

/// What names an incident everywhere: `INC-2026-033`. Ordered by year, then by sequence.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IncidentNumber {
    /// Year of creation, in UTC.
    pub year: u16,
    /// Position within the year, from 1.
    pub sequence: u32,
}

impl fmt::Display for IncidentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("INC-{:04}-{:03}", self.year, self.sequence))
    }
}

impl fmt::Debug for IncidentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an incident number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an incident number: they look like INC-2026-001", brief(.0))]
pub struct ParseIncidentNumberError(pub String);

impl FromStr for IncidentNumber {
    type Err = ParseIncidentNumberError;

    /// Reads any case; the sequence has at least three digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).ok_or_else(|| ParseIncidentNumberError(text.to_owned()))
    }
}

fn read(text: &str) -> Option<IncidentNumber> {
    let upper = text.trim().to_ascii_uppercase();
    let (year, sequence) = upper.strip_prefix("INC-")?.split_once('-')?;
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || sequence.len() < 3 || !are_digits(year) || !are_digits(sequence) {
        return None;
    }
    let number = IncidentNumber {
        year: year.parse().ok()?,
        sequence: sequence.parse().ok()?,
    };
    // `INC-2026-0001` would be a second name of `INC-2026-001`.
    (number.sequence > 0 && number.to_string() == upper).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_have_three_digits_and_grow_past_them() {
        let number = |sequence| IncidentNumber { year: 2026, sequence };
        assert_eq!(number(1).to_string(), "INC-2026-001");
        assert_eq!(number(1234).to_string(), "INC-2026-1234");
        assert_eq!("inc-2026-033".parse(), Ok(number(33)));
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "INC-042",
            "INC-2026-1",
            "INC-2026-000",
            "INC-2026-0001",
            "INC-26-001",
            "INC-2026-99999999999",
        ] {
            assert!(text.parse::<IncidentNumber>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_is_refused_is_repeated_in_brief() {
        let error = format!("INC-\u{1b}[2J{}", "9".repeat(5000)).parse::<IncidentNumber>();
        let said = error.expect_err("it is no number").to_string();
        assert!(said.starts_with("`INC-\\u{1b}[2J999") && said.len() < 140, "{said}");
    }

    proptest! {
        /// Printing and reading are inverse.
        #[test]
        fn a_printed_number_reads_back(year in 1..=9999_u16, sequence in 1..=u32::MAX) {
            let number = IncidentNumber { year, sequence };
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }
}
