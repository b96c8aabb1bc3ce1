//! A variant as given, before it is held against the knowledge base.

use serde::Deserialize;

/// What a list says of one variant; all of it text, as given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantItem {
    /// Where it was read: `--variant[1]`, `line 3 of list.tsv`, `variants[0]`.
    #[serde(skip)]
    pub place: String,
    /// HGNC symbol or id.
    #[serde(default)]
    pub gene: Option<String>,
    /// What else the gene is called at its place; none may name another gene.
    #[serde(skip)]
    pub gene_labels: Vec<String>,
    /// `c.1948C>T`, with or without the transcript.
    #[serde(default)]
    pub hgvs_c: Option<String>,
    /// `p.(Arg650Ter)`, with or without the protein.
    #[serde(default)]
    pub hgvs_p: Option<String>,
    /// `15-48780390-G-A`, as in VCF.
    #[serde(default)]
    pub variant: Option<String>,
    /// Assembly of `variant`.
    #[serde(default)]
    pub assembly: Option<String>,
    /// `heterozygous`, `homozygous`, `hemizygous`, or a VCF genotype.
    #[serde(default)]
    pub zygosity: Option<String>,
    /// ACMG class as classified elsewhere; used in place of ours.
    #[serde(default)]
    pub acmg_class: Option<String>,
    /// Sequence Ontology term.
    #[serde(default)]
    pub consequence: Option<String>,
    /// `de_novo`, `paternal`, `maternal`.
    #[serde(default)]
    pub origin: Option<String>,
}

impl VariantItem {
    /// Whether anything tells what is done to the gene: a description, a consequence, or a place to derive it from.
    #[must_use]
    pub fn says_what_happened(&self) -> bool {
        [&self.hgvs_c, &self.hgvs_p, &self.variant, &self.consequence].iter().any(|field| field.is_some())
    }

    /// Whether nothing names a variant.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.gene, &self.hgvs_c, &self.hgvs_p, &self.variant].iter().all(|field| field.is_none())
    }
}
