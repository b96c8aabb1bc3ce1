//! Listening, logging, stopping.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::rustls::ServerConfig;

use super::access::{Auditor, Gate, InFlight};
use super::cds::FeedbackLog;
use super::listen::serve_connections;
use super::observe::recorder;
use super::router::router;
use super::state::{AppState, Cds, Surroundings};
use crate::access::{Access, RateLimit, RateLimiter, ReplayGuard};
use crate::config::{CdsSettings, SignIn, SmartSettings};
use crate::diagnosis::Engine;
use crate::search::SearchIndex;

/// How long requests in flight may take after the service was asked to stop.
const GRACE: Duration = Duration::from_secs(5);

/// How to serve.
#[derive(Debug)]
pub struct ServerOptions {
    /// Address; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Bound on one request.
    pub timeout: Duration,
    /// Largest body of a request with a variant file, in bytes.
    pub upload_limit: usize,
    /// The knowledge base's id, which reports show; `None` where it is not known.
    pub knowledge_base: Option<String>,
    /// Most requests at a time; more are refused at once.
    pub most_requests: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins of other pages that may call the service.
    pub cors_origins: Vec<String>,
    /// TLS, where the service does it itself ([`super::tls_config`]).
    pub tls: Option<Arc<ServerConfig>>,
    /// Who may ask.
    pub access: Access,
    /// How often each may.
    pub rate: Option<RateLimit>,
    /// Keeps the audit log.
    pub auditor: Option<Auditor>,
    /// What the page must know.
    pub page: PageSettings,
    /// The CDS Hooks service, and the file of feedback to its cards; `None` where it is off.
    pub cds: Option<(CdsSettings, PathBuf)>,
}

/// What the page must know.
#[derive(Debug, Default)]
pub struct PageSettings {
    /// The address under which others reach the service, without a slash at its end; empty where none is configured.
    pub public_url: String,
    /// How people sign in.
    pub sign_in: Option<SignIn>,
    /// From where it may be launched.
    pub smart: Option<SmartSettings>,
}

/// Connections that may be open for each request that may be served at a time: most keep silent.
const CONNECTIONS_A_REQUEST: usize = 8;

/// Most identity tokens and signed calls that are remembered until they expire, against replays.
const REMEMBERED: usize = 200_000;

/// Why the service did not start or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system.
    #[error("the service stopped: {0}")]
    Io(#[from] std::io::Error),
    /// The file of feedback.
    #[error("feedback cannot be kept in {path}: {source}")]
    Feedback {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The metrics.
    #[error("metrics: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}

/// Serves until SIGINT or SIGTERM, then lets requests in flight end.
///
/// # Errors
/// [`ServeError`] where the address cannot be had.
pub fn serve(engine: Engine, search: SearchIndex, options: ServerOptions) -> Result<(), ServeError> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "shirube=info".into());
    // A second subscriber in one process (tests) is no reason not to serve.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    let metrics = recorder()?;
    let (listen, tls) = (options.listen, options.tls.clone());
    let connections = options.most_requests.saturating_mul(CONNECTIONS_A_REQUEST);
    let app = application(engine, search, options, metrics)?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener =
            TcpListener::bind(listen).await.map_err(|source| ServeError::Listen { address: listen, source })?;
        // Before the address is told: a signal sent right after it must not end the process by default.
        let signals = stop_signals()?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        tracing::info!(address = %listener.local_addr()?, scheme, "listening");
        let stop = async {
            signals.await;
            tokio::spawn(async {
                // A connection that never finishes its request must not keep the service alive.
                tokio::time::sleep(GRACE).await;
                tracing::warn!("connections still open after the grace period were closed");
                std::process::exit(0);
            });
        };
        serve_connections(listener, app, tls, connections, stop).await;
        tracing::info!("stopped");
        Ok(())
    })
}

/// The routes with everything around them.
fn application(
    engine: Engine,
    search: SearchIndex,
    options: ServerOptions,
    metrics: metrics_exporter_prometheus::PrometheusHandle,
) -> Result<Router, ServeError> {
    let access = Arc::new(options.access);
    let auditor = options.auditor.map(Arc::new);
    let gate = Gate {
        access: access.clone(),
        limiter: options.rate.map(|rate| Arc::new(RateLimiter::new(rate))),
        trusted_proxies: options.trusted_proxies.into(),
        requests: Arc::new(Semaphore::new(options.most_requests)),
        in_flight: Arc::new(InFlight::new(options.most_requests / 2 + 1)),
        timeout: options.timeout,
        auditor: auditor.clone(),
    };
    let cds = match options.cds {
        Some((settings, path)) => {
            let feedback =
                FeedbackLog::open(&path).map_err(|source| ServeError::Feedback { path: path.clone(), source })?;
            Some(Arc::new(Cds { settings, feedback }))
        }
        None => None,
    };
    let around = Surroundings { access, page: options.page, replays: ReplayGuard::new(REMEMBERED), cds };
    let state = AppState::new(engine, search, options.knowledge_base, around, auditor);
    let edge = Edge { upload_limit: options.upload_limit, cors_origins: options.cors_origins, gate, metrics };
    Ok(router(state, edge))
}

/// What surrounds the routes.
pub(super) struct Edge {
    pub upload_limit: usize,
    pub cors_origins: Vec<String>,
    pub gate: Gate,
    pub metrics: metrics_exporter_prometheus::PrometheusHandle,
}

/// Resolves at the first signal to stop; the signals are caught from now on.
#[cfg(unix)]
fn stop_signals() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Resolves at the first signal to stop.
#[cfg(not(unix))]
fn stop_signals() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
