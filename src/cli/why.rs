//! `shirube why`

use super::args::{RankFormat, WhyArgs};
use super::open;
use super::outcome::{CliError, print, print_json};
use super::rank::{Prepared, prepare, ranked, style};
use crate::diagnosis::RankOptions;
use crate::knowledge::DataFolder;
use crate::report::{TrailLine, WhyTarget, why_response, why_text};

/// Ranks as `rank` does and explains one disease or gene, wherever it stands.
pub fn run(data: &DataFolder, args: &WhyArgs) -> Result<(), CliError> {
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &args.rank.patient.engine)?;
    let target = WhyTarget::parse(engine.kb(), &args.target).ok_or_else(|| {
        let shown: String = args.target.chars().take(60).collect();
        CliError::Nothing(format!(
            "{shown:?} is neither a disease nor a gene of the knowledge base; find one with: shirube search"
        ))
    })?;
    let Prepared { case, issues, pretest, trail } =
        prepare(data, &engine, &args.rank.patient, target.watched(engine.kb()))?;
    let asked = target.diseases(&engine);
    let options = RankOptions { top: 1, explain: 1, pretest: &pretest, asked: &asked, ..RankOptions::default() };
    let result = ranked(&engine, &case, &issues, &options)?;
    let trail: Vec<TrailLine> = trail
        .iter()
        .map(|entry| {
            TrailLine::new(
                engine.kb(),
                &entry.place,
                entry.locus.as_ref(),
                entry.effect.as_ref(),
                (entry.left_out, &entry.detail),
                entry.variant.as_ref(),
            )
        })
        .collect();
    match args.rank.format {
        RankFormat::Text => print(&why_text(&engine, &result, &target, &trail, &issues, style(args.rank.lang))),
        RankFormat::Json => print_json(&why_response(&engine, &result, &trail, &issues)),
        RankFormat::Tsv | RankFormat::Phenopacket => {
            Err(CliError::Input("--format: why prints text or json".to_owned()))
        }
    }
}
