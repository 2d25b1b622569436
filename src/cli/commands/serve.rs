//! `serve`: the local Runframe.

mod banner;
mod delivery_line;
mod first_steps;
mod ready_file;
mod settings;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use colored::Colorize;
use jiff::SignedDuration;
use tokio::sync::mpsc;

use crate::api::format_instant;
use crate::cli::format::{Format, visible};
use crate::cli::number::at_least_one;
use crate::cli::signal::Stop;
use crate::cli::{ExitStatus, Failure, Session};
use crate::client::Client;
use crate::duration::parse_prometheus;
use crate::fault::{FaultError, Spec};
use crate::fire::StateFolder;
use crate::organisation::{Settings, same_name};
use crate::server::{AccessRules, DeliveryLog, DeliveryRecord, Options, Running, SetFaultError, StartError, start};
use crate::store::{Location, RecordingBounds, Retention, RoutingKey, StoreError, StoreOptions, system_clock};
use crate::version::Version;

/// Run a local Runframe: webhook endpoint, incidents, API
///
/// Listens on this machine only, needs no account, and keeps incidents on disk until they are deleted. The first start
/// makes a service and an integration to begin with and prints the webhook URL, once. Point Alertmanager at that URL, or
/// try it with `runframe-cli fire`.
///
/// Prints one line for each delivery; routing keys are shown by their last four characters. Ctrl-C stops it: what is in
/// flight is answered first.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Args {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, Options::PORT)), value_parser = listen_address)]
    listen: SocketAddr,

    /// Keep incidents in this folder
    #[arg(long, value_name = "DIR", conflicts_with = "in_memory")]
    data_dir: Option<PathBuf>,

    /// Keep incidents in memory: they are gone when it stops
    #[arg(long)]
    in_memory: bool,

    /// Make no service and no integration at the first start
    #[arg(long)]
    empty: bool,

    /// Write address, base URL and process id to this file as JSON once it is ready, and remove it at the end
    #[arg(long, value_name = "PATH")]
    ready_file: Option<PathBuf>,

    /// The largest payload to take, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Options::BODY_LIMIT, value_parser = body_limit)]
    body_limit: usize,

    /// Let resolved and closed incidents go after this long, such as 30d; the oldest first, never an active one
    #[arg(long, value_name = "DURATION", value_parser = keep)]
    keep: Option<SignedDuration>,

    /// Let the oldest resolved and closed incidents go when there are more than this
    #[arg(long, value_name = "N", value_parser = at_least_one::<u64>)]
    max_incidents: Option<u64>,

    /// Take only so many deliveries a minute from each integration that has no limit of its own; answers 429 to others
    #[arg(long, value_name = "N", value_parser = at_least_one::<u32>)]
    webhook_rate_limit: Option<u32>,

    /// Treat deliveries badly on purpose, such as '500 next=3', 'drop share=0.1' or 'delay=12s after-commit'; may be repeated
    #[arg(long, value_name = "FAULT", value_parser = fault)]
    fault: Vec<Spec>,

    /// How many of the last deliveries to keep with their payloads; 0 keeps none
    #[arg(long, value_name = "N", default_value_t = RecordingBounds::default().count)]
    max_deliveries: usize,

    /// How to log to stderr: lines for people, or one JSON object a line
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    log_format: Format,

    /// Set up services, integrations and people as this file says; `init settings` prints an example
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,

    /// Ask programs on this machine for an API key in the V1 API too; `/api/local`, which sets up and makes keys, stays open to
    /// this machine
    #[arg(long)]
    require_key: bool,

    /// Let each API key read so many times a minute, and write as many times
    #[arg(long, value_name = "N", value_parser = at_least_one::<u32>)]
    rate_limit: Option<u32>,

    /// Print no line for each delivery
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  runframe-cli serve
  runframe-cli serve --in-memory --listen 127.0.0.1:0 --ready-file ready.json
  runframe-cli serve --data-dir ./runframe-data --quiet

Docker:
  inside a container listen on 0.0.0.0:9095; other machines reach the webhook endpoint then, and
  the API with a key";

/// Signals that come so soon after the first are the same wish.
const SAME_WISH: Duration = Duration::from_secs(1);

/// Lines that may wait for the terminal.
const LINES_MAX: usize = 10_000;

fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let with_host = match text.strip_prefix(':') {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.replacen("localhost:", "127.0.0.1:", 1),
    };
    with_host
        .parse()
        .map_err(|_| "use an address and a port, such as 127.0.0.1:9095".to_owned())
}

fn keep(text: &str) -> Result<SignedDuration, String> {
    let keep =
        parse_prometheus(text, Version::default()).map_err(|error| format!("{error}: write it as 30d or 12h"))?;
    if keep.is_zero() {
        return Err("0 would keep nothing".to_owned());
    }
    SignedDuration::try_from(keep).map_err(|error| error.to_string())
}

fn body_limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(limit) if limit >= 1024 => Ok(limit),
        Ok(_) => Err("at least 1024: a payload of one alert is about as large".to_owned()),
        Err(_) => Err("use a number of bytes".to_owned()),
    }
}

fn fault(text: &str) -> Result<Spec, String> {
    let spec: Spec = text.parse().map_err(|error: FaultError| error.to_string())?;
    spec.fault().map_err(|error| error.to_string())?;
    Ok(spec)
}

/// Runs until it is told to stop.
pub fn run(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the server's threads")?;
    let status = runtime.block_on(serve(args, session));
    runtime.shutdown_background();
    status
}

async fn serve(args: &Args, session: &mut Session) -> anyhow::Result<ExitStatus> {
    // Before anything is there to be stopped, or an early signal would leave it half made.
    let mut stop = Stop::new().context("cannot watch for signals")?;
    let read = settings::read(args.settings.as_ref())?;
    let location = location(args)?;
    let (lines, mut waiting) = mpsc::channel(LINES_MAX);
    let line_of = match args.log_format {
        Format::Text => |record: &DeliveryRecord, _: Option<&str>| delivery_line::of(record),
        Format::Json => delivery_line::json,
    };
    let log: Option<DeliveryLog> = (!args.quiet).then(|| -> DeliveryLog {
        Arc::new(move |record: &DeliveryRecord, integration: Option<&str>| {
            // A terminal that is too slow costs lines, not deliveries.
            let _ = lines.try_send(line_of(record, integration));
        })
    });
    let options = Options {
        listen: args.listen,
        location: location.clone(),
        store: StoreOptions {
            recording: RecordingBounds {
                count: args.max_deliveries,
                ..RecordingBounds::default()
            },
            retention: Retention {
                keep: args.keep,
                max_incidents: args.max_incidents,
            },
        },
        body_limit: args.body_limit,
        webhook_rate_limit: args.webhook_rate_limit,
        clock: system_clock(),
        log,
        organisation: read.settings.organisation.clone(),
        access: AccessRules {
            is_key_required: args.require_key,
            rate_limit: args.rate_limit,
        },
    };
    let running = match start(options).await {
        Ok(running) => running,
        Err(error) => return Err(cannot_start(error).await),
    };
    // Once the store has its folder, which may be this file's too; before the set-up, whose URL is shown only once.
    if let Some(path) = &args.ready_file {
        ready_file::ReadyFile::check(path)?;
    }
    check_faults(&args.fault, &running, &read.settings, args.empty)?;
    let replaced = keys_replaced(&running, &read.keys);
    let fresh = match &args.settings {
        Some(_) => running
            .store()
            .apply_settings(read.settings, read.keys)
            .await
            .map_err(|error| Failure::unusable(format!("the settings do not fit the store: {error}")))?,
        None => Vec::new(),
    };
    let made = if args.empty {
        None
    } else {
        first_steps::take(&running).await?
    };
    let faults = args
        .fault
        .iter()
        .map(|spec| running.set_fault(spec).map_err(cannot_set))
        .collect::<Result<Vec<_>, _>>()?;
    banner::print(&running, &location, made.as_ref(), &fresh, session).await?;
    for name in replaced {
        let message = "the routing key is the one in routing_key_file again, another is refused";
        session.comment(match args.log_format {
            Format::Text => format!("{} {}: {message}", "note".cyan().bold(), visible(&name)),
            Format::Json => log_line("info", message, &[("integration", &name)]),
        });
    }
    let ready_file = args
        .ready_file
        .as_ref()
        .map(|path| ready_file::ReadyFile::write(path, &running))
        .transpose()?;
    for set in &faults {
        session.comment(match args.log_format {
            Format::Text => format!("{} {}  {}", "fault".yellow().bold(), set.text, set.alertmanager),
            Format::Json => log_line(
                "warn",
                "fault",
                &[("fault", &set.text), ("alertmanager", &set.alertmanager)],
            ),
        });
    }
    let mut has_log = !args.quiet;
    loop {
        tokio::select! {
            line = waiting.recv(), if has_log => match line {
                Some(line) => session.comment(line),
                None => has_log = false,
            },
            () = stop.wait() => break,
        }
    }
    let say = |session: &mut Session, text: &str| match args.log_format {
        Format::Text => session.comment(text),
        Format::Json => session.comment(log_line("info", text, &[])),
    };
    say(session, "stopping: answering what is in flight");
    let second_signal = async {
        // Wrappers like to send a signal to a process and to its group: that is one wish, not two.
        tokio::time::sleep(SAME_WISH).await;
        stop.forget();
        stop.wait().await;
    };
    tokio::select! {
        () = running.shutdown() => {}
        () = second_signal => {
            return Err(Failure::unmet("stopped at once, at the second signal")
                .with_help("nothing that was answered is lost")
                .into());
        }
    }
    while let Ok(line) = waiting.try_recv() {
        session.comment(line);
    }
    drop(ready_file);
    say(session, "stopped");
    Ok(ExitStatus::Success)
}

/// A line of the log as JSON.
fn log_line(level: &str, message: &str, fields: &[(&str, &str)]) -> String {
    let mut line = serde_json::json!({
        "time": format_instant(jiff::Timestamp::now()),
        "level": level,
        "msg": message,
    });
    for (name, value) in fields {
        line[*name] = (*value).into();
    }
    line.to_string()
}

/// The integrations whose routing key a file replaces.
fn keys_replaced(running: &Running, keys: &[(String, RoutingKey)]) -> Vec<String> {
    let directory = running.store().directory();
    let replaced = keys.iter().filter(|(name, key)| {
        let known = directory.integration_named(name);
        known.is_some_and(|known| known.key_hash != key.hash())
    });
    replaced.map(|(name, _)| name.clone()).collect()
}

/// Whether there will be every integration that faults name, before a URL is made that is shown only once.
fn check_faults(faults: &[Spec], running: &Running, settings: &Settings, is_empty: bool) -> anyhow::Result<()> {
    let directory = running.store().directory();
    let mut known: Vec<String> = directory.integrations().iter().map(|one| one.name.clone()).collect();
    let wanted = settings.integrations.iter().map(|one| one.name.as_str());
    let first = (!is_empty && known.is_empty() && settings.integrations.is_empty()).then_some(first_steps::INTEGRATION);
    for name in wanted.chain(first) {
        if !known.iter().any(|one| same_name(one, name)) {
            known.push(name.to_owned());
        }
    }
    for name in faults.iter().filter_map(|fault| fault.integration.as_ref()) {
        if !known.iter().any(|one| same_name(one, name)) {
            let name = name.clone();
            return Err(cannot_set(SetFaultError::Integration { name, known }).into());
        }
    }
    Ok(())
}

fn cannot_set(error: SetFaultError) -> Failure {
    let failure = Failure::unusable(error.to_string());
    match error {
        SetFaultError::Integration { known, .. } if !known.is_empty() => {
            failure.with_help(format!("there is: {}", known.join(", ")))
        }
        _ => failure,
    }
}

fn location(args: &Args) -> anyhow::Result<Location> {
    if args.in_memory {
        return Ok(Location::Memory);
    }
    if let Some(folder) = &args.data_dir {
        return Ok(Location::Folder(folder.clone()));
    }
    match StateFolder::from_environment() {
        Ok(folder) => Ok(Location::Folder(folder.path().join("serve"))),
        Err(_) => Err(
            Failure::unusable("there is no folder to keep incidents in: no home folder is set")
                .with_help("name one with --data-dir, or use --in-memory")
                .into(),
        ),
    }
}

async fn cannot_start(error: StartError) -> anyhow::Error {
    match error {
        StartError::Listen { address, source } => cannot_listen(address, source).await.into(),
        StartError::Store(error) => cannot_open(error).into(),
    }
}

async fn cannot_listen(address: SocketAddr, source: std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let any_port = SocketAddr::new(address.ip(), 0);
    match source.kind() {
        ErrorKind::AddrInUse => {
            let failure = Failure::unusable(format!("{address} is in use"));
            let is_runframe = match Client::new(&format!("http://{address}"), None) {
                Ok(client) => client.is_local_runframe().await,
                Err(_) => false,
            };
            let failure = if is_runframe {
                failure.with_help("a local Runframe runs there already: use it, or stop it")
            } else {
                failure
            };
            failure.with_help(format!("`--listen {any_port}` takes a free port"))
        }
        ErrorKind::PermissionDenied => Failure::unusable(format!("{address} may not be listened on"))
            .with_help("ports below 1024 are for the administrator: choose a higher one"),
        ErrorKind::AddrNotAvailable => Failure::unusable(format!("{address} is no address of this machine"))
            .with_help("use 127.0.0.1 for this machine alone, 0.0.0.0 for all its addresses"),
        _ => Failure::unusable(format!("cannot listen on {address}")).with_source(source),
    }
}

fn cannot_open(error: StoreError) -> Failure {
    let message = error.to_string();
    match error {
        StoreError::InUse { .. } => Failure::unusable(message)
            .with_help("stop the other `runframe-cli serve`, or use it")
            .with_help("`--data-dir DIR` names another folder, `--in-memory` needs none"),
        StoreError::Folder { source, .. } => Failure::unusable(message)
            .with_source(source)
            .with_help("`--data-dir DIR` names another folder, `--in-memory` needs none"),
        StoreError::Corrupt { .. } => Failure::unusable(message)
            .with_help("move the whole folder away to begin anew; nothing has been changed in it")
            .with_help("`sqlite3 FILE .recover` may save what is in it"),
        StoreError::Misfit { .. } | StoreError::Missing { .. } => Failure::unusable(message)
            .with_help("put back both files as they were at one time: what deliveries did last is in the journal only")
            .with_help("move the whole folder away to begin anew; neither file has been changed"),
        StoreError::NewerSchema { .. } => Failure::unusable(message)
            .with_help("a later runframe-cli wrote it: use that one")
            .with_help("`--data-dir DIR` names another folder"),
        StoreError::DiskFull => Failure::unusable(message)
            .with_help("make room, then start again: nothing that was answered is lost")
            .with_help("`--data-dir DIR` names a folder on another disk"),
        _ => Failure::unusable(message),
    }
}
