//! What other rooms' findings are called, for `explain`: mostly what Alertmanager itself refuses.

use crate::diagnostic::Level;

/// A name and what it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The name.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// One sentence.
    pub summary: &'static str,
    /// A paragraph or two, as Markdown.
    pub text: &'static str,
}

macro_rules! catalogue {
    ($($name:literal $level:ident $summary:literal $text:literal)*) => {
        /// Every such name, in order.
        pub static CATALOGUE: &[Entry] = &[$(Entry {
            name: $name,
            level: Level::$level,
            summary: $summary,
            text: $text,
        }),*];
    };
}

catalogue! {
    "alias-bomb" Error
        "Most of the configuration comes from repeated aliases."
        "Aliases of aliases can make a small file stand for any amount of text. Alertmanager refuses a document of which more \
         than a certain part is made of aliases. Write out what is repeated, or repeat less of it."
    "alias-in-itself" Error
        "An alias stands inside the value it repeats."
        "Such a value would never end. Move the anchor, or write the value out."
    "ambiguous-matcher" Warning
        "Alertmanager's two grammars for matchers read a matcher differently."
        "Since 0.27 Alertmanager reads matchers by a new grammar, and falls back to the older one. Where both read a text, and \
         not the same way, the older reading counts for now. Put the value in double quotes: then both mean the same."
    "bad-address" Error
        "A value is not a host and a port."
        "Mail servers and the like are written `HOST:PORT`, as in `smtp.example.com:587`."
    "bad-choice" Error
        "A setting takes one of a few words, and this is none of them."
        "The finding lists the words. Their case counts."
    "bad-duration" Error
        "A value is not a duration."
        "Most durations are Prometheus': numbers with units from large to small, as in `1h30m`, of `y`, `w`, `d`, `h`, `m`, `s`, \
         `ms`. Each unit stands once, and there is no sign and no fraction. A few settings, such as `timeout` of a webhook, take \
         Go's durations instead: `1.5s`; a bare number there counts nanoseconds."
    "bad-glob" Error
        "A pattern under `templates` is not one."
        "Patterns are Go's: `*` and `?` within one part of a path, `[a-z]`, and `\\` in front of a character that is meant as such."
    "bad-label-name" Error
        "A name is not one a label can have."
        "In `match`, `match_re` and their kin a label name is letters, digits and `_`, and begins with no digit. In `group_by` and \
         `equal` newer Alertmanagers take any UTF-8 text."
    "bad-map-key" Error
        "A list or a mapping stands where a key is wanted."
        "Keys are texts, numbers, or true and false."
    "bad-matcher" Error
        "A text is not a matcher."
        "A matcher is a label name, one of `=`, `!=`, `=~`, `!~`, and a value, as in `severity =~ \"critical|warning\"`. Quote a value \
         that holds anything but letters, digits and the like."
    "bad-regex" Error
        "A text is not a regular expression, as Go reads them."
        "Go's regular expressions (RE2) have no look-around and no back-references. The expression has to match the whole value: \
         `^` and `$` are implied."
    "bad-series-name" Error
        "A recording rule's name is none a series can have."
        "Prometheus 3 takes any name without braces, older releases letters, digits, `_` and `:`. Braces usually mean that an \
         expression stands where the name belongs."
    "bad-signature-algorithm" Error
        "The algorithm named for signing tokens is none that can be used."
        "With the `jwt-bearer` grant `signature_algorithm` is `RS256`, `RS384` or `RS512`."
    "bad-template" Error
        "A Go template does not parse."
        "Alertmanager parses its template files, and a few fields, when it loads the configuration; other fields only when it sends. \
         In fields only the functions of the language itself are known, in files also Alertmanager's own."
    "bad-time-interval" Error
        "A part of a time interval cannot be read."
        "Times are `HH:MM`, up to `24:00`, and do not wrap around midnight. Weekdays and months are English words or ranges of \
         them, as in `monday:friday`. Days of the month are 1 to 31, or -1 to -31 from its end."
    "bad-time-zone" Error
        "There is no time zone of this name."
        "`location` takes `UTC`, `Local`, or a name of the IANA database, such as `Europe/Berlin`."
    "bad-tls-version" Error
        "A text names no version of TLS."
        "`min_version` and `max_version` take `TLS10`, `TLS11`, `TLS12` or `TLS13`."
    "bad-url" Error
        "A value is not a URL that Alertmanager can call."
        "It must begin with `http://` or `https://`, have a host, and parse by the rules of Go's `net/url`."
    "basic-authorization" Error
        "`authorization` is asked to do basic authentication."
        "Use `basic_auth`, which has a user and a password."
    "classic-matcher" Info
        "Only Alertmanager's older grammar for matchers reads a matcher."
        "Since 0.27 Alertmanager reads matchers by a new grammar, and falls back to the older one, which is going to be removed. \
         Put the value in double quotes, with `\\` in front of quotes and backslashes in it."
    "compressed-config" Error
        "A Secret holds a compressed configuration that cannot be unpacked, or is too large."
        "Nothing of it was checked. The Prometheus operator writes such Secrets; check what they are made of."
    "conflicting-header" Error
        "A mail header is set that threading sets itself."
        "With `threading` enabled Alertmanager writes `In-Reply-To` and `References`."
    "dropped-setting" Warning
        "The Prometheus operator leaves out a setting of an `AlertmanagerConfig` resource."
        "Settings that the chosen Alertmanager does not know yet are left out, a `groupInterval` or `repeatInterval` of zero, and the \
         `url` of a webhook that has a `urlSecret`. The resource is taken all the same."
    "exclusive-keys" Error
        "Two settings are given of which at most one may be."
        "As with `url` and `url_file`: remove one. Values of the `global` section count where a receiver has none of its own."
    "group-by-all-and-some" Error
        "`group_by` lists `...` and labels as well."
        "`...` groups by all labels, which leaves nothing to add."
    "helm-template" Warning
        "Helm values hold a template of a configuration."
        "With `tplConfig: true` Helm renders it before Alertmanager reads it, so nothing of it was checked. Check what `helm template` \
         makes of it."
    "invalid-base64" Error
        "A value under `data` of a Secret is not base64."
        "Kubernetes refuses it, so Alertmanager never gets the configuration, and nothing of it was checked. Put plain text \
         under `stringData`, or encode it."
    "invalid-encoding" Error
        "The file is not UTF-8."
        "Alertmanager reads UTF-8, and UTF-16 with a byte order mark. Usually a file was saved in an older encoding; the finding \
         shows the first byte that does not fit."
    "key-mismatch" Error
        "A certificate and a key that are written in the file do not belong together."
        "`key` must be the private key of the first certificate in `cert`, the client's own; others may follow it. `amtool check-config` \
         does not look; Alertmanager does not start."
    "merge-of-no-mapping" Error
        "`<<` stands for something that cannot be merged."
        "It takes an alias of a mapping, or a list of such aliases."
    "missing-key" Error
        "A required setting is missing."
        "Some settings may stand in the `global` section instead, and some are one of two, such as `url` or `url_file`; the finding \
         says so."
    "missing-route" Error
        "The configuration has no route."
        "The top of a configuration needs `route`, and that a `receiver`. An empty file counts as a configuration without one."
    "needs-global" Info
        "A resource needs a setting of the `global` section, which is elsewhere."
        "An `AlertmanagerConfig` is merged into a configuration whose `global` section nobody sees here. Alertmanager refuses the \
         whole if neither has the setting."
    "no-pem" Error
        "A certificate or key that is written in the file is none."
        "`ca`, `cert` and `key` of a `tls_config` take PEM, whose lines must stay lines: a YAML block (`ca: |`) keeps them, a folded \
         text does not. A key must not be encrypted. `amtool check-config` does not look; Alertmanager does not start."
    "null-entry" Error
        "A list holds an empty entry."
        "A `-` with nothing behind it is a null. Fill it in or take it away; some Alertmanagers crash on it."
    "null-http-config" Error
        "`global.http_config` has nothing in it, and Alertmanager crashes."
        "A key with nothing behind it is a null: no HTTP settings at all, instead of the usual ones. Each integration without an \
         `http_config` of its own relies on those. `amtool check-config` accepts the file, and Alertmanager crashes when it starts."
    "other-name-in-label" Error
        "The label `name` of a receiver differs from its name."
        "Leave the label out: it is set to the receiver's name."
    "placeholders" Info
        "Values hold variables, which were accepted unseen."
        "Alertmanager fills in none. `--allow-placeholders` says that something else does before it reads the file; what is put in \
         is not checked."
    "repeated-group" Error
        "Two groups of a rule file have one name."
        "Prometheus knows a group by its file and its name, and refuses a file in which two groups share one."
    "repeated-header" Error
        "A header is set twice."
        "The names of headers are the same whatever their case."
    "repeated-interval" Error
        "Two time intervals have the same name."
        "`time_intervals` and `mute_time_intervals` share their names."
    "repeated-key" Error
        "A key stands twice in the same place."
        "Remove one; the finding shows both."
    "repeated-label" Error
        "`group_by` lists a label twice."
        "Once is enough."
    "repeated-receiver" Error
        "Two receivers have the same name."
        "Routes name receivers, so their names must be unique. One receiver can send to several places: list them all in it."
    "reserved-field" Error
        "A custom field has a name that is taken."
        "VictorOps' own fields are set by their own settings."
    "reserved-header" Error
        "A header is set that Alertmanager sets itself."
        "Authentication has settings of its own: `authorization`, `basic_auth`, `oauth2`."
    "resource-schema" Warning
        "An `AlertmanagerConfig` resource says something its schema does not have."
        "Settings of the resource are written otherwise than Alertmanager's: `groupWait` for `group_wait`, matchers as mappings, \
         and secrets as references to keys of Secrets. Kubernetes drops what it does not know, or refuses the resource."
    "root-with-continue" Error
        "The root route has `continue`."
        "There is nothing behind the root to continue with."
    "root-with-intervals" Error
        "The root route has time intervals."
        "Put them on routes below it."
    "root-with-matchers" Error
        "The root route has matchers."
        "Every alert enters at the root, so it may not refuse any. Put the matchers on a route below it."
    "secret-manager" Error
        "A setting takes a secret from a manager that Alertmanager does not have."
        "`password_ref`, `credentials_ref` and their kin are known to the library that Alertmanager reads HTTP settings with, and \
         meant for programs with a secret manager. `amtool check-config` accepts them; Alertmanager does not start."
    "tls-version-order" Error
        "The newest version of TLS that is allowed is older than the oldest."
        "No connection could be made. `amtool check-config` does not compare `min_version` and `max_version`; Alertmanager does when it \
         starts, and does not start."
    "undefined-interval" Error
        "A route names a time interval that is not defined."
        "Intervals are defined under `time_intervals`, at the top of the file."
    "undefined-receiver" Error
        "A route names a receiver that is not defined."
        "Receivers are defined under `receivers`, at the top of the file. Names count exactly, case included."
    "unknown-key" Error
        "A key is none Alertmanager knows in this place."
        "It may be misspelt, stand at the wrong depth, or be of a later Alertmanager: see `--alertmanager-version`."
    "update-without-bot" Error
        "Slack messages can be updated by a bot only."
        "`update_message` needs the `api_url` of `chat.postMessage`, with a bot's token."
    "wrong-tag" Error
        "A tag asks for a type the value does not have."
        "Usually a leftover of another tool: remove the tag."
    "wrong-type" Error
        "A value is of another type than the setting wants."
        "A list where a text is wanted, a text where a number is, and so on. YAML reads unquoted `yes`, `no`, `on`, `off` as true and \
         false, and `0755` as an octal number; quote what is meant as text."
    "yaml-syntax" Error
        "The text is not YAML, as Alertmanager reads it."
        "Alertmanager reads YAML 1.1 through Go's yaml v2. It stops at the first such error and looks at nothing else in the file; \
         the line it names is often the one before or behind the place."
    "zero-interval" Error
        "`group_interval` or `repeat_interval` is zero."
        "Give at least a second, better ten; `group_wait` may be zero."
}
