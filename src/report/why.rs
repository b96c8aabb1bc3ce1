//! Why a disease or gene stands where it stands.

use std::fmt::Write;

use super::style::Style;
use super::text::candidate_text;
use crate::diagnosis::{DifferentialDiagnosis, Engine};
use crate::domain::{AnnotatedVariant, DiseaseId, GeneEffect, GeneId, InputIssue, LeftOut, Locus, Severity};
use crate::knowledge::{DiseaseIndex, GeneIndex, KnowledgeBase};
use crate::scoring::genotype::alone;

/// What was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyTarget {
    /// A disease.
    Disease(DiseaseIndex),
    /// A gene with all its diseases.
    Gene(GeneIndex),
}

impl WhyTarget {
    /// A disease by id, or a gene by id or symbol; `None` where the knowledge base has neither.
    #[must_use]
    pub fn parse(kb: &KnowledgeBase, text: &str) -> Option<Self> {
        if let Ok(id) = text.parse::<DiseaseId>() {
            return kb.disease_by_id(id).map(Self::Disease);
        }
        let gene = match text.parse::<GeneId>() {
            Ok(id) => kb.gene_by_id(id),
            Err(_) => kb.gene_by_symbol(text),
        };
        gene.map(Self::Gene)
    }

    /// The gene whose records are accounted for: the one asked about, or the first of the disease.
    #[must_use]
    pub fn watched(&self, kb: &KnowledgeBase) -> Option<GeneId> {
        let gene = match self {
            Self::Gene(gene) => Some(*gene),
            Self::Disease(disease) => kb.disease(*disease).genes().next().map(|link| link.gene),
        };
        gene.map(|gene| kb.gene(gene).id())
    }

    /// The diseases to explain.
    #[must_use]
    pub fn diseases(&self, engine: &Engine) -> Vec<DiseaseIndex> {
        match self {
            Self::Disease(disease) => vec![*disease],
            Self::Gene(gene) => engine.kb().gene(*gene).diseases().collect(),
        }
    }
}

/// One record of the gene in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailLine {
    /// Where it was read.
    pub place: String,
    /// The variant and its effect, in words.
    pub what: String,
    /// `kept`, or why it was left out.
    pub outcome: String,
}

impl TrailLine {
    /// A record in words. `variant` is what is known of an allele that was left out.
    #[must_use]
    pub fn new(
        kb: &KnowledgeBase,
        place: &str,
        locus: Option<&Locus>,
        effect: Option<&GeneEffect>,
        (left_out, detail): (Option<LeftOut>, &str),
        variant: Option<&AnnotatedVariant>,
    ) -> Self {
        let mut what: Vec<String> = Vec::new();
        what.extend(locus.map(ToString::to_string));
        if let Some(effect) = effect {
            what.extend(kb.gene_by_id(effect.gene).map(|gene| kb.gene(gene).symbol().to_owned()));
            what.extend(effect.hgvs_c.clone());
            what.extend(effect.hgvs_p.clone());
            what.push(effect.consequence.as_str().to_owned());
        }
        let reason = left_out.map_or("kept", LeftOut::as_str);
        let mut outcome = if detail.is_empty() { reason.to_owned() } else { format!("{reason} ({detail})") };
        if let Some((assessment, weight)) = variant.and_then(|variant| alone(kb, variant)) {
            let class = assessment.computed_class.as_str().replace('_', " ");
            let points = assessment.points;
            let _ =
                write!(outcome, "; by itself it would have been {class} ({points} points), damaging with {weight:.2}");
        }
        Self { place: place.to_owned(), what: what.join(" "), outcome }
    }
}

/// The page: where each disease in question stands and why, and what became of the gene's records.
#[must_use]
pub fn why_text(
    engine: &Engine,
    result: &DifferentialDiagnosis,
    target: &WhyTarget,
    trail: &[TrailLine],
    issues: &[InputIssue],
    style: Style,
) -> String {
    let kb = engine.kb();
    let mut text = String::new();
    for issue in issues.iter().filter(|issue| issue.severity >= Severity::Warning) {
        let _ = writeln!(text, "{}", style.bad(&issue.to_string()));
    }
    let members = result.variants.as_ref().map_or(&[][..], |variants| &variants.members);
    for candidate in &result.asked {
        let _ = writeln!(
            text,
            "{} {} {} {}",
            style.say("place", "順位"),
            candidate.rank,
            style.say("of", "／全"),
            result.considered
        );
        candidate_text(&mut text, kb, candidate, members, style);
    }
    let missing: Vec<DiseaseIndex> = target
        .diseases(engine)
        .into_iter()
        .filter(|disease| result.asked.iter().all(|candidate| candidate.disease != *disease))
        .collect();
    for disease in missing {
        let view = kb.disease(disease);
        let words = style.say(
            "is not a candidate: nothing is known of its findings, so that no finding can speak for it",
            "は候補にならない：所見の記載がないため、どの所見も支持できない",
        );
        let _ = writeln!(text, "{} {} {words}", view.primary_id(), view.name());
    }
    if let WhyTarget::Gene(gene) = target {
        gene_text(&mut text, engine, result, *gene, trail, style);
    }
    if let Some(first) = result.candidates.first() {
        let view = kb.disease(first.disease);
        let percent = 100.0 * first.probability.value();
        let _ = writeln!(text, "{}: {} ({percent:.1} %)", style.say("first is", "第1位"), view.name());
    }
    text
}

fn gene_text(
    text: &mut String,
    engine: &Engine,
    result: &DifferentialDiagnosis,
    gene: GeneIndex,
    trail: &[TrailLine],
    style: Style,
) {
    let view = engine.kb().gene(gene);
    if view.diseases().next().is_none() {
        let words = style.say("has no disease in the knowledge base", "に対応する疾患は知識ベースにない");
        let _ = writeln!(text, "{} {words}", view.symbol());
    }
    if result.variants.is_none() {
        let words = style.say("no variants were given", "変異は入力されていない");
        let _ = writeln!(text, "{}: {words}", view.symbol());
        return;
    }
    let title = style.say("records of the list that touch", "一覧のうち次の遺伝子に関わる記録：");
    let _ = writeln!(text, "{title} {}: {}", view.symbol(), trail.len());
    for line in trail {
        let _ = writeln!(text, "  {}  {}  {}", line.place, line.what, style.bold(&line.outcome));
    }
}
