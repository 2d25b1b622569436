//! One text through every stage: wrapping, configuration, rules, and what is to be reported of it.
//!
//! Pure, so that `validate`, `walkthrough` and tests say the same of the same text.

use std::borrow::Cow;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Level, Stage, Upstream, refusal};
use crate::lint;
use crate::matcher::Mode;
use crate::report::{Embedded, Subject, visible_prefix};
use crate::route::RouteTree;
use crate::runner::Runner;
use crate::template;
use crate::text::secret::MASK;
use crate::text::{SourceFile, Span, Spanned};
use crate::version::Version;
use crate::wrapped::{self, OffsetMap, Place, Unwrapped};

mod decoding;

pub use decoding::{Decoded, NoText, decode};

/// Shorter texts are done sooner than a second pair of hands is there.
const FEWEST_BYTES: usize = 1 << 18;

/// What the text is for, and what is known besides it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The release of Alertmanager whose verdict counts.
    pub version: Version,
    /// How that Alertmanager reads matchers.
    pub matcher_mode: Mode,
    /// Whether `$VAR` and `${VAR}` are filled in before Alertmanager reads the file.
    pub allow_placeholders: bool,
    /// Receivers that reach Runframe whatever their URLs look like.
    pub runframe_receivers: Vec<String>,
}

/// A file that holds Kubernetes resources and no configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` holds no Alertmanager configuration")]
pub struct NoConfiguration {
    /// The file.
    pub path: String,
    /// The kinds of resources in it.
    pub kinds: Vec<String>,
}

/// What [`validate`] came to.
#[derive(Debug)]
pub struct Validated {
    /// One for the file, and one for each configuration that is encoded in it.
    pub subjects: Vec<Subject>,
    /// Glob patterns of template files, relative to the file's folder: to be read by whoever can, for
    /// [`validate_template`]. None if the configuration is refused already, or is wrapped, for then its files are
    /// elsewhere.
    pub template_patterns: Vec<Spanned<String>>,
    /// To be dropped, or not.
    pub workings: Workings,
}

/// What was made on the way and is of no further use. Of a large configuration it is so many pieces that a process about to
/// end saves time by forgetting it.
#[derive(Debug, Default)]
pub struct Workings {
    _config: Config,
    _rules: lint::Workings,
}

/// Everything to be said of a text.
pub fn validate(source: SourceFile, options: &Options) -> Result<Validated, NoConfiguration> {
    validate_by(source, options, Runner::default())
}

/// As [`validate`], with the work of large configurations done by `runner`. It comes to the same.
pub fn validate_by(source: SourceFile, options: &Options, runner: Runner) -> Result<Validated, NoConfiguration> {
    let (parts, wrapping) = match wrapped::unwrap_for(&source, options.version) {
        Unwrapped::Plain => {
            let mut checked = Checked::of(&source, options, false, runner);
            return Ok(Validated {
                template_patterns: std::mem::take(&mut checked.template_patterns),
                workings: std::mem::take(&mut checked.workings),
                subjects: vec![checked.into_subject(source)],
            });
        }
        Unwrapped::Parts(parts, findings) => (parts, findings),
        Unwrapped::Nothing(kinds) => {
            let path = source.name().to_owned();
            return Err(NoConfiguration { path, kinds });
        }
    };
    let mut subjects = Vec::new();
    let mut in_file = Checked {
        loading: wrapping,
        is_accepted: true,
        ..Checked::default()
    };
    let mut mapped_parts = 0;
    for part in parts {
        let inner = SourceFile::new(source.name(), part.text);
        let checked = Checked::of(&inner, options, part.is_fragment, runner);
        match part.place {
            Place::Mapped(map) => {
                mapped_parts += 1;
                in_file.add(checked, &inner, &map);
            }
            Place::Encoded(position) => subjects.push(checked.into_subject(inner).with_embedded(Embedded {
                key: part.key,
                position,
            })),
        }
    }
    if mapped_parts > 1 {
        in_file.summary = format!("{mapped_parts} configurations");
    }
    if mapped_parts > 0 || !in_file.loading.is_empty() {
        subjects.insert(0, in_file.into_subject(source));
    }
    Ok(Validated {
        subjects,
        template_patterns: Vec::new(),
        workings: Workings::default(),
    })
}

/// Everything to be said of a template file, which Alertmanager parses after it has accepted the configuration. `taken_in`
/// says which configuration names it, and where.
#[must_use]
pub fn validate_template(source: SourceFile, taken_in: &str, options: &Options) -> Subject {
    let path = source.name();
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let functions = template::Functions::Alertmanager;
    let findings = match template::check(name, source.text(), functions, options.version) {
        Ok(()) => Vec::new(),
        Err(error) => {
            let line = source.line_span(error.line());
            let offset = u32::try_from(error.offset()).unwrap_or(u32::MAX);
            // The place of the last token is on another line where the template ends too early.
            let at = if line.start <= offset && offset <= line.end {
                offset
            } else {
                line.start
            };
            let upstream = Upstream {
                text: error.to_string(),
                stage: Stage::Afterwards,
                line: None,
            };
            let message = format!("the template does not parse: {}", error.message());
            let finding = Diagnostic::error("bad-template", Span::at(at), message, upstream);
            vec![finding.with_note(taken_in.to_owned())]
        }
    };
    Subject::new(source, findings).with_summary("template").as_prose()
}

/// A template file at `path` that cannot be read, as Alertmanager says in `words`; `pattern` is where it is named.
#[must_use]
pub fn unreadable_template(pattern: Span, path: &str, words: &str) -> Diagnostic {
    let upstream = Upstream {
        text: words.to_owned(),
        stage: Stage::Afterwards,
        line: None,
    };
    let reason = words.rsplit(": ").next().unwrap_or(words);
    let message = format!("the template file `{path}` cannot be read: {reason}");
    Diagnostic::error("bad-template", pattern, message, upstream)
}

/// What one configuration came to.
#[derive(Default)]
struct Checked {
    /// Found on loading it.
    loading: Vec<Diagnostic>,
    /// Found by rules.
    rules: Vec<Diagnostic>,
    secret_spans: Vec<Span>,
    is_accepted: bool,
    summary: String,
    template_patterns: Vec<Spanned<String>>,
    workings: Workings,
}

impl Checked {
    fn of(source: &SourceFile, options: &Options, is_fragment: bool, runner: Runner) -> Self {
        let runner = match source.text().len() {
            ..FEWEST_BYTES => Runner::default(),
            _ => runner,
        };
        let config_options = config::Options {
            version: options.version,
            matcher_mode: options.matcher_mode,
            allow_placeholders: options.allow_placeholders,
            ..config::Options::default()
        };
        let (loaded, tree) = config::load_beside(source, &config_options, runner, |config| {
            RouteTree::from_config(config, options.version)
        });
        let mut loading = loaded.diagnostics;
        if is_fragment {
            loading = loading.into_iter().map(with_global_elsewhere).collect();
        }
        if !options.allow_placeholders {
            point_at_placeholders(&mut loading, source);
        }
        let is_accepted = refusal(&loading).is_none();
        if is_accepted {
            loading.extend(config::check_start(&loaded.config, config_options));
        }
        let gets_to_templates = loading
            .iter()
            .filter_map(|finding| finding.upstream.as_ref())
            .all(|said| said.stage == Stage::Afterwards);
        let lint_options = lint::Options {
            version: options.version,
            runframe_receivers: options.runframe_receivers.clone(),
            allow_placeholders: options.allow_placeholders,
            is_fragment,
        };
        let config = loaded.config;
        let context = lint::Context::with_tree(&config, source, &lint_options, tree);
        Self {
            rules: lint::run(&context, is_accepted, runner),
            summary: summary(&config, &context, is_fragment),
            template_patterns: if gets_to_templates {
                config.templates.to_vec()
            } else {
                Vec::new()
            },
            loading,
            secret_spans: loaded.secret_spans,
            is_accepted,
            workings: Workings {
                _rules: context.into_workings(),
                _config: config,
            },
        }
    }

    /// Takes in what was found in a part of the file.
    fn add(&mut self, part: Self, source: &SourceFile, map: &OffsetMap) {
        self.loading
            .extend(part.loading.into_iter().map(|finding| map.diagnostic(finding)));
        self.rules.extend(
            part.rules
                .into_iter()
                .filter(|finding| map.is_in_the_authors_hands(finding))
                .map(|finding| map.diagnostic(finding)),
        );
        let secrets = part.secret_spans.into_iter();
        let written = secrets.filter(|&span| !wrapped::is_stand_in(source.slice(span)));
        self.secret_spans.extend(written.map(|span| map.span(span)));
        self.is_accepted &= part.is_accepted;
        self.summary = part.summary;
    }

    /// As what is reported of `source`, whose comments decide which findings of rules stay.
    fn into_subject(self, source: SourceFile) -> Subject {
        let mut findings = self.loading;
        findings.extend(lint::without_suppressed(&source, self.rules, self.is_accepted));
        Subject::new(source, findings)
            .with_secrets(self.secret_spans)
            .with_summary(self.summary)
    }
}

/// What is refused may only not be filled in yet.
fn point_at_placeholders(findings: &mut [Diagnostic], source: &SourceFile) {
    for finding in findings {
        let is_refusal = finding.level == Level::Error;
        if is_refusal && config::has_placeholder(source.slice(finding.primary.span)) {
            finding
                .help
                .push("if something fills in the placeholder first, check with `--allow-placeholders`".into());
        }
    }
}

/// A finding about a part that is merged with others, of which one has the `global` section.
fn with_global_elsewhere(finding: Diagnostic) -> Diagnostic {
    let named = finding
        .message
        .split("nor as `global.")
        .nth(1)
        .and_then(|rest| rest.split('`').next());
    let Some(setting) = named.filter(|_| finding.name == "missing-key") else {
        return finding;
    };
    let own = finding.message.split('`').nth(1).unwrap_or_default();
    let message = format!("`{own}` is not set here, so it has to be set as `global.{setting}`");
    let help = format!("set `{own}` here, or see to it in the configuration this is merged into");
    Diagnostic::info("needs-global", finding.primary.span, message).with_help(help)
}

/// As in ``3 routes, 2 receivers, Runframe through `runframe` ``.
fn summary(config: &Config, context: &lint::Context<'_>, is_fragment: bool) -> String {
    // The root and its receiver are those of whoever merges the fragments.
    let own = |number: usize| number.saturating_sub(usize::from(is_fragment));
    let plural = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let mut text = format!(
        "{}, {}",
        plural(own(context.route_count()), "route"),
        plural(own(config.receivers.len()), "receiver")
    );
    let names = context.runframe_receivers();
    match (names.first().map(|name| shown_name(name)), names.len()) {
        (None, _) => {}
        (Some(one), 1) => text = format!("{text}, Runframe through `{one}`"),
        (Some(first), all) => text = format!("{text}, Runframe through `{first}` and {} more", all - 1),
    }
    match context.undecided_count() {
        0 => {}
        count => {
            let routes = plural(count, "route");
            text = format!("{text}; whether alerts get to {routes} is not decided, that would cost too much");
        }
    }
    text
}

/// A name as it may be shown: one that is a URL may hold a key.
fn shown_name(name: &str) -> Cow<'_, str> {
    match visible_prefix(name) {
        0 => Cow::Borrowed(name),
        end if end == name.len() => Cow::Borrowed(name),
        end => Cow::Owned(format!("{}{MASK}", &name[..end])),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn a_resource_is_merged_for_every_release() {
        let text = "apiVersion: m/v1alpha1\nkind: AlertmanagerConfig\nmetadata: {name: shop}\nspec:\n  \
                    route: {receiver: runframe}\n  receivers:\n    - name: runframe\n      webhookConfigs:\n        \
                    - urlSecret: {name: a, key: url}\n        - urlSecret: {name: b, key: url}\n";
        for version in Version::ALL {
            let options = Options {
                version,
                ..Options::default()
            };
            let validated = validate(SourceFile::new("f.yml", text), &options).expect("it is one");
            let [subject] = &validated.subjects[..] else {
                panic!("{version}");
            };
            assert_eq!(subject.findings(), [], "{version}");
            assert_eq!(
                subject.summary(),
                Some("1 route, 1 receiver, Runframe through `runframe`")
            );
        }
    }

    #[test]
    fn what_the_operator_adds_to_a_resource_is_said() {
        let text = "apiVersion: m/v1alpha1\nkind: AlertmanagerConfig\nmetadata: {name: a, namespace: shop}\nspec:\n  \
                    route: {receiver: r, routes: [{receiver: r, matchers: [{name: namespace, value: other}]}]}\n  \
                    receivers: [{name: r}]\n";
        let validated = validate(SourceFile::new("f.yml", text), &Options::default()).expect("it is one");
        let [finding] = validated.subjects[0].findings() else {
            panic!("{:?}", validated.subjects[0].findings());
        };
        assert_eq!(finding.name, "contradictory-matchers");
        assert!(
            finding
                .notes
                .iter()
                .any(|note| note.starts_with("the operator adds a matcher"))
        );
    }

    /// Large enough for two, with something for every stage to find.
    fn large(route: &str, receiver: &str, tail: &str) -> String {
        let mut text = "# from a generator\nroute:\n  receiver: runframe\n  routes:\n".to_owned();
        let mut receivers = "receivers:\n- name: runframe\n  webhook_configs:\n  \
                             - {url: 'https://api.runframe.io/webhooks/0123456789abcdef'}\n"
            .to_owned();
        for team in 0..FEWEST_BYTES / 200 {
            let _ = writeln!(text, "  - matchers: [team=\"t{team}\", severity=~\"critical|page\"]");
            let _ = writeln!(text, "    receiver: t{team}\n    continue: {}", team % 7 == 0);
            let _ = writeln!(
                receivers,
                "- name: t{team}\n  webhook_configs:\n  - url: \"http://t{team}.example/hook\""
            );
            let _ = writeln!(
                receivers,
                "    send_resolved: {}  # runframe: allow unsent-resolves",
                team % 5 > 0
            );
            if team % 100 == 99 {
                let _ = writeln!(text, "{route}");
                let _ = writeln!(receivers, "{receiver}");
            }
        }
        [text, receivers, tail.to_owned()].concat()
    }

    fn outcome(text: &str, runner: Runner) -> String {
        let source = SourceFile::new("large.yml", text);
        let validated = validate_by(source, &Options::default(), runner).expect("it is a configuration");
        let subject = |subject: &Subject| {
            let (summary, secrets) = (subject.summary(), subject.secrets());
            format!("{summary:?} {secrets:?} {:?}", subject.findings())
        };
        validated.subjects.iter().map(subject).collect()
    }

    #[test]
    fn two_hands_come_to_the_same_as_one() {
        let at_once = Runner::new(|a, b| {
            std::thread::scope(|scope| {
                scope.spawn(b);
                a();
            });
        });
        for (route, receiver, tail, name) in [
            ("", "", "", "summary"),
            ("  - matchers: [team=t1]\n    receiver: t1", "", "", "unreachable-route"),
            (
                "  - matchers: [a=b]\n    receiver: runframe",
                "",
                "templates: ['\\n']\n",
                "can-miss",
            ),
            ("  - {matchers: ['a=~('], rceiver: t1}", "", "", "unknown-key"),
            (
                "",
                "- name: t1\n- nam: x\n-",
                "global: {smtp_auth_password: s3cr3t, bogus: 1}\n",
                "unknown-key",
            ),
            (
                "  - {receiver: nobody}",
                "- {name: x, slack_configs: [{channel: c}]}",
                "",
                "missing-key",
            ),
            ("", "- &a {name: x}\n- *a", "", "repeated"),
            ("", "- 'broken", "", "syntax"),
            ("", "", "...\nreceivers: []\n", "summary"),
        ] {
            let text = large(route, receiver, tail);
            assert!(text.len() >= FEWEST_BYTES);
            let one = outcome(&text, Runner::default());
            assert!(
                name == "summary" || one.contains(name),
                "{name}: {}",
                &one[..one.len().min(2000)]
            );
            assert_eq!(outcome(&text, at_once), one, "{name}");
        }
    }
}
