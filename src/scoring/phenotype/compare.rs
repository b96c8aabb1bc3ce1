//! One case held against a shortlist of diseases, measured in many ways at once.
//!
//! The likelihood-ratio score is one view of how a patient and a disease agree. Here the other usual ones are
//! computed beside it, for a few hundred diseases: best-match similarities in both directions (Resnik 1995; Köhler et
//! al. 2009, doi 10.1016/j.ajhg.2009.09.003), simGIC (Pesquita et al. 2008, doi 10.1186/1471-2105-9-S5-S4), Phrank
//! (Jagadeesh et al. 2019, doi 10.1038/s41436-018-0072-y), cosine of propagated profiles, and how much of either side
//! is left unexplained.

use super::logarithm::ln_1p;
use super::profile::Entry;
use super::query::{Query, QueryTerm};
use super::score::{Route, routes};
use super::table::{DiseaseNumbers, Overlay, PhenotypeModel};
use crate::knowledge::DiseaseIndex;
use crate::ontology::{Ontology, TermIndex};

/// Findings in at least this share of patients are the core of a disease.
pub const CORE_FREQUENCY: f32 = 0.5;
/// Terms with less information (nats) count neither as shared nor as missed.
const LEAST_INFORMATION: f32 = 0.5;

/// Bits of a mask of organ systems.
const ORGANS: usize = 32;

/// How one observed term of the case relates to a disease.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TermMatch {
    /// Information content of the term, in nats.
    pub information: f32,
    /// Weight after the discount for what other terms say, in (0, 1].
    pub weight: f32,
    /// ln(1 + ratio) as the score counts it, unweighted.
    pub smoothed: f32,
    /// The same from the disease's own annotations, without neighbors.
    pub own: f32,
    /// The same with ancestors at full weight.
    pub lenient: f32,
    /// Information of the most informative ancestor the disease shows.
    pub shared: f32,
    /// Probability that a patient with the disease shows the term, own annotations; 0 where none is at or below it.
    pub frequency: f32,
    /// Whether the term itself is annotated.
    pub exact: bool,
}

/// One disease measured against the case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Observed terms, in the order of the query.
    pub terms: Vec<TermMatch>,
    /// Mean information, over the disease's annotations, of what each shares with the patient, nats.
    pub disease_to_patient: f32,
    /// The same weighted by frequency.
    pub disease_to_patient_weighted: f32,
    /// Information of what both show over information of what either shows.
    pub sim_gic: f32,
    /// Information of what both show.
    pub phrank: f32,
    /// Cosine of the patient's terms and the disease's propagated probabilities, both times information.
    pub cosine: f32,
    /// Core findings of the disease.
    pub core: f32,
    /// Share of the core, by information, that the patient shows.
    pub core_seen: f32,
    /// Information of the core findings that the patient was not reported to show, times frequency, nats.
    pub core_missed: f32,
    /// Frequency times information of the findings that the patient was found not to have.
    pub denied: f32,
    /// The strongest such contradiction: a frequency.
    pub denied_most: f32,
    /// Excluded findings that contradict a reliable, nearly obligate one, as the score counts them.
    pub exclusion: f32,
    /// Observed terms that the disease is annotated not to show.
    pub refuted: f32,
    /// Cosine of how both sides' findings are spread over the organ systems.
    pub organs: f32,
    /// Share of the patient's information in organ systems that the disease does not touch.
    pub organs_foreign: f32,
    /// Annotated terms.
    pub annotations: f32,
    /// Findings expected in a patient.
    pub breadth: f32,
}

/// Working space over all terms, kept from disease to disease.
#[derive(Debug, Default)]
pub struct Comparer {
    /// Information of each term the patient shows, by term; 0 elsewhere.
    patient: Vec<f32>,
    /// Terms set in `patient`.
    closure: Vec<TermIndex>,
    /// Whether the patient was found not to have the term.
    excluded: Vec<bool>,
    /// What of the patient each term looks back on, by term; filled as diseases ask, for they share many terms.
    seen: Vec<Option<Seen>>,
    /// Own probability by term, of the disease at hand.
    own: Vec<f32>,
    /// Smoothed probability by term, of the disease at hand.
    smoothed: Vec<f32>,
    asked: Vec<Asked>,
    /// Information of the patient's findings by organ system, spread evenly where a finding has several.
    organs: Vec<f32>,
    closure_information: f32,
    closure_norm: f32,
}

/// What the patient shows and lacks at or above a term.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Information of the most informative term that the patient shows.
    shared: f32,
    /// Whether the patient was found not to have one of them.
    denied: bool,
}

#[derive(Debug)]
struct Asked {
    term: TermIndex,
    weight: f32,
    information: f32,
    routes: Vec<Route>,
}

impl Comparer {
    /// Prepares a case.
    #[must_use]
    pub fn new(model: &PhenotypeModel, ontology: &Ontology, query: &Query) -> Self {
        let count = ontology.len();
        let mut comparer = Self {
            patient: vec![0.0; count],
            excluded: vec![false; count],
            seen: vec![None; count],
            own: vec![0.0; count],
            smoothed: vec![0.0; count],
            ..Self::default()
        };
        comparer.organs = vec![0.0; ORGANS];
        for &QueryTerm { term, weight } in &query.observed {
            for &above in ontology.ancestors(term) {
                let information = model.background.information(above);
                if information >= LEAST_INFORMATION && comparer.patient[above.at()] == 0.0 {
                    comparer.patient[above.at()] = information;
                    comparer.closure.push(above);
                }
            }
            spread(model.organs[term.at()], model.background.information(term), &mut comparer.organs);
            comparer.asked.push(Asked {
                term,
                weight,
                information: model.background.information(term),
                routes: routes(term, ontology, model).collect(),
            });
        }
        for term in &query.excluded {
            comparer.excluded[term.term.at()] = true;
        }
        comparer.closure.sort_unstable();
        comparer.closure_information = comparer.closure.iter().map(|term| comparer.patient[term.at()]).sum();
        let squares: f32 = comparer.closure.iter().map(|term| comparer.patient[term.at()].powi(2)).sum();
        comparer.closure_norm = squares.sqrt();
        comparer
    }

    /// Measures one disease.
    pub fn compare(
        &mut self,
        model: &PhenotypeModel,
        ontology: &Ontology,
        overlay: Option<&Overlay>,
        disease: DiseaseIndex,
    ) -> Comparison {
        let numbers = model.numbers(disease, overlay);
        scatter(&mut self.own, &numbers.own.entries);
        scatter(&mut self.smoothed, numbers.profile);
        let mut comparison = Comparison {
            terms: self.asked.iter().map(|asked| self.term_match(model, ontology, &numbers, asked)).collect(),
            annotations: numbers.own.annotations as f32,
            breadth: numbers.own.breadth,
            ..Comparison::default()
        };
        self.profiles(model, &numbers, &mut comparison);
        self.annotations(model, ontology, &numbers, &mut comparison);
        comparison.refuted = numbers.own.absent.iter().filter(|term| self.patient[term.at()] > 0.0).count() as f32;
        clear(&mut self.own, &numbers.own.entries);
        clear(&mut self.smoothed, numbers.profile);
        comparison
    }

    fn term_match(
        &self,
        model: &PhenotypeModel,
        ontology: &Ontology,
        numbers: &DiseaseNumbers<'_>,
        asked: &Asked,
    ) -> TermMatch {
        let (mut smoothed, mut own) = (0.0_f32, 0.0_f32);
        for route in &asked.routes {
            smoothed = smoothed.max(self.smoothed[route.through.at()] * route.factor);
            own = own.max(self.own[route.through.at()] * route.factor);
        }
        let (mut shared, mut lenient) = (0.0_f32, 0.0_f32);
        for &above in ontology.ancestors(asked.term) {
            let probability = self.own[above.at()];
            if probability > 0.0 {
                let information = model.background.information(above);
                shared = shared.max(information);
                lenient = lenient.max(probability / model.background(above));
            }
        }
        TermMatch {
            information: asked.information,
            weight: asked.weight,
            smoothed: ln_1p(smoothed),
            own: ln_1p(own),
            lenient: ln_1p(lenient),
            shared,
            frequency: self.own[asked.term.at()],
            exact: numbers.own.direct.binary_search_by_key(&asked.term.at(), |entry| usize::from(entry.at)).is_ok(),
        }
    }

    /// What depends on both propagated profiles.
    fn profiles(&self, model: &PhenotypeModel, numbers: &DiseaseNumbers<'_>, comparison: &mut Comparison) {
        let (mut both, mut disease, mut product, mut norm) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        for entry in &numbers.own.entries {
            let information = model.background.information(TermIndex(u32::from(entry.at)));
            if information < LEAST_INFORMATION {
                continue;
            }
            let patient = self.patient[usize::from(entry.at)];
            let scaled = entry.probability() * information;
            disease += information;
            norm += scaled * scaled;
            both += patient;
            product += patient * scaled;
        }
        comparison.phrank = both;
        comparison.sim_gic = both / (disease + self.closure_information - both).max(1e-6);
        comparison.cosine = product / (norm.sqrt() * self.closure_norm).max(1e-6);
    }

    fn seen(&mut self, ontology: &Ontology, term: TermIndex) -> Seen {
        if let Some(seen) = self.seen[term.at()] {
            return seen;
        }
        let mut seen = Seen { shared: 0.0, denied: false };
        for &above in ontology.ancestors(term) {
            seen.shared = seen.shared.max(self.patient[above.at()]);
            seen.denied |= self.excluded[above.at()];
        }
        self.seen[term.at()] = Some(seen);
        seen
    }

    /// What depends on the disease's direct annotations.
    fn annotations(
        &mut self,
        model: &PhenotypeModel,
        ontology: &Ontology,
        numbers: &DiseaseNumbers<'_>,
        comparison: &mut Comparison,
    ) {
        let (mut core_information, mut core_seen) = (0.0_f32, 0.0_f32);
        let mut organs = [0.0_f32; ORGANS];
        for entry in &numbers.own.direct {
            let term = TermIndex(u32::from(entry.at));
            let (frequency, information) = (entry.probability(), model.background.information(term));
            spread(model.organs[term.at()], frequency * information, &mut organs);
            let Seen { shared, denied } = self.seen(ontology, term);
            comparison.disease_to_patient += shared;
            comparison.disease_to_patient_weighted += frequency * shared;
            if denied {
                comparison.denied += frequency * information;
                comparison.denied_most = comparison.denied_most.max(frequency);
            }
            if frequency >= CORE_FREQUENCY {
                comparison.core += 1.0;
                core_information += information;
                if self.patient[term.at()] > 0.0 {
                    core_seen += information;
                } else {
                    comparison.core_missed += frequency * (information - shared).max(0.0);
                }
            }
        }
        let length = |values: &[f32]| values.iter().map(|value| value * value).sum::<f32>().sqrt();
        let product: f32 = self.organs.iter().zip(&organs).map(|(a, b)| a * b).sum();
        comparison.organs = product / (length(&self.organs) * length(&organs)).max(1e-6);
        let foreign: f32 = self.organs.iter().zip(&organs).filter(|(_, b)| **b == 0.0).map(|(a, _)| a).sum();
        comparison.organs_foreign = foreign / self.organs.iter().sum::<f32>().max(1e-6);
        comparison.disease_to_patient /= comparison.annotations.max(1.0);
        comparison.disease_to_patient_weighted /= comparison.breadth.max(0.1);
        comparison.core_seen = core_seen / core_information.max(1e-6);
        for entry in numbers.reliable {
            if self.excluded[usize::from(entry.at)] {
                comparison.exclusion += super::score::exclusion(entry.probability(), 1.0, model);
            }
        }
    }
}

/// Adds `amount` to the organ systems in a mask, in equal parts.
fn spread(mask: u32, amount: f32, organs: &mut [f32]) {
    let part = amount / mask.count_ones().max(1) as f32;
    let mut rest = mask;
    while rest != 0 {
        organs[rest.trailing_zeros() as usize] += part;
        rest &= rest - 1;
    }
}

/// Organ systems of every term (children of Phenotypic abnormality) as bits; HPO has 23, further ones would be left out.
pub(super) fn organ_masks(ontology: &Ontology) -> Vec<u32> {
    let systems = ontology.children(ontology.phenotypic_root());
    let bit = |above: &TermIndex| systems.iter().take(ORGANS).position(|system| system == above);
    ontology
        .terms()
        .map(|term| ontology.ancestors(term).iter().filter_map(bit).fold(0, |mask, bit| mask | 1 << bit))
        .collect()
}

fn scatter(dense: &mut [f32], entries: &[Entry]) {
    for entry in entries {
        dense[usize::from(entry.at)] = entry.probability();
    }
}

fn clear(dense: &mut [f32], entries: &[Entry]) {
    for entry in entries {
        dense[usize::from(entry.at)] = 0.0;
    }
}
