//! A second opinion on the graph: the crate `hpo` parses the same release on its own.

use std::collections::BTreeSet;
use std::path::Path;

use super::Ontology;
use crate::domain::TermId;

/// Outcome of comparing our graph with that of the crate `hpo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossCheck {
    /// Current terms compared.
    pub terms: usize,
    /// Terms whose set of ancestors differs, or that only one side knows.
    pub differing: Vec<TermId>,
}

/// Why no second opinion was had.
#[derive(Debug, thiserror::Error)]
pub enum CrossCheckError {
    /// The crate refused the files.
    #[error("crate hpo could not read the release: {0}")]
    Refused(String),
    /// The crate panicked, which it does on some malformed input.
    #[error("crate hpo gave up on the release")]
    Panicked,
}

/// Compares the ancestors of every current term with those that crate `hpo` finds in `folder`,
/// which must hold `hp.obo`, `phenotype.hpoa` and `genes_to_phenotype.txt` under these names.
///
/// # Errors
/// [`CrossCheckError`] where the crate cannot read the files; our own graph is not in question then.
pub fn cross_check(ontology: &Ontology, folder: &Path) -> Result<CrossCheck, CrossCheckError> {
    use hpo::annotations::AnnotationId;
    let folder = folder.to_string_lossy().into_owned();
    // The crate panics on some broken input: a thread of its own turns that into an error.
    let other = std::thread::spawn(move || hpo::Ontology::from_standard(&folder).map_err(|e| e.to_string()))
        .join()
        .map_err(|_| CrossCheckError::Panicked)?
        .map_err(CrossCheckError::Refused)?;
    let mut differing = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for theirs in other.hpos().filter(|term| !term.is_obsolete()) {
        let id = TermId::from_number(theirs.id().as_u32());
        seen.insert(id);
        let above: BTreeSet<u32> = theirs.all_parent_ids().iter().map(|id| id.as_u32()).collect();
        let ours: Option<BTreeSet<u32>> = ontology.index(id).map(|term| {
            ontology.ancestors(term).iter().filter(|&&a| a != term).map(|&a| ontology.id(a).number()).collect()
        });
        if ours != Some(above) {
            differing.insert(id);
        }
    }
    differing.extend(ontology.terms().map(|term| ontology.id(term)).filter(|id| !seen.contains(id)));
    Ok(CrossCheck { terms: seen.len(), differing: differing.into_iter().collect() })
}
