//! Consequences told from transcripts, held against published variants and another annotator; where this machine has
//! them and a knowledge base with transcripts.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde_json::Value;
use shirube::domain::{Alternate, Assembly, Consequence, GeneEffect, Locus};
use shirube::intake::TranscriptAnnotator;
use shirube::knowledge::KnowledgeBase;

use crate::support::{real_release, root, shared_cases};

pub const TESTS: &[crate::Test] = &[
    ("oracle::published_variants_are_found_named_and_classed", published),
    ("oracle::another_annotator_tells_the_same", bcftools),
];

/// What these tests lack on this machine.
pub fn missing() -> Option<&'static str> {
    let Some(release) = real_release() else { return Some("knowledge base (run `shirube setup`)") };
    let opened = KnowledgeBase::open(&release.join("knowledge.shirube"));
    if opened.is_ok_and(|kb| kb.transcripts(Assembly::Grch37).is_empty() || kb.transcripts(Assembly::Grch38).is_empty())
    {
        return Some("RefSeq transcripts in the knowledge base");
    }
    (!shared_cases().is_file() || !trio().is_file()).then_some("../shared/cases or ../shared/vcf")
}

fn trio() -> std::path::PathBuf {
    root().join("../shared/vcf/ashk-trio.vcf.gz")
}

fn lines(path: &std::path::Path) -> impl Iterator<Item = String> {
    let file = std::fs::File::open(path).unwrap();
    std::io::BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines().map(Result::unwrap)
}

fn kb() -> KnowledgeBase {
    KnowledgeBase::open(&real_release().unwrap().join("knowledge.shirube")).unwrap()
}

fn locus(assembly: Assembly, contig: &str, position: u32, reference: &str, alternate: &str) -> Option<Locus> {
    Some(Locus {
        assembly,
        contig: contig.parse().ok()?,
        position,
        end: position + reference.len() as u32 - 1,
        reference: reference.to_owned(),
        alternate: Alternate::Sequence(alternate.to_owned()),
    })
}

/// Shares by what was asked, with some that failed.
#[derive(Default)]
struct Shares(BTreeMap<&'static str, (u32, u32, Vec<String>)>);

impl Shares {
    fn count(&mut self, what: &'static str, holds: bool, example: impl FnOnce() -> String) {
        let entry = self.0.entry(what).or_default();
        entry.0 += u32::from(holds);
        entry.1 += 1;
        if !holds && entry.2.len() < 20 {
            entry.2.push(example());
        }
    }

    fn hold(&self, floors: &[(&str, f64)]) {
        for (what, floor) in floors {
            let (right, all, failed) = &self.0[what];
            let share = 100.0 * f64::from(*right) / f64::from(*all);
            assert!(
                share >= *floor,
                "{what}: {right} of {all} ({share:.2} %) is below {floor} %\n{}",
                failed.join("\n")
            );
        }
    }
}

fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

/// The first number in a text.
fn number(text: &str) -> Option<u32> {
    let digits: String = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Every causal variant of the cases that has a VCF record.
fn variants() -> Vec<Value> {
    let mut found = Vec::new();
    for line in lines(&shared_cases()) {
        let packet: Value = serde_json::from_str(&line).unwrap();
        for interpretation in packet["interpretations"].as_array().into_iter().flatten() {
            let variants = interpretation["diagnosis"]["genomicInterpretations"].as_array();
            found.extend(
                variants
                    .into_iter()
                    .flatten()
                    .map(|variant| variant["variantInterpretation"]["variationDescriptor"].clone())
                    .filter(|variant| variant.get("vcfRecord").is_some()),
            );
        }
    }
    found
}

fn expression<'v>(variant: &'v Value, syntax: &str) -> Option<(&'v str, &'v str)> {
    let all = variant["expressions"].as_array()?;
    let value = all.iter().find(|one| one["syntax"] == syntax)?["value"].as_str()?;
    value.split_once(':')
}

/// Whether a consequence told without the sequence can be what `p.` says.
fn fits(effect: &GeneEffect, protein: &str) -> bool {
    use Consequence as C;
    let protein = protein.trim_start_matches("p.").trim_matches(['(', ')']);
    let splice = matches!(effect.consequence, C::SpliceAcceptor | C::SpliceDonor);
    // Authors write of a deletion over a splice site what happens to the protein.
    if splice {
        return true;
    }
    let coding = [C::CodingSequence, C::ProteinAltering, C::Missense];
    let allowed: &[C] = if protein.contains("fs") {
        &[C::Frameshift]
    } else if protein.strip_prefix("Met1").is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())) {
        &[C::StartLost, C::Frameshift]
    } else if protein.contains("ext") {
        &[C::StopLost, C::Frameshift, C::CodingSequence]
    } else if protein.ends_with("Ter") || protein.ends_with('*') {
        &[C::CodingSequence, C::ProteinAltering, C::StopGained, C::Frameshift, C::InframeInsertion, C::InframeDeletion]
    } else if protein.ends_with('=') {
        &[C::CodingSequence, C::Synonymous, C::SpliceRegion]
    } else if protein.contains("del") || protein.contains("dup") || protein.contains("ins") {
        &[C::InframeDeletion, C::InframeInsertion, C::CodingSequence, C::ProteinAltering, C::Missense]
    } else if protein == "?" || protein.is_empty() {
        return true;
    } else {
        &coding
    };
    allowed.contains(&effect.consequence)
}

fn published() {
    let kb = kb();
    let annotator = TranscriptAnnotator::new(&kb, Assembly::Grch38, None).unwrap();
    let mut shares = Shares::default();
    for variant in variants() {
        let record = &variant["vcfRecord"];
        let position = record["pos"].as_u64().or_else(|| record["pos"].as_str()?.parse().ok()).unwrap() as u32;
        let (reference, alternate) = (text(record, "/ref"), text(record, "/alt"));
        let Some(locus) = locus(Assembly::Grch38, text(record, "/chrom"), position, reference, alternate) else {
            continue;
        };
        let effects = annotator.effects(&locus);
        let symbol = text(&variant, "/geneContext/symbol");
        let id = text(&variant, "/geneContext/valueId");
        let effect = effects.iter().find(|effect| effect.gene.to_string() == id);
        shares.count("gene", effect.is_some(), || format!("{locus} {symbol} {effects:?}"));
        let Some(effect) = effect else { continue };
        let protein = expression(&variant, "hgvs.p");
        if let Some((_, protein)) = protein {
            let told = || format!("{locus} {symbol} {protein} {effect:?}");
            shares.count("class fits p.", fits(effect, protein), told);
        }
        let Some((transcript, coding)) = expression(&variant, "hgvs.c") else { continue };
        let stem = |accession: &str| accession.split('.').next().unwrap_or_default().to_owned();
        if effect.transcript.as_deref().map(stem) != Some(stem(transcript)) {
            continue;
        }
        let what = match locus.length_change() {
            Some(0) => "c. of substitutions",
            _ if kb.gene(kb.gene_by_id(effect.gene).unwrap()).transcript(Assembly::Grch38).unwrap().is_reverse() => {
                "c. of indels on the reverse strand"
            }
            _ => "c. of indels on the forward strand",
        };
        // Some are written with spaces or name the bases that `del` no longer does.
        let coding: String = coding.chars().filter(|c| !c.is_whitespace()).collect();
        let coding = coding.split_once("del").map_or(coding.clone(), |(place, rest)| {
            format!("{place}del{}", rest.trim_start_matches(['A', 'C', 'G', 'T']))
        });
        let same = effect.hgvs_c.as_deref() == Some(coding.as_str());
        shares.count(what, same, || format!("{locus} {symbol} {coding} {:?}", effect.hgvs_c));
        shares.count("c.", same, String::new);
        if let Some((_, protein)) = protein.filter(|_| locus.is_single_nucleotide())
            && let (Some(residue), Some(number)) = (effect.residue, number(protein))
        {
            shares.count("residue", residue == number, || format!("{locus} {symbol} {protein} {residue}"));
        }
    }
    // Without the sequence, indels in repeats cannot be moved, and duplications look like insertions.
    shares.hold(&[
        ("gene", 98.5),
        ("class fits p.", 99.8),
        ("residue", 99.9),
        ("c. of substitutions", 99.9),
        ("c. of indels on the reverse strand", 77.0),
        ("c. of indels on the forward strand", 36.0),
        ("c.", 90.0),
    ]);
}

/// What bcftools csq says of a gene: the most severe word of each coding transcript, and the amino acids' numbers.
type Told = (Vec<Consequence>, Vec<u32>);

fn words(info: &str, alternates: usize) -> Vec<(String, Told)> {
    let Some(field) = info.split(';').find_map(|part| part.strip_prefix("BCSQ=")) else { return Vec::new() };
    let mut genes: BTreeMap<String, Told> = BTreeMap::new();
    if alternates != 1 {
        return Vec::new();
    }
    for row in field.split(',') {
        let columns: Vec<&str> = row.split('|').collect();
        if columns.get(3) != Some(&"protein_coding") || row.starts_with(['@', '*']) {
            continue;
        }
        let (Some(worst), _) = Consequence::most_severe(columns[0]) else { continue };
        let told = genes.entry(columns[1].to_owned()).or_default();
        told.0.push(worst);
        told.1.extend(columns.get(5).and_then(|text| number(text)));
    }
    genes.into_iter().collect()
}

fn same_class(ours: Consequence, theirs: Consequence) -> bool {
    use Consequence as C;
    let unknown = [C::Missense, C::StopGained, C::Synonymous, C::StopLost, C::StopRetained, C::StartLost];
    let altering = [C::Missense, C::StopGained, C::StartLost];
    match ours {
        C::CodingSequence => unknown.contains(&theirs),
        C::ProteinAltering => altering.contains(&theirs),
        C::SpliceDonorFifthBase => theirs == C::SpliceRegion,
        C::SpliceRegion => [C::SpliceRegion, C::Synonymous].contains(&theirs),
        _ => ours == theirs,
    }
}

fn bcftools() {
    let kb = kb();
    let annotator = TranscriptAnnotator::new(&kb, Assembly::Grch37, None).unwrap();
    let mut shares = Shares::default();
    for line in lines(&trio()).filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (alternate, info) = (columns[4], columns[7]);
        let Some(locus) = locus(Assembly::Grch37, columns[0], columns[1].parse().unwrap(), columns[3], alternate)
        else {
            continue;
        };
        let effects = annotator.effects(&locus);
        for (symbol, (words, residues)) in words(info, alternate.split(',').count()) {
            let Some(gene) = kb.gene_by_symbol(&symbol).map(|index| kb.gene(index)) else { continue };
            if gene.transcript(Assembly::Grch37).is_none() {
                continue;
            }
            let effect = effects.iter().find(|effect| effect.gene == gene.id());
            shares.count("gene", effect.is_some(), || format!("{locus} {symbol} {words:?}"));
            let Some(effect) = effect else { continue };
            let same = words.iter().any(|word| same_class(effect.consequence, *word));
            shares.count("class", same, || {
                format!("{locus} {symbol} {words:?} {:?} {:?}", effect.consequence, effect.hgvs_c)
            });
            let open = [Consequence::CodingSequence, Consequence::ProteinAltering].contains(&effect.consequence);
            let coding = words.iter().any(|word| [Consequence::Missense, Consequence::Synonymous].contains(word));
            if coding && locus.is_single_nucleotide() {
                if let Some(residue) = effect.residue {
                    let same = residues.contains(&residue);
                    shares.count("residue", same, || format!("{locus} {symbol} {residues:?} {residue}"));
                }
                shares.count("told without sequence", !open, String::new);
            }
        }
    }
    // The rest are transcripts that are not stored: Ensembl's 75th release has several a gene.
    shares.hold(&[("gene", 97.0), ("class", 96.5), ("residue", 94.0), ("told without sequence", 55.0)]);
}
