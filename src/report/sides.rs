//! What speaks for and against a candidate, strongest first, and names in one language.

use super::style::Language;
use crate::diagnosis::Candidate;
use crate::domain::{Finding, TermId};
use crate::knowledge::{DiseaseView, KnowledgeBase};

/// A finding whose logarithm of the ratio is nearer to 0 speaks neither for nor against.
const NEUTRAL: f32 = 0.05;

/// Which way a finding speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It makes the candidate likelier.
    For,
    /// It makes it less likely.
    Against,
}

/// The findings of one side, strongest first; ties by term.
#[must_use]
pub fn findings_of_side(candidate: &Candidate, side: Side) -> Vec<&Finding> {
    let sign = if side == Side::For { 1.0 } else { -1.0 };
    let mut findings: Vec<&Finding> =
        candidate.findings.iter().filter(|finding| finding.ratio.ln() * sign > NEUTRAL).collect();
    findings.sort_by(|a, b| b.ratio.ln().abs().total_cmp(&a.ratio.ln().abs()).then(a.query.cmp(&b.query)));
    findings
}

/// A term's name in a language, or in English where it has none; its id where the knowledge base lacks it.
#[must_use]
pub fn term_name(kb: &KnowledgeBase, id: TermId, language: Language) -> String {
    let Some(term) = kb.ontology().index(id) else { return id.to_string() };
    let view = kb.term(term);
    let japanese = view.name_ja().filter(|_| language == Language::Japanese);
    japanese.unwrap_or(view.name()).to_owned()
}

/// A disease's name in a language, or in English where it has none.
#[must_use]
pub fn disease_name(disease: DiseaseView<'_>, language: Language) -> &str {
    disease.name_ja().filter(|_| language == Language::Japanese).unwrap_or(disease.name())
}
