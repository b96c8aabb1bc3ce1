//! Terms with their names in both languages.

use std::collections::HashMap;

use super::super::record::{ObsoleteRecord, SynonymRecord, TermRecord};
use super::super::sources::hpo::{self, OboTerm, SynonymScope};
use super::super::sources::{SourceError, Table, hp_ja, ja_synonyms};
use super::BuildError;
use super::inputs::Inputs;
use super::report::BuildReport;
use crate::domain::TermId;
use crate::ontology::{ObsoleteTerm, Ontology, OntologyTerm, Resolution};

/// Term records in the order of the ontology's indices.
pub(super) struct Terms {
    pub records: Vec<TermRecord>,
    pub obsolete: Vec<ObsoleteRecord>,
    pub ontology: Ontology,
}

pub(super) fn build(inputs: &Inputs, report: &mut BuildReport) -> Result<Terms, BuildError> {
    let stanzas = inputs.require("hpo", report, |file, bytes| {
        let text = std::str::from_utf8(bytes).map_err(|error| SourceError::File {
            file: file.to_owned(),
            message: format!("not UTF-8 at byte {}", error.valid_up_to()),
        })?;
        hpo::parse(file, text)
    })?;
    let (obsolete, current): (Vec<OboTerm>, Vec<OboTerm>) = stanzas.into_iter().partition(|term| term.obsolete);
    let ontology = graph(&current, &obsolete)?;
    let mut records = records(current, &ontology);
    let obsolete = obsolete
        .into_iter()
        .map(|term| ObsoleteRecord {
            id: term.id.number(),
            name: term.name.strip_prefix("obsolete ").unwrap_or(&term.name).to_owned(),
            replaced_by: term.replaced_by.map(TermId::number),
            consider: term.consider.iter().map(|id| id.number()).collect(),
        })
        .collect::<Vec<_>>();
    japanese_labels(inputs, &ontology, &mut records, report)?;
    japanese_synonyms(inputs, &ontology, &mut records, report)?;
    report.count("terms", records.len());
    report.count("obsolete terms", obsolete.len());
    report.count("synonyms", records.iter().map(|term| term.synonyms.len()).sum());
    report.count("Japanese labels", records.iter().filter(|term| term.name_ja.is_some()).count());
    Ok(Terms { records, obsolete, ontology })
}

fn graph(current: &[OboTerm], obsolete: &[OboTerm]) -> Result<Ontology, BuildError> {
    let terms = current
        .iter()
        .map(|term| OntologyTerm {
            id: term.id,
            parents: term.parents.clone(),
            alternative_ids: term.alternative_ids.clone(),
        })
        .collect();
    let obsolete = obsolete
        .iter()
        .map(|term| ObsoleteTerm { id: term.id, replaced_by: term.replaced_by, consider: term.consider.clone() })
        .collect();
    Ok(Ontology::new(terms, obsolete)?)
}

fn records(current: Vec<OboTerm>, ontology: &Ontology) -> Vec<TermRecord> {
    let mut by_id: HashMap<TermId, OboTerm> = current.into_iter().map(|term| (term.id, term)).collect();
    ontology
        .terms()
        .filter_map(|index| {
            let term = by_id.remove(&ontology.id(index))?;
            Some(TermRecord {
                id: term.id.number(),
                name: term.name,
                name_ja: None,
                definition: term.definition,
                synonyms: term
                    .synonyms
                    .into_iter()
                    .map(|s| SynonymRecord {
                        text: s.text,
                        japanese: false,
                        lay: s.layperson,
                        exact: s.scope == SynonymScope::Exact,
                    })
                    .collect(),
                parents: ontology.parents(index).iter().map(|parent| parent.0).collect(),
                alternative_ids: term.alternative_ids.iter().map(|id| id.number()).collect(),
            })
        })
        .collect()
}

fn japanese_labels(
    inputs: &Inputs,
    ontology: &Ontology,
    records: &mut [TermRecord],
    report: &mut BuildReport,
) -> Result<(), BuildError> {
    let labels = inputs.parse("hp-ja", report, hp_ja::parse)?.unwrap_or_default();
    for (id, label) in labels {
        match ontology.resolve(id) {
            Resolution::Current(term) => records[term.at()].name_ja = Some(label),
            // A label of a merged term names something narrower or older; the current term has its own.
            _ => report.drop_rows("hp-ja", "not a current term", 1, &format!("{id}")),
        }
    }
    let corrections = inputs.parse("ja-label-corrections", report, |file, bytes| {
        let mut parsed = super::super::sources::Parsed::default();
        let table = Table::open(file, bytes, b'\t', false)?;
        let (id, label) = (table.column("hpo_id")?, table.column("label")?);
        let super::super::sources::Parsed { rows, tally, .. } = &mut parsed;
        table.for_each(tally, |row, tally| {
            match row.get(id).parse::<TermId>() {
                Ok(term) => rows.push((term, row.get(label).to_owned())),
                Err(error) => tally.drop_row("bad term id", || error.to_string()),
            }
            Ok(())
        })?;
        Ok(parsed)
    })?;
    for (id, label) in corrections.unwrap_or_default() {
        match ontology.index(id) {
            Some(term) => records[term.at()].name_ja = Some(label),
            None => report.drop_rows("ja-label-corrections", "not a current term", 1, &format!("{id}")),
        }
    }
    Ok(())
}

fn japanese_synonyms(
    inputs: &Inputs,
    ontology: &Ontology,
    records: &mut [TermRecord],
    report: &mut BuildReport,
) -> Result<(), BuildError> {
    let synonyms = inputs.parse("ja-synonyms", report, ja_synonyms::parse)?.unwrap_or_default();
    for synonym in synonyms {
        match ontology.resolve(synonym.term) {
            Resolution::Current(term) | Resolution::Replaced(term) => records[term.at()].synonyms.push(SynonymRecord {
                text: synonym.text,
                japanese: true,
                lay: synonym.register == ja_synonyms::Register::Lay,
                exact: true,
            }),
            _ => report.drop_rows("ja-synonyms", "not a current term", 1, &format!("{}", synonym.term)),
        }
    }
    Ok(())
}
