//! One disease per MONDO clique, with every row of every catalogue entry.

use std::collections::{BTreeMap, HashMap};

use super::super::record::{
    AnnotationRecord, DiseaseIdRecord, DiseaseRecord, NameRecord, PrevalenceRecord, SeriesRecord, sex_code,
};
use super::super::sources::hpoa::{self, Aspect, HpoaRow};
use super::super::sources::orphadata;
use super::BuildError;
use super::cliques::Cliques;
use super::inputs::Inputs;
use super::report::BuildReport;
use super::terms::Terms;
use crate::domain::{DiseaseId, TermId};
use crate::ontology::{Ontology, Resolution, TermIndex};

/// Diseases in ascending order of primary id, with what later steps need to find them.
pub(super) struct Diseases {
    pub records: Vec<DiseaseRecord>,
    pub references: Vec<String>,
    pub series: Vec<SeriesRecord>,
    /// Position of the disease that carries a catalogue or MONDO id.
    pub position: HashMap<DiseaseId, usize>,
    /// MONDO's cross-references to NANDO.
    pub cliques: Cliques,
}

/// The entries of one clique while it is being put together.
#[derive(Default)]
struct Clique {
    names: BTreeMap<DiseaseId, String>,
    rows: Vec<HpoaRow>,
    mondo: Option<u32>,
}

pub(super) fn build(
    inputs: &Inputs,
    terms: &Terms,
    cliques: Cliques,
    report: &mut BuildReport,
) -> Result<Diseases, BuildError> {
    let rows = inputs.require("hpoa", report, hpoa::parse)?;
    let grouped = group(rows, &cliques);
    report.count("catalogue entries", grouped.iter().map(|clique| clique.names.len()).sum());
    let mut references = References::default();
    let mut records: Vec<DiseaseRecord> =
        grouped.into_iter().map(|clique| record(clique, &cliques, &terms.ontology, &mut references, report)).collect();
    // Ascending by primary id, so that positions are the same on every build.
    records.sort_by_key(|disease| disease.ids.first().map(|id| (id.catalogue, id.number)));
    let mut position = HashMap::new();
    for (index, disease) in records.iter().enumerate() {
        position.extend(disease.ids.iter().map(|id| (from_record(*id), index)));
    }
    let series = cliques
        .series_of
        .iter()
        .map(|(number, mondo)| SeriesRecord {
            number: *number,
            name: cliques.labels.get(mondo).cloned().unwrap_or_default(),
        })
        .collect();
    let mut diseases = Diseases { records, references: references.texts, series, position, cliques };
    diseases.add_orphadata(inputs, report)?;
    report.count("diseases", diseases.records.len());
    report.count("annotations", diseases.records.iter().map(|disease| disease.annotations.len()).sum());
    report.count("references", diseases.references.len());
    Ok(diseases)
}

/// The inverse of the archived form, needed once here before anything is archived.
fn from_record(id: DiseaseIdRecord) -> DiseaseId {
    match id.catalogue {
        0 => DiseaseId::Omim(id.number),
        1 => DiseaseId::Orpha(id.number),
        2 => DiseaseId::Decipher(id.number),
        _ => DiseaseId::Mondo(id.number),
    }
}

fn group(rows: Vec<HpoaRow>, cliques: &Cliques) -> Vec<Clique> {
    let mut grouped: BTreeMap<DiseaseId, Clique> = BTreeMap::new();
    for row in rows {
        let mondo = cliques.mondo_of.get(&row.disease).copied();
        let key = mondo.map_or(row.disease, DiseaseId::Mondo);
        let clique = grouped.entry(key).or_default();
        clique.mondo = mondo;
        clique.names.entry(row.disease).or_insert_with(|| row.name.clone());
        clique.rows.push(row);
    }
    grouped.into_values().collect()
}

fn record(
    clique: Clique,
    cliques: &Cliques,
    ontology: &Ontology,
    references: &mut References,
    report: &mut BuildReport,
) -> DiseaseRecord {
    let mut ids: Vec<DiseaseId> = clique.names.keys().copied().collect();
    ids.sort_unstable();
    let mut names: Vec<NameRecord> = Vec::new();
    for id in &ids {
        push_name(&mut names, &clique.names[id], id.to_string());
    }
    if let Some(mondo) = clique.mondo {
        let id = DiseaseId::Mondo(mondo);
        if let Some(label) = cliques.labels.get(&mondo) {
            push_name(&mut names, label, id.to_string());
        }
        // Entries of the clique that nobody annotated are names of the same disease, too.
        ids.extend(cliques.members.get(&mondo).into_iter().flatten().filter(|id| !clique.names.contains_key(id)));
        ids.push(id);
        ids.sort_unstable();
    }
    let annotations =
        clique.rows.into_iter().filter_map(|row| annotation(&row, &ids, ontology, references, report)).collect();
    DiseaseRecord { ids: ids.iter().map(|&id| id.into()).collect(), names, annotations, ..DiseaseRecord::default() }
}

fn push_name(names: &mut Vec<NameRecord>, text: &str, source: String) {
    if !text.is_empty() && !names.iter().any(|name| name.text.eq_ignore_ascii_case(text)) {
        names.push(NameRecord { text: text.to_owned(), japanese: false, source });
    }
}

fn annotation(
    row: &HpoaRow,
    ids: &[DiseaseId],
    ontology: &Ontology,
    references: &mut References,
    report: &mut BuildReport,
) -> Option<AnnotationRecord> {
    let Some(term) = current(row.term, ontology) else {
        report.drop_rows("hpoa", "term is not in the ontology", 1, &format!("{} of {}", row.term, row.disease));
        return None;
    };
    let source = ids.iter().position(|&id| id == row.disease)?;
    Some(AnnotationRecord {
        term: term.0,
        source: u8::try_from(source).unwrap_or(u8::MAX),
        frequency: row.frequency.into(),
        negated: row.negated,
        onset: row.onset.and_then(|id| current(id, ontology)).map(|term| term.0),
        sex: sex_code(row.sex),
        aspect: match row.aspect {
            Aspect::Phenotype => 0,
            Aspect::Inheritance => 1,
            Aspect::ClinicalCourse => 2,
            Aspect::Modifier => 3,
            Aspect::History => 4,
        },
        modifiers: row.modifiers.iter().filter_map(|&id| current(id, ontology)).map(|term| term.0).collect(),
        references: row.references.iter().map(|reference| references.position(reference.to_string())).collect(),
    })
}

fn current(id: TermId, ontology: &Ontology) -> Option<TermIndex> {
    match ontology.resolve(id) {
        Resolution::Current(term) | Resolution::Replaced(term) => Some(term),
        Resolution::Withdrawn(_) | Resolution::Unknown => None,
    }
}

/// Every distinct reference once, in order of first use.
#[derive(Default)]
struct References {
    texts: Vec<String>,
    positions: HashMap<String, u32>,
}

impl References {
    fn position(&mut self, text: String) -> u32 {
        if let Some(&position) = self.positions.get(&text) {
            return position;
        }
        // Fewer references than rows, and rows are far below 2³².
        let position = self.texts.len() as u32;
        self.texts.push(text.clone());
        self.positions.insert(text, position);
        position
    }
}

impl Diseases {
    fn add_orphadata(&mut self, inputs: &Inputs, report: &mut BuildReport) -> Result<(), BuildError> {
        let mut unknown = 0;
        for row in inputs.parse("orphadata-ages", report, orphadata::parse_ages)?.unwrap_or_default() {
            match self.position.get(&row.disease) {
                Some(&at) => self.records[at].orphanet_onset = row.onset,
                None => unknown += 1,
            }
        }
        for row in inputs.parse("orphadata-prevalence", report, orphadata::parse_prevalence)?.unwrap_or_default() {
            match self.position.get(&row.disease) {
                Some(&at) => self.records[at].prevalence.push(PrevalenceRecord {
                    kind: row.kind,
                    class: row.class,
                    value: row.value,
                    region: row.region,
                    validated: row.validated,
                }),
                None => unknown += 1,
            }
        }
        if unknown > 0 {
            report.drop_rows("orphadata", "disorder without phenotype annotations", unknown, "");
        }
        Ok(())
    }
}
