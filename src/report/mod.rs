//! A differential diagnosis as text, JSON, TSV, and as a report to print.

mod html;
mod japan;
mod phenopacket;
mod questions;
mod show;
mod sides;
mod style;
mod text;
mod time;
mod tsv;
mod variant_words;
mod variants;
mod why;
mod wire;

pub use html::{
    DEFAULT_DETAILS, DIGEST_FORM, Report, ReportContext, ReportLanguage, report_html, response_digest, result_digest,
};
pub use japan::badges;
pub use phenopacket::{PhenopacketContext, phenopacket};
pub use questions::questions_text;
pub use show::{disease_page, gene_page, term_page};
pub use sides::{Side, disease_name, findings_of_side, term_name};
pub use style::{Language, Style};
pub use text::to_text;
pub use time::{instant, utc};
pub use tsv::to_tsv;
pub use why::{TrailLine, WhyTarget, why_text};
pub use wire::{
    AlleleWire, AnnotationWire, BatchCandidate, BatchLine, CallWire, CandidateGeneWire, CandidateWire, ClinVarWire,
    CriterionWire, CueWire, DesignatedWire, DiseaseWire, FindingWire, FitWire, FrequencyWire, GeneLinkWire,
    GeneRankWire, GeneWire, GenotypeWire, HitWire, INTENDED_USE, InsuredTestWire, IssueWire, LeftOutWire, MemberWire,
    MentionWire, ModelMoveWire, ModelWire, MovedByWire, NameWire, NanbyoWire, PriorWire, ProvenanceWire, QuestionWire,
    RankResponse, ReadDocument, ReadFeature, ReadResponse, RecognizeResponse, ReferenceWire, ScoresWire,
    SearchResponse, ShiftWire, SourceWire, StepWire, SynonymWire, TermRef, TermWire, TrailWire, VariantSummaryWire,
    VersionWire, WhyResponse, batch_line, disease_wire, gene_wire, hit_wire, issue_wire, provenance_wire,
    question_wires, rank_response, read_response, recognize_response, term_wire, version_wire, why_response,
};
