//! What Alertmanager's settings are called in an `AlertmanagerConfig` resource, the other way round, and which ones the operator
//! leaves out.

use crate::version::Version;

/// Alertmanager's name of the setting `name` below `parent`.
pub(super) fn in_alertmanager(parent: &str, name: &str) -> String {
    let renamed = match (parent, name) {
        ("discordConfigs", "apiURL") => "webhook_url",
        ("pagerDutyLinkConfigs", "alt") => "text",
        (_, "urlSecret") => "url_file",
        (_, "bearerTokenSecret") => "bearer_token",
        (_, "pagerDutyImageConfigs") => "images",
        (_, "pagerDutyLinkConfigs") => "links",
        (_, "sourceMatch") => "source_matchers",
        (_, "targetMatch") => "target_matchers",
        // The operator mounts what it finds, and names the files.
        ("tlsConfig", "ca") => "ca_file",
        ("tlsConfig", "cert") => "cert_file",
        ("tlsConfig", "keySecret") => "key_file",
        _ => return snake_case(name),
    };
    renamed.to_owned()
}

/// `groupWait` as `group_wait`, `apiURL` as `api_url`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut was_upper = true;
    for c in name.chars() {
        if c.is_ascii_uppercase() && !was_upper {
            snake.push('_');
        }
        was_upper = c.is_ascii_uppercase();
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// A sentence about settings with their names as in the resource. Files that hold what is secret are left out: a
/// resource names keys of Secrets instead.
pub(in crate::wrapped) fn in_resource(sentence: &str) -> String {
    let mut text = String::with_capacity(sentence.len());
    for (number, part) in sentence.split('`').enumerate() {
        if number % 2 == 0 {
            text.push_str(part);
            continue;
        }
        let is_setting = part.contains('_') && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if !is_setting {
            text.push('`');
            text.push_str(part);
            text.push('`');
        } else if part.ends_with("_file") && part != "url_file" && is_list(&text) {
            let kept = text.trim_end_matches(" or ").trim_end_matches(", ").len();
            text.truncate(kept);
        } else {
            text.push('`');
            text.push_str(&camel_case(part));
            text.push('`');
        }
    }
    match text.strip_prefix("one of ") {
        Some(one) if one.matches('`').count() == 2 => one.to_owned(),
        _ => text,
    }
}

/// Whether what follows is a further name of a list.
fn is_list(before: &str) -> bool {
    before.ends_with("`, ") || before.ends_with("` or ")
}

/// `group_wait` as `groupWait`, `api_url` as `apiURL`.
fn camel_case(name: &str) -> String {
    let renamed = match name {
        "url_file" => "urlSecret",
        "client_id" => "clientId",
        "token_url" => "tokenUrl",
        "bearer_token" => "bearerTokenSecret",
        "source_matchers" => "sourceMatch",
        "target_matchers" => "targetMatch",
        "ca_file" => "ca",
        "cert_file" => "cert",
        "key_file" => "keySecret",
        _ => "",
    };
    if !renamed.is_empty() {
        return renamed.to_owned();
    }
    let mut camel = String::with_capacity(name.len());
    for (number, part) in name.split('_').enumerate() {
        match part {
            _ if number == 0 => camel.push_str(part),
            "url" | "id" | "tls" | "arn" => camel.push_str(&part.to_ascii_uppercase()),
            _ => {
                let mut characters = part.chars();
                camel.extend(characters.next().map(|first| first.to_ascii_uppercase()));
                camel.push_str(characters.as_str());
            }
        }
    }
    camel
}

/// The settings that are references to a key of a Secret, or of a Secret or a ConfigMap, by what they belong to.
const REFERENCES: [(&str, &[&str]); 21] = [
    ("slackConfigs", &["apiURL"]),
    ("discordConfigs", &["apiURL"]),
    ("pagerdutyConfigs", &["routingKey", "serviceKey"]),
    ("opsgenieConfigs", &["apiKey"]),
    ("victoropsConfigs", &["apiKey"]),
    ("wechatConfigs", &["apiSecret"]),
    ("emailConfigs", &["authPassword", "authSecret"]),
    ("pushoverConfigs", &["userKey", "token"]),
    ("telegramConfigs", &["botToken"]),
    ("rocketchatConfigs", &["token", "tokenID"]),
    ("msteamsConfigs", &["webhookUrl"]),
    ("msteamsv2Configs", &["webhookURL"]),
    ("mattermostConfigs", &["webhookURL"]),
    ("incidentioConfigs", &["alertSourceToken"]),
    ("webhookConfigs", &["urlSecret"]),
    ("sigv4", &["accessKey", "secretKey"]),
    ("basicAuth", &["username", "password"]),
    ("authorization", &["credentials"]),
    ("oauth2", &["clientId", "clientSecret"]),
    ("httpConfig", &["bearerTokenSecret"]),
    ("tlsConfig", &["ca", "cert", "keySecret"]),
];

/// The reference that `name` is but for the size of its letters.
pub(super) fn reference(parent: &str, name: &str) -> Option<&'static str> {
    REFERENCES
        .iter()
        .find(|(owner, _)| *owner == parent)
        .and_then(|(_, names)| names.iter().find(|known| known.eq_ignore_ascii_case(name)).copied())
}

/// Whether the setting is a reference to a key of a Secret, or of a Secret or a ConfigMap.
pub(super) fn takes_reference(parent: &str, name: &str) -> bool {
    reference(parent, name) == Some(name)
}

/// The settings that the operator leaves out where Alertmanager is older than they are: by what they belong to, since which
/// release it has them, and the first of those known here that does. Others it writes, or it refuses the resource.
const LEFT_OUT: [(&str, &[&str], &str, Version); 13] = [
    ("webhookConfigs", &["timeout"], "0.28", Version::V0_28),
    ("webhookConfigs", &["payload"], "0.32", Version::V0_33),
    ("slackConfigs", &["timeout"], "0.30", Version::V0_33),
    ("slackConfigs", &["messageText"], "0.31", Version::V0_33),
    ("slackConfigs", &["updateMessage"], "0.32", Version::V0_33),
    ("pagerdutyConfigs", &["timeout"], "0.30", Version::V0_33),
    (
        "discordConfigs",
        &["avatarURL", "content", "username"],
        "0.28",
        Version::V0_28,
    ),
    ("emailConfigs", &["threading"], "0.30", Version::V0_33),
    ("emailConfigs", &["forceImplicitTLS"], "0.31", Version::V0_33),
    (
        "pushoverConfigs",
        &["device", "tokenFile", "userKeyFile"],
        "0.26",
        Version::V0_28,
    ),
    ("pushoverConfigs", &["ttl"], "0.27", Version::V0_28),
    (
        "telegramConfigs",
        &["botTokenFile", "messageThreadID"],
        "0.26",
        Version::V0_28,
    ),
    (
        "httpConfig",
        &["noProxy", "proxyConnectHeader", "proxyFromEnvironment"],
        "0.26",
        Version::V0_28,
    ),
];

/// The release that has a setting which the operator leaves out for this one.
pub(super) fn since(parent: &str, name: &str, version: Version) -> Option<&'static str> {
    let mut table = LEFT_OUT.iter();
    let (.., since, _) =
        table.find(|(owner, names, _, first)| *owner == parent && version < *first && names.contains(&name))?;
    Some(since)
}

/// Whether the setting is a list of `{key, value}` where Alertmanager has a mapping.
pub(super) fn is_key_value_list(parent: &str, name: &str) -> bool {
    matches!(
        (parent, name),
        ("pagerdutyConfigs" | "opsgenieConfigs", "details")
            | ("emailConfigs", "headers")
            | ("victoropsConfigs", "customFields")
            | ("jiraConfigs", "fields")
    )
}

/// Whether the setting is a mapping with keys of the author's own.
pub(super) fn is_free_mapping(parent: &str, name: &str) -> bool {
    matches!(
        (parent, name),
        ("snsConfigs", "attributes") | ("oauth2", "endpointParams") | ("httpConfig", "proxyConnectHeader")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alertmanagers() {
        for (parent, camel, snake) in [
            ("route", "groupWait", "group_wait"),
            ("slackConfigs", "apiURL", "api_url"),
            ("discordConfigs", "apiURL", "webhook_url"),
            ("httpConfig", "enableHttp2", "enable_http2"),
            ("emailConfigs", "requireTLS", "require_tls"),
            ("telegramConfigs", "chatID", "chat_id"),
            ("receivers", "msteamsv2Configs", "msteamsv2_configs"),
            ("webhookConfigs", "urlSecret", "url_file"),
            ("tlsConfig", "keySecret", "key_file"),
            ("receivers", "name", "name"),
        ] {
            assert_eq!(in_alertmanager(parent, camel), snake);
        }
    }

    #[test]
    fn references_are_known_in_any_case() {
        assert_eq!(reference("slackConfigs", "apiUrl"), Some("apiURL"));
        assert_eq!(reference("msteamsConfigs", "webhookURL"), Some("webhookUrl"));
        assert_eq!(reference("webhookConfigs", "url"), None);
        assert!(takes_reference("sigv4", "accessKey"));
        assert!(!takes_reference("slackConfigs", "apiUrl"));
    }

    #[test]
    fn sentences_speak_as_the_resource_does() {
        for (sentence, expected) in [
            (
                "one of `url`, `url_file` is missing",
                "one of `url`, `urlSecret` is missing",
            ),
            (
                "one of `routing_key`, `routing_key_file`, `service_key`, `service_key_file` is missing",
                "one of `routingKey`, `serviceKey` is missing",
            ),
            (
                "one of `webhook_url`, `webhook_url_file` is missing",
                "`webhookURL` is missing",
            ),
            ("set `webhook_url` or `webhook_url_file`", "set `webhookURL`"),
            ("there is no receiver `a_b.c`", "there is no receiver `a_b.c`"),
            ("`group_wait` is no duration", "`groupWait` is no duration"),
        ] {
            assert_eq!(in_resource(sentence), expected);
        }
    }
}
