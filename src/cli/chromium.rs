//! PDF by a Chromium that the user has installed.
//!
//! It gets a private folder for the page, its profile and its output, which is removed afterwards, no network that it
//! would need, and a bounded time.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::outcome::CliError;

/// The variable that names the program.
const VARIABLE: &str = "SHIRUBE_CHROMIUM";
/// Names on the path, in the order in which they are tried.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// How long printing may take.
const LIMIT: Duration = Duration::from_mins(1);
/// What to do without a PDF.
const REMEDY: &str = "or use --format html and print it from a browser";

/// An installed Chromium or a browser of its family.
#[derive(Debug)]
pub struct Chromium {
    program: PathBuf,
    limit: Duration,
}

impl Chromium {
    /// The program that `SHIRUBE_CHROMIUM` names, else the first of the usual names on the path.
    pub fn find() -> Result<Self, CliError> {
        Self::find_in(std::env::var_os(VARIABLE), std::env::var_os("PATH").as_deref())
    }

    fn find_in(named: Option<OsString>, path: Option<&OsStr>) -> Result<Self, CliError> {
        let found = match named.filter(|named| !named.is_empty()) {
            Some(named) => {
                let program = PathBuf::from(&named);
                if !is_program(&program) {
                    return Err(CliError::Failure(anyhow::anyhow!(
                        "{VARIABLE}={} is not a program; correct it, {REMEDY}",
                        program.display()
                    )));
                }
                Some(program)
            }
            None => NAMES.iter().find_map(|name| on_path(name, path)),
        };
        let program = found.ok_or_else(|| {
            CliError::Failure(anyhow::anyhow!(
                "a PDF needs Chromium, and none of {} is on the path; install it (Debian: apt install chromium), name one \
                 in {VARIABLE}, {REMEDY}",
                NAMES.join(", ")
            ))
        })?;
        Ok(Self { program, limit: LIMIT })
    }

    /// The page as a tagged PDF.
    pub fn pdf(&self, html: &str) -> Result<Vec<u8>, CliError> {
        Ok(self.print(html)?)
    }

    fn print(&self, html: &str) -> anyhow::Result<Vec<u8>> {
        // Private to this user (mode 0700); removed when it goes out of scope, also after an error.
        let folder =
            tempfile::Builder::new().prefix("shirube-report-").tempdir().context("no temporary folder for the PDF")?;
        let (page, output, log) =
            (folder.path().join("report.html"), folder.path().join("report.pdf"), folder.path().join("log"));
        private_file(&page)?.write_all(html.as_bytes())?;
        let mut command = self.command(folder.path(), &page, &output);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(private_file(&log)?)
            .spawn()
            .with_context(|| format!("{} cannot be started; {REMEDY}", self.program.display()))?;
        let Some(status) = wait(&mut child, self.limit)? else {
            stop(&mut child);
            anyhow::bail!(
                "{} did not print within {} seconds and was stopped; {REMEDY}",
                self.program.display(),
                self.limit.as_secs()
            );
        };
        let pdf = fs::read(&output).unwrap_or_default();
        if !status.success() || !pdf.starts_with(b"%PDF-") {
            anyhow::bail!(
                "{} ended with {status} and no PDF{}; a Chromium from a snap reads no temporary folder: set TMPDIR to one \
                 in your home, {REMEDY}",
                self.program.display(),
                last_words(&log)
            );
        }
        Ok(pdf)
    }

    fn command(&self, folder: &Path, page: &Path, output: &Path) -> Command {
        let option = |name: &str, value: &Path| {
            let mut option = OsString::from(name);
            option.push(value);
            option
        };
        let mut command = Command::new(&self.program);
        command
            .args([
                "--headless",
                "--disable-gpu",
                "--disable-extensions",
                "--disable-sync",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-breakpad",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-pdf-header-footer",
                "--export-tagged-pdf",
                "--generate-pdf-document-outline",
            ])
            .arg(option("--user-data-dir=", &folder.join("profile")))
            .arg(option("--print-to-pdf=", output))
            // What a browser leaves beside its profile goes into the private folder, too.
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("XDG_CACHE_HOME", folder.join("cache"));
        if is_root(folder) {
            // Chromium refuses to run as root with its sandbox. The page is our own and has no script.
            command.arg("--no-sandbox");
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.arg(option("file://", page));
        command
    }
}

/// A new file that only this user can read.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn on_path(name: &str, path: Option<&OsStr>) -> Option<PathBuf> {
    std::env::split_paths(path?)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
}

fn is_program(path: &Path) -> bool {
    #[cfg(unix)]
    let executable =
        |metadata: &fs::Metadata| std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let executable = |_: &fs::Metadata| true;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && executable(&metadata))
}

/// Whether we are root: a folder that we have just made belongs to us.
#[cfg(unix)]
fn is_root(folder: &Path) -> bool {
    folder.metadata().is_ok_and(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata) == 0)
}

#[cfg(not(unix))]
fn is_root(_: &Path) -> bool {
    false
}

/// The status, or `None` where the time is over.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() >= limit {
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Ends the program and what it started, which is in its process group.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    let _ = Command::new("kill")
        .args(["-KILL", "--", &format!("-{}", child.id())])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let _ = child.kill();
    let _ = child.wait();
}

/// The last line that the program wrote, to say what was the matter.
fn last_words(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let short: String = line.chars().filter(|character| !character.is_control()).take(300).collect();
    if short.is_empty() { short } else { format!(" (it said: {short})") }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    /// A program that stands in for Chromium.
    fn script(folder: &Path, name: &str, body: &str) -> PathBuf {
        let path = folder.join(name);
        // Another process writes it: a test that forks meanwhile would hold our file open, and it could not be run.
        let mut writer = Command::new("sh")
            .args(["-c", "cat > \"$0\" && chmod 755 \"$0\""])
            .arg(&path)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        writer.stdin.take().unwrap().write_all(format!("#!/bin/sh\n{body}\n").as_bytes()).unwrap();
        assert!(writer.wait().unwrap().success());
        path
    }

    fn said(error: &CliError) -> String {
        match error {
            CliError::Failure(error) => format!("{error:#}"),
            other => panic!("{other:?} has another exit code than 3"),
        }
    }

    #[test]
    fn the_variable_goes_before_the_path_and_the_remedy_is_named() {
        let folder = tempfile::tempdir().unwrap();
        script(folder.path(), "chromium-browser", "");
        let named = script(folder.path(), "mine", "");
        let path = Some(folder.path().as_os_str());
        let found = |named: Option<&Path>, path: Option<&OsStr>| {
            Chromium::find_in(named.map(|named| named.as_os_str().to_owned()), path).map(|found| found.program)
        };
        assert_eq!(found(None, path).unwrap(), folder.path().join("chromium-browser"));
        assert_eq!(found(Some(&named), path).unwrap(), named);
        assert!(said(&found(Some(Path::new("/nowhere")), path).unwrap_err()).contains("SHIRUBE_CHROMIUM=/nowhere"));
        for path in [None, Some(OsStr::new("")), Some(OsStr::new("relative"))] {
            let message = said(&found(None, path).unwrap_err());
            assert!(message.contains("apt install chromium") && message.contains("--format html"), "{message}");
        }
    }

    #[test]
    fn the_page_is_private_while_it_is_printed_and_gone_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let body = format!(
            "for last; do :; done\npage=${{last#file://}}\nstat -c %a \"$page\" > {0}/mode\necho \"$page\" > {0}/page\n\
             for arg; do case $arg in --print-to-pdf=*) printf '%%PDF-1.4 ' > \"${{arg#*=}}\"; cat \"$page\" >> \"${{arg#*=}}\";; \
             esac; done",
            folder.path().display()
        );
        let program = script(folder.path(), "fake", &body);
        let pdf = Chromium { program, limit: LIMIT }.pdf("<p>x").unwrap();
        assert_eq!(pdf, b"%PDF-1.4 <p>x");
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("mode").trim(), "600");
        assert!(!Path::new(read("page").trim()).exists());
    }

    #[test]
    fn a_program_that_fails_or_hangs_is_an_error_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let failing = script(folder.path(), "failing", "echo 'no display' >&2; exit 4");
        let message = said(&Chromium { program: failing, limit: LIMIT }.pdf("").unwrap_err());
        assert!(message.contains("no display") && message.contains("--format html"), "{message}");
        let silent = script(folder.path(), "silent", "exit 0");
        assert!(said(&Chromium { program: silent, limit: LIMIT }.pdf("").unwrap_err()).contains("no PDF"));
        let hanging =
            script(folder.path(), "hanging", &format!("sleep 30 & echo $! > {}/child\nwait", folder.path().display()));
        let begun = Instant::now();
        let message = said(&Chromium { program: hanging, limit: Duration::from_millis(500) }.pdf("").unwrap_err());
        assert!(message.contains("was stopped") && begun.elapsed() < Duration::from_secs(10), "{message}");
        let child = fs::read_to_string(folder.path().join("child")).unwrap();
        // What it started ends with it, soon (a zombie that nobody has waited for counts as ended).
        let runs = || {
            let state = fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
            !state.is_empty() && !state.contains(") Z")
        };
        while runs() {
            assert!(begun.elapsed() < Duration::from_secs(10), "the child of a stopped program runs on");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
