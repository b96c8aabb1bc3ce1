//! The audit log: who asked what kind of thing, when, on which pseudonymous case, with which result. No phenotypes, no
//! variants, no names of patients.
//!
//! One JSON object a line. Each has the hash of the one before it and ends with its own, so that a line cannot be
//! changed, taken out or put in between without every later hash being wrong. Cutting lines off the end leaves a chain
//! that holds: the head must be noted elsewhere from time to time ([`Verified::head`]), and [`verify`] can be held
//! against a noted one. `docs/audit.md` describes the file.

mod chain;
mod entry;
mod log;
mod pseudonym;
mod read;

pub use chain::{AuditFault, Verified, verify};
pub use entry::{AuditEntry, Releases};
pub use log::{AuditError, AuditLog, Written, has_room};
pub use pseudonym::Pseudonyms;
pub use read::{AuditPage, AuditQuery, read};

/// The log's file in its folder.
pub const FILE: &str = "audit.jsonl";
