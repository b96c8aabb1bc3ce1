//! `shirube serve`

use std::time::Duration;

use super::args::ServeArgs;
use super::open;
use super::outcome::CliError;
use crate::api::{ServerOptions, serve};
use crate::knowledge::DataFolder;

/// Serves until interrupted.
pub fn run(data: &DataFolder, args: &ServeArgs) -> Result<(), CliError> {
    if !args.listen.ip().is_loopback() && !args.allow_remote {
        return Err(CliError::Input(format!(
            "{} can be reached by other machines, and this version has no access control; put it behind a proxy that has, and say --allow-remote",
            args.listen
        )));
    }
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &args.engine)?;
    let search = open::search(data)?;
    let options = ServerOptions {
        listen: args.listen,
        timeout: Duration::from_secs(u64::from(args.timeout)),
        upload_limit: usize::from(args.upload_limit) << 20,
        knowledge_base: open::knowledge_base(data),
    };
    Ok(serve(engine, search, &options)?)
}
