//! The walkthrough that needs nothing installed: this program's own reading of the configuration takes the place of
//! Alertmanager, a real HTTP request goes to a local Runframe.

use jiff::Timestamp;

use super::aim::{Aim, label_set};
use super::confirm;
use super::runframe::LocalRunframe;
use super::story::{Broken, Step, Story};
use crate::guide::TestRule;

/// The four steps.
pub(super) async fn walk(
    runframe: &LocalRunframe,
    rule: &TestRule,
    aim: &Aim,
    story: &mut Story<'_>,
) -> Result<(), Broken> {
    story.begin(Step::Rule);
    let starts_at = Timestamp::now();
    story.pass(
        "rule",
        format!("{}: {}", rule.alertname, rule.expr),
        "no `for`, always one value",
    );
    let labels = label_set(rule);
    let labels: Vec<_> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    story.pass("alert", labels.join(" "), "");

    story.begin(Step::Forward);
    story.pass("valid", aim.name.clone(), aim.summary.clone());
    let route = aim.route(rule)?;
    story.pass(
        "routed",
        format!("to receiver {}", route.receiver),
        format!("group {}", route.group_key),
    );
    let firing = Aim::notification(rule, &route, starts_at, None);
    let answer = runframe.deliver(&firing).await?;
    story.pass("webhook", answer, "POST /webhooks/<secret>");

    story.begin(Step::Incident);
    let incident = runframe
        .incident(rule)
        .await?
        .ok_or_else(|| Broken::new("Runframe", "the delivery was taken, and no incident has this title"))?;
    confirm::open(&incident, rule, runframe, &starts_at.to_string(), story)?;

    story.begin(Step::Resolve);
    aim.check_resolves(&route.receiver)?;
    let resolved = Aim::notification(rule, &route, starts_at, Some(Timestamp::now()));
    let answer = runframe.deliver(&resolved).await?;
    story.pass("webhook", answer, "the same alert, resolved");
    let incident = runframe
        .incident(rule)
        .await?
        .filter(super::runframe::Incident::is_resolved)
        .ok_or_else(|| {
            Broken::new(
                "Runframe",
                "the resolved delivery was taken, and the incident is still open",
            )
        })?;
    confirm::resolved(&incident, story);
    Ok(())
}
