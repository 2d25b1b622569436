//! How a configuration is to be read.

use crate::matcher::Mode;
use crate::version::Version;

/// Which Alertmanager reads the file, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The release whose verdict counts.
    pub version: Version,
    /// How matchers and label names are read; the server's feature flags choose it.
    pub matcher_mode: Mode,
    /// Whether `$VAR` and `${VAR}` in a scalar stand for something that is put in before Alertmanager reads the file.
    /// Such values are accepted unseen.
    pub allow_placeholders: bool,
    /// Whether what Alertmanager says may hold the secrets it says it with. For comparing with it; elsewhere they are
    /// masked.
    pub show_secrets: bool,
}
