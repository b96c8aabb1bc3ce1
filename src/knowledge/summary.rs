//! What a disease is known to show, term by term, over all its rows.

use std::collections::BTreeMap;

use super::sources::hpoa::Aspect;
use super::view::{AnnotationView, DiseaseView};
use crate::domain::{Frequency, Reference};
use crate::ontology::TermIndex;

/// All rows of one disease about one phenotype term, pooled.
#[derive(Debug, Clone, PartialEq)]
pub struct PhenotypeSummary {
    /// The term.
    pub term: TermIndex,
    /// Whether every row says that the disease does not show it.
    pub absent: bool,
    /// Counts pooled over the rows that count; else the category or percentage of the first row that has one;
    /// `None` where no row states a frequency.
    pub frequency: Option<Frequency>,
    /// Rows pooled.
    pub rows: u32,
    /// What the rows rest on, each once, in the order of the rows.
    pub references: Vec<Reference>,
}

/// Pools frequencies of rows about one term: counts are added up over all counted rows, absent ones among them;
/// a category or percentage stands only where nothing was counted.
///
/// The sums saturate at `u32::MAX`, which no cohort reaches.
#[must_use]
pub fn pool(frequencies: impl IntoIterator<Item = Option<Frequency>>) -> Option<Frequency> {
    let mut counts: Option<(u32, u32)> = None;
    let mut stated: Option<Frequency> = None;
    for frequency in frequencies.into_iter().flatten() {
        match frequency {
            Frequency::Counted { affected, examined } => {
                let (a, n) = counts.unwrap_or_default();
                counts = Some((a.saturating_add(affected), n.saturating_add(examined)));
            }
            other if stated.is_none_or(Frequency::is_absent) => stated = Some(other),
            _ => {}
        }
    }
    counts.map(|(affected, examined)| Frequency::Counted { affected, examined }).or(stated)
}

impl<'a> DiseaseView<'a> {
    /// Pooled phenotype annotations in ascending order of term, over the rows that `keep` accepts.
    pub fn phenotypes(self, mut keep: impl FnMut(&AnnotationView<'a>) -> bool) -> Vec<PhenotypeSummary> {
        let mut by_term: BTreeMap<TermIndex, Vec<AnnotationView<'a>>> = BTreeMap::new();
        let ontology = self.base().ontology();
        for row in self.annotations() {
            if row.aspect() == Aspect::Phenotype && ontology.is_phenotypic(row.term()) && keep(&row) {
                by_term.entry(row.term()).or_default().push(row);
            }
        }
        by_term.into_iter().map(|(term, rows)| summarize(term, &rows)).collect()
    }
}

fn summarize(term: TermIndex, rows: &[AnnotationView<'_>]) -> PhenotypeSummary {
    let absent = rows.iter().all(|row| row.is_absent());
    // A row with NOT says nothing of how often; counts of 0/n do, and belong in the pool.
    let frequency = pool(rows.iter().map(|row| row.frequency()));
    let mut references: Vec<Reference> = Vec::new();
    for reference in rows.iter().flat_map(|row| row.references()) {
        if !references.contains(&reference) {
            references.push(reference);
        }
    }
    PhenotypeSummary { term, absent, frequency, rows: rows.len() as u32, references }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FrequencyRange;

    #[test]
    fn counts_are_added_and_win_over_categories() {
        let counted = |affected, examined| Some(Frequency::Counted { affected, examined });
        let range = |range| Some(Frequency::Range(range));
        assert_eq!(pool([counted(1, 2), counted(3, 4), None]), counted(4, 6));
        assert_eq!(pool([counted(0, 5), counted(1, 5)]), counted(1, 10));
        assert_eq!(pool([range(FrequencyRange::Frequent), counted(1, 2)]), counted(1, 2));
        assert_eq!(
            pool([range(FrequencyRange::Frequent), Some(Frequency::Percent(3.0))]),
            range(FrequencyRange::Frequent)
        );
        assert_eq!(
            pool([range(FrequencyRange::Excluded), range(FrequencyRange::Frequent)]),
            range(FrequencyRange::Frequent)
        );
        assert_eq!(pool([None, None]), None);
        assert_eq!(pool([counted(u32::MAX, u32::MAX), counted(1, 1)]), counted(u32::MAX, u32::MAX));
    }
}
