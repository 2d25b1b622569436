//! Which Runframe incident will every Prometheus alert become, when, and why.
//!
//! The library behind `runframe-cli`. Layers, from the bottom; imports point down only (`tests/architecture.rs`):
//!
//! | layer | modules | job |
//! |---|---|---|
//! | L0 | [`text`], [`diagnostic`], [`version`] | places in source text; findings without any rendering; releases mirrored |
//! | L0 | [`few`], [`runner`] | lists that are mostly empty; work that can be done at the same time |
//! | L1 | [`yaml`] | bytes to a tree with a span on every node, by Alertmanager's YAML rules |
//! | L1 | [`alert`], [`duration`], [`matcher`], [`template`], [`time_interval`], [`url`] | the sender's small values |
//! | L1 | [`guide`] | the integration guide's files, as text |
//! | L2 | [`config`] | tree to typed alertmanager.yml, and everything wrong with it |
//! | L2 | [`route`] | the routing tree: who takes an alert, in which group |
//! | L2 | [`rule_file`] | Prometheus rule files: groups, rules, and everything wrong but in expressions |
//! | L2 | [`wrapped`] | configurations inside Secrets, Helm values and other files |
//! | L2 | [`suppression`] | what holds an alert back: inhibition, time intervals |
//! | L3 | [`trace`] | one alert through one configuration, with the reason for every decision |
//! | L3 | [`change`] | what a change of configuration does to alerts |
//! | L3 | [`routing_test`] | tests of a configuration: alerts, and what is to become of them |
//! | L2 | [`incident`] | what Runframe makes of an alert: mapping, and the life cycle as a pure state machine |
//! | L3 | [`proof`] | which routes alerts get to, proved, with an alert as witness |
//! | L3 | [`webhook`] | the payload, written as Alertmanager does and read as Runframe does |
//! | L3 | [`api`] | the shapes of Runframe's API on the wire |
//! | L3 | [`lint`] | rules about what loads and still goes wrong |
//! | L4 | [`report`] | one renderer an output format |
//! | L4 | [`validation`] | one text through every stage |
//! | L5 | [`fire`] | sends alerts as Alertmanager does, and remembers them |
//! | L5 | [`store`], [`server`], [`client`] | incidents on disk; the local Runframe over HTTP; asking it, or the real one |
//! | L5 | [`store`], [`server`] | incidents on disk; the local Runframe over HTTP |
//! | L5 | [`walkthrough`] | the guide's four testing steps, with proof at each hop |
//!
//! L0 to L4 read no file, no clock and no environment and are not async: text and instants come in as arguments, values
//! go out.

pub mod alert;
pub mod api;
pub mod change;
pub mod cli;
pub mod client;
pub mod config;
pub mod diagnostic;
pub mod duration;
pub mod fault;
pub mod few;
pub mod fire;
pub mod guide;
pub mod incident;
pub mod lint;
pub mod matcher;
pub mod organisation;
pub mod proof;
pub mod report;
pub mod route;
pub mod routing_test;
pub mod rule_file;
pub mod runner;
pub mod server;
pub mod store;
pub mod suppression;
pub mod template;
pub mod text;
pub mod time_interval;
pub mod trace;
pub mod url;
pub mod validation;
pub mod version;
pub mod walkthrough;
pub mod webhook;
pub mod wrapped;
pub mod yaml;
