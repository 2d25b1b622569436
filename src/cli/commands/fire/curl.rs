//! A payload as a command for the shell.

use std::collections::BTreeSet;
use std::path::Path;

use crate::config::{Secret, TlsVersion};
use crate::fire::{HttpSettings, ProxyChoice, ProxySettings, TlsSettings, user_agent};
use crate::text::secret::masked_url;
use crate::version::Version;

/// The line that ends the payload in the command. A payload is one line of JSON, which cannot be that.
const END: &str = "PAYLOAD";

/// The variable that holds the value of the header `Authorization`.
const AUTHORIZATION: &str = "RUNFRAME_AUTHORIZATION";

/// The variable that holds a proxy's URL with a password in it.
const PROXY: &str = "RUNFRAME_PROXY";

/// How many redirects Go's client follows.
const REDIRECTS_MAX: u32 = 10;

/// A command, and what has to be done before it can be run.
pub(super) struct Curl {
    pub(super) command: Vec<u8>,
    pub(super) notes: Vec<String>,
}

/// What is found while a command is put together.
#[derive(Default)]
struct Writing {
    options: Vec<String>,
    notes: Vec<String>,
    variables: BTreeSet<String>,
}

/// A command that posts `payload`, byte for byte, as `settings` say. The URL and the values of headers are taken from the
/// environment: so no secret stands in it.
pub(super) fn curl_command(payload: &[u8], version: Version, settings: &HttpSettings) -> Curl {
    let mut writing = Writing::default();
    writing.headers(settings);
    writing.tls(&settings.tls);
    writing.proxy(&settings.proxy);
    if settings.without_http2 {
        writing.option("--http1.1");
    }
    if settings.follow_redirects {
        let location = if version < Version::V0_33 && settings.has_credentials() {
            // It gives the credentials to every host.
            "--location-trusted"
        } else {
            "--location"
        };
        writing.option(format!("{location} --max-redirs {REDIRECTS_MAX}"));
    }
    if let Some(timeout) = settings.timeout {
        writing.option(format!("--max-time {}", timeout.as_secs_f64()));
    }
    let Writing { mut options, notes, .. } = writing;
    options.push(String::new());
    let options = options.join(" \\\n  ");
    // Without `-X POST`, which would make a POST of what a redirect makes a GET.
    let mut command = format!(
        "curl -sS -H 'Content-Type: application/json' -H 'User-Agent: {}' --data-binary @- \\\n  \
         {options}\"$RUNFRAME_WEBHOOK_URL\" <<'{END}'\n",
        user_agent(version)
    )
    .into_bytes();
    command.extend_from_slice(payload);
    command.extend_from_slice(format!("{END}\n").as_bytes());
    Curl { command, notes }
}

impl Writing {
    fn option(&mut self, option: impl Into<String>) {
        self.options.push(option.into());
    }

    fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    fn headers(&mut self, settings: &HttpSettings) {
        for (at, (name, value)) in settings.headers.iter().enumerate() {
            if value.is_empty() {
                // With a colon curl would leave it out.
                self.option(format!("-H {}", quoted(&format!("{name};"))));
                continue;
            }
            let of_name = |headers: &[(String, Secret)]| headers.iter().filter(|(other, _)| other == name).count();
            let which = match of_name(&settings.headers) {
                1 => "the value".to_owned(),
                count => format!("value {} of {count}", of_name(&settings.headers[..=at])),
            };
            let variable = self.variable("RUNFRAME_HEADER", name);
            self.option(format!("-H {}", header(name, &variable)));
            self.note(format!("put {which} of the header `{name}` into {variable}"));
        }
        let is_set = |(name, _): &(String, _)| name.eq_ignore_ascii_case("Authorization");
        if settings.headers.iter().any(is_set) {
            return;
        }
        let value = match (&settings.authorization, &settings.oauth2) {
            (_, Some(_)) => "`Bearer ` and a token of its `oauth2`".to_owned(),
            (Some(value), None) => {
                let scheme = value.expose().split_once(' ').map_or("", |(scheme, _)| scheme);
                format!("`{scheme} ` and the credentials")
            }
            (None, None) => return,
        };
        self.option(format!("-H \"Authorization: ${AUTHORIZATION}\""));
        self.note(format!("put {value} into {AUTHORIZATION}"));
    }

    fn tls(&mut self, tls: &TlsSettings) {
        for (flag, key, path, is_wanted) in [
            ("--cacert", "ca", &tls.files.trusted, tls.trusted.is_some()),
            ("--cert", "cert", &tls.files.certificate, tls.certificate.is_some()),
            ("--key", "key", &tls.files.key, tls.key.is_some()),
        ] {
            match path {
                Some(path) => self.option(format!("{flag} {}", quoted_path(path))),
                None if is_wanted => {
                    let variable = format!("RUNFRAME_{}_FILE", key.to_ascii_uppercase());
                    self.option(format!("{flag} \"${variable}\""));
                    self.note(format!(
                        "put the `{key}` of its `tls_config` into a file, and the file's name into {variable}"
                    ));
                }
                None => {}
            }
        }
        if tls.is_insecure {
            self.option("--insecure");
        }
        if let Some(version) = tls.min_version {
            self.option(format!("--tlsv{}", number(version)));
        }
        if let Some(version) = tls.max_version {
            self.option(format!("--tls-max {}", number(version)));
        }
        if let Some(name) = &tls.server_name {
            self.note(format!(
                "curl checks the host of the URL, the `tls_config` checks `{name}`: there is no flag for it"
            ));
        }
    }

    /// A variable of its own for the value of a header.
    fn variable(&mut self, prefix: &str, header: &str) -> String {
        let upper = |c: char| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        };
        let name = if header.eq_ignore_ascii_case("Authorization") && prefix == "RUNFRAME_HEADER" {
            AUTHORIZATION.to_owned()
        } else {
            format!("{prefix}_{}", header.chars().map(upper).collect::<String>())
        };
        let mut own = name.clone();
        let mut number = 1;
        while !self.variables.insert(own.clone()) {
            number += 1;
            own = format!("{name}_{number}");
        }
        own
    }

    fn proxy(&mut self, proxy: &ProxySettings) {
        match &proxy.choice {
            ProxyChoice::Environment => {}
            // Not even the one of the environment.
            ProxyChoice::Direct => self.option("--noproxy '*'"),
            ProxyChoice::Url { url, except } => {
                if url.username().is_empty() && url.password().is_none() {
                    self.option(format!("--proxy {}", quoted(url.as_str().trim_end_matches('/'))));
                } else {
                    self.option(format!("--proxy \"${PROXY}\""));
                    self.note(format!(
                        "put the `proxy_url`, {}, into {PROXY}",
                        masked_url(url.as_str())
                    ));
                }
                // With exceptions this machine is one of them; without, there is none.
                self.option(match except.as_str() {
                    "" => "--noproxy ''".to_owned(),
                    except => format!("--noproxy {}", quoted(&format!("{except},localhost,127.0.0.1,::1"))),
                });
            }
        }
        for (name, _) in &proxy.connect_headers {
            let variable = self.variable("RUNFRAME_PROXY_HEADER", name);
            self.option(format!("--proxy-header {}", header(name, &variable)));
            self.note(format!(
                "put the value of the `proxy_connect_header` `{name}` into {variable}"
            ));
        }
    }
}

fn number(version: TlsVersion) -> &'static str {
    match version {
        TlsVersion::Tls10 => "1.0",
        TlsVersion::Tls11 => "1.1",
        TlsVersion::Tls12 => "1.2",
        TlsVersion::Tls13 => "1.3",
    }
}

/// A header whose value is a variable's, as one word of a shell.
fn header(name: &str, variable: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if name.bytes().all(is_plain) {
        format!("\"{name}: ${variable}\"")
    } else {
        format!("{}\"${variable}\"", quoted(&format!("{name}: ")))
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A path as one word of a shell.
fn quoted_path(path: &Path) -> String {
    quoted(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn every_setting_has_its_flag_and_no_secret_is_shown() {
        let settings = HttpSettings {
            tls: TlsSettings {
                trusted: Some(b"pem".to_vec()),
                key: Some(Secret::new("s3cr3t")),
                min_version: Some(TlsVersion::Tls12),
                server_name: Some("other.example".to_owned()),
                ..TlsSettings::default()
            },
            proxy: ProxySettings {
                choice: ProxyChoice::Url {
                    url: "http://user:s3cr3t@proxy.example:3128".parse().expect("it is a URL"),
                    except: "a.example".to_owned(),
                },
                connect_headers: vec![("X-Way".to_owned(), Secret::new("s3cr3t"))],
            },
            follow_redirects: true,
            without_http2: true,
            timeout: Some(Duration::from_millis(2500)),
            ..HttpSettings::default()
        };
        let Curl { command, notes } = curl_command(b"{}\n", Version::default(), &settings);
        let command = String::from_utf8(command).expect("it is text");
        for option in [
            "--cacert \"$RUNFRAME_CA_FILE\"",
            "--key \"$RUNFRAME_KEY_FILE\"",
            "--tlsv1.2",
            "--proxy \"$RUNFRAME_PROXY\"",
            "--noproxy 'a.example,localhost,127.0.0.1,::1'",
            "--proxy-header \"X-Way: $RUNFRAME_PROXY_HEADER_X_WAY\"",
            "--http1.1",
            "--location --max-redirs 10",
            "--max-time 2.5",
        ] {
            assert!(command.contains(&format!("  {option} \\\n")), "{option}: {command}");
        }
        let notes = notes.join("\n");
        assert!(notes.contains("`other.example`: there is no flag for it"), "{notes}");
        assert!(
            !command.contains("s3cr3t") && !notes.contains("s3cr3t"),
            "{command}{notes}"
        );
    }

    #[test]
    fn every_value_of_a_header_has_a_variable_of_its_own() {
        let headers = [
            ("X-A", "v1"),
            ("X-A", "v2"),
            ("X_A", "w"),
            ("X-A-2", "x"),
            ("X-Empty", ""),
            ("X`id`'", "y"),
        ];
        let settings = HttpSettings {
            headers: headers
                .map(|(name, value)| (name.to_owned(), Secret::new(value)))
                .to_vec(),
            ..HttpSettings::default()
        };
        let Curl { command, notes } = curl_command(b"{}\n", Version::default(), &settings);
        let command = String::from_utf8(command).expect("it is text");
        for option in [
            "-H \"X-A: $RUNFRAME_HEADER_X_A\"",
            "-H \"X-A: $RUNFRAME_HEADER_X_A_2\"",
            "-H \"X_A: $RUNFRAME_HEADER_X_A_3\"",
            "-H \"X-A-2: $RUNFRAME_HEADER_X_A_2_2\"",
            "-H 'X-Empty;'",
            "-H 'X`id`'\\'': '\"$RUNFRAME_HEADER_X_ID__\"",
        ] {
            assert!(command.contains(option), "{option}: {command}");
        }
        assert_eq!(
            notes,
            [
                "put value 1 of 2 of the header `X-A` into RUNFRAME_HEADER_X_A",
                "put value 2 of 2 of the header `X-A` into RUNFRAME_HEADER_X_A_2",
                "put the value of the header `X_A` into RUNFRAME_HEADER_X_A_3",
                "put the value of the header `X-A-2` into RUNFRAME_HEADER_X_A_2_2",
                "put the value of the header `X`id`'` into RUNFRAME_HEADER_X_ID__",
            ]
        );
    }
}
