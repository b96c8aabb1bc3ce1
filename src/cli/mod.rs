//! The command line; one file per subcommand. The only place that prints.

mod annotate;
mod args;
mod audit;
mod batch;
mod chromium;
mod configured;
mod doctor;
mod evaluate;
mod health;
mod key;
mod notes;
mod open;
mod outcome;
mod progress;
mod rank;
mod recognize;
mod report;
mod search;
mod serve;
mod service;
mod setup;
mod show;
mod variants;
mod why;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Command, Shirube};
use outcome::CliError;

/// Runs the program with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let args = Shirube::parse();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}

fn run(args: &Shirube) -> Result<(), CliError> {
    let data = open::data_folder(args.data.as_deref())?;
    let state = args.state.as_deref().unwrap_or(data.root());
    match &args.command {
        Command::Setup(setup) => setup::run(&data, setup),
        Command::Rank(rank) => rank::run(&data, rank),
        Command::Annotate(annotate) => annotate::run(annotate),
        Command::Report(report) => report::run(&data, report),
        Command::Why(why) => why::run(&data, why),
        Command::Recognize(recognize) => recognize::run(&data, recognize),
        Command::Search(search) => search::run(&data, search),
        Command::Show(show) => show::run(&data, show),
        Command::Batch(batch) => batch::run(&data, batch),
        Command::Evaluate(evaluate) => evaluate::run(&data, evaluate),
        Command::Serve(serve) => serve::run(&data, state, serve),
        Command::Doctor(doctor) => doctor::run(&data, state, doctor),
        Command::Health(health) => health::run(health),
        Command::Key(command) => key::run(command),
        Command::Audit(command) => audit::run(state, command),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Shirube::command(), "shirube", &mut std::io::stdout());
            Ok(())
        }
    }
}
