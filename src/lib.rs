//! *Shirube* (しるべ, signpost): rare-disease diagnosis support.
//!
//! `Case` + `KnowledgeBase` → `DifferentialDiagnosis`, by one pure function that every edge of the product calls.

pub mod api;
pub mod cli;
pub mod diagnosis;
pub mod domain;
pub mod evaluation;
pub mod fhir;
pub mod intake;
pub mod knowledge;
pub mod ontology;
pub mod report;
pub mod rerank;
pub mod scoring;
pub mod search;
pub mod web;
