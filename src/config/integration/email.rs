//! `email_configs`. Mirrors `notify/email`.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Sender;
use crate::config::address::HostPort;
use crate::config::decode::{
    Blank, Checks, Flag, FlagPointer, Pointer, Rules, SecretText, Text, TextMap, fatal, object,
};
use crate::config::http::{HttpConfig, TlsConfig, canonical_header_name, filled};
use crate::config::whole::WholeChecks;
use crate::text::Spanned;
use crate::text::quote::quote;
use crate::version::Version;

object! {
    /// How mails about one group are threaded.
    pub struct Threading = "`threading`" {
        /// Whether they are.
        enabled: Flag,
        /// Whether a new thread begins every day: `daily` or `none`.
        thread_by_date: Text,
    }
}

impl Rules for Threading {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "config.ThreadingConfig"
    }
}

object! {
    /// One `email_configs` entry.
    pub struct EmailConfig = "an `email_configs` entry" {
        /// Whether the end of an alert is told; false by default.
        send_resolved: Flag,
        /// To whom.
        to: Text,
        /// From whom; `global.smtp_from` by default.
        from: Text,
        /// What the client calls itself; `global.smtp_hello` by default.
        hello: Text,
        /// The mail server; `global.smtp_smarthost` by default.
        smarthost: HostPort,
        /// The user name; `global.smtp_auth_username` by default.
        auth_username: Text,
        /// The password; `global.smtp_auth_password` by default.
        auth_password: SecretText,
        /// A file that holds the password.
        auth_password_file: Text,
        /// The secret of CRAM-MD5; `global.smtp_auth_secret` by default.
        auth_secret: SecretText,
        /// A file that holds the secret.
        auth_secret_file: Text [since 31],
        /// The identity of PLAIN; `global.smtp_auth_identity` by default.
        auth_identity: Text,
        /// Headers of the mail.
        headers: TextMap,
        /// The HTML body.
        html: Text,
        /// The text body.
        text: Text,
        /// Whether TLS is required; `global.smtp_require_tls` by default.
        require_tls: FlagPointer,
        /// How TLS is done; `global.smtp_tls_config` by default.
        tls_config: EmailTls,
        /// Whether TLS is spoken from the start; by default on port 465.
        force_implicit_tls: FlagPointer [since 31],
        /// How mails about one group are threaded.
        threading: Blank<Threading> [since 30],
    }
}

/// The `tls_config` of a mail: part of the entry at first, a pointer later.
#[derive(Debug)]
pub struct EmailTls;

impl crate::config::decode::Codec for EmailTls {
    type Slot = Option<Box<TlsConfig>>;

    const EXPECTED: &'static str = "a mapping";

    fn go_type(version: Version) -> Cow<'static, str> {
        if version < Version::V0_28 {
            Blank::<TlsConfig>::go_type(version)
        } else {
            Pointer::<TlsConfig>::go_type(version)
        }
    }

    fn decode(
        decoder: &mut crate::config::decode::Decoder<'_>,
        input: crate::config::decode::Input<'_>,
        slot: &mut Self::Slot,
    ) -> bool {
        Pointer::<TlsConfig>::decode(decoder, input, slot)
    }

    fn clear(_at: crate::text::Span, slot: &mut Self::Slot) {
        *slot = None;
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut crate::config::decode::Printer) {
        Pointer::<TlsConfig>::print(slot, key, printer);
    }
}

impl Rules for EmailConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.EmailConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required("to", filled(self.to.as_ref()), "missing to address in email config");
        let mut seen: HashMap<Cow<'_, str>, &Spanned<String>> = HashMap::new();
        for (name, _) in &self.headers {
            let canonical = canonical_header_name(name);
            if let Some(first) = seen.get(&canonical) {
                let finding = fatal(
                    "repeated-header",
                    name.span,
                    format!("the header `{canonical}` is set twice"),
                    format!("duplicate header {} in email config", quote(&canonical)),
                )
                .with_secondary(first.span, "first set here")
                .with_help("keep one of them: names of headers ignore case");
                checks.refuse(finding);
                continue;
            }
            seen.insert(canonical, name);
        }
        let Some(threading) = self.threading.as_ref().filter(|threading| threading.is_enabled()) else {
            return;
        };
        for header in ["References", "In-Reply-To"] {
            if let Some(name) = seen.get(header) {
                let finding = fatal(
                    "conflicting-header",
                    name.span,
                    format!("threading sets the header `{header}` itself"),
                    format!("conflicting configuration: threading.enabled conflicts with custom {header} header"),
                )
                .with_help("take the header away, or `threading`");
                checks.refuse(finding);
            }
        }
        let date = threading.thread_by_date.as_ref();
        let is_choice = date.is_some_and(|date| matches!(date.as_str(), "none" | "daily"));
        if !is_choice && checks.knows("threading") {
            let finding = fatal(
                "bad-choice",
                date.map_or(threading.span, |date| date.span),
                "`thread_by_date` takes `daily` or `none`",
                "threading.thread_by_date must be either 'none' or 'daily'",
            );
            checks.refuse(finding);
        }
    }
}

impl Threading {
    fn is_enabled(&self) -> bool {
        self.enabled.is_some_and(|enabled| enabled.value)
    }
}

impl Sender for EmailConfig {
    fn send_resolved(&self) -> Option<Spanned<bool>> {
        self.send_resolved
    }

    /// A mail needs no HTTP.
    fn http_config(&self) -> Option<&HttpConfig> {
        None
    }

    fn check_with_global(&self, checks: &mut WholeChecks<'_>) {
        let global = checks.global();
        let smarthost = filled(self.smarthost.as_ref()).or(filled(global.smtp_smarthost.as_ref()));
        let from = filled(self.from.as_ref()).or(filled(global.smtp_from.as_ref()));
        checks.required("smarthost", "smtp_smarthost", smarthost, "no global SMTP smarthost set");
        checks.required("from", "smtp_from", from, "no global SMTP from set");
    }
}
