//! Modes of inheritance.

/// How a disease is passed on, as far as genotypes are judged by it (HPO, children of HP:0000005).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModeOfInheritance {
    /// HP:0000006; one changed copy suffices.
    AutosomalDominant,
    /// HP:0000007; both copies are changed.
    AutosomalRecessive,
    /// HP:0001423.
    XLinkedDominant,
    /// HP:0001419.
    XLinkedRecessive,
    /// HP:0001417 without more.
    XLinked,
    /// HP:0001450.
    YLinked,
    /// HP:0001427.
    Mitochondrial,
}

impl ModeOfInheritance {
    /// The usual abbreviation.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AutosomalDominant => "AD",
            Self::AutosomalRecessive => "AR",
            Self::XLinkedDominant => "XLD",
            Self::XLinkedRecessive => "XLR",
            Self::XLinked => "XL",
            Self::YLinked => "YL",
            Self::Mitochondrial => "MT",
        }
    }
}
