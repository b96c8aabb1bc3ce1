//! Listening, logging, stopping.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use super::observe::recorder;
use super::router::router;
use super::state::AppState;
use crate::diagnosis::Engine;
use crate::search::SearchIndex;

/// How long requests in flight may take after the service was asked to stop.
const GRACE: Duration = Duration::from_secs(5);

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Address; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Bound on one request.
    pub timeout: Duration,
    /// Largest body of a request with a variant file, in bytes.
    pub upload_limit: usize,
    /// The knowledge base's id, which reports show; `None` where it is not known.
    pub knowledge_base: Option<String>,
}

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
    /// The metrics.
    #[error("metrics: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}

/// Serves until SIGINT or SIGTERM, then lets requests in flight end.
///
/// # Errors
/// [`ServeError`] where the address cannot be had.
pub fn serve(engine: Engine, search: SearchIndex, options: &ServerOptions) -> Result<(), ServeError> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "shirube=info".into());
    // A second subscriber in one process (tests) is no reason not to serve.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    let metrics = recorder()?;
    let app = router(AppState::new(engine, search, options.knowledge_base.clone()), options, metrics);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind(options.listen)
            .await
            .map_err(|source| ServeError::Listen { address: options.listen, source })?;
        // Before the address is told: a signal sent right after it must not end the process by default.
        let signals = stop_signals()?;
        tracing::info!(address = %listener.local_addr()?, "listening");
        let stop = async {
            signals.await;
            tokio::spawn(async {
                // A connection that never finishes its request must not keep the service alive.
                tokio::time::sleep(GRACE).await;
                tracing::warn!("connections still open after the grace period were closed");
                std::process::exit(0);
            });
        };
        axum::serve(listener, app).with_graceful_shutdown(stop).await?;
        tracing::info!("stopped");
        Ok(())
    })
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
