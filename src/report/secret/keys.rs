//! Which keys hold secrets, whatever surrounds them.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::suggest::nearest;

/// How what stands behind a key is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Not at all.
    Secret,
    /// A URL of which only the host is.
    SecretUrl,
    /// A URL, whole unless it names a user.
    Address,
    /// Texts, numbers, lists of them.
    Plain,
    /// A mapping, or a list of mappings, with the keys of a configuration.
    Known,
    /// A mapping whose keys are anybody's choice.
    Free,
    /// A key that no configuration has, where one belongs.
    Unknown,
    /// What a configuration is wrapped in.
    Foreign,
}

impl Class {
    /// Whether lines that belong to such a key are hidden.
    pub(super) fn is_hidden(self) -> bool {
        matches!(self, Self::Secret | Self::SecretUrl | Self::Address | Self::Unknown)
    }
}

/// Keys whose values are secret, in some release and some place.
const SECRET: &str = "\
    alert_source_token api_key api_secret app_token auth_password auth_secret bearer_token bot_token \
    client_certificate_key client_secret credentials endpoint_params http_headers key opsgenie_api_key \
    password proxy_connect_header rocketchat_token rocketchat_token_id routing_key secret_key secrets service_key \
    slack_app_token smtp_auth_password smtp_auth_secret telegram_bot_token token token_id user_key \
    victorops_api_key wechat_api_secret";

/// Keys of URLs that are secret in some place.
const SECRET_URL: &str = "\
    api_url mattermost_webhook_url slack_api_url url webhook_url";

/// Keys of the other URLs.
const ADDRESS: &str = "\
    app_url author_icon author_link avatar_url client_url endpoint footer_icon href icon_url image_url \
    imageurl jira_api_url opsgenie_api_url pagerduty_url proxy_url rocketchat_api_url slack_app_url src \
    telegram_api_url thumb_url title_link token_url victorops_api_url webex_api_url wechat_api_url";

/// Keys of mappings, and lists of them, with the keys of a configuration; some are an `AlertmanagerConfig`'s.
const KNOWN: &str = "\
    actions alertmanager_config attachment_configs attachments authorization basic_auth confirm \
    discord_config discord_configs email_config email_configs event_recorder fields file_outputs global \
    http_config images incidentio_configs inhibit_rules jira_configs kafka_outputs links \
    mattermost_configs msteams_configs msteamsv2_configs mute_time_interval mute_times oauth2 \
    opsgenie_config opsgenie_configs pager_duty_configs pagerduty_config pagerduty_configs props \
    pushover_configs receivers responders rocketchat_configs route routes sigv4 slack_config \
    slack_configs smtp_tls_config sns_configs telegram_configs threading time_intervals times tls_config \
    tracing victorops_configs webex_configs webhook_config webhook_configs webhook_outputs \
    wechat_configs";

/// Keys of mappings whose keys are anybody's choice.
const FREE: &str = "\
    annotations attributes claims custom_fields details headers label_selector labels \
    match match_expressions match_labels match_re metadata payload source_match source_match_re \
    target_match target_match_re values";

/// All other keys.
const PLAIN: &str = "\
    access_key acks active_time_intervals agent_id alert_source_token_file alt api_key_file \
    api_secret_file api_type api_url_file app_token_file audience auth_identity auth_password_file \
    auth_secret_file auth_username author_name bearer_token_file bot_token_file brokers buffer_size ca \
    ca_file ca_ref callback_id card cert cert_file cert_ref channel chat_id chat_id_file class client \
    client_certificate_key_file client_certificate_key_id client_certificate_key_ref client_id \
    client_secret_file client_secret_ref client_type color component compression content continue \
    corp_id credentials_file credentials_ref days_of_month description device disable_notifications \
    dismiss_text emoji enable_http2 enable_update enabled end_time entity entity_display_name equal \
    expire external_id fallback files follow_redirects footer force_implicit_tls format from grant_type \
    group group_by group_interval group_wait hello html icon_emoji id insecure insecure_skip_verify iss \
    issue_type iswebview key_file key_ref link_names location matchers mattermost_webhook_url_file \
    max_alerts max_retries max_version message message_text message_thread_id message_type min_version \
    monitoring_tool monospace months mrkdwn_in msg msginchatwindow msgprocessingtype mute_time_intervals \
    name no_proxy note ok_text opsgenie_api_key_file parse_mode password_file password_ref path \
    persistent_notifications phone_number pretext priority profile project proxy_from_environment \
    receiver region reopen_duration reopen_transition repeat_interval requested_ack require_tls \
    resolve_timeout resolve_transition retry retry_backoff rocketchat_token_file \
    rocketchat_token_id_file role_arn room_id routing_key_file sampling_fraction scopes send_resolved \
    server_name service_key_file service_name severity short short_fields signature_algorithm \
    slack_api_url_file slack_app_token_file smarthost smtp_auth_identity smtp_auth_password_file \
    smtp_auth_secret_file smtp_auth_username smtp_force_implicit_tls smtp_from smtp_hello \
    smtp_require_tls smtp_smarthost sound source source_matchers start_time state_message style subject \
    summary tags target_arn target_matchers telegram_bot_token_file template templates text \
    thread_by_date timeout title to to_party to_tag to_user token_file token_id_file topic topic_arn ttl \
    type update_alerts update_message url_file url_title use_aws_http_client use_fips_sts_endpoint \
    user_key_file username username_file username_ref value victorops_api_key_file webhook_url_file \
    webviewheightratio wechat_api_corp_id wechat_api_secret_file weekdays wont_fix_resolution workers \
    years";

/// What stands in keys that hold a secret, in whatever program they are known.
const SECRET_WORDS: [&str; 13] = [
    "apikey",
    "authorization",
    "authorisation",
    "bearer",
    "credential",
    "passphrase",
    "passwd",
    "passwort",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "token",
];

/// Endings of keys that say where a secret is, not what it is.
const WHERE: [&str; 5] = ["file", "files", "name", "ref", "type"];

/// Shorter keys are like too many.
const SHORTEST_GUESS: usize = 6;

/// Longer keys are nobody's.
const LONGEST_KEY: usize = 64;

static CLASSES: LazyLock<HashMap<String, Class>> = LazyLock::new(|| {
    let listed = [
        (SECRET, Class::Secret),
        (SECRET_URL, Class::SecretUrl),
        (ADDRESS, Class::Address),
        (KNOWN, Class::Known),
        (FREE, Class::Free),
        (PLAIN, Class::Plain),
    ];
    let words = listed
        .into_iter()
        .flat_map(|(keys, class)| keys.split_whitespace().map(move |key| (normalised(key), class)));
    words.collect()
});

/// A key in one spelling: small letters and digits only.
pub(super) fn normalised(key: &str) -> String {
    key.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The class of a key that some configuration has.
pub(super) fn listed(key: &str) -> Option<Class> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if key.len() > LONGEST_KEY || key.starts_with('_') || key.ends_with('_') || !key.chars().all(is_word) {
        return None;
    }
    CLASSES.get(&normalised(key)).copied()
}

/// Whether a word says nothing about a secret it stands in: a key, a truth value.
pub(super) fn is_common(word: &str) -> bool {
    const COMMON: [&str; 8] = ["true", "false", "null", "http", "https", "!!str", "localhost", "binary"];
    COMMON.contains(&word) || listed(word).is_some()
}

/// Whether a key that is anybody's choice, such as that of a header, names a secret though a configuration has it.
pub(super) fn is_secret_choice(key: &str) -> bool {
    let plain = normalised(key);
    SECRET_WORDS.iter().any(|word| plain == *word)
}

/// The class of a key that is listed, or whose words say enough.
pub(super) fn told(key: &str) -> Option<Class> {
    if let Some(class) = listed(key) {
        return Some(class);
    }
    let plain = normalised(key);
    if WHERE.iter().any(|ending| plain.ends_with(ending)) {
        return None;
    }
    if plain.ends_with("url") {
        return Some(Class::SecretUrl);
    }
    let lower = key.to_ascii_lowercase();
    let is_key = lower.ends_with("_key") || lower.ends_with("-key");
    (is_key || SECRET_WORDS.iter().any(|word| plain.contains(word))).then_some(Class::Secret)
}

/// The class of the listed key that another is much like.
pub(super) fn meant(key: &str) -> Option<Class> {
    if !(SHORTEST_GUESS..=LONGEST_KEY).contains(&key.len()) {
        return None;
    }
    // Of two that are as near, the one that hides more.
    let all = [SECRET, SECRET_URL, ADDRESS, KNOWN, FREE, PLAIN];
    let near = nearest(key, all.iter().flat_map(|keys| keys.split_whitespace()))?;
    listed(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_configuration_is_listed() {
        let mappings = include_str!("../../../testdata/config/mappings.txt");
        let mut lines = mappings.lines();
        let mut count = 0;
        while let Some(line) = lines.next() {
            if line == "==== keys" {
                for key in lines.next().unwrap_or_default().split_whitespace() {
                    assert!(key == "nosuch" || listed(key).is_some(), "{key}");
                    count += 1;
                }
            }
        }
        assert!(count > 500, "{count}");
    }

    #[test]
    fn words_tell() {
        for key in [
            "smtp_pasword_password",
            "xoxToken",
            "DB_PASSWD",
            "some_key",
            "x-api-key",
            "authorisation",
        ] {
            assert_eq!(told(key), Some(Class::Secret), "{key}");
        }
        for key in [
            "password_file",
            "secretName",
            "severity",
            "token_type",
            "monkey",
            "receiver_name",
        ] {
            assert_ne!(told(key), Some(Class::Secret), "{key}");
        }
        assert_eq!(meant("smtp_auth_pasword"), Some(Class::Secret));
        assert_eq!(meant("group_intervall"), Some(Class::Plain));
        assert_eq!(meant("reciever"), Some(Class::Plain));
        assert_eq!(meant("zebra"), None);
    }
}
