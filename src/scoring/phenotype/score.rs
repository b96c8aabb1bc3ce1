//! The score itself: once over the posting lists for all diseases, once over one disease's profile.

use super::logarithm::ln_1p;
use super::profile::probability;
use super::query::{Query, QueryTerm};
use super::table::{DiseaseNumbers, Overlay, PhenotypeModel};
use crate::domain::Sex;
use crate::knowledge::DiseaseIndex;
use crate::ontology::{Ontology, TermIndex};

/// Log-evidence of every disease, by position; working space is kept for the next query.
#[derive(Debug, Default)]
pub struct Scores {
    totals: Vec<f32>,
    best: Vec<f32>,
}

impl Scores {
    /// Log-evidence by disease.
    #[must_use]
    pub fn totals(&self) -> &[f32] {
        &self.totals
    }

    /// Log-evidence by disease, without a copy.
    #[must_use]
    pub fn into_totals(self) -> Vec<f32> {
        self.totals
    }
}

/// A common ancestor `m` of the query term and the factor that turns `F(m, D)` into a likelihood ratio.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    pub through: TermIndex,
    pub factor: f32,
}

/// Every route of a query term: itself at full weight, its less common ancestors at the imprecision weight.
pub(super) fn routes<'a>(
    term: TermIndex,
    ontology: &'a Ontology,
    model: &'a PhenotypeModel,
) -> impl Iterator<Item = Route> + 'a {
    let parameters = model.parameters();
    ontology.ancestors(term).iter().filter_map(move |&through| {
        let background = model.background(through);
        if through == term {
            return Some(Route { through, factor: 1.0 / background });
        }
        (background <= parameters.ancestor_background)
            .then_some(Route { through, factor: parameters.imprecision / background })
    })
}

/// Scores every disease.
pub fn score_all(
    model: &PhenotypeModel,
    ontology: &Ontology,
    query: &Query,
    overlay: Option<&Overlay>,
    scores: &mut Scores,
) {
    let count = model.disease_count();
    let parameters = model.parameters();
    let per_breadth = breadth_factor(model, query);
    scores.totals.clear();
    scores.totals.extend(model.log_breadth.iter().map(|breadth| per_breadth * breadth));
    for &QueryTerm { term, weight } in &query.observed {
        scores.best.clear();
        scores.best.resize(count, 0.0);
        for route in routes(term, ontology, model) {
            for entry in model.postings.row(route.through.at()) {
                let ratio = entry.probability() * route.factor;
                let best = &mut scores.best[usize::from(entry.at)];
                *best = best.max(ratio);
            }
        }
        for (total, best) in scores.totals.iter_mut().zip(&scores.best) {
            *total += weight * ln_1p(*best);
        }
    }
    for &QueryTerm { term, weight } in &query.excluded {
        for entry in model.reliable.row(term.at()) {
            scores.totals[usize::from(entry.at)] += exclusion(entry.probability(), weight, model);
        }
    }
    if query.sex == Sex::Female {
        for (total, _) in scores.totals.iter_mut().zip(&model.x_linked_recessive).filter(|(_, x_linked)| **x_linked) {
            *total -= parameters.x_linked_female;
        }
    }
    for &disease in overlay.iter().flat_map(|overlay| overlay.replaced.keys()) {
        scores.totals[disease.at()] = score_one(model, ontology, query, overlay, disease);
    }
}

/// Scores one disease; the same number as [`score_all`] gives it, up to rounding.
#[must_use]
pub fn score_one(
    model: &PhenotypeModel,
    ontology: &Ontology,
    query: &Query,
    overlay: Option<&Overlay>,
    disease: DiseaseIndex,
) -> f32 {
    let numbers = model.numbers(disease, overlay);
    let mut total = breadth_factor(model, query) * numbers.log_breadth;
    for &QueryTerm { term, weight } in &query.observed {
        total += weight * ln_1p(best_route(term, ontology, model, &numbers).1);
    }
    for &QueryTerm { term, weight } in &query.excluded {
        let share = probability(numbers.reliable, term);
        if share > 0.0 {
            total += exclusion(share, weight, model);
        }
    }
    total + sex_term(model, query.sex, &numbers)
}

/// What one unit of ln(1 + S(D)) weighs for this query.
pub(super) fn breadth_factor(model: &PhenotypeModel, query: &Query) -> f32 {
    let parameters = model.parameters();
    parameters.breadth_bonus - parameters.breadth_penalty * query.observed.len() as f32
}

/// The route with the largest ratio, and that ratio; 0 where nothing leads to the disease.
pub(super) fn best_route(
    term: TermIndex,
    ontology: &Ontology,
    model: &PhenotypeModel,
    numbers: &DiseaseNumbers<'_>,
) -> (Option<Route>, f32) {
    let mut best = (None, 0.0);
    for route in routes(term, ontology, model) {
        let ratio = probability(numbers.profile, route.through) * route.factor;
        if ratio > best.1 {
            best = (Some(route), ratio);
        }
    }
    best
}

/// Log-loss of a disease that shows the excluded term in this share of patients.
pub(super) fn exclusion(share: f32, weight: f32, model: &PhenotypeModel) -> f32 {
    // 5 % of patients with a nearly obligate finding are held to lack it or to be misjudged.
    weight * model.parameters().exclusion_weight * (1.0 - 0.95 * share).ln()
}

pub(super) fn sex_term(model: &PhenotypeModel, sex: Sex, numbers: &DiseaseNumbers<'_>) -> f32 {
    if sex == Sex::Female && numbers.x_linked_recessive { -model.parameters().x_linked_female } else { 0.0 }
}
