//! Connections: taken, encrypted where that is asked for, bounded in number and in how long they may keep silent.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tower_service::Service;

use super::access::Peer;
use super::linger::Lingering;

/// A TLS handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The head of a request that takes longer is given up, and so is a connection that asks nothing for so long.
const HEAD: Duration = Duration::from_secs(15);

/// What serves connections; cheap to clone.
#[derive(Clone)]
struct Connections {
    app: Router,
    tls: Option<TlsAcceptor>,
    builder: Builder,
}

/// Serves until `stop` resolves, then lets requests in flight end. At most `most` connections are held at a time;
/// further ones wait in the system's queue.
pub(super) async fn serve_connections(
    listener: TcpListener,
    app: Router,
    tls: Option<Arc<ServerConfig>>,
    most: usize,
    stop: impl Future<Output = ()>,
) {
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let connections = Connections { app, tls: tls.map(TlsAcceptor::from), builder };
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(most));
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let (Ok(place), Ok((stream, address))) = (place, accepted) else {
            // Out of file descriptors, most likely: others must end first.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        tokio::spawn(connections.clone().serve(stream, address, graceful.watcher(), place));
    }
    drop(listener);
    graceful.shutdown().await;
}

impl Connections {
    async fn serve(self, stream: TcpStream, address: SocketAddr, watcher: Watcher, _place: OwnedSemaphorePermit) {
        let Some(acceptor) = &self.tls else { return self.answer(stream, address, watcher).await };
        // Who never finishes a handshake is nobody.
        if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
            self.answer(stream, address, watcher).await;
        }
    }

    async fn answer(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        address: SocketAddr,
        watcher: Watcher,
    ) {
        let app = self.app.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = lingering(request);
            request.extensions_mut().insert(ConnectInfo(Peer(address)));
            let answer = app.clone().call(request);
            async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
        });
        let connection = self.builder.serve_connection(TokioIo::new(stream), service);
        // A connection that breaks is the other side's affair.
        let _ = watcher.watch(connection).await;
    }
}

/// A caller that asks first (`Expect: 100-continue`) is not sending when it is refused, and reading on would ask it to.
fn lingering(request: Request<Incoming>) -> Request<Body> {
    if request.headers().contains_key(header::EXPECT) {
        return request.map(Body::new);
    }
    request.map(|body| Body::new(Lingering::new(body)))
}
