//! `shirube rank`

use std::io::{IsTerminal, Read};
use std::path::Path;
use std::time::SystemTime;

use super::args::{Lang, PatientArgs, RankArgs, RankFormat};
use super::open;
use super::outcome::{CliError, print, print_json};
use super::variants::{Patient, gather};
use crate::diagnosis::{DifferentialDiagnosis, Engine, Pretest, RankError, RankOptions, next_questions, rank};
use crate::domain::{Case, CaseDraft, FeatureStatus, GeneId, InputIssue, Severity};
use crate::intake::{Policy, TrailEntry, draft_from_lists, parse_phenopacket, resolve};
use crate::knowledge::DataFolder;
use crate::report::{
    Language, PhenopacketContext, Style, instant, phenopacket, question_wires, questions_text, rank_response, to_text,
    to_tsv,
};

const EXAMPLE: &str = include_str!("../../docs/example-patient.json");

/// Reads the case, ranks, prints.
pub fn run(data: &DataFolder, args: &RankArgs) -> Result<(), CliError> {
    if args.format == RankFormat::Phenopacket && args.questions > 0 {
        return Err(CliError::Input("--questions: a phenopacket has no place for them".to_owned()));
    }
    // The input is read before anything slow: a wrong file is said at once.
    let given = draft(&args.patient)?;
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &args.patient.engine)?;
    let Prepared { case, issues, pretest, .. } = prepare_draft(data, &engine, &args.patient, given, None)?;
    let top = usize::from(args.top);
    let options = RankOptions { top, explain: top, pretest: &pretest, ..RankOptions::default() };
    let result = ranked(&engine, &case, &issues, &options)?;
    let wanted = usize::from(args.questions);
    let questions = if wanted > 0 { Some(next_questions(&engine, &case, &options, wanted)?) } else { None };
    match args.format {
        RankFormat::Text => {
            let style = style(args.lang);
            print(&to_text(&engine, &result, &issues, style))?;
            questions.map_or(Ok(()), |questions| print(&questions_text(engine.kb(), &questions, style)))
        }
        RankFormat::Json => {
            let mut response = rank_response(&engine, &result, &issues);
            response.questions = questions.map(|questions| question_wires(engine.kb(), &questions));
            print_json(&response)
        }
        RankFormat::Tsv => print(&to_tsv(&engine, &result, &issues)),
        RankFormat::Phenopacket => {
            let created = instant(SystemTime::now());
            let context = PhenopacketContext { case: &case, issues: &issues, created: &created };
            print_json(&phenopacket(&engine, &result, &context))
        }
    }
}

/// A case that can be ranked.
pub(super) struct Prepared {
    pub case: Case,
    pub issues: Vec<InputIssue>,
    pub pretest: Pretest,
    /// The account of the watched gene.
    pub trail: Vec<TrailEntry>,
}

/// Reads all that the options give of a patient; `watch` is a gene whose records are accounted for.
pub(super) fn prepare(
    data: &DataFolder,
    engine: &Engine,
    args: &PatientArgs,
    watch: Option<GeneId>,
) -> Result<Prepared, CliError> {
    prepare_draft(data, engine, args, draft(args)?, watch)
}

pub(super) fn prepare_draft(
    data: &DataFolder,
    engine: &Engine,
    args: &PatientArgs,
    (draft, packet): Draft,
    watch: Option<GeneId>,
) -> Result<Prepared, CliError> {
    let search = open::search(data)?;
    let policy = if args.lenient { Policy::Lenient } else { Policy::Strict };
    let pretest = open::pretest(engine.kb(), args.pretest.as_deref())?;
    let mut resolved = resolve(engine.kb(), Some(&search), draft, policy);
    let patient = Patient { sex: resolved.case.sex, packet: packet.as_deref(), policy, watch };
    let gathered = gather(engine.kb(), &args.variants, &patient)?;
    resolved.issues.extend(gathered.issues);
    if resolved.has_error() {
        return Err(CliError::Issues(resolved.issues));
    }
    resolved.case.variants = gathered.variants;
    Ok(Prepared { case: resolved.case, issues: resolved.issues, pretest, trail: gathered.trail })
}

/// Ranks; a case that cannot be ranked is refused with all that was found in reading it.
pub(super) fn ranked(
    engine: &Engine,
    case: &Case,
    issues: &[InputIssue],
    options: &RankOptions<'_>,
) -> Result<DifferentialDiagnosis, CliError> {
    rank(engine, case, options).map_err(|error| {
        if matches!(error, RankError::Model(_)) {
            return CliError::from(error);
        }
        let mut issues = issues.to_vec();
        issues.push(InputIssue::new(Severity::Error, "case", error.to_string()));
        CliError::Issues(issues)
    })
}

pub(super) fn style(lang: Lang) -> Style {
    let language = if lang == Lang::Ja { Language::Japanese } else { Language::English };
    Style { color: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(), language }
}

/// The case as given, and the text of the phenopacket it is from.
pub(super) type Draft = (CaseDraft, Option<String>);

/// Reads the case.
pub(super) fn draft(args: &PatientArgs) -> Result<Draft, CliError> {
    if args.example {
        return Ok((packet(EXAMPLE, "--example")?, None));
    }
    if let Some(path) = &args.phenopacket {
        let text = read(path)?;
        return Ok((packet(&text, &path.display().to_string())?, Some(text)));
    }
    if args.hpo.is_empty() {
        return Err(CliError::Input("no patient given: use --hpo TERMS, --phenopacket FILE or --example".to_owned()));
    }
    let mut draft = CaseDraft { id: "command line".to_owned(), ..CaseDraft::default() };
    draft.features.extend(draft_from_lists("--hpo", &args.hpo, FeatureStatus::Observed));
    draft.features.extend(draft_from_lists("--exclude", &args.exclude, FeatureStatus::Excluded));
    if draft.features.is_empty() {
        return Err(CliError::Input("--hpo is empty: give HPO ids or names, separated by commas".to_owned()));
    }
    if let Some(age) = &args.age {
        draft.age =
            Some(age.parse().map_err(|error: crate::domain::AgeError| CliError::Input(format!("--age: {error}")))?);
    }
    if let Some(sex) = &args.sex {
        draft.sex = sex.parse().map_err(|error: crate::domain::SexError| CliError::Input(format!("--sex: {error}")))?;
    }
    Ok((draft, None))
}

fn packet(text: &str, place: &str) -> Result<CaseDraft, CliError> {
    parse_phenopacket(text).map_err(|error| CliError::Input(format!("{place}: {error}")))
}

fn read(path: &Path) -> Result<String, CliError> {
    let wrong = |error: std::io::Error| CliError::Input(format!("{}: {error}", path.display()));
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(wrong)?;
        return Ok(text);
    }
    std::fs::read_to_string(path).map_err(wrong)
}
