//! `contradictory-matchers`

use crate::diagnostic::{Diagnostic, Level};
use crate::lint::context::Context;
use crate::lint::place::{self, count};
use crate::lint::rule::{Needs, declare_rule};
use crate::matcher::{MatchOp, Matcher};
use crate::proof::{Because, MatcherPlace, Reach};
use crate::route::{RouteIndex, RouteTree};

declare_rule! {
    /// The matchers of a route, with those above it, hold for no alert.
    ///
    /// ## What it does
    ///
    /// Proves for every route whether its matchers and those of the routes above it can all hold at once, and points at those
    /// that cannot. Routes below such a route are not reported again.
    ///
    /// ## Why is this bad?
    ///
    /// The route never takes an alert. A label has one value: `team = db` and `team = web` on one route, or one below the other,
    /// do not mean "or".
    ///
    /// ## Example
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [team = db, team = web]
    ///       receiver: runframe
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// route:
    ///   receiver: runframe
    ///   routes:
    ///     - matchers: [team =~ "db|web"]
    ///       receiver: runframe
    /// receivers:
    ///   - name: runframe
    ///     webhook_configs:
    ///       - url_file: /etc/alertmanager/runframe-url
    /// ```
    {
        name: "contradictory-matchers",
        level: Level::Warning,
        since: "0.1.0",
        needs: Needs::Proofs,
        upstream: "Alertmanager, pkg/labels: all matchers of a route must match, and an absent label has the empty value",
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    let Some((tree, reachability)) = cx.proofs() else {
        return;
    };
    for (index, _) in tree.iter() {
        if let Reach::Unreachable {
            because: Because::Contradiction(matchers),
        } = reachability.entered(index)
        {
            findings.extend(finding(tree, index, matchers));
        }
    }
}

/// The expression for any of the values, if all of them are asked for by `=` and mean themselves in one.
fn alternatives<'m>(matchers: impl Iterator<Item = &'m Matcher>) -> Option<String> {
    let value = |matcher: &'m Matcher| {
        let value = matcher.value();
        let is_plain = value.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c));
        (matcher.op() == MatchOp::Equal && is_plain && !value.is_empty()).then_some(value)
    };
    let values: Vec<&str> = matchers.map(value).collect::<Option<_>>()?;
    Some(values.join("|"))
}

fn finding(tree: &RouteTree, index: RouteIndex, matchers: &[MatcherPlace]) -> Option<Diagnostic> {
    let at = |place: &MatcherPlace| tree[place.route].spanned_matchers().nth(place.position);
    let (last, others) = matchers.split_last()?;
    let (matcher, span) = at(last)?;
    let message = if others.is_empty() {
        format!("no value of `{}` matches this", matcher.name())
    } else {
        format!("no value of `{}` matches these together", matcher.name())
    };
    let mut finding = RULE.finding(span, message).with_label("never matches");
    if !others.is_empty() {
        finding = finding.with_label("contradicts the others");
    }
    for place in others {
        if let Some((_, span)) = at(place) {
            let says = if place.route == last.route {
                "on the same route"
            } else {
                "on a route above"
            };
            finding = finding.with_secondary(span, says);
        }
    }
    let below = place::routes_below(tree, index);
    if below > 0 {
        finding = finding.with_note(format!(
            "no alert gets to the {} below it either",
            count(below, "route")
        ));
    }
    let name = matcher.name();
    let all = matchers.iter().filter_map(at).map(|(matcher, _)| matcher);
    Some(if others.is_empty() {
        finding.with_help("remove the route, or match what its alerts carry")
    } else if last.route == others[others.len() - 1].route {
        match alternatives(all) {
            Some(either) => finding.with_help(format!(
                "to match either value, write one matcher: `{name} =~ \"{either}\"`"
            )),
            None => finding.with_help("remove or change one of them"),
        }
    } else {
        finding.with_help("move the route out from below the other, or change one of the matchers")
    })
}
