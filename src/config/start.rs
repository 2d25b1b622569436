//! What an accepted configuration still keeps Alertmanager from starting with: `amtool check-config` says nothing of it.
//!
//! At its start, and when it reads the file again, Alertmanager makes a client for each integration of the receivers that
//! routes lead to, and one for `tracing`. What is found here needs no file but this one; certificates, keys and secrets in
//! files are another matter.

mod pem;

use std::collections::BTreeSet;

use super::http::{filled, filled_secret};
use super::whole::PANIC;
use super::{
    Authorization, BasicAuth, Config, HttpConfig, Integration, IntegrationKind, OAuth2, Options, Route, TlsConfig,
    Tracing, has_placeholder,
};
use crate::diagnostic::{Diagnostic, Stage, Upstream};
use crate::text::{Span, Spanned};
use crate::url;
use crate::version::Version;

/// The grant that needs a key instead of the client's secret.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What keeps Alertmanager from starting with a configuration that it accepts.
#[must_use]
pub fn check_start(config: &Config, options: Options) -> Vec<Diagnostic> {
    let mut start = Start {
        options,
        context: "",
        seen: BTreeSet::new(),
        findings: Vec::new(),
    };
    let mut routed = BTreeSet::new();
    if let Some(route) = &config.route {
        add_receivers(route, &mut routed);
    }
    let global = config.global.as_ref().and_then(|global| global.http_config.as_ref());
    for receiver in &config.receivers {
        if !routed.contains(receiver.name.value.as_str()) {
            continue;
        }
        for integration in receiver.integrations.iter().filter(|one| has_client(one)) {
            match (integration.http_config(), global) {
                (Some(http), _) => start.client(integration, http),
                (None, Some(written)) => match &written.value {
                    Some(http) => start.client(integration, http),
                    None => start.null_client(integration, written.span),
                },
                (None, None) => {}
            }
        }
    }
    for &nil in config.nil_inhibit_rules.iter().take(1) {
        let message = "an inhibit rule is null, and Alertmanager crashes on that when it starts";
        start
            .findings
            .push(error("null-entry", nil, message, PANIC).with_help("fill it in, or take it away"));
    }
    if let Some(tracing) = &config.tracing {
        start.context = "failed to apply tracing config: failed to build a new tracer provider: ";
        start.tracing(tracing);
    }
    start.findings
}

fn add_receivers<'c>(route: &'c Route, routed: &mut BTreeSet<&'c str>) {
    // As deep as the reader of YAML lets anything be.
    let mut rest = vec![route];
    while let Some(route) = rest.pop() {
        routed.extend(route.receiver.as_ref().map(|name| name.value.as_str()));
        rest.extend(&*route.routes);
    }
}

/// Mail is sent without one.
fn has_client(integration: &Integration) -> bool {
    integration.kind != IntegrationKind::Email
}

struct Start {
    options: Options,
    /// What Alertmanager puts in front of its words.
    context: &'static str,
    /// What has been looked at: the global section, and what aliases repeat, stand for many.
    seen: BTreeSet<Span>,
    findings: Vec<Diagnostic>,
}

impl Start {
    fn client(&mut self, integration: &Integration, http: &HttpConfig) {
        if !self.seen.insert(http.span) {
            return;
        }
        // Its library speaks HTTP, and is given TLS only.
        let is_tls_only = integration.kind == IntegrationKind::Sns && self.options.version >= Version::V0_33;
        self.context = if is_tls_only { "build SNS TLS config: " } else { "" };
        if let Some(tls) = &http.tls_config {
            self.tls(tls);
        }
        if is_tls_only {
            return;
        }
        if let Some(authorization) = &http.authorization {
            self.authorization(authorization);
        }
        if let Some(basic_auth) = &http.basic_auth {
            self.basic_auth(basic_auth);
        }
        if let Some(oauth2) = &http.oauth2 {
            self.oauth2(oauth2);
        }
    }

    /// A `global.http_config` without anything in it is none, and Alertmanager relies on there being one.
    fn null_client(&mut self, integration: &Integration, global: Span) {
        if self.seen.insert(global) {
            let finding = error(
                "null-http-config",
                global,
                "`global.http_config` has nothing in it, and Alertmanager crashes on that when it starts",
                PANIC,
            )
            .with_secondary(integration.span, "would use it, for it has no `http_config` of its own")
            .with_help("take `http_config` away from `global`, or write `http_config: {}`");
            self.findings.push(finding);
        }
    }

    /// The token's own TLS is not set up before a token is wanted.
    fn oauth2(&mut self, oauth2: &OAuth2) {
        let is_jwt = oauth2
            .grant_type
            .as_ref()
            .is_some_and(|grant| grant.value == JWT_BEARER);
        if is_jwt {
            self.reference(
                "client_certificate_key_ref",
                oauth2.client_certificate_key_ref.as_ref(),
                "client certificate",
            );
        } else {
            self.reference("client_secret_ref", oauth2.client_secret_ref.as_ref(), "client secret");
        }
    }

    fn basic_auth(&mut self, basic_auth: &BasicAuth) {
        self.reference("username_ref", basic_auth.username_ref.as_ref(), "username");
        self.reference("password_ref", basic_auth.password_ref.as_ref(), "password");
    }

    fn authorization(&mut self, authorization: &Authorization) {
        let reference = authorization.credentials_ref.as_ref();
        self.reference("credentials_ref", reference, "credentials");
    }

    fn tracing(&mut self, tracing: &Tracing) {
        let client = tracing.client_type.as_ref().map_or("grpc", |client| &client.value);
        if let Some(written) = &tracing.client_type
            && !matches!(client, "grpc" | "http")
        {
            let finding = self.error(
                "bad-choice",
                written.span,
                "`client_type` takes `http` or `grpc`",
                format!("unknown tracing client type: {client}"),
            );
            self.findings.push(finding.with_help("leave it out for `grpc`"));
            return;
        }
        if !tracing.insecure.is_some_and(|insecure| insecure.value)
            && let Some(tls) = &tracing.tls_config
        {
            self.tls(tls);
        }
        let headers = tracing.headers.iter().flat_map(|headers| &headers.entries);
        let in_file = headers
            .filter_map(|(_, header)| header.as_deref())
            .filter(|header| header.values.is_empty() && header.secrets.is_empty())
            .find_map(|header| header.files.first());
        if let Some(file) = in_file {
            let finding = self.error(
                "header-files",
                file.span,
                "a header of `tracing` cannot stand in a file",
                "header files are not supported for tracing configuration",
            );
            self.findings
                .push(finding.with_help("write it in `values`, or in `secrets`"));
        }
        if client == "grpc"
            && let Some(endpoint) = self.judged(tracing.endpoint.as_ref(), String::as_str)
            && let Some(fault) = target_fault(endpoint.value, self.options.version)
        {
            let message = format!("this endpoint is no target that gRPC can read: {}", fault.reason());
            let finding = self.error("bad-url", endpoint.span, message, fault.to_string());
            self.findings.push(finding.with_help("write `HOST:PORT`"));
        }
    }

    fn tls(&mut self, tls: &TlsConfig) {
        if let (Some(min), Some(max)) = (tls.min_version, tls.max_version)
            && max.value < min.value
        {
            let finding = self
                .error(
                    "tls-version-order",
                    max.span,
                    format!("`max_version` {} is older than `min_version` {}", max.value, min.value),
                    "tls_config.max_version must be greater than or equal to tls_config.min_version if both are specified",
                )
                .with_secondary(min.span, "the oldest that is allowed");
            self.findings.push(finding.with_help("take one of the two away"));
        }
        self.reference("ca_ref", tls.ca_ref.as_ref(), "CA cert");
        self.reference("cert_ref", tls.cert_ref.as_ref(), "client cert");
        self.reference("key_ref", tls.key_ref.as_ref(), "client key");
        if let Some(ca) = self.judged(tls.ca.as_ref(), String::as_str)
            && !pem::has_certificate(ca.value)
        {
            self.no_pem("ca", ca.span, "certificate", "unable to use specified CA cert inline");
        }
        let given = |is_inline: bool| if is_inline { "inline" } else { "file" };
        let (has_cert, has_key) = (
            filled(tls.cert.as_ref()).is_some(),
            filled_secret(tls.key.as_ref()).is_some(),
        );
        let pair = format!(
            "unable to use specified client cert ({}) & key ({}): tls: ",
            given(has_cert),
            given(has_key)
        );
        let cert = self.judged(tls.cert.as_ref(), String::as_str);
        let key = self.judged(tls.key.as_ref(), |key| key.expose());
        if let Some(cert) = &cert
            && let Some(words) = pem::missing_certificate(cert.value)
        {
            self.no_pem("cert", cert.span, "certificate", &format!("{pair}{words}"));
        }
        if let Some(key) = &key
            && let Some(words) = pem::missing_private_key(key.value)
        {
            self.no_pem("key", key.span, "private key", &format!("{pair}{words}"));
        }
        if let (Some(cert), Some(key)) = (cert, key)
            && let Some(words) = pem::foreign_key(cert.value, key.value)
        {
            let message = "`key` is not the private key of the certificate in `cert`";
            let finding = self
                .error("key-mismatch", key.span, message, format!("{pair}{words}"))
                .with_secondary(cert.span, "the certificate")
                .with_help(
                    "write the key that `cert` was made with; the first certificate in `cert` must be the client's own",
                );
            self.findings.push(finding);
        }
        if self.options.version <= Version::V0_25 {
            self.half_a_pair(tls);
        }
    }

    /// Later releases refuse the file itself.
    fn half_a_pair(&mut self, tls: &TlsConfig) {
        let (cert, key) = (filled(tls.cert_file.as_ref()), filled(tls.key_file.as_ref()));
        let (span, there, missing) = match (cert, key) {
            (Some(cert), None) => (cert, "cert", "key"),
            (None, Some(key)) => (key, "key", "cert"),
            _ => return,
        };
        let file = if there == "cert" { &tls.cert_file } else { &tls.key_file };
        let path = file.as_ref().map(|file| file.value.as_str()).unwrap_or_default();
        let finding = self.error(
            "missing-key",
            span,
            format!("`{there}_file` is set without `{missing}_file`"),
            format!("client {there} file {path:?} specified without client {missing} file"),
        );
        self.findings
            .push(finding.with_help(format!("set `{missing}_file` too, or neither")));
    }

    fn reference(&mut self, key: &'static str, reference: Option<&Spanned<String>>, what: &str) {
        let Some(span) = filled(reference) else { return };
        let plain = key.trim_end_matches("_ref");
        let finding = self.error(
            "secret-manager",
            span,
            format!("`{key}` takes a secret manager, and Alertmanager has none"),
            format!("unable to use {what}: cannot use secret ref without manager"),
        );
        self.findings
            .push(finding.with_help(format!("set `{plain}`, or `{plain}_file`")));
    }

    fn no_pem(&mut self, key: &str, span: Span, what: &str, upstream: &str) {
        let finding = self
            .error(
                "no-pem",
                span,
                format!("there is no {what} in `{key}` that can be used"),
                upstream,
            )
            .with_help(format!(
                "it takes PEM, line by line: write it as a block, `{key}: |`, or name a file with `{key}_file`"
            ));
        self.findings.push(finding);
    }

    /// A text that can be judged: there is something in it, and nothing is filled in later.
    fn judged<'c, T>(&self, text: Option<&'c Spanned<T>>, read: impl Fn(&'c T) -> &'c str) -> Option<Spanned<&'c str>> {
        let text = text.map(|text| Spanned::new(read(&text.value), text.span))?;
        let is_open = self.options.allow_placeholders && has_placeholder(text.value);
        (!text.value.is_empty() && !is_open).then_some(text)
    }

    fn error(
        &self,
        name: &'static str,
        span: Span,
        message: impl Into<std::borrow::Cow<'static, str>>,
        upstream: impl AsRef<str>,
    ) -> Diagnostic {
        error(name, span, message, format!("{}{}", self.context, upstream.as_ref()))
    }
}

/// Why gRPC cannot read a target: neither as a URL of a scheme it resolves, nor as a name that DNS resolves.
fn target_fault(target: &str, version: Version) -> Option<url::ParseError> {
    let is_resolved = |scheme: &str| matches!(scheme, "dns" | "passthrough" | "unix" | "unix-abstract");
    if url::parse(target, version).is_ok_and(|url| is_resolved(&url.scheme)) {
        return None;
    }
    url::parse(&format!("dns:///{target}"), version).err()
}

fn error(
    name: &'static str,
    span: Span,
    message: impl Into<std::borrow::Cow<'static, str>>,
    upstream: impl Into<String>,
) -> Diagnostic {
    let upstream = Upstream {
        text: upstream.into(),
        stage: Stage::Afterwards,
        line: None,
    };
    Diagnostic::error(name, span, message, upstream)
        .with_note("`amtool check-config` accepts this; Alertmanager does not start with it")
}
