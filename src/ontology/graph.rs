//! The term graph with dense indices.

use std::collections::HashMap;

use super::{Csr, PHENOTYPIC_ABNORMALITY};
use crate::domain::TermId;

/// Position of a current term in the ontology of one release. Meaningless across releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermIndex(pub u32);

impl TermIndex {
    /// As an index into per-term tables.
    #[must_use]
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// A current term as a source states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OntologyTerm {
    /// Its id.
    pub id: TermId,
    /// Direct parents (`is_a`).
    pub parents: Vec<TermId>,
    /// Ids merged into this term.
    pub alternative_ids: Vec<TermId>,
}

/// A term withdrawn from the ontology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObsoleteTerm {
    /// Its id.
    pub id: TermId,
    /// The one term that takes its place, where the curators name one.
    pub replaced_by: Option<TermId>,
    /// Terms the curators suggest to consider; no automatic replacement.
    pub consider: Vec<TermId>,
}

/// What an id means in this release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// A current term.
    Current(TermIndex),
    /// An id that was merged into, or replaced by, this term.
    Replaced(TermIndex),
    /// Withdrawn; the curators suggest these.
    Withdrawn(Vec<TermId>),
    /// Never an id of this release.
    Unknown,
}

/// Why terms do not form an ontology.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OntologyError {
    /// Two terms with one id.
    #[error("{0} is defined twice")]
    Duplicate(TermId),
    /// An `is_a` that leads nowhere.
    #[error("{child} has the parent {parent}, which is not a current term")]
    UnknownParent {
        /// The term with the bad parent.
        child: TermId,
        /// The missing parent.
        parent: TermId,
    },
    /// A term that is its own ancestor.
    #[error("{0} is its own ancestor")]
    Cycle(TermId),
    /// No `HP:0000118`.
    #[error("the ontology has no term {PHENOTYPIC_ABNORMALITY} (Phenotypic abnormality)")]
    NoPhenotypicRoot,
}

/// The directed acyclic graph of current terms.
///
/// Indices run in ascending order of term id. `ancestors` of a term include the term itself.
#[derive(Debug, Clone)]
pub struct Ontology {
    ids: Vec<TermId>,
    former: HashMap<TermId, TermIndex>,
    withdrawn: HashMap<TermId, Vec<TermId>>,
    parents: Csr<TermIndex>,
    children: Csr<TermIndex>,
    ancestors: Csr<TermIndex>,
    phenotypic_root: TermIndex,
}

impl Ontology {
    /// Builds the graph.
    ///
    /// # Errors
    /// [`OntologyError`] where ids repeat, parents are missing, the graph has a cycle, or HP:0000118 is not there.
    pub fn new(mut terms: Vec<OntologyTerm>, obsolete: Vec<ObsoleteTerm>) -> Result<Self, OntologyError> {
        terms.sort_by_key(|term| term.id);
        if let Some(pair) = terms.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(OntologyError::Duplicate(pair[0].id));
        }
        let ids: Vec<TermId> = terms.iter().map(|term| term.id).collect();
        let parents = parents_of(&terms, &ids)?;
        let children = reversed(&parents);
        let ancestors = ancestors_of(&parents, &children).map_err(|index| OntologyError::Cycle(ids[index]))?;
        let phenotypic_root = index_of(&ids, PHENOTYPIC_ABNORMALITY).ok_or(OntologyError::NoPhenotypicRoot)?;
        let (former, withdrawn) = former_ids(&terms, obsolete, &ids);
        Ok(Self { ids, former, withdrawn, parents, children, ancestors, phenotypic_root })
    }

    /// Number of current terms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no term, which [`Ontology::new`] never yields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// All current terms in ascending order of id.
    pub fn terms(&self) -> impl Iterator<Item = TermIndex> + use<> {
        // The number of terms fits: HPO ids have seven digits.
        (0..self.ids.len() as u32).map(TermIndex)
    }

    /// The id of a term.
    #[must_use]
    pub fn id(&self, term: TermIndex) -> TermId {
        self.ids[term.at()]
    }

    /// The current term with this very id.
    #[must_use]
    pub fn index(&self, id: TermId) -> Option<TermIndex> {
        index_of(&self.ids, id)
    }

    /// What an id means in this release, following merges and replacements.
    #[must_use]
    pub fn resolve(&self, id: TermId) -> Resolution {
        if let Some(index) = self.index(id) {
            return Resolution::Current(index);
        }
        if let Some(&index) = self.former.get(&id) {
            return Resolution::Replaced(index);
        }
        self.withdrawn.get(&id).map_or(Resolution::Unknown, |consider| Resolution::Withdrawn(consider.clone()))
    }

    /// Direct parents.
    #[must_use]
    pub fn parents(&self, term: TermIndex) -> &[TermIndex] {
        self.parents.row(term.at())
    }

    /// Direct children.
    #[must_use]
    pub fn children(&self, term: TermIndex) -> &[TermIndex] {
        self.children.row(term.at())
    }

    /// The term and everything above it, in ascending order of index.
    #[must_use]
    pub fn ancestors(&self, term: TermIndex) -> &[TermIndex] {
        self.ancestors.row(term.at())
    }

    /// Whether `above` is `term` or one of its ancestors.
    #[must_use]
    pub fn is_a(&self, term: TermIndex, above: TermIndex) -> bool {
        self.ancestors(term).binary_search(&above).is_ok()
    }

    /// Whether the term describes a patient, i.e. lies below (and is not) Phenotypic abnormality.
    #[must_use]
    pub fn is_phenotypic(&self, term: TermIndex) -> bool {
        term != self.phenotypic_root && self.is_a(term, self.phenotypic_root)
    }

    /// Phenotypic abnormality.
    #[must_use]
    pub fn phenotypic_root(&self) -> TermIndex {
        self.phenotypic_root
    }

    /// The term and everything below it, each once, in ascending order of index.
    #[must_use]
    pub fn descendants(&self, term: TermIndex) -> Vec<TermIndex> {
        let mut seen = vec![term];
        let mut next = 0;
        let mut known = std::collections::HashSet::from([term]);
        while next < seen.len() {
            for &child in self.children(seen[next]) {
                if known.insert(child) {
                    seen.push(child);
                }
            }
            next += 1;
        }
        seen.sort_unstable();
        seen
    }
}

fn index_of(ids: &[TermId], id: TermId) -> Option<TermIndex> {
    // See `terms` for the width of the index.
    ids.binary_search(&id).ok().map(|index| TermIndex(index as u32))
}

fn parents_of(terms: &[OntologyTerm], ids: &[TermId]) -> Result<Csr<TermIndex>, OntologyError> {
    let mut parents = Csr::default();
    for term in terms {
        let mut row = Vec::with_capacity(term.parents.len());
        for &parent in &term.parents {
            row.push(index_of(ids, parent).ok_or(OntologyError::UnknownParent { child: term.id, parent })?);
        }
        row.sort_unstable();
        row.dedup();
        parents.push_row(row);
    }
    Ok(parents)
}

fn reversed(parents: &Csr<TermIndex>) -> Csr<TermIndex> {
    let mut children = vec![Vec::new(); parents.rows()];
    for child in 0..parents.rows() {
        for parent in parents.row(child) {
            children[parent.at()].push(TermIndex(child as u32));
        }
    }
    children.into_iter().collect()
}

/// Ancestor lists by a topological walk from the roots; the error is a term on a cycle.
fn ancestors_of(parents: &Csr<TermIndex>, children: &Csr<TermIndex>) -> Result<Csr<TermIndex>, usize> {
    let count = parents.rows();
    let mut waiting: Vec<usize> = (0..count).map(|term| parents.row(term).len()).collect();
    let mut ready: Vec<usize> = (0..count).filter(|&term| waiting[term] == 0).collect();
    let mut lists: Vec<Option<Vec<TermIndex>>> = vec![None; count];
    while let Some(term) = ready.pop() {
        let mut list = vec![TermIndex(term as u32)];
        for parent in parents.row(term) {
            list.extend(lists[parent.at()].iter().flatten());
        }
        list.sort_unstable();
        list.dedup();
        lists[term] = Some(list);
        for child in children.row(term) {
            waiting[child.at()] -= 1;
            if waiting[child.at()] == 0 {
                ready.push(child.at());
            }
        }
    }
    lists
        .into_iter()
        .enumerate()
        .map(|(term, list)| list.ok_or(term))
        .collect::<Result<Vec<_>, _>>()
        .map(|lists| lists.into_iter().collect())
}

type Former = (HashMap<TermId, TermIndex>, HashMap<TermId, Vec<TermId>>);

fn former_ids(terms: &[OntologyTerm], obsolete: Vec<ObsoleteTerm>, ids: &[TermId]) -> Former {
    let mut former = HashMap::new();
    for term in terms {
        if let Some(index) = index_of(ids, term.id) {
            former.extend(term.alternative_ids.iter().map(|&id| (id, index)));
        }
    }
    let replacements: HashMap<TermId, TermId> =
        obsolete.iter().filter_map(|term| Some((term.id, term.replaced_by?))).collect();
    let mut withdrawn = HashMap::new();
    for term in obsolete {
        match follow(term.id, &replacements, &former, ids) {
            Some(index) => {
                former.insert(term.id, index);
            }
            None => {
                withdrawn.insert(term.id, term.consider);
            }
        }
    }
    (former, withdrawn)
}

/// Follows `replaced_by` until a current term; bounded, because a source may hold a circle.
fn follow(
    id: TermId,
    replacements: &HashMap<TermId, TermId>,
    former: &HashMap<TermId, TermIndex>,
    ids: &[TermId],
) -> Option<TermIndex> {
    let mut id = id;
    for _ in 0..8 {
        id = *replacements.get(&id)?;
        if let Some(index) = index_of(ids, id).or_else(|| former.get(&id).copied()) {
            return Some(index);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> TermId {
        TermId::from_number(number)
    }

    fn term(number: u32, parents: &[u32]) -> OntologyTerm {
        OntologyTerm { id: id(number), parents: parents.iter().map(|&p| id(p)).collect(), alternative_ids: vec![] }
    }

    fn small() -> Ontology {
        let mut terms = vec![
            term(1, &[]),
            term(118, &[1]),
            term(200, &[118]),
            term(300, &[118]),
            term(400, &[200, 300]),
            term(5, &[1]),
        ];
        terms[2].alternative_ids.push(id(201));
        let obsolete = vec![
            ObsoleteTerm { id: id(900), replaced_by: Some(id(901)), consider: vec![] },
            ObsoleteTerm { id: id(901), replaced_by: Some(id(201)), consider: vec![] },
            ObsoleteTerm { id: id(902), replaced_by: None, consider: vec![id(300)] },
            ObsoleteTerm { id: id(903), replaced_by: Some(id(903)), consider: vec![] },
        ];
        Ontology::new(terms, obsolete).unwrap()
    }

    #[test]
    fn ancestors_include_the_term_and_both_branches() {
        let ontology = small();
        let of = |n| {
            ontology
                .ancestors(ontology.index(id(n)).unwrap())
                .iter()
                .map(|&t| ontology.id(t).number())
                .collect::<Vec<_>>()
        };
        assert_eq!(of(400), [1, 118, 200, 300, 400]);
        assert_eq!(of(1), [1]);
        let phenotypic: Vec<u32> =
            ontology.terms().filter(|&t| ontology.is_phenotypic(t)).map(|t| ontology.id(t).number()).collect();
        assert_eq!(phenotypic, [200, 300, 400]);
        let below: Vec<u32> =
            ontology.descendants(ontology.phenotypic_root()).iter().map(|&t| ontology.id(t).number()).collect();
        assert_eq!(below, [118, 200, 300, 400]);
    }

    #[test]
    fn old_ids_lead_to_current_terms() {
        let ontology = small();
        let current = ontology.index(id(200)).unwrap();
        assert_eq!(ontology.resolve(id(200)), Resolution::Current(current));
        for old in [201, 900, 901] {
            assert_eq!(ontology.resolve(id(old)), Resolution::Replaced(current), "{old}");
        }
        assert_eq!(ontology.resolve(id(902)), Resolution::Withdrawn(vec![id(300)]));
        assert_eq!(ontology.resolve(id(903)), Resolution::Withdrawn(vec![]));
        assert_eq!(ontology.resolve(id(999)), Resolution::Unknown);
    }

    #[test]
    fn broken_graphs_are_refused_by_name() {
        let cases = [
            (vec![term(118, &[]), term(118, &[])], OntologyError::Duplicate(id(118))),
            (vec![term(118, &[7])], OntologyError::UnknownParent { child: id(118), parent: id(7) }),
            (vec![term(118, &[]), term(2, &[3]), term(3, &[2])], OntologyError::Cycle(id(2))),
            (vec![term(1, &[])], OntologyError::NoPhenotypicRoot),
        ];
        for (terms, wanted) in cases {
            assert_eq!(Ontology::new(terms, vec![]).unwrap_err(), wanted);
        }
    }
}
