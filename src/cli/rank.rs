//! `shirube rank`

use std::io::{IsTerminal, Read};
use std::path::Path;

use super::args::{Format, Lang, RankArgs};
use super::open;
use super::outcome::{CliError, print, print_json};
use crate::diagnosis::{RankError, RankOptions, rank};
use crate::domain::{CaseDraft, FeatureStatus, InputIssue, Severity};
use crate::intake::{Policy, draft_from_lists, parse_phenopacket, resolve};
use crate::knowledge::DataFolder;
use crate::report::{Language, Style, rank_response, to_text, to_tsv};

const EXAMPLE: &str = include_str!("../../docs/example-patient.json");

/// Reads the case, ranks, prints.
pub fn run(data: &DataFolder, args: &RankArgs) -> Result<(), CliError> {
    // The input is read before anything slow: a wrong file is said at once.
    let draft = draft(args)?;
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &args.engine)?;
    let search = open::search(data)?;
    let policy = if args.lenient { Policy::Lenient } else { Policy::Strict };
    let pretest = open::pretest(engine.kb(), args.pretest.as_deref())?;
    let resolved = resolve(engine.kb(), Some(&search), draft, policy);
    if resolved.has_error() {
        return Err(CliError::Issues(resolved.issues));
    }
    let top = usize::from(args.top);
    let options = RankOptions { top, explain: top, pretest: &pretest, ..RankOptions::default() };
    let result = rank(&engine, &resolved.case, &options).map_err(|error| {
        if matches!(error, RankError::Model(_)) {
            return CliError::from(error);
        }
        let mut issues = resolved.issues.clone();
        issues.push(InputIssue::new(Severity::Error, "case", error.to_string()));
        CliError::Issues(issues)
    })?;
    match args.format {
        Format::Text => print(&to_text(&engine, &result, &resolved.issues, style(args.lang))),
        Format::Json => print_json(&rank_response(&engine, &result, &resolved.issues)),
        Format::Tsv => print(&to_tsv(&engine, &result, &resolved.issues)),
    }
}

pub(super) fn style(lang: Lang) -> Style {
    let language = if lang == Lang::Ja { Language::Japanese } else { Language::English };
    Style { color: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(), language }
}

fn draft(args: &RankArgs) -> Result<CaseDraft, CliError> {
    if args.example {
        return packet(EXAMPLE, "--example");
    }
    if let Some(path) = &args.phenopacket {
        return packet(&read(path)?, &path.display().to_string());
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
    Ok(draft)
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
