//! Patients in: formats → [`CaseDraft`](crate::domain::CaseDraft) → [`Case`](crate::domain::Case), with every
//! complaint as an [`InputIssue`](crate::domain::InputIssue).

mod annotate;
mod cohort;
mod consequence;
mod family;
mod hgvs;
mod hpo_list;
mod json;
mod lookup;
mod phenopacket;
mod resolve;
mod transcripts;
mod variants;
mod vcf;
mod wording;

pub use annotate::{AnnotateError, Annotated, AnnotationSource, AnnotationSourceError, annotate, compressed};
pub use cohort::{Cohort, CohortError, Packet};
pub use consequence::{AnnotatorError, ReferenceError, ReferenceGenome, TranscriptAnnotator};
pub use family::{FamilyPacketError, Pedigree, has_pedigree, parse_ped, pedigree_of_family, subject_of_packet};
pub use hgvs::{consequence_of_hgvs, residue_of_hgvs, without_reference};
pub use hpo_list::{draft_from_lists, split_list};
pub use json::{UniqueJson, unique_document, unique_json};
pub use lookup::KnownGenes;
pub use phenopacket::{PhenopacketError, parse_phenopacket};
pub use resolve::{Policy, Resolved, resolve};
pub use transcripts::KnownTranscripts;
pub use variants::{
    EffectsOf, HOW_TO_WRITE_VARIANTS, ListedVariants, VariantItem, VariantTableError, item_of_text,
    items_of_interpretations, items_of_json, items_of_table, resolve_variants, review_variants, text_of_item,
};
pub use vcf::{
    Annotate, AnnotatedBy, AnnotationProfile, GeneLookup, TrailEntry, VcfContent, VcfError, VcfOptions, read_variants,
};
pub use wording::{
    Reservation, affirms, affirms_known_name, bare_reservation, may_deny, reservation_of_address,
    reservation_of_known_name, reservation_of_name,
};
