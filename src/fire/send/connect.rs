//! From a URL to a stream that speaks HTTP with its host: through a proxy if need be, encrypted if asked for.

use std::io;
use std::sync::{Arc, OnceLock};

use reqwest::Url;
use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::head::{authority, credentials};
use super::proxy::proxy_for;
use super::{HttpSettings, SendError, tls};
use crate::config::Secret;

/// Bytes of a proxy's answer to `CONNECT` that are read.
const CONNECT_ANSWER_MAX: usize = 64 << 10;

/// Anything that bytes go through in both directions.
pub(in crate::fire) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A way to a host.
pub(in crate::fire) struct Opened {
    /// The way.
    pub(in crate::fire) stream: Box<dyn Stream>,
    /// Whether the other side has agreed to HTTP/2.
    pub(in crate::fire) is_http2: bool,
    /// Whether requests go to a proxy, which wants to know the whole URL.
    pub(in crate::fire) to_proxy: bool,
    /// What a proxy is to be told with each request.
    pub(in crate::fire) proxy_authorization: Option<Secret>,
}

/// Opens ways by the same settings.
#[derive(Debug)]
pub(in crate::fire) struct Connector {
    settings: Arc<HttpSettings>,
    /// Set up on first use, as reading the machine's certificates takes its time.
    tls: OnceLock<Arc<ClientConfig>>,
}

impl Connector {
    pub(in crate::fire) fn new(settings: Arc<HttpSettings>) -> Self {
        Self {
            settings,
            tls: OnceLock::new(),
        }
    }

    /// Opens a way to the host of `url`. HTTP/2 is offered only if wanted.
    pub(in crate::fire) async fn open(&self, url: &Url, with_http2: bool) -> Result<Opened, SendError> {
        let proxy = proxy_for(url, &self.settings.proxy.choice)?;
        let is_encrypted = url.scheme() == "https";
        let Some(proxy) = proxy else {
            let stream = tcp(url).await?;
            if !is_encrypted {
                return Ok(Opened::straight(Box::new(stream)));
            }
            return self.encrypted(url, Box::new(stream), with_http2).await;
        };
        let mut stream: Box<dyn Stream> = match proxy.scheme() {
            "http" => Box::new(tcp(&proxy).await?),
            "https" => {
                let stream = tcp(&proxy).await?;
                self.encrypted(&proxy, Box::new(stream), false).await?.stream
            }
            scheme => {
                return Err(SendError::UnusableProxy {
                    reason: format!("a proxy with scheme `{scheme}` is not simulated: http and https are"),
                });
            }
        };
        let proxy_authorization = credentials(&proxy);
        if is_encrypted {
            self.tunnel(url, &proxy, &mut stream).await?;
            return self.encrypted(url, stream, with_http2).await;
        }
        Ok(Opened {
            to_proxy: true,
            proxy_authorization,
            ..Opened::straight(stream)
        })
    }

    async fn encrypted(&self, url: &Url, stream: Box<dyn Stream>, with_http2: bool) -> Result<Opened, SendError> {
        let with_http2 = with_http2 && !self.settings.without_http2;
        let config = self.client_config()?;
        let config = if with_http2 {
            config
        } else {
            let mut config = (*config).clone();
            config.alpn_protocols.retain(|protocol| protocol.as_slice() != b"h2");
            Arc::new(config)
        };
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let name = self.settings.tls.server_name.as_deref().unwrap_or(host);
        let (stream, is_http2) = tls::handshake(config, name, &authority(url), stream).await?;
        Ok(Opened {
            is_http2,
            ..Opened::straight(Box::new(stream))
        })
    }

    fn client_config(&self) -> Result<Arc<ClientConfig>, SendError> {
        if let Some(config) = self.tls.get() {
            return Ok(Arc::clone(config));
        }
        let config = tls::client_config(&self.settings.tls, true)?;
        Ok(Arc::clone(self.tls.get_or_init(|| Arc::new(config))))
    }

    /// Asks a proxy for a tunnel to the host of `url`.
    async fn tunnel(&self, url: &Url, proxy: &Url, stream: &mut Box<dyn Stream>) -> Result<(), SendError> {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n");
        let mut add = |name: &str, value: &str| request.extend([name, ": ", value, "\r\n"]);
        for (name, value) in &self.settings.proxy.connect_headers {
            add(name, value.expose());
        }
        if let Some(credentials) = credentials(proxy) {
            add("Proxy-Authorization", credentials.expose());
        }
        request.push_str("\r\n");
        let failed = |reason: String| SendError::Proxy {
            authority: authority(proxy),
            reason,
        };
        stream
            .write_all(request.as_bytes())
            .await
            .map_err(|error| failed(error.to_string()))?;
        let mut answer = Vec::new();
        // Byte by byte, so that nothing of what comes through the tunnel is taken.
        while !answer.ends_with(b"\r\n\r\n") {
            if answer.len() >= CONNECT_ANSWER_MAX {
                return Err(failed("it answers at great length".to_owned()));
            }
            match stream.read_u8().await {
                Ok(byte) => answer.push(byte),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    return Err(failed("it hung up".to_owned()));
                }
                Err(error) => return Err(failed(error.to_string())),
            }
        }
        let answer = String::from_utf8_lossy(&answer);
        let line = answer.lines().next().unwrap_or_default();
        let status = line
            .split_once(' ')
            .map(|(_, status)| status.trim())
            .unwrap_or_default();
        if line.starts_with("HTTP/1.") && status.starts_with('2') {
            return Ok(());
        }
        let visible: String = status.chars().filter(|c| !c.is_control()).take(100).collect();
        Err(failed(format!("it gives no tunnel to {host}: {visible}")))
    }
}

impl Opened {
    fn straight(stream: Box<dyn Stream>) -> Self {
        Self {
            stream,
            is_http2: false,
            to_proxy: false,
            proxy_authorization: None,
        }
    }
}

async fn tcp(url: &Url) -> Result<TcpStream, SendError> {
    let authority = authority(url);
    let host = url.host_str().unwrap_or_default();
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().unwrap_or_default();
    let addresses = tokio::net::lookup_host((name, port))
        .await
        .map_err(|error| SendError::UnknownHost {
            host: host.to_owned(),
            reason: error.to_string(),
        })?;
    let addresses: Vec<_> = addresses.collect();
    let stream = TcpStream::connect(addresses.as_slice())
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => SendError::Closed {
                authority: authority.clone(),
            },
            _ => SendError::Connect {
                authority: authority.clone(),
                reason: error.to_string(),
            },
        })?;
    // As Go does; a failure costs time only.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}
