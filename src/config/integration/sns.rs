//! `sns_configs`. Mirrors `notify/sns`.

use super::sender;
use crate::config::decode::{Blank, Checks, Flag, Pointer, Rules, SecretText, Text, TextMap, fatal, object};
use crate::config::http::{HttpConfig, filled, filled_secret};
use crate::version::Version;

object! {
    /// How requests are signed.
    pub struct Sigv4Config = "`sigv4`" {
        /// The region.
        region: Text,
        /// The key's name.
        access_key: Text,
        /// The key.
        secret_key: SecretText,
        /// A profile of the AWS configuration.
        profile: Text,
        /// The role to take.
        role_arn: Text,
        /// A name that the role asks for.
        external_id: Text [since 30],
        /// Whether the role is taken at a FIPS endpoint.
        use_fips_sts_endpoint: Flag [since 28],
        /// The service that is signed for.
        service_name: Text [since 30],
    }
}

impl Rules for Sigv4Config {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "sigv4.SigV4Config"
    }

    fn inner_go_type(_version: Version) -> &'static str {
        "sigv4.plain"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let access = filled(self.access_key.as_ref());
        let secret = filled_secret(self.secret_key.as_ref());
        let missing = match (access, secret) {
            (Some(span), None) if checks.knows("secret_key") => Some((span, "secret_key")),
            (None, Some(span)) if checks.knows("access_key") => Some((span, "access_key")),
            _ => None,
        };
        if let Some((span, key)) = missing {
            let finding = fatal(
                "missing-key",
                span,
                format!("`{key}` is missing"),
                "must provide a AWS SigV4 Access key and Secret Key if credentials are specified in the SigV4 config",
            )
            .with_help("set both `access_key` and `secret_key`, or neither");
            checks.refuse(finding);
        }
        if let Some(span) = filled(self.external_id.as_ref())
            && filled(self.role_arn.as_ref()).is_none()
            && checks.knows("role_arn")
        {
            let finding = fatal(
                "missing-key",
                span,
                "`external_id` is set without a role",
                "external_id can only be used with role_arn",
            )
            .with_help("set `role_arn`");
            checks.refuse(finding);
        }
    }
}

object! {
    /// One `sns_configs` entry.
    pub struct SnsConfig = "an `sns_configs` entry" {
        /// Whether the end of an alert is told; true by default.
        send_resolved: Flag,
        /// How to talk HTTP, instead of the global way.
        http_config: Pointer<HttpConfig>,
        /// The server, if not the region's own.
        api_url: Text,
        /// How requests are signed.
        sigv4: Blank<Sigv4Config>,
        /// The topic to publish to.
        topic_arn: Text,
        /// The phone number to publish to.
        phone_number: Text,
        /// The endpoint to publish to.
        target_arn: Text,
        /// The subject.
        subject: Text,
        /// The message.
        message: Text,
        /// Further names and values.
        attributes: TextMap,
        /// Whether the AWS library talks HTTP its own way.
        use_aws_http_client: Flag [since 33],
    }
}

impl Rules for SnsConfig {
    const STARTS_AFRESH: bool = true;

    fn go_type(_version: Version) -> &'static str {
        "config.SNSConfig"
    }

    fn check(&mut self, checks: &mut Checks<'_, '_>) {
        let targets = [
            ("target_arn", filled(self.target_arn.as_ref())),
            ("topic_arn", filled(self.topic_arn.as_ref())),
            ("phone_number", filled(self.phone_number.as_ref())),
        ];
        let set: Vec<_> = targets.iter().filter_map(|&(key, span)| Some((key, span?))).collect();
        let knows_all = targets.iter().all(|(key, _)| checks.knows(key));
        // Alertmanager compares the three with each other, so that all at once pass as well.
        if set.len() % 2 == 1 || !knows_all {
            return;
        }
        let upstream = "must provide either a Target ARN, Topic ARN, or Phone Number for SNS config";
        match set.as_slice() {
            [(first, _), (second, span)] => {
                let finding = fatal(
                    "exclusive-keys",
                    *span,
                    format!("`{first}` and `{second}` are both set"),
                    upstream,
                )
                .with_help("keep one of them");
                checks.refuse(finding);
            }
            _ => checks.at_least_one(&targets, upstream),
        }
    }
}

sender! { SnsConfig {} }
