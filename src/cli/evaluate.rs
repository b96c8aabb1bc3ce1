//! `shirube evaluate`

use std::fmt::Write;
use std::path::Path;

use super::args::{EvaluateArgs, HalfArg, PerturbArg};
use super::outcome::{CliError, print};
use super::variants::{Patient, VariantArgs, gather};
use super::{notes, open};
use crate::diagnosis::{Engine, EngineError};
use crate::domain::Sex;
use crate::evaluation::{
    EvaluateOptions, Evaluation, EvaluationError, Half, HeldOut, Leakage, Perturbation, Spike, TOP_K, evaluate,
    export_features, measure, to_text,
};
use crate::intake::{Cohort, Policy};
use crate::knowledge::DataFolder;

/// Evaluates and prints; writes the report and a row per case where a folder is given.
pub fn run(data: &DataFolder, args: &EvaluateArgs) -> Result<(), CliError> {
    if let Some(path) = &args.notes {
        return notes::run(data, args, path);
    }
    let Some(cases) = &args.cases else {
        return Err(CliError::Input("give --cases or --notes".to_owned()));
    };
    let cohort = Cohort::read(cases).map_err(|error| CliError::Input(error.to_string()))?;
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &args.engine)?;
    let options = EvaluateOptions {
        mask_own_publication: args.mask_own_publication,
        gene_level: args.gene_level,
        half: args.half.map(|half| if half == HalfArg::Tuning { Half::Tuning } else { Half::Report }),
        pretest: open::pretest(engine.kb(), args.pretest.as_deref())?,
        // The built-in model has seen public cases: each is ranked by the member that was kept from it.
        held_out: (!args.engine.no_model && args.engine.model.is_none())
            .then(HeldOut::built_in)
            .transpose()
            .map_err(EngineError::from)?,
        perturbation: args.perturb.map(perturbation),
        spike: spike(&engine, args)?,
    };
    if let Some(path) = &args.export_features {
        let exported = open::on_threads(args.threads, || export_features(&engine, &cohort, &options, path))??;
        let mut text = format!("features of {} cases written to {}\n", exported.cases, path.display());
        if let Some((place, reason)) = exported.left_out.first() {
            let _ = writeln!(text, "{} packets were left out; the first, {place}: {reason}", exported.left_out.len());
        }
        return print(&text);
    }
    let start = std::time::Instant::now();
    let evaluation =
        open::on_threads(args.threads, || evaluate(&engine, &cohort, &options))?.map_err(|error| match error {
            EvaluationError::Nothing(_) => CliError::Input(error.to_string()),
            EvaluationError::Rank(error) => error.into(),
        })?;
    let elapsed = start.elapsed().as_secs_f64();
    let mut text = format!("knowledge base HPO {}; {}\n\n", engine.kb().hpo_release(), described(args));
    text += &to_text(&evaluation);
    let _ = writeln!(
        text,
        "{} cases in {elapsed:.1} s ({:.0} cases/s)",
        evaluation.cases.len(),
        evaluation.cases.len() as f64 / elapsed
    );
    print(&text)?;
    if let Some(folder) = &args.out {
        write(folder, &text, &evaluation)?;
    }
    check_floor(&evaluation, &args.floor)
}

/// The background of `--spike`, read as any patient's file is.
fn spike(engine: &Engine, args: &EvaluateArgs) -> Result<Option<Spike>, CliError> {
    let Some(path) = &args.spike else { return Ok(None) };
    let vcf = VariantArgs { vcf: Some(path.clone()), ..VariantArgs::default() };
    let patient = Patient { sex: Sex::Unknown, packet: None, policy: Policy::Strict, watch: None };
    let gathered = gather(engine.kb(), &vcf, &patient)?;
    let variants = gathered.variants.unwrap_or_default();
    let spike = Spike::new(engine.kb(), &variants, args.shuffle_genes);
    if spike.background_size() == 0 {
        return Err(CliError::Input(format!("--spike: {} holds no variant that disturbs a gene", path.display())));
    }
    Ok(Some(spike))
}

fn perturbation(how: PerturbArg) -> Perturbation {
    match how {
        PerturbArg::TwoRandomTerms => Perturbation::TwoRandomTerms,
        PerturbArg::HalfToParents => Perturbation::HalfToParents,
        PerturbArg::ThreeTerms => Perturbation::ThreeTerms,
        PerturbArg::HalfAndOneRandom => Perturbation::HalfAndOneRandom,
    }
}

fn described(args: &EvaluateArgs) -> String {
    let level = if args.gene_level { "genes" } else { "diseases (MONDO cliques)" };
    let mask = if args.mask_own_publication { ", without rows that rest only on the case's own paper" } else { "" };
    let half = match args.half {
        Some(HalfArg::Tuning) => ", tuning half",
        Some(HalfArg::Report) => ", report half",
        None => "",
    };
    let spike = match (&args.spike, args.shuffle_genes) {
        (None, _) => String::new(),
        (Some(path), None) => format!(", causal variants among those of {}", path.display()),
        (Some(path), Some(seed)) => {
            format!(", causal variants among those of {} (genes shuffled, seed {seed})", path.display())
        }
    };
    format!("ranks of {level}{mask}{half}{spike}")
}

fn write(folder: &Path, text: &str, evaluation: &Evaluation) -> Result<(), CliError> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("report.txt"), text)?;
    let mut table = "id\tclass\ttruth\tterms\trank\ttop\ttop_probability\tmilliseconds\tplace\n".to_owned();
    for case in &evaluation.cases {
        let rank = case.rank.map(|rank| rank.to_string()).unwrap_or_default();
        let _ = writeln!(
            table,
            "{}\t{}\t{}\t{}\t{rank}\t{}\t{:.4}\t{:.3}\t{}",
            case.id.replace(['\t', '\n'], " "),
            case.class.as_str(),
            case.truth,
            case.terms,
            case.top,
            case.top_probability,
            case.time.as_secs_f64() * 1000.0,
            case.place
        );
    }
    std::fs::write(folder.join("cases.tsv"), table)?;
    Ok(())
}

fn check_floor(evaluation: &Evaluation, floor: &[f64]) -> Result<(), CliError> {
    let [top1, top10] = floor else {
        return if floor.is_empty() {
            Ok(())
        } else {
            Err(CliError::Input("--floor takes two percentages, such as 27,54".to_owned()))
        };
    };
    let fresh = evaluation.cases.iter().filter(|case| case.class == Leakage::Fresh);
    let metrics = measure(fresh.map(|case| (case.truth.as_str(), case.rank)))
        .ok_or_else(|| anyhow::anyhow!("no fresh case to hold against the floor"))?;
    for (k, least) in [(1, top1), (10, top10)] {
        let at = TOP_K.iter().position(|&other| other == k).unwrap_or_default();
        let reached = metrics.macro_average[at];
        if reached < *least {
            return Err(anyhow::anyhow!(
                "accuracy floor: macro top-{k} of the fresh cases is {reached:.1} %, below {least} %"
            )
            .into());
        }
    }
    Ok(())
}
