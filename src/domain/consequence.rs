//! What a variant does to a gene, in the words of the Sequence Ontology.

use std::str::FromStr;

macro_rules! consequences {
    ($($variant:ident, $name:literal, $accession:literal, $severity:ident, $english:literal;)*) => {
        /// A sequence variant's effect on a transcript (Sequence Ontology, doi 10.1186/gb-2005-6-5-r44), most severe
        /// first. The order follows Ensembl's (<https://www.ensembl.org/info/genome/variation/prediction>).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Consequence {
            $(#[doc = $english] $variant,)*
        }

        impl Consequence {
            /// All of them, most severe first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The Sequence Ontology's name, as annotators write it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Accession, such as `SO:0001587`.
            #[must_use]
            pub fn accession(self) -> &'static str {
                match self { $(Self::$variant => $accession,)* }
            }

            /// How much it disturbs the gene product.
            #[must_use]
            pub fn impact(self) -> Impact {
                match self { $(Self::$variant => Impact::$severity,)* }
            }
        }

        impl FromStr for Consequence {
            type Err = UnknownConsequence;

            fn from_str(text: &str) -> Result<Self, UnknownConsequence> {
                match text { $($name => Ok(Self::$variant),)* _ => synonym(text) }
            }
        }
    };
}

consequences! {
    TranscriptAblation, "transcript_ablation", "SO:0001893", High, "The whole transcript is deleted.";
    SpliceAcceptor, "splice_acceptor_variant", "SO:0001574", High, "One of the last two bases of an intron.";
    SpliceDonor, "splice_donor_variant", "SO:0001575", High, "One of the first two bases of an intron.";
    StopGained, "stop_gained", "SO:0001587", High, "A new stop codon.";
    Frameshift, "frameshift_variant", "SO:0001589", High, "The reading frame is shifted.";
    StopLost, "stop_lost", "SO:0001578", High, "The stop codon is lost.";
    StartLost, "start_lost", "SO:0002012", High, "The start codon is lost.";
    TranscriptAmplification, "transcript_amplification", "SO:0001889", High, "The whole transcript is copied.";
    FeatureTruncation, "feature_truncation", "SO:0001906", High, "A part of the transcript is missing.";
    FeatureElongation, "feature_elongation", "SO:0001907", High, "The transcript is lengthened.";
    InframeInsertion, "inframe_insertion", "SO:0001821", Moderate, "Whole codons are inserted.";
    InframeDeletion, "inframe_deletion", "SO:0001822", Moderate, "Whole codons are deleted.";
    Missense, "missense_variant", "SO:0001583", Moderate, "Another amino acid.";
    ProteinAltering, "protein_altering_variant", "SO:0001818", Moderate, "The protein is changed in a way not told.";
    CodingSequence, "coding_sequence_variant", "SO:0001580", Moderate, "Within the coding sequence; the effect is not known.";
    SpliceDonorFifthBase, "splice_donor_5th_base_variant", "SO:0001787", Low, "The fifth base of an intron.";
    SpliceRegion, "splice_region_variant", "SO:0001630", Low, "Within 3 bases of the exon or 3 to 8 of the intron at a splice site.";
    SpliceDonorRegion, "splice_donor_region_variant", "SO:0002170", Low, "Between the third and the sixth base of an intron.";
    SplicePolypyrimidine, "splice_polypyrimidine_tract_variant", "SO:0002169", Low, "In the polypyrimidine tract before an exon.";
    IncompleteTerminalCodon, "incomplete_terminal_codon_variant", "SO:0001626", Low, "In the last codon of an incomplete transcript.";
    StartRetained, "start_retained_variant", "SO:0002019", Low, "The start codon is changed and stays one.";
    StopRetained, "stop_retained_variant", "SO:0001567", Low, "The stop codon is changed and stays one.";
    Synonymous, "synonymous_variant", "SO:0001819", Low, "The same amino acid.";
    MatureMirna, "mature_miRNA_variant", "SO:0001620", Modifier, "Within a mature micro RNA.";
    FivePrimeUtr, "5_prime_UTR_variant", "SO:0001623", Modifier, "Before the start codon, within an exon.";
    ThreePrimeUtr, "3_prime_UTR_variant", "SO:0001624", Modifier, "After the stop codon, within an exon.";
    NonCodingExon, "non_coding_transcript_exon_variant", "SO:0001792", Modifier, "Within an exon of a transcript that codes for no protein.";
    Intron, "intron_variant", "SO:0001627", Modifier, "Within an intron, away from its ends.";
    NmdTranscript, "NMD_transcript_variant", "SO:0001621", Modifier, "In a transcript that is decayed anyway.";
    NonCodingTranscript, "non_coding_transcript_variant", "SO:0001619", Modifier, "In a transcript that codes for no protein.";
    Upstream, "upstream_gene_variant", "SO:0001631", Modifier, "Before a gene.";
    Downstream, "downstream_gene_variant", "SO:0001632", Modifier, "After a gene.";
    RegulatoryRegion, "regulatory_region_variant", "SO:0001566", Modifier, "In a regulatory region.";
    TfBindingSite, "TF_binding_site_variant", "SO:0001782", Modifier, "In a binding site of a transcription factor.";
    Intergenic, "intergenic_variant", "SO:0001628", Modifier, "In no gene.";
    SequenceVariant, "sequence_variant", "SO:0001060", Modifier, "Nothing more is known.";
}

/// How much a consequence disturbs the gene product (Ensembl's four classes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Impact {
    /// Function is probably lost.
    High,
    /// The product is changed.
    Moderate,
    /// Probably harmless.
    Low,
    /// No product is changed, or nobody knows.
    Modifier,
}

/// Why a text does not name a consequence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Sequence Ontology consequence that this version knows")]
pub struct UnknownConsequence(pub String);

impl Consequence {
    /// Whether the gene product is probably not made at all (PVS1's "null variant", doi 10.1002/humu.23626).
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(
            self,
            Self::TranscriptAblation
                | Self::SpliceAcceptor
                | Self::SpliceDonor
                | Self::StopGained
                | Self::Frameshift
                | Self::StartLost
                | Self::FeatureTruncation
        )
    }

    /// The most severe of those that an annotator joined by `&`; names that are not known are returned beside it.
    #[must_use]
    pub fn most_severe(joined: &str) -> (Option<Self>, Vec<&str>) {
        let mut worst: Option<Self> = None;
        let mut unknown = Vec::new();
        for name in joined.split('&').map(str::trim).filter(|name| !name.is_empty()) {
            match name.parse::<Self>() {
                Ok(found) => worst = Some(worst.map_or(found, |known| known.min(found))),
                Err(_) => unknown.push(name),
            }
        }
        (worst, unknown)
    }
}

/// Names that annotators write besides the ontology's present ones: SnpEff, bcftools csq, older Ensembl releases.
fn synonym(text: &str) -> Result<Consequence, UnknownConsequence> {
    Ok(match text {
        "splice_acceptor" => Consequence::SpliceAcceptor,
        "splice_donor" => Consequence::SpliceDonor,
        "splice_region" => Consequence::SpliceRegion,
        "frameshift" => Consequence::Frameshift,
        "missense" | "rare_amino_acid_variant" => Consequence::Missense,
        "synonymous" => Consequence::Synonymous,
        "stop_retained" => Consequence::StopRetained,
        "start_retained" | "initiator_codon_variant" | "non_canonical_start_codon" => Consequence::StartRetained,
        "inframe_altering" => Consequence::ProteinAltering,
        "conservative_inframe_insertion" | "disruptive_inframe_insertion" => Consequence::InframeInsertion,
        "conservative_inframe_deletion" | "disruptive_inframe_deletion" => Consequence::InframeDeletion,
        "5_prime_utr" | "5_prime_UTR_premature_start_codon_gain_variant" | "5_prime_UTR_truncation" => {
            Consequence::FivePrimeUtr
        }
        "3_prime_utr" | "3_prime_UTR_truncation" => Consequence::ThreePrimeUtr,
        "intron" | "conserved_intron_variant" => Consequence::Intron,
        "intergenic" | "intergenic_region" | "conserved_intergenic_variant" => Consequence::Intergenic,
        "non_coding" | "nc_transcript_variant" => Consequence::NonCodingTranscript,
        "non_coding_exon_variant" | "non_coding_transcript_exon" => Consequence::NonCodingExon,
        "coding_sequence" => Consequence::CodingSequence,
        "exon_loss_variant" | "exon_loss" => Consequence::FeatureTruncation,
        "intragenic_variant" | "transcript_variant" | "gene_variant" | "exon_variant" | "feature_variant" => {
            Consequence::SequenceVariant
        }
        _ => return Err(UnknownConsequence(text.chars().take(60).collect())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for consequence in Consequence::ALL {
            assert_eq!(consequence.as_str().parse(), Ok(*consequence));
            assert!(consequence.accession().starts_with("SO:000"));
        }
    }

    #[test]
    fn the_most_severe_of_a_list_is_taken_and_the_unknown_is_named() {
        let (worst, unknown) = Consequence::most_severe("splice_region_variant&synonymous_variant&gene_fusion");
        assert_eq!(worst, Some(Consequence::SpliceRegion));
        assert_eq!(unknown, ["gene_fusion"]);
        assert_eq!(Consequence::most_severe(""), (None, Vec::new()));
        assert_eq!(Consequence::most_severe("inframe_deletion&stop_gained").0, Some(Consequence::StopGained));
    }
}
