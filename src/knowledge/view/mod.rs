//! Borrowed views of the archived records, in the words of the domain.

mod disease;
mod gene;
mod japan;
mod term;

pub use disease::{AnnotationView, DiseaseView, NameView};
pub use gene::{GeneLinkView, GeneView};
pub use japan::{InsuredTestView, InsuredThrough, NanbyoLink, NanbyoView, PrevalenceView};
pub use term::{SourceView, SynonymView, TermView};
