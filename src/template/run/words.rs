//! Texts taken apart and written otherwise.

use core::net::IpAddr;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::quote::quote;

/// Every word with a capital; words end where Unicode says.
pub(super) fn title(text: &str) -> String {
    let mut titled = String::with_capacity(text.len());
    for word in text.split_word_bounds() {
        let first = word.char_indices().find(|(_, c)| c.is_uppercase() || c.is_lowercase());
        let Some((at, c)) = first else {
            titled.push_str(word);
            continue;
        };
        titled.push_str(&word[..at]);
        let mut capital = c.to_uppercase();
        titled.extend(capital.next());
        titled.extend(capital.flat_map(char::to_lowercase));
        titled.push_str(&word[at + c.len_utf8()..]);
    }
    titled
}

/// The same, with everything behind a capital in small letters.
pub(super) fn title_and_lower(text: &str) -> String {
    let mut titled = String::with_capacity(text.len());
    for word in text.split_word_bounds() {
        let mut is_begun = false;
        for c in word.chars() {
            if is_begun {
                titled.extend(c.to_lowercase());
            } else if c.is_uppercase() || c.is_lowercase() {
                let mut capital = c.to_uppercase();
                titled.extend(capital.next());
                titled.extend(capital.flat_map(char::to_lowercase));
                is_begun = true;
            } else {
                titled.push(c);
            }
        }
    }
    titled
}

/// Without the white space around it.
pub(super) fn trim_space(text: &str) -> &str {
    text.trim_matches(char::is_whitespace)
}

/// In capitals.
pub(super) fn upper(text: &str) -> String {
    text.chars().map(|c| single(c.to_uppercase(), c)).collect()
}

/// In small letters.
pub(super) fn lower(text: &str) -> String {
    let lower = |c| {
        if c == 'İ' {
            'i'
        } else {
            single(char::to_lowercase(c), c)
        }
    };
    text.chars().map(lower).collect()
}

/// The one character another becomes; those that would become several stay, as Go knows characters one by one.
fn single(mut becomes: impl ExactSizeIterator<Item = char>, c: char) -> char {
    if becomes.len() == 1 {
        becomes.next().unwrap_or(c)
    } else {
        c
    }
}

/// A host and its port; `None` if the text is not both. Mirrors `net.SplitHostPort`.
fn split_host_port(text: &str) -> Option<(&str, &str)> {
    let colon = text.rfind(':')?;
    let port = &text[colon + 1..];
    let host = if text.starts_with('[') {
        let end = text.find(']')?;
        if end + 1 != colon {
            return None;
        }
        &text[1..end]
    } else {
        &text[..colon]
    };
    let outside = if text.starts_with('[') { port } else { text };
    if (!text.starts_with('[') && host.contains(':')) || host.contains('[') || outside.contains(['[', ']']) {
        return None;
    }
    Some((host, port))
}

/// The host alone.
pub(super) fn strip_port(text: &str) -> String {
    split_host_port(text).map_or(text, |(host, _)| host).to_owned()
}

/// The first part of the host's name, with its port. Addresses stay.
pub(super) fn strip_domain(text: &str) -> String {
    let (host, port) = split_host_port(text).unwrap_or((text, ""));
    if host.parse::<IpAddr>().is_ok() {
        return text.to_owned();
    }
    let host = host.split('.').next().unwrap_or_default();
    match port {
        "" => host.to_owned(),
        port if host.contains(':') => format!("[{host}]:{port}"),
        port => format!("{host}:{port}"),
    }
}

/// The path of a URL.
pub(super) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    rest.find('/').map_or("", |at| &rest[at..])
}

/// `strconv.ParseFloat`
pub(super) fn parse_float(text: &str) -> Result<f64, String> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_word = ["inf", "infinity", "nan"]
        .iter()
        .any(|word| unsigned.eq_ignore_ascii_case(word));
    let is_nan_with_sign = unsigned.len() < text.len() && unsigned.eq_ignore_ascii_case("nan");
    let is_number = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let fault = |why: &str| Err(format!("strconv.ParseFloat: parsing {}: {why}", quote(text)));
    if !(is_number || is_word) || is_nan_with_sign {
        return fault("invalid syntax");
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_infinite() && !is_word => fault("value out of range"),
        Ok(value) => Ok(value),
        Err(_) => fault("invalid syntax"),
    }
}
