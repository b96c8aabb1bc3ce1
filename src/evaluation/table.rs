//! The outcome as a page of text.

use std::fmt::Write;

use super::calibration::calibrate;
use super::leakage::Leakage;
use super::metrics::{Metrics, TOP_K, measure};
use super::run::{CaseResult, Evaluation, OrderedBy};

/// Accuracy per class, calibration, time; fresh cases first.
#[must_use]
pub fn to_text(evaluation: &Evaluation) -> String {
    let mut text = String::new();
    for class in Leakage::ALL {
        let cases: Vec<&CaseResult> = evaluation.cases.iter().filter(|case| case.class == class).collect();
        let Some(metrics) = measure(cases.iter().map(|case| (case.truth.as_str(), case.rank))) else { continue };
        heading(&mut text, class, &metrics);
        let modeled = evaluation.ordered_by != OrderedBy::Evidence;
        // Genes have no place by likelihood ratios alone to compare with.
        if modeled && cases.iter().any(|case| case.evidence_rank.is_some()) {
            let first = measure(cases.iter().map(|case| (case.truth.as_str(), case.evidence_rank)));
            if let Some(first) = &first {
                rows(&mut text, label(OrderedBy::Evidence), first);
            }
        }
        rows(&mut text, label(evaluation.ordered_by), &metrics);
        if modeled {
            recall(&mut text, &cases);
        }
        if class != Leakage::New {
            calibration_table(&mut text, &cases);
        }
        text.push('\n');
    }
    times(&mut text, evaluation);
    if let Some((place, reason)) = evaluation.skipped.first() {
        let _ = writeln!(text, "{} packets were not evaluated; the first, {place}: {reason}", evaluation.skipped.len());
    }
    text
}

fn label(ordered_by: OrderedBy) -> &'static str {
    match ordered_by {
        OrderedBy::Evidence => "likelihood ratios alone",
        OrderedBy::HeldOutModel => "learned model, kept from the case's disease and gene",
        OrderedBy::GivenModel => "the given model, which may have been trained on these cases",
    }
}

fn heading(text: &mut String, class: Leakage, metrics: &Metrics) {
    let what = match class {
        Leakage::Fresh => "own paper not in the knowledge base",
        Leakage::Cited => "own paper is in the knowledge base; says little",
        Leakage::New => "diagnosis has no annotations; phenotype alone finds it only through a twin entry",
    };
    let _ = writeln!(text, "{} ({what}): {} cases, {} diseases", class.as_str(), metrics.cases, metrics.diseases);
    let _ = write!(text, "  {:14}", "");
    for k in TOP_K {
        let _ = write!(text, "{:>8}", format!("top-{k}"));
    }
    let _ = writeln!(text, "{:>8}", "MRR");
}

/// Diagnoses that the shortlist had, and the mean probability of none of it.
fn recall(text: &mut String, cases: &[&CaseResult]) {
    let listed = measure(cases.iter().map(|case| (case.truth.as_str(), case.shortlisted.then_some(1))));
    let none: f64 = cases.iter().filter_map(|case| case.none_of_these).sum::<f64>() / cases.len().max(1) as f64;
    if let Some(listed) = listed {
        let _ = writeln!(
            text,
            "  on the shortlist: macro {:.1} %, micro {:.1} %; mean probability of none of it {none:.2}",
            listed.macro_average[0], listed.micro[0]
        );
    }
}

fn rows(text: &mut String, what: &str, metrics: &Metrics) {
    let _ = writeln!(text, "  {what}");
    for (name, shares, mrr) in
        [("macro", &metrics.macro_average, metrics.macro_mrr), ("micro", &metrics.micro, metrics.micro_mrr)]
    {
        let _ = write!(text, "  {name:14}");
        for share in shares {
            let _ = write!(text, "{share:>8.1}");
        }
        let _ = writeln!(text, "{mrr:>8.3}");
        let intervals = if name == "macro" { &metrics.macro_interval } else { &metrics.micro_interval };
        let _ = write!(text, "  {:14}", "  95 %");
        for interval in intervals {
            let _ = write!(text, "{:>8}", format!("{:.0}-{:.0}", interval.low, interval.high));
        }
        text.push('\n');
    }
}

fn calibration_table(text: &mut String, cases: &[&CaseResult]) {
    for (name, least, most) in [("up to 3 terms", 0, 3), ("4 to 7 terms", 4, 7), ("8 terms or more", 8, usize::MAX)] {
        let some: Vec<(f64, bool)> = cases
            .iter()
            .filter(|case| (least..=most).contains(&case.terms))
            .map(|case| (case.top_probability, case.rank == Some(1)))
            .collect();
        if let Some(calibration) = calibrate(&some) {
            let _ = writeln!(
                text,
                "  expected calibration error, {name}: {:.3} ({} cases)",
                calibration.expected_error,
                some.len()
            );
        }
    }
    let pairs: Vec<(f64, bool)> = cases.iter().map(|case| (case.top_probability, case.rank == Some(1))).collect();
    let Some(calibration) = calibrate(&pairs) else { return };
    let _ = write!(text, "  first candidate's probability, claimed/right (cases):");
    for bin in &calibration.bins {
        let _ = write!(text, " {:.2}/{:.2} ({})", bin.claimed, bin.right, bin.cases);
    }
    let _ = writeln!(text, "\n  expected calibration error {:.3}", calibration.expected_error);
}

fn times(text: &mut String, evaluation: &Evaluation) {
    let mut times: Vec<f64> = evaluation.cases.iter().map(|case| case.time.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        times
            .get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    let _ = writeln!(
        text,
        "time per case, all diseases ordered: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms",
        at(0.5),
        at(0.95),
        at(0.99)
    );
}
