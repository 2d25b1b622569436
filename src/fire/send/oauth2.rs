//! Tokens by client credentials, as Alertmanager gets them.

use std::time::{Duration, Instant};

use hyper::body::Bytes;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::head::basic;
use super::{Deadline, FOREVER, HttpSettings, OAuth2Settings, Post, SendError, Sender, authority};
use crate::config::Secret;
use crate::version::Version;

/// How long before its end a token is no longer used.
const SAFETY: Duration = Duration::from_secs(10);

/// Gets tokens, and keeps the last one as long as it is good.
#[derive(Debug)]
pub(super) struct Tokens {
    settings: OAuth2Settings,
    sender: Box<Sender>,
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    header: Secret,
    until: Option<Instant>,
}

/// What a token server answers.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    token_type: String,
    #[serde(default)]
    expires_in: u64,
}

impl Tokens {
    pub(super) fn new(settings: &OAuth2Settings, version: Version) -> Self {
        let http = HttpSettings {
            tls: settings.tls.clone(),
            proxy: settings.proxy.clone(),
            ..HttpSettings::default()
        };
        Self {
            settings: settings.clone(),
            sender: Box::new(Sender::with_settings(version, http)),
            kept: Mutex::new(None),
        }
    }

    /// The value of `Authorization`.
    pub(super) async fn get(&self) -> Result<Secret, SendError> {
        let mut kept = self.kept.lock().await;
        if let Some(kept) = &*kept
            && kept.until.is_none_or(|until| Instant::now() < until)
        {
            return Ok(kept.header.clone());
        }
        let got = self.ask().await?;
        let header = got.header.clone();
        *kept = Some(got);
        Ok(header)
    }

    async fn ask(&self) -> Result<Kept, SendError> {
        let settings = &self.settings;
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        // In the header first; a server that does not take it there gets it in the form.
        let in_header = basic(&encoded(&settings.client_id), &encoded(settings.client_secret.expose()));
        let answer = self.post(Some(&in_header), &[]).await?;
        let answer = if answer.status.is_client_error() {
            let form = [
                ("client_id", settings.client_id.as_str()),
                ("client_secret", settings.client_secret.expose()),
            ];
            self.post(None, &form).await?
        } else {
            answer
        };
        let refused = |reason: String| SendError::Token {
            authority: authority(&settings.token_url),
            reason,
        };
        if !answer.status.is_success() {
            return Err(refused(format!("it answered {}", answer.status)));
        }
        let granted: Granted = serde_json::from_slice(&answer.body)
            .map_err(|_| refused("its answer is no JSON with an `access_token`".to_owned()))?;
        // Go's library writes the usual kinds in capitals.
        let kind = match granted.token_type.to_ascii_lowercase().as_str() {
            "" | "bearer" => "Bearer".to_owned(),
            "mac" => "MAC".to_owned(),
            "basic" => "Basic".to_owned(),
            _ => granted.token_type,
        };
        let lifetime = Duration::from_secs(granted.expires_in).saturating_sub(SAFETY);
        Ok(Kept {
            header: Secret::new(format!("{kind} {}", granted.access_token)),
            until: (granted.expires_in > 0).then(|| Instant::now() + lifetime),
        })
    }

    async fn post(&self, header: Option<&Secret>, further: &[(&str, &str)]) -> Result<super::Answer, SendError> {
        let settings = &self.settings;
        let mut form = vec![("grant_type", "client_credentials")];
        let scopes = settings.scopes.join(" ");
        if !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        form.extend(
            settings
                .parameters
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        form.extend(further);
        // As Go's `url.Values`, by name.
        form.sort_unstable();
        let encoded = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let post = Post {
            url: &settings.token_url,
            body: Some(Bytes::from(encoded)),
            token: header,
            referer: None,
            with_credentials: true,
            is_elsewhere: false,
            is_form: true,
        };
        // The sender of tokens has no tokens of its own, so this ends; whoever asks for a token sets the time for it.
        let deadline = Deadline {
            at: Instant::now() + FOREVER,
            timeout: FOREVER,
        };
        let answer = Box::pin(self.sender.exchange(&post, deadline)).await;
        answer.map_err(|error| match error {
            error @ (SendError::SetUp { .. } | SendError::UnusableProxy { .. } | SendError::Token { .. }) => error,
            error => SendError::Token {
                authority: authority(&settings.token_url),
                reason: error.to_string(),
            },
        })
    }
}
