//! Japan's own facts of a disease: 指定難病 and insured genetic tests.

use serde::Serialize;
use utoipa::ToSchema;

use crate::knowledge::{DiseaseView, InsuredTestView, LIST_DATE, NanbyoView};

/// 指定難病, an intractable disease designated for medical subsidies.
#[derive(Debug, Serialize, ToSchema)]
pub struct DesignatedWire {
    /// 告示番号, the number offices know it by.
    pub number: u16,
    /// Japanese name of the designated disease.
    pub name_ja: String,
    /// The name in hiragana.
    pub kana: Option<String>,
    /// Its class in the Nanbyo Disease Ontology.
    pub nando_id: String,
    /// How the candidate was linked with it: `exact`, `cross_reference` (of MONDO), `name` (the two have the same
    /// name), `close`, or `descendant` (it belongs to the designated family, as its name tells; to be checked).
    #[serde(rename = "match")]
    pub match_kind: &'static str,
}

/// A genetic test that Japan's health insurance covers (D006-4 遺伝学的検査).
#[derive(Debug, Serialize, ToSchema)]
pub struct InsuredTestWire {
    /// Group of the list: `ア` (PCR, sequencing, FISH, Southern blot), `イ` (PCR), `ウ` (other methods), `エ`
    /// (institutions that meet the facility standard).
    pub group: &'static str,
    /// Item in the group, from 1.
    pub item: u8,
    /// Name on the list.
    pub name_ja: String,
    /// The name in English.
    pub name_en: String,
    /// `disease` or `family`.
    pub scope: &'static str,
    /// The id of the candidate that the list names, or the NANDO class it belongs to.
    pub matched_by: String,
    /// Year and month of the list.
    pub list_date: &'static str,
}

pub(super) fn designated_wire(disease: DiseaseView<'_>) -> Option<DesignatedWire> {
    let entry = disease.designated()?;
    Some(DesignatedWire {
        number: entry.notification_number()?,
        name_ja: entry.name_ja().to_owned(),
        kana: entry.kana().map(str::to_owned),
        nando_id: NanbyoView::id(entry),
        match_kind: entry.link().as_str(),
    })
}

pub(super) fn insured_wire(test: InsuredTestView<'_>) -> InsuredTestWire {
    InsuredTestWire {
        group: test.group().as_str(),
        item: test.item(),
        name_ja: test.name_ja().to_owned(),
        name_en: test.name_en().to_owned(),
        scope: test.scope().as_str(),
        matched_by: test.through().to_string(),
        list_date: LIST_DATE,
    }
}
