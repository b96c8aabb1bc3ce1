//! *Shirube* (しるべ, signpost): rare-disease diagnosis support.
//!
//! `Case` + `KnowledgeBase` → `DifferentialDiagnosis`, by one pure function that every edge of the product calls.

pub mod access;
pub mod api;
pub mod audit;
pub mod cds;
pub mod cli;
pub mod config;
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
