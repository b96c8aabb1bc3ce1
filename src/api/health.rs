//! `GET /v1/version`, `/healthz`, `/readyz`

use axum::Json;
use axum::extract::State;

use super::state::AppState;
use crate::report::{VersionWire, version_wire};

/// Engine, data and model releases
#[utoipa::path(get, path = "/v1/version", tag = "service", responses((status = 200, description = "Releases", body = VersionWire)))]
pub(super) async fn version(State(state): State<AppState>) -> Json<VersionWire> {
    Json(version_wire(state.engine()))
}

/// Whether the process lives
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, description = "Alive", body = String)))]
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether requests are served
///
/// The knowledge base is open before the service listens, so an answer at all means ready.
#[utoipa::path(get, path = "/readyz", tag = "service", responses((status = 200, description = "Ready", body = String)))]
pub(super) async fn readyz(State(state): State<AppState>) -> String {
    format!("ready: HPO {}, {} diseases\n", state.engine().kb().hpo_release(), state.engine().kb().disease_count())
}
