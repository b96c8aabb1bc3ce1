//! The HTTP service: a thin edge over [`crate::diagnosis::rank`] and [`crate::search`].
//!
//! What is never logged, put into a metric or into a URL by us: phenotypes, variants, names, ids of cases.

mod access;
mod case;
mod cds;
mod dialect;
mod entities;
mod extract;
mod fhir;
mod form;
mod health;
mod inventory;
mod linger;
mod listen;
mod observe;
mod page;
mod phenopacket;
mod problem;
mod rank;
mod read;
mod recognize;
mod report;
mod router;
mod search;
mod server;
mod state;
mod tls;
mod variants;

pub use access::Auditor;
pub use router::openapi_json;
pub use server::{PageSettings, ServeError, ServerOptions, serve};
pub use tls::tls_config;
