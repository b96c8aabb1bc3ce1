//! All diseases' profiles, by disease and by term.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Parameters;
use super::background::Background;
use super::compare::organ_masks;
use super::facts::DiseaseFacts;
use super::frequency::{Estimate, estimates};
use super::neighbors::Neighbors;
use super::profile::{Entry, OwnProfile, Scratch, own_profile, probability, smoothed};
use super::similarity::norm;
use crate::knowledge::{AnnotationView, Aspect, DiseaseIndex, DiseaseView, KnowledgeBase};
use crate::ontology::{Csr, Ontology, TermIndex};

/// Why a knowledge base cannot be scored against.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Positions are kept in 16 bits.
    #[error("the knowledge base has {0} terms or diseases; the scoring tables hold at most 65,535")]
    TooLarge(usize),
}

/// Everything the phenotype score needs, made once from a knowledge base; immutable and shared between threads.
#[derive(Debug)]
pub struct PhenotypeModel {
    parameters: Parameters,
    pub(super) background: Background,
    neighbors: Neighbors,
    own: Vec<OwnProfile>,
    facts: Vec<DiseaseFacts>,
    /// Smoothed profiles by disease, ascending by term.
    profiles: Csr<Entry>,
    /// The same by term, ascending by disease.
    pub(super) postings: Csr<Entry>,
    /// Reliable findings by term, ascending by disease.
    pub(super) reliable: Csr<Entry>,
    /// Per disease: ln(1 + S(D)).
    pub(super) log_breadth: Vec<f32>,
    /// Per term: its organ systems as bits.
    pub(super) organs: Vec<u32>,
    /// Per disease: length of the smoothed profile.
    pub(super) norms: Vec<f32>,
    pub(super) x_linked_recessive: Vec<bool>,
}

/// Profiles that replace those of some diseases, because some rows are not to be used.
#[derive(Debug, Default)]
pub struct Overlay {
    pub(super) replaced: BTreeMap<DiseaseIndex, Replacement>,
}

#[derive(Debug)]
pub(super) struct Replacement {
    pub profile: Vec<Entry>,
    pub own: OwnProfile,
    pub facts: DiseaseFacts,
    pub log_breadth: f32,
}

/// A disease's numbers as the score reads them, from the tables or from an overlay.
#[derive(Clone, Copy)]
pub(super) struct DiseaseNumbers<'a> {
    pub profile: &'a [Entry],
    pub own: &'a OwnProfile,
    pub facts: &'a DiseaseFacts,
    pub reliable: &'a [Entry],
    pub log_breadth: f32,
    pub x_linked_recessive: bool,
}

impl PhenotypeModel {
    /// Builds the tables; some 50 ms for all of HPO on two cores.
    ///
    /// # Errors
    /// [`ModelError::TooLarge`] beyond 65,535 terms or diseases.
    pub fn new(kb: &KnowledgeBase, parameters: Parameters) -> Result<Self, ModelError> {
        let ontology = kb.ontology();
        for count in [ontology.len(), kb.disease_count()] {
            if count > usize::from(u16::MAX) {
                return Err(ModelError::TooLarge(count));
            }
        }
        let indices: Vec<DiseaseIndex> = kb.diseases().map(DiseaseView::index).collect();
        let own: Vec<OwnProfile> = indices
            .par_iter()
            .map_init(
                || Scratch::new(ontology.len()),
                |scratch, &disease| own_of(kb, disease, |_| true, &parameters, scratch),
            )
            .collect();
        let facts: Vec<DiseaseFacts> =
            indices.par_iter().map(|&disease| DiseaseFacts::of(kb.disease(disease), ontology, |_| true)).collect();
        let neighbors = Neighbors::of(kb);
        let background = Background::of(&own, ontology.len(), &parameters);
        let profiles: Csr<Entry> = indices
            .par_iter()
            .map_init(
                || Scratch::new(ontology.len()),
                |scratch, &disease| {
                    smooth(disease, &neighbors, &background, &parameters, scratch, |near| &own[near.at()])
                },
            )
            .collect::<Vec<_>>()
            .into_iter()
            .collect();
        let reliable = transposed(own.iter().map(|profile| profile.reliable.as_slice()), ontology.len());
        let postings = transposed((0..profiles.rows()).map(|row| profiles.row(row)), ontology.len());
        let log_breadth = own.iter().map(|profile| profile.breadth.ln_1p()).collect();
        let x_linked_recessive = kb.diseases().map(|disease| is_x_linked_recessive(disease, ontology)).collect();
        let mut model = Self {
            parameters,
            background,
            neighbors,
            own,
            facts,
            profiles,
            postings,
            reliable,
            log_breadth,
            norms: Vec::new(),
            organs: organ_masks(ontology),
            x_linked_recessive,
        };
        model.norms = (0..model.profiles.rows()).map(|row| norm(&model, model.profiles.row(row))).collect();
        Ok(model)
    }

    /// The constants in use.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Whether a disease has phenotype annotations; one without cannot be a candidate.
    #[must_use]
    pub fn is_candidate(&self, disease: DiseaseIndex) -> bool {
        self.own[disease.at()].annotations > 0
    }

    /// Number of diseases.
    #[must_use]
    pub fn disease_count(&self) -> usize {
        self.own.len()
    }

    /// What is known of a disease besides its findings.
    #[must_use]
    pub fn facts<'a>(&'a self, disease: DiseaseIndex, overlay: Option<&'a Overlay>) -> &'a DiseaseFacts {
        self.numbers(disease, overlay).facts
    }

    /// Diseases of the same gene.
    #[must_use]
    pub fn same_gene(&self, disease: DiseaseIndex) -> &[DiseaseIndex] {
        self.neighbors.gene.row(disease.at())
    }

    /// Diseases of the same family, told by name.
    #[must_use]
    pub fn same_family(&self, disease: DiseaseIndex) -> &[DiseaseIndex] {
        self.neighbors.family.row(disease.at())
    }

    /// Postings in the term-major table; it and the disease-major one take four bytes each.
    #[must_use]
    pub fn posting_count(&self) -> usize {
        self.postings.len()
    }

    /// Background probability of a term: its mean over all diseases.
    #[must_use]
    pub fn background(&self, term: TermIndex) -> f32 {
        self.background.probability(term)
    }

    /// Probability of a term in a patient with the disease: by the disease, or else by chance as in any patient. This is
    /// what the likelihood ratio `1 + F / background` means, put as a probability; 0 < p < 1.
    #[must_use]
    pub fn expected(&self, disease: DiseaseIndex, term: TermIndex) -> f32 {
        let (own, chance) = (probability(self.profiles.row(disease.at()), term), self.background(term));
        (own + chance * (1.0 - own)).clamp(0.001, 0.98)
    }

    /// Terms that a disease is annotated with and shows, without what they imply, ascending.
    pub fn annotated(&self, disease: DiseaseIndex) -> impl Iterator<Item = TermIndex> + '_ {
        self.own[disease.at()].direct.iter().map(|entry| TermIndex(u32::from(entry.at)))
    }

    /// Profiles without the rows that `keep` rejects, for the diseases in `changed` and those that borrow from them.
    ///
    /// The background stays that of the whole knowledge base: one paper moves it by less than 1 in 9,000.
    #[must_use]
    pub fn overlay(
        &self,
        kb: &KnowledgeBase,
        changed: &BTreeSet<DiseaseIndex>,
        keep: impl Fn(&AnnotationView<'_>) -> bool,
    ) -> Overlay {
        let mut scratch = Scratch::new(kb.ontology().len());
        let own: BTreeMap<DiseaseIndex, OwnProfile> = changed
            .iter()
            .map(|&disease| (disease, own_of(kb, disease, &keep, &self.parameters, &mut scratch)))
            .collect();
        let mut affected = changed.clone();
        for &disease in changed {
            affected.extend(self.neighbors.gene.row(disease.at()));
            affected.extend(self.neighbors.family.row(disease.at()));
        }
        let find = |near: DiseaseIndex| own.get(&near).unwrap_or(&self.own[near.at()]);
        let replaced = affected
            .into_iter()
            .map(|disease| {
                let mine = find(disease);
                let profile = smooth(disease, &self.neighbors, &self.background, &self.parameters, &mut scratch, find);
                // Facts rest on rows of every aspect; a disease that only borrows keeps its own.
                let facts = if changed.contains(&disease) {
                    DiseaseFacts::of(kb.disease(disease), kb.ontology(), &keep)
                } else {
                    self.facts[disease.at()].clone()
                };
                (disease, Replacement { profile, own: mine.clone(), facts, log_breadth: mine.breadth.ln_1p() })
            })
            .collect();
        Overlay { replaced }
    }

    pub(super) fn numbers<'a>(&'a self, disease: DiseaseIndex, overlay: Option<&'a Overlay>) -> DiseaseNumbers<'a> {
        let x_linked_recessive = self.x_linked_recessive[disease.at()];
        match overlay.and_then(|overlay| overlay.replaced.get(&disease)) {
            Some(new) => DiseaseNumbers {
                profile: &new.profile,
                own: &new.own,
                facts: &new.facts,
                reliable: &new.own.reliable,
                log_breadth: new.log_breadth,
                x_linked_recessive,
            },
            None => DiseaseNumbers {
                profile: self.profiles.row(disease.at()),
                own: &self.own[disease.at()],
                facts: &self.facts[disease.at()],
                reliable: &self.own[disease.at()].reliable,
                log_breadth: self.log_breadth[disease.at()],
                x_linked_recessive,
            },
        }
    }
}

fn own_of(
    kb: &KnowledgeBase,
    disease: DiseaseIndex,
    keep: impl Fn(&AnnotationView<'_>) -> bool,
    parameters: &Parameters,
    scratch: &mut Scratch,
) -> OwnProfile {
    let ontology = kb.ontology();
    let rows = kb
        .disease(disease)
        .annotations()
        .filter(|row| row.aspect() == Aspect::Phenotype && ontology.is_phenotypic(row.term()) && keep(row));
    let estimates: Vec<Estimate> = estimates(rows, parameters);
    own_profile(&estimates, ontology, parameters, scratch)
}

fn smooth<'a>(
    disease: DiseaseIndex,
    neighbors: &Neighbors,
    background: &Background,
    parameters: &Parameters,
    scratch: &mut Scratch,
    own: impl Fn(DiseaseIndex) -> &'a OwnProfile,
) -> Vec<Entry> {
    let gene: Vec<&OwnProfile> = neighbors.gene.row(disease.at()).iter().map(|&near| own(near)).collect();
    let family: Vec<&OwnProfile> = neighbors.family.row(disease.at()).iter().map(|&near| own(near)).collect();
    smoothed(own(disease), &gene, &family, background, parameters, scratch)
}

/// Rows of (column, value) become rows by column.
fn transposed<'a>(rows: impl Iterator<Item = &'a [Entry]> + Clone, columns: usize) -> Csr<Entry> {
    let mut counts = vec![0_usize; columns];
    for row in rows.clone() {
        for entry in row {
            counts[usize::from(entry.at)] += 1;
        }
    }
    let mut lists: Vec<Vec<Entry>> = counts.into_iter().map(Vec::with_capacity).collect();
    for (position, row) in rows.enumerate() {
        for entry in row {
            // Checked against u16::MAX when the model is made.
            lists[usize::from(entry.at)].push(entry.moved(position as u16));
        }
    }
    lists.into_iter().collect()
}

/// Whether X-linked recessive (HP:0001419) is the only mode of inheritance known.
fn is_x_linked_recessive(disease: DiseaseView<'_>, ontology: &Ontology) -> bool {
    const X_LINKED_RECESSIVE: u32 = 1_419;
    let modes = disease.terms_of(Aspect::Inheritance);
    !modes.is_empty() && modes.iter().all(|&mode| ontology.id(mode).number() == X_LINKED_RECESSIVE)
}
