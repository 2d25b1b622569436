//! Which texts may name a label.

use super::Options;
use super::decode::{Checks, fatal};
use crate::matcher::Mode;
use crate::text::Spanned;
use crate::text::quote::quote;
use crate::version::Version;

/// `[a-zA-Z_][a-zA-Z0-9_]*`: the only names there were before UTF-8 came, and those of legacy maps to this day.
#[must_use]
pub fn is_legacy(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether a name may stand in `group_by` and `equal`: anything but nothing, or a legacy name in classic mode.
pub(super) fn is_valid(name: &str, options: Options) -> bool {
    if options.version < Version::V0_28 || options.matcher_mode == Mode::Classic {
        is_legacy(name)
    } else {
        !name.is_empty()
    }
}

/// Refuses the keys of a legacy map that name no label. Of several, Alertmanager reports any.
pub(super) fn check_legacy_keys<'k>(keys: impl IntoIterator<Item = &'k Spanned<String>>, checks: &mut Checks<'_, '_>) {
    for key in keys {
        if !is_legacy(key) {
            checks.refuse(refused_legacy_key(key));
        }
    }
}

/// A key of a legacy map that names no label.
pub(super) fn refused_legacy_key(key: &Spanned<String>) -> crate::diagnostic::Diagnostic {
    fatal(
        "bad-label-name",
        key.span,
        format!("{} is no label name for `match`", quote(key)),
        format!("invalid label name {}", quote(key)),
    )
    .with_help("use `matchers`, which takes names of any characters in quotes; here only letters, digits and `_` count")
}

#[cfg(test)]
mod tests {
    use super::is_legacy;

    #[test]
    fn legacy_names() {
        for name in ["a", "_", "A1_b"] {
            assert!(is_legacy(name), "{name}");
        }
        for name in ["", "1a", "a-b", "a:b", "é", "a "] {
            assert!(!is_legacy(name), "{name}");
        }
    }
}
