//! The releases of Alertmanager whose behaviour is mirrored.

use std::fmt;
use std::str::FromStr;

/// A release line of Alertmanager. Later is greater, so "since 0.28" reads `version >= Version::V0_28`.
///
/// The releases were built with different Go releases, whose libraries parse regular expressions, URLs and templates:
/// 0.25 with Go 1.19, 0.28 with Go 1.24, 0.33 with Go 1.27.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 0.25.
    V0_25,
    /// 0.28.
    V0_28,
    /// 0.33.
    #[default]
    V0_33,
}

impl Version {
    /// All of them, oldest first.
    pub const ALL: [Self; 3] = [Self::V0_25, Self::V0_28, Self::V0_33];

    /// Major and minor number, as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V0_25 => "0.25",
            Self::V0_28 => "0.28",
            Self::V0_33 => "0.33",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no release that is mirrored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a known Alertmanager version")]
pub struct ParseVersionError(String);

impl FromStr for Version {
    type Err = ParseVersionError;

    /// As in `0.28`, `0.28.1` and `v0.28.1`: of a release line all patches are taken for the same.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.strip_prefix('v').unwrap_or(text);
        Self::ALL
            .into_iter()
            .find(|version| {
                bare.strip_prefix(version.as_str()).is_some_and(|rest| {
                    rest.is_empty()
                        || rest
                            .strip_prefix('.')
                            .is_some_and(|patch| patch.parse::<u32>().is_ok() && !patch.starts_with('+'))
                })
            })
            .ok_or_else(|| ParseVersionError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_read_back_and_are_ordered() {
        for version in Version::ALL {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        assert!(Version::ALL.is_sorted());
        for text in ["v0.28", "0.28.1", "v0.28.12"] {
            assert_eq!(text.parse(), Ok(Version::V0_28), "{text}");
        }
        for text in [
            "", "v", "0.26", "0.281", "0.28.", "0.28.x", "0.28.+1", "0.28.1.2", "vv0.28",
        ] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }
}
