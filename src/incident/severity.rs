//! Severities and how a `severity` label becomes one.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How bad an incident is; `SEV0` is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// `SEV0`, Critical.
    Sev0,
    /// `SEV1`, High.
    Sev1,
    /// `SEV2`, Medium.
    Sev2,
    /// `SEV3`, Low.
    Sev3,
    /// `SEV4`, Minimal.
    Sev4,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::Sev0, Self::Sev1, Self::Sev2, Self::Sev3, Self::Sev4];

    /// What an organisation starts with.
    pub const ORGANISATION_DEFAULT: Self = Self::Sev2;

    /// The API's value, such as `SEV2`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sev0 => "SEV0",
            Self::Sev1 => "SEV1",
            Self::Sev2 => "SEV2",
            Self::Sev3 => "SEV3",
            Self::Sev4 => "SEV4",
        }
    }

    /// The word for it, such as `Medium`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sev0 => "Critical",
            Self::Sev1 => "High",
            Self::Sev2 => "Medium",
            Self::Sev3 => "Low",
            Self::Sev4 => "Minimal",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// The text is none of `SEV0` to `SEV4`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a severity: use SEV0, SEV1, SEV2, SEV3 or SEV4")]
pub struct ParseSeverityError(pub String);

impl FromStr for Severity {
    type Err = ParseSeverityError;

    /// Reads `SEV0` to `SEV4` in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.code().eq_ignore_ascii_case(text))
            .ok_or_else(|| ParseSeverityError(text.to_owned()))
    }
}

/// What values of the `severity` label mean: the guide's three, and what an operator added to an integration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeverityMap {
    /// Keys are trimmed and lower-cased.
    aliases: BTreeMap<String, Severity>,
}

/// What one label value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelMeaning {
    /// One of the guide's three values.
    Guide(Severity),
    /// A literal `SEV0` to `SEV4`.
    Literal(Severity),
    /// An operator's alias.
    Alias(Severity),
    /// Nothing known.
    Unknown,
}

impl SeverityMap {
    /// Lets `value` mean `severity`, before the guide's own meaning.
    pub fn add_alias(&mut self, value: &str, severity: Severity) {
        self.aliases.insert(normalize(value), severity);
    }

    /// Whether an operator lets `value` mean something.
    #[must_use]
    pub fn has_alias(&self, value: &str) -> bool {
        self.aliases.contains_key(&normalize(value))
    }

    /// The operator's additions, by value.
    #[must_use]
    pub fn aliases(&self) -> &BTreeMap<String, Severity> {
        &self.aliases
    }

    /// What `value` means, whatever its case and the spaces around it.
    #[must_use]
    pub fn meaning(&self, value: &str) -> LabelMeaning {
        let value = normalize(value);
        if let Some(&severity) = self.aliases.get(&value) {
            return LabelMeaning::Alias(severity);
        }
        match value.as_str() {
            "critical" => LabelMeaning::Guide(Severity::Sev0),
            "warning" => LabelMeaning::Guide(Severity::Sev2),
            "info" => LabelMeaning::Guide(Severity::Sev4),
            other => other.parse().map_or(LabelMeaning::Unknown, LabelMeaning::Literal),
        }
    }
}

fn normalize(value: &str) -> String {
    value.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_values_of_the_guide_map_whatever_their_case_and_spaces() {
        let map = SeverityMap::default();
        for (value, expected) in [
            ("critical", Severity::Sev0),
            ("Critical", Severity::Sev0),
            (" WARNING ", Severity::Sev2),
            ("info\t", Severity::Sev4),
        ] {
            assert_eq!(map.meaning(value), LabelMeaning::Guide(expected), "{value:?}");
        }
    }

    #[test]
    fn literal_levels_pass_through_and_names_do_not() {
        let map = SeverityMap::default();
        assert_eq!(map.meaning("sev1"), LabelMeaning::Literal(Severity::Sev1));
        assert_eq!(map.meaning(" SEV3"), LabelMeaning::Literal(Severity::Sev3));
        for unknown in [
            "High", "low", "medium", "minimal", "page", "none", "error", "SEV5", "P0", "",
        ] {
            assert_eq!(map.meaning(unknown), LabelMeaning::Unknown, "{unknown:?}");
        }
    }

    #[test]
    fn an_operators_alias_comes_first() {
        let mut map = SeverityMap::default();
        map.add_alias(" Page ", Severity::Sev1);
        map.add_alias("critical", Severity::Sev1);
        assert_eq!(map.meaning("PAGE"), LabelMeaning::Alias(Severity::Sev1));
        assert_eq!(map.meaning("critical"), LabelMeaning::Alias(Severity::Sev1));
    }
}
