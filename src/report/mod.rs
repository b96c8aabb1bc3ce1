//! A differential diagnosis as text, JSON, TSV.

mod show;
mod style;
mod text;
mod tsv;
mod wire;

pub use show::{disease_page, gene_page, term_page};
pub use style::{Language, Style};
pub use text::to_text;
pub use tsv::to_tsv;
pub use wire::{
    AnnotationWire, BatchCandidate, BatchLine, CandidateWire, DiseaseWire, FindingWire, GeneLinkWire, GeneRankWire,
    GeneWire, HitWire, IssueWire, ModelMoveWire, ModelWire, MovedByWire, NameWire, NanbyoWire, PriorWire,
    ProvenanceWire, RankResponse, ReferenceWire, SearchResponse, SourceWire, StepWire, SynonymWire, TermRef, TermWire,
    VersionWire, batch_line, disease_wire, gene_wire, hit_wire, issue_wire, provenance_wire, rank_response, term_wire,
    version_wire,
};
