//! The report that is printed: the real program on the mini knowledge base.

use std::path::{Path, PathBuf};

use shirube::diagnosis::{DifferentialDiagnosis, Engine, RankOptions, rank};
use shirube::domain::{
    AlleleFrequency, AnnotatedVariant, Call, Case, CaseVariants, Consequence, GeneEffect, Genotype, InputIssue, Member,
    Relation, Severity, Sex,
};
use shirube::report::{Language, ReportContext, ReportLanguage, report_html, result_digest};

use crate::support::{case, mini, mini_program, root};

pub const TESTS: &[crate::Test] = &[
    ("report::a_report_is_one_page_that_stands_alone", page),
    ("report::hostile_text_is_inert", hostile),
    ("report::hostile_variants_are_inert", hostile_variants),
    ("report::both_languages_make_two_parts", both),
    ("report::a_japanese_report_says_nothing_in_english_unmarked", japanese),
    ("report::headings_and_tables_are_accessible", accessible),
    ("report::the_digest_follows_the_case_and_not_its_order", digest),
    ("report::variants_are_shown_with_their_criteria", variants),
    ("report::wrong_output_is_refused_before_anything", wrong),
    ("report::a_file_is_not_overwritten", overwrite),
    ("report::without_chromium_the_remedy_is_named", without_chromium),
];

/// Tests that need an installed Chromium.
pub const PDF: &[crate::Test] = &[("report::a_pdf_is_made_and_nothing_is_left", pdf)];

/// What the tests of PDF lack on this machine.
pub fn missing() -> Option<&'static str> {
    let named = std::env::var_os("SHIRUBE_CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .any(|folder| ["chromium", "chromium-browser", "google-chrome"].iter().any(|name| folder.join(name).is_file()));
    (!found && named.is_none()).then_some("Chromium")
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/it/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

fn stderr(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

fn html(args: &[&str]) -> String {
    stdout(&mini_program().args(["report", "--no-date", "--out", "-"]).args(args).assert().success())
}

const PATIENT: [&str; 10] =
    ["--hpo", "HP:0001166,HP:0001083", "--exclude", "HP:0001250", "--age", "12y", "--sex", "male", "--top", "3"];

/// Digests and checksums follow the version of the program, so the snapshot does without them.
fn without_digests(text: &str) -> String {
    let mut words = String::new();
    let mut run = String::new();
    for character in text.chars().chain(['\n']) {
        if character.is_ascii_hexdigit() {
            run.push(character);
            continue;
        }
        words.push_str(if run.len() >= 12 { "[digest]" } else { &run });
        run.clear();
        words.push(character);
    }
    // One element a line is easier to review.
    words.replace("</tr>", "</tr>\n").replace("</dd>", "</dd>\n").replace("</li>", "</li>\n").replace("</h", "\n</h")
}

fn page() {
    let text = html(&[&PATIENT[..], &["--details", "2", "--author", "Dr. A"]].concat());
    snapshot("report_page", &without_digests(&text));
    for absent in ["<script", "<link", "<img", "<iframe", "src=", "@import", "url(", "onload", "onclick"] {
        assert!(!text.contains(absent), "the report holds {absent}");
    }
    assert!(text.contains("default-src 'none'; style-src 'unsafe-inline'"));
    assert_eq!(text, html(&[&PATIENT[..], &["--details", "2", "--author", "Dr. A"]].concat()), "the same bytes");
    let dated = stdout(&mini_program().args(["report", "--out", "-"]).args(PATIENT).assert().success());
    assert!(dated.contains("<time datetime=\"20") && !text.contains("<time"));
}

fn hostile() {
    let folder = tempfile::tempdir().unwrap();
    let packet = folder.path().join("p.json");
    let id = "<script>alert(1)</script>\"'&</style>";
    let value =
        serde_json::json!({"id": id, "phenotypicFeatures": [{"type": {"id": "HP:0001250", "label": "<img src=x>"}}]});
    std::fs::write(&packet, value.to_string()).unwrap();
    let text = html(&[
        "--phenopacket",
        packet.to_str().unwrap(),
        "--author",
        "</style><svg onload=alert(1)>",
        "--lang",
        "both",
        "--lenient",
    ]);
    for tag in ["<script", "<img", "onload=alert(1)>", "<b>"] {
        assert!(!text.contains(tag), "{tag} is live");
    }
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;"), "the id is shown as it was given");
    assert_eq!(text.matches("</style>").count(), 1);
    let named = html(&["--hpo", "HP:0001250"]);
    assert!(!named.contains("command line"), "a case without a name has none");
    let named = html(&["--hpo", "HP:0001250", "--case-id", "</title><script>x"]);
    assert!(!named.contains("<script") && named.matches("</title>").count() == 1);
}

/// Texts of a variant file, of issues and of the caller reach the page through the library, too.
fn hostile_variants() {
    let live = "<img src=x onerror=alert(1)>";
    let gene = mini().0.kb().gene(mini().0.kb().gene_by_symbol("FBN1").unwrap()).id();
    let effect = GeneEffect {
        transcript: Some(live.to_owned()),
        hgvs_c: Some(format!("c.{live}")),
        hgvs_p: Some(format!("p.{live}")),
        ..GeneEffect::given(gene, Consequence::StopGained)
    };
    let frequency = Some(AlleleFrequency { value: 0.00001, source: live.to_owned() });
    let variant = AnnotatedVariant {
        frequency: frequency.clone(),
        japanese_frequency: frequency,
        ..AnnotatedVariant::bare(live, vec![effect], vec![Call::of(Genotype::HETEROZYGOUS), Call::default()])
    };
    let father = Member { relation: Relation::Father, ..Member::proband(live, Sex::Male) };
    let mut case = Case { id: live.to_owned(), ..case(&["HP:0001166", "HP:0001083"], &[]) };
    case.variants = Some(CaseVariants {
        members: vec![Member::proband(live, Sex::Unknown), father],
        variants: vec![variant],
        ..CaseVariants::default()
    });
    let (engine, result) = ranked(&case);
    let issues = [InputIssue::new(Severity::Warning, live, live).suggest(live)];
    let context = ReportContext {
        case: &case,
        language: ReportLanguage::Both,
        issues: &issues,
        written_at: Some(live),
        author: Some(live),
        variant_source: Some(live),
        pretest_given: true,
        knowledge_base: Some(live),
        details: 5,
    };
    let text = report_html(engine, &result, &context).html;
    assert!(!text.contains("<img") && !text.contains("\"<img"));
    assert!(text.matches("&lt;img src=x onerror=alert(1)&gt;").count() > 20, "the texts are shown as they were given");
}

fn both() {
    let text = html(&[&PATIENT[..], &["--lang", "both"]].concat());
    assert_eq!(text.matches("<h1>").count(), 2);
    let english = text.find("<article class=\"part\" lang=\"en\">").unwrap();
    let japanese = text.find("<article class=\"part\" lang=\"ja\">").unwrap();
    assert!(english < japanese && text.contains(".part + .part { break-before: page; }"));
    for part in [&text[english..japanese], &text[japanese..]] {
        for wanted in ["Marfan syndrome", "マルファン症候群", "OMIM:154700", "HP:0001166", "Arachnodactyly", "FBN1"]
        {
            assert!(part.contains(wanted), "{wanted} is missing in a part");
        }
    }
}

/// Tags with the text that follows each.
fn pieces(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('<').skip(1).filter_map(|piece| piece.split_once('>'))
}

const VOID: [&str; 2] = ["meta", "!DOCTYPE"];

/// Text in the page's own language: what stands in no element of another.
fn own_text(page: &str, language: &str) -> Vec<String> {
    let mut open: Vec<(String, Option<String>)> = Vec::new();
    let mut texts = Vec::new();
    for (tag, text) in pieces(page) {
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap().to_owned();
        if VOID.contains(&name.as_str()) {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop().expect("an element is closed that was not open").0, name);
        } else {
            let lang = tag.split_once("lang=\"").map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
            open.push((name, lang));
        }
        let own = open.iter().rev().find_map(|(_, lang)| lang.as_deref()) == Some(language);
        if own && !open.iter().any(|(name, _)| name == "style" || name == "title") {
            texts.push(text.trim().to_owned());
        }
    }
    assert!(open.is_empty(), "{open:?} were not closed");
    texts
}

fn japanese() {
    let text = html(&[
        "--hpo",
        "HP:0001166,HP:0001083,HP:9999999",
        "--exclude",
        "HP:0001250",
        "--lenient",
        "--lang",
        "ja",
        "--variant",
        "FBN1 c.1948C>T p.Arg650Ter het",
        "--details",
        "10",
    ]);
    let lower = |word: &str| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase());
    for own in own_text(&text, "ja") {
        let english: Vec<&str> = own.split_whitespace().filter(|word| lower(word)).collect();
        let allowed = ["shirube", "doi", "novo", "genes", "hpo"];
        assert!(english.iter().all(|word| allowed.contains(word)), "{own:?} is English in a Japanese report");
    }
    let text = html(&PATIENT);
    for own in own_text(&text, "en") {
        assert!(!own.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c)), "{own:?} is Japanese and not marked");
    }
}

fn accessible() {
    let text = html(&[&PATIENT[..], &["--lang", "both"]].concat());
    let mut level = 0;
    for (tag, _) in pieces(&text) {
        if let Some(digit) = tag.strip_prefix('h').and_then(|rest| rest.parse::<u8>().ok()) {
            assert!(digit <= level + 1, "a heading of level {digit} follows one of {level}");
            level = digit;
        }
        let name = tag.split(' ').next().unwrap();
        assert!(name != "th" || tag.contains("scope="), "<{tag}> has no scope");
        assert!(name != "svg" || tag.contains("aria-hidden"), "a bar repeats the number beside it");
    }
}

fn ranked(case: &Case) -> (&'static Engine, DifferentialDiagnosis) {
    let engine = &mini().0;
    (engine, rank(engine, case, &RankOptions::default()).unwrap())
}

fn digest() {
    let of = |observed: &[&str], excluded: &[&str]| {
        let case = case(observed, excluded);
        let (engine, result) = ranked(&case);
        result_digest(engine, &result, &case, &[])
    };
    let one = of(&["HP:0001166", "HP:0001083"], &["HP:0001250"]);
    assert_eq!(one.len(), 64);
    assert!(one.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
    assert_eq!(one, of(&["HP:0001083", "HP:0001166"], &["HP:0001250"]), "the order of the findings says nothing");
    for (observed, excluded) in [
        (&["HP:0001166"][..], &["HP:0001250"][..]),
        (&["HP:0001166", "HP:0001083"], &[]),
        (&["HP:0001166", "HP:0001083", "HP:0001250"], &[]),
    ] {
        assert_ne!(one, of(observed, excluded), "{observed:?} {excluded:?}");
    }
    let case = case(&["HP:0001166", "HP:0001083"], &["HP:0001250"]);
    let (engine, result) = ranked(&case);
    let issue = |place: &str, message: &str| InputIssue::new(Severity::Note, place, message);
    let with = |issues: &[InputIssue]| result_digest(engine, &result, &case, issues);
    assert_eq!(with(&[issue("a", "x"), issue("b", "y")]), with(&[issue("c", "y"), issue("d", "x")]));
    assert_ne!(with(&[]), with(&[issue("a", "x")]));
    // What only dresses the report does not enter.
    let context = ReportContext {
        case: &case,
        language: ReportLanguage::from(Language::Japanese),
        issues: &[],
        written_at: Some("2026-11-25T01:48Z"),
        author: Some("x"),
        variant_source: None,
        pretest_given: false,
        knowledge_base: None,
        details: 0,
    };
    let report = report_html(engine, &result, &context);
    assert!(report.html.contains(&one));
    assert_eq!(report.digest, one);
}

fn variants() {
    let list = [&PATIENT[..], &["--variant", "FBN1 c.1948C>T p.Arg650Ter het", "--details", "1"]].concat();
    let text = html(&list);
    for wanted in [
        "c.1948C&gt;T",
        "heterozygous",
        "PVS1",
        "Criteria not assessed",
        "autosomal dominant",
        "a list of chosen variants",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing");
    }
    assert!(!text.contains("no variants were given"));
    let text = html(&[&list[..], &["--lang", "ja"]].concat());
    for wanted in ["ヘテロ接合", "ナンセンス変異", "未評価の基準", "常染色体顕性"] {
        assert!(text.contains(wanted), "{wanted} is missing");
    }
}

fn wrong() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("p.json"), "{}").unwrap();
    let table: &[(&[&str], &str)] = &[
        (&["--hpo", "HP:0001166"], "--out"),
        (&["--out", "-"], "no patient given"),
        (&["--hpo", "HP:0001166", "--format", "pdf", "--out", "-"], "a PDF is written to a file only"),
        (&["--hpo", "HP:0001166", "--out", &at("none/x.html")], "its folder does not exist"),
        (&["--hpo", "HP:0001166", "--force", "--out", &at("")], "is a folder"),
        (&["--phenopacket", &at("p.json"), "--force", "--out", &at("p.json")], "is the input"),
        (&["--hpo", "XX:1", "--out", &at("x.html")], "--hpo[1]"),
        (&["--hpo", "HP:0001166", "--format", "text", "--out", &at("x.html")], "invalid value"),
    ];
    for (args, needle) in table {
        let failed = mini_program().arg("report").args(*args).assert().code(2);
        assert!(stderr(&failed).contains(needle), "{args:?}: {}", stderr(&failed));
        assert!(stdout(&failed).is_empty());
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
}

fn overwrite() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.html");
    let run = |more: &[&str]| {
        let mut command = mini_program();
        command.args(["report", "--hpo", "HP:0001166", "--no-date"]).args(more).arg("--out").arg(&out);
        command.assert()
    };
    run(&[]).success();
    let first = std::fs::read_to_string(&out).unwrap();
    assert!(first.starts_with("<!DOCTYPE html>") && first.ends_with("</html>"));
    std::fs::write(&out, "mine").unwrap();
    let failed = run(&[]).code(2);
    assert!(stderr(&failed).contains("--force") && std::fs::read_to_string(&out).unwrap() == "mine");
    run(&["--force"]).success();
    assert_eq!(std::fs::read_to_string(&out).unwrap(), first);
}

fn without_chromium() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.pdf");
    let run = |variable: Option<&str>| {
        let mut command = mini_program();
        command
            .args(["report", "--hpo", "HP:0001166", "--format", "pdf", "--out"])
            .arg(&out)
            .env("PATH", folder.path());
        if let Some(value) = variable {
            command.env("SHIRUBE_CHROMIUM", value);
        }
        stderr(&command.assert().code(3))
    };
    let said = run(None);
    assert!(said.contains("install it") && said.contains("--format html"), "{said}");
    assert!(run(Some("/nowhere/chromium")).contains("SHIRUBE_CHROMIUM=/nowhere/chromium is not a program"));
    assert!(!out.exists());
}

fn leftovers(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

fn pdf() {
    let folder = tempfile::tempdir().unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.pdf");
    let mut command = mini_program();
    command.args(["report", "--format", "pdf", "--lang", "both"]).args(PATIENT).arg("--out").arg(&out);
    command.env("TMPDIR", temporary.path());
    if let Some(named) = std::env::var_os("SHIRUBE_CHROMIUM") {
        command.env("SHIRUBE_CHROMIUM", named);
    }
    command.assert().success();
    let bytes = std::fs::read(&out).unwrap();
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 10_000);
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"/StructTreeRoot"), "the PDF is tagged");
    assert_eq!((leftovers(folder.path()), leftovers(temporary.path())), (1, 0), "nothing else is left");
}
