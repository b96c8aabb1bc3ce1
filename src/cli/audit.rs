//! `shirube audit`

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::args::{AuditCommand, AuditFolderArgs};
use super::configured;
use super::outcome::{CliError, print};
use crate::audit::{FILE, Pseudonyms, verify};

/// Checks the log, or tells a case's pseudonym.
pub fn run(state: &Path, command: &AuditCommand) -> Result<(), CliError> {
    match command {
        AuditCommand::Verify { folder, contains } => verified(&self::folder(state, folder)?, contains.as_deref()),
        AuditCommand::Pseudonym { folder, case_id } => pseudonym(&self::folder(state, folder)?, case_id),
    }
}

fn folder(state: &Path, args: &AuditFolderArgs) -> Result<PathBuf, CliError> {
    if let Some(folder) = &args.folder {
        return Ok(folder.clone());
    }
    Ok(configured::audit_folder(state, &configured::config(args.config.as_deref(), None)?))
}

fn verified(folder: &Path, contains: Option<&str>) -> Result<(), CliError> {
    let path = folder.join(FILE);
    let file = File::open(&path)
        .map_err(|error| CliError::Input(format!("{}: {error}; --folder names another place", path.display())))?;
    let found =
        verify(BufReader::new(file), contains).map_err(|fault| anyhow::anyhow!("{}: {fault}", path.display()))?;
    if !found.contains {
        let message = "the chain holds, but no entry has the hash that was noted: entries were cut off, or the log is another one";
        return Err(anyhow::anyhow!("{}: {message}", path.display()).into());
    }
    if found.entries == 0 {
        return print(&format!(
            "{}: the log has no entries. If it ever had some, they were taken out: this command cannot tell without --contains and a head that was noted\n",
            path.display()
        ));
    }
    let span = found.span.map_or_else(String::new, |(first, last)| format!(", from {first} to {last}"));
    print(&format!(
        "{}: {} entries{span}; the chain holds\nhead {}\nNote the head elsewhere: `shirube audit verify --contains HEAD` then shows that nothing was cut off.\n",
        path.display(),
        found.entries,
        found.head
    ))
}

fn pseudonym(folder: &Path, case_id: &str) -> Result<(), CliError> {
    let mut id = case_id.to_owned();
    if case_id == "-" {
        id.clear();
        std::io::stdin().read_to_string(&mut id)?;
        id.truncate(id.trim_end().len());
    }
    if !folder.join(FILE).exists() {
        return Err(CliError::Input(format!("there is no audit log in {}", folder.display())));
    }
    let pseudonyms = Pseudonyms::open(folder)
        .map_err(|error| CliError::Input(format!("the secret of pseudonyms in {}: {error}", folder.display())))?;
    match pseudonyms.of(&id) {
        Some(pseudonym) => print(&format!("{pseudonym}\n")),
        None => Err(CliError::Input("the case's id is empty".to_owned())),
    }
}
