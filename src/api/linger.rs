//! Lingering close: the rest of a body that nobody reads any more is taken off the wire for a while.
//!
//! A request refused before its body is read (too large, no key) would otherwise end in a connection reset while the
//! caller still sends, and the caller's client reports a broken pipe in place of our refusal and its remedy.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};

/// The longest that an abandoned body is read on. Its bytes are dropped as they come.
const LONGEST: Duration = Duration::from_secs(20);

/// A body that falls silent for so long is given up before.
const SILENCE: Duration = Duration::from_secs(3);

/// A request's body that is read to its end even when it is dropped earlier. Needs a tokio runtime to be dropped in;
/// outside one it is dropped at once.
pub(super) struct Lingering(Option<Incoming>);

impl Lingering {
    pub(super) fn new(body: Incoming) -> Self {
        Self(Some(body))
    }
}

impl Body for Lingering {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = self.0.as_mut() else { return Poll::Ready(None) };
        let polled = Pin::new(body).poll_frame(cx);
        if matches!(polled, Poll::Ready(None)) {
            // Read to its end: nothing is left to take off the wire.
            self.0 = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let Some(body) = self.0.take().filter(|body| !body.is_end_stream()) else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(LONGEST, drain(body)));
        }
    }
}

/// Reads until the body ends, fails or falls silent.
async fn drain(mut body: Incoming) {
    while let Ok(Some(Ok(_))) = tokio::time::timeout(SILENCE, poll_fn(|cx| Pin::new(&mut body).poll_frame(cx))).await {}
}
