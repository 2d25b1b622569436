//! What an object checks of itself once its keys are read, and the checks that many share.

use super::object::Doubtful;
use super::{Decoder, Field, Object, fatal};
use crate::diagnostic::{Diagnostic, Stage};
use crate::text::Span;
use crate::version::Version;

/// How an object behaves beyond having keys. Mirrors its `UnmarshalYAML`.
pub trait Rules: Object {
    /// Whether it has a reader of its own at all. If not it is read key by key and checks nothing.
    const HAS_READER: bool = true;

    /// [`Rules::HAS_READER`], where it depends on the release.
    fn has_reader(version: Version) -> bool {
        let _ = version;
        Self::HAS_READER
    }

    /// Whether reading it starts afresh, so that nothing merged or read before stays.
    const STARTS_AFRESH: bool = false;

    /// What Go calls its type.
    fn go_type(version: Version) -> &'static str;

    /// What type errors inside of it call its type.
    fn inner_go_type(version: Version) -> &'static str {
        if Self::has_reader(version) {
            "config.plain"
        } else {
            Self::go_type(version)
        }
    }

    /// Whether lists hold pointers to it, so that a null element is not there at all.
    fn is_pointer_in_lists(version: Version) -> bool {
        let _ = version;
        true
    }

    /// Whether it lacks what only a null element of a list may lack, which is then how it is printed.
    fn is_null(&self) -> bool {
        false
    }

    /// What to do about a key that it does not know because it belongs into a file of another kind.
    fn help_with_stray_key(key: &str) -> Option<&'static str> {
        let _ = key;
        None
    }

    /// Its own checks, in their order. Alertmanager stops at the first that fails.
    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let _ = checks;
    }
}

/// An object that is being checked.
pub struct Checks<'c, 'd> {
    pub(in crate::config) decoder: &'c mut Decoder<'d>,
    /// The smallest place that stands for the object: its first key.
    pub(in crate::config) head: Span,
    pub(super) fields: &'static [Field],
    pub(super) doubtful: Doubtful,
    /// Whether type errors inside keep Alertmanager from coming here.
    pub(super) is_hidden: bool,
}

impl Checks<'_, '_> {
    /// The release whose verdict counts.
    pub(in crate::config) fn version(&self) -> Version {
        self.decoder.version()
    }

    /// Whether the value of a key is known: not refused, not behind a placeholder.
    pub(in crate::config) fn knows(&self, key: &str) -> bool {
        let position = self.fields.iter().position(|field| field.key == key);
        position.is_none_or(|at| !self.doubtful.contains(at))
    }

    /// Notes a finding that ends decoding.
    pub(in crate::config) fn refuse(&mut self, mut finding: Diagnostic) {
        if self.is_hidden
            && let Some(upstream) = &mut finding.upstream
        {
            upstream.stage = Stage::Afterwards;
        }
        self.decoder.refuse(finding);
    }

    /// A setting that must be written. `found` is where it is.
    pub(in crate::config) fn required(&mut self, key: &str, found: Option<Span>, upstream: impl Into<String>) {
        if found.is_none() && self.knows(key) {
            let finding = fatal("missing-key", self.head, format!("`{key}` is missing"), upstream)
                .with_label("belongs in here")
                .with_help(format!("set `{key}`"));
            self.refuse(finding);
        }
    }

    /// Of several settings, at most one.
    pub(in crate::config) fn at_most_one(&mut self, settings: &[(&str, Option<Span>)], upstream: impl Into<String>) {
        let mut set = settings.iter().filter_map(|&(key, span)| Some((key, span?)));
        if let (Some((first, first_span)), Some((second, second_span))) = (set.next(), set.next()) {
            let finding = fatal(
                "exclusive-keys",
                second_span,
                format!("`{first}` and `{second}` are both set"),
                upstream,
            )
            .with_secondary(first_span, format!("`{first}` is set here"))
            .with_help("keep one of them");
            self.refuse(finding);
        }
    }

    /// Of several settings, at least one.
    pub(in crate::config) fn at_least_one(&mut self, settings: &[(&str, Option<Span>)], upstream: impl Into<String>) {
        if settings.iter().any(|&(key, span)| span.is_some() || !self.knows(key)) {
            return;
        }
        let names: Vec<_> = settings.iter().map(|(key, _)| format!("`{key}`")).collect();
        let message = match names.as_slice() {
            [one] => format!("{one} is missing"),
            several => format!("one of {} is missing", several.join(", ")),
        };
        let finding = fatal("missing-key", self.head, message, upstream)
            .with_label("belongs in here")
            .with_help(format!("set {}", names.join(" or ")));
        self.refuse(finding);
    }
}
