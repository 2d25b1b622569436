//! Alerts that certain routes deliver.

use std::collections::HashSet;

use jiff::Timestamp;

use super::Args;
use crate::alert::Alert;
use crate::cli::{Failure, Session};
use crate::fire::{AlertRequest, Setup, labels_for_route};
use crate::proof::Reachability;
use crate::route::RouteIndex;
use crate::text::SourceFile;

/// Which routes.
pub(super) enum Wanted {
    /// The one that begins at this line.
    Line(u32),
    /// All that deliver to Runframe.
    All,
}

/// Which routes the flags ask for; `None`: no certain ones.
pub(super) fn of(args: &Args) -> Option<Wanted> {
    match args.route {
        Some(line) => Some(Wanted::Line(line)),
        None => args.all_routes.then_some(Wanted::All),
    }
}

/// The alerts those routes deliver, one each, with what the flags add.
pub(super) fn alerts(
    wanted: &Wanted,
    args: &Args,
    setup: &Setup,
    source: &SourceFile,
    now: Timestamp,
    session: &mut Session,
) -> anyhow::Result<Vec<Alert>> {
    let line_of = |route: RouteIndex| source.position(setup.tree[route].span().start).line;
    let routes: Vec<RouteIndex> = match wanted {
        Wanted::All => {
            let all = setup.tree.iter().map(|(route, _)| route);
            all.filter(|&route| setup.sends(route, args.receiver.as_deref()))
                .collect()
        }
        Wanted::Line(line) => vec![route_at(setup, &line_of, *line, source)?],
    };
    let reachability = Reachability::of(&setup.tree);
    let mut alerts: Vec<Alert> = Vec::new();
    let mut known = HashSet::new();
    for &route in &routes {
        let Some(witness) = reachability.delivered(route).witness() else {
            let place = format!("{}:{}", source.name(), line_of(route));
            let why = if reachability.delivered(route).is_unreachable() {
                "the route delivers no alert"
            } else {
                "no alert was found that the route delivers"
            };
            if routes.len() == 1 {
                return Err(Failure::unmet(format!("{why} ({place})"))
                    .with_help(format!(
                        "see what takes its alerts: `runframe-cli tree {}`",
                        source.name()
                    ))
                    .into());
            }
            session.comment(format!("{why} ({place})"));
            continue;
        };
        let request = AlertRequest {
            base_labels: Some(labels_for_route(&setup.tree, route, witness)),
            ..args.request()
        };
        let raised = request.alerts(now).into_iter();
        alerts.extend(raised.filter(|alert| known.insert(alert.labels.clone())));
    }
    Ok(alerts)
}

/// The route that begins at `line`, or the innermost one around it.
fn route_at(
    setup: &Setup,
    line_of: &impl Fn(RouteIndex) -> u32,
    line: u32,
    source: &SourceFile,
) -> anyhow::Result<RouteIndex> {
    let exact = setup
        .tree
        .iter()
        .map(|(route, _)| route)
        .find(|&route| line_of(route) == line);
    let around = || {
        let offset = source.line_span(line);
        let around = setup.tree.iter().filter(|(_, route)| route.span().contains(offset));
        around.map(|(route, _)| route).last()
    };
    exact.or_else(around).ok_or_else(|| {
        Failure::unusable(format!("no route stands at line {line} of `{}`", source.name()))
            .with_help(format!(
                "`runframe-cli tree {}` shows the lines of all routes",
                source.name()
            ))
            .into()
    })
}
