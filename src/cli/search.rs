//! `shirube search`

use std::fmt::Write;

use super::args::{Format, KindArg, SearchArgs};
use super::open;
use super::outcome::{CliError, print, print_json};
use crate::knowledge::{DataFolder, KnowledgeBase};
use crate::report::{SearchResponse, hit_wire};
use crate::search::{Kinds, SearchOptions};

/// Searches and prints.
pub fn run(data: &DataFolder, args: &SearchArgs) -> Result<(), CliError> {
    open::ensure_set_up(data)?;
    let kb = KnowledgeBase::open(&data.artefact()?)?;
    let index = open::search(data)?;
    let query = args.query.join(" ");
    let wants = |kind| args.kind.is_empty() || args.kind.contains(&kind);
    let kinds = Kinds { terms: wants(KindArg::Term), diseases: wants(KindArg::Disease), genes: wants(KindArg::Gene) };
    let options = SearchOptions { kinds, limit: usize::from(args.limit), phenotypic_only: false };
    let hits = index.search(&kb, &query, &options)?;
    if hits.is_empty() {
        return Err(CliError::Nothing(format!("nothing resembles {query:?}")));
    }
    let hits = hits.into_iter().map(|hit| hit_wire(&query, hit)).collect();
    let response = SearchResponse { query, hits };
    match args.format {
        Format::Json => print_json(&response),
        Format::Tsv => {
            let mut text = "kind\tid\tlabel\tlabel_ja\tmatched\trole\n".to_owned();
            for hit in &response.hits {
                let _ = writeln!(
                    text,
                    "{}\t{}\t{}\t{}\t{}\t{}",
                    hit.kind,
                    hit.id,
                    hit.label,
                    hit.label_ja.as_deref().unwrap_or_default(),
                    hit.matched,
                    hit.role
                );
            }
            print(&text)
        }
        Format::Text => {
            let mut text = String::new();
            for hit in &response.hits {
                let japanese = hit.label_ja.as_ref().map(|ja| format!(" ({ja})")).unwrap_or_default();
                let by = if hit.matched == hit.label || Some(&hit.matched) == hit.label_ja.as_ref() {
                    String::new()
                } else {
                    format!("  ← {}", hit.matched)
                };
                let _ = writeln!(text, "{:13} {:8} {}{japanese}{by}", hit.id, hit.kind, hit.label);
            }
            print(&text)
        }
    }
}
