//! `GET /v1/terms/{id}`, `/v1/diseases/{id}`, `/v1/genes/{id}`

use axum::Json;
use axum::extract::State;

use super::extract::Segment;
use super::problem::Problem;
use super::state::AppState;
use crate::domain::{DiseaseId, GeneId, TermId};
use crate::ontology::Resolution;
use crate::report::{DiseaseWire, GeneWire, TermWire, disease_wire, gene_wire, term_wire};

fn absent(state: &AppState, id: &str) -> Problem {
    Problem::not_found(format!("{id} is not in the knowledge base (HPO {})", state.engine().kb().hpo_release()))
}

/// A term
///
/// An id that was merged or replaced gives the term that took its place.
#[utoipa::path(
    get, path = "/v1/terms/{id}", tag = "knowledge", params(("id" = String, Path, example = "HP:0001166")),
    responses(
        (status = 200, description = "The term", body = TermWire),
        (status = 404, description = "Unknown or withdrawn", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not an HPO id", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn term(State(state): State<AppState>, Segment(id): Segment) -> Result<Json<TermWire>, Problem> {
    let parsed: TermId = id.parse().map_err(|error: crate::domain::IdError| Problem::field("id", error.to_string()))?;
    match state.engine().kb().ontology().resolve(parsed) {
        Resolution::Current(term) | Resolution::Replaced(term) => Ok(Json(term_wire(state.engine(), term))),
        Resolution::Withdrawn(consider) => {
            let consider: Vec<String> = consider.iter().map(ToString::to_string).collect();
            let hint = if consider.is_empty() { String::new() } else { format!("; consider {}", consider.join(", ")) };
            Err(Problem::not_found(format!("{parsed} was withdrawn from HPO{hint}")))
        }
        Resolution::Unknown => Err(absent(&state, &parsed.to_string())),
    }
}

/// A disease
///
/// Any of its ids will do: OMIM, ORPHA, DECIPHER or MONDO.
#[utoipa::path(
    get, path = "/v1/diseases/{id}", tag = "knowledge", params(("id" = String, Path, example = "OMIM:154700")),
    responses(
        (status = 200, description = "The disease", body = DiseaseWire),
        (status = 404, description = "Unknown", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a disease id", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn disease(State(state): State<AppState>, Segment(id): Segment) -> Result<Json<DiseaseWire>, Problem> {
    let parsed: DiseaseId =
        id.parse().map_err(|error: crate::domain::IdError| Problem::field("id", error.to_string()))?;
    let index = state.engine().kb().disease_by_id(parsed).ok_or_else(|| absent(&state, &parsed.to_string()))?;
    Ok(Json(disease_wire(state.engine().kb(), index)))
}

/// A gene
///
/// By HGNC id, or by approved, previous or alias symbol.
#[utoipa::path(
    get, path = "/v1/genes/{id}", tag = "knowledge", params(("id" = String, Path, example = "FBN1")),
    responses(
        (status = 200, description = "The gene", body = GeneWire),
        (status = 404, description = "Unknown", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn gene(State(state): State<AppState>, Segment(id): Segment) -> Result<Json<GeneWire>, Problem> {
    let kb = state.engine().kb();
    let index = match id.parse::<GeneId>() {
        Ok(id) => kb.gene_by_id(id),
        Err(_) => kb.gene_by_symbol(&id),
    };
    index.map(|index| Json(gene_wire(kb, index))).ok_or_else(|| absent(&state, &id))
}
