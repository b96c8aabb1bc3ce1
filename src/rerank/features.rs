//! The feature vector of a candidate.

use ndarray::Array2;

use super::Shortlist;
use crate::domain::{Case, FeatureStatus, Sex};
use crate::knowledge::DiseaseIndex;
use crate::ontology::Ontology;
use crate::scoring::phenotype::{Comparer, Comparison, DiseaseFacts, Overlay, PhenotypeModel, Query, TermMatch};

/// Raised with every change of meaning or order of the features.
pub const FEATURE_VERSION: u32 = 1;

/// Scorers whose value, gap to the best of the shortlist and place in the shortlist are features.
const SCORERS: [&str; 11] = [
    "evidence",
    "own",
    "lenient",
    "resnik",
    "best_match_average",
    "sim_gic",
    "phrank",
    "cosine",
    "smoothed_cosine",
    "harsh",
    "saturated",
];

/// What an unexplained finding's ratio is read as by the scorer `harsh`.
const HARSHNESS: f32 = 0.05;
/// Largest gain from one finding in the scorer `saturated`.
const SATURATION: f32 = 2.0;

/// Everything else.
const PLAIN: [&str; 61] = [
    "evidence_per_term",
    "log_place_by_evidence",
    "log_place_by_cosine",
    "mean_log_place",
    "places_in_first_ten",
    "log_posterior",
    "neighbor_support",
    "strongest",
    "second",
    "third",
    "median",
    "weakest",
    "unmatched_share",
    "matched_share",
    "exact_share",
    "exact_count",
    "information_explained",
    "information_unexplained",
    "most_unexplained",
    "most_shared",
    "mean_frequency",
    "least_shared",
    "lin",
    "disease_to_patient",
    "disease_to_patient_weighted",
    "core",
    "core_seen",
    "core_missed",
    "exclusion",
    "denied",
    "denied_most",
    "refuted",
    "organs",
    "organs_foreign",
    "log_annotations",
    "log_breadth",
    "log_papers",
    "log_counted_rows",
    "log_most_examined",
    "entries",
    "genes",
    "in_omim",
    "dominant",
    "recessive",
    "x_linked",
    "mitochondrial",
    "log_prevalence",
    "gene_siblings",
    "gene_sibling_gap",
    "gene_siblings_shortlisted",
    "family_size",
    "family_gap",
    "family_shortlisted",
    "family_place",
    "observed_terms",
    "mean_information",
    "best_evidence",
    "before_onset",
    "after_onset",
    "age_beyond_onset",
    "sex_conflict",
];

/// Names of the features, in order.
pub static FEATURES: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
    let mut names: Vec<String> = Vec::new();
    for scorer in SCORERS {
        names.extend([scorer.to_owned(), format!("{scorer}_gap"), format!("{scorer}_log_place")]);
    }
    names.extend(PLAIN.iter().map(|&name| name.to_owned()));
    names
});

/// A case after the likelihood-ratio stage.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    /// Scoring tables.
    pub model: &'a PhenotypeModel,
    /// The HPO graph.
    pub ontology: &'a Ontology,
    /// The case.
    pub case: &'a Case,
    /// The case as the score reads it.
    pub query: &'a Query,
    /// Profiles that replace those of the tables.
    pub overlay: Option<&'a Overlay>,
    /// Log-evidence by disease position; negative infinity where a disease cannot be a candidate.
    pub evidence: &'a [f32],
    /// Cosine similarity by disease position.
    pub cosines: &'a [f32],
}

/// One row per disease of the shortlist, one column per feature; unknown is NaN.
#[must_use]
pub fn feature_matrix(stage: &Stage<'_>, shortlist: &Shortlist) -> Array2<f32> {
    let Stage { model, ontology, query, overlay, evidence, cosines, .. } = *stage;
    let mut comparer = Comparer::new(model, ontology, query);
    let measured: Vec<Comparison> =
        shortlist.diseases.iter().map(|&disease| comparer.compare(model, ontology, overlay, disease)).collect();
    let count = measured.len();
    let mut columns: Vec<Vec<f32>> = Vec::with_capacity(FEATURES.len());
    for scorer in 0..SCORERS.len() {
        let values: Vec<f32> = shortlist
            .diseases
            .iter()
            .zip(&measured)
            .map(|(disease, comparison)| scorer_value(scorer, *disease, comparison, evidence, cosines))
            .collect();
        let best = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        columns.push(values.clone());
        columns.push(values.iter().map(|value| best - value).collect());
        columns.push(log_places(&values));
    }
    let mut matrix = Array2::zeros((count, FEATURES.len()));
    for (column, values) in columns.iter().enumerate() {
        for (row, value) in values.iter().enumerate() {
            matrix[(row, column)] = *value;
        }
    }
    let context = CaseContext::new(stage, shortlist);
    for (row, comparison) in measured.iter().enumerate() {
        let disease = shortlist.diseases[row];
        let scorer_places: Vec<f32> = (0..SCORERS.len()).map(|scorer| columns[3 * scorer + 2][row]).collect();
        let facts = model.facts(disease, overlay);
        let plain = context.plain(row, disease, comparison, facts, &scorer_places);
        for (column, value) in plain.into_iter().enumerate() {
            matrix[(row, columns.len() + column)] = value;
        }
    }
    matrix
}

fn scorer_value(
    scorer: usize,
    disease: DiseaseIndex,
    comparison: &Comparison,
    evidence: &[f32],
    cosines: &[f32],
) -> f32 {
    let sum = |value: fn(&TermMatch) -> f32| comparison.terms.iter().map(|term| term.weight * value(term)).sum::<f32>();
    let count = comparison.terms.len().max(1) as f32;
    let resnik = comparison.terms.iter().map(|term| term.shared).sum::<f32>() / count;
    match scorer {
        0 => evidence[disease.at()],
        1 => sum(|term| term.own),
        2 => sum(|term| term.lenient),
        3 => resnik,
        4 => f32::midpoint(resnik, comparison.disease_to_patient),
        5 => comparison.sim_gic,
        6 => comparison.phrank,
        7 => comparison.cosine,
        8 => cosines[disease.at()],
        9 => sum(|term| (term.smoothed.exp_m1() + HARSHNESS).ln()),
        _ => sum(|term| term.smoothed.min(SATURATION)),
    }
}

fn log_places(values: &[f32]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_cached_key(|&row| (-(f64::from(values[row]) * 10_000.0).round() as i64, row));
    let mut places = vec![0.0; values.len()];
    for (place, row) in order.into_iter().enumerate() {
        places[row] = (place as f32).ln_1p();
    }
    places
}

/// What all candidates of a case share.
struct CaseContext<'a> {
    model: &'a PhenotypeModel,
    case: &'a Case,
    evidence: &'a [f32],
    shortlist: &'a Shortlist,
    /// Place in the shortlist by disease position; absent ones are missing.
    rows: std::collections::BTreeMap<DiseaseIndex, usize>,
    best: f32,
    log_sum: f32,
    onset: Option<f32>,
    age: Option<f32>,
}

impl<'a> CaseContext<'a> {
    fn new(stage: &Stage<'a>, shortlist: &'a Shortlist) -> Self {
        let Stage { model, case, evidence, .. } = *stage;
        let best = shortlist.diseases.first().map_or(0.0, |disease| evidence[disease.at()]);
        let temperature = model.parameters().temperature;
        // Of ten thousand diseases only a few matter to the sum; the others would cost a millisecond.
        let least = best - 20.0 * temperature;
        let near = evidence.iter().filter(|total| **total > least);
        let sum: f32 = near.map(|total| ((total - best) / temperature).exp()).sum();
        let onset = case
            .features
            .iter()
            .filter(|feature| feature.status == FeatureStatus::Observed)
            .filter_map(|feature| feature.onset)
            .chain(case.onset)
            .min()
            .map(|age| age.years() as f32);
        Self {
            model,
            case,
            evidence,
            shortlist,
            rows: shortlist.diseases.iter().enumerate().map(|(row, &disease)| (disease, row)).collect(),
            best,
            log_sum: sum.ln(),
            onset,
            age: case.age.map(|age| age.years() as f32),
        }
    }

    fn plain(
        &self,
        row: usize,
        disease: DiseaseIndex,
        comparison: &Comparison,
        facts: &DiseaseFacts,
        places: &[f32],
    ) -> [f32; PLAIN.len()] {
        let terms = &comparison.terms;
        let count = terms.len().max(1) as f32;
        let own_evidence = self.evidence[disease.at()];
        let mut gains: Vec<f32> = terms.iter().map(|term| term.weight * term.smoothed).collect();
        gains.sort_by(|a, b| b.total_cmp(a));
        let gain = |place: usize| gains.get(place).copied().unwrap_or(0.0);
        let information: f32 = terms.iter().map(|term| term.information).sum();
        let shared: f32 = terms.iter().map(|term| term.shared).sum();
        let share = |holds: fn(&TermMatch) -> bool| terms.iter().filter(|term| holds(term)).count() as f32 / count;
        let fold_max = |value: fn(&TermMatch) -> f32| terms.iter().map(value).fold(0.0_f32, f32::max);
        let gene = self.siblings(disease, self.model.same_gene(disease));
        let family = self.siblings(disease, self.model.same_family(disease));
        let flag = |yes: bool| f32::from(u8::from(yes));
        let (before, after, beyond) = self.onset_distance(facts);
        [
            own_evidence / count,
            (self.shortlist.by_evidence[row] as f32).ln_1p(),
            (self.shortlist.by_cosine[row] as f32).ln_1p(),
            places.iter().sum::<f32>() / places.len() as f32,
            places.iter().filter(|place| **place <= 10.0_f32.ln()).count() as f32,
            (own_evidence - self.best) / self.model.parameters().temperature - self.log_sum,
            terms.iter().map(|term| term.weight * (term.smoothed - term.own)).sum(),
            gain(0),
            gain(1),
            gain(2),
            gain(gains.len() / 2),
            gain(gains.len().saturating_sub(1)),
            share(|term| term.smoothed < 0.1),
            share(|term| term.smoothed >= 1.0),
            share(|term| term.exact),
            terms.iter().filter(|term| term.exact).count() as f32,
            shared / information.max(1e-6),
            information - shared,
            fold_max(|term| term.information - term.shared),
            fold_max(|term| term.shared),
            terms.iter().map(|term| term.frequency).sum::<f32>() / count,
            terms.iter().map(|term| term.shared).fold(f32::INFINITY, f32::min).min(20.0),
            terms.iter().map(|term| term.shared / term.information.max(0.1)).sum::<f32>() / count,
            comparison.disease_to_patient,
            comparison.disease_to_patient_weighted,
            comparison.core,
            comparison.core_seen,
            comparison.core_missed,
            comparison.exclusion,
            comparison.denied,
            comparison.denied_most,
            comparison.refuted,
            comparison.organs,
            comparison.organs_foreign,
            comparison.annotations.ln_1p(),
            comparison.breadth.ln_1p(),
            (facts.papers as f32).ln_1p(),
            (facts.counted_rows as f32).ln_1p(),
            (facts.most_examined as f32).ln_1p(),
            facts.entries as f32,
            facts.genes as f32,
            flag(facts.in_omim),
            flag(facts.inheritance.dominant),
            flag(facts.inheritance.recessive),
            flag(facts.inheritance.x_linked),
            flag(facts.inheritance.mitochondrial),
            facts.prevalence.map_or(f32::NAN, |value| value.max(1e-3).ln()),
            gene.count,
            gene.gap,
            gene.shortlisted,
            family.count,
            family.gap,
            family.shortlisted,
            family.place,
            count,
            information / count,
            self.best,
            before,
            after,
            beyond,
            self.sex_conflict(facts),
        ]
    }

    fn siblings(&self, disease: DiseaseIndex, near: &[DiseaseIndex]) -> Siblings {
        let mine = self.evidence[disease.at()];
        let rivals = near.iter().map(|other| self.evidence[other.at()]).filter(|total| *total > f32::NEG_INFINITY);
        let best = rivals.clone().fold(f32::NEG_INFINITY, f32::max);
        Siblings {
            count: (near.len() as f32).ln_1p(),
            gap: if best > f32::NEG_INFINITY { (mine - best).clamp(-20.0, 20.0) } else { f32::NAN },
            shortlisted: near.iter().filter(|other| self.rows.contains_key(other)).count() as f32,
            place: (rivals.filter(|total| *total > mine).count() as f32).ln_1p(),
        }
    }

    /// Years by which the illness began before the earliest and after the latest age on record.
    fn onset_distance(&self, facts: &DiseaseFacts) -> (f32, f32, f32) {
        let Some(range) = facts.onset else { return (f32::NAN, f32::NAN, f32::NAN) };
        // Where only the age at the last encounter is known, the illness began by then.
        let before = self.onset.or(self.age).map_or(f32::NAN, |age| (range.from - age).max(0.0).ln_1p());
        let after = self.onset.map_or(f32::NAN, |onset| (onset - range.to).max(0.0).ln_1p());
        let beyond = self.age.map_or(f32::NAN, |age| (age - range.to).max(0.0).ln_1p());
        (before, after, beyond)
    }

    fn sex_conflict(&self, facts: &DiseaseFacts) -> f32 {
        let only_x = facts.inheritance.x_linked && !facts.inheritance.dominant && !facts.inheritance.recessive;
        match (only_x, self.case.sex) {
            (true, Sex::Female) => 1.0,
            (true, Sex::Male) => -1.0,
            _ => 0.0,
        }
    }
}

struct Siblings {
    count: f32,
    gap: f32,
    shortlisted: f32,
    place: f32,
}
