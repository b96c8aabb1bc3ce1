//! The order a person expects.

use std::collections::{HashMap, HashSet};

use super::grams::{similarity, words};
use super::normalize::normalize;
use super::query::SearchOptions;
use super::texts::{Address, Kind, Role, texts_of};
use crate::domain::{DiseaseId, GeneId, TermId};
use crate::knowledge::{DiseaseIndex, GeneIndex, KnowledgeBase};
use crate::ontology::{Resolution, TermIndex};

/// One entry found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Its id: HP, primary disease id, HGNC.
    pub id: String,
    /// English name or gene symbol.
    pub label: String,
    /// Japanese name.
    pub label_ja: Option<String>,
    /// The text that matched.
    pub matched: String,
    /// What that text is to the entry.
    pub role: Role,
    /// Larger is better; comparable within one query only.
    pub score: f32,
}

/// Grades of a match, far enough apart that nothing else outweighs them.
mod grade {
    pub const EXACT: f32 = 1000.0;
    pub const BEGINS: f32 = 600.0;
    pub const WORDS: f32 = 500.0;
    pub const WORD_BEGINNINGS: f32 = 400.0;
    pub const CONTAINS: f32 = 350.0;
    pub const SIMILAR: f32 = 300.0;
}

impl Hit {
    /// Good enough that looser ways of searching are not tried: more than a resemblance.
    pub(super) fn is_good(&self) -> bool {
        self.score > grade::SIMILAR + 40.0
    }
}

/// Orders candidates; each entry once, by its best text.
pub(super) fn order(kb: &KnowledgeBase, query: &str, keys: &[u64], options: &SearchOptions) -> Vec<Hit> {
    let unique: HashSet<u64> = keys.iter().copied().collect();
    let mut best: HashMap<(Kind, u32), (f32, u16)> = HashMap::new();
    for key in unique {
        let (address, usage) = Address::unpack(key);
        if !options.kinds.has(address.kind) || (options.phenotypic_only && !is_phenotypic(kb, address)) {
            continue;
        }
        let Some((role, text)) = texts_of(kb, address.kind, address.entry).get(usize::from(address.ordinal)).copied()
        else {
            continue;
        };
        let score = score(query, text, role, usage, address.kind);
        let slot = best.entry((address.kind, address.entry)).or_insert((f32::NEG_INFINITY, 0));
        if score > slot.0 || (score >= slot.0 && address.ordinal < slot.1) {
            *slot = (score, address.ordinal);
        }
    }
    let mut found: Vec<((Kind, u32), (f32, u16))> = best.into_iter().filter(|(_, (score, _))| *score > 0.0).collect();
    found.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(&b.0)));
    found.truncate(options.limit);
    found.into_iter().map(|((kind, entry), (score, ordinal))| hit(kb, kind, entry, ordinal, score)).collect()
}

fn is_phenotypic(kb: &KnowledgeBase, address: Address) -> bool {
    address.kind != Kind::Term || kb.ontology().is_phenotypic(TermIndex(address.entry))
}

fn score(query: &str, text: &str, role: Role, usage: u16, kind: Kind) -> f32 {
    let normalized = normalize(text);
    let grade = if role == Role::Description { described(query, &normalized) } else { named(query, &normalized) };
    if grade <= 0.0 {
        return 0.0;
    }
    let role_bonus = match role {
        Role::Label => 60.0,
        Role::Synonym => 40.0,
        Role::Related => 0.0,
        Role::Description => -100.0,
    };
    // A gene whose symbol was not typed in full is rarely what somebody at a patient's side looks for.
    let kind_bonus = if kind == Kind::Gene && grade < grade::EXACT { -60.0 } else { 0.0 };
    let spare = normalized.chars().count().saturating_sub(query.chars().count()).min(60) as f32;
    grade + role_bonus + kind_bonus + 12.0 * f32::from(usage).ln_1p() - spare
}

fn named(query: &str, text: &str) -> f32 {
    if text == query {
        return grade::EXACT;
    }
    if text.starts_with(query) {
        return grade::BEGINS;
    }
    let have: Vec<&str> = words(text).collect();
    if words(query).all(|word| have.contains(&word)) {
        return grade::WORDS;
    }
    if words(query).all(|word| have.iter().any(|other| other.starts_with(word))) {
        return grade::WORD_BEGINNINGS;
    }
    if text.contains(query) {
        return grade::CONTAINS;
    }
    // Below a half in common the two only share a syllable.
    let similarity = similarity(query, text);
    if similarity < 0.5 { 0.0 } else { grade::SIMILAR * similarity }
}

fn described(query: &str, text: &str) -> f32 {
    let have: HashSet<&str> = words(text).collect();
    if text.contains(query) || words(query).all(|word| have.contains(word)) { grade::CONTAINS } else { 0.0 }
}

fn hit(kb: &KnowledgeBase, kind: Kind, entry: u32, ordinal: u16, score: f32) -> Hit {
    let (role, matched) = texts_of(kb, kind, entry)
        .get(usize::from(ordinal))
        .map_or((Role::Label, String::new()), |(role, text)| (*role, (*text).to_owned()));
    let (id, label, label_ja) = match kind {
        Kind::Term => {
            let term = kb.term(TermIndex(entry));
            (term.id().to_string(), term.name().to_owned(), term.name_ja().map(str::to_owned))
        }
        Kind::Disease => {
            let disease = kb.disease(DiseaseIndex(entry));
            (disease.primary_id().to_string(), disease.name().to_owned(), disease.name_ja().map(str::to_owned))
        }
        Kind::Gene => {
            let gene = kb.gene(GeneIndex(entry));
            (gene.id().to_string(), gene.symbol().to_owned(), None)
        }
    };
    let matched = if role == Role::Description { label.clone() } else { matched };
    Hit { kind, id, label, label_ja, matched, role, score }
}

/// An id as typed: full-width letters folded, in upper case.
fn as_id(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    typed.trim().chars().take(32).nfkc().collect::<String>().to_uppercase()
}

/// Whether the text has the form of an HPO, disease or gene id.
pub(super) fn is_id(typed: &str) -> bool {
    let id = as_id(typed);
    id.parse::<TermId>().is_ok() || id.parse::<DiseaseId>().is_ok() || id.parse::<GeneId>().is_ok()
}

/// The entry an id names, old ids included.
pub(super) fn by_id(kb: &KnowledgeBase, typed: &str, options: &SearchOptions) -> Option<Hit> {
    let (kind, entry) = if let Ok(id) = as_id(typed).parse::<TermId>() {
        match kb.ontology().resolve(id) {
            Resolution::Current(term) | Resolution::Replaced(term) => (Kind::Term, term.0),
            _ => return None,
        }
    } else if let Ok(id) = as_id(typed).parse::<DiseaseId>() {
        (Kind::Disease, kb.disease_by_id(id)?.0)
    } else if let Ok(id) = as_id(typed).parse::<GeneId>() {
        (Kind::Gene, kb.gene_by_id(id)?.0)
    } else {
        return None;
    };
    options.kinds.has(kind).then(|| Hit { matched: typed.trim().to_owned(), ..hit(kb, kind, entry, 0, grade::EXACT) })
}
