//! `GET /v1/search`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::extract::Params;
use super::problem::Problem;
use super::state::AppState;
use crate::report::{SearchResponse, hit_wire};
use crate::search::{Kinds, SearchOptions};

/// Most hits of one answer.
const MOST_HITS: usize = 100;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParams {
    /// A name, the beginning of one, or an id; English or Japanese.
    #[param(example = "けいれん")]
    q: String,
    /// Kinds wanted, separated by commas: `term`, `disease`, `gene`. Default: all.
    kind: Option<String>,
    /// Most hits, 1 to 100. Default: 20.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// Among terms, only those that describe a patient. Default: false.
    phenotypic_only: Option<bool>,
}

/// Find terms, diseases and genes
///
/// Finds by exact id, name, beginning of a name while typing, and close misspellings. An empty list means that nothing
/// resembles the query.
#[utoipa::path(
    get, path = "/v1/search", tag = "knowledge", params(SearchParams),
    responses(
        (status = 200, description = "Hits, best first", body = SearchResponse),
        (status = 400, description = "Parameters that cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Parameters that cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn search(
    State(state): State<AppState>,
    Params(params): Params<SearchParams>,
) -> Result<Json<SearchResponse>, Problem> {
    let limit = params.limit.unwrap_or(20);
    if !(1..=MOST_HITS).contains(&limit) {
        return Err(Problem::field("limit", format!("{limit} is not between 1 and {MOST_HITS}")));
    }
    if params.q.trim().is_empty() {
        return Err(Problem::field("q", "is empty; give a name or an id"));
    }
    let options = SearchOptions {
        kinds: kinds(params.kind.as_deref())?,
        limit,
        phenotypic_only: params.phenotypic_only.unwrap_or(false),
    };
    let query = params.q;
    let found =
        state.run(move |engine, search| search.search(engine.kb(), &query, &options).map(|hits| (query, hits))).await?;
    let (query, hits) = found.map_err(|error| {
        tracing::error!(%error, "search failed");
        Problem::internal()
    })?;
    let hits = hits.into_iter().map(|hit| hit_wire(&query, hit)).collect();
    Ok(Json(SearchResponse { query, hits }))
}

fn kinds(list: Option<&str>) -> Result<Kinds, Problem> {
    let Some(list) = list else { return Ok(Kinds::ALL) };
    let mut kinds = Kinds { terms: false, diseases: false, genes: false };
    for word in list.split(',').map(str::trim) {
        match word {
            "term" => kinds.terms = true,
            "disease" => kinds.diseases = true,
            "gene" => kinds.genes = true,
            other => return Err(Problem::field("kind", format!("{other:?} is not term, disease or gene"))),
        }
    }
    Ok(kinds)
}
