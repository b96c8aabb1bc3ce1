//! What is known of a disease besides its findings: how well it is described, when it begins, how it is inherited.

use std::collections::BTreeSet;

use crate::domain::{DiseaseId, Frequency, OnsetClass, Reference};
use crate::knowledge::{AnnotationView, Aspect, DiseaseView};
use crate::ontology::Ontology;

/// Ages in years between which a disease begins; antenatal is 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnsetRange {
    /// Earliest.
    pub from: f32,
    /// Latest.
    pub to: f32,
}

/// Modes of inheritance that are on record; none is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four modes that do not exclude each other")]
pub struct Inheritance {
    /// Autosomal dominant.
    pub dominant: bool,
    /// Autosomal recessive.
    pub recessive: bool,
    /// X-linked.
    pub x_linked: bool,
    /// Mitochondrial.
    pub mitochondrial: bool,
}

/// Facts of one disease, from the rows that may be used.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DiseaseFacts {
    /// Distinct PubMed papers its annotations rest on.
    pub papers: u32,
    /// Phenotype rows that count patients.
    pub counted_rows: u32,
    /// Largest number of patients examined for one finding.
    pub most_examined: u32,
    /// Catalog entries that were merged.
    pub entries: u32,
    /// Linked genes.
    pub genes: u32,
    /// Whether an OMIM entry is among them.
    pub in_omim: bool,
    /// Age of onset; `None` is unknown.
    pub onset: Option<OnsetRange>,
    /// Inheritance.
    pub inheritance: Inheritance,
    /// Orphanet's point or birth prevalence per 100,000, the largest on record; `None` is unknown.
    pub prevalence: Option<f32>,
}

impl DiseaseFacts {
    /// Reads the rows of `disease` that `keep` lets through.
    pub(super) fn of(
        disease: DiseaseView<'_>,
        ontology: &Ontology,
        keep: impl Fn(&AnnotationView<'_>) -> bool,
    ) -> Self {
        let mut facts = Self {
            entries: disease.ids().count() as u32,
            genes: disease.genes().count() as u32,
            in_omim: disease.ids().any(|id| matches!(id, DiseaseId::Omim(_))),
            onset: disease.orphanet_onset().filter_map(orphanet_range).reduce(OnsetRange::union),
            prevalence: disease
                .prevalence()
                .filter(|row| row.kind == "Point prevalence" || row.kind == "Prevalence at birth")
                .filter_map(|row| row.value)
                .reduce(f32::max),
            ..Self::default()
        };
        let mut papers: BTreeSet<Reference> = BTreeSet::new();
        for row in disease.annotations().filter(|row| keep(row)) {
            papers.extend(row.references().filter(|reference| matches!(reference, Reference::PubMed(_))));
            facts.add(&row, ontology);
        }
        facts.papers = papers.len() as u32;
        facts
    }

    fn add(&mut self, row: &AnnotationView<'_>, ontology: &Ontology) {
        let term = ontology.id(row.term()).number();
        match row.aspect() {
            Aspect::Phenotype => {
                if let Some(Frequency::Counted { examined, .. }) = row.frequency() {
                    self.counted_rows += 1;
                    self.most_examined = self.most_examined.max(examined);
                }
            }
            Aspect::Inheritance if !row.is_absent() => self.inheritance.add(term),
            Aspect::ClinicalCourse if !row.is_absent() => {
                if let Some(class) = OnsetClass::of(ontology.id(row.term())) {
                    let range = OnsetRange { from: class.from, to: class.to };
                    self.onset = Some(self.onset.map_or(range, |before| before.union(range)));
                }
            }
            _ => {}
        }
    }
}

impl OnsetRange {
    fn union(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to) }
    }
}

impl Inheritance {
    fn add(&mut self, term: u32) {
        match term {
            6 | 1_442 | 1_475 | 25_352 | 32_113 => self.dominant = true,
            7 => self.recessive = true,
            1_417 | 1_419 | 1_423 => self.x_linked = true,
            1_427 => self.mitochondrial = true,
            _ => {}
        }
    }
}

/// Orphanet's words for the age of onset, in years.
fn orphanet_range(word: &str) -> Option<OnsetRange> {
    let (from, to) = match word {
        "Antenatal" => (0.0, 0.0),
        "Neonatal" => (0.0, 0.08),
        "Infancy" => (0.08, 2.0),
        "Childhood" => (2.0, 11.0),
        "Adolescent" => (11.0, 18.0),
        "Adult" => (18.0, 65.0),
        "Elderly" => (65.0, 80.0),
        "All ages" => (0.0, 80.0),
        _ => return None,
    };
    Some(OnsetRange { from, to })
}
