//! Every searchable text of the knowledge base and where it stands.

use crate::knowledge::{DiseaseIndex, DiseaseView, GeneIndex, KnowledgeBase, TermView};
use crate::ontology::TermIndex;

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A phenotype term (or any other term of the ontology).
    Term,
    /// A disease.
    Disease,
    /// A gene.
    Gene,
}

impl Kind {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Disease => "disease",
            Self::Gene => "gene",
        }
    }
}

/// What a text is to its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The name.
    Label,
    /// Another name that means the same.
    Synonym,
    /// A name that means more, less, or something near.
    Related,
    /// A description.
    Description,
}

impl Role {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Synonym => "synonym",
            Self::Related => "related",
            Self::Description => "description",
        }
    }
}

/// Where a text stands: kind, position of the entry, ordinal of the text among the entry's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address {
    pub kind: Kind,
    pub entry: u32,
    pub ordinal: u16,
}

/// How much used an entry is, 0 to 65,535: terms by annotated diseases, diseases by annotations, genes by diseases.
pub(super) fn usage_rank(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

impl Address {
    /// Usage and address in one number; a larger number is a more used entry.
    pub(super) fn pack(self, usage: u16) -> u64 {
        let kind = match self.kind {
            Kind::Term => 0_u64,
            Kind::Disease => 1,
            Kind::Gene => 2,
        };
        (u64::from(usage) << 48) | (kind << 46) | (u64::from(self.ordinal.min(0x3fff)) << 32) | u64::from(self.entry)
    }

    pub(super) fn unpack(key: u64) -> (Self, u16) {
        let kind = match (key >> 46) & 3 {
            0 => Kind::Term,
            1 => Kind::Disease,
            _ => Kind::Gene,
        };
        let ordinal = ((key >> 32) & 0x3fff) as u16;
        (Self { kind, entry: (key & 0xffff_ffff) as u32, ordinal }, (key >> 48) as u16)
    }
}

/// Texts of a term: label, Japanese label, synonyms, definition.
pub(super) fn term_texts(term: TermView<'_>) -> Vec<(Role, &str)> {
    let mut texts = vec![(Role::Label, term.name())];
    texts.extend(term.name_ja().map(|name| (Role::Label, name)));
    texts.extend(term.synonyms().map(|s| (if s.exact { Role::Synonym } else { Role::Related }, s.text)));
    texts.extend(term.definition().map(|text| (Role::Description, text)));
    texts
}

/// Texts of a disease: names, NANDO's kana, English names and descriptions.
pub(super) fn disease_texts(disease: DiseaseView<'_>) -> Vec<(Role, &str)> {
    let mut texts: Vec<(Role, &str)> = Vec::new();
    let (mut english, mut japanese) = (false, false);
    for name in disease.names() {
        let first = if name.japanese { &mut japanese } else { &mut english };
        texts.push((if *first { Role::Synonym } else { Role::Label }, name.text));
        *first = true;
    }
    for entry in disease.nanbyo().filter(|entry| entry.link().is_same_disease()) {
        texts.extend(entry.kana().map(|kana| (Role::Synonym, kana)));
        texts.push((Role::Synonym, entry.name_en()));
        texts.extend(entry.description_ja().map(|text| (Role::Description, text)));
    }
    texts
}

/// Texts of a gene: symbol, previous and alias symbols, name.
pub(super) fn gene_texts(gene: crate::knowledge::GeneView<'_>) -> Vec<(Role, &str)> {
    let mut texts = vec![(Role::Label, gene.symbol())];
    texts.extend(gene.previous_symbols().map(|symbol| (Role::Synonym, symbol)));
    texts.extend(gene.aliases().map(|symbol| (Role::Synonym, symbol)));
    texts.push((Role::Related, gene.name()));
    texts
}

/// The texts of an entry.
pub(super) fn texts_of(kb: &KnowledgeBase, kind: Kind, entry: u32) -> Vec<(Role, &str)> {
    match kind {
        Kind::Term => term_texts(kb.term(TermIndex(entry))),
        Kind::Disease => disease_texts(kb.disease(DiseaseIndex(entry))),
        Kind::Gene => gene_texts(kb.gene(GeneIndex(entry))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_back_from_their_number() {
        for kind in [Kind::Term, Kind::Disease, Kind::Gene] {
            let address = Address { kind, entry: 44_116, ordinal: 311 };
            assert_eq!(Address::unpack(address.pack(512)), (address, 512));
        }
    }
}
