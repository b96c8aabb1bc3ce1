//! `shirube recognize`

use std::fmt::Write;
use std::io::Read;
use std::path::Path;

use super::args::{Format, RecognizeArgs};
use super::open;
use super::outcome::{CliError, print, print_json};
use crate::knowledge::{DataFolder, KnowledgeBase};
use crate::report::{MentionWire, recognize_response};
use crate::search::Recognizer;

/// Recognizes and prints.
pub fn run(data: &DataFolder, args: &RecognizeArgs) -> Result<(), CliError> {
    let text = text(args)?;
    if text.trim().is_empty() {
        return Err(CliError::Input("the note is empty: give its text, or a file with --file".to_owned()));
    }
    open::ensure_set_up(data)?;
    let kb = KnowledgeBase::open(&data.artefact()?)?;
    let response = recognize_response(&kb, &text, &Recognizer::new(&kb).recognize(&kb, &text));
    if response.mentions.is_empty() && args.format != Format::Json {
        return Err(CliError::Nothing("no finding was recognized in the note".to_owned()));
    }
    match args.format {
        Format::Json => print_json(&response),
        Format::Tsv => print(&table(&response.mentions)),
        Format::Text => print(&page(&response.mentions)),
    }
}

fn text(args: &RecognizeArgs) -> Result<String, CliError> {
    let Some(path) = &args.file else { return Ok(args.text.join(" ")) };
    let wrong = |error: std::io::Error| CliError::Input(format!("{}: {error}", path.display()));
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(wrong)?;
        return Ok(text);
    }
    std::fs::read_to_string(path).map_err(wrong)
}

fn table(mentions: &[MentionWire]) -> String {
    let mut text = "start\tend\ttext\tid\tname\tname_ja\tstatus\texperiencer\tuncertain\tconfidence\n".to_owned();
    for mention in mentions {
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.2}",
            mention.start,
            mention.end,
            mention.text.replace(['\t', '\n', '\r'], " "),
            mention.term.id,
            mention.term.name,
            mention.term.name_ja.as_deref().unwrap_or_default(),
            mention.status,
            mention.experiencer,
            mention.uncertain,
            mention.confidence,
        );
    }
    text
}

fn page(mentions: &[MentionWire]) -> String {
    let mut text = String::new();
    for mention in mentions {
        let sign = if mention.status == "observed" { '+' } else { '−' };
        let mut remarks = Vec::new();
        if mention.experiencer != "patient" {
            remarks.push(mention.experiencer);
        }
        if mention.uncertain {
            remarks.push("uncertain");
        }
        let remarks = if remarks.is_empty() { String::new() } else { format!("  ({})", remarks.join(", ")) };
        let japanese = mention.term.name_ja.as_ref().map(|ja| format!(" ({ja})")).unwrap_or_default();
        let words = mention.text.replace(['\n', '\r'], " ");
        let _ = writeln!(text, "{sign} {} {}{japanese}{remarks}  ← {words}", mention.term.id, mention.term.name);
    }
    text.push_str("Recognized by rules: check each one against the note before it is used.\n");
    text
}
