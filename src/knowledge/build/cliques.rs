//! Which catalogue entries are one disease: those that MONDO matches exactly with one class.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::sources::mondo::{self, MondoMapping, MondoTarget};
use super::BuildError;
use super::inputs::Inputs;
use super::report::BuildReport;
use crate::domain::DiseaseId;

/// MONDO's view of the catalogues.
#[derive(Debug, Default)]
pub(super) struct Cliques {
    /// The MONDO class of each catalogue entry; the lowest where MONDO names several.
    pub mondo_of: HashMap<DiseaseId, u32>,
    /// The inverse: catalogue entries of each MONDO class.
    pub members: BTreeMap<u32, BTreeSet<DiseaseId>>,
    /// Labels of MONDO classes.
    pub labels: BTreeMap<u32, String>,
    /// OMIM phenotypic series matched with a MONDO class.
    pub series_of: BTreeMap<u32, u32>,
    /// NANDO classes cross-referenced from a MONDO class.
    pub nando_of: BTreeMap<u32, BTreeSet<u32>>,
}

/// Whether a mapping leads to one catalogue.
type IsCatalogue = fn(&MondoTarget) -> bool;

pub(super) fn build(inputs: &Inputs, report: &mut BuildReport) -> Result<Cliques, BuildError> {
    let all = inputs.require("mondo", report, mondo::parse)?;
    let mut cliques = Cliques::default();
    // The files of a newer release replace what the bundled one says of the same catalogue.
    let replaced: [(&str, IsCatalogue); 3] = [
        ("mondo-omim", |t| matches!(t, MondoTarget::Disease(DiseaseId::Omim(_)))),
        ("mondo-orphanet", |t| matches!(t, MondoTarget::Disease(DiseaseId::Orpha(_)))),
        ("mondo-omimps", |t| matches!(t, MondoTarget::Series(_))),
    ];
    let mut rows = all;
    for (name, is_catalogue) in replaced {
        if let Some(newer) = inputs.parse(name, report, mondo::parse)? {
            rows.retain(|row| !is_catalogue(&row.target));
            rows.extend(newer.into_iter().filter(|row| is_catalogue(&row.target)));
        }
    }
    rows.extend(inputs.parse("mondo-nando", report, mondo::parse)?.unwrap_or_default());
    let mut ambiguous = BTreeSet::new();
    for row in rows {
        cliques.add(row, &mut ambiguous);
    }
    for (&id, &mondo) in &cliques.mondo_of {
        cliques.members.entry(mondo).or_default().insert(id);
    }
    if let Some(first) = ambiguous.first() {
        report.note(format!(
            "{} catalogue entries match several MONDO classes exactly, such as {first}; the lowest class was taken",
            ambiguous.len()
        ));
    }
    Ok(cliques)
}

impl Cliques {
    fn add(&mut self, row: MondoMapping, ambiguous: &mut BTreeSet<DiseaseId>) {
        self.labels.entry(row.mondo).or_insert(row.label);
        match row.target {
            MondoTarget::Disease(id) => {
                let class = self.mondo_of.entry(id).or_insert(row.mondo);
                if *class != row.mondo {
                    ambiguous.insert(id);
                    *class = (*class).min(row.mondo);
                }
            }
            MondoTarget::Series(series) => {
                self.series_of.insert(series.number(), row.mondo);
            }
            MondoTarget::Nando(number) => {
                self.nando_of.entry(row.mondo).or_default().insert(number);
            }
        }
    }
}
