//! Configurations that are nearly right.
//!
//! A mutant is a seed with one to four changes, most of them in the ways people slip: a key misspelt, a value of another
//! type, a line too many, too few or too far to the right. Others take a corner of YAML on purpose.

use super::support::random::Random;

/// Values of every type, and the corners between types.
pub const VALUES: &[&str] = &[
    "",
    "~",
    "null",
    "Null",
    "NULL",
    "\"null\"",
    "'~'",
    "''",
    "\"\"",
    "true",
    "false",
    "yes",
    "NO",
    "on",
    "'true'",
    "\"yes\"",
    "tRue",
    "0",
    "1",
    "-1",
    "42",
    "007",
    "08",
    "0x1F",
    "0b11",
    "0o17",
    "1_000",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1.5",
    "-1.5",
    "1e3",
    "1e30",
    ".5",
    "5.",
    ".inf",
    "-.inf",
    ".nan",
    "'5'",
    "\"1\"",
    "5s",
    "5m",
    "1h30m",
    "30s1m",
    "0s",
    "00s",
    "0",
    "0ms",
    "1d",
    "1y2w3d4h5m6s7ms",
    "1m1m",
    "292y",
    "293y",
    "106751d23h",
    "1µs",
    "1us",
    "+5s",
    ".5s",
    "5.s",
    "1h-5m",
    "5s ",
    "5 m",
    "1.5h",
    "-5s",
    "5S",
    "10ms",
    "500",
    "9999999999999y",
    "2001-01-01",
    "2001-01-01T01:02:03Z",
    "09:00",
    "24:00",
    "text",
    "a b",
    "'a: b'",
    "é",
    "\"\\u00e9\\n\"",
    "日本語",
    "[]",
    "[a]",
    "[a, b]",
    "[~]",
    "['']",
    "[1, 2]",
    "[[a]]",
    "[{a: b}]",
    "{}",
    "{a: b}",
    "{a: ~}",
    "{a: [b]}",
    "{a: {b: c}}",
    "{a-b: c}",
    "{? [a] : b}",
    "{a: b, a: c}",
    "!!str 5",
    "!!int 5",
    "!!int a",
    "!!bool yes",
    "!!bool a",
    "!!float 1",
    "!!null ''",
    "!!null null",
    "!!null \"~\"",
    "!!null x",
    "!!str ~",
    "!!str null",
    "!!str ''",
    "!!bool 'true'",
    "!!int '5'",
    "!!int 5.0",
    "!!float '1.5'",
    "!!timestamp 2001-01-01",
    "!<tag:yaml.org,2002:str> 5",
    "!<tag:yaml.org,2002:null> ''",
    "!!merge x",
    "!!set {a}",
    "!!binary bnVsbA==",
    "!!binary ''",
    "!!binary aGVsbG8=",
    "!!binary '%'",
    "!local x",
    "! 5",
    "!!seq [a]",
    "!!map {a: b}",
    "!!str [a]",
    "&anchor x",
    "*anchor",
    "http://example.org",
    "https://example.org/hook?a=b#c",
    "ftp://example.org",
    "example.org",
    "'http://'",
    "'http://a b'",
    "http://a:b",
    "'http://[::1'",
    "'%zz'",
    "HTTP://EXAMPLE.ORG",
    "'http://example.org:port'",
    "'http://example.org:99999/'",
    "'http://user:p@ss@example.org/%zz'",
    "'http://[fe80::1%25en0]:80/'",
    "'http:// example.org'",
    "'http://exa mple.org/a b'",
    "' http://example.org'",
    "'http:example.org'",
    "'//example.org'",
    "'http://?q=1'",
    "'http://é.org'",
    "\"http://example.org/\\x7f\"",
    "'http://example.org/{{ .x }}'",
    "'{{ if }}http://example.org'",
    "'{{ toUpper \"x\" }}'",
    "'<secret>'",
    "'{{ .x }}'",
    "'{{'",
    "host:25",
    "a:b:c",
    "':'",
    "'a=b'",
    "'a=\"b\"'",
    "'a=~\"(\"'",
    "'a!=b,c=~d'",
    "'{a=b}'",
    "'{a=b,}'",
    "'{a=b,,c=d}'",
    "'{}'",
    "'a=b c=d'",
    "'a==b'",
    "'a=~b'",
    "'a=~\"[a-\"'",
    "'a!~\"(?i)x|y\"'",
    "'a=\"b'",
    "'a=b\"'",
    "'a=\"b\\\\\"'",
    "'a = \"b\" , c = d'",
    "'日=本'",
    "'\"日\"=~\"本.*\"'",
    "'a.b=c'",
    "'1a=b'",
    "'a='",
    "'a'",
    "','",
    "'a=b,'",
    "'=b'",
    "'\"a b\"=c'",
    "'a=\"\\d\"'",
    "'('",
    "'(?<n>a)'",
    "'(?P<n>a)(?P<n>b)'",
    "'(?=a)'",
    "'a**'",
    "'a{1001}'",
    "'a{2,1}'",
    "'(a{100}){100}'",
    "'[z-a]'",
    "'[[:word:]]'",
    "'\\pL\\p{Nope}'",
    "'\\Qa(b\\E'",
    "'\\8'",
    "'x\\'",
    "'(?i-s:a)'",
    "'(?z)'",
    "'^$|.*'",
    "'a)|(b'",
    "'...'",
    "monday:friday",
    "'friday:monday'",
    "'1:5'",
    "'-1'",
    "'31:1'",
    "january",
    "Europe/Berlin",
    "No/Where",
    "|\n      block\n      text",
    ">-\n      folded\n      text",
    "$VAR",
    "${VAR}",
];

/// Keys that stand somewhere in a configuration, and some that do not.
const KEYS: &[&str] = &[
    "global",
    "route",
    "routes",
    "receiver",
    "receivers",
    "name",
    "group_by",
    "group_wait",
    "group_interval",
    "repeat_interval",
    "match",
    "match_re",
    "matchers",
    "continue",
    "mute_time_intervals",
    "active_time_intervals",
    "time_intervals",
    "inhibit_rules",
    "source_match",
    "source_matchers",
    "target_match_re",
    "target_matchers",
    "equal",
    "templates",
    "resolve_timeout",
    "http_config",
    "tls_config",
    "basic_auth",
    "authorization",
    "oauth2",
    "bearer_token",
    "bearer_token_file",
    "proxy_url",
    "no_proxy",
    "proxy_from_environment",
    "http_headers",
    "follow_redirects",
    "send_resolved",
    "webhook_configs",
    "slack_configs",
    "email_configs",
    "pagerduty_configs",
    "opsgenie_configs",
    "telegram_configs",
    "jira_configs",
    "url",
    "url_file",
    "api_url",
    "api_url_file",
    "api_key",
    "api_key_file",
    "webhook_url",
    "webhook_url_file",
    "channel",
    "max_alerts",
    "timeout",
    "payload",
    "labels",
    "title",
    "text",
    "to",
    "smtp_smarthost",
    "smtp_from",
    "slack_api_url",
    "slack_api_url_file",
    "slack_app_token",
    "opsgenie_api_key",
    "tracing",
    "event_recorder",
    "times",
    "weekdays",
    "days_of_month",
    "months",
    "years",
    "location",
    "start_time",
    "end_time",
    "foo",
    "Receiver",
    "group-by",
    "",
    "<<",
    "~",
    "1",
    "true",
    "é",
];

/// What merge keys take.
const MERGES: &[&str] = &[
    "<<: {}",
    "<<: {a: b}",
    "<<: ~",
    "<<: []",
    "<<: [{a: b}]",
    "<<: x",
    "<<: *anchor",
    "<<: [*anchor, {a: b}]",
    "'<<': {a: b}",
    "!!merge <<: {a: b}",
    "<<: {receiver: other}",
    "<<: {name: other}",
    "<<: {group_by: [a, a]}",
    "<<: {send_resolved: maybe}",
    "<<: {match: {a: b}}",
];

/// A changed seed.
pub fn mutant(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let seed = random.pick(seeds);
    let mut text = String::from_utf8_lossy(seed).into_owned();
    let changes = [1, 1, 1, 1, 2, 2, 3, 4];
    for _ in 0..*random.pick(&changes) {
        change(random, &mut text, seeds);
    }
    let mut bytes = text.into_bytes();
    if random.below(100) == 0 {
        let at = random.below(bytes.len() + 1);
        let wild: [&[u8]; 6] = [b"\xff", b"\xc3\x28", b"\0", b"\x7f", b"\xe2\x80\xa8", b"\xef\xbb\xbf"];
        bytes.splice(at..at, random.pick(&wild).iter().copied());
    }
    bytes
}

fn change(random: &mut Random, text: &mut String, seeds: &[Vec<u8>]) {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        lines.push("\n".to_owned());
    }
    let at = random.below(lines.len());
    match random.below(32) {
        0 => {
            lines.remove(at);
        }
        1 => {
            let copy = lines[at].clone();
            lines.insert(at, copy);
        }
        2 => {
            let other = random.below(lines.len());
            lines.swap(at, other);
        }
        3 => {
            let to = random.below(lines.len());
            let line = lines.remove(at);
            lines.insert(to.min(lines.len()), line);
        }
        4..10 => edit_value(random, &mut lines[at]),
        10..12 => edit_key(random, &mut lines[at]),
        12 => misspell(random, &mut lines[at]),
        13 => reindent(random, &mut lines[at]),
        14 => requote(random, &mut lines[at]),
        15 => {
            let merge = format!("{}{}\n", indent_of(&lines[at]), random.pick(MERGES));
            lines.insert(at + random.below(2), merge);
        }
        16 => {
            let indent = indent_of(&lines[at]);
            let line = format!("{indent}{}: {}\n", random.pick(KEYS), random.pick(VALUES));
            lines.insert(at + random.below(2), line);
        }
        17 => {
            // A whole block once more.
            let end = block_end(&lines, at);
            let block = lines[at..end].to_vec();
            lines.splice(end..end, block);
        }
        18 => {
            let end = block_end(&lines, at);
            lines.drain(at..end);
        }
        19 => {
            // A block of another configuration.
            let other = String::from_utf8_lossy(random.pick::<Vec<u8>>(seeds)).into_owned();
            let others: Vec<String> = other.split_inclusive('\n').map(str::to_owned).collect();
            if !others.is_empty() {
                let from = random.below(others.len());
                let end = block_end(&others, from).min(from + 12);
                let shift = indent_of(&lines[at]).len();
                let own = indent_of(&others[from]).len();
                let block = others[from..end].iter().map(|line| {
                    let rest = line.get(own..).unwrap_or("\n");
                    format!("{}{rest}", " ".repeat(shift))
                });
                lines.splice(at..at, block.collect::<Vec<_>>());
            }
        }
        20 => {
            let line = &mut lines[at];
            if let Some(colon) = line.find(": ") {
                line.insert_str(colon + 2, "&anchor ");
            }
        }
        21 => {
            let line = &mut lines[at];
            if line.trim_start().starts_with("- ") {
                *line = format!("{}- ~\n", indent_of(line));
            } else {
                line.insert_str(indent_of(line).len(), "- ");
            }
        }
        22 => {
            *text = wide_change(random, text);
            return;
        }
        23 => {
            let line = &mut lines[at];
            let wild = [
                "\t", "\u{85}", "\u{2028}", "é", "\r", "\u{feff}", "😀", "#", ": ", ",", "]", "}", "\"", "'", "&a ",
                "*a", "!", "|", ">", "%", "@", "`", "?", "- ",
            ];
            let mut position = random.below(line.len());
            while !line.is_char_boundary(position) {
                position -= 1;
            }
            line.insert_str(position, random.pick::<&str>(&wild));
        }
        24 => {
            let line = &mut lines[at];
            let mut position = random.below(line.len());
            while !line.is_char_boundary(position) {
                position -= 1;
            }
            if !line[position..].is_empty() {
                line.remove(position);
            }
        }
        25..28 => edit_within_value(random, &mut lines[at]),
        28 => exclude(random, &mut lines, at),
        29 => alias(random, &mut lines, at),
        _ => {
            let line = &mut lines[at];
            if let Some(start) = line.find(|c: char| c.is_ascii_digit()) {
                let new = ["0", "-1", "99999999999999999999", "1.5", "1e3", "0x10", ""];
                line.replace_range(start..=start, random.pick::<&str>(&new));
            } else {
                edit_value(random, line);
            }
        }
    }
    *text = lines.concat();
}

fn indent_of(line: &str) -> String {
    line.chars().take_while(|&c| c == ' ').collect()
}

/// Behind the last line that belongs to the line at `at`: deeper ones, and empty ones between.
fn block_end(lines: &[String], at: usize) -> usize {
    let own = indent_of(&lines[at]).len();
    let deeper = lines[at + 1..]
        .iter()
        .take_while(|line| line.trim().is_empty() || indent_of(line).len() > own);
    at + 1 + deeper.count()
}

fn edit_value(random: &mut Random, line: &mut String) {
    let value = random.pick(VALUES);
    let start = line
        .find(": ")
        .map(|colon| colon + 2)
        .or_else(|| line.find("- ").map(|dash| dash + 2))
        .or_else(|| line.find(':').map(|colon| colon + 1));
    let Some(start) = start else { return };
    let end = line.trim_end_matches(['\r', '\n']).len().max(start);
    line.replace_range(
        start..end,
        &format!(" {value}").replacen(' ', if line[..start].ends_with(' ') { "" } else { " " }, 1),
    );
}

/// What durations, matchers, regular expressions, URLs and times are made of.
const FRAGMENTS: &[&str] = &[
    "s", "ms", "m", "h", "d", "w", "y", "0", "1", "9", "00", "-", "+", ".", " ", ":", "/", "//", "?", "#", "@", "%",
    "%2", "%41", "=", "!=", "=~", "!~", "~", "!", ",", "{", "}", "{{", "}}", "\\", "\\d", "\\\"", "\\n", "(", ")", "[",
    "]", "|", "*", "+", "?:", "(?i)", "^", "$", "{2}", "<", ">", "_", "é", "\u{a0}", "http", "ftp", "24", "60", "31",
    "monday",
];

/// A few characters of a value taken away, put in, doubled or exchanged.
fn edit_within_value(random: &mut Random, line: &mut String) {
    let Some(start) = line.find(": ").or_else(|| line.find("- ")).map(|at| at + 2) else {
        return;
    };
    let end = line.trim_end_matches(['\r', '\n']).len().max(start);
    let mut value: Vec<char> = line[start..end].chars().collect();
    for _ in 0..=random.below(2) {
        let at = random.below(value.len() + 1);
        let has_one = at < value.len();
        match random.below(5) {
            0 if has_one => {
                value.remove(at);
            }
            1 if has_one => value.insert(at, value[at]),
            2 if at + 1 < value.len() => value.swap(at, at + 1),
            3 if has_one => {
                value.splice(at..=at, random.pick::<&str>(FRAGMENTS).chars());
            }
            _ => {
                value.splice(at..at, random.pick::<&str>(FRAGMENTS).chars());
            }
        }
    }
    line.replace_range(start..end, &value.into_iter().collect::<String>());
}

/// Settings of which one may be set, or which need one another.
const RELATED: &[&[&str]] = &[
    &["url", "url_file"],
    &["api_url", "api_url_file", "app_token", "app_token_file", "app_url"],
    &["webhook_url", "webhook_url_file"],
    &["api_key", "api_key_file"],
    &["api_secret", "api_secret_file"],
    &["bot_token", "bot_token_file"],
    &["chat_id", "chat_id_file", "message_thread_id", "parse_mode"],
    &["routing_key", "routing_key_file", "service_key", "service_key_file"],
    &["user_key", "user_key_file", "token", "token_file", "html", "monospace"],
    &["token", "token_file", "token_id", "token_id_file"],
    &["topic_arn", "phone_number", "target_arn"],
    &["alert_source_token", "alert_source_token_file", "http_config"],
    &[
        "auth_password",
        "auth_password_file",
        "auth_secret",
        "auth_secret_file",
        "require_tls",
        "force_implicit_tls",
    ],
    &[
        "bearer_token",
        "bearer_token_file",
        "basic_auth",
        "authorization",
        "oauth2",
    ],
    &[
        "username",
        "username_file",
        "username_ref",
        "password",
        "password_file",
        "password_ref",
    ],
    &["credentials", "credentials_file", "credentials_ref", "type"],
    &[
        "client_id",
        "client_secret",
        "client_secret_file",
        "client_secret_ref",
        "token_url",
        "grant_type",
    ],
    &[
        "proxy_url",
        "no_proxy",
        "proxy_from_environment",
        "proxy_connect_header",
    ],
    &[
        "ca",
        "ca_file",
        "ca_ref",
        "cert",
        "cert_file",
        "key",
        "key_file",
        "key_ref",
        "min_version",
    ],
    &[
        "slack_api_url",
        "slack_api_url_file",
        "slack_app_token",
        "slack_app_token_file",
        "slack_app_url",
    ],
    &["opsgenie_api_key", "opsgenie_api_key_file"],
    &["victorops_api_key", "victorops_api_key_file"],
    &[
        "smtp_auth_password",
        "smtp_auth_password_file",
        "smtp_auth_secret",
        "smtp_auth_secret_file",
    ],
    &[
        "rocketchat_token",
        "rocketchat_token_file",
        "rocketchat_token_id",
        "rocketchat_token_id_file",
    ],
    &["telegram_bot_token", "telegram_bot_token_file"],
    &["wechat_api_secret", "wechat_api_secret_file"],
    &["mattermost_webhook_url", "mattermost_webhook_url_file"],
    &["match", "match_re", "matchers"],
    &["mute_time_intervals", "active_time_intervals", "group_by", "continue"],
];

/// Sets a relative of a setting beside it.
fn exclude(random: &mut Random, lines: &mut Vec<String>, at: usize) {
    let from = random.below(lines.len());
    let known = |line: &String| {
        let key = key_range(line).map(|range| line[range].to_owned())?;
        RELATED.iter().position(|keys| keys.contains(&key.as_str()))
    };
    let found = (from..lines.len())
        .chain(0..from)
        .find_map(|line| Some((line, known(&lines[line])?)));
    let (line, relatives) = found.unwrap_or((at, random.below(RELATED.len())));
    let indent = key_range(&lines[line]).map_or(0, |range| range.start);
    let values = [
        "x",
        "http://example.org",
        "''",
        "~",
        "true",
        "{}",
        "[]",
        "{type: Bearer}",
        "{a: b}",
        "['a=b']",
    ];
    let setting = format!(
        "{}{}: {}\n",
        " ".repeat(indent),
        random.pick(RELATED[relatives]),
        random.pick::<&str>(&values)
    );
    lines.insert(line + 1, setting);
}

/// Anchors the value of a line and repeats it as that of another.
fn alias(random: &mut Random, lines: &mut [String], at: usize) {
    let other = random.below(lines.len());
    let (first, second) = (at.min(other), at.max(other));
    let behind_key = |line: &str| line.find(": ").map(|colon| colon + 2);
    if let Some(start) = behind_key(&lines[first]) {
        lines[first].insert_str(start, "&same ");
    } else if let Some(colon) = lines[first].trim_end().strip_suffix(':').map(str::len) {
        lines[first].insert_str(colon + 1, " &same");
    }
    if let Some(start) = behind_key(&lines[second]) {
        let end = lines[second].trim_end_matches(['\r', '\n']).len().max(start);
        lines[second].replace_range(start..end, "*same");
    }
}

fn key_range(line: &str) -> Option<std::ops::Range<usize>> {
    let start = line.len() - line.trim_start_matches([' ', '-']).len();
    let end = start + line[start..].find(':')?;
    Some(start..end)
}

fn edit_key(random: &mut Random, line: &mut String) {
    if let Some(range) = key_range(line) {
        line.replace_range(range, random.pick::<&str>(KEYS));
    }
}

fn misspell(random: &mut Random, line: &mut String) {
    let Some(range) = key_range(line) else { return };
    let mut key: Vec<char> = line[range.clone()].chars().collect();
    if key.len() < 2 {
        return;
    }
    let at = random.below(key.len() - 1);
    match random.below(5) {
        0 => key.swap(at, at + 1),
        1 => {
            key.remove(at);
        }
        2 => key.insert(at, 's'),
        3 => key[at] = key[at].to_ascii_uppercase(),
        _ => key.push('s'),
    }
    line.replace_range(range, &key.into_iter().collect::<String>());
}

fn reindent(random: &mut Random, line: &mut String) {
    let own = indent_of(line).len();
    match random.below(5) {
        0 => line.insert(0, ' '),
        1 => line.insert_str(0, "  "),
        2 => line.insert(0, '\t'),
        3 if own > 0 => {
            line.remove(0);
        }
        _ => {
            line.drain(..own.min(2));
        }
    }
}

fn requote(random: &mut Random, line: &mut String) {
    let Some(start) = line.find(": ").or_else(|| line.find("- ")).map(|at| at + 2) else {
        return;
    };
    let end = line.trim_end_matches(['\r', '\n']).len().max(start);
    let value = line[start..end].to_owned();
    let new = match random.below(4) {
        0 => format!("\"{value}\""),
        1 => format!("'{value}'"),
        2 => value.trim_matches(['\'', '"']).to_owned(),
        _ => format!("[{value}]"),
    };
    line.replace_range(start..end, &new);
}

/// A change of the text as a whole.
fn wide_change(random: &mut Random, text: &str) -> String {
    match random.below(9) {
        0 => text.replace('\n', "\r\n"),
        1 => text.replace('\n', "\r"),
        2 => format!("\u{feff}{text}"),
        3 => format!("---\n{text}"),
        4 => format!("{text}---\nfoo: [\n"),
        5 => format!("{text}...\n"),
        6 => {
            let mut at = random.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text[..at].to_owned()
        }
        7 => text.replace("  ", "    "),
        _ => text.replace('"', "'"),
    }
}
