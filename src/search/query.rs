//! From what was typed to candidates.

use std::collections::HashSet;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Order, Term};

use super::grams::{LONGEST_PREFIX, grams, head, words};
use super::index::{SearchError, SearchIndex};
use super::normalize::{is_japanese, normalize};
use super::order::{self, Hit};
use super::texts::Kind;
use crate::knowledge::KnowledgeBase;

/// Longest query that is looked at, in characters; what is beyond is no name of anything.
const LONGEST_QUERY: usize = 200;
/// Candidates taken from each stage before ordering.
const CANDIDATES: usize = 96;

/// Which kinds of entries are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds {
    /// Terms.
    pub terms: bool,
    /// Diseases.
    pub diseases: bool,
    /// Genes.
    pub genes: bool,
}

impl Kinds {
    /// All three.
    pub const ALL: Self = Self { terms: true, diseases: true, genes: true };
    /// Terms only.
    pub const TERMS: Self = Self { terms: true, diseases: false, genes: false };

    pub(super) fn has(self, kind: Kind) -> bool {
        match kind {
            Kind::Term => self.terms,
            Kind::Disease => self.diseases,
            Kind::Gene => self.genes,
        }
    }

    fn list(self) -> impl Iterator<Item = Kind> {
        [Kind::Term, Kind::Disease, Kind::Gene].into_iter().filter(move |&kind| self.has(kind))
    }
}

/// How to search.
#[derive(Debug, Clone, Copy)]
pub struct SearchOptions {
    /// Wanted kinds.
    pub kinds: Kinds,
    /// Most hits to return.
    pub limit: usize,
    /// Among terms, only those that describe a patient.
    pub phenotypic_only: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { kinds: Kinds::ALL, limit: 20, phenotypic_only: false }
    }
}

impl SearchIndex {
    /// Finds entries by id, name, beginning of a name, or something close to a name; best first, each entry once.
    ///
    /// An empty result means that nothing resembles the query; a failure is an error.
    ///
    /// # Errors
    /// [`SearchError`] where the index cannot be read.
    pub fn search(&self, kb: &KnowledgeBase, typed: &str, options: &SearchOptions) -> Result<Vec<Hit>, SearchError> {
        if order::is_id(typed) {
            // An id names one entry or none; nothing resembles an id.
            return Ok(order::by_id(kb, typed, options).into_iter().collect());
        }
        let query = normalize(head(typed, LONGEST_QUERY));
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let mut keys = Vec::new();
        for stage in self.stages(&query) {
            keys.extend(self.run(stage, options)?);
            let hits = order::order(kb, &query, &keys, options);
            // A later stage is looser; it is asked only where the stricter ones found nothing good.
            if hits.first().is_some_and(Hit::is_good) {
                return Ok(hits);
            }
        }
        Ok(order::order(kb, &query, &keys, options))
    }

    /// Entries that carry this very name, up to case, width and kana; nothing that merely resembles it.
    ///
    /// # Errors
    /// [`SearchError`] where the index cannot be read.
    pub fn named(&self, kb: &KnowledgeBase, name: &str, options: &SearchOptions) -> Result<Vec<Hit>, SearchError> {
        let query = normalize(head(name, LONGEST_QUERY));
        let keys: Vec<u64> =
            self.run(Stage::best(term_query(self.fields.exact, &query)), options)?.into_iter().collect();
        Ok(order::order(kb, &query, &keys, options))
    }

    fn stages(&self, query: &str) -> Vec<Stage> {
        let fields = self.fields;
        let exact = Stage::best(term_query(fields.exact, query));
        if is_japanese(query) {
            let length = query.chars().filter(|c| *c != ' ').count().min(3);
            let all = grams(query, length).iter().map(|gram| (Occur::Must, term_query(fields.kana, gram))).collect();
            let some =
                grams(query, 2).iter().map(|gram| (Occur::Should, constant(term_query(fields.kana, gram)))).collect();
            let described = grams(query, 3).iter().map(|gram| (Occur::Must, term_query(fields.body, gram))).collect();
            let strict = Stage::best(any(vec![exact.query, boolean(all)]));
            return vec![strict, Stage::best(boolean(described)), Stage::most(boolean(some))];
        }
        let tokens: Vec<&str> = words(query).collect();
        let begun =
            tokens.iter().map(|word| (Occur::Must, term_query(fields.prefix, head(word, LONGEST_PREFIX)))).collect();
        let near = |most| boolean(tokens.iter().map(|word| (Occur::Must, self.near(word, most))).collect());
        let described = tokens.iter().map(|word| (Occur::Must, term_query(fields.body, word))).collect();
        let some =
            grams(query, 3).iter().map(|gram| (Occur::Should, constant(term_query(fields.trigram, gram)))).collect();
        vec![
            Stage::best(any(vec![exact.query, boolean(begun)])),
            Stage::best(near(1)),
            Stage::best(near(2)),
            Stage::most(boolean(some)),
            Stage::best(boolean(described)),
        ]
    }

    /// A word, its beginning, or a word at most so many letters off; the longer a word, the more may be off.
    fn near(&self, word: &str, most: u8) -> Box<dyn Query> {
        let fields = self.fields;
        let begun = term_query(fields.prefix, head(word, LONGEST_PREFIX));
        let distance = match word.chars().count() {
            0..4 => return begun,
            4..8 => 1,
            _ => most,
        };
        let fuzzy = FuzzyTermQuery::new(Term::from_field_text(fields.word, word), distance, true);
        any(vec![begun, Box::new(fuzzy)])
    }

    fn run(&self, stage: Stage, options: &SearchOptions) -> Result<HashSet<u64>, SearchError> {
        let searcher = self.reader.searcher();
        let query: Box<dyn Query> = if options.kinds == Kinds::ALL {
            stage.query
        } else {
            let kinds = options.kinds.list().map(|kind| {
                let term = Term::from_field_u64(self.fields.kind, kind as u64);
                Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>
            });
            boolean(vec![(Occur::Must, stage.query), (Occur::Must, any(kinds.collect()))])
        };
        if stage.by_count {
            let found = searcher
                .search(&query, &TopDocs::with_limit(CANDIDATES).order_by_score())
                .map_err(|e| self.failed(e))?;
            let mut keys = HashSet::new();
            for (_, address) in found {
                let reader = searcher.segment_reader(address.segment_ord);
                let column = reader.fast_fields().u64("key").map_err(|e| self.failed(e))?;
                keys.extend(column.first(address.doc_id));
            }
            return Ok(keys);
        }
        let collector = TopDocs::with_limit(CANDIDATES).order_by_fast_field::<u64>("key", Order::Desc);
        let found = searcher.search(&query, &collector).map_err(|e| self.failed(e))?;
        Ok(found.into_iter().filter_map(|(key, _)| key).collect())
    }
}

/// One way of looking.
struct Stage {
    query: Box<dyn Query>,
    /// Take the candidates with most index terms in common, rather than the most used entries.
    by_count: bool,
}

impl Stage {
    fn best(query: Box<dyn Query>) -> Self {
        Self { query, by_count: false }
    }

    fn most(query: Box<dyn Query>) -> Self {
        Self { query, by_count: true }
    }
}

fn term_query(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn constant(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 1.0))
}

fn boolean(clauses: Vec<(Occur, Box<dyn Query>)>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(clauses))
}

fn any(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    boolean(queries.into_iter().map(|query| (Occur::Should, query)).collect())
}
