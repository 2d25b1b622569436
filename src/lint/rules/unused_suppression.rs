//! `unused-suppression`; the check is in [`crate::lint::suppress`].

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::rule::{Needs, declare_rule};

declare_rule! {
    /// A comment allows a finding that is not there.
    ///
    /// ## What it does
    ///
    /// Looks for `# runframe: allow NAME` on lines where that rule finds nothing.
    ///
    /// ## Why is this bad?
    ///
    /// It tells the reader of a problem that is gone, and would hide the next one.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route: {receiver: runframe}
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    ///         max_alerts: 0 # runframe: allow truncated-alerts — a test of long groups
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
    ///         max_alerts: 0
    /// ```
    {
        name: "unused-suppression",
        level: Level::Info,
        since: "0.1.0",
        needs: Needs::AcceptedConfig,
        upstream: "this program's own comments",
    }
}

fn check(_cx: &Context<'_>, _findings: &mut Vec<Diagnostic>) {}
