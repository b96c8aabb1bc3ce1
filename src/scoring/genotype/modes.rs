//! Modes of inheritance of a disease through one gene.

use crate::domain::{ModeOfInheritance, TermId};
use crate::knowledge::{Aspect, DiseaseView, GeneLinkView, GeneView};
use crate::ontology::Ontology;

/// Modes by which a disease is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modes {
    /// At least one, ascending.
    pub modes: Vec<ModeOfInheritance>,
    /// Whether a source states them; otherwise they follow from the gene's chromosome alone.
    pub stated: bool,
}

const DOMINANT: TermId = TermId::from_number(6);
const RECESSIVE: TermId = TermId::from_number(7);
const X_LINKED: TermId = TermId::from_number(1_417);
const X_RECESSIVE: TermId = TermId::from_number(1_419);
const X_DOMINANT: TermId = TermId::from_number(1_423);
const MITOCHONDRIAL: TermId = TermId::from_number(1_427);
const Y_LINKED: TermId = TermId::from_number(1_450);

/// `ClinGen`'s mode for the link, else the modes that the disease is annotated with, else what the chromosome allows.
#[must_use]
pub fn modes_of(
    ontology: &Ontology,
    disease: DiseaseView<'_>,
    link: Option<&GeneLinkView<'_>>,
    gene: GeneView<'_>,
) -> Modes {
    let on = Chromosome::of(gene);
    let curated = link.and_then(|link| link.mode_of_inheritance).map(of_clingen).unwrap_or_default();
    let mut modes = if curated.is_empty() { annotated(ontology, disease) } else { curated };
    modes.retain(|mode| on.allows(*mode));
    modes.sort_unstable();
    modes.dedup();
    // X-linked without more says less than one of its two forms.
    if modes.contains(&ModeOfInheritance::XLinkedDominant) || modes.contains(&ModeOfInheritance::XLinkedRecessive) {
        modes.retain(|mode| *mode != ModeOfInheritance::XLinked);
    }
    let stated = !modes.is_empty();
    if !stated {
        modes = on.default_modes();
    }
    Modes { modes, stated }
}

fn of_clingen(code: &str) -> Vec<ModeOfInheritance> {
    match code {
        "AD" => vec![ModeOfInheritance::AutosomalDominant],
        "AR" => vec![ModeOfInheritance::AutosomalRecessive],
        "SD" => vec![ModeOfInheritance::AutosomalDominant, ModeOfInheritance::AutosomalRecessive],
        "XL" => vec![ModeOfInheritance::XLinked],
        "XLR" => vec![ModeOfInheritance::XLinkedRecessive],
        "XLD" => vec![ModeOfInheritance::XLinkedDominant],
        "MT" => vec![ModeOfInheritance::Mitochondrial],
        _ => Vec::new(),
    }
}

fn annotated(ontology: &Ontology, disease: DiseaseView<'_>) -> Vec<ModeOfInheritance> {
    let terms = disease.terms_of(Aspect::Inheritance);
    let is = |wanted: TermId| {
        ontology.index(wanted).is_some_and(|wanted| terms.iter().any(|&term| ontology.is_a(term, wanted)))
    };
    let mut modes = Vec::new();
    for (term, mode) in [
        (DOMINANT, ModeOfInheritance::AutosomalDominant),
        (RECESSIVE, ModeOfInheritance::AutosomalRecessive),
        (X_DOMINANT, ModeOfInheritance::XLinkedDominant),
        (X_RECESSIVE, ModeOfInheritance::XLinkedRecessive),
        (X_LINKED, ModeOfInheritance::XLinked),
        (Y_LINKED, ModeOfInheritance::YLinked),
        (MITOCHONDRIAL, ModeOfInheritance::Mitochondrial),
    ] {
        if is(term) {
            modes.push(mode);
        }
    }
    modes
}

/// Where a gene lies, as far as inheritance depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chromosome {
    Autosome,
    X,
    Y,
    Mitochondrion,
    Unknown,
}

impl Chromosome {
    /// From the cytogenetic location (`15q21.1`, `Xq28`, `mitochondria`).
    fn of(gene: GeneView<'_>) -> Self {
        let location = gene.location();
        if location.starts_with("mito") {
            Self::Mitochondrion
        } else if location.contains(" and Y") {
            // Pseudoautosomal genes behave like autosomal ones.
            Self::Autosome
        } else if location.starts_with('X') {
            Self::X
        } else if location.starts_with('Y') {
            Self::Y
        } else if location.starts_with(|c: char| c.is_ascii_digit()) {
            Self::Autosome
        } else {
            Self::Unknown
        }
    }

    fn allows(self, mode: ModeOfInheritance) -> bool {
        use ModeOfInheritance as M;
        match self {
            Self::Unknown => true,
            Self::Autosome => matches!(mode, M::AutosomalDominant | M::AutosomalRecessive),
            Self::X => matches!(mode, M::XLinked | M::XLinkedDominant | M::XLinkedRecessive),
            Self::Y => mode == M::YLinked,
            Self::Mitochondrion => mode == M::Mitochondrial,
        }
    }

    fn default_modes(self) -> Vec<ModeOfInheritance> {
        use ModeOfInheritance as M;
        match self {
            Self::Autosome | Self::Unknown => vec![M::AutosomalDominant, M::AutosomalRecessive],
            Self::X => vec![M::XLinked],
            Self::Y => vec![M::YLinked],
            Self::Mitochondrion => vec![M::Mitochondrial],
        }
    }
}
