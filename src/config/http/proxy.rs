//! The proxy settings that `http_config` and `oauth2` share.

use crate::config::Secret;
use crate::config::decode::{Checks, fatal};
use crate::text::{Span, Spanned};
use crate::url;
use crate::version::Version;

/// The settings, wherever they stand.
pub(super) struct Proxy<'a> {
    pub(super) url: Option<&'a Spanned<String>>,
    pub(super) exceptions: Option<&'a Spanned<String>>,
    pub(super) from_environment: Option<&'a Spanned<bool>>,
    pub(super) connect_header: &'a [(Spanned<String>, Vec<Spanned<Secret>>)],
}

impl Proxy<'_> {
    /// What Alertmanager checks of them.
    pub(super) fn check(&self, checks: &mut Checks<'_, '_>) {
        let version = checks.version();
        let from_environment = self.from_environment.filter(|flag| flag.value).map(|flag| flag.span);
        let url = self.url.filter(|url| !is_blank(url, version)).map(|url| url.span);
        let no_proxy = self
            .exceptions
            .filter(|hosts| !hosts.is_empty())
            .map(|hosts| hosts.span);
        let knows_url = checks.knows("proxy_url");
        if let Some((first, _)) = self.connect_header.first()
            && from_environment.is_none()
            && url.is_none()
            && knows_url
            && checks.knows("proxy_from_environment")
        {
            let upstream = if version < Version::V0_28 {
                "if proxy_connect_header is configured proxy_url must also be configured"
            } else {
                "if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured"
            };
            refuse_without_proxy("proxy_connect_header", first.span, upstream, checks);
        }
        if version < Version::V0_28 {
            return;
        }
        checks.at_most_one(
            &[("proxy_from_environment", from_environment), ("proxy_url", url)],
            "if proxy_from_environment is configured, proxy_url must not be configured",
        );
        checks.at_most_one(
            &[("proxy_from_environment", from_environment), ("no_proxy", no_proxy)],
            "if proxy_from_environment is configured, no_proxy must not be configured",
        );
        if let Some(span) = no_proxy
            && self.url.is_none()
            && from_environment.is_none()
            && knows_url
        {
            refuse_without_proxy(
                "no_proxy",
                span,
                "if no_proxy is configured, proxy_url must also be configured",
                checks,
            );
        }
    }
}

fn refuse_without_proxy(key: &str, span: Span, upstream: &str, checks: &mut Checks<'_, '_>) {
    let finding =
        fatal("missing-key", span, format!("`{key}` is set without a proxy"), upstream).with_help("set `proxy_url`");
    checks.refuse(finding);
}

/// Whether Go prints the parsed URL as an empty text.
fn is_blank(text: &str, version: Version) -> bool {
    url::parse(text, version).is_ok_and(|url| {
        url.scheme.is_empty()
            && url.user_info.is_none()
            && url.host.is_empty()
            && url.path.is_empty()
            && url.query.is_none()
            && url.fragment.is_none_or(|fragment| fragment.is_empty())
    })
}
