//! What a value looks like, whatever stands around it.

/// Whether a value holds nothing: what belongs to the key follows, or it is empty.
pub(super) fn is_nothing(value: &str) -> bool {
    let value = value.trim();
    let is_header =
        value.starts_with(['|', '>']) && value[1..].trim_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit());
    let bare = value.trim_matches(['"', '\'']);
    let is_variable = |name: &str| {
        name.bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    let variable = bare.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let is_filled_in = variable.or(bare.strip_prefix('$')).is_some_and(is_variable);
    is_header || is_filled_in || matches!(value, "" | "~" | "null" | "\"\"" | "''" | "{}" | "[]" | "<secret>")
}

/// Whether a value can be no secret: a truth value, a small number, a duration.
pub(super) fn is_harmless(value: &str) -> bool {
    const LONGEST: usize = 6;
    let value = value.trim_matches(['"', '\'']);
    matches!(value, "true" | "false" | "yes" | "no" | "on" | "off")
        || (value.len() <= LONGEST
            && value.starts_with(|c: char| c.is_ascii_digit())
            && value
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"ywdhms.".contains(&byte)))
}

/// Whether a word looks as if a program had made it up.
pub(super) fn looks_random(word: &str) -> bool {
    const SHORTEST: usize = 8;
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    word.len() >= SHORTEST
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-+/=".contains(&byte))
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a value is one action of a template, which names what it shows.
pub(super) fn is_template(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    value.starts_with("{{") && value.ends_with("}}") && !value.contains("://")
}

/// Whether a value is a plain address, with no room for a user.
pub(super) fn is_address(value: &str) -> bool {
    if value.contains('@') {
        return false;
    }
    match value.split_once("://") {
        None => !value.contains([':', ' ']) || value.starts_with("{{") || is_host(value),
        Some((_, rest)) => {
            let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            is_host(&rest[..host]) && (rest.contains("{{") || !rest.contains([' ', '"', '\'']))
        }
    }
}

/// Whether a text is a host, maybe with a port.
pub(super) fn is_host(text: &str) -> bool {
    const LONGEST_PORT: usize = 5;
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') => (host, port),
        _ => (text, ""),
    };
    let is_name = host.chars().all(|c| c.is_alphanumeric() || "-._[]:%${}".contains(c))
        && !host.trim_matches(['[', ']']).is_empty();
    let is_v6 = host.starts_with('[') && host.ends_with(']');
    is_name
        && (is_v6 || !host.contains(':'))
        && port.len() <= LONGEST_PORT
        && port.bytes().all(|byte| byte.is_ascii_digit())
}
