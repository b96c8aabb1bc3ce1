//! `POST /v1/recognize`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::extract::Body;
use super::problem::Problem;
use super::state::AppState;
use crate::report::{RecognizeResponse, recognize_response};

/// Largest note, in bytes.
const LARGEST_NOTE: usize = 60_000;

/// A clinical note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RecognizeRequest {
    /// The note, in English, Japanese, or both; at most 60,000 bytes.
    #[schema(example = "7歳男児。けいれんを繰り返す。肝腫大なし。母にてんかん。")]
    text: String,
}

/// Recognize phenotypes in a clinical note
///
/// Every finding named in the text with its place, whether it is negated, whom it is said of, and how sure the
/// recognition is. To be accepted or rejected by a person: of ten findings two are missing or given a neighboring term in
/// English, and three in Japanese. The text is neither stored nor logged.
#[utoipa::path(
    post, path = "/v1/recognize", tag = "diagnosis", request_body = RecognizeRequest,
    responses(
        (status = 200, description = "Mentions in the order of the text; empty where no finding was recognized", body = RecognizeResponse),
    )
)]
pub(super) async fn recognize(
    State(state): State<AppState>,
    Body(request): Body<RecognizeRequest>,
) -> Result<Json<RecognizeResponse>, Problem> {
    if request.text.trim().is_empty() {
        return Err(Problem::field("text", "is empty; give a clinical note"));
    }
    if request.text.len() > LARGEST_NOTE {
        let message = format!("is longer than {LARGEST_NOTE} bytes; send it in parts");
        return Err(Problem::field("text", message));
    }
    let asked = state.clone();
    state
        .run(move |engine, _| {
            let mentions = asked.recognizer().recognize(engine.kb(), &request.text);
            recognize_response(engine.kb(), &request.text, &mentions)
        })
        .await
        .map(Json)
}
