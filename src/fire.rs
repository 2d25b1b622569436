//! Sending alerts to a webhook as Alertmanager does, and telling what became of them.
//!
//! A shot goes through four hands: [`AlertRequest`] says which alerts, [`plan()`] puts them into the messages that the
//! routing tree makes of them, [`Sender`] posts a message once, and [`StateFolder`] remembers what was fired so that it can be
//! resolved. Knows no flags and prints nothing.

mod alert_file;
mod attempts;
mod fate;
mod heard;
mod outcome;
mod plan;
mod preset;
mod request;
mod resolve;
mod rules;
mod send;
mod shot;
mod state;
mod storm;
mod target;
mod undelivered;
mod via;
mod webhook_url;

pub use alert_file::{AlertFileError, FiledAlert, read_alerts};
pub use attempts::Retrying;
pub use fate::arrived_row;
pub use heard::{Hearing, Way};
pub use outcome::{Outcome, Reaction};
pub use plan::{Delivery, Elsewhere, NotDelivered, Plan, ReceiverFacts, Setup, WebhookFacts, labels_for_route, plan};
pub use preset::Preset;
pub use request::{AlertRequest, LabelError, LabelPair};
pub use resolve::{Resolution, Selection, forget, resolutions};
pub use rules::{RuleAlerts, Series, rule_alerts};
pub use send::{
    ANSWER_BYTES_MAX, Answer, Files, Hop, HttpSettings, OAuth2Settings, ProxyChoice, ProxySettings, ReceiverAddress,
    ReceiverHttp, SendError, Sender, SettingsError, TIMEOUT_DEFAULT, TlsProblem, TlsSettings, receiver_http,
    user_agent,
};
pub use shot::{Incidental, NotTaken, Shot, send_until_taken, shoot};
pub use state::{Fire, FiredAlert, FiredMessage, StateError, StateFolder};
pub use storm::{
    Common, Course, Failing, Flap, ParseFlapError, ParseRateError, Payloads, Progress, Rate, Schedule, Storm,
    StormOutcome, StormPlan, Tally,
};
pub use target::{InProcessError, LocalTarget, Target};
pub use undelivered::Undelivered;
pub use via::{Alertmanager, AlertmanagerError, Held, Status as AlertmanagerStatus};
pub use webhook_url::{InvalidUrl, TargetId, WebhookUrl};
