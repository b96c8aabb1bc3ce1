//! The knowledge base's transcripts as the reader of variant files asks for them.

use std::path::Path;

use super::consequence::{ReferenceError, ReferenceGenome, TranscriptAnnotator};
use super::vcf::Annotate;
use crate::domain::{Assembly, GeneEffect, InputIssue, Locus, Severity};
use crate::knowledge::KnowledgeBase;

/// Annotators of both assemblies: which one a file is of is known when its header was read.
#[derive(Debug)]
pub struct KnownTranscripts<'a> {
    annotators: Vec<(Assembly, TranscriptAnnotator<'a>)>,
}

impl<'a> KnownTranscripts<'a> {
    /// Over the transcripts of a knowledge base; `None` where it has none (the optional source was missing).
    ///
    /// # Errors
    /// [`ReferenceError`] where `reference`, the user's genome, cannot be used as either assembly.
    pub fn new(kb: &'a KnowledgeBase, reference: Option<&Path>) -> Result<Option<Self>, ReferenceError> {
        let mut genome = reference.map(open).transpose()?;
        let mut annotators = Vec::new();
        for assembly in [Assembly::Grch37, Assembly::Grch38] {
            let own = genome.take_if(|genome| genome.assembly() == assembly);
            if let Ok(annotator) = TranscriptAnnotator::new(kb, assembly, own) {
                annotators.push((assembly, annotator));
            }
        }
        Ok((!annotators.is_empty()).then_some(Self { annotators }))
    }

    /// What is to be said of the annotation as a whole, after a file was read on `assembly`.
    #[must_use]
    pub fn issues(&self, assembly: Option<Assembly>, name: &str) -> Vec<InputIssue> {
        let mut issues = Vec::new();
        let Some((_, annotator)) = self.annotators.iter().find(|(of, _)| Some(*of) == assembly) else { return issues };
        if let Some(fault) = annotator.fault() {
            issues.push(InputIssue::new(Severity::Warning, "--reference", fault.to_string()));
        }
        if !annotator.has_reference() {
            let message = "the file is not annotated: genes and effects were told from transcripts; without sequence, \
                           missense and synonymous variants cannot be told apart and count as unknown";
            issues.push(
                InputIssue::new(Severity::Warning, name, message)
                    .suggest("give --reference FASTA, or annotate it with VEP, SnpEff or bcftools csq"),
            );
        }
        issues
    }
}

/// The genome's chromosome lengths tell its assembly.
fn open(path: &Path) -> Result<ReferenceGenome, ReferenceError> {
    ReferenceGenome::open(path, Assembly::Grch38).or_else(|_| ReferenceGenome::open(path, Assembly::Grch37))
}

impl Annotate for KnownTranscripts<'_> {
    fn effects(&self, locus: &Locus) -> Vec<GeneEffect> {
        let own = self.annotators.iter().find(|(assembly, _)| *assembly == locus.assembly);
        own.map(|(_, annotator)| annotator.effects(locus)).unwrap_or_default()
    }
}
