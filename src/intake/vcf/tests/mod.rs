//! Whole files, good and hostile, in the spirit of the failing files of the VCF specification's test suite.

use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    Alternate, Assembly, Consequence, Coverage, GeneEffect, GeneId, InputIssue, LeftOut, Locus, Relation, Sex,
    StructuralKind, TranscriptChoice, Zygosity,
};
use crate::intake::family::parse_ped;

mod truth;

struct Genes;

impl GeneLookup for Genes {
    fn by_symbol(&self, symbol: &str) -> Option<GeneId> {
        ["FGFR2", "TTN", "DMD", "RNU4-2"]
            .iter()
            .position(|known| *known == symbol)
            .map(|n| GeneId::from_number(n as u32 + 1))
    }
    fn by_ensembl(&self, _: &str) -> Option<GeneId> {
        None
    }
    fn mane_select(&self, _: GeneId) -> Option<&str> {
        None
    }
    fn matters(&self, gene: GeneId) -> bool {
        gene.number() <= 4
    }
}

struct Everywhere;

impl Annotate for Everywhere {
    fn effects(&self, _: &Locus) -> Vec<GeneEffect> {
        vec![GeneEffect {
            gene: GeneId::from_number(1),
            consequence: Consequence::Missense,
            transcript: None,
            choice: TranscriptChoice::MostSevere,
            hgvs_c: None,
            hgvs_p: None,
            residue: None,
            exon: None,
            escapes_decay: None,
            covered_percent: None,
        }]
    }
}

const HEAD: &str = "##fileformat=VCFv4.2\n##contig=<ID=1,length=249250621>\n\
    ##INFO=<ID=gnomAD_AF,Number=A,Type=Float,Description=\"x\">\n\
    ##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: \
    Allele|Consequence|SYMBOL|Feature_type|Feature|BIOTYPE|SpliceAI_pred_DS_AG|HGVSp\">\n";

fn file(head: &str, samples: &str, records: &[&str]) -> String {
    let columns = format!("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT{samples}");
    let mut text = format!("{head}{columns}\n");
    for record in records {
        text.push_str(&record.replace(' ', "\t"));
        text.push('\n');
    }
    text
}

fn csq(consequence: &str, gene: &str) -> String {
    format!("CSQ=X|{consequence}|{gene}|Transcript|T1|protein_coding||ENSP1:p.A5B")
}

fn read(text: &str) -> Result<VcfContent, VcfError> {
    let profile = AnnotationProfile::default();
    read_variants(text.as_bytes(), "t.vcf", &VcfOptions::new(&Genes, &profile))
}

fn one(record: &str) -> VcfContent {
    read(&file(HEAD, "\ta", &[record])).unwrap()
}

fn messages(issues: &[InputIssue]) -> String {
    issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_reason_to_leave_out_has_its_count() {
    let missense = csq("missense_variant", "FGFR2");
    for (record, reason) in [
        (format!("GL1 5 . A C . PASS {missense} GT 0/1"), Some(LeftOut::OtherContig)),
        (format!("1 5 . A * . PASS {missense} GT 0/1"), Some(LeftOut::NotAnAllele)),
        (format!("1 5 . A <NON_REF> . q {missense} GT 0/0"), Some(LeftOut::NotAnAllele)),
        (format!("1 5 . A C . PASS {missense} GT 0/0"), Some(LeftOut::NotCarried)),
        (format!("1 5 . A C . PASS {missense} GT ./."), Some(LeftOut::NotCalled)),
        (format!("1 5 . A C . PASS {missense} GT 0/."), Some(LeftOut::NotCalled)),
        (format!("1 5 . A C . q10 gnomAD_AF=0.5;{missense} GT 0/1"), Some(LeftOut::Filtered)),
        (format!("1 5 . A C . PASS gnomAD_AF=0.06;{missense} GT 0/1"), Some(LeftOut::Common)),
        (format!("1 5 . A C . PASS AF=0.5;MLEAF=1;{missense} GT 0/1"), None),
        ("1 5 . A C . PASS . GT 0/1".to_owned(), Some(LeftOut::NoGene)),
        (format!("1 5 . A C . PASS {} GT 0/1", csq("upstream_gene_variant", "TTN")), Some(LeftOut::NoGene)),
        (format!("1 5 . A C . PASS {} GT 0/1", csq("missense_variant", "XYZ")), Some(LeftOut::NoGene)),
        (format!("1 5 . A C . PASS {} GT 0/1", csq("intron_variant", "TTN")), Some(LeftOut::NoEffect)),
        (format!("1 5 . A C . PASS SpliceAI_max=0.3;{} GT 0/1", csq("intron_variant", "TTN")), None),
        (format!("1 5 . A C . PASS SpliceAI_max=0.1;{} GT 0/1", csq("intron_variant", "TTN")), Some(LeftOut::NoEffect)),
        (format!("1 5 . A <DEL> . PASS END=90;{} GT 0/1", csq("intron_variant", "TTN")), None),
        (format!("1 5 . A C . . {missense} GT ./1"), None),
        (
            format!(
                "1 5 . A C . PASS gnomAD_AF=0.2;CLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel;{} GT 0/1",
                csq("intron_variant", "TTN")
            ),
            None,
        ),
    ] {
        // A second record on the primary assembly, so that the file is one.
        let second = "1 9 . A . . PASS . GT 0/0";
        let content = read(&file(HEAD, "\ta", &[&record, second])).unwrap();
        let tally = &content.variants.tally;
        assert_eq!((tally.alleles, tally.kept), (1, u64::from(reason.is_none())), "{record}");
        if let Some(reason) = reason {
            assert_eq!(tally.count(reason), 1, "{record}: {:?}", tally.left_out);
        }
    }
}

#[test]
fn a_kept_variant_has_all_that_is_known() {
    let record = "1 1000 . GCA GTA 50 PASS gnomAD_AF=0.001;REVEL=.,0.8;54KJPN_AF=0.002;\
                  CSQ=GTA|missense_variant|FGFR2|Transcript|T1|protein_coding|0.4&0.1|ENSP1:p.A5B GT:AD:DP:GQ 0|1:9,7:16:80";
    let content = one(record);
    let variant = &content.variants.variants[0];
    assert_eq!(variant.place, "line 6 of t.vcf");
    assert_eq!(variant.locus.as_ref().unwrap().to_string(), "1-1001-C-T");
    assert_eq!(variant.effects[0].hgvs_p.as_deref(), Some("p.A5B"));
    assert_eq!(variant.frequency.as_ref().unwrap().source, "gnomAD_AF");
    assert_eq!(variant.japanese_frequency.as_ref().map(|found| found.source.as_str()), Some("54KJPN_AF"));
    assert_eq!((variant.scores.revel, variant.scores.splice_ai), (Some(0.8), Some(0.4)));
    assert_eq!((variant.calls[0].depth, variant.calls[0].alternate_depth), (Some(16), Some(7)));
    assert_eq!(variant.calls[0].phase.as_ref().map(|phase| phase.haplotype), Some(1));
    assert_eq!((content.assembly, content.annotated_by), (Some(Assembly::Grch37), AnnotatedBy::Vep));
    assert!(content.issues.is_empty(), "{}", messages(&content.issues));
}

#[test]
fn alleles_of_one_record_are_kept_apart() {
    let record = "1 100 . AT A,ATT,* . PASS gnomAD_AF=0.2,0.001,.;CSQ=-|frameshift_variant|FGFR2|Transcript|T|x||,\
                  TT|stop_gained|TTN|Transcript|T|x|| GT:AD 1/2:3,20,10,4";
    let content = one(record);
    assert_eq!(content.variants.tally.count(LeftOut::Common), 1);
    let variant = &content.variants.variants[0];
    assert_eq!(variant.effects[0].consequence, Consequence::StopGained);
    assert_eq!(variant.locus.as_ref().unwrap().to_string(), "1-100-A-AT");
    assert_eq!(variant.calls[0].genotype.zygosity(), Zygosity::Heterozygous);
    assert_eq!((variant.calls[0].genotype.other, variant.calls[0].alternate_depth), (1, Some(10)));
}

#[test]
fn malformed_records_are_counted_and_named_once() {
    let good = format!("1 5 . A C . PASS {} GT 0/1", csq("missense_variant", "FGFR2"));
    for (bad, word) in [
        ("1 x . A C . PASS . GT 0/1", "POS \"x\""),
        ("1 0 . A C . PASS . GT 0/1", "POS is 0"),
        ("1 249250622 . A C . PASS . GT 0/1", "beyond the end of chromosome 1 of GRCh37"),
        ("1 5 . Z C . PASS . GT 0/1", "REF \"Z\""),
        ("1 5 . A C&G . PASS . GT 0/1", "ALT \"C&G\""),
        ("1 5 . A A . PASS . GT 0/1", "same as REF"),
        ("1 5 . A C . PASS . GT 0/2", "names allele 2 of 1"),
        ("1 5 . A C . PASS . GT 0/a", "GT \"0/a\""),
        ("1 5 . A C . PASS . GT 0/1 1/1", "2 sample columns, the header 1"),
        ("1 5 . A C . PASS . GT", "0 sample columns"),
        ("1 5 . A C . PASS .", "FORMAT column is missing"),
        ("1 5 . A C . PASS", "INFO is missing"),
        ("1 5 . A <DEL> . PASS END=4 GT 0/1", "END 4 lies before"),
        ("1 5 . A <DEL> . PASS END=999999999 GT 0/1", "END 999999999 lies beyond"),
        ("1 5 . A <DEL> . PASS . GT 0/1", "neither END nor SVLEN"),
        ("", "blank"),
    ] {
        let content = read(&file(HEAD, "\ta", &[&good, bad, &good])).unwrap();
        let tally = &content.variants.tally;
        assert_eq!((tally.records, tally.malformed, tally.kept, tally.alleles), (3, 1, 2, 2), "{bad}");
        let issues = messages(&content.issues);
        assert!(issues.contains(word) && issues.contains("line 7 of t.vcf"), "{bad}: {issues}");
    }
    let content = read(&file(HEAD, "\ta", &[&good, "1 x . A C . . . GT 0", &good, "1 y . A C . . . GT 0"])).unwrap();
    assert!(messages(&content.issues).contains("(1 more like it)"));
}

#[test]
fn files_that_cannot_be_used_say_why() {
    let record = "1 5 . A C . PASS . GT 0/1";
    let bare = "##fileformat=VCFv4.2\n##reference=GRCh38\n";
    for (text, word) in [
        (String::new(), "is empty"),
        (file(bare, "\ta", &[record]), "bcftools csq"),
        (file(&HEAD.replace("249250621", "248387328"), "\ta", &[record]), "248387328"),
        (file(&HEAD.replace(",length=249250621", ""), "\ta", &[record]), "--assembly"),
        (file(&format!("{HEAD}##reference=hg38.fa\n"), "\ta", &[record]), "##reference says GRCh38"),
        (file(HEAD, "\ta\ta", &[record]), "\"a\" occurs twice"),
        (file(HEAD, "\ta\tb", &[record]), "name one of \"a\", \"b\""),
        (file(HEAD, "", &["1 5 . A C . PASS ."]), "no sample columns"),
        (file(HEAD, "\ta", &["1 5 . A C . PASS . DP 5"]), "FORMAT has no GT"),
        (file(HEAD, "\ta", &["chrom1 5 . A C . PASS . GT 0/1"]), "the first lies on \"chrom1\""),
        (
            file(HEAD, "\ta", &["1 x . A C . PASS . GT 0/1", "1 5 . A . . PASS . GT 0/0", "1 y"]),
            "2 of the first 3 records",
        ),
    ] {
        let error = read(&text).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn lists_of_sites_need_consent() {
    let text = file(HEAD, "", &[&format!("1 5 . A C . PASS {}", csq("stop_gained", "TTN"))]);
    let profile = AnnotationProfile::default();
    let options = VcfOptions { accept_sites: true, ..VcfOptions::new(&Genes, &profile) };
    let content = read_variants(text.as_bytes(), "t", &options).unwrap();
    assert_eq!(content.variants.variants[0].calls[0].genotype.zygosity(), Zygosity::Unknown);
    assert!(messages(&content.issues).contains("no genotypes"));
}

#[test]
fn an_unannotated_file_asks_the_annotator() {
    let text = file("##fileformat=VCFv4.1\n", "\ta", &["chr7 5 . A C . PASS . GT 1/1", "chr7 9 . A C . PASS . GT 0/0"]);
    let profile = AnnotationProfile::default();
    let options = VcfOptions {
        annotator: Some(&Everywhere),
        assembly: Some(Assembly::Grch38),
        ..VcfOptions::new(&Genes, &profile)
    };
    let content = read_variants(text.as_bytes(), "t", &options).unwrap();
    assert_eq!((content.variants.tally.kept, content.annotated_by), (1, AnnotatedBy::Annotator));
}

#[test]
fn the_watched_gene_is_accounted_for() {
    let missense = csq("missense_variant", "FGFR2");
    let text = file(
        HEAD,
        "\ta",
        &[
            &format!("1 5 . A C . PASS {missense} GT 0/0"),
            &format!("1 6 . A C . q10 {missense} GT 0/1"),
            &format!("1 7 . A C . PASS gnomAD_AF=0.5;{missense} GT 0/1"),
            &format!("1 8 . A C . PASS {missense} GT 0/1"),
            &format!("1 9 . A C . PASS {} GT 0/1", csq("missense_variant", "TTN")),
        ],
    );
    let profile = AnnotationProfile::default();
    let run = |watch| {
        let options = VcfOptions { watch, ..VcfOptions::new(&Genes, &profile) };
        read_variants(text.as_bytes(), "t", &options).unwrap()
    };
    let (watched, plain) = (run(Some(GeneId::from_number(1))), run(None));
    let reasons: Vec<_> = watched.trail.iter().map(|entry| entry.left_out).collect();
    assert_eq!(reasons, [Some(LeftOut::NotCarried), Some(LeftOut::Filtered), Some(LeftOut::Common), None]);
    assert!(watched.trail[1].detail.contains("q10") && watched.trail[2].detail.contains("gnomAD_AF is 0.5"));
    assert_eq!((watched.variants, plain.trail.len()), (plain.variants, 0));
}

#[test]
fn families_have_calls_in_the_order_of_members() {
    let pedigree = parse_ped("F kid dad mom 2 2\nF dad 0 0 1 1\nF mom 0 0 2 1\n").unwrap();
    let record = format!("1 5 . A C . PASS {} GT 0/1 0/0 1/1", csq("missense_variant", "FGFR2"));
    let text = file(HEAD, "\tmom\tdad\tkid", &[&record]);
    let profile = AnnotationProfile::default();
    let options = VcfOptions { pedigree: Some(&pedigree), ..VcfOptions::new(&Genes, &profile) };
    let variants = read_variants(text.as_bytes(), "t", &options).unwrap().variants;
    let relations: Vec<Relation> = variants.members.iter().map(|member| member.relation).collect();
    assert_eq!(relations, [Relation::Proband, Relation::Father, Relation::Mother]);
    assert_eq!(variants.members[0].sex, Sex::Female);
    let copies: Vec<u8> = variants.variants[0].calls.iter().map(|call| call.genotype.alternate).collect();
    assert_eq!(copies, [2, 0, 1]);
}

#[test]
fn snpeff_and_bcftools_are_read() {
    let eff = "##fileformat=VCFv4.2\n##reference=GRCh38\n##INFO=<ID=ANN,Number=.,Type=String,Description=\"'Allele | Annotation\">\n";
    let record = "1 5 . A C . PASS ANN=C|stop_gained&splice_region_variant|HIGH|TTN|ENSG1|transcript|ENST1.2|protein_coding|\
                  5/20|c.5A>C|p.Cys5*|5/900|5/900|2/300||;NMD=(TTN|ENSG1|3|1.00) GT 0/1";
    let content = read(&file(eff, "\ta", &[record])).unwrap();
    let effect = &content.variants.variants[0].effects[0];
    assert_eq!(content.annotated_by, AnnotatedBy::SnpEff);
    assert_eq!((effect.consequence, effect.exon), (Consequence::StopGained, Some((5, 20))));
    assert_eq!((effect.residue, effect.escapes_decay), (Some(2), Some(false)));

    let csq = "##fileformat=VCFv4.2\n##reference=GRCh38\n##INFO=<ID=BCSQ,Number=.,Type=String,Description=\"x\">\n";
    let content = read(&file(
        csq,
        "\ta",
        &[
            "1 5 . A C . PASS BCSQ=*missense|TTN|T|protein_coding|+|5A>5C|5A>C+7G>T GT 0/0",
            "1 7 . G T . PASS BCSQ=@5 GT 0/1",
            "1 8 . G T . PASS BCSQ=@77 GT 0/1",
        ],
    ))
    .unwrap();
    assert_eq!((content.variants.tally.kept, content.variants.tally.count(LeftOut::NoGene)), (1, 1));
    assert_eq!(content.variants.variants[0].effects[0].residue, Some(5));
    assert!(messages(&content.issues).contains("BCSQ points"));
}

/// The same file as text, in both compressions, and as BCF written by another implementation.
#[test]
fn the_form_of_a_file_does_not_matter() {
    use noodles::vcf::variant::io::Write as _;
    use noodles::{bcf, vcf};
    let head = format!(
        "{HEAD}##FILTER=<ID=PASS,Description=\"x\">\n##INFO=<ID=END,Number=1,Type=Integer,Description=\"x\">\n\
         ##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n\
         ##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n"
    );
    let missense = csq("missense_variant", "FGFR2");
    let other = missense.replace("CSQ=X", "CSQ=TT");
    let text = file(
        &head,
        "\ta\tb",
        &[
            &format!("1 5 . A C 30 PASS gnomAD_AF=0.25;{missense} GT:AD 0/1:7,300 0/0:9,."),
            &format!("1 70000 . AT A,ATT . PASS gnomAD_AF=0.5,0.001;{other} GT:AD 1|2:1,2,3 ./.:."),
            &format!("1 80000 . N <DEL> . . END=90000;{missense} GT:AD 1/1:. 0/1:5,5"),
        ],
    );
    let mut reader = vcf::io::Reader::new(text.as_bytes());
    let header = reader.read_header().unwrap();
    let mut writer = bcf::io::Writer::new(Vec::new());
    writer.write_variant_header(&header).unwrap();
    for record in reader.records() {
        writer.write_variant_record(&header, &record.unwrap()).unwrap();
    }
    let as_bcf = writer.into_inner().finish().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();

    let profile = AnnotationProfile::default();
    let options = VcfOptions { sample: Some("a"), ..VcfOptions::new(&Genes, &profile) };
    let plain = read_variants(text.as_bytes(), "t", &options).unwrap();
    assert_eq!(plain.variants.tally.kept, 2);
    let zipped = read_variants(&gzip.finish().unwrap()[..], "t", &options).unwrap();
    assert_eq!(zipped, plain);
    let mut binary = read_variants(&as_bcf[..], "t", &options).unwrap();
    assert_eq!(binary.variants.variants[0].place, "record 2 of t");
    for (variant, other) in binary.variants.variants.iter_mut().zip(&plain.variants.variants) {
        variant.place.clone_from(&other.place);
    }
    assert_eq!(binary, plain);
}

#[test]
fn rna_genes_keep_their_variants() {
    let record = |biotype: &str| {
        format!("1 5 . A C . PASS CSQ=C|non_coding_transcript_exon_variant|RNU4-2|Transcript|T|{biotype}|| GT 0/1")
    };
    assert_eq!(one(&record("snRNA")).variants.tally.kept, 1);
    assert_eq!(one(&record("retained_intron")).variants.tally.kept, 0);
}

#[test]
fn scores_of_an_allele_that_is_not_named_are_unknown() {
    let content =
        one(&format!("1 5 . A C,G . PASS REVEL=0.9;{} GT 1/2", csq("missense_variant", "TTN").replace("=X", "=C")));
    assert_eq!(content.variants.variants[0].scores.revel, None);
    assert!(messages(&content.issues).contains("REVEL does not tell which of 2"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever becomes of a file, it does not panic, and every allele is accounted for.
    #[test]
    fn mutated_files_are_accounted_for(
        places in prop::collection::vec((0usize..4000, any::<u8>()), 0..6),
        cut in 0usize..4000,
        how in 0u8..3,
        watch in any::<bool>(),
    ) {
        let missense = csq("missense_variant", "FGFR2");
        let mut bytes = file(HEAD, "\ta", &[
            &format!("1 5 . A C . PASS gnomAD_AF=0.1;REVEL=0.5;{missense} GT:AD:DP 0/1:3,4:7"),
            &format!("1 6 . AT A,<DEL>,* . PASS END=90;{missense} GT 1|2"),
            &format!("X 7 . A ]3:5]C . q10 SVLEN=5;{missense},{missense} GT ./1"),
            "MT 8 . A C . PASS CLNSIG=Pathogenic;SpliceAI=C|X|0.1|0.2|0|0 GT 1",
        ]).into_bytes();
        let length = bytes.len();
        for (place, value) in places {
            bytes[place % length] = value;
        }
        bytes.truncate(length.saturating_sub(cut % length / 4));
        if how == 1 {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(&bytes).unwrap();
            bytes = encoder.finish().unwrap();
            if let Some(byte) = bytes.get_mut(cut) {
                *byte ^= 1;
            }
        }
        let profile = AnnotationProfile::default();
        let watch = watch.then_some(GeneId::from_number(1));
        let options = VcfOptions { watch, ..VcfOptions::new(&Genes, &profile) };
        if let Ok(content) = read_variants(&bytes[..], "t", &options) {
            let tally = content.variants.tally;
            prop_assert_eq!(tally.alleles, tally.kept + tally.left_out.iter().sum::<u64>());
            prop_assert_eq!(tally.kept, content.variants.variants.len() as u64);
            for variant in &content.variants.variants {
                prop_assert!(!variant.effects.is_empty());
                prop_assert_eq!(variant.calls.len(), content.variants.members.len());
            }
        }
    }
}
