//! Who may call which route, how often, and what the audit log keeps of it.

mod address;
mod admit;
pub(super) mod audit;
mod in_flight;
pub(super) mod session;
mod table;

pub(super) use address::Peer;
pub(super) use admit::{Gate, admit, bearer, now, unauthorized};
pub use audit::Auditor;
pub(super) use audit::{AuditDetail, Audited, DIGEST_HEADER};
pub(super) use in_flight::InFlight;
pub(super) use table::{Need, need};
