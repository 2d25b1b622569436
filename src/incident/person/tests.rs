//! Each action, what it leaves in the timeline, and when it is refused.

use super::*;
use crate::incident::EscalationPolicy;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

/// A ledger with one incident a person opened.
fn opened() -> (Ledger, IncidentNumber) {
    let mut ledger = Ledger::default();
    let new = NewIncident {
        title: "Checkout is down".into(),
        description: String::new(),
        severity: Severity::Sev2,
        services: Vec::new(),
        team: Some("Payments".into()),
    };
    let number = open(&mut ledger, new, "kim", at(0));
    ledger.take_changes();
    (ledger, number)
}

/// The kinds and comments that were added since the last look.
fn said(ledger: &mut Ledger) -> Vec<(EntryKind, String)> {
    let entries = ledger.take_changes().entries;
    entries
        .into_iter()
        .map(|(_, entry)| (entry.kind, entry.comment))
        .collect()
}

#[test]
fn an_opened_incident_is_new_and_belongs_to_a_team() {
    let (ledger, number) = opened();
    let incident = ledger.incident(number).unwrap();
    assert_eq!(number.to_string(), "INC-2027-001");
    assert_eq!(
        (incident.status, incident.team.as_deref()),
        (Status::New, Some("Payments"))
    );
    assert_eq!((incident.detected_at, incident.created_at), (at(0), at(0)));
    assert!(incident.alert.is_none());
}

#[test]
fn acknowledging_assigns_stamps_and_investigates_once() {
    let (mut ledger, number) = opened();
    acknowledge(&mut ledger, number, "kim", at(5)).unwrap();
    let incident = ledger.incident(number).unwrap();
    assert_eq!(incident.acknowledged_at, Some(at(5)));
    assert_eq!(
        (incident.status, incident.assigned_to.as_deref()),
        (Status::Investigating, Some("kim"))
    );
    assert_eq!(
        said(&mut ledger),
        [
            (EntryKind::Acknowledged, "acknowledged".to_owned()),
            (EntryKind::Assigned, "kim".to_owned()),
            (EntryKind::StatusChanged, "new to investigating".to_owned()),
        ]
    );
    let again = acknowledge(&mut ledger, number, "lee", at(6));
    assert_eq!(again, Err(ActionError::Acknowledged { number }));
    assert!(ledger.changes().is_empty());
}

#[test]
fn acknowledging_keeps_a_later_status_and_refuses_what_is_over() {
    let (mut ledger, number) = opened();
    set_status(&mut ledger, number, Status::Fixing, "kim", None, at(1)).unwrap();
    acknowledge(&mut ledger, number, "kim", at(2)).unwrap();
    assert_eq!(ledger.incident(number).unwrap().status, Status::Fixing);

    let (mut ledger, number) = opened();
    set_status(&mut ledger, number, Status::Resolved, "kim", Some("gone"), at(1)).unwrap();
    assert_eq!(
        said(&mut ledger),
        [(EntryKind::StatusChanged, "new to resolved: gone".to_owned())]
    );
    let refused = acknowledge(&mut ledger, number, "kim", at(2)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "INC-2027-001 is resolved: it cannot be acknowledged"
    );
}

#[test]
fn an_edit_says_what_changed_and_pins_what_was_set() {
    let (mut ledger, number) = opened();
    let change = Edit {
        title: Some("Checkout is slow".into()),
        description: Some(String::new()),
        severity: Some(Severity::Sev1),
        assigned_to: Some("lee".into()),
    };
    edit(&mut ledger, number, change.clone(), "kim", at(1)).unwrap();
    assert_eq!(
        said(&mut ledger),
        [
            (EntryKind::Comment, "changed the title".to_owned()),
            (EntryKind::SeverityChanged, "SEV2 to SEV1".to_owned()),
            (EntryKind::Assigned, "lee".to_owned()),
        ]
    );
    let pinned = ledger.incident(number).unwrap().pinned;
    assert!(pinned.severity && pinned.description);
    edit(&mut ledger, number, change, "kim", at(2)).unwrap();
    assert_eq!(said(&mut ledger), []);
}

#[test]
fn escalation_goes_up_level_by_level_and_ends() {
    let (mut ledger, number) = opened();
    let next = |ledger: &mut Ledger| escalate(ledger, number, |_| EscalationPolicy::initial(), "kim", at(1));
    let levels: Vec<u32> = (0..3).map(|_| next(&mut ledger).unwrap().level).collect();
    assert_eq!(levels, [1, 2, 3]);
    assert_eq!(
        said(&mut ledger)[0],
        (EntryKind::Escalated, "to level 1: on_call".to_owned())
    );
    let end = next(&mut ledger).unwrap_err();
    assert_eq!(
        end.to_string(),
        "INC-2027-001 is at level 3, the last one of the policy of SEV2"
    );
    let (mut ledger, number) = opened();
    let empty = escalate(&mut ledger, number, |_| EscalationPolicy::default(), "kim", at(1));
    assert_eq!(empty, Err(ActionError::NoLevel(Severity::Sev2)));
}

#[test]
fn pages_and_comments_are_recorded() {
    let (mut ledger, number) = opened();
    let whom = Page {
        email: "lee@example.com".into(),
        channels: Channel::ALL.to_vec(),
        message: "please look".into(),
    };
    page(&mut ledger, number, &whom, "kim", at(1)).unwrap();
    comment(&mut ledger, number, "rolled back", "kim", at(2)).unwrap();
    assert_eq!(
        said(&mut ledger),
        [
            (
                EntryKind::Paged,
                "lee@example.com by slack and email: please look".to_owned()
            ),
            (EntryKind::Comment, "rolled back".to_owned()),
        ]
    );
    assert_eq!(ledger.incident(number).unwrap().updated_at, at(2));
    set_status(&mut ledger, number, Status::Resolved, "kim", None, at(3)).unwrap();
    assert!(matches!(
        page(&mut ledger, number, &whom, "kim", at(4)),
        Err(ActionError::Over { .. })
    ));
    assert!(comment(&mut ledger, number, "after all", "kim", at(4)).is_ok());
}

#[test]
fn what_is_not_there_is_not_found() {
    let (mut ledger, number) = opened();
    let other = IncidentNumber { sequence: 9, ..number };
    let missing = ActionError::NotFound(other);
    assert_eq!(acknowledge(&mut ledger, other, "kim", at(1)), Err(missing.clone()));
    assert_eq!(comment(&mut ledger, other, "x", "kim", at(1)), Err(missing.clone()));
    assert_eq!(edit(&mut ledger, other, Edit::default(), "kim", at(1)), Err(missing));
}
