//! `shirube report`

use std::io::Write;
use std::path::Path;
use std::time::SystemTime;

use super::args::{ReportArgs, ReportFormat, ReportLang};
use super::chromium::Chromium;
use super::open;
use super::outcome::{CliError, print};
use super::rank::{Prepared, draft, prepare_draft, ranked};
use crate::diagnosis::RankOptions;
use crate::domain::InputIssue;
use crate::knowledge::DataFolder;
use crate::report::{ReportContext, ReportLanguage, report_html, utc};

/// Ranks as `rank` does and writes the report.
pub fn run(data: &DataFolder, args: &ReportArgs) -> Result<(), CliError> {
    // What would be refused at the end is refused before anything slow.
    check_output(args)?;
    let mut given = draft(&args.patient)?;
    if let Some(id) = &args.case_id {
        given.0.id.clone_from(id);
    } else if !args.patient.hpo.is_empty() {
        // Terms as typed have no name, and what a draft is called in their place is none to file under.
        given.0.id.clear();
    }
    let chromium = (args.format == ReportFormat::Pdf).then(Chromium::find).transpose()?;
    open::ensure_set_up(data)?;
    let engine = open::engine(data, &args.patient.engine)?;
    let Prepared { case, issues, pretest, .. } = prepare_draft(data, &engine, &args.patient, given, None)?;
    let top = usize::from(args.top);
    // All are explained, whatever is shown of it: the digest is over all evidence and does not change with --details.
    let options = RankOptions { top, explain: top, pretest: &pretest, ..RankOptions::default() };
    let result = ranked(&engine, &case, &issues, &options)?;
    let issues = without_folders(issues, args);
    let written_at = (!args.no_date).then(|| utc(SystemTime::now()));
    let knowledge_base = open::knowledge_base(data);
    let variant_source =
        args.patient.variants.vcf.as_deref().or(args.patient.variants.variants.as_deref()).and_then(name_of);
    let context = ReportContext {
        case: &case,
        language: match args.lang {
            ReportLang::En => ReportLanguage::English,
            ReportLang::Ja => ReportLanguage::Japanese,
            ReportLang::Both => ReportLanguage::Both,
        },
        issues: &issues,
        written_at: written_at.as_deref(),
        author: args.author.as_deref(),
        variant_source: variant_source.as_deref(),
        pretest_given: args.patient.pretest.is_some(),
        knowledge_base: knowledge_base.as_deref(),
        details: usize::from(args.details),
    };
    let html = report_html(&engine, &result, &context).html;
    match chromium {
        Some(chromium) => save(&args.out, args.force, &chromium.pdf(&html)?),
        None if is_standard_output(&args.out) => print(&html),
        None => save(&args.out, args.force, html.as_bytes()),
    }
}

fn is_standard_output(path: &Path) -> bool {
    path == Path::new("-")
}

fn check_output(args: &ReportArgs) -> Result<(), CliError> {
    let out = &args.out;
    if is_standard_output(out) {
        return match args.format {
            ReportFormat::Html => Ok(()),
            ReportFormat::Pdf => Err(CliError::Input("--out -: a PDF is written to a file only; give one".to_owned())),
        };
    }
    if out.is_dir() {
        return Err(CliError::Input(format!("--out {}: is a folder; give a file", out.display())));
    }
    if !folder_of(out).is_dir() {
        return Err(CliError::Input(format!("--out {}: its folder does not exist", out.display())));
    }
    // Whatever --force says: a report is never written over what it is made from.
    let inputs = [
        &args.patient.phenopacket,
        &args.patient.pretest,
        &args.patient.variants.vcf,
        &args.patient.variants.ped,
        &args.patient.variants.variants,
    ];
    let same = |input: &Path| matches!((out.canonicalize(), input.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if inputs.into_iter().flatten().any(|input| same(input)) {
        return Err(CliError::Input(format!("--out {}: is the input", out.display())));
    }
    if !args.force && out.symlink_metadata().is_ok() {
        return Err(exists(out));
    }
    Ok(())
}

fn exists(out: &Path) -> CliError {
    CliError::Input(format!("--out {}: exists already; name another file, or replace it with --force", out.display()))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn name_of(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// The issues with files by name only: where a file lies on this machine does not belong into a filed report.
fn without_folders(mut issues: Vec<InputIssue>, args: &ReportArgs) -> Vec<InputIssue> {
    let variants = &args.patient.variants;
    for path in [&variants.vcf, &variants.ped, &variants.variants, &variants.reference].into_iter().flatten() {
        let (Some(name), long) = (name_of(path), path.display().to_string()) else { continue };
        for issue in &mut issues {
            issue.place = issue.place.replace(&long, &name);
            issue.message = issue.message.replace(&long, &name);
        }
    }
    issues
}

/// Writes beside and renames: there is never half a report, and without `force` never one over another file.
fn save(out: &Path, force: bool, bytes: &[u8]) -> Result<(), CliError> {
    let wrong = |error: std::io::Error| CliError::Failure(anyhow::Error::new(error).context(out.display().to_string()));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".shirube-report-");
    // A temporary file is private; the finished report is as private as the user's umask makes other files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder_of(out)).map_err(wrong)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(wrong)?;
    let placed = if force { file.persist(out) } else { file.persist_noclobber(out) };
    match placed {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(exists(out)),
        Err(error) => Err(wrong(error.error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("report.html");
        save(&out, false, b"one").unwrap();
        assert!(matches!(save(&out, false, b"two"), Err(CliError::Input(_))));
        assert_eq!(std::fs::read(&out).unwrap(), b"one");
        save(&out, true, b"two").unwrap();
        assert_eq!(std::fs::read(&out).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }
}
