//! `event_recorder`: where Alertmanager writes down what happened to alerts. Mirrors `eventrecorder`.

use super::address::SecretUrl;
use super::decode::{Checks, Flag, Int, List, Pointer, Rules, Text, Texts, fatal, object};
use super::duration::PrometheusDuration;
use super::http::{HttpConfig, TlsConfig, filled};
use crate::version::Version;

object! {
    /// The `event_recorder` section.
    pub struct EventRecorder = "the `event_recorder` section" {
        /// Files to write to.
        file_outputs: List<FileOutput>,
        /// Webhooks to call.
        webhook_outputs: List<WebhookOutput>,
        /// Kafka topics to write to.
        kafka_outputs: List<KafkaOutput>,
        /// The standard output.
        stdout_outputs: Texts [since 34],
    }
}

impl Rules for EventRecorder {
    const HAS_READER: bool = false;

    fn go_type(_version: Version) -> &'static str {
        "eventrecorder.Config"
    }
}

object! {
    /// A file to write to.
    pub struct FileOutput = "a file output" {
        /// Where it is.
        path: Text,
    }
}

impl Rules for FileOutput {
    fn go_type(_version: Version) -> &'static str {
        "eventrecorder.FileOutputConfig"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "eventrecorder.plain"
    }

    fn is_pointer_in_lists(_version: Version) -> bool {
        false
    }

    fn is_null(&self) -> bool {
        self.path.as_ref().is_none_or(|path| path.is_empty())
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "path",
            filled(self.path.as_ref()),
            "event_recorder file output requires a path",
        );
    }
}

object! {
    /// A webhook to call.
    pub struct WebhookOutput = "a webhook output" {
        /// Where to post.
        url: SecretUrl,
        /// How to talk HTTP.
        http_config: Pointer<HttpConfig>,
        /// How long a request may take.
        timeout: PrometheusDuration,
        /// How many requests run at once.
        workers: Int,
        /// How often a request is tried again.
        max_retries: Int,
        /// How long until a request is tried again.
        retry_backoff: PrometheusDuration,
        /// Whether events are sent together.
        batch: Flag [since 34],
        /// How many events are sent together at most.
        batch_max_events: Int [since 34],
        /// How many bytes are sent together at most.
        batch_max_bytes: Int [since 34],
        /// How long events are kept until they are sent.
        batch_flush_interval: PrometheusDuration [since 34],
    }
}

impl Rules for WebhookOutput {
    fn go_type(_version: Version) -> &'static str {
        "eventrecorder.WebhookOutputConfig"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "eventrecorder.plain"
    }

    fn is_pointer_in_lists(_version: Version) -> bool {
        false
    }

    fn is_null(&self) -> bool {
        self.url.is_none()
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "url",
            self.url.as_ref().map(|url| url.span),
            "event_recorder webhook output requires a url",
        );
        if let Some(url) = self.url.as_ref().filter(|url| url.expose() == super::secret::MASK) {
            let finding = fatal(
                "bad-url",
                url.span,
                "`<secret>` is no URL to call",
                "event_recorder webhook output requires an absolute http(s) url",
            );
            checks.refuse(finding);
        }
    }
}

object! {
    /// A Kafka topic to write to.
    pub struct KafkaOutput = "a Kafka output" {
        /// The servers.
        brokers: Texts,
        /// The topic.
        topic: Text,
        /// What the client calls itself.
        client_id: Text,
        /// How events are written: `json` or `protobuf`.
        format: Text,
        /// Which servers must have an event: `none`, `leader` or `all`.
        acks: Text,
        /// How events are packed.
        compression: Text,
        /// How many events wait at most.
        buffer_size: Int,
        /// How TLS is done.
        tls_config: Pointer<TlsConfig>,
    }
}

impl Rules for KafkaOutput {
    fn go_type(_version: Version) -> &'static str {
        "eventrecorder.KafkaOutputConfig"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "eventrecorder.plain"
    }

    fn is_pointer_in_lists(_version: Version) -> bool {
        false
    }
}
