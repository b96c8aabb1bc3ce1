//! What a file says of the patient, and what it only seems to say.

use super::*;

#[test]
fn what_was_not_called_is_not_absent() {
    let missense = csq("missense_variant", "FGFR2");
    for (rest, read_there) in [
        ("PASS INFO GT ./.", false),
        ("PASS INFO GT .", false),
        ("q10 INFO GT 0/1", false),
        ("q10 INFO GT 0/0", false),
        ("PASS INFO GT:DP 0/0:0", false),
        ("PASS INFO GT:DP 0/0:9", true),
        ("RefCall INFO GT 0/0", true),
        ("PASS INFO GT ./1", true),
        ("PASS INFO GT 0/1", true),
    ] {
        let record = format!("1 5 . A C . {}", rest.replace("INFO", &missense));
        let content = one(&record);
        assert_eq!(content.variants.contigs.contains("1".parse().unwrap()), read_there, "{rest}");
        let warned = messages(&content.issues).contains("nothing there was taken for absent");
        assert_eq!(warned, !read_there, "{rest}: {}", messages(&content.issues));
    }
}

#[test]
fn a_score_of_another_transcript_does_not_count_for_the_chosen_one() {
    let head = "##fileformat=VCFv4.2\n##reference=GRCh38\n##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: \
                Allele|Consequence|SYMBOL|Feature_type|Feature|BIOTYPE|MANE_SELECT|REVEL\">\n";
    let entry = |transcript: &str, mane: &str, revel: &str| {
        format!("C|missense_variant|FGFR2|Transcript|{transcript}|protein_coding|{mane}|{revel}")
    };
    for (first, second, wanted) in [
        (entry("T1", "NM_1", "0.1"), entry("T2", "", "0.95"), Some(0.1)),
        (entry("T2", "", "0.95"), entry("T1", "NM_1", "0.1"), Some(0.1)),
        (entry("T1", "NM_1", ""), entry("T2", "", "0.95"), Some(0.95)),
        (entry("T3", "", "0.2"), entry("T2", "", "0.95"), Some(0.95)),
    ] {
        let content = read(&file(head, "\ta", &[&format!("1 5 . A C . PASS CSQ={first},{second} GT 0/1")])).unwrap();
        assert_eq!(content.variants.variants[0].scores.revel, wanted, "{first} {second}");
    }
}

#[test]
fn copies_tell_losses_from_gains_and_contradictions() {
    let ablation = csq("transcript_ablation", "FGFR2");
    for (alternate, call, kept, words) in [
        ("<CNV>", "GT:CN ./.:1", Some((StructuralKind::Deletion, Zygosity::Heterozygous)), ""),
        ("<CNV>", "GT:CN ./.:0", Some((StructuralKind::Deletion, Zygosity::Homozygous)), ""),
        ("<CNV>", "GT:CN 0/1:3", Some((StructuralKind::Duplication, Zygosity::Heterozygous)), ""),
        ("<CNV>", "GT:CN ./.:2", None, ""),
        ("<DEL>", "GT:CN ./.:1", Some((StructuralKind::Deletion, Zygosity::Heterozygous)), ""),
        ("<DEL>", "GT:CN 0/1:1", Some((StructuralKind::Deletion, Zygosity::Heterozygous)), ""),
        ("<DEL>", "GT:CN 0/1:2", None, "contradict"),
        ("<DUP>", "GT:CN 0/1:1", None, "contradict"),
        ("<CN0>", "GT 0/1", Some((StructuralKind::Deletion, Zygosity::Heterozygous)), ""),
        ("<CN3>", "GT 0/1", Some((StructuralKind::Duplication, Zygosity::Heterozygous)), ""),
        ("<CN1>", "GT 0/1", None, ""),
    ] {
        let content = one(&format!("1 5000 . A {alternate} . PASS END=9000;{ablation} {call}"));
        let found = content.variants.variants.first().map(|variant| {
            let Alternate::Structural(kind) = variant.locus.as_ref().unwrap().alternate else { panic!("{alternate}") };
            (kind, variant.calls[0].genotype.zygosity())
        });
        assert_eq!(found, kept, "{alternate} {call}");
        let said = messages(&content.issues);
        assert!(said.contains(words), "{alternate} {call}: {said}");
        if kept.is_some() {
            assert_eq!(
                content.variants.coverage,
                Coverage::Selected,
                "structural variants alone say nothing of others"
            );
        }
    }
}

#[test]
fn bases_that_are_not_known_and_annotations_of_another_base_are_not_used() {
    let missense = csq("missense_variant", "FGFR2");
    let content = one(&format!("1 5 . A R . PASS {missense} GT 0/1"));
    assert_eq!((content.variants.tally.kept, content.variants.tally.count(LeftOut::NotAnAllele)), (0, 1));
    let content = one(&format!("1 5 . A T . PASS {} GT 0/1", missense.replace("CSQ=X", "CSQ=C")));
    assert_eq!((content.variants.tally.kept, content.variants.tally.count(LeftOut::NoGene)), (0, 1));
    assert!(messages(&content.issues).contains("another allele"), "{}", messages(&content.issues));
}

#[test]
fn calls_on_x_that_do_not_fit_the_sex_are_told() {
    let missense = csq("missense_variant", "FGFR2");
    let profile = AnnotationProfile::default();
    for (sex, record, words) in [
        (Sex::Male, "X 31200000 GT 0/1", "a male has one X"),
        (Sex::Male, "X 31200000 GT 1/1", ""),
        (Sex::Male, "X 31200000 GT 1", ""),
        (Sex::Male, "X 100000 GT 0/1", ""),
        (Sex::Male, "1 31200000 GT 0/1", ""),
        (Sex::Female, "X 31200000 GT 1", "a female has two copies"),
        (Sex::Female, "X 31200000 GT 0/1", ""),
        (Sex::Unknown, "X 31200000 GT 1", ""),
    ] {
        let (place, call) = record.split_once(" GT ").unwrap();
        let text = file(HEAD, "\ta", &[&format!("{place} . A C . PASS {missense} GT {call}")]);
        let options = VcfOptions { sex, ..VcfOptions::new(&Genes, &profile) };
        let said = messages(&read_variants(text.as_bytes(), "t", &options).unwrap().issues);
        assert_eq!(said.is_empty(), words.is_empty(), "{sex:?} {record}: {said}");
        assert!(said.contains(words), "{sex:?} {record}: {said}");
    }
}

#[test]
fn a_text_that_ends_within_a_line_was_cut_off() {
    let missense = csq("missense_variant", "FGFR2");
    let text = file(HEAD, "\ta", &[&format!("1 5 . A C . PASS {missense} GT 0/1")]);
    let unended = text.trim_end();
    let content = read(unended).unwrap();
    assert!(messages(&content.issues).contains("no line end"), "{}", messages(&content.issues));
    assert_eq!(content.variants.tally.kept, 1);
    let cut = format!("{text}1\t9\t.\tA");
    let error = read(&cut).unwrap_err().to_string();
    assert!(error.contains("cut off") && error.contains("line "), "{error}");
    assert!(messages(&read(&text).unwrap().issues).is_empty());
}

#[test]
fn positions_beyond_the_chromosomes_are_of_another_assembly() {
    let missense = csq("missense_variant", "FGFR2");
    let beyond = |count: u32| {
        let good = (0..20).map(|n| format!("1 {} . A C . PASS {missense} GT 0/1", n + 5));
        let bad = (0..count).map(|n| format!("1 {} . A C . PASS {missense} GT 0/1", 249_000_000 + n));
        let records: Vec<String> = good.chain(bad).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        read(&file(
            "##fileformat=VCFv4.2\n##reference=GRCh38\n##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|Consequence|SYMBOL|Feature_type|Feature|BIOTYPE|HGVSc|HGVSp\">\n",
            "\ta",
            &records,
        ))
    };
    assert_eq!(beyond(9).unwrap().variants.tally.malformed, 9);
    let error = beyond(10).unwrap_err().to_string();
    assert!(error.contains("10 records") && error.contains("another assembly"), "{error}");
}

#[test]
fn the_patient_of_the_case_is_the_sample_of_that_name() {
    let missense = csq("missense_variant", "FGFR2");
    let text = file(HEAD, "\tmom\tkid", &[&format!("1 5 . A C . PASS {missense} GT 0/0 0/1")]);
    let profile = AnnotationProfile::default();
    let run = |sample, subject| {
        let options = VcfOptions { sample, subject, ..VcfOptions::new(&Genes, &profile) };
        read_variants(text.as_bytes(), "t", &options)
    };
    let patient = |content: &VcfContent| content.variants.members[0].sample.clone();
    assert_eq!(patient(&run(None, Some("kid")).unwrap()), "kid");
    assert_eq!(patient(&run(Some("kid"), Some("nobody")).unwrap()), "kid");
    let error = run(Some("kid"), Some("mom")).unwrap_err().to_string();
    assert!(error.contains("\"mom\"") && error.contains("\"kid\""), "{error}");
    assert!(run(None, Some("nobody")).unwrap_err().to_string().contains("not plain who"));
}
