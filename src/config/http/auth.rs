//! `basic_auth` and `authorization`.

use super::{filled, filled_secret, refuse_basic_type};
use crate::config::decode::{Checks, Rules, SecretText, Text, object};
use crate::version::Version;

object! {
    /// User name and password.
    pub struct BasicAuth = "`basic_auth`" {
        /// The user name.
        username: Text,
        /// A file that holds the user name.
        username_file: Text [since 26],
        /// A name the user name is kept under by a secret manager.
        username_ref: Text [since 28],
        /// The password.
        password: SecretText,
        /// A file that holds the password.
        password_file: Text,
        /// A name the password is kept under by a secret manager.
        password_ref: Text [since 28],
    }
}

impl Rules for BasicAuth {
    fn go_type(_version: Version) -> &'static str {
        "config.BasicAuth"
    }
}

impl BasicAuth {
    /// What `http_config` checks of it.
    pub(super) fn check(&self, checks: &mut Checks<'_, '_>) {
        checks.at_most_one(
            &[
                ("username", filled(self.username.as_ref())),
                ("username_file", filled(self.username_file.as_ref())),
                ("username_ref", filled(self.username_ref.as_ref())),
            ],
            "at most one of basic_auth username, username_file & username_ref must be configured",
        );
        let upstream = if checks.version() < Version::V0_28 {
            "at most one of basic_auth password & password_file must be configured"
        } else {
            "at most one of basic_auth password, password_file & password_ref must be configured"
        };
        checks.at_most_one(
            &[
                ("password", filled_secret(self.password.as_ref())),
                ("password_file", filled(self.password_file.as_ref())),
                ("password_ref", filled(self.password_ref.as_ref())),
            ],
            upstream,
        );
    }
}

object! {
    /// The `Authorization` header.
    pub struct Authorization = "`authorization`" {
        /// The scheme; `Bearer` by default.
        kind("type"): Text,
        /// What stands behind the scheme.
        credentials: SecretText,
        /// A file that holds it.
        credentials_file: Text,
        /// A name it is kept under by a secret manager.
        credentials_ref: Text [since 28],
    }
}

impl Rules for Authorization {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "config.Authorization"
    }
}

impl Authorization {
    /// What `http_config` checks of it.
    pub(super) fn check(&self, checks: &mut Checks<'_, '_>) {
        checks.at_most_one(
            &[
                ("credentials", filled_secret(self.credentials.as_ref())),
                ("credentials_file", filled(self.credentials_file.as_ref())),
                ("credentials_ref", filled(self.credentials_ref.as_ref())),
            ],
            "at most one of authorization credentials & credentials_file must be configured",
        );
        if let Some(kind) = &self.kind
            && kind.trim().eq_ignore_ascii_case("basic")
        {
            refuse_basic_type(kind.span, checks);
        }
    }
}
