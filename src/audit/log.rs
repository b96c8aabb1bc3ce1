//! Writing: one thread appends, and whoever waits is told when the lines are on the disk.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::SystemTime;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::FILE;
use super::chain::{RECOVERED, START, seal, torn_note, unseal};
use super::entry::{AuditEntry, Line};

/// What a writer is told: the line's number and hash, or why it is not on the disk.
pub type Written = Result<(u64, String), String>;

/// Longest line that is looked for at the end of the file.
const LONGEST_LINE: u64 = 1 << 20;

/// Why the log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The file system.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process writes it.
    #[error("{0} is in use by another service; two cannot write one log")]
    InUse(PathBuf),
    /// Its last line is no line of a log.
    #[error(
        "the last line of {0} does not hold; run `shirube audit verify` and keep the file as it is for whoever looks into it, then name another folder under [audit]"
    )]
    Broken(PathBuf),
}

struct Waiting {
    entry: AuditEntry,
    then: Box<dyn FnOnce(Written) + Send>,
}

/// An open log.
#[derive(Debug)]
pub struct AuditLog {
    path: PathBuf,
    sender: Option<Sender<Waiting>>,
    writer: Option<JoinHandle<()>>,
}

struct Tail {
    file: File,
    number: u64,
    hash: String,
}

impl AuditLog {
    /// Opens a folder's log, or begins one; the file is locked against other services. A last line that was never
    /// finished stays where it is, and an entry that tells of it follows.
    ///
    /// # Errors
    /// [`AuditError`]
    pub fn open(folder: &Path) -> Result<Self, AuditError> {
        let path = folder.join(FILE);
        let io = |source| AuditError::Io { path: path.clone(), source };
        fs::create_dir_all(folder).map_err(io)?;
        let mut options = OpenOptions::new();
        options.create(true).read(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(AuditError::InUse(path)),
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        let mut tail = Tail::find(file, &path)?;
        if let Some(torn) = tail.1.take() {
            tail.0.recover(&torn).map_err(io)?;
        }
        let (sender, receiver) = channel();
        let mut tail = tail.0;
        let writer = std::thread::Builder::new()
            .name("audit".to_owned())
            .spawn(move || write_all(&mut tail, &receiver))
            .map_err(io)?;
        Ok(Self { path, sender: Some(sender), writer: Some(writer) })
    }

    /// The log's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends an entry; `then` is called, on the log's thread, once it is on the disk or could not be written.
    pub fn append(&self, entry: AuditEntry, then: impl FnOnce(Written) + Send + 'static) {
        let waiting = Waiting { entry, then: Box::new(then) };
        let lost = match &self.sender {
            Some(sender) => sender.send(waiting).err().map(|error| error.0),
            None => Some(waiting),
        };
        if let Some(lost) = lost {
            (lost.then)(Err("the audit log's writer has ended".to_owned()));
        }
    }
}

impl Drop for AuditLog {
    /// Waits until everything is written.
    fn drop(&mut self) {
        self.sender.take();
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// Writes what waits, all of it at once: one wait for the disk serves everybody who came meanwhile.
fn write_all(tail: &mut Tail, receiver: &Receiver<Waiting>) {
    while let Ok(first) = receiver.recv() {
        let mut waiting = vec![first];
        waiting.extend(receiver.try_iter().take(1000));
        let (mut text, mut told) = (String::new(), Vec::new());
        let before = (tail.number, tail.hash.clone());
        for Waiting { entry, then } in waiting {
            let sealed = tail.next(entry);
            if let Ok((line, ..)) = &sealed {
                text.push_str(line);
                text.push('\n');
            }
            told.push((sealed.map(|(_, number, hash)| (number, hash)), then));
        }
        let written = tail.put(text.as_bytes());
        if written.is_err() {
            (tail.number, tail.hash) = before;
        }
        for (sealed, then) in told {
            then(match &written {
                Ok(()) => sealed,
                Err(error) => Err(error.to_string()),
            });
        }
    }
}

impl Tail {
    /// The last line's number and hash, and the bytes after it that no line break ends.
    fn find(mut file: File, path: &Path) -> Result<(Self, Option<Vec<u8>>), AuditError> {
        let io = |source| AuditError::Io { path: path.to_owned(), source };
        let length = file.seek(SeekFrom::End(0)).map_err(io)?;
        let from = length.saturating_sub(2 * LONGEST_LINE);
        file.seek(SeekFrom::Start(from)).map_err(io)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let torn = (end < bytes.len()).then(|| bytes[end..].to_vec());
        let last = bytes[..end].strip_suffix(b"\n").map(|whole| {
            let start = whole.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            &whole[start..]
        });
        let (number, hash) = match last {
            None if from == 0 => (0, START.to_owned()),
            None => return Err(AuditError::Broken(path.to_owned())),
            Some(last) => {
                let found = std::str::from_utf8(last).ok().and_then(unseal);
                let (line, hash) = found.ok_or_else(|| AuditError::Broken(path.to_owned()))?;
                (line.number, hash)
            }
        };
        Ok((Self { file, number, hash }, torn))
    }

    fn recover(&mut self, torn: &[u8]) -> io::Result<()> {
        let entry = AuditEntry {
            action: RECOVERED.to_owned(),
            outcome: "done".to_owned(),
            note: Some(torn_note(torn)),
            ..AuditEntry::default()
        };
        let (line, ..) = self.next(entry).map_err(io::Error::other)?;
        self.put(format!("\n{line}\n").as_bytes())
    }

    fn next(&mut self, entry: AuditEntry) -> Result<(String, u64, String), String> {
        let at = timestamp(SystemTime::now())?;
        let line = Line { number: self.number + 1, at, previous: self.hash.clone(), entry };
        let (text, hash) = seal(&line).map_err(|error| error.to_string())?;
        (self.number, self.hash) = (line.number, hash.clone());
        Ok((text, line.number, hash))
    }

    /// Appends, and waits for the disk. Where that fails half way, what was written is taken back.
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        let before = self.file.seek(SeekFrom::End(0))?;
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_data());
        if written.is_err() {
            let _ = self.file.set_len(before);
        }
        written
    }
}

/// UTC by RFC 3339, with fractions of the second.
fn timestamp(time: SystemTime) -> Result<String, String> {
    OffsetDateTime::from(time).format(&Rfc3339).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::super::chain::{AuditFault, verify};
    use super::*;

    fn entry(action: &str) -> AuditEntry {
        AuditEntry { action: action.to_owned(), outcome: "done".to_owned(), ..AuditEntry::default() }
    }

    fn write(folder: &Path, actions: &[&str]) -> Vec<(u64, String)> {
        let log = AuditLog::open(folder).unwrap();
        let (sender, receiver) = channel();
        for action in actions {
            let sender = sender.clone();
            log.append(entry(action), move |written| sender.send(written).unwrap());
        }
        drop((log, sender));
        receiver.iter().map(Result::unwrap).collect()
    }

    fn check(bytes: &[u8]) -> Result<super::super::Verified, AuditFault> {
        verify(BufReader::new(bytes), None)
    }

    #[test]
    fn a_chain_goes_on_after_a_restart_and_holds() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(write(folder.path(), &["rank", "report"]).len(), 2);
        let later = write(folder.path(), &["recognize"]);
        let bytes = fs::read(folder.path().join(FILE)).unwrap();
        let verified = check(&bytes).unwrap();
        assert_eq!((verified.entries, &verified.head), (3, &later[0].1));
        assert_eq!(later[0].0, 3);
        let noted = verify(BufReader::new(bytes.as_slice()), Some(&later[0].1)).unwrap();
        assert!(noted.contains);
        assert!(!verify(BufReader::new(bytes.as_slice()), Some("ff")).unwrap().contains);
    }

    #[test]
    fn a_changed_missing_swapped_or_invented_line_is_found() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["a", "b", "c", "d"]);
        let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let joined = |lines: &[&str]| format!("{}\n", lines.join("\n")).into_bytes();
        let changed = text.replace("\"b\"", "\"x\"");
        assert!(matches!(check(changed.as_bytes()), Err(AuditFault::Hash { line: 2 })));
        let missing = joined(&[lines[0], lines[2], lines[3]]);
        assert!(matches!(check(&missing), Err(AuditFault::Order { line: 2 })));
        let swapped = joined(&[lines[0], lines[2], lines[1], lines[3]]);
        assert!(matches!(check(&swapped), Err(AuditFault::Order { line: 2 })));
        let invented = joined(&[lines[0], "hello", lines[1], lines[2]]);
        assert!(matches!(check(&invented), Err(AuditFault::Shape { line: 2 })));
        let last_changed = text.replace("\"d\"", "\"x\"");
        assert!(matches!(check(last_changed.as_bytes()), Err(AuditFault::Hash { line: 4 })));
        // What cannot be seen without a noted head.
        assert!(check(&joined(&lines[..2])).is_ok());
    }

    #[test]
    fn an_unfinished_line_stays_and_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["a", "b"]);
        let path = folder.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 20]).unwrap();
        assert!(matches!(check(&fs::read(&path).unwrap()), Err(AuditFault::Unfinished { line: 2 })));
        write(folder.path(), &["c"]);
        let bytes = fs::read(&path).unwrap();
        let verified = check(&bytes).unwrap();
        // a, what was recovered, c.
        assert_eq!(verified.entries, 3);
        let altered = String::from_utf8(bytes).unwrap().replacen("\"action\":\"b\"", "\"action\":\"x\"", 1);
        assert!(check(altered.as_bytes()).is_err());
    }

    #[test]
    fn two_services_cannot_write_one_log_and_a_broken_one_is_not_continued() {
        let folder = tempfile::tempdir().unwrap();
        let first = AuditLog::open(folder.path()).unwrap();
        assert!(matches!(AuditLog::open(folder.path()), Err(AuditError::InUse(_))));
        drop(first);
        fs::write(folder.path().join(FILE), "not a log\n").unwrap();
        assert!(matches!(AuditLog::open(folder.path()), Err(AuditError::Broken(_))));
    }
}
