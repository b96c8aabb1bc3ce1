//! `shirube show`

use super::args::{Format, Lang, ModelArgs, ShowArgs};
use super::open;
use super::outcome::{CliError, print, print_json};
use super::rank::style;
use crate::diagnosis::Engine;
use crate::domain::{DiseaseId, GeneId, TermId};
use crate::knowledge::DataFolder;
use crate::ontology::Resolution;
use crate::report::{disease_page, disease_wire, gene_page, gene_wire, term_page, term_wire};

/// Prints everything known of one entry.
pub fn run(data: &DataFolder, args: &ShowArgs) -> Result<(), CliError> {
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &ModelArgs { no_model: true, ..ModelArgs::default() })?;
    let json = args.format == Format::Json;
    if args.format == Format::Tsv {
        return Err(CliError::Input("--format tsv does not fit one entry; use text or json".to_owned()));
    }
    let typed = args.id.trim();
    let upper = typed.to_uppercase();
    if let Ok(id) = upper.parse::<TermId>() {
        return term(&engine, id, json);
    }
    if let Ok(id) = upper.parse::<DiseaseId>() {
        let index = engine.kb().disease_by_id(id).ok_or_else(|| unknown(&engine, typed))?;
        let wire = disease_wire(engine.kb(), index);
        return if json { print_json(&wire) } else { print(&disease_page(&wire, style(Lang::En))) };
    }
    let gene =
        upper.parse::<GeneId>().map_or_else(|_| engine.kb().gene_by_symbol(typed), |id| engine.kb().gene_by_id(id));
    match gene {
        Some(index) => {
            let wire = gene_wire(engine.kb(), index);
            if json { print_json(&wire) } else { print(&gene_page(&wire, style(Lang::En))) }
        }
        None if upper.contains(':') && upper.parse::<GeneId>().is_err() => {
            Err(CliError::Input(format!("{typed:?} is not an id of HPO, OMIM, ORPHA, DECIPHER, MONDO or HGNC")))
        }
        None => Err(unknown(&engine, typed)),
    }
}

fn term(engine: &Engine, id: TermId, json: bool) -> Result<(), CliError> {
    match engine.kb().ontology().resolve(id) {
        Resolution::Current(term) | Resolution::Replaced(term) => {
            let wire = term_wire(engine, term);
            if json { print_json(&wire) } else { print(&term_page(&wire, style(Lang::En))) }
        }
        Resolution::Withdrawn(consider) => {
            let name = engine.kb().obsolete_name(id).unwrap_or_default();
            let consider: Vec<String> = consider.iter().map(ToString::to_string).collect();
            let hint = if consider.is_empty() { String::new() } else { format!("; consider {}", consider.join(", ")) };
            Err(CliError::Nothing(format!("{id} ({name}) was withdrawn from HPO{hint}")))
        }
        Resolution::Unknown => Err(unknown(engine, &id.to_string())),
    }
}

fn unknown(engine: &Engine, typed: &str) -> CliError {
    CliError::Nothing(format!(
        "{typed} is not in the knowledge base (HPO {}); try `shirube search {typed}`",
        engine.kb().hpo_release()
    ))
}
