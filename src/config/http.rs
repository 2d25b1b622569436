//! `http_config`: how an integration talks HTTP. Mirrors `config/http_config.go` of Prometheus' common library.
//!
//! An `http_config` at an integration replaces the global one as a whole.

mod auth;
mod headers;
mod oauth2;
mod proxy;
mod tls;

pub use auth::{Authorization, BasicAuth};
pub use headers::{Header, Headers};
pub use oauth2::OAuth2;
pub use tls::{TlsConfig, TlsVersion};

use super::address::ProxyUrl;
use super::decode::{Blank, Checks, Flag, Pointer, Rules, SecretLists, SecretText, Text, fatal, object};
use crate::text::Span;
use crate::version::Version;
pub(super) use headers::{HeadersPointer, canonical_name as canonical_header_name};

object! {
    /// How an integration talks HTTP.
    pub struct HttpConfig = "an `http_config`" {
        /// User name and password.
        basic_auth: Pointer<BasicAuth>,
        /// The `Authorization` header.
        authorization: Pointer<Authorization>,
        /// How to get a token from an OAuth 2.0 server.
        oauth2: Pointer<OAuth2>,
        /// Older spelling of `authorization.credentials`.
        bearer_token: SecretText,
        /// Older spelling of `authorization.credentials_file`.
        bearer_token_file: Text,
        /// How TLS is done.
        tls_config: Blank<TlsConfig>,
        /// Whether redirects are followed; true by default.
        follow_redirects: Flag,
        /// Whether HTTP/2 may be used; true by default.
        enable_http2: Flag,
        /// The proxy to go through.
        proxy_url: ProxyUrl,
        /// Hosts that are reached without the proxy, separated by commas.
        no_proxy: Text [since 26],
        /// Whether the proxy is taken from the environment of the server.
        proxy_from_environment: Flag [since 26],
        /// Headers sent to the proxy.
        proxy_connect_header: SecretLists,
        /// Headers sent with every request.
        http_headers: HeadersPointer [since 28],
    }
}

impl HttpConfig {
    /// Whether an `Authorization` header is configured, in the older spelling or the newer one.
    #[must_use]
    pub fn has_authorization(&self) -> bool {
        self.authorization.is_some() || self.bearer_token().is_some()
    }

    fn bearer_token(&self) -> Option<Span> {
        let inline = self.bearer_token.as_ref().filter(|token| !token.is_empty());
        inline
            .map(|token| token.span)
            .or_else(|| filled(self.bearer_token_file.as_ref()))
    }
}

/// Where a text is written that is not empty.
pub(super) fn filled(text: Option<&crate::text::Spanned<String>>) -> Option<Span> {
    text.filter(|text| !text.value.is_empty()).map(|text| text.span)
}

/// Where a secret is written that is not empty.
pub(super) fn filled_secret(secret: Option<&crate::text::Spanned<super::Secret>>) -> Option<Span> {
    secret.filter(|secret| !secret.is_empty()).map(|secret| secret.span)
}

impl Rules for HttpConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.HTTPClientConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let bearer_token = filled_secret(self.bearer_token.as_ref());
        let bearer_token_file = filled(self.bearer_token_file.as_ref());
        let bearer = [("bearer_token", bearer_token), ("bearer_token_file", bearer_token_file)];
        let basic_auth = ("basic_auth", self.basic_auth.as_ref().map(|basic| basic.span));
        let oauth2 = ("oauth2", self.oauth2.as_ref().map(|oauth2| oauth2.span));
        checks.at_most_one(
            &bearer,
            "at most one of bearer_token & bearer_token_file must be configured",
        );
        let either = |settings: [(&'static str, Option<Span>); 2]| {
            settings
                .into_iter()
                .find(|(_, span)| span.is_some())
                .unwrap_or(settings[0])
        };
        checks.at_most_one(
            &[either([basic_auth, oauth2]), either(bearer)],
            "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured",
        );
        if let Some(basic_auth) = &self.basic_auth {
            basic_auth.check(checks);
        }
        if let Some(authorization) = &self.authorization {
            checks.at_most_one(
                &[("authorization", Some(authorization.span)), either(bearer)],
                "authorization is not compatible with bearer_token & bearer_token_file",
            );
            authorization.check(checks);
            checks.at_most_one(
                &[
                    ("authorization", Some(authorization.span)),
                    either([basic_auth, oauth2]),
                ],
                "at most one of basic_auth, oauth2 & authorization must be configured",
            );
        }
        if let Some(config) = &self.oauth2 {
            // With an `authorization` next to them this has been said above.
            if self.authorization.is_none() {
                checks.at_most_one(
                    &[basic_auth, oauth2],
                    "at most one of basic_auth, oauth2 & authorization must be configured",
                );
            }
            config.check_in_http_config(checks);
        }
        proxy::Proxy {
            url: self.proxy_url.as_ref(),
            exceptions: self.no_proxy.as_ref(),
            from_environment: self.proxy_from_environment.as_ref(),
            connect_header: &self.proxy_connect_header,
        }
        .check(checks);
        if let Some(headers) = &self.http_headers {
            headers.check(checks);
        }
    }
}

/// An authorization type that has a section of its own.
fn refuse_basic_type(span: Span, checks: &mut Checks<'_, '_>) {
    let finding = fatal(
        "basic-authorization",
        span,
        "`basic` is no type of `authorization`",
        "authorization type cannot be set to \"basic\", use \"basic_auth\" instead",
    )
    .with_help("use `basic_auth` with `username` and `password`");
    checks.refuse(finding);
}
