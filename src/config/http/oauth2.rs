//! `oauth2`.

use super::{TlsConfig, filled, filled_secret, proxy};
use crate::config::address::ProxyUrl;
use crate::config::any::AnyMap;
use crate::config::decode::{Blank, Checks, Flag, Rules, SecretLists, SecretText, Text, TextMap, Texts, fatal, object};
use crate::version::Version;

object! {
    /// How to get a token from an OAuth 2.0 server.
    pub struct OAuth2 = "`oauth2`" {
        /// The client's name.
        client_id: Text,
        /// The client's secret.
        client_secret: SecretText,
        /// A file that holds the secret.
        client_secret_file: Text,
        /// A name the secret is kept under by a secret manager.
        client_secret_ref: Text [since 28],
        /// The name of the key that signs, for the grant by JWT.
        client_certificate_key_id: Text [since 30],
        /// The key that signs, as PEM.
        client_certificate_key: SecretText [since 30],
        /// A file that holds the key.
        client_certificate_key_file: Text [since 30],
        /// A name the key is kept under by a secret manager.
        client_certificate_key_ref: Text [since 30],
        /// How the token is granted; by the client's secret by default.
        grant_type: Text [since 30],
        /// How the JWT is signed: `RS256`, `RS384` or `RS512`.
        signature_algorithm: Text [since 30],
        /// Who issues the JWT.
        iss: Text [since 30],
        /// For whom the JWT is.
        audience: Text [since 30],
        /// Further claims of the JWT.
        claims: AnyMap [since 30],
        /// What the token is for.
        scopes: Texts,
        /// Where the token is got.
        token_url: Text,
        /// Further parameters of the request.
        endpoint_params: TextMap,
        /// How TLS is done.
        tls_config: Blank<TlsConfig>,
        /// The proxy to go through.
        proxy_url: ProxyUrl,
        /// Hosts that are reached without the proxy, separated by commas.
        no_proxy: Text [since 26],
        /// Whether the proxy is taken from the environment of the server.
        proxy_from_environment: Flag [since 26],
        /// Headers sent to the proxy.
        proxy_connect_header: SecretLists [since 26],
    }
}

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl Rules for OAuth2 {
    fn go_type(_version: Version) -> &'static str {
        "config.OAuth2"
    }

    fn has_reader(version: Version) -> bool {
        version >= Version::V0_28
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        proxy::Proxy {
            url: self.proxy_url.as_ref(),
            exceptions: self.no_proxy.as_ref(),
            from_environment: self.proxy_from_environment.as_ref(),
            connect_header: &self.proxy_connect_header,
        }
        .check(checks);
    }
}

impl OAuth2 {
    /// What `http_config` checks of it.
    pub(super) fn check_in_http_config(&self, checks: &mut Checks<'_, '_>) {
        if !checks.knows("oauth2") {
            return;
        }
        let version = checks.version();
        let secret = [
            ("client_secret", filled_secret(self.client_secret.as_ref())),
            ("client_secret_file", filled(self.client_secret_file.as_ref())),
            ("client_secret_ref", filled(self.client_secret_ref.as_ref())),
        ];
        let has_secret = secret.iter().any(|(_, span)| span.is_some());
        let mut required = |what: &str, is_there: bool, upstream: &str| {
            if !is_there {
                let finding = fatal("missing-key", self.span, format!("`oauth2` has no {what}"), upstream)
                    .with_help(format!("set {what}"));
                checks.refuse(finding);
            }
        };
        required(
            "`client_id`",
            filled(self.client_id.as_ref()).is_some(),
            "oauth2 client_id must be configured",
        );
        required(
            "`client_secret` or `client_secret_file`",
            has_secret || version > Version::V0_25,
            "either oauth2 client_secret or client_secret_file must be configured",
        );
        required(
            "`token_url`",
            filled(self.token_url.as_ref()).is_some(),
            "oauth2 token_url must be configured",
        );
        let is_jwt = self.grant_type.as_ref().is_some_and(|grant| grant.value == JWT_BEARER);
        match version {
            Version::V0_25 => checks.at_most_one(
                &secret,
                "at most one of oauth2 client_secret & client_secret_file must be configured",
            ),
            Version::V0_28 => checks.at_most_one(
                &secret,
                "at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured",
            ),
            Version::V0_33 if is_jwt => self.check_jwt(checks),
            Version::V0_33 => checks.at_most_one(
                &secret,
                "at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured \
                 using grant-type=client_credentials",
            ),
        }
    }

    fn check_jwt(&self, checks: &mut Checks<'_, '_>) {
        checks.at_most_one(
            &[
                (
                    "client_certificate_key",
                    filled_secret(self.client_certificate_key.as_ref()),
                ),
                (
                    "client_certificate_key_file",
                    filled(self.client_certificate_key_file.as_ref()),
                ),
                (
                    "client_certificate_key_ref",
                    filled(self.client_certificate_key_ref.as_ref()),
                ),
            ],
            "at most one of oauth2 client_certificate_key, client_certificate_key_file & client_certificate_key_ref must be configured using grant-type=urn:ietf:params:oauth:grant-type:jwt-bearer",
        );
        if let Some(algorithm) = &self.signature_algorithm
            && !matches!(algorithm.as_str(), "" | "RS256" | "RS384" | "RS512")
        {
            let finding = fatal(
                "bad-signature-algorithm",
                algorithm.span,
                "`signature_algorithm` names none that can be used",
                "valid signature algorithms are RS256, RS384 and RS512",
            )
            .with_help("write `RS256`, `RS384` or `RS512`");
            checks.refuse(finding);
        }
    }
}
