//! Feedback that is kept: one JSON object a line, each said once.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::cds::Feedback;

/// The file of feedback.
#[derive(Debug)]
pub(in crate::api) struct FeedbackLog {
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    file: File,
    /// The lines, by their hash: what is said twice makes the same line.
    known: HashSet<[u8; 32]>,
    bytes: u64,
}

/// A line. The comment is what a clinician wrote and may hold anything: the file is for its owner only.
#[derive(Debug, Serialize)]
struct Line {
    ehr: String,
    card: String,
    outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    at: String,
}

/// Largest file.
const MOST_BYTES: u64 = 256 << 20;

impl FeedbackLog {
    /// Opens a file, or begins one; what it holds is known and not kept again.
    pub(in crate::api) fn open(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).read(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let mut known = HashSet::new();
        let mut ended = true;
        let mut reader = BufReader::new(&file);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            let text = line.strip_suffix(b"\n");
            // A line that was never finished is left where it is; the next one begins on its own.
            ended = text.is_some();
            known.insert(Sha256::digest(text.unwrap_or(&line)).into());
            line.clear();
        }
        let bytes = file.metadata()?.len();
        let mut kept = Kept { file, known, bytes };
        if !ended {
            kept.file.write_all(b"\n")?;
            kept.bytes += 1;
        }
        Ok(Self { kept: Mutex::new(kept) })
    }

    /// Keeps what is not known yet, and waits for the disk.
    pub(super) fn keep(&self, ehr: &str, given: &[Feedback]) -> io::Result<()> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = Vec::new();
        let mut new = Vec::new();
        for feedback in given {
            let line = Line {
                ehr: ehr.to_owned(),
                card: feedback.card.clone(),
                outcome: if feedback.accepted { "accepted" } else { "overridden" }.to_owned(),
                reason: feedback.reason.clone(),
                comment: feedback.comment.clone(),
                at: feedback.at.clone(),
            };
            let line = serde_json::to_vec(&line)?;
            let hash: [u8; 32] = Sha256::digest(&line).into();
            if kept.known.contains(&hash) || new.contains(&hash) {
                continue;
            }
            text.extend(line);
            text.push(b'\n');
            new.push(hash);
        }
        if new.is_empty() {
            return Ok(());
        }
        if kept.bytes + text.len() as u64 > MOST_BYTES {
            return Err(io::Error::other("the file of feedback is full; move it away and start the service again"));
        }
        let written = kept.file.write_all(&text).and_then(|()| kept.file.sync_data());
        if written.is_err() {
            // Half a line would swallow the next one.
            let _ = kept.file.set_len(kept.bytes);
        }
        written?;
        kept.bytes += text.len() as u64;
        kept.known.extend(new);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feedback(card: &str, accepted: bool) -> Feedback {
        Feedback { card: card.to_owned(), accepted, reason: None, comment: None, at: "2026-11-25T10:00:00Z".to_owned() }
    }

    #[test]
    fn what_is_said_twice_is_kept_once_also_after_a_restart_and_a_crash() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/feedback.jsonl");
        let log = FeedbackLog::open(&path).unwrap();
        let (a, b) = (feedback("a", true), feedback("b", false));
        log.keep("ehr", &[a.clone(), a.clone()]).unwrap();
        log.keep("ehr", &[a.clone(), b.clone()]).unwrap();
        drop(log);
        let lines = || std::fs::read_to_string(&path).unwrap().lines().count();
        assert_eq!(lines(), 2);
        FeedbackLog::open(&path).unwrap().keep("ehr", std::slice::from_ref(&b)).unwrap();
        assert_eq!(lines(), 2);
        FeedbackLog::open(&path).unwrap().keep("other", std::slice::from_ref(&b)).unwrap();
        assert_eq!(lines(), 3);
        // A crash in the middle of a line.
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 9]).unwrap();
        FeedbackLog::open(&path).unwrap().keep("other", &[b]).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().filter(|l| l.ends_with('}')).count(), 3);
    }

    #[test]
    fn a_line_begins_on_its_own_wherever_the_last_one_was_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feedback.jsonl");
        let said = Feedback { comment: Some("see {1}, {2}".to_owned()), ..feedback("a", false) };
        FeedbackLog::open(&path).unwrap().keep("ehr", &[said]).unwrap();
        let text = std::fs::read(&path).unwrap();
        for end in 1..=text.len() {
            std::fs::write(&path, &text[..end]).unwrap();
            FeedbackLog::open(&path).unwrap().keep("ehr", &[feedback("b", true)]).unwrap();
            let kept = std::fs::read_to_string(&path).unwrap();
            let last: serde_json::Value = serde_json::from_str(kept.lines().last().unwrap()).unwrap();
            assert_eq!((&last["card"], kept.lines().count()), (&"b".into(), 2), "cut at {end}");
        }
    }
}
