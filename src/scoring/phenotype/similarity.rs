//! Cosine similarity of a case with all diseases, as a second opinion on which are worth a closer look.

use super::profile::Entry;
use super::query::Query;
use super::table::{Overlay, PhenotypeModel};
use crate::ontology::{Ontology, TermIndex};

/// General terms with less information (nats) are on nearly every posting list and tell little.
const LEAST_INFORMATION: f32 = 1.0;

/// Cosine of the case's terms (with all ancestors) and every disease's smoothed profile, both times information.
#[must_use]
pub fn cosines(model: &PhenotypeModel, ontology: &Ontology, query: &Query, overlay: Option<&Overlay>) -> Vec<f32> {
    let mut closure: Vec<TermIndex> =
        query.observed.iter().flat_map(|asked| ontology.ancestors(asked.term)).copied().collect();
    closure.sort_unstable();
    closure.dedup();
    closure.retain(|&term| model.background.information(term) >= LEAST_INFORMATION);
    let mut sums = vec![0.0_f32; model.disease_count()];
    let mut square = 0.0_f32;
    for &term in &closure {
        let weight = model.background.information(term).powi(2);
        square += weight;
        for entry in model.postings.row(term.at()) {
            sums[usize::from(entry.at)] += weight * entry.probability();
        }
    }
    let patient = square.sqrt().max(1e-6);
    for (sum, norm) in sums.iter_mut().zip(&model.norms) {
        *sum /= norm.max(1e-6) * patient;
    }
    for (disease, new) in overlay.iter().flat_map(|overlay| &overlay.replaced) {
        let product: f32 = new
            .profile
            .iter()
            .filter(|entry| closure.binary_search(&TermIndex(u32::from(entry.at))).is_ok())
            .map(|entry| entry.probability() * information(model, *entry).powi(2))
            .sum();
        sums[disease.at()] = product / (norm(model, &new.profile).max(1e-6) * patient);
    }
    sums
}

/// Length of a profile as the cosine measures it.
pub(super) fn norm(model: &PhenotypeModel, profile: &[Entry]) -> f32 {
    let squares = profile.iter().map(|&entry| {
        let information = information(model, entry);
        if information < LEAST_INFORMATION { 0.0 } else { (entry.probability() * information).powi(2) }
    });
    squares.sum::<f32>().sqrt()
}

fn information(model: &PhenotypeModel, entry: Entry) -> f32 {
    model.background.information(TermIndex(u32::from(entry.at)))
}
