//! What to look for next: the findings whose presence or absence would most change the differential.

use rayon::prelude::*;

use super::rank::rank_with;
use super::{Checkable, DifferentialDiagnosis, Engine, RankError, RankOptions, checkable};
use crate::domain::{Case, Certainty, FeatureStatus, MAX_FEATURES, PhenotypicFeature, Probability};
use crate::knowledge::DiseaseIndex;
use crate::ontology::{Ontology, TermIndex};
use crate::scoring::genotype::VariantEvidence;

/// Most questions of one answer.
pub const MOST_QUESTIONS: usize = 10;
/// Candidates that propose findings.
const PROPOSING: usize = 12;
/// Candidates among which an answer is to decide.
const WEIGHED: usize = 60;
/// Findings tried out for each one wanted, the most informative first.
const TRIED_PER_WANTED: usize = 3;
/// A finding that every third patient has names nothing.
const MOST_BACKGROUND: f32 = 0.3;
/// Candidates shown whose probability an answer would change most.
const SHIFTS: usize = 3;
/// A smaller change of a probability is none to a reader.
const LEAST_SHIFT: f64 = 0.0005;

/// A finding worth looking for.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The finding.
    pub term: TermIndex,
    /// How it is looked for.
    pub how: Checkable,
    /// By how much the answer is expected to change the differential: the Kullback–Leibler divergence of the posterior
    /// after the answer from that before, in bits, averaged over the two answers.
    pub expected_gain: f64,
    /// How likely the finding is to be present, by the present differential.
    pub present: Probability,
    /// What presence would change most.
    pub if_present: Vec<Shift>,
    /// What absence would change most; empty where it would hardly change anything: the knowledge base seldom says how
    /// many patients of a disease lack a finding.
    pub if_absent: Vec<Shift>,
}

/// How an answer would change a candidate's probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The candidate.
    pub disease: DiseaseIndex,
    /// Its probability now.
    pub before: Probability,
    /// Its probability with the answer.
    pub after: Probability,
}

/// The most informative findings to look for next, best first.
///
/// The first candidates propose the findings they are annotated with. Those are ordered by their mutual information with
/// the diagnosis under the present posterior; the first of them are tried out by ranking the case with the finding
/// present and with it absent, so that the gain is what the engine really makes of the answer.
///
/// # Errors
/// As [`super::rank`].
pub fn next_questions(
    engine: &Engine,
    case: &Case,
    options: &RankOptions<'_>,
    wanted: usize,
) -> Result<Vec<Question>, RankError> {
    let variants = case.variants.as_ref().map(|variants| VariantEvidence::new(engine.kb(), variants, case.sex));
    let options = RankOptions { top: WEIGHED, explain: 0, genes: 0, asked: &[], ..*options };
    let now = rank_with(engine, case, &options, variants.as_ref())?;
    if wanted == 0 || case.features.len() >= MAX_FEATURES {
        return Ok(Vec::new());
    }
    let proposed = proposals(engine, case, &now, wanted.min(MOST_QUESTIONS) * TRIED_PER_WANTED);
    let tried: Result<Vec<Question>, RankError> = proposed
        .into_par_iter()
        .map(|proposal| try_out(engine, case, &options, variants.as_ref(), &now, proposal))
        .collect();
    let mut questions = tried?;
    questions.sort_by(|a, b| b.expected_gain.total_cmp(&a.expected_gain).then(a.term.cmp(&b.term)));
    questions.truncate(wanted.min(MOST_QUESTIONS));
    Ok(questions)
}

#[derive(Clone, Copy)]
struct Proposal {
    term: TermIndex,
    how: Checkable,
    present: f64,
    information: f64,
}

/// Findings of the first candidates by mutual information, none of which implies another.
fn proposals(engine: &Engine, case: &Case, now: &DifferentialDiagnosis, wanted: usize) -> Vec<Proposal> {
    let ontology = engine.kb().ontology();
    let mut terms: Vec<TermIndex> = now
        .candidates
        .iter()
        .take(PROPOSING)
        .flat_map(|candidate| engine.phenotype().annotated(candidate.disease))
        .collect();
    terms.sort_unstable();
    terms.dedup();
    let mut proposals: Vec<Proposal> = terms
        .into_iter()
        .filter(|&term| is_open(case, ontology, term) && engine.phenotype().background(term) <= MOST_BACKGROUND)
        .filter_map(|term| {
            let how = checkable(engine.kb(), term, case.sex)?;
            let (present, information) = information(engine, now, term);
            Some(Proposal { term, how, present, information })
        })
        .collect();
    proposals.sort_by(|a, b| b.information.total_cmp(&a.information).then(a.term.cmp(&b.term)));
    let mut chosen: Vec<Proposal> = Vec::new();
    for proposal in proposals {
        let related =
            |other: &Proposal| ontology.is_a(proposal.term, other.term) || ontology.is_a(other.term, proposal.term);
        if chosen.len() < wanted && !chosen.iter().any(related) {
            chosen.push(proposal);
        }
    }
    chosen
}

/// Whether the case does not answer the question yet.
fn is_open(case: &Case, ontology: &Ontology, term: TermIndex) -> bool {
    ontology.is_phenotypic(term)
        && case.features.iter().all(|feature| {
            let Some(known) = ontology.index(feature.term) else { return true };
            match feature.status {
                FeatureStatus::Observed => !ontology.is_a(known, term),
                FeatureStatus::Excluded => !ontology.is_a(term, known),
            }
        })
}

/// Probability that the finding is present, and its mutual information with the diagnosis in bits. Diseases that are
/// not weighed show it as often as any patient.
fn information(engine: &Engine, now: &DifferentialDiagnosis, term: TermIndex) -> (f64, f64) {
    let model = engine.phenotype();
    let listed = now.candidates.iter().map(|c| (c.probability.value(), f64::from(model.expected(c.disease, term))));
    let rest = (now.remainder.value(), f64::from(model.background(term)));
    let (mut present, mut conditional) = (0.0, 0.0);
    for (weight, share) in listed.chain([rest]) {
        present += weight * share;
        conditional += weight * entropy(share);
    }
    (present, entropy(present) - conditional)
}

/// Entropy of a yes-or-no answer, in bits.
fn entropy(share: f64) -> f64 {
    let part = |p: f64| if p > 0.0 { -p * p.log2() } else { 0.0 };
    part(share) + part(1.0 - share)
}

fn try_out(
    engine: &Engine,
    case: &Case,
    options: &RankOptions<'_>,
    variants: Option<&VariantEvidence<'_>>,
    now: &DifferentialDiagnosis,
    proposal: Proposal,
) -> Result<Question, RankError> {
    let answered = |status: FeatureStatus| {
        let Case { age, onset, sex, .. } = *case;
        let mut case = Case { features: case.features.clone(), age, onset, sex, ..Case::default() };
        case.features.push(PhenotypicFeature {
            term: engine.kb().ontology().id(proposal.term),
            status,
            onset: None,
            certainty: Certainty::CERTAIN,
        });
        rank_with(engine, &case, options, variants)
    };
    let (with, without) = (answered(FeatureStatus::Observed)?, answered(FeatureStatus::Excluded)?);
    let gain = proposal.present * divergence(&with, now) + (1.0 - proposal.present) * divergence(&without, now);
    Ok(Question {
        term: proposal.term,
        how: proposal.how,
        expected_gain: gain.max(0.0),
        present: Probability::clamped(proposal.present),
        if_present: shifts(now, &with),
        if_absent: shifts(now, &without),
    })
}

/// Kullback–Leibler divergence of `after` from `before`, in bits, over the candidates that both list; all others are one.
fn divergence(after: &DifferentialDiagnosis, before: &DifferentialDiagnosis) -> f64 {
    let (mut sum, mut p_rest, mut q_rest) = (0.0, 1.0, 1.0);
    for (disease, q) in probabilities(before) {
        if let Some((_, p)) = probabilities(after).find(|(other, _)| *other == disease) {
            sum += p * (p / q).log2();
            p_rest -= p;
            q_rest -= q;
        }
    }
    let (p, q): (f64, f64) = (p_rest.max(1e-9), q_rest.max(1e-9));
    sum + p * (p / q).log2()
}

fn probabilities(result: &DifferentialDiagnosis) -> impl Iterator<Item = (DiseaseIndex, f64)> + '_ {
    result.candidates.iter().map(|candidate| (candidate.disease, candidate.probability.value()))
}

/// The candidates that change most, among the first before and after.
fn shifts(before: &DifferentialDiagnosis, after: &DifferentialDiagnosis) -> Vec<Shift> {
    let mut shifts: Vec<Shift> = probabilities(after)
        .filter_map(|(disease, p)| {
            let q = probabilities(before).find(|(other, _)| *other == disease)?.1;
            Some(Shift { disease, before: Probability::clamped(q), after: Probability::clamped(p) })
        })
        .collect();
    let size = |shift: &Shift| (shift.after.value() - shift.before.value()).abs();
    shifts.retain(|shift| size(shift) >= LEAST_SHIFT);
    shifts.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.disease.cmp(&b.disease)));
    shifts.truncate(SHIFTS);
    shifts
}

#[cfg(test)]
mod tests {
    use super::entropy;

    #[test]
    fn an_even_answer_carries_one_bit() {
        assert!((entropy(0.5) - 1.0).abs() < 1e-12);
        assert!(entropy(0.0).abs() < 1e-12 && entropy(1.0).abs() < 1e-12);
        assert!((entropy(0.25) - 0.811_278).abs() < 1e-6);
    }
}
