//! The chain of hashes.

use std::fmt::Write;
use std::io::{self, BufRead};

use sha2::{Digest, Sha256};

use super::entry::Line;

/// What stands before a line's own hash.
const MARK: &str = ",\"hash\":\"";

/// The hash before the first line.
pub(super) const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Kind of the entry that tells of a line that was never finished.
pub(super) const RECOVERED: &str = "recovered";

/// A log whose chain holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Lines.
    pub entries: u64,
    /// The last line's hash; 64 zeros where there is none. Noted elsewhere, it proves later that nothing was cut off.
    pub head: String,
    /// When the first and the last line were written.
    pub span: Option<(String, String)>,
    /// Whether the asked hash is that of one of the lines.
    pub contains: bool,
}

/// Where a chain breaks.
#[derive(Debug, thiserror::Error)]
pub enum AuditFault {
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Not a line of the log.
    #[error("line {line} is not an entry of an audit log")]
    Shape {
        /// Counted from 1.
        line: u64,
    },
    /// Its content and its hash do not belong together.
    #[error("line {line} was changed after it was written: its hash does not fit its content")]
    Hash {
        /// Counted from 1.
        line: u64,
    },
    /// It does not follow the line before it.
    #[error("line {line} does not follow the line before it: something was taken out, put in or rewritten there")]
    Order {
        /// Counted from 1.
        line: u64,
    },
    /// The last line is not finished: the program or the machine stopped while it was written.
    #[error("line {line} is not finished; the service tells of it in the log when it starts the next time")]
    Unfinished {
        /// Counted from 1.
        line: u64,
    },
}

/// The line's text with its hash as last member, and that hash.
pub(super) fn seal(line: &Line) -> Result<(String, String), serde_json::Error> {
    let mut text = serde_json::to_string(line)?;
    let hash = hash(text.as_bytes());
    // An object ends with a brace; the hash goes before it.
    text.pop();
    let _ = write!(text, "{MARK}{hash}\"}}");
    Ok((text, hash))
}

/// A line's content without its hash, and the hash; `None` where it has none.
pub(super) fn unseal(text: &str) -> Option<(Line, String)> {
    let body = text.strip_suffix("\"}")?;
    let (content, found) = body.rsplit_once(MARK)?;
    let content = format!("{content}}}");
    let line = serde_json::from_str(&content).ok()?;
    (hash(content.as_bytes()) == found).then(|| (line, found.to_owned()))
}

pub(super) fn hash(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

/// What a recovery entry says of the bytes before it.
pub(super) fn torn_note(torn: &[u8]) -> String {
    format!("{} bytes of an unfinished line, sha256 {}", torn.len(), hash(torn))
}

/// Checks every line of a log; `looked_for` is a hash noted earlier.
///
/// # Errors
/// [`AuditFault`], at the first line that does not hold.
pub fn verify(mut log: impl BufRead, looked_for: Option<&str>) -> Result<Verified, AuditFault> {
    let mut found = Verified {
        entries: 0,
        head: START.to_owned(),
        span: None,
        contains: looked_for.is_none_or(|hash| hash == START),
    };
    // Bytes that are no entry, where the first of them stands, and whether one of them claims to be an entry.
    let mut torn: Option<Torn> = None;
    let (mut number, mut bytes) = (0, Vec::new());
    loop {
        bytes.clear();
        if log.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        number += 1;
        if bytes.last() != Some(&b'\n') {
            return Err(AuditFault::Unfinished { line: number });
        }
        let parsed = std::str::from_utf8(&bytes[..bytes.len() - 1]).ok().and_then(unseal);
        let Some((line, hash)) = parsed else {
            let torn = torn.get_or_insert_with(|| Torn { line: number, bytes: Vec::new(), claims: false });
            torn.claims |= claims_to_be_an_entry(&bytes);
            torn.bytes.extend(&bytes);
            continue;
        };
        let recovers = line.entry.action == RECOVERED;
        match torn.take() {
            // Bytes of a crash are let pass only where the next line tells of exactly them.
            Some(torn) if !(recovers && !torn.claims && torn.is_told_by(&line)) => return Err(torn.fault()),
            None if recovers => return Err(AuditFault::Order { line: number }),
            _ => {}
        }
        if line.previous != found.head || line.number != found.entries + 1 {
            return Err(AuditFault::Order { line: number });
        }
        found.contains |= looked_for.is_some_and(|looked_for| looked_for.eq_ignore_ascii_case(&hash));
        let first = found.span.take().map_or_else(|| line.at.clone(), |(first, _)| first);
        found = Verified { entries: line.number, head: hash, span: Some((first, line.at)), contains: found.contains };
    }
    torn.map_or(Ok(found), |torn| Err(torn.fault()))
}

/// Lines that are no entries.
struct Torn {
    line: u64,
    bytes: Vec<u8>,
    claims: bool,
}

impl Torn {
    fn is_told_by(&self, line: &Line) -> bool {
        let bytes = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        line.entry.note.as_deref() == Some(&torn_note(bytes))
    }

    fn fault(&self) -> AuditFault {
        if self.claims { AuditFault::Hash { line: self.line } } else { AuditFault::Shape { line: self.line } }
    }
}

/// Whether a line is a whole JSON object with a hash: no crash leaves such a thing but with a hash that fits.
pub(super) fn claims_to_be_an_entry(line: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(line).is_ok_and(|value| value.get("hash").is_some())
}
