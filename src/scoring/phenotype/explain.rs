//! The findings that a score consists of.

use super::logarithm::ln_1p;
use super::profile::probability;
use super::query::{Query, QueryTerm};
use super::score::{Route, best_route, exclusion, sex_term};
use super::table::{Overlay, PhenotypeModel};
use crate::domain::{FeatureStatus, Finding, LogLikelihoodRatio, MatchKind};
use crate::knowledge::{AnnotationView, DiseaseIndex, KnowledgeBase, PhenotypeSummary};
use crate::ontology::{Ontology, TermIndex};

/// Below this log-ratio (a ratio of about 1.1) a match says nothing a reader should be shown as one.
const LEAST_MATCH: f32 = 0.1;

/// A score taken apart: `Σ findings + prior + sex = score` (the last two as [`Explanation`] fields).
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// One finding per query term, observed first, each group by weight of evidence, strongest first.
    pub findings: Vec<Finding>,
    /// Log-prior for how fully the disease is described.
    pub description_prior: f32,
    /// Log-loss for an X-linked recessive disease in a female.
    pub sex: f32,
}

/// Explains one disease's score. `keep` must be the filter the overlay was made with.
pub fn explain(
    kb: &KnowledgeBase,
    model: &PhenotypeModel,
    query: &Query,
    overlay: Option<&Overlay>,
    disease: DiseaseIndex,
    keep: impl Fn(&AnnotationView<'_>) -> bool,
) -> Explanation {
    let ontology = kb.ontology();
    let numbers = model.numbers(disease, overlay);
    let parameters = model.parameters();
    let annotated = kb.disease(disease).phenotypes(|row| keep(row));
    let mut observed: Vec<Finding> = Vec::with_capacity(query.observed.len());
    for &QueryTerm { term, weight } in &query.observed {
        let (route, ratio) = best_route(term, ontology, model, &numbers);
        let gain = weight * ln_1p(ratio);
        let ln = gain - parameters.breadth_penalty * numbers.log_breadth;
        let route = route.filter(|_| gain >= LEAST_MATCH);
        observed.push(observed_finding(ontology, &annotated, term, route, ln));
    }
    let mut excluded: Vec<Finding> = Vec::with_capacity(query.excluded.len());
    for &QueryTerm { term, weight } in &query.excluded {
        let share = probability(numbers.reliable, term);
        let ln = if share > 0.0 { exclusion(share, weight, model) } else { 0.0 };
        excluded.push(excluded_finding(ontology, &annotated, term, ln));
    }
    for group in [&mut observed, &mut excluded] {
        group.sort_by(|a, b| b.ratio.ln().abs().total_cmp(&a.ratio.ln().abs()).then(a.query.cmp(&b.query)));
    }
    observed.append(&mut excluded);
    Explanation {
        findings: observed,
        description_prior: parameters.breadth_bonus * numbers.log_breadth,
        sex: sex_term(model, query.sex, &numbers),
    }
}

fn observed_finding(
    ontology: &Ontology,
    annotated: &[PhenotypeSummary],
    term: TermIndex,
    route: Option<Route>,
    ln: f32,
) -> Finding {
    let denied = annotated.iter().find(|summary| summary.absent && ontology.is_a(term, summary.term));
    let mut finding = Finding {
        query: ontology.id(term),
        status: FeatureStatus::Observed,
        matched: None,
        kind: MatchKind::Unmatched,
        ratio: LogLikelihoodRatio::from_ln(ln),
        frequency: None,
        references: Vec::new(),
        borrowed: false,
    };
    let Some(route) = route else {
        if let Some(summary) = denied {
            attach(&mut finding, ontology, summary);
            finding.kind = MatchKind::Contradicted;
        }
        return finding;
    };
    // The annotation that carries the route: the very term, else the most frequent one at or below the common term.
    let carrier = annotated
        .iter()
        .filter(|summary| !summary.absent && ontology.is_a(summary.term, route.through))
        .max_by(|a, b| {
            (a.term == term).cmp(&(b.term == term)).then(share(a).total_cmp(&share(b))).then(b.term.cmp(&a.term))
        });
    finding.kind = match carrier {
        Some(summary) if summary.term == term => MatchKind::Exact,
        Some(summary) if route.through == term => {
            attach(&mut finding, ontology, summary);
            MatchKind::QueryMoreGeneral
        }
        Some(summary) if summary.term == route.through => MatchKind::QueryMoreSpecific,
        Some(_) => MatchKind::Related,
        // Nothing of the disease's own: the match comes from its gene's or family's other diseases.
        None => {
            finding.borrowed = true;
            finding.matched = Some(ontology.id(route.through));
            if route.through == term { MatchKind::Exact } else { MatchKind::Related }
        }
    };
    if let Some(summary) = carrier {
        attach(&mut finding, ontology, summary);
    }
    finding
}

fn excluded_finding(ontology: &Ontology, annotated: &[PhenotypeSummary], term: TermIndex, ln: f32) -> Finding {
    let mut finding = Finding {
        query: ontology.id(term),
        status: FeatureStatus::Excluded,
        matched: None,
        kind: MatchKind::Unmatched,
        ratio: LogLikelihoodRatio::from_ln(ln),
        frequency: None,
        references: Vec::new(),
        borrowed: false,
    };
    // What the disease shows at or below the excluded term speaks against it; its own exclusion above agrees.
    let shown = annotated
        .iter()
        .filter(|summary| !summary.absent && ontology.is_a(summary.term, term))
        .max_by(|a, b| share(a).total_cmp(&share(b)).then(b.term.cmp(&a.term)));
    let agreed = annotated.iter().find(|summary| summary.absent && ontology.is_a(term, summary.term));
    if let Some(summary) = shown {
        attach(&mut finding, ontology, summary);
        finding.kind = MatchKind::Contradicted;
    } else if let Some(summary) = agreed {
        attach(&mut finding, ontology, summary);
        finding.kind = MatchKind::AbsentInBoth;
    }
    finding
}

fn attach(finding: &mut Finding, ontology: &Ontology, summary: &PhenotypeSummary) {
    finding.matched = Some(ontology.id(summary.term));
    finding.frequency = summary.frequency;
    finding.references.clone_from(&summary.references);
}

/// For choosing among annotations only: an unknown frequency counts as a middling one.
fn share(summary: &PhenotypeSummary) -> f32 {
    summary.frequency.map_or(0.4, crate::domain::Frequency::proportion)
}
