//! Consequences of variants that come without annotation, from the transcripts of the knowledge base.
//!
//! Small on purpose: one transcript a gene, no regulatory regions, no haplotypes. What is not told without the
//! sequence is told as unknown ([`Consequence::CodingSequence`]), or with a [`ReferenceGenome`]; everything finer is the
//! work of VEP, SnpEff or `bcftools csq`.

mod change;
mod codon;
mod geometry;
mod hgvs;
mod protein;
mod sequence;
mod small;
mod structural;

use std::sync::OnceLock;

pub use sequence::{ReferenceError, ReferenceGenome};

use crate::domain::{Alternate, Assembly, Consequence, GeneEffect, Locus, StructuralKind, TranscriptChoice};
use crate::knowledge::{KnowledgeBase, TranscriptView, Transcripts};
use change::Change;
use geometry::Geometry;

/// Tells what variants do to the genes of a knowledge base.
///
/// Coding substitutions without a reference genome are told as far as the alleles alone decide: a change of C to T in
/// the third place of a codon is synonymous whatever the codon, one in the second place never is. What remains open is
/// [`Consequence::ProteinAltering`] (missense or a stop) or [`Consequence::CodingSequence`] (nothing is known).
///
/// Without a reference genome, HGVS descriptions of insertions and deletions in repeats stand where the file has them,
/// which on the forward strand is the first place and not, as HGVS asks, the last.
#[derive(Debug)]
pub struct TranscriptAnnotator<'a> {
    kb: &'a KnowledgeBase,
    transcripts: Transcripts<'a>,
    assembly: Assembly,
    reference: Option<ReferenceGenome>,
    fault: OnceLock<ReferenceError>,
}

/// Why variants cannot be annotated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnnotatorError {
    /// The optional source is missing.
    #[error(
        "the knowledge base has no transcripts of {}: the optional source refseq-{} was missing at set-up; run `shirube setup` again, or annotate the file with VEP, SnpEff or bcftools csq",
        .0.as_str(), .0.as_str().to_ascii_lowercase()
    )]
    NoTranscripts(Assembly),
    /// The reference genome is of another assembly.
    #[error("the reference genome is {}, the variants are on {}", reference.as_str(), variants.as_str())]
    Assembly {
        /// The genome's.
        reference: Assembly,
        /// The variants'.
        variants: Assembly,
    },
}

impl<'a> TranscriptAnnotator<'a> {
    /// An annotator of variants on one assembly, with the user's reference genome where there is one.
    ///
    /// # Errors
    /// [`AnnotatorError`] where the knowledge base has no transcripts of the assembly, or the genome is of another one.
    pub fn new(
        kb: &'a KnowledgeBase,
        assembly: Assembly,
        reference: Option<ReferenceGenome>,
    ) -> Result<Self, AnnotatorError> {
        let transcripts = kb.transcripts(assembly);
        if transcripts.is_empty() {
            return Err(AnnotatorError::NoTranscripts(assembly));
        }
        match &reference {
            Some(genome) if genome.assembly() != assembly => {
                Err(AnnotatorError::Assembly { reference: genome.assembly(), variants: assembly })
            }
            _ => Ok(Self { kb, transcripts, assembly, reference, fault: OnceLock::new() }),
        }
    }

    /// Whether missense and synonymous variants are told apart by sequence.
    #[must_use]
    pub fn has_reference(&self) -> bool {
        self.reference.is_some()
    }

    /// What a variant does to each gene whose transcript it touches, in the order of the transcripts; none for a
    /// variant between genes, for alleles that are the same, and for bases that are not letters.
    ///
    /// Where the reference genome does not fit the variant, what is told is told without it, and the first such fault
    /// is kept: ask [`Self::fault`] when all variants are read.
    #[must_use]
    pub fn effects(&self, locus: &Locus) -> Vec<GeneEffect> {
        self.try_effects(locus).unwrap_or_else(|fault| {
            let other_assembly = matches!(fault, ReferenceError::Assembly { .. });
            let _ = self.fault.set(fault);
            if other_assembly { Vec::new() } else { self.annotate(locus, None).unwrap_or_default() }
        })
    }

    /// As [`Self::effects`], but a fault is an error at once.
    ///
    /// # Errors
    /// [`ReferenceError`] where the variant is of another assembly, its REF is not the reference genome's, or the
    /// genome cannot be read. REF is checked for variants within transcripts.
    pub fn try_effects(&self, locus: &Locus) -> Result<Vec<GeneEffect>, ReferenceError> {
        if locus.assembly != self.assembly {
            return Err(ReferenceError::Assembly {
                locus: locus.to_string(),
                found: locus.assembly,
                expected: self.assembly,
            });
        }
        self.annotate(locus, self.reference.as_ref())
    }

    /// The first fault that [`Self::effects`] met: the file is of another assembly or a line of it is wrong.
    #[must_use]
    pub fn fault(&self) -> Option<&ReferenceError> {
        self.fault.get()
    }

    fn annotate(&self, locus: &Locus, genome: Option<&ReferenceGenome>) -> Result<Vec<GeneEffect>, ReferenceError> {
        match &locus.alternate {
            Alternate::Structural(kind) => Ok(self.structural(locus, *kind)),
            Alternate::Sequence(alternate) => self.small(locus, alternate, genome),
        }
    }

    fn structural(&self, locus: &Locus, kind: StructuralKind) -> Vec<GeneEffect> {
        let span = structural::span(locus, kind);
        self.transcripts
            .overlapping(locus.contig, span.0, span.1)
            .filter_map(|view| {
                let geometry = Geometry::new(view);
                let (consequence, covered_percent) = structural::effect(&geometry, kind, span)?;
                Some(GeneEffect { covered_percent, ..self.effect(view, consequence) })
            })
            .collect()
    }

    fn small(
        &self,
        locus: &Locus,
        alternate: &str,
        genome: Option<&ReferenceGenome>,
    ) -> Result<Vec<GeneEffect>, ReferenceError> {
        let bases = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !bases(&locus.reference) || !bases(alternate) {
            return Ok(Vec::new());
        }
        let last = locus.position.saturating_add(locus.reference.len() as u32).saturating_sub(1);
        let mut effects = Vec::new();
        let mut checked = false;
        for view in self.transcripts.overlapping(locus.contig, locus.position, last) {
            if let Some(genome) = genome.filter(|_| !checked) {
                genome.check(locus)?;
                checked = true;
            }
            let (reference, alternate) = (locus.reference.to_ascii_uppercase(), alternate.to_ascii_uppercase());
            let reverse = hgvs::is_named_backwards(view);
            if let Some(change) = Change::new(locus.position, reference.as_bytes(), alternate.as_bytes(), reverse) {
                effects.extend(self.on_transcript(view, change, genome)?);
            }
        }
        Ok(effects)
    }

    fn on_transcript(
        &self,
        view: TranscriptView<'a>,
        mut change: Change,
        genome: Option<&ReferenceGenome>,
    ) -> Result<Option<GeneEffect>, ReferenceError> {
        let geometry = Geometry::new(view);
        let Some(found) = small::locate(&geometry, &change) else { return Ok(None) };
        let mut effect = self.effect(view, found.consequence);
        effect.exon = found.exon;
        effect.residue = found.residue.filter(|_| view.is_regular());
        let mut stop = found.along;
        if let Some(genome) = genome {
            let fetch = |first: u32, last: u32| genome.bases(view.contig(), first, last);
            if let Some(span) = found.coding
                && let Some(protein) = protein::predict(&geometry, &change, span, &fetch)?
            {
                // A splice site stays what it is; within the exon the protein tells more.
                let site = found.consequence < Consequence::StopGained;
                effect.consequence = if site {
                    found.consequence
                } else {
                    protein.consequence.min(found.splice.unwrap_or(protein.consequence))
                };
                effect.hgvs_p = Some(protein.hgvs);
                effect.residue = Some(protein.residue);
                stop = protein.stop.or(stop);
            }
            protein::shift(&mut change, hgvs::is_named_backwards(view), &fetch)?;
        }
        effect.hgvs_c = hgvs::describe(&geometry, &change);
        let decays = matches!(
            effect.consequence,
            Consequence::StopGained | Consequence::Frameshift | Consequence::SpliceAcceptor | Consequence::SpliceDonor
        );
        effect.escapes_decay = stop.filter(|_| decays).map(|along| small::escapes_decay(&geometry, along));
        Ok(Some(effect))
    }

    fn effect(&self, view: TranscriptView<'_>, consequence: Consequence) -> GeneEffect {
        GeneEffect {
            gene: self.kb.gene(view.gene()).id(),
            consequence,
            transcript: Some(view.accession().to_string()),
            choice: if view.is_mane_select() { TranscriptChoice::ManeSelect } else { TranscriptChoice::LongestCoding },
            hgvs_c: None,
            hgvs_p: None,
            residue: None,
            exon: None,
            escapes_decay: None,
            covered_percent: None,
        }
    }
}
