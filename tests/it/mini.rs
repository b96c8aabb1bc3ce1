//! The mini knowledge base: what the build makes of hand-written sources.

use shirube::domain::{Assembly, Contig, DiseaseId, Frequency};
use shirube::knowledge::acquire::Silent;
use shirube::knowledge::build::{Inputs, SourceFile, from_inputs};
use shirube::knowledge::{Aspect, KnowledgeBase, NanbyoLink, Scope};
use shirube::ontology::Resolution;

use crate::support::{mini_inputs, mini_kb};

pub const TESTS: &[crate::Test] = &[
    ("mini::twins_become_one_disease_with_all_names", twins),
    ("mini::absent_rows_are_absent_and_unknown_stays_unknown", absence),
    ("mini::old_ids_lead_to_current_terms", old_ids),
    ("mini::genes_carry_validity_and_constraint", genes),
    ("mini::japan_adds_numbers_and_names", japan),
    ("mini::a_designation_says_how_it_was_linked", designations),
    ("mini::insured_genetic_tests_reach_their_diseases", insured),
    ("mini::the_artefact_round_trips_to_the_same_bytes", round_trip),
    ("mini::the_golden_artefact_of_this_format_is_still_read", golden),
    ("mini::optional_sources_may_be_missing", missing),
    ("mini::a_missing_required_source_stops_the_build", required),
    ("mini::a_shrunken_source_stops_the_build", shrunken),
    ("mini::the_build_report_counts", report),
    ("mini::a_gene_has_one_transcript_an_assembly", transcripts),
];

fn find(kb: &KnowledgeBase, id: &str) -> shirube::knowledge::DiseaseIndex {
    kb.disease_by_id(id.parse().unwrap()).unwrap_or_else(|| panic!("{id} is not there"))
}

fn twins() {
    let (kb, _) = mini_kb();
    let marfan = find(&kb, "OMIM:154700");
    assert_eq!(find(&kb, "ORPHA:558"), marfan);
    assert_eq!(find(&kb, "MONDO:0007947"), marfan);
    let disease = kb.disease(marfan);
    assert_eq!(disease.primary_id(), DiseaseId::Omim(154_700));
    let sources: std::collections::BTreeSet<DiseaseId> =
        disease.annotations().map(shirube::knowledge::AnnotationView::source).collect();
    assert!(
        sources.contains(&DiseaseId::Omim(154_700)) && sources.contains(&DiseaseId::Orpha(558)),
        "rows keep their entry: {sources:?}"
    );
    assert!(!disease.terms_of(Aspect::Inheritance).is_empty());
}

fn absence() {
    let (kb, _) = mini_kb();
    let mut kinds = [0; 3];
    for disease in kb.diseases() {
        for row in disease.annotations() {
            match row.frequency() {
                None => kinds[0] += 1,
                Some(Frequency::Counted { affected: 0, .. }) => {
                    assert!(row.is_absent());
                    kinds[1] += 1;
                }
                Some(frequency) if frequency.is_absent() => {
                    assert!(row.is_absent());
                    kinds[2] += 1;
                }
                Some(_) => {}
            }
        }
        for summary in disease.phenotypes(|_| true) {
            let rows: Vec<_> = disease.annotations().filter(|row| row.term() == summary.term).collect();
            assert_eq!(summary.rows as usize, rows.len());
            assert_eq!(summary.absent, rows.iter().all(|row| row.is_absent()), "absent only where every row says so");
        }
    }
    assert!(kinds.iter().all(|count| *count > 0), "the mini file exercises unknown, 0/n and HP:0040285: {kinds:?}");
    assert!(
        kb.diseases()
            .flat_map(shirube::knowledge::DiseaseView::annotations)
            .any(|row| row.is_absent() && row.frequency().is_none()),
        "and NOT"
    );
}

fn old_ids() {
    let (kb, _) = mini_kb();
    let seizure = kb.ontology().index("HP:0001250".parse().unwrap()).unwrap();
    assert_eq!(kb.ontology().resolve("HP:0002279".parse().unwrap()), Resolution::Replaced(seizure));
    assert!(matches!(kb.ontology().resolve("HP:0000057".parse().unwrap()), Resolution::Replaced(_)));
    assert!(kb.diseases().flat_map(shirube::knowledge::DiseaseView::annotations).any(|row| row.term() == seizure));
}

fn genes() {
    let (kb, _) = mini_kb();
    let fbn1 = kb.gene(kb.gene_by_symbol("fbn1").unwrap());
    assert_eq!(fbn1.id().to_string(), "HGNC:3603");
    assert!(fbn1.diseases().count() >= 2);
    assert!(fbn1.constraint().iter().any(Option::is_some));
    let marfan = kb.disease(find(&kb, "OMIM:154700"));
    assert!(marfan.genes().any(|link| link.validity == Some("Definitive")));
}

fn japan() {
    let (kb, _) = mini_kb();
    let marfan = kb.disease(find(&kb, "OMIM:154700"));
    assert_eq!(marfan.designated_number(), Some(167));
    assert!(marfan.name_ja().unwrap().contains("マルファン"));
    assert!(marfan.nanbyo().any(|entry| entry.kana().is_some()));
    let labels = kb.ontology().terms().filter(|&term| kb.term(term).name_ja().is_some()).count();
    assert!(labels >= 10, "{labels} Japanese labels");
}

fn designations() {
    let (kb, report) = mini_kb();
    for (id, wanted) in [
        ("OMIM:154700", Some((167, NanbyoLink::Exact))),
        ("OMIM:310200", Some((113, NanbyoLink::Close))),
        // Loeys-Dietz syndrome 3 of the family Loeys-Dietz syndrome.
        ("OMIM:613795", Some((167, NanbyoLink::Descendant))),
        ("OMIM:616914", None),
    ] {
        let disease = kb.disease(find(&kb, id));
        let found = disease.designated().map(|entry| (entry.notification_number().unwrap(), entry.link()));
        assert_eq!(found, wanted, "{id}");
        let named = disease.name_ja().is_some();
        assert_eq!(
            named,
            wanted.is_some_and(|(_, link)| link.is_same_disease()),
            "{id}: only the same disease's names"
        );
    }
    assert_eq!(report.counted("diseases with 指定難病 number, by the family's name"), Some(1));
}

fn insured() {
    let (kb, _) = mini_kb();
    let tests = |id: &str| -> Vec<String> {
        let disease = kb.disease(find(&kb, id));
        disease.insured_tests().map(|t| format!("{}{} {}", t.group().as_str(), t.item(), t.name_en())).collect()
    };
    assert_eq!(tests("ORPHA:558"), ["エ3 Marfan syndrome"]);
    assert_eq!(tests("OMIM:310200"), ["ア1 Duchenne muscular dystrophy"]);
    assert_eq!(tests("OMIM:613795").len(), 1, "Loeys-Dietz syndrome");
    assert!(tests("OMIM:129600").is_empty(), "ectopia lentis is not on the list");
    let duchenne = kb.disease(find(&kb, "OMIM:310200")).insured_tests().next().unwrap();
    assert_eq!((duchenne.scope(), duchenne.through().to_string()), (Scope::Disease, "OMIM:310200".to_owned()));
}

fn round_trip() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a", "b"].map(|name| folder.path().join(name));
    for path in &paths {
        from_inputs(&mini_inputs(), &Silent).unwrap().write(path).unwrap();
    }
    let [first, second] = paths.map(|path| std::fs::read(path).unwrap());
    assert!(first == second, "the same sources make the same bytes");
    let reopened = KnowledgeBase::open(&folder.path().join("a")).unwrap();
    let (memory, _) = mini_kb();
    assert_eq!(reopened.disease_count(), memory.disease_count());
    for (left, right) in reopened.diseases().zip(memory.diseases()) {
        assert_eq!(left.phenotypes(|_| true), right.phenotypes(|_| true));
        assert_eq!(left.names().collect::<Vec<_>>(), right.names().collect::<Vec<_>>());
    }
}

/// A file written by the first program of this format version. Where this fails, the layout changed: raise
/// `FORMAT_VERSION` and add a golden file (`UPDATE_GOLDEN=1`), so that older files are refused by name.
fn golden() {
    let path =
        crate::support::root().join(format!("tests/data/golden-v{}.shirube", shirube::knowledge::FORMAT_VERSION));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        from_inputs(&mini_inputs(), &Silent).unwrap().write(&path).unwrap();
    }
    let old = KnowledgeBase::open(&path).unwrap();
    let (new, _) = mini_kb();
    assert_eq!(old.hpo_release(), new.hpo_release());
    assert_eq!(old.disease_count(), new.disease_count());
    for (left, right) in old.diseases().zip(new.diseases()) {
        assert_eq!(left.ids().collect::<Vec<_>>(), right.ids().collect::<Vec<_>>());
        assert_eq!(left.phenotypes(|_| true), right.phenotypes(|_| true));
    }
    let places = |kb: &KnowledgeBase| -> Vec<_> {
        let table = kb.transcripts(Assembly::Grch37);
        table.iter().map(|row| (row.accession(), row.coding(), row.exons().collect::<Vec<_>>())).collect()
    };
    assert_eq!(places(&old), places(&new));
    for version in 1..shirube::knowledge::FORMAT_VERSION {
        let path = crate::support::root().join(format!("tests/data/golden-v{version}.shirube"));
        let message = KnowledgeBase::open(&path).unwrap_err().to_string();
        assert!(message.contains(&format!("format version {version}")), "{message}");
    }
}

fn without(names: &[&str]) -> Inputs {
    let inputs = mini_inputs();
    let files = inputs.files().iter().cloned().map(|mut file| {
        if names.contains(&file.name.as_str()) {
            file.bytes = None;
        }
        file
    });
    Inputs::from_files(files.collect())
}

fn missing() {
    let optional = [
        "hp-ja",
        "nando",
        "mondo-nando",
        "clingen",
        "gnomad-constraint",
        "orphadata-ages",
        "orphadata-prevalence",
        "refseq-grch37",
        "refseq-grch38",
    ];
    let built = from_inputs(&without(&optional), &Silent).unwrap();
    assert_eq!(built.report.missing_sources().len(), optional.len());
    let kb = built.open_in_memory().unwrap();
    assert_eq!(kb.sources().filter(|source| !source.present).count(), optional.len());
    assert_eq!(kb.disease(find(&kb, "OMIM:154700")).designated_number(), None);
    let arx = kb.gene(kb.gene_by_symbol("ARX").unwrap());
    assert!(kb.transcripts(Assembly::Grch38).is_empty() && arx.transcript(Assembly::Grch38).is_none());
    assert_eq!(arx.coding_length(Assembly::Grch37), None);
}

fn transcripts() {
    let (kb, report) = mini_kb();
    assert_eq!(report.counted("transcripts GRCh38"), Some(kb.transcripts(Assembly::Grch38).len()));
    let gene = |symbol: &str| kb.gene(kb.gene_by_symbol(symbol).unwrap());
    for assembly in [Assembly::Grch37, Assembly::Grch38] {
        let arx = gene("ARX").transcript(assembly).unwrap();
        assert_eq!((arx.accession().to_string().as_str(), arx.is_mane_select()), ("NM_139058.3", true));
        assert_eq!((arx.contig(), arx.is_reverse(), arx.exons().len()), (Contig::X, true, 5));
        // 562 amino acids and a stop codon.
        assert_eq!(gene("ARX").coding_length(assembly), Some(563 * 3));
        assert!(!gene("TGFBR2").transcript(assembly).unwrap().is_mane_select(), "MANE Select is not in the table");
        assert!(gene("NSF").transcript(assembly).is_none(), "only on a contig that is not of the primary assembly");
        let hits: Vec<_> = kb.transcripts(assembly).overlapping(Contig::X, arx.end(), arx.end() + 9).collect();
        assert_eq!(hits.iter().map(|hit| hit.gene()).collect::<Vec<_>>(), [gene("ARX").index()]);
        assert_eq!(kb.transcripts(assembly).overlapping(Contig::X, arx.end() + 1, u32::MAX).count(), 0);
        assert_eq!(kb.transcripts(assembly).overlapping(Contig::Y, 1, u32::MAX).count(), 0);
        for transcript in kb.transcripts(assembly).iter() {
            let found = kb
                .transcripts(assembly)
                .overlapping(transcript.contig(), transcript.start(), transcript.start())
                .any(|hit| hit.gene() == transcript.gene());
            assert!(found && transcript.is_regular());
        }
    }
}

fn required() {
    for name in ["hpo", "hpoa", "mondo", "hgnc", "genes-to-phenotype"] {
        let error = from_inputs(&without(&[name]), &Silent).err().unwrap().to_string();
        assert!(error.contains(name), "{error}");
    }
}

fn shrunken() {
    let files: Vec<SourceFile> = mini_inputs()
        .files()
        .iter()
        .cloned()
        .map(|mut file| {
            if file.name == "hpoa" {
                file.expected_rows = 100_000;
            }
            file
        })
        .collect();
    let error = from_inputs(&Inputs::from_files(files), &Silent).err().unwrap().to_string();
    assert!(error.contains("hpoa") && error.contains("100000"), "{error}");
}

fn report() {
    let (kb, report) = mini_kb();
    assert_eq!(report.counted("diseases"), Some(kb.disease_count()));
    assert!(report.counted("catalogue entries").unwrap() > kb.disease_count());
    let text = report.to_text();
    for word in ["read ", "have ", "dropped "] {
        assert!(text.contains(word), "{text}");
    }
}
