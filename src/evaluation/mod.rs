//! How right the ranking is, on cases whose diagnosis is known.
//!
//! Published cases leak: the papers they come from are often the papers the knowledge base was made from. Every
//! figure is therefore given per leakage class, *fresh* first, and macro-averaged over diseases.

mod calibration;
mod export;
mod held_out;
mod leakage;
mod metrics;
mod notes;
mod perturb;
mod run;
mod spike;
mod table;
mod truth;

pub use calibration::{Bin, Calibration, calibrate};
pub use export::{ExportError, Exported, export_features};
pub use held_out::HeldOut;
pub use leakage::{Leakage, LeakageIndex};
pub use metrics::{Interval, Metrics, TOP_K, measure};
pub use notes::{Counts, GoldMention, Note, NoteFigures, NotesError, measure_notes, parse_notes};
pub use perturb::{Perturbation, perturb};
pub use run::{CaseResult, EvaluateOptions, Evaluation, EvaluationError, Half, OrderedBy, evaluate};
pub use spike::Spike;
pub use table::to_text;
pub use truth::{Truth, read_truth};
