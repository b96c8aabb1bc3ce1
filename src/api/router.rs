//! All routes.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use super::access::admit;
use super::dialect::translate;
use super::extract::BODY_LIMIT;
use super::inventory::complete;
use super::observe::observe;
use super::problem::Problem;
use super::server::Edge;
use super::state::AppState;
use super::{access, cds, entities, fhir, health, page, phenopacket, rank, read, recognize, report, search};

#[derive(OpenApi)]
#[openapi(
    info(title = "shirube", description = "Rare-disease diagnosis support: ranks candidate diagnoses from phenotype terms, with the reason and the paper behind every point. Decision support for healthcare professionals; not a diagnosis."),
    tags(
        (name = "diagnosis", description = "Ranking"),
        (name = "knowledge", description = "Terms, diseases, genes"),
        (name = "fhir", description = "HL7 FHIR R4; errors under /fhir are OperationOutcomes"),
        (name = "cds-hooks", description = "CDS Hooks 2.0; every call carries the EHR's signed token"),
        (name = "service", description = "Releases and health"),
    ),
    components(schemas(Problem))
)]
struct Document;

/// `upload_limit` bounds the body of requests that may hold a variant file, in bytes.
fn documented(upload_limit: usize) -> OpenApiRouter<AppState> {
    let ranking = OpenApiRouter::new()
        .routes(routes!(rank::rank))
        .routes(routes!(rank::why))
        .routes(routes!(report::report))
        .routes(routes!(phenopacket::phenopacket))
        .layer(DefaultBodyLimit::max(upload_limit));
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(ranking)
        .routes(routes!(recognize::recognize))
        .routes(routes!(read::read))
        .routes(routes!(search::search))
        .routes(routes!(entities::term))
        .routes(routes!(entities::disease))
        .routes(routes!(entities::gene))
        .routes(routes!(fhir::metadata))
        .routes(routes!(fhir::definition))
        .routes(routes!(fhir::rank))
        .routes(routes!(health::version))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(cds::discovery))
        .routes(routes!(cds::call))
        .routes(routes!(cds::feedback))
        .routes(routes!(access::session::settings))
        .routes(routes!(access::session::session, access::session::end_session))
        .routes(routes!(access::audit::audit_log))
}

/// The OpenAPI 3.1 document as indented JSON, without a running service.
///
/// # Errors
/// Where it cannot be serialized, which a test rules out.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    complete(documented(BODY_LIMIT).into_openapi(), true).to_pretty_json()
}

pub(super) fn router(state: AppState, edge: Edge) -> Router {
    let (routes, document) = documented(edge.upload_limit).split_for_parts();
    let document = complete(document, !state.access().open);
    let metrics = edge.metrics;
    let policy = page::policy(state.page());
    let routes = routes
        // The same path to RFC 3986; some clients write it so.
        .route("/fhir/%24rank", post(fhir::rank))
        .with_state(state)
        .merge(SwaggerUi::new("/docs").url("/openapi.json", document))
        .route("/", get(page::index).with_state(policy.clone()))
        .route("/smart/launch", get(page::index).with_state(policy))
        .route("/assets/{name}", get(page::file))
        .route("/metrics", get(move || async move { metrics.render() }))
        .fallback(missing)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a handler panicked");
            axum::response::IntoResponse::into_response(Problem::internal())
        }))
        .layer(middleware::from_fn_with_state(edge.gate, admit))
        .layer(middleware::from_fn(observe))
        // Outermost: what the layers above answer in an error's place is told in the path's own language, too.
        .layer(middleware::from_fn(translate));
    if edge.cors_origins.is_empty() { routes } else { routes.layer(cors(&edge.cors_origins)) }
}

/// Lets pages of other origins call the service, with the headers they need and without cookies, of which there are none.
fn cors(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            HeaderName::from_static("x-api-key"),
            HeaderName::from_static("traceparent"),
        ])
        .expose_headers([header::RETRY_AFTER, header::WWW_AUTHENTICATE, access::DIGEST_HEADER])
        .max_age(std::time::Duration::from_mins(10))
}

async fn missing(_: Uri) -> Problem {
    Problem::not_found("there is no such path; GET / is the page; GET /openapi.json lists all others, /docs shows them")
}

async fn wrong_method(method: Method) -> Problem {
    let method = if method.as_str().len() > 10 { "this method" } else { method.as_str() };
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "Wrong method",
        format!("this path does not answer {method}"),
    )
}
