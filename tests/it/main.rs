//! Integration tests, one binary: the architecture, the mini knowledge base, the real program, the real service, and
//! (where they are on this machine) the real knowledge base and cases.
//!
//! A test whose data is not here is reported as ignored, never as passed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod access;
mod architecture;
mod cli;
mod documents;
mod fhir;
mod mini;
mod oracle;
mod phenopacket;
mod questions;
mod ranking;
mod real;
mod recognize;
mod report;
mod rerank;
mod search;
mod server;
mod setup;
mod support;
mod tables;
mod transcripts;
mod variants;

use libtest_mimic::{Arguments, Failed, Trial};

/// A named test.
type Test = (&'static str, fn());

fn trial((name, test): Test, missing: Option<&str>) -> Trial {
    let trial = Trial::test(name, move || -> Result<(), Failed> {
        test();
        Ok(())
    });
    match missing {
        Some(what) => trial.with_kind(format!("skipped: no {what}")).with_ignored_flag(true),
        None => trial,
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    let groups = [
        access::TESTS,
        architecture::TESTS,
        documents::TESTS,
        fhir::TESTS,
        phenopacket::TESTS,
        tables::TESTS,
        mini::TESTS,
        questions::TESTS,
        ranking::TESTS,
        recognize::TESTS,
        rerank::TESTS,
        search::TESTS,
        setup::TESTS,
        transcripts::TESTS,
        cli::TESTS,
        report::TESTS,
        server::TESTS,
        variants::TESTS,
    ];
    trials.extend(groups.into_iter().flatten().map(|&test| trial(test, None)));
    let missing = support::missing_real_data();
    trials.extend(real::TESTS.iter().chain(questions::REAL).chain(recognize::REAL).map(|&test| trial(test, missing)));
    let missing = variants::missing();
    trials.extend(variants::REAL.iter().map(|&test| trial(test, missing)));
    let missing = report::missing();
    trials.extend(report::PDF.iter().map(|&test| trial(test, missing)));
    let missing = oracle::missing();
    trials.extend(oracle::TESTS.iter().map(|&test| trial(test, missing)));
    let conclusion = libtest_mimic::run(&arguments, trials);
    server::shut_down();
    conclusion.exit();
}
