//! `tracing`: where Alertmanager tells what it does. Mirrors `tracing`.

use std::borrow::Cow;

use super::decode::{
    Checks, Codec, Decoder, Expected, Flag, Float, Input, Pointer, Printer, Rules, Text, fatal, object,
};
use super::duration::PrometheusDuration;
use super::http::{HeadersPointer, TlsConfig, filled};
use crate::text::Span;
use crate::version::Version;

object! {
    /// The `tracing` section.
    pub struct Tracing = "the `tracing` section" {
        /// How traces are sent: `grpc`, the default, or `http`.
        client_type: ClientType,
        /// Where to.
        endpoint: Text,
        /// Which share of what is done is told, from 0 to 1.
        sampling_fraction: Float,
        /// Whether traces are sent without TLS.
        insecure: Flag,
        /// How TLS is done.
        tls_config: Pointer<TlsConfig>,
        /// Headers sent with every message.
        headers: HeadersPointer,
        /// How messages are packed: `gzip`, or not at all.
        compression: Text,
        /// How long a message may take.
        timeout: PrometheusDuration,
    }
}

impl Rules for Tracing {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "tracing.TracingConfig"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "tracing.plain"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        checks.required(
            "endpoint",
            filled(self.endpoint.as_ref()),
            "tracing endpoint must be set",
        );
        if let Some(compression) = &self.compression
            && !matches!(compression.as_str(), "" | "gzip")
        {
            let finding = fatal(
                "bad-choice",
                compression.span,
                "`compression` takes `gzip`, or nothing",
                format!(
                    "invalid compression type {} provided, valid options: gzip",
                    compression.value
                ),
            );
            checks.refuse(finding);
        }
    }
}

/// `TracingClientType`
#[derive(Debug)]
pub struct ClientType;

impl Codec for ClientType {
    type Slot = <Text as Codec>::Slot;

    const EXPECTED: Expected = "`http` or `grpc`";

    fn go_type(_version: Version) -> Cow<'static, str> {
        Cow::Borrowed("tracing.TracingClientType")
    }

    fn decode(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        if !decoder.step() {
            return false;
        }
        let Some(text) = decoder.text(input, "tracing.plain", Self::EXPECTED) else {
            return false;
        };
        if !matches!(text.as_ref(), "http" | "grpc") {
            let finding = fatal(
                "bad-choice",
                input.node.span,
                "`client_type` takes `http` or `grpc`",
                format!("expected tracing client type to be to be http or grpc, but got {text}"),
            );
            decoder.refuse_value(input, finding);
            return false;
        }
        *slot = Some(crate::text::Spanned::new(text.into_owned(), input.node.span));
        true
    }

    fn clear(at: Span, slot: &mut Self::Slot) {
        Text::clear(at, slot);
    }

    fn decode_quoted_null(decoder: &mut Decoder<'_>, input: Input<'_>, slot: &mut Self::Slot) -> bool {
        Text::decode(decoder, input, slot)
    }

    fn print(slot: &Self::Slot, key: &str, printer: &mut Printer) {
        Text::print(slot, key, printer);
    }
}
