//! Propagated profiles: for one disease, the probability of every term it can show.

use super::Parameters;
use super::background::Background;
use super::frequency::Estimate;
use crate::ontology::{Ontology, TermIndex};

/// A term and a probability in steps of 1/65,535: four bytes, so that every disease fits the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Term (in a disease's profile) or disease (in a term's postings).
    pub at: u16,
    value: u16,
}

impl Entry {
    pub(super) fn new(at: u16, probability: f32) -> Self {
        // Rounded up to one step, so that what is possible never becomes impossible.
        Self { at, value: ((probability * 65_535.0).round() as u16).max(1) }
    }

    /// The same probability at another position.
    pub(super) fn moved(self, at: u16) -> Self {
        Self { at, ..self }
    }

    pub(super) fn probability(self) -> f32 {
        f32::from(self.value) / 65_535.0
    }
}

/// The probability of a term in a profile sorted by term; 0 where it is not there.
pub(super) fn probability(profile: &[Entry], term: TermIndex) -> f32 {
    u16::try_from(term.0)
        .ok()
        .and_then(|at| profile.binary_search_by_key(&at, |entry| entry.at).ok())
        .map_or(0.0, |found| profile[found].probability())
}

/// What of a disease does not depend on its neighbors.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnProfile {
    /// Propagated probabilities, ascending by term.
    pub entries: Vec<Entry>,
    /// Annotated terms that are present.
    pub annotations: usize,
    /// Findings expected in a patient: the sum of the direct frequencies.
    pub breadth: f32,
    /// Terms reliably and nearly always present, propagated, ascending by term.
    pub reliable: Vec<Entry>,
    /// Annotated terms with their frequencies, not propagated, ascending by term.
    pub direct: Vec<Entry>,
    /// Terms that every row says are absent, ascending.
    pub absent: Vec<TermIndex>,
}

/// Dense working space, reused from disease to disease.
pub(super) struct Scratch {
    most: Vec<f32>,
    none: Vec<f32>,
    touched: Vec<TermIndex>,
}

impl Scratch {
    pub(super) fn new(terms: usize) -> Self {
        Self { most: vec![0.0; terms], none: vec![1.0; terms], touched: Vec::new() }
    }

    fn touch(&mut self, term: TermIndex) {
        if self.most[term.at()] == 0.0 && self.none[term.at()] >= 1.0 {
            self.touched.push(term);
        }
    }

    /// Empties the space and returns `value(most, none)` of every touched term, ascending.
    fn drain(&mut self, value: impl Fn(f32, f32) -> f32) -> Vec<Entry> {
        self.touched.sort_unstable();
        self.touched.dedup();
        let mut entries = Vec::with_capacity(self.touched.len());
        for term in self.touched.drain(..) {
            let (most, none) = (&mut self.most[term.at()], &mut self.none[term.at()]);
            // Term counts beyond u16 are refused when the model is made.
            entries.push(Entry::new(term.0 as u16, value(*most, *none)));
            (*most, *none) = (0.0, 1.0);
        }
        entries
    }
}

/// Propagates direct estimates to all ancestors: a patient who shows a term shows everything above it. A general
/// term is as likely as the likeliest specific one (adding them up by noisy-or measured no better).
pub(super) fn own_profile(
    estimates: &[Estimate],
    ontology: &Ontology,
    parameters: &Parameters,
    scratch: &mut Scratch,
) -> OwnProfile {
    let mut breadth = 0.0;
    let mut annotations = 0;
    for estimate in estimates.iter().filter(|e| e.frequency > 0.0) {
        annotations += 1;
        breadth += estimate.frequency;
        for &above in ontology.ancestors(estimate.term) {
            scratch.touch(above);
            let most = &mut scratch.most[above.at()];
            *most = most.max(estimate.frequency);
        }
    }
    let entries = scratch.drain(|most, _| most);
    let (present, absent): (Vec<&Estimate>, Vec<&Estimate>) = estimates.iter().partition(|e| e.frequency > 0.0);
    OwnProfile {
        entries,
        annotations,
        breadth,
        reliable: reliable(estimates, ontology, parameters, scratch),
        // Term counts beyond u16 are refused when the model is made.
        direct: present.iter().map(|e| Entry::new(e.term.0 as u16, e.frequency)).collect(),
        absent: absent.iter().map(|e| e.term).collect(),
    }
}

fn reliable(estimates: &[Estimate], ontology: &Ontology, parameters: &Parameters, scratch: &mut Scratch) -> Vec<Entry> {
    for estimate in estimates {
        let Some((affected, examined)) = estimate.counted else { continue };
        let share = affected as f32 / examined as f32;
        if examined < parameters.exclusion_examined || share < parameters.exclusion_frequency {
            continue;
        }
        for &above in ontology.ancestors(estimate.term) {
            scratch.touch(above);
            let most = &mut scratch.most[above.at()];
            *most = most.max(share);
        }
    }
    scratch.drain(|most, _| most)
}

/// Adds what neighbors of the same gene and family show, the more the thinner a disease is annotated itself.
///
/// `F' = 1 − (1 − F)(1 − g·F_gene)(1 − f·F_family)`, each mean over neighbors weighted by their annotations.
pub(super) fn smoothed(
    own: &OwnProfile,
    gene: &[&OwnProfile],
    family: &[&OwnProfile],
    background: &Background,
    parameters: &Parameters,
    scratch: &mut Scratch,
) -> Vec<Entry> {
    let count = own.annotations as f32;
    let gene_share = (parameters.gene_share * parameters.gene_half / (parameters.gene_half + count)).min(0.95);
    let family_share = (parameters.family_share * parameters.family_half / (parameters.family_half + count)).min(0.95);
    let gene_mean = mean(gene, parameters, scratch);
    let family_mean = mean(family, parameters, scratch);
    for (entries, share) in [(&own.entries, 1.0), (&gene_mean, gene_share), (&family_mean, family_share)] {
        for entry in entries {
            let term = TermIndex(u32::from(entry.at));
            scratch.touch(term);
            scratch.none[term.at()] *= 1.0 - share * entry.probability();
        }
    }
    let mut entries = scratch.drain(|_, none| 1.0 - none);
    entries.retain(|entry| {
        entry.probability() >= parameters.least_share * background.probability(TermIndex(u32::from(entry.at)))
    });
    entries
}

fn mean(neighbors: &[&OwnProfile], parameters: &Parameters, scratch: &mut Scratch) -> Vec<Entry> {
    let weight = |profile: &OwnProfile| (profile.annotations as f32).min(parameters.neighbor_cap);
    let total: f32 = neighbors.iter().map(|profile| weight(profile)).sum();
    if total <= 0.0 {
        return Vec::new();
    }
    for profile in neighbors {
        let share = weight(profile) / total;
        if share <= 0.0 {
            continue;
        }
        for entry in &profile.entries {
            let term = TermIndex(u32::from(entry.at));
            scratch.touch(term);
            scratch.most[term.at()] += share * entry.probability();
        }
    }
    scratch.drain(|sum, _| sum.min(1.0))
}
