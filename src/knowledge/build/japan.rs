//! Japan's programmes for intractable diseases: numbers, names, descriptions.

use std::collections::{BTreeMap, BTreeSet};

use super::super::record::{NameRecord, NanbyoRecord};
use super::super::sources::nando::{self, NandoClass, Programme};
use super::BuildError;
use super::diseases::Diseases;
use super::inputs::Inputs;
use super::report::BuildReport;
use crate::domain::DiseaseId;

/// How [`DiseaseId::Mondo`] is archived.
const MONDO_CATALOGUE: u8 = 3;

pub(super) fn link(inputs: &Inputs, diseases: &mut Diseases, report: &mut BuildReport) -> Result<(), BuildError> {
    let Some(classes) = inputs.parse("nando", report, nando::parse)? else { return Ok(()) };
    let mut linked = BTreeSet::new();
    let mut classes_of: BTreeMap<usize, Vec<&NandoClass>> = BTreeMap::new();
    for class in &classes {
        if class.programme().is_none() {
            continue;
        }
        for mondo in mondo_classes(class, diseases) {
            if let Some(&at) = diseases.position.get(&DiseaseId::Mondo(mondo)) {
                classes_of.entry(at).or_default().push(class);
                linked.insert(class.number);
            }
        }
    }
    for (at, mut found) in classes_of {
        // 指定難病 first, then the more particular class (higher number).
        found.sort_by_key(|class| {
            (class.programme() != Some(Programme::DesignatedIntractable), std::cmp::Reverse(class.number))
        });
        found.dedup_by_key(|class| class.number);
        let disease = &mut diseases.records[at];
        disease.nanbyo.extend(found.iter().map(|class| record(class)));
        // A class that MONDO only cross-references, or that stands for several diseases, names this one less well.
        let mondo = disease.ids.iter().find(|id| id.catalogue == MONDO_CATALOGUE).map(|id| id.number);
        found.sort_by_key(|class| {
            (!mondo.is_some_and(|mondo| class.mondo_exact.contains(&mondo)), class.mondo_exact.len())
        });
        for class in found {
            add_names(&mut disease.names, class);
        }
    }
    report.count("NANDO classes linked", linked.len());
    report.count(
        "diseases with 指定難病 number",
        diseases.records.iter().filter(|d| d.nanbyo.iter().any(|n| n.designated_intractable)).count(),
    );
    Ok(())
}

/// MONDO classes that NANDO matches exactly, or that MONDO cross-references to the NANDO class.
fn mondo_classes(class: &NandoClass, diseases: &Diseases) -> BTreeSet<u32> {
    let mut mondo: BTreeSet<u32> = class.mondo_exact.iter().copied().collect();
    mondo.extend(
        diseases
            .cliques
            .nando_of
            .iter()
            .filter(|(_, numbers)| numbers.contains(&class.number))
            .map(|(mondo, _)| *mondo),
    );
    mondo
}

fn add_names(names: &mut Vec<NameRecord>, class: &NandoClass) {
    let source = format!("NANDO:{}", class.number);
    let own = own_part(names, class);
    let japanese = own
        .iter()
        .chain(std::iter::once(&class.name_ja))
        .chain(class.synonyms.iter().filter(|(_, ja)| *ja).map(|(text, _)| text));
    for text in japanese {
        if !text.is_empty() && !names.iter().any(|name| name.text == *text) {
            names.push(NameRecord { text: text.clone(), japanese: true, source: source.clone() });
        }
    }
}

/// The part of a double name that is this disease's (`マルファン症候群／ロイス・ディーツ症候群` for Marfan syndrome): the
/// one at the same place as the English part that is one of the disease's names.
fn own_part(names: &[NameRecord], class: &NandoClass) -> Option<String> {
    let japanese: Vec<&str> = class.name_ja.split(['／', '/']).map(str::trim).collect();
    let english: Vec<&str> = class.name_en.split(['／', '/']).map(str::trim).collect();
    if japanese.len() < 2 || japanese.len() != english.len() {
        return None;
    }
    let own = english
        .iter()
        .position(|part| names.iter().any(|name| !name.japanese && name.text.eq_ignore_ascii_case(part)))?;
    Some(japanese[own].to_owned())
}

fn record(class: &NandoClass) -> NanbyoRecord {
    let designated = class.programme() == Some(Programme::DesignatedIntractable);
    NanbyoRecord {
        number: class.number,
        notification_number: class.notification_number,
        designated_intractable: designated,
        name_ja: class.name_ja.clone(),
        kana: class.kana.clone(),
        name_en: class.name_en.clone(),
        synonyms_ja: class.synonyms.iter().filter(|(_, ja)| *ja).map(|(text, _)| text.clone()).collect(),
        description_ja: class.description_ja.clone(),
    }
}
