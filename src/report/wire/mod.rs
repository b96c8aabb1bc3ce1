//! The JSON shapes: one set for the command line and the HTTP service.

mod batch;
mod entries;
mod japan;
mod provenance;
mod questions;
mod rank;
mod read;
mod recognize;
mod search;
mod variants;
mod why;

pub use batch::{BatchCandidate, BatchLine, batch_line};
pub use entries::{
    AnnotationWire, DiseaseWire, GeneLinkWire, GeneWire, NameWire, NanbyoWire, SynonymWire, TermWire, disease_wire,
    gene_wire, term_wire,
};
pub use japan::{DesignatedWire, InsuredTestWire};
pub use provenance::{INTENDED_USE, ModelWire, ProvenanceWire, SourceWire, VersionWire, provenance_wire, version_wire};
pub use questions::{QuestionWire, ShiftWire, question_wires};
pub use rank::{
    CandidateWire, FindingWire, GeneRankWire, IssueWire, ModelMoveWire, MovedByWire, PriorWire, RankResponse,
    ReferenceWire, StepWire, TermRef, issue_wire, rank_response,
};
pub use read::{ReadDocument, ReadFeature, ReadResponse, read_response};
pub use recognize::{CueWire, MentionWire, RecognizeResponse, recognize_response};
pub use search::{HitWire, SearchResponse, hit_wire};
pub use variants::{
    AlleleWire, CallWire, CandidateGeneWire, ClinVarWire, CriterionWire, FitWire, FrequencyWire, GenotypeWire,
    LeftOutWire, MemberWire, ScoresWire, VariantSummaryWire,
};
pub use why::{TrailWire, WhyResponse, why_response};
