//! Entries in Japan's programs, insured genetic tests, and prevalence statements.

use rkyv::string::ArchivedString;

use crate::domain::DiseaseId;
use crate::knowledge::record::{
    ArchivedInsuredLinkRecord, ArchivedInsuredTestRecord, ArchivedInsuredThroughRecord, ArchivedNanbyoRecord,
    ArchivedPrevalenceRecord,
};
use crate::knowledge::sources::insured::{FeeGroup, Scope};

/// An entry of one of Japan's two programmes for intractable diseases.
#[derive(Clone, Copy)]
pub struct NanbyoView<'a> {
    record: &'a ArchivedNanbyoRecord,
}

/// How a disease was linked with an entry of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NanbyoLink {
    /// NANDO matches the disease's MONDO class exactly.
    Exact,
    /// MONDO cross-references the NANDO class.
    CrossReference,
    /// The two have the same English name.
    Name,
    /// NANDO matches the disease's MONDO class closely: the two overlap, and the entry may not be this disease.
    Close,
    /// The disease belongs to the entry's family, as its name tells (`Noonan syndrome 4`).
    Descendant,
}

impl NanbyoLink {
    /// All, best first.
    pub const ALL: [Self; 5] = [Self::Exact, Self::CrossReference, Self::Name, Self::Close, Self::Descendant];

    /// The word written to wire formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::CrossReference => "cross_reference",
            Self::Name => "name",
            Self::Close => "close",
            Self::Descendant => "descendant",
        }
    }

    /// Whether the entry's names are names of the disease.
    #[must_use]
    pub fn is_same_disease(self) -> bool {
        matches!(self, Self::Exact | Self::CrossReference | Self::Name)
    }
}

impl<'a> NanbyoView<'a> {
    pub(super) fn new(record: &'a ArchivedNanbyoRecord) -> Self {
        Self { record }
    }

    /// How the disease was linked with it.
    #[must_use]
    pub fn link(self) -> NanbyoLink {
        NanbyoLink::ALL.get(usize::from(self.record.link)).copied().unwrap_or(NanbyoLink::Descendant)
    }

    /// `NANDO:1200534`
    #[must_use]
    pub fn id(self) -> String {
        format!("NANDO:{}", self.record.number.to_native())
    }

    /// 告示番号.
    #[must_use]
    pub fn notification_number(self) -> Option<u16> {
        self.record.notification_number.as_ref().map(|number| number.to_native())
    }

    /// 指定難病 rather than 小児慢性特定疾病.
    #[must_use]
    pub fn is_designated_intractable(self) -> bool {
        self.record.designated_intractable
    }

    /// Japanese name.
    #[must_use]
    pub fn name_ja(self) -> &'a str {
        &self.record.name_ja
    }

    /// The name in hiragana.
    #[must_use]
    pub fn kana(self) -> Option<&'a str> {
        self.record.kana.as_ref().map(ArchivedString::as_str)
    }

    /// English name.
    #[must_use]
    pub fn name_en(self) -> &'a str {
        &self.record.name_en
    }

    /// Other Japanese names.
    pub fn synonyms_ja(self) -> impl Iterator<Item = &'a str> {
        self.record.synonyms_ja.iter().map(ArchivedString::as_str)
    }

    /// Japanese description.
    #[must_use]
    pub fn description_ja(self) -> Option<&'a str> {
        self.record.description_ja.as_ref().map(ArchivedString::as_str)
    }
}

/// A prevalence statement of Orphanet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrevalenceView<'a> {
    /// `Point prevalence`, `Prevalence at birth`, …
    pub kind: &'a str,
    /// Such as `1-9 / 100 000`.
    pub class: &'a str,
    /// Mean per 100,000, or a number of cases or families; unknown is `None`.
    pub value: Option<f32>,
    /// Region.
    pub region: &'a str,
    /// Whether Orphanet has validated it.
    pub validated: bool,
}

impl<'a> PrevalenceView<'a> {
    pub(super) fn new(record: &'a ArchivedPrevalenceRecord) -> Self {
        Self {
            kind: &record.kind,
            class: &record.class,
            value: record.value.as_ref().map(|value| value.to_native()),
            region: &record.region,
            validated: record.validated,
        }
    }
}

/// A genetic test that Japan's health insurance covers, as far as one disease is concerned.
#[derive(Clone, Copy)]
pub struct InsuredTestView<'a> {
    test: &'a ArchivedInsuredTestRecord,
    link: &'a ArchivedInsuredLinkRecord,
}

/// What linked a disease with a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsuredThrough {
    /// An id of the disease that the list names.
    Id(DiseaseId),
    /// A listed NANDO class, by number, or a subclass of one.
    Nando(u32),
}

impl std::fmt::Display for InsuredThrough {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Nando(number) => write!(f, "NANDO:{number}"),
        }
    }
}

impl<'a> InsuredTestView<'a> {
    pub(super) fn new(tests: &'a [ArchivedInsuredTestRecord], link: &'a ArchivedInsuredLinkRecord) -> Option<Self> {
        Some(Self { test: tests.get(usize::from(link.test.to_native()))?, link })
    }

    /// Group of the list.
    #[must_use]
    pub fn group(self) -> FeeGroup {
        FeeGroup::ALL.get(usize::from(self.test.group)).copied().unwrap_or(FeeGroup::E)
    }

    /// Item within the group, from 1.
    #[must_use]
    pub fn item(self) -> u8 {
        self.test.item
    }

    /// Whether the list names a family of diseases.
    #[must_use]
    pub fn scope(self) -> Scope {
        if self.test.family { Scope::Family } else { Scope::Disease }
    }

    /// Japanese name as the list has it.
    #[must_use]
    pub fn name_ja(self) -> &'a str {
        &self.test.name_ja
    }

    /// English name.
    #[must_use]
    pub fn name_en(self) -> &'a str {
        &self.test.name_en
    }

    /// What linked the disease with it.
    #[must_use]
    pub fn through(self) -> InsuredThrough {
        match &self.link.through {
            ArchivedInsuredThroughRecord::Id(id) => InsuredThrough::Id(id.get()),
            ArchivedInsuredThroughRecord::Nando(number) => InsuredThrough::Nando(number.to_native()),
        }
    }
}
