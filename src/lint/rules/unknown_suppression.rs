//! `unknown-suppression`; the check is in [`crate::lint::suppress`].

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// A comment allows a rule that does not exist.
    ///
    /// ## What it does
    ///
    /// Looks for `# runframe: allow NAME` where no rule is called so. What Alertmanager refuses cannot be allowed.
    ///
    /// ## Why is this bad?
    ///
    /// The comment has no effect. Usually the name is misspelt.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    ///         max_alerts: 0 # runframe: allow truncated-alert
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    ///         max_alerts: 10 # runframe: allow truncated-alerts — a test of long groups
    /// ```
    {
        name: "unknown-suppression",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Anything,
        upstream: "this program's own comments",
    }
}

fn check(_cx: &Context<'_>, _findings: &mut Vec<Diagnostic>) {}
