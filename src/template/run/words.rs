//! Texts taken apart and written otherwise.

use core::net::IpAddr;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::quote::quote;

/// Every word with a capital; words end where Unicode says.
pub(super) fn title(text: &str) -> String {
    titled(text, |rest, text| text.push_str(rest))
}

/// The same, with everything behind a capital in small letters.
pub(super) fn title_and_lower(text: &str) -> String {
    titled(text, |rest, text| {
        text.extend(rest.chars().flat_map(char::to_lowercase));
    })
}

fn titled(text: &str, push_rest: impl Fn(&str, &mut String)) -> String {
    let mut titled = String::with_capacity(text.len());
    for word in text.split_word_bounds() {
        let is_letter = |c: char| c.is_uppercase() || c.is_lowercase() || matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ');
        let first = word.char_indices().find(|(_, c)| is_letter(*c));
        let Some((at, c)) = first else {
            titled.push_str(word);
            continue;
        };
        titled.push_str(&word[..at]);
        push_capital(c, &mut titled);
        push_rest(&word[at + c.len_utf8()..], &mut titled);
    }
    titled
}

/// The letter a word begins with. Some have a form of their own for that, which is not the one among capitals.
fn push_capital(c: char, text: &mut String) {
    let own = match c {
        'Ǆ'..='ǆ' => 'ǅ',
        'Ǉ'..='ǉ' => 'ǈ',
        'Ǌ'..='ǌ' => 'ǋ',
        'Ǳ'..='ǳ' => 'ǲ',
        // Georgian.
        'ა'..='ჺ' | 'ჽ'..='ჿ' => c,
        'ŉ' => {
            text.push('ʼ');
            'N'
        }
        _ => {
            let mut capital = c.to_uppercase();
            text.extend(capital.next());
            text.extend(capital.flat_map(char::to_lowercase));
            return;
        }
    };
    text.push(own);
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
