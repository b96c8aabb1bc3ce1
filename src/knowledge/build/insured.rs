//! Which diseases have a genetic test that the health insurance covers.

use std::collections::{BTreeMap, BTreeSet};

use super::super::record::{InsuredLinkRecord, InsuredTestRecord, InsuredThroughRecord};
use super::super::sources::insured::{self, InsuredTest, Scope};
use super::super::view::NanbyoLink;
use super::BuildError;
use super::diseases::Diseases;
use super::inputs::Inputs;
use super::japan::Nanbyo;
use super::report::BuildReport;
use crate::domain::DiseaseId;

pub(super) fn link(
    inputs: &Inputs,
    nanbyo: &Nanbyo,
    diseases: &mut Diseases,
    report: &mut BuildReport,
) -> Result<Vec<InsuredTestRecord>, BuildError> {
    let Some(tests) = inputs.parse("insured-genetic-tests", report, insured::parse)? else { return Ok(Vec::new()) };
    let by_id: BTreeMap<usize, Vec<(usize, DiseaseId)>> = by_id(&tests, diseases);
    let mut linked = BTreeSet::new();
    for (at, disease) in diseases.records.iter_mut().enumerate() {
        let mut links: BTreeMap<usize, InsuredThroughRecord> = BTreeMap::new();
        for class in disease.nanbyo.iter().filter(|entry| NanbyoLink::ALL[usize::from(entry.link)].is_same_disease()) {
            let classes = nanbyo.with_ancestors(class.number);
            for (test, row) in tests.iter().enumerate() {
                if let Some(number) = row.nando.iter().find(|number| classes.contains(number)) {
                    links.insert(test, InsuredThroughRecord::Nando(*number));
                }
            }
        }
        // The first id of a row names the link.
        for (test, id) in by_id.get(&at).into_iter().flatten().rev() {
            links.insert(*test, InsuredThroughRecord::Id((*id).into()));
        }
        linked.extend(links.keys().copied());
        let mut links: Vec<_> = links.into_iter().collect();
        // A disease of its own on the list before a family it belongs to.
        links.sort_by_key(|(test, _)| (tests[*test].scope == Scope::Family, *test));
        disease.insured =
            links.into_iter().map(|(test, through)| InsuredLinkRecord { test: test as u16, through }).collect();
    }
    report.count("insured genetic tests of known diseases", linked.len());
    report.count(
        "diseases with an insured genetic test",
        diseases.records.iter().filter(|disease| !disease.insured.is_empty()).count(),
    );
    Ok(tests.into_iter().map(record).collect())
}

/// Tests that name an id of each disease, by position.
fn by_id(tests: &[InsuredTest], diseases: &Diseases) -> BTreeMap<usize, Vec<(usize, DiseaseId)>> {
    let mut found: BTreeMap<usize, Vec<(usize, DiseaseId)>> = BTreeMap::new();
    for (test, row) in tests.iter().enumerate() {
        for id in &row.diseases {
            if let Some(&at) = diseases.position.get(id) {
                found.entry(at).or_default().push((test, *id));
            }
        }
    }
    found
}

fn record(test: InsuredTest) -> InsuredTestRecord {
    InsuredTestRecord {
        group: test.group as u8,
        item: test.item,
        family: test.scope == Scope::Family,
        name_ja: test.name_ja,
        name_en: test.name_en,
    }
}
