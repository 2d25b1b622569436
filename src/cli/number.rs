//! Numbers among the arguments.

use std::str::FromStr;

/// A whole number from 1 up.
pub(super) fn at_least_one<T: FromStr + PartialOrd + From<u8>>(text: &str) -> Result<T, String> {
    let number: Option<T> = text.parse().ok();
    number
        .filter(|number| *number >= T::from(1))
        .ok_or_else(|| "write a whole number from 1 up".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_and_what_is_no_number_are_refused_in_words() {
        assert_eq!(at_least_one::<u64>("1"), Ok(1));
        assert_eq!(at_least_one::<u32>("4294967295"), Ok(u32::MAX));
        for text in ["0", "-1", "x", "", "1.5"] {
            assert_eq!(
                at_least_one::<u64>(text),
                Err("write a whole number from 1 up".to_owned()),
                "{text:?}"
            );
        }
    }
}
