//! What each route needs. A route that is not here needs an administrator: forgetting one must not open it.

use crate::access::Permission;

/// What a route needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Need {
    /// Nothing: the page's files, health, descriptions of the service.
    Public,
    /// A permission.
    Permission(Permission),
    /// A proof of its own, which the handler checks (an EHR's signed call, an identity token).
    Own,
}

/// A route, what it needs, and what the audit log calls it; `None` for what is not kept there.
type Route = (&'static str, Need, Option<&'static str>);

const KNOWLEDGE: Need = Need::Permission(Permission::Knowledge);
const CASES: Need = Need::Permission(Permission::Cases);

/// All routes.
const ROUTES: &[Route] = &[
    ("/", Need::Public, None),
    ("/assets/{name}", Need::Public, None),
    ("/smart/launch", Need::Public, None),
    ("/docs", Need::Public, None),
    ("/docs/", Need::Public, None),
    ("/docs/{*rest}", Need::Public, None),
    ("/openapi.json", Need::Public, None),
    ("/healthz", Need::Public, None),
    ("/readyz", Need::Public, None),
    ("/v1/settings", Need::Public, None),
    ("/v1/version", Need::Public, None),
    ("/v1/session", Need::Own, Some("session")),
    ("/v1/search", KNOWLEDGE, None),
    ("/v1/terms/{id}", KNOWLEDGE, None),
    ("/v1/diseases/{id}", KNOWLEDGE, None),
    ("/v1/genes/{id}", KNOWLEDGE, None),
    ("/v1/rank", CASES, Some("rank")),
    ("/v1/why", CASES, Some("why")),
    ("/v1/report", CASES, Some("report")),
    ("/v1/phenopacket", CASES, Some("phenopacket")),
    ("/v1/recognize", CASES, Some("recognize")),
    ("/v1/read", CASES, Some("read")),
    ("/v1/audit", Need::Permission(Permission::Audit), Some("audit-read")),
    ("/metrics", Need::Permission(Permission::Operations), None),
    ("/fhir/metadata", Need::Public, None),
    ("/fhir/OperationDefinition/{id}", Need::Public, None),
    ("/fhir/$rank", CASES, Some("fhir-rank")),
    ("/fhir/%24rank", CASES, Some("fhir-rank")),
    ("/cds-services", Need::Own, None),
    ("/cds-services/{id}", Need::Own, Some("cds-hook")),
    ("/cds-services/{id}/feedback", Need::Own, Some("cds-feedback")),
];

/// What a route's pattern needs, and what the audit log calls it.
pub(in crate::api) fn need(pattern: &str) -> (Need, Option<&'static str>) {
    let found = ROUTES.iter().find(|(route, ..)| *route == pattern);
    found.map_or((Need::Permission(Permission::Operations), Some("other")), |(_, need, action)| (*need, *action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_case_data_needs_a_role_and_is_audited() {
        for (route, need, action) in ROUTES {
            if *need == CASES {
                assert!(action.is_some(), "{route}");
            }
        }
        assert_eq!(super::need("/v1/new").0, Need::Permission(Permission::Operations));
        assert!(
            ROUTES.iter().filter(|(route, need, _)| *need == Need::Public && route.starts_with("/v1")).count() == 2
        );
    }
}
