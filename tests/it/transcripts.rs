//! Consequences of variants without annotation, on the mini knowledge base: places computed by hand from its table.

use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use shirube::domain::Consequence as C;
use shirube::domain::{Alternate, Assembly, Consequence, Contig, GeneEffect, Locus, StructuralKind, TranscriptChoice};
use shirube::intake::{AnnotatorError, ReferenceError, ReferenceGenome, TranscriptAnnotator};
use shirube::knowledge::{KnowledgeBase, TranscriptView};

use crate::support::mini_kb;

pub const TESTS: &[crate::Test] = &[
    ("transcripts::places_on_the_forward_strand_are_named", forward),
    ("transcripts::places_on_the_reverse_strand_are_named", reverse),
    ("transcripts::indels_are_told_by_length_and_place", indels),
    ("transcripts::structural_variants_are_told_by_what_they_cover", structural),
    ("transcripts::any_alleles_anywhere_are_answered", anything),
    ("transcripts::a_mitochondrial_rna_is_named_on_its_genome", mitochondrial),
    ("transcripts::what_is_no_allele_or_in_no_gene_has_no_effect", nothing),
    ("transcripts::with_a_genome_the_protein_is_told", with_genome),
    ("transcripts::a_genome_or_line_that_does_not_fit_is_refused", wrong_genome),
    ("transcripts::a_genome_compressed_by_bgzip_is_read", compressed),
];

fn locus(contig: Contig, position: u32, reference: &str, alternate: &str) -> Locus {
    Locus {
        assembly: Assembly::Grch38,
        contig,
        position,
        end: position.saturating_add(reference.len() as u32).saturating_sub(1),
        reference: reference.to_owned(),
        alternate: Alternate::Sequence(alternate.to_owned()),
    }
}

fn spanning(contig: Contig, position: u32, end: u32, kind: StructuralKind) -> Locus {
    Locus {
        assembly: Assembly::Grch38,
        contig,
        position,
        end,
        reference: "N".to_owned(),
        alternate: Alternate::Structural(kind),
    }
}

fn transcript<'a>(kb: &'a KnowledgeBase, symbol: &str) -> TranscriptView<'a> {
    kb.gene(kb.gene_by_symbol(symbol).unwrap()).transcript(Assembly::Grch38).unwrap()
}

fn one(annotator: &TranscriptAnnotator<'_>, locus: &Locus) -> GeneEffect {
    let mut effects = annotator.effects(locus);
    assert_eq!(effects.len(), 1, "{locus}: {effects:?}");
    effects.remove(0)
}

type Row = (u32, &'static str, &'static str, Consequence, &'static str, (u16, u16));

fn hold(symbol: &str, rows: &[Row]) {
    let (kb, _) = mini_kb();
    let annotator = TranscriptAnnotator::new(&kb, Assembly::Grch38, None).unwrap();
    let contig = transcript(&kb, symbol).contig();
    for (position, reference, alternate, consequence, hgvs, exon) in rows {
        let effect = one(&annotator, &locus(contig, *position, reference, alternate));
        let told = (effect.consequence, effect.hgvs_c.as_deref(), effect.exon);
        assert_eq!(told, (*consequence, Some(*hgvs), Some(*exon)), "{symbol} {position} {reference}>{alternate}");
    }
}

/// SMAD3, `NM_005902.4`: the start codon is at 67066155, exon 1 ends at 67066360 (c.206), exon 2 begins at 67164895, and
/// the last base of 1,278 coding ones is 67190536.
const SMAD3: (u32, u32, u32, u32) = (67_066_155, 67_066_360, 67_164_895, 67_190_536);
/// ARX, `NM_139058.3`, on the other strand: the start codon begins at 25015737 and goes down, exon 1 ends at 25015542
/// (c.196), exon 2 begins at 25013798, and the last base of 1,689 coding ones is 25004670.
const ARX: (u32, u32, u32, u32) = (25_015_737, 25_015_542, 25_013_798, 25_004_670);

fn forward() {
    let (start, donor, acceptor, stop) = SMAD3;
    hold(
        "SMAD3",
        &[
            (start, "A", "G", C::StartLost, "c.1A>G", (1, 9)),
            (start - 1, "C", "T", C::FivePrimeUtr, "c.-1C>T", (1, 9)),
            (start + 4, "T", "C", C::Missense, "c.5T>C", (1, 9)),
            (start + 5, "C", "T", C::Synonymous, "c.6C>T", (1, 9)),
            (start + 6, "C", "T", C::CodingSequence, "c.7C>T", (1, 9)),
            (start + 7, "G", "A", C::ProteinAltering, "c.8G>A", (1, 9)),
            (donor + 1, "G", "A", C::SpliceDonor, "c.206+1G>A", (1, 8)),
            (donor + 2, "T", "A", C::SpliceDonor, "c.206+2T>A", (1, 8)),
            (donor + 5, "G", "A", C::SpliceDonorFifthBase, "c.206+5G>A", (1, 8)),
            (donor + 8, "G", "A", C::SpliceRegion, "c.206+8G>A", (1, 8)),
            (donor + 9, "G", "A", C::Intron, "c.206+9G>A", (1, 8)),
            (acceptor - 1, "G", "A", C::SpliceAcceptor, "c.207-1G>A", (1, 8)),
            (acceptor - 8, "G", "A", C::SpliceRegion, "c.207-8G>A", (1, 8)),
            (acceptor - 9, "G", "A", C::Intron, "c.207-9G>A", (1, 8)),
            (acceptor, "C", "T", C::SpliceRegion, "c.207C>T", (2, 9)),
            (stop + 1, "G", "A", C::ThreePrimeUtr, "c.*1G>A", (9, 9)),
            (stop - 2, "T", "C", C::StopLost, "c.1276T>C", (9, 9)),
        ],
    );
}

fn reverse() {
    let (start, donor, acceptor, stop) = ARX;
    hold(
        "ARX",
        &[
            (start, "T", "C", C::StartLost, "c.1A>G", (1, 5)),
            (start + 1, "G", "A", C::FivePrimeUtr, "c.-1C>T", (1, 5)),
            (start - 4, "A", "G", C::Missense, "c.5T>C", (1, 5)),
            (start - 5, "G", "A", C::Synonymous, "c.6C>T", (1, 5)),
            (donor - 1, "C", "T", C::SpliceDonor, "c.196+1G>A", (1, 4)),
            (donor - 5, "C", "T", C::SpliceDonorFifthBase, "c.196+5G>A", (1, 4)),
            (acceptor + 1, "C", "T", C::SpliceAcceptor, "c.197-1G>A", (1, 4)),
            (acceptor + 2, "T", "C", C::SpliceAcceptor, "c.197-2A>G", (1, 4)),
            (stop - 1, "C", "T", C::ThreePrimeUtr, "c.*1G>A", (5, 5)),
            (stop + 2, "A", "G", C::StopLost, "c.1687T>C", (5, 5)),
        ],
    );
}

fn indels() {
    let (start, donor, _, stop) = SMAD3;
    hold(
        "SMAD3",
        &[
            (start + 2, "GT", "G", C::Frameshift, "c.4del", (1, 9)),
            (start + 2, "GTCG", "G", C::InframeDeletion, "c.4_6del", (1, 9)),
            (start + 2, "G", "GA", C::Frameshift, "c.3_4insA", (1, 9)),
            (start + 3, "T", "TT", C::Frameshift, "c.4dup", (1, 9)),
            (start + 3, "T", "TACG", C::InframeInsertion, "c.4_5insACG", (1, 9)),
            (start, "A", "AACG", C::StartLost, "c.1_2insACG", (1, 9)),
            (start - 1, "C", "CACG", C::FivePrimeUtr, "c.-1_1insACG", (1, 9)),
            (start + 3, "TC", "CT", C::Missense, "c.4_5delinsCT", (1, 9)),
            (start + 3, "AG", "CT", C::Missense, "c.4_5inv", (1, 9)),
            (start + 3, "TCA", "GG", C::Frameshift, "c.4_6delinsGG", (1, 9)),
            (donor - 1, "AGGT", "A", C::SpliceDonor, "c.206_206+2del", (1, 8)),
            (donor, "G", "GA", C::SpliceRegion, "c.206_206+1insA", (1, 9)),
            (donor + 1, "G", "GA", C::SpliceDonor, "c.206+1_206+2insA", (1, 8)),
            (stop - 3, "GTAA", "G", C::StopLost, "c.1276_1278del", (9, 9)),
        ],
    );
    let (start, ..) = ARX;
    hold(
        "ARX",
        &[
            (start - 4, "AG", "A", C::Frameshift, "c.4del", (1, 5)),
            (start - 4, "A", "AG", C::Frameshift, "c.4_5insC", (1, 5)),
            (start - 3, "G", "GG", C::Frameshift, "c.4dup", (1, 5)),
            (start - 6, "ACCT", "A", C::InframeDeletion, "c.4_6del", (1, 5)),
        ],
    );
    let (kb, _) = mini_kb();
    let annotator = TranscriptAnnotator::new(&kb, Assembly::Grch38, None).unwrap();
    let (start, _, _, stop) = SMAD3;
    let contig = transcript(&kb, "SMAD3").contig();
    let early = one(&annotator, &locus(contig, start + 2, "GT", "G"));
    assert_eq!((early.residue, early.escapes_decay), (Some(2), Some(false)));
    assert_eq!(early.choice, TranscriptChoice::ManeSelect);
    let late = one(&annotator, &locus(contig, stop - 10, "GT", "G"));
    assert_eq!((late.residue, late.escapes_decay), (Some(423), Some(true)));
    assert_eq!(one(&annotator, &locus(contig, start + 3, "c", "t")).escapes_decay, None, "no null variant");
}

fn structural() {
    let (kb, _) = mini_kb();
    let annotator = TranscriptAnnotator::new(&kb, Assembly::Grch38, None).unwrap();
    let view = transcript(&kb, "SMAD3");
    let exons: Vec<_> = view.exons().collect();
    let (before, after) = (view.start() - 1000, view.end() + 1000);
    let (exon, intron) = (exons[1], exons[1].1 + 50);
    for (kind, from, to, wanted) in [
        (StructuralKind::Deletion, before, after, Some((C::TranscriptAblation, Some(100)))),
        (StructuralKind::Deletion, exon.0 - 1, exon.1, Some((C::FeatureTruncation, Some(15)))),
        (StructuralKind::Deletion, intron, intron + 20, Some((C::Intron, Some(0)))),
        (StructuralKind::Duplication, before, after, Some((C::TranscriptAmplification, Some(100)))),
        (StructuralKind::Duplication, exon.0 - 9, exon.1 + 9, Some((C::FeatureElongation, Some(15)))),
        (StructuralKind::Duplication, exon.0 - 9, after, Some((C::CodingSequence, Some(83)))),
        (StructuralKind::CopyNumber, before, after, Some((C::CodingSequence, Some(100)))),
        (StructuralKind::Inversion, before, after, None),
        (StructuralKind::Inversion, intron, after, Some((C::FeatureTruncation, None))),
        (StructuralKind::Inversion, intron, intron + 20, Some((C::Intron, None))),
        (StructuralKind::Breakend, intron, intron, Some((C::FeatureTruncation, None))),
        (StructuralKind::Insertion, exon.0 + 5, exon.0 + 5, Some((C::FeatureElongation, None))),
        (StructuralKind::Deletion, view.start() - 9, view.start() + 9, Some((C::FivePrimeUtr, Some(0)))),
    ] {
        let effects = annotator.effects(&spanning(view.contig(), from, to, kind));
        let told = effects.first().map(|effect| (effect.consequence, effect.covered_percent));
        assert_eq!(told, wanted, "{kind:?} {from} {to}");
    }
    let two = annotator.effects(&spanning(Contig::X, 1, 156_000_000, StructuralKind::Deletion));
    assert_eq!(two.len(), kb.transcripts(Assembly::Grch38).iter().filter(|row| row.contig() == Contig::X).count());
}

/// Whatever the place and the alleles: an answer, which with a genome is the same for effects that need no sequence.
fn anything() {
    use proptest::prelude::*;
    fn shared<T: Sync>(_: &T) {}
    let (kb, _) = mini_kb();
    let folder = tempfile::tempdir().unwrap();
    let reference = ReferenceGenome::open(&genome(&kb, folder.path()), Assembly::Grch38).unwrap();
    let with = TranscriptAnnotator::new(&kb, Assembly::Grch38, Some(reference)).unwrap();
    let without = TranscriptAnnotator::new(&kb, Assembly::Grch38, None).unwrap();
    shared(&with);
    let kinds = prop::sample::select(vec![
        StructuralKind::Deletion,
        StructuralKind::Duplication,
        StructuralKind::Inversion,
        StructuralKind::Insertion,
        StructuralKind::CopyNumber,
        StructuralKind::Breakend,
    ]);
    let views: Vec<TranscriptView<'_>> = kb.transcripts(Assembly::Grch38).iter().collect();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(20_000));
    // Places near the borders of exons, where most can go wrong.
    let strategy = (
        0..views.len(),
        any::<prop::sample::Index>(),
        any::<bool>(),
        -12_i64..12,
        "[ACGTN]{1,9}",
        "[ACGTNacgt]{1,9}",
        kinds,
        0_u32..3000,
    );
    runner
        .run(&strategy, |(view, exon, side, shift, reference, alternate, kind, length)| {
            let view = views[view];
            let exon = view.exon(exon.index(view.exons().len())).unwrap();
            let border = if side { exon.0 } else { exon.1 };
            let position = (i64::from(border) + shift).max(1) as u32;
            let small = locus(view.contig(), position, &reference, &alternate);
            for effect in without.effects(&small) {
                let (number, all) = effect.exon.unwrap_or((1, 1));
                prop_assert!((1..=all).contains(&number), "{small}: {effect:?}");
                prop_assert!(effect.residue.is_none_or(|residue| residue > 0));
            }
            prop_assert!(with.effects(&small).len() == without.effects(&small).len());
            let large = spanning(view.contig(), position, position.saturating_add(length), kind);
            for effect in without.effects(&large) {
                prop_assert!(effect.covered_percent.is_none_or(|percent| percent <= 100));
            }
            Ok(())
        })
        .unwrap();
}

fn mitochondrial() {
    let (kb, _) = mini_kb();
    for assembly in [Assembly::Grch37, Assembly::Grch38] {
        let annotator = TranscriptAnnotator::new(&kb, assembly, None).unwrap();
        let effect = one(&annotator, &Locus { assembly, ..locus(Contig::MT, 3243, "A", "G") });
        assert_eq!((effect.consequence, effect.hgvs_c.as_deref()), (C::NonCodingExon, Some("m.3243A>G")));
        assert_eq!(effect.transcript.as_deref(), Some("NC_012920.1"));
    }
}

fn nothing() {
    let (kb, _) = mini_kb();
    let annotator = TranscriptAnnotator::new(&kb, Assembly::Grch38, None).unwrap();
    let contig = transcript(&kb, "SMAD3").contig();
    let (start, ..) = SMAD3;
    for (position, reference, alternate) in [
        (1, "A", "G"),
        (start, "A", "*"),
        (start, "A", "<NON_REF>"),
        (start, "A", "A"),
        (start, "", "A"),
        (start, "A", ""),
    ] {
        assert!(annotator.effects(&locus(contig, position, reference, alternate)).is_empty(), "{alternate}");
    }
    let strange = one(&annotator, &locus(contig, start + 6, "n", "r"));
    assert_eq!(strange.consequence, C::CodingSequence);
    assert!(annotator.effects(&locus(contig, u32::MAX, "AC", "A")).is_empty());
    let other = Locus { assembly: Assembly::Grch37, ..locus(contig, start, "A", "G") };
    assert!(annotator.effects(&other).is_empty());
    assert!(matches!(annotator.fault(), Some(ReferenceError::Assembly { .. })), "and it is said");
}

/// Codons of the made-up proteins after the start codon, again and again.
const CODONS: [&str; 6] = ["GCT", "AAA", "CGA", "TTC", "TGG", "CAG"];

/// A FASTA file of two whole chromosomes that holds only the exons of two genes: the rest of the file is not written,
/// and takes no room on the disk.
fn genome(kb: &KnowledgeBase, folder: &Path) -> PathBuf {
    let path = folder.join("genome.fa");
    let mut file = std::fs::File::create(&path).unwrap();
    let mut index: Vec<u8> = Vec::new();
    let mut offset = 0;
    for (symbol, name) in [("SMAD3", "15"), ("ARX", "chrX")] {
        let view = transcript(kb, symbol);
        let length = u64::from(view.contig().length(Assembly::Grch38));
        let header = format!(">{name}\n");
        file.seek(SeekFrom::Start(offset)).unwrap();
        file.write_all(header.as_bytes()).unwrap();
        offset += header.len() as u64;
        writeln!(index, "{name}\t{length}\t{offset}\t{length}\t{}", length + 1).unwrap();
        let codons = view.coding_length() as usize / 3;
        let inner = CODONS.iter().cycle().take(codons - 2).copied();
        let mut coding = std::iter::once("ATG").chain(inner).chain(["TAA"]).collect::<String>().into_bytes();
        if view.is_reverse() {
            coding.reverse();
            for base in &mut coding {
                *base = match *base {
                    b'A' => b'T',
                    b'C' => b'G',
                    b'G' => b'C',
                    _ => b'A',
                };
            }
        }
        let (first, last) = view.coding().unwrap();
        let mut bases = coding.into_iter();
        for (from, to) in view.exons() {
            file.seek(SeekFrom::Start(offset + u64::from(from) - 1)).unwrap();
            let exon: Vec<u8> = (from..=to)
                .map(|base| if (first..=last).contains(&base) { bases.next().unwrap() } else { b'C' })
                .collect();
            file.write_all(&exon).unwrap();
        }
        offset += length;
        file.seek(SeekFrom::Start(offset)).unwrap();
        file.write_all(b"\n").unwrap();
        offset += 1;
    }
    std::fs::write(folder.join("genome.fa.fai"), index).unwrap();
    path
}

fn with_genome() {
    let (kb, _) = mini_kb();
    let folder = tempfile::tempdir().unwrap();
    let reference = ReferenceGenome::open(&genome(&kb, folder.path()), Assembly::Grch38).unwrap();
    let annotator = TranscriptAnnotator::new(&kb, Assembly::Grch38, Some(reference)).unwrap();
    assert!(annotator.has_reference());
    let (smad3, arx) = (transcript(&kb, "SMAD3").contig(), transcript(&kb, "ARX").contig());
    let (start, donor, acceptor, stop) = SMAD3;
    let (down, ..) = ARX;
    for (contig, position, reference, alternate, consequence, coding, protein) in [
        (smad3, start + 9, "C", "T", C::StopGained, "c.10C>T", "p.Arg4Ter"),
        (smad3, start + 10, "G", "A", C::Missense, "c.11G>A", "p.Arg4Gln"),
        (smad3, start + 11, "A", "G", C::Synonymous, "c.12A>G", "p.Arg4="),
        (smad3, start + 2, "G", "A", C::StartLost, "c.3G>A", "p.Met1?"),
        (smad3, stop, "A", "G", C::StopRetained, "c.1278A>G", "p.Ter426="),
        (smad3, stop - 2, "T", "C", C::StopLost, "c.1276T>C", "p.Ter426GlnextTer?"),
        (smad3, start + 9, "CGA", "TTC", C::Missense, "c.10_12delinsTTC", "p.Arg4Phe"),
        (smad3, start + 8, "ACGAT", "ATTCC", C::Missense, "c.10_13delinsTTCC", "p.Arg4_Phe5delinsPheLeu"),
        // Codon 69 lies on two exons.
        (smad3, acceptor, "A", "G", C::SpliceRegion, "c.207A>G", "p.Lys69="),
        (smad3, donor, "A", "C", C::Missense, "c.206A>C", "p.Lys69Thr"),
        (smad3, start + 5, "TAAA", "T", C::InframeDeletion, "c.7_9del", "p.Lys3del"),
        (smad3, start + 5, "TA", "T", C::Frameshift, "c.9del", "p.Lys3AsnfsTer?"),
        (smad3, start + 5, "T", "TA", C::Frameshift, "c.9dup", "p.Arg4ThrfsTer6"),
        (smad3, start + 5, "T", "TGCT", C::InframeInsertion, "c.4_6dup", "p.Ala2dup"),
        (smad3, start + 5, "T", "TGGG", C::InframeInsertion, "c.6_7insGGG", "p.Ala2_Lys3insGly"),
        (smad3, start + 5, "T", "TTAA", C::StopGained, "c.6_7insTAA", "p.Lys3Ter"),
        (smad3, start + 5, "TAAACGA", "T", C::InframeDeletion, "c.7_12del", "p.Lys3_Arg4del"),
        (arx, down - 9, "G", "A", C::StopGained, "c.10C>T", "p.Arg4Ter"),
        (arx, down - 10, "C", "T", C::Missense, "c.11G>A", "p.Arg4Gln"),
        (arx, down - 9, "GT", "G", C::Frameshift, "c.9del", "p.Lys3AsnfsTer?"),
        (arx, down - 9, "G", "GT", C::Frameshift, "c.9dup", "p.Arg4ThrfsTer6"),
    ] {
        let effect = one(&annotator, &locus(contig, position, reference, alternate));
        let told = (effect.consequence, effect.hgvs_c.as_deref(), effect.hgvs_p.as_deref());
        assert_eq!(told, (consequence, Some(coding), Some(protein)));
        let number: Option<u32> = protein
            .split(|c: char| !c.is_ascii_digit())
            .find(|text| !text.is_empty())
            .and_then(|text| text.parse().ok());
        assert!(
            coding.contains("ins") || coding.contains("dup") || effect.residue == number,
            "{coding} {:?}",
            effect.residue
        );
    }
    assert!(annotator.fault().is_none());
}

fn wrong_genome() {
    let (kb, _) = mini_kb();
    let folder = tempfile::tempdir().unwrap();
    let path = genome(&kb, folder.path());
    let says = |error: ReferenceError, needle: &str| assert!(error.to_string().contains(needle), "{error}");
    says(ReferenceGenome::open(&path, Assembly::Grch37).unwrap_err(), "this is another assembly");
    says(ReferenceGenome::open(&folder.path().join("none.fa"), Assembly::Grch38).unwrap_err(), "samtools faidx");
    let strange = folder.path().join("strange.fa");
    std::fs::write(&strange, ">contig\nACGT\n").unwrap();
    std::fs::write(folder.path().join("strange.fa.fai"), "contig\t4\t8\t4\t5\n").unwrap();
    says(ReferenceGenome::open(&strange, Assembly::Grch38).unwrap_err(), "human chromosome");

    let open = || ReferenceGenome::open(&path, Assembly::Grch38).unwrap();
    let annotator = TranscriptAnnotator::new(&kb, Assembly::Grch38, Some(open())).unwrap();
    let line = locus(transcript(&kb, "SMAD3").contig(), SMAD3.0, "G", "T");
    says(annotator.try_effects(&line).unwrap_err(), "REF is G, but GRCh38 has A there");
    assert_eq!(one(&annotator, &line).consequence, C::StartLost, "told without the genome");
    assert!(annotator.fault().is_some(), "and the fault is kept");
    let elsewhere = locus(transcript(&kb, "CRYGD").contig(), 208_124_200, "G", "T");
    says(annotator.try_effects(&elsewhere).unwrap_err(), "has no chromosome 2");
    assert!(matches!(
        TranscriptAnnotator::new(&kb, Assembly::Grch37, Some(open())),
        Err(AnnotatorError::Assembly { .. })
    ));
}

fn compressed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mt.fa.gz");
    let bases: String = "ACGT".chars().cycle().take(16_569).collect();
    let mut writer = noodles::bgzf::io::Writer::new(std::fs::File::create(&path).unwrap());
    write!(writer, ">MT\n{bases}\n").unwrap();
    writer.finish().unwrap();
    std::fs::write(folder.path().join("mt.fa.gz.fai"), "MT\t16569\t4\t16569\t16570\n").unwrap();
    std::fs::write(folder.path().join("mt.fa.gz.gzi"), 0_u64.to_le_bytes()).unwrap();
    for assembly in [Assembly::Grch37, Assembly::Grch38] {
        let genome = ReferenceGenome::open(&path, assembly).unwrap();
        assert_eq!(genome.bases(Contig::MT, 2, 6).unwrap(), b"CGTAC");
        assert_eq!(genome.bases(Contig::MT, 16_569, u32::MAX).unwrap(), b"A", "to the end and no further");
        assert!(genome.bases(Contig::MT, 16_570, 16_580).unwrap().is_empty());
    }
}
