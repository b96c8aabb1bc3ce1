//! Which findings a clinician can look for, and how.

use crate::domain::{Sex, TermId};
use crate::knowledge::KnowledgeBase;
use crate::ontology::{Ontology, TermIndex};

/// How a finding is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Checkable {
    /// By asking and looking.
    Examination,
    /// In blood or urine.
    Laboratory,
    /// By imaging, ECG, EEG, EMG and the like.
    Imaging,
}

impl Checkable {
    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Examination => "examination",
            Self::Laboratory => "laboratory",
            Self::Imaging => "imaging",
        }
    }
}

/// Branches of what needs tissue or cells: abnormal cellular phenotype, muscle fibers, renal corpuscle.
const TISSUE: [u32; 3] = [25_354, 4_303, 31_263];
/// Branches seen by imaging or measured on the body: brain, CSF space, heart and vessel morphology, kidney morphology, cardiac
/// function, EEG, EMG, visual electrophysiology, ossification, cortical bone.
const IMAGED: [u32; 9] = [2_011, 30_680, 12_210, 30_872, 2_353, 3_457, 30_453, 11_849, 3_336];
/// Branches measured in blood or urine: circulating metabolites, urine, hormones, enzymes, acid and base, vitamins.
const MEASURED: [u32; 6] = [32_180, 3_110, 3_117, 12_379, 4_360, 100_508];
/// Branches that the hand and eye find although they lie in one measured in the laboratory: fever, bleeding.
const BEDSIDE: [u32; 2] = [4_370, 1_892];
/// The laboratory's whole branches: metabolism, blood.
const LABORATORY: [u32; 2] = [1_939, 1_871];
/// The male and the female genitalia.
const GENITALIA: [u32; 2] = [10_461, 10_460];

const TISSUE_WORDS: [&str; 9] =
    ["biops", "histolog", "fibroblast", "muscle fiber", "electron micros", "autophag", "vacuole", "sarcomer", "autops"];
const LABORATORY_WORDS: [&str; 10] =
    ["concentration", "level", "activity", "serum", "plasma", "urine", "urinary", "circulating", "count", "antibod"];
const IMAGED_WORDS: [&str; 9] =
    ["mri", "radiograph", "hyperintens", "hypointens", "calcification", "x-ray", "echocard", "ultraso", "tomograph"];

/// How a finding is looked for in a patient of this sex; `None` where it cannot be (tissue, death, the other sex).
#[must_use]
pub fn checkable(kb: &KnowledgeBase, term: TermIndex, sex: Sex) -> Option<Checkable> {
    let ontology = kb.ontology();
    let name = kb.term(term).name().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let within = |branches: &[u32]| is_within(ontology, term, branches);
    let other_sex = match sex {
        Sex::Female => within(&GENITALIA[..1]),
        Sex::Male => within(&GENITALIA[1..]),
        Sex::Unknown => false,
    };
    if other_sex || within(&TISSUE) || says(&TISSUE_WORDS) || name.contains("death") {
        None
    } else if within(&IMAGED) || says(&IMAGED_WORDS) {
        Some(Checkable::Imaging)
    } else if within(&BEDSIDE) {
        Some(Checkable::Examination)
    } else if within(&MEASURED) || within(&LABORATORY) || says(&LABORATORY_WORDS) {
        Some(Checkable::Laboratory)
    } else {
        Some(Checkable::Examination)
    }
}

fn is_within(ontology: &Ontology, term: TermIndex, branches: &[u32]) -> bool {
    branches
        .iter()
        .filter_map(|number| ontology.index(TermId::from_number(*number)))
        .any(|branch| ontology.is_a(term, branch))
}
