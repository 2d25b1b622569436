//! `$VAR` and `${VAR}`: what `envsubst` puts in before Alertmanager reads the file.

/// Whether a text holds a placeholder.
#[must_use]
pub fn has_placeholder(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let rest = &text[at + 1..];
        let braced = rest.strip_prefix('{');
        let name = braced.unwrap_or(rest);
        let length = name
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
            .count();
        let is_name = length > 0 && !name.as_bytes()[0].is_ascii_digit();
        is_name && (braced.is_none() || name[length..].starts_with('}'))
    })
}

#[cfg(test)]
mod tests {
    use super::has_placeholder;

    #[test]
    fn names_with_and_without_braces() {
        for text in ["$A", "${_A1}", "https://$HOST/x", "$ $a"] {
            assert!(has_placeholder(text), "{text}");
        }
        for text in ["", "$", "${", "${}", "${A", "$1", "${1}", "a$", "^a$|b", "{{ . }}"] {
            assert!(!has_placeholder(text), "{text}");
        }
    }
}
