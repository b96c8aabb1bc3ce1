//! The knowledge base's genes as the reader of variant files asks for them.

use std::collections::HashMap;

use super::vcf::GeneLookup;
use crate::domain::GeneId;
use crate::knowledge::{GeneIndex, KnowledgeBase};

/// Genes by every name that annotators write.
#[derive(Debug)]
pub struct KnownGenes<'a> {
    kb: &'a KnowledgeBase,
    by_ensembl: HashMap<&'a str, GeneIndex>,
}

impl<'a> KnownGenes<'a> {
    /// Indexes the genes of a knowledge base.
    #[must_use]
    pub fn new(kb: &'a KnowledgeBase) -> Self {
        let named = kb.genes().filter(|gene| !gene.ensembl().is_empty());
        Self { kb, by_ensembl: named.map(|gene| (gene.ensembl(), gene.index())).collect() }
    }
}

impl GeneLookup for KnownGenes<'_> {
    fn by_symbol(&self, symbol: &str) -> Option<GeneId> {
        self.kb.gene_by_symbol(symbol).map(|gene| self.kb.gene(gene).id())
    }

    fn by_ensembl(&self, id: &str) -> Option<GeneId> {
        self.by_ensembl.get(id).map(|gene| self.kb.gene(*gene).id())
    }

    fn mane_select(&self, gene: GeneId) -> Option<&str> {
        let found = self.kb.gene(self.kb.gene_by_id(gene)?).mane_select();
        Some(found).filter(|text| !text.is_empty())
    }

    fn matters(&self, gene: GeneId) -> bool {
        self.kb.gene_by_id(gene).is_some()
    }
}
