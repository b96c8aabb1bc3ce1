//! `GET /v1/version`, `/healthz`, `/readyz`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::problem::Problem;
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
/// The knowledge base is open before the service listens. Where an audit log is kept and cannot be written, nothing about
/// cases is answered, and the service is not ready.
#[utoipa::path(
    get, path = "/readyz", tag = "service",
    responses(
        (status = 200, description = "Ready", body = String),
        (status = 503, description = "The audit log cannot be written", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn readyz(State(state): State<AppState>) -> Result<String, Problem> {
    if let Some(auditor) = state.auditor() {
        let has_room = tokio::task::spawn_blocking(move || auditor.has_room_on_disk()).await;
        if !matches!(has_room, Ok(true)) {
            let detail = "the audit log cannot be written (is its disk full?), and nothing is answered without it";
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", "Not ready", detail));
        }
    }
    let kb = state.engine().kb();
    Ok(format!("ready: HPO {}, {} diseases\n", kb.hpo_release(), kb.disease_count()))
}
