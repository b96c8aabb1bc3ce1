//! Where a statement comes from.

use std::fmt;

use super::DiseaseId;

/// A source that an annotation rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reference {
    /// A paper in PubMed.
    PubMed(u32),
    /// The catalogue entry itself (OMIM text, Orphanet expert).
    Entry(DiseaseId),
    /// Anything else, as written (a book's ISBN, an address).
    Other(String),
}

impl Reference {
    /// Reads one reference of `phenotype.hpoa`; whatever is not a PubMed or catalogue id is kept as written.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Some(number) = text.strip_prefix("PMID:").and_then(|n| n.parse().ok()) {
            return Self::PubMed(number);
        }
        text.parse().map_or_else(|_| Self::Other(text.to_owned()), Self::Entry)
    }

    /// A web address that shows the source, where one can be formed.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        match self {
            Self::PubMed(number) => Some(format!("https://pubmed.ncbi.nlm.nih.gov/{number}/")),
            Self::Entry(DiseaseId::Omim(number)) => Some(format!("https://omim.org/entry/{number:06}")),
            Self::Entry(DiseaseId::Orpha(number)) => Some(format!("https://www.orpha.net/en/disease/detail/{number}")),
            Self::Entry(DiseaseId::Mondo(number)) => Some(format!("http://purl.obolibrary.org/obo/MONDO_{number:07}")),
            Self::Entry(DiseaseId::Decipher(number)) => {
                Some(format!("https://www.deciphergenomics.org/syndrome/{number}"))
            }
            Self::Other(text) => text.starts_with("http").then(|| text.clone()),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PubMed(number) => write!(f, "PMID:{number}"),
            Self::Entry(id) => write!(f, "{id}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_print_back() {
        for text in [
            "PMID:15266616",
            "OMIM:154700",
            "ORPHA:558",
            "DECIPHER:16",
            "ISBN-13:978-0721606156",
            "http://www.example.org/a",
        ] {
            assert_eq!(Reference::parse(text).to_string(), text);
        }
        assert!(Reference::parse("PMID:15266616").url().unwrap().ends_with("/15266616/"));
        assert_eq!(Reference::parse("ISBN-13:1").url(), None);
    }
}
