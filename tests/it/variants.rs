//! Ranking with variants: on the mini knowledge base, by the real program and by the real service.

use serde_json::{Value, json};
use shirube::diagnosis::{DifferentialDiagnosis, Engine, RankOptions, rank};
use shirube::domain::{AnnotatedVariant, CaseVariants, ContigSet, Coverage, InputIssue, Severity, Sex};
use shirube::evaluation::Spike;
use shirube::intake::{Policy, VariantItem, item_of_text, resolve_variants};
use shirube::scoring::genotype::{GenotypeStatus, VariantEvidence};

use crate::support::{case, mini, mini_program, root};

pub const TESTS: &[crate::Test] = &[
    ("variants::a_fitting_genotype_raises_its_disease_and_no_other", raises),
    ("variants::posterior_odds_change_by_exactly_the_genotype_ratio", exact),
    ("variants::a_recessive_disease_needs_two_alleles", recessive),
    ("variants::homozygous_reference_is_no_hit", reference),
    ("variants::what_is_not_listed_is_not_taken_for_absent", unlisted),
    ("variants::every_item_of_a_list_gets_an_answer", answers),
    ("variants::what_was_taken_without_proof_is_said_once", unproven),
    ("variants::contradictions_and_malformed_expressions_are_refused", contradictory),
    ("variants::an_inserted_variant_cannot_be_told_by_its_layout", layout),
    ("variants::a_trio_is_read_filtered_and_ranked", trio),
    ("variants::why_accounts_for_every_record_of_a_gene", why),
    ("variants::wrong_variant_input_is_refused_with_the_place", refused),
    ("variants::the_service_ranks_a_file_like_the_command_line", service),
    ("variants::what_was_not_called_or_not_looked_at_is_not_absent", uncalled),
];

fn engine() -> &'static Engine {
    &mini().0
}

fn listed(texts: &[&str], sex: Sex) -> (CaseVariants, Vec<InputIssue>) {
    let items: Vec<VariantItem> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let (item, strange) = item_of_text(text, &format!("--variant[{}]", index + 1));
            assert!(strange.is_empty(), "{strange:?}");
            item
        })
        .collect();
    let listed = resolve_variants(engine().kb(), &items, sex, None, Policy::Strict);
    (listed.variants, listed.issues)
}

fn ranked(texts: &[&str], coverage: Coverage, sex: Sex) -> DifferentialDiagnosis {
    let mut case = case(&["HP:0001166"], &[]);
    case.sex = sex;
    if !texts.is_empty() || coverage == Coverage::Genomewide {
        let (variants, _) = listed(texts, sex);
        case.variants = Some(CaseVariants { coverage, contigs: ContigSet::ALL, ..variants });
    }
    rank(engine(), &case, &RankOptions { top: 0, ..RankOptions::default() }).unwrap()
}

fn probability(result: &DifferentialDiagnosis, id: &str) -> f64 {
    let disease = engine().kb().disease_by_id(id.parse().unwrap()).unwrap();
    result.candidates.iter().find(|candidate| candidate.disease == disease).unwrap().probability.value()
}

fn ratio(result: &DifferentialDiagnosis, id: &str) -> f32 {
    let disease = engine().kb().disease_by_id(id.parse().unwrap()).unwrap();
    let candidate = result.candidates.iter().find(|candidate| candidate.disease == disease).unwrap();
    candidate.genotype.as_ref().unwrap().ratio.ratio()
}

/// The ratio of a disease in a genome-wide list, whether or not its findings are known.
fn genotype_ratio(texts: &[&str], sex: Sex, id: &str) -> f32 {
    let (variants, _) = listed(texts, sex);
    let variants = CaseVariants { coverage: Coverage::Genomewide, contigs: ContigSet::ALL, ..variants };
    let kb = engine().kb();
    let evidence = VariantEvidence::new(kb, &variants, sex);
    evidence.of_disease(kb, kb.disease_by_id(id.parse().unwrap()).unwrap()).ratio.ratio()
}

const MARFAN: &str = "OMIM:154700";
const BARDET_BIEDL_15: &str = "OMIM:615992";
const DUCHENNE: &str = "OMIM:310200";

fn raises() {
    let plain = ranked(&[], Coverage::Selected, Sex::Female);
    let with = ranked(&["FBN1 c.1948C>T p.Arg650Ter het"], Coverage::Selected, Sex::Female);
    assert!(probability(&with, MARFAN) > probability(&plain, MARFAN));
    assert!(ratio(&with, MARFAN) > 50.0);
    assert!((ratio(&with, DUCHENNE) - 1.0).abs() < 1e-6);
    assert!(plain.variants.is_none() && plain.candidates.iter().all(|candidate| candidate.genotype.is_none()));
    let step = |result: &DifferentialDiagnosis| {
        result.steps.iter().find(|step| step.name == "variants").map(|step| step.outcome.as_str())
    };
    assert_eq!((step(&plain), step(&with)), (Some("not_run"), Some("done")));
}

fn exact() {
    let plain = ranked(&[], Coverage::Selected, Sex::Female);
    let with = ranked(&["FBN1 c.1948C>T p.Arg650Ter het"], Coverage::Selected, Sex::Female);
    let odds = |result: &DifferentialDiagnosis| probability(result, MARFAN) / probability(result, DUCHENNE);
    let changed = odds(&with) / odds(&plain);
    let expected = f64::from(ratio(&with, MARFAN) / ratio(&with, DUCHENNE));
    assert!((changed / expected - 1.0).abs() < 1e-3, "{changed} {expected}");
}

fn recessive() {
    let of = |texts: &[&str]| genotype_ratio(texts, Sex::Female, BARDET_BIEDL_15);
    let none = of(&["FBN1 c.100A>T p.Lys34Glu het"]);
    let one = of(&["WDPCP c.610C>T p.Arg204Ter het"]);
    let both = of(&["WDPCP c.610C>T p.Arg204Ter hom"]);
    let two = of(&["WDPCP c.610C>T p.Arg204Ter het", "WDPCP c.500T>C p.Leu167Pro het"]);
    let trans = of(&["WDPCP c.610C>T p.Arg204Ter het maternal", "WDPCP c.500T>C p.Leu167Pro het paternal"]);
    let cis = of(&["WDPCP c.610C>T p.Arg204Ter het maternal", "WDPCP c.500T>C p.Leu167Pro het maternal"]);
    assert!(none < 0.2 && none > 0.01, "a disease falls and does not vanish: {none}");
    assert!(both > 10.0 * one && two > 2.0 * one, "{one} {two} {both}");
    assert!(trans > two && cis < two, "{cis} {two} {trans}");
    let male = genotype_ratio(&["DMD c.5000G>A p.Trp1667Ter hemi"], Sex::Male, DUCHENNE);
    let carrier = genotype_ratio(&["DMD c.5000G>A p.Trp1667Ter het"], Sex::Female, DUCHENNE);
    assert!(male > 5.0 * carrier, "{male} {carrier}");
}

fn reference() {
    let (mut variants, _) = listed(&["FBN1 c.1948C>T p.Arg650Ter het"], Sex::Female);
    variants.coverage = Coverage::Genomewide;
    variants.contigs = ContigSet::ALL;
    for variant in &mut variants.variants {
        variant.calls[0].genotype = shirube::domain::Genotype { alternate: 0, reference: 2, other: 0, missing: 0 };
    }
    let mut case = case(&["HP:0001166"], &[]);
    case.variants = Some(variants);
    let result = rank(engine(), &case, &RankOptions::default()).unwrap();
    assert!(ratio(&result, MARFAN) < 1.0, "{}", ratio(&result, MARFAN));
}

fn unlisted() {
    let with = ranked(&["FBN1 c.1948C>T het"], Coverage::Selected, Sex::Female);
    let disease = engine().kb().disease_by_id(DUCHENNE.parse().unwrap()).unwrap();
    let candidate = with.candidates.iter().find(|candidate| candidate.disease == disease).unwrap();
    assert_eq!(candidate.genotype.as_ref().unwrap().status, GenotypeStatus::NotListed);
}

fn answers() {
    let items: Vec<VariantItem> =
        ["FBN1 c.1948C>T het", "NOSUCHGENE c.1A>G het", "chr15-999999999-G-A het FBN1", "FBN1 het", "het"]
            .iter()
            .map(|text| item_of_text(text, text).0)
            .collect();
    let strict = resolve_variants(engine().kb(), &items, Sex::Unknown, None, Policy::Strict);
    assert_eq!(strict.variants.variants.len(), 1);
    assert_eq!((strict.variants.tally.records, strict.variants.tally.kept, strict.variants.tally.malformed), (5, 1, 4));
    for item in &items {
        assert!(strict.issues.iter().any(|issue| issue.place == item.place), "{} has no answer", item.place);
    }
    assert_eq!(strict.issues.iter().filter(|issue| issue.severity == Severity::Error).count(), 4);
    let lenient = resolve_variants(engine().kb(), &items, Sex::Unknown, None, Policy::Lenient);
    assert!(lenient.issues.iter().all(|issue| issue.severity < Severity::Error));
}

fn unproven() {
    let (variants, issues) =
        listed(&["FBN1 15-48488193-G-A c.1948C>T het", "FBN1 chr15:48488194C>T c.1947G>A ヘテロ接合体"], Sex::Male);
    assert_eq!(variants.variants.len(), 2, "{issues:?}");
    let with = |needle: &str| issues.iter().filter(|issue| issue.message.contains(needle)).collect::<Vec<_>>();
    for needle in ["not held against a genome (and 1 other)", "taken to be of GRCh38 (and 1 other)"] {
        let found = with(needle);
        assert_eq!((found.len(), found[0].severity), (1, Severity::Note), "{needle}: {issues:?}");
    }
    for text in ["FBN1 15-48488193-G-A c.1948C>T het GRCh38", "FBN1 NC_000015.10:g.48488193G>A c.1948C>T het"] {
        let (variants, issues) = listed(&[text], Sex::Male);
        assert_eq!(variants.variants[0].locus.as_ref().unwrap().position, 48_488_193);
        assert!(issues.iter().any(|issue| issue.message.contains("against a genome")), "{issues:?}");
        assert!(!issues.iter().any(|issue| issue.message.contains("taken to be of")), "{issues:?}");
    }
    let (_, none) = listed(&["FBN1 c.1948C>T het"], Sex::Male);
    assert!(!none.iter().any(|issue| issue.message.contains("genome")), "{none:?}");
    for (text, sex, warned) in [
        ("FBN1 c.1948C>T hemi", Sex::Male, true),
        ("FBN1 c.1948C>T homo", Sex::Male, false),
        ("DMD c.5000G>A hemi", Sex::Male, false),
        ("DMD c.5000G>A hemi", Sex::Female, true),
        ("DMD c.5000G>A het", Sex::Male, true),
        ("DMD c.5000G>A hetero", Sex::Female, false),
    ] {
        let (variants, issues) = listed(&[text], sex);
        assert_eq!(variants.variants.len(), 1, "{text}");
        assert_eq!(issues.iter().any(|issue| issue.severity == Severity::Warning), warned, "{text} {sex:?} {issues:?}");
    }
}

fn contradictory() {
    for (text, needle) in [
        ("FBN1 c.1948C->T het", "is not HGVS"),
        ("FBN1 c.1948 p.Arg650Ter het", "it says no change"),
        ("ARX 15-67066101-G-A c.100A>T het", "lies in SMAD3 on GRCh38, not in ARX (chromosome X)"),
        ("TGFBR2 1-48488193-G-A c.100A>T het", "outside every known gene on GRCh38, not in TGFBR2"),
        ("NM_005902.4(FBN2):c.100C>T het", "is a transcript of SMAD3"),
        ("FBN1 NC_000015.10:g.48488193G>A GRCh37 c.1948C>T het", "is of GRCh38, and GRCh37 is stated"),
        ("FBN1 het", "what it does to the gene is not said"),
        ("FBN1 c.1948C>T p.Arg650Ter synonymous_variant het", "is stated, and the description is"),
    ] {
        let (variants, issues) = listed(&[text], Sex::Unknown);
        let error = issues.iter().find(|issue| issue.severity == Severity::Error);
        assert!(variants.variants.is_empty(), "{text}");
        assert!(error.is_some_and(|error| error.message.contains(needle)), "{text}: {issues:?}");
    }
    // The transcript alone tells the gene; the forms that a refusal names are read.
    for text in
        ["NM_005902.4:c.100C>T het", "FBN1 c.1948del het", "FBN1 c.100_102dup het", "FBN1 transcript_ablation hom"]
    {
        assert_eq!(listed(&[text], Sex::Unknown).0.variants.len(), 1, "{text}");
    }
}

/// All that is not gene, consequence and genotype.
fn layout_of(variant: &AnnotatedVariant) -> String {
    let mut bare = variant.clone();
    let first = bare.effects[0].clone();
    bare.effects[0] = shirube::domain::GeneEffect {
        gene: shirube::domain::GeneId::from_number(0),
        consequence: shirube::domain::Consequence::Missense,
        ..first
    };
    bare.calls[0].genotype = shirube::domain::Genotype::HETEROZYGOUS;
    format!("{bare:?}")
}

/// Every variant has the same layout, and the order follows from gene, consequence and genotype: a classifier that sees
/// layout and order alone has nothing to tell the inserted record by.
fn layout() {
    let kb = engine().kb();
    let (background, _) = listed(
        &[
            "FBN2 c.100A>T p.Lys34Glu het",
            "SMAD3 c.10C>T p.Arg4Ter het likely_pathogenic",
            "TGFBR2 c.5G>A p.Gly2Asp hom",
        ],
        Sex::Unknown,
    );
    let packet = json!({"interpretations": [{"diagnosis": {"disease": {"id": MARFAN}, "genomicInterpretations": [{
        "interpretationStatus": "CAUSATIVE",
        "variantInterpretation": {"acmgPathogenicityClassification": "PATHOGENIC", "variationDescriptor": {
            "geneContext": {"symbol": "FBN1"},
            "expressions": [{"syntax": "hgvs.c", "value": "NM_000138.5:c.1948C>T"},
                            {"syntax": "hgvs.p", "value": "NP_000129.3:p.(Arg650Ter)"}],
            "vcfRecord": {"genomeAssembly": "hg38", "chrom": "chr15", "pos": "48488193", "ref": "G", "alt": "A"},
            "allelicState": {"label": "heterozygous"}}}}]}}]});
    for seed in [None, Some(1), Some(2)] {
        let spike = Spike::new(kb, &background, seed);
        let spiked = spike.insert(kb, &packet.to_string(), "case", Sex::Female).unwrap();
        assert_eq!(spiked.variants.len(), 4);
        let layouts: std::collections::BTreeSet<String> = spiked.variants.iter().map(layout_of).collect();
        assert_eq!(layouts.len(), 1, "{layouts:?}");
        let keys: Vec<_> = spiked
            .variants
            .iter()
            .map(|v| (v.effects[0].gene, v.effects[0].consequence, v.calls[0].genotype.zygosity()))
            .collect();
        assert!(keys.is_sorted());
        assert_eq!(spiked, spike.insert(kb, &packet.to_string(), "case", Sex::Female).unwrap());
    }
    let error = Spike::new(kb, &background, None).insert(kb, "{}", "case", Sex::Female).unwrap_err();
    assert!(error.contains("HGVS"), "{error}");
}

fn vcf(name: &str) -> String {
    root().join("tests/data/vcf").join(name).display().to_string()
}

fn json_of(args: &[&str]) -> Value {
    let done = mini_program().args(args).args(["--format", "json"]).assert().success();
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

fn trio() {
    let (file, ped) = (vcf("trio.vcf"), vcf("trio.ped"));
    let result = json_of(&["rank", "--hpo", "HP:0001166,HP:0001083", "--vcf", &file, "--ped", &ped]);
    let summary = &result["variants"];
    assert_eq!(
        (&summary["records"], &summary["kept"], &summary["coverage"]),
        (&json!(6), &json!(3), &json!("genomewide"))
    );
    let left: Vec<(&str, u64)> = summary["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["reason"].as_str().unwrap(), item["alleles"].as_u64().unwrap()))
        .collect();
    assert_eq!(left, [("not_carried", 1), ("filtered", 1), ("common", 1)]);
    let first = &result["candidates"][0];
    assert_eq!(first["disease_id"], MARFAN);
    let allele = &first["genotype"]["fits"][0]["alleles"][0];
    assert_eq!((&allele["origin"], &allele["hgvs_c"]), (&json!("de_novo"), &json!("c.1948C>T")));
    assert_eq!(allele["genotypes"].as_array().unwrap().len(), 3);
    let met: Vec<&str> = allele["acmg"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["state"] == "met")
        .map(|item| item["criterion"].as_str().unwrap())
        .collect();
    assert!(met.contains(&"PVS1") && met.contains(&"PM6"), "{met:?}");
    assert!(allele["not_assessed"].as_array().unwrap().contains(&json!("PS3")));
}

fn why() {
    let (file, ped) = (vcf("trio.vcf"), vcf("trio.ped"));
    let result = json_of(&["why", "FBN1", "--hpo", "HP:0001166", "--vcf", &file, "--ped", &ped]);
    let outcomes: Vec<&str> =
        result["trail"].as_array().unwrap().iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes.len(), 2, "{outcomes:?}");
    assert!(
        outcomes.iter().any(|text| text.starts_with("kept")) && outcomes.iter().any(|text| text.starts_with("common"))
    );
    let common = outcomes.iter().find(|text| text.starts_with("common")).unwrap();
    assert!(common.contains("is 0.21, above 0.05") && common.contains("by itself it would have been"), "{common}");
    let other = json_of(&["why", "FBN2", "--hpo", "HP:0001166", "--vcf", &file, "--ped", &ped]);
    let filtered = other["trail"][0]["outcome"].as_str().unwrap();
    assert!(filtered.starts_with("filtered (FILTER is LowQual); by itself it would have been"), "{filtered}");
    assert!(result["asked"].as_array().unwrap().iter().any(|candidate| candidate["disease_id"] == MARFAN));
    mini_program().args(["why", "NOSUCHGENE", "--hpo", "HP:0001166"]).assert().code(1);
}

fn refused() {
    let (file, ped) = (vcf("trio.vcf"), vcf("trio.ped"));
    let base = ["rank", "--hpo", "HP:0001166"];
    for (args, words) in [
        (vec!["--variant", "FBN1 c.1A>G xyz"], "--variant[1]"),
        (vec!["--variant", "NOSUCHGENE c.1A>G"], "NOSUCHGENE"),
        (vec!["--vcf", "/nonexistent.vcf"], "/nonexistent.vcf"),
        (vec!["--vcf", &ped], "trio.ped"),
        (vec!["--vcf", &file, "--sample", "nobody"], "nobody"),
        (vec!["--vcf", &file, "--ped", &file], "trio.vcf"),
        (vec!["--vcf", &file, "--ped", &ped, "--assembly", "GRCh37"], "GRCh37"),
        (vec!["--vcf", &file, "--ped", &ped, "--max-frequency", "7"], "--max-frequency"),
        (vec!["--ped", &ped], "--vcf"),
        (vec!["--use-interpretations"], "--phenopacket"),
        (vec!["--vcf", &file, "--variant", "FBN1 c.1A>G"], "--variant"),
    ] {
        let done = mini_program().args(base).args(&args).assert().code(2);
        let text = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(text.contains(words), "{args:?}: {text}");
        assert!(done.get_output().stdout.is_empty());
    }
}

fn uncalled() {
    let file = String::from_utf8(std::fs::read(vcf("trio.vcf")).unwrap()).unwrap();
    let ped = std::fs::read(vcf("trio.ped")).unwrap();
    let marfan = |vcf: &str, more: &[(&str, &[u8])]| {
        let case = br#"{"observed": ["HP:0001166"], "top": 500}"#;
        let parts: Vec<(&str, &[u8])> = [("case", &case[..]), ("vcf", vcf.as_bytes()), ("ped", &ped)]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        let (status, answer) = crate::server::post_form("/v1/rank", &crate::server::form(&parts));
        assert_eq!(status, 200, "{answer}");
        let found = answer["candidates"].as_array().unwrap().iter().find(|one| one["disease_id"] == MARFAN).cloned();
        (found.unwrap()["genotype"]["likelihood_ratio"].as_f64().unwrap(), answer["issues"].to_string())
    };
    let silent = "on chromosome 1, 15 nearly no record";
    let absent = file.replace("0/1:20,18:38:99", "0/0:38,0:38:99");
    let (ratio, issues) = marfan(&absent, &[]);
    assert!(issues.contains("on chromosome 1 nearly no record"), "its one record failed the filter: {issues}");
    assert!(ratio < 0.1 && !issues.contains(silent), "{ratio} {issues}");
    let uncalled = file.replace("0/1:20,18:38:99", "./.:0,0:0:.");
    let (ratio, issues) = marfan(&uncalled, &[]);
    assert!((ratio - 1.0).abs() < 1e-6 && issues.contains(silent), "{ratio} {issues}");
    let (ratio, issues) = marfan(&absent, &[("panel", b"true")]);
    assert!((ratio - 1.0).abs() < 1e-6 && !issues.contains("few for an exome"), "{ratio} {issues}");
    let (kept, _) = marfan(&file.replace("99\tPASS\tCSQ=A|stop_gained|FBN1", "99\tq10\tCSQ=A|stop_gained|FBN1"), &[]);
    let (used, _) = marfan(
        &file.replace("99\tPASS\tCSQ=A|stop_gained|FBN1", "99\tq10\tCSQ=A|stop_gained|FBN1"),
        &[("keep_filtered", b"true"), ("max_frequency", b"0.1")],
    );
    assert!(kept < 1.0 && used > 10.0, "{kept} {used}");
    let wrong: &[(&str, &[u8])] =
        &[("case", br#"{"observed": ["HP:0001166"]}"#), ("vcf", file.as_bytes()), ("panel", b"yes")];
    let (status, problem) = crate::server::post_form("/v1/rank", &crate::server::form(wrong));
    assert!(status == 422 && problem.to_string().contains("panel"), "{problem}");
}

fn service() {
    let (file, ped) = (vcf("trio.vcf"), vcf("trio.ped"));
    let mut from_program = json_of(&["rank", "--hpo", "HP:0001166", "--vcf", &file, "--ped", &ped, "--top", "5"]);
    let form = crate::server::form(&[
        ("case", br#"{"observed": ["HP:0001166"], "top": 5, "id": "command line"}"#),
        ("vcf", &std::fs::read(&file).unwrap()),
        ("ped", &std::fs::read(&ped).unwrap()),
    ]);
    let (status, mut from_service) = crate::server::post_form("/v1/rank", &form);
    assert_eq!(status, 200, "{from_service}");
    for result in [&mut from_program, &mut from_service] {
        let text = result.to_string().replace(&file, "vcf").replace("command line", "");
        let text = text.replace("the part panel", "--panel");
        *result = serde_json::from_str(&text).unwrap();
        result["case_id"] = Value::Null;
    }
    assert_eq!(from_program, from_service);

    let (status, why) = crate::server::post_form(
        "/v1/why",
        &crate::server::form(&[
            ("case", br#"{"observed": ["HP:0001166"], "target": "FBN1"}"#),
            ("vcf", &std::fs::read(&file).unwrap()),
            ("ped", &std::fs::read(&ped).unwrap()),
        ]),
    );
    assert_eq!((status, why["trail"].as_array().map(Vec::len)), (200, Some(2)), "{why}");
    for (parts, words) in [
        (vec![("vcf", &b"x"[..])], "case"),
        (vec![("case", &br#"{"observed": ["HP:0001166"]}"#[..]), ("vcf", &b"not a vcf"[..])], "vcf"),
        (vec![("case", &br#"{"observed": ["HP:0001166"]}"#[..]), ("ped", &b"x"[..])], "vcf"),
        (vec![("case", &br#"{"observed": ["HP:0001166"]}"#[..]), ("other", &b"x"[..])], "other"),
        (vec![("case", &br#"{"observed": ["HP:0001166"], "target": "FBN1"}"#[..])], "target"),
    ] {
        let (status, problem) = crate::server::post_form("/v1/rank", &crate::server::form(&parts));
        assert_eq!(status, 422, "{problem}");
        assert!(problem.to_string().contains(words), "{problem}");
    }
}

/// Tests on the real knowledge base and the real files.
pub const REAL: &[crate::Test] = &[
    ("variants::real_files_are_accounted_for_to_the_last_allele", real_files),
    ("variants::a_real_exome_names_its_spiked_gene", pfeiffer),
    ("variants::the_real_trio_tells_whom_each_allele_came_from", real_trio),
];

/// What the tests on real files lack on this machine.
pub fn missing() -> Option<&'static str> {
    let files = root().join("../shared/vcf/Pfeiffer.vcf.gz").is_file();
    crate::support::missing_real_data().or_else(|| (!files).then_some("../shared/vcf"))
}

fn shared(name: &str) -> String {
    root().join("../shared/vcf").join(name).display().to_string()
}

fn real_json(args: &[&str]) -> Value {
    let data = crate::support::real_release().unwrap().ancestors().nth(2).unwrap().to_owned();
    let done = crate::support::program(&data).args(args).args(["--format", "json"]).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

fn real_files() {
    for (file, ped, sample, records) in [
        ("643594.clinical.vcf.gz", Some("643594.ped"), None, 680),
        ("643594.clinical.SV.vcf.gz", Some("643594.ped"), None, 0),
        ("ashk-trio.vcf.gz", Some("ashk-trio.ped"), None, 9_940),
        ("HG001_cds_dbnsfp_annotated.vcf.gz", None, None, 617),
    ] {
        let path = shared(file);
        let mut args = vec!["rank", "--hpo", "HP:0001250,HP:0001263", "--vcf", &path];
        let ped = ped.map(shared);
        if let Some(ped) = &ped {
            args.extend(["--ped", ped]);
        }
        if let Some(sample) = sample {
            args.extend(["--sample", sample]);
        }
        let result = real_json(&args);
        let summary = &result["variants"];
        let number = |key: &str| summary[key].as_u64().unwrap();
        let left: u64 =
            summary["left_out"].as_array().unwrap().iter().map(|item| item["alleles"].as_u64().unwrap()).sum();
        assert_eq!(number("alleles"), number("kept") + left, "{file}");
        assert!(number("kept") > 0, "{file}: {summary}");
        if records > 0 {
            assert_eq!(number("records"), records, "{file}");
        }
        assert_eq!(number("malformed"), 0, "{file}");
    }
}

fn pfeiffer() {
    let path = shared("Pfeiffer.vcf.gz");
    let terms = "HP:0001156,HP:0001363,HP:0011304,HP:0010055";
    let result = real_json(&["rank", "--hpo", terms, "--vcf", &path]);
    let genes: Vec<&str> = result["genes"].as_array().unwrap().iter().map(|g| g["symbol"].as_str().unwrap()).collect();
    assert_eq!(genes.first(), Some(&"FGFR2"), "{genes:?}");
    assert_eq!(result["variants"]["records"], json!(37_709));
}

fn real_trio() {
    let (path, ped) = (shared("ashk-trio.vcf.gz"), shared("ashk-trio.ped"));
    let result = real_json(&["rank", "--hpo", "HP:0001250", "--vcf", &path, "--ped", &ped, "--top", "200"]);
    let mut origins = std::collections::BTreeMap::new();
    for candidate in result["candidates"].as_array().unwrap() {
        for fit in candidate["genotype"]["fits"].as_array().unwrap() {
            for allele in fit["alleles"].as_array().unwrap() {
                *origins.entry(allele["origin"].as_str().unwrap().to_owned()).or_insert(0) += 1;
                assert_eq!(allele["genotypes"].as_array().unwrap().len(), 3);
            }
        }
    }
    assert!(origins.contains_key("paternal") && origins.contains_key("maternal"), "{origins:?}");
}
