//! Many routes in one configuration, for amtool to show or to try.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::support::amtool::Amtool;

/// One route.
pub struct Route {
    /// Its settings beside the receiver.
    settings: String,
}

impl Route {
    pub fn with(settings: &str) -> Self {
        Self {
            settings: settings.to_owned(),
        }
    }
}

/// A file with a configuration in which every route is tried.
fn config_file(routes: &[Route]) -> tempfile::NamedTempFile {
    let mut text = String::from("route:\n  receiver: none\n  routes:\n");
    let mut receivers = String::from("receivers:\n- name: none\n");
    for (number, route) in routes.iter().enumerate() {
        write!(
            text,
            "  - {}\n    receiver: r{number}\n    continue: true\n",
            route.settings
        )
        .and_then(|()| writeln!(receivers, "- name: r{number}"))
        .expect("writing to a string cannot fail");
    }
    let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    std::fs::write(file.path(), text + &receivers).expect("it can be written");
    file
}

/// The text `config routes show` gives the matchers of each route.
pub fn shown_matchers(amtool: &Amtool, routes: &[Route]) -> Vec<String> {
    let file = config_file(routes);
    let flag = format!("--config.file={}", file.path().display());
    let output = amtool.run(&["config", "routes", "show", &flag]);
    let mut rest = output.as_str();
    let mut shown = Vec::new();
    for number in 0..routes.len() {
        let end = format!("  continue: true  receiver: r{number}\n");
        let Some(at) = rest.find(&end) else {
            panic!("route {number} is not shown: {}", &rest[..rest.len().min(500)]);
        };
        let line = &rest[..at];
        shown.push(line[line.rfind("── ").map_or(0, |at| at + "── ".len())..].to_owned());
        rest = &rest[at + end.len()..];
    }
    shown
}

/// The numbers of the routes that take an alert with these labels.
pub fn taking_routes(amtool: &Amtool, routes: &[Route], labels: &[String]) -> HashSet<usize> {
    let file = config_file(routes);
    let flag = format!("--config.file={}", file.path().display());
    let mut arguments = vec!["config", "routes", "test", &flag];
    arguments.extend(labels.iter().map(String::as_str));
    let output = amtool.run(&arguments);
    // Log lines may come first.
    let line = output.trim_end().lines().last().unwrap_or("");
    line.split(',')
        .filter_map(|receiver| receiver.strip_prefix('r')?.parse().ok())
        .collect()
}
