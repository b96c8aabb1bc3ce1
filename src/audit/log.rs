//! Writing: one thread appends, and whoever waits is told when the lines are on the disk.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::FILE;
use super::chain::{RECOVERED, START, claims_to_be_an_entry, seal, torn_note, unseal};
use super::entry::{AuditEntry, Line};

/// What a writer is told: the line's number and hash, or why it is not on the disk.
pub type Written = Result<(u64, String), String>;

/// How much of the end of the file is looked at when it is opened; entries are bounded far below.
const LOOKED_AT: u64 = 4 << 20;

/// Longest entry, in bytes.
const LONGEST_ENTRY: usize = 64 << 10;

/// Longest beginning of a log that is taken for an entry that was never finished.
const LONGEST_TORN: usize = LONGEST_ENTRY;

/// Why the log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The file system.
    #[error("the audit log {path} cannot be used; name a folder that can be written to under [audit]")]
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
    path: PathBuf,
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
        match lock_patiently(&file) {
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

/// Whether there is room in a log's folder for another entry; nothing of it stays.
///
/// # Errors
/// What the system said: a full disk, a folder that may not be written.
pub fn has_room(folder: &Path) -> io::Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&vec![b' '; LONGEST_ENTRY])?;
    file.sync_data()
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

/// Locks the file, trying for half a second: a service that is just ending, or a process that is just being started
/// and still holds its parent's files, lets go in a moment.
fn lock_patiently(file: &File) -> Result<(), TryLockError> {
    for _ in 0..25 {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
            settled => return settled,
        }
    }
    file.try_lock()
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
    /// The last entry's number and hash, and the bytes after it that are none.
    fn find(mut file: File, path: &Path) -> Result<(Self, Option<Vec<u8>>), AuditError> {
        let io = |source| AuditError::Io { path: path.to_owned(), source };
        let broken = || AuditError::Broken(path.to_owned());
        let length = file.seek(SeekFrom::End(0)).map_err(io)?;
        let from = length.saturating_sub(LOOKED_AT);
        file.seek(SeekFrom::Start(from)).map_err(io)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        // Where the rest begins that is no entry.
        let mut end = bytes.len();
        loop {
            let start = bytes[..end.saturating_sub(1)].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let line = bytes[start..end].strip_suffix(b"\n");
            let finished = line.is_some();
            let line = line.unwrap_or(&bytes[start..end]);
            if let Some((line, hash)) = std::str::from_utf8(line).ok().and_then(unseal) {
                let mut tail = Self { file, path: path.to_owned(), number: line.number, hash };
                if !finished {
                    // Whole but for its end.
                    tail.put(b"\n").map_err(io)?;
                }
                let torn = bytes.split_off(end);
                return Ok((tail, Some(torn).filter(|torn| !torn.is_empty())));
            }
            // A line that claims to be an entry and is not one was changed; a crash does not do that.
            if claims_to_be_an_entry(line) {
                return Err(broken());
            }
            if start == 0 {
                // Nothing but a beginning that was never finished.
                let begins = b"{\"number\":1,";
                let ours = begins[..begins.len().min(bytes.len())] == bytes[..begins.len().min(bytes.len())];
                let short = from == 0 && bytes.len() < LONGEST_TORN && ours;
                let torn = Some(bytes).filter(|bytes| !bytes.is_empty());
                let tail = Self { file, path: path.to_owned(), number: 0, hash: START.to_owned() };
                return if short { Ok((tail, torn)) } else { Err(broken()) };
            }
            end = start;
        }
    }

    /// Tells of bytes that are no entry.
    fn recover(&mut self, torn: &[u8]) -> io::Result<()> {
        let (bytes, finished) = torn.strip_suffix(b"\n").map_or((torn, false), |bytes| (bytes, true));
        let entry = AuditEntry {
            action: RECOVERED.to_owned(),
            outcome: "done".to_owned(),
            note: Some(torn_note(bytes)),
            ..AuditEntry::default()
        };
        let (line, ..) = self.next(entry).map_err(io::Error::other)?;
        let end = if finished { "" } else { "\n" };
        self.put(format!("{end}{line}\n").as_bytes())
    }

    fn next(&mut self, entry: AuditEntry) -> Result<(String, u64, String), String> {
        let at = timestamp(SystemTime::now())?;
        let line = Line { number: self.number + 1, at, previous: self.hash.clone(), entry };
        let (text, hash) = seal(&line).map_err(|error| error.to_string())?;
        if text.len() > LONGEST_ENTRY {
            return Err(format!("the entry would have {} bytes; {LONGEST_ENTRY} are allowed", text.len()));
        }
        (self.number, self.hash) = (line.number, hash.clone());
        Ok((text, line.number, hash))
    }

    /// A log that was moved away or deleted would be written where nobody finds it.
    #[cfg(unix)]
    fn is_in_place(&self) -> io::Result<()> {
        use std::os::unix::fs::MetadataExt;
        let (open, there) = (self.file.metadata()?, fs::metadata(&self.path)?);
        if (open.dev(), open.ino()) == (there.dev(), there.ino()) {
            return Ok(());
        }
        Err(io::Error::other("the log's file was replaced while the service runs; start it again"))
    }

    #[cfg(not(unix))]
    fn is_in_place(&self) -> io::Result<()> {
        fs::metadata(&self.path).map(|_| ())
    }

    /// Appends, and waits for the disk. Where that fails half way, what was written is taken back.
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.is_in_place()?;
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
    fn every_place_a_crash_can_stop_at_is_recovered_from() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["a", "b"]);
        let path = folder.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for end in (0..whole.len()).filter(|end| *end < 40 || *end > first - 3) {
            fs::write(&path, &whole[..end]).unwrap();
            write(folder.path(), &["c"]);
            let bytes = fs::read(&path).unwrap();
            check(&bytes).unwrap_or_else(|fault| panic!("cut at {end}: {fault}"));
            // And a second crash, while that was being told.
            fs::write(&path, &bytes[..bytes.len() - 30]).unwrap();
            write(folder.path(), &["d"]);
            check(&fs::read(&path).unwrap()).unwrap_or_else(|fault| panic!("cut at {end} and again: {fault}"));
        }
        // Zeros, which some file systems leave, and a line that was changed, which no crash does.
        fs::write(&path, [whole.as_slice(), &[0; 9], b"\n"].concat()).unwrap();
        write(folder.path(), &["c"]);
        check(&fs::read(&path).unwrap()).unwrap();
        let changed = String::from_utf8(whole).unwrap().replace("\"b\"", "\"x\"");
        fs::write(&path, changed).unwrap();
        assert!(matches!(AuditLog::open(folder.path()), Err(AuditError::Broken(_))));
    }

    #[test]
    fn the_bytes_that_a_recovery_tells_of_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["a", "b"]);
        let path = folder.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 20]).unwrap();
        write(folder.path(), &["c"]);
        let text = fs::read_to_string(&path).unwrap();
        let without: Vec<&str> = text.lines().enumerate().filter(|(n, _)| *n != 1).map(|(_, line)| line).collect();
        let without = without.join("\n") + "\n";
        assert!(check(text.as_bytes()).is_ok() && check(without.as_bytes()).is_err());
    }

    #[test]
    fn a_log_that_was_moved_away_is_not_written_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let log = AuditLog::open(folder.path()).unwrap();
        let (sender, receiver) = channel();
        let again = sender.clone();
        log.append(entry("a"), move |written| sender.send(written).unwrap());
        assert!(receiver.recv().unwrap().is_ok());
        fs::rename(folder.path().join(FILE), folder.path().join("old.jsonl")).unwrap();
        log.append(entry("b"), move |written| again.send(written).unwrap());
        assert!(receiver.recv().unwrap().is_err());
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
