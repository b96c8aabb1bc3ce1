//! Variants as Genomics Reporting 3.0.0 writes them (<https://hl7.org/fhir/uv/genomics-reporting>).

use serde_json::Value;

use super::Reader;
use super::gather::Found;
use super::implication::Implications;
use super::locus::{PlaceError, place_of};
use super::observation::{interpretations, strange_interpretation};
use super::unread::{Read, Stated, unread};
use crate::fhir::codes::{HGNC, Part, Presence, is_share_of_reads, loinc_answer, part, presence, significance};
use crate::fhir::element::{codings, has, hollow_value, list, shown, text, value_name};
use crate::intake::VariantItem;

/// A component that is read, with its place.
pub(super) struct Component<'a> {
    pub part: Part,
    pub place: String,
    pub value: &'a Value,
}

impl Component<'_> {
    /// The coded value.
    pub(super) fn concept(&self) -> Option<&Value> {
        self.value.get("valueCodeableConcept")
    }

    /// The value as text: as given, or of the concept.
    pub(super) fn text(&self) -> Option<&str> {
        let concept = self.concept();
        text(self.value, "valueString")
            .or_else(|| concept.and_then(|concept| text(concept, "text")))
            .or_else(|| concept.and_then(|concept| codings(concept).find_map(|coding| coding.display)))
            .or_else(|| concept.and_then(|c| codings(c).map(|coding| coding.code).find(|code| !code.is_empty())))
    }

    /// A description in HGVS of the kind: `c.`, `p.`, `g.`.
    pub(super) fn hgvs(&self, kind: char) -> Option<String> {
        let is_one = |text: &&str| {
            let description = text.rsplit(':').next().unwrap_or_default();
            description.starts_with(&format!("{kind}."))
        };
        let concept = self.concept();
        let coded = concept.and_then(|concept| codings(concept).map(|coding| coding.code).find(|code| is_one(code)));
        coded.or_else(|| self.text().filter(is_one)).map(str::to_owned)
    }
}

/// The variant was refused, and why was said.
struct Refused;

/// The components of a variant.
pub(super) struct Components<'a>(Vec<Component<'a>>);

impl<'a> Components<'a> {
    #[cfg(test)]
    pub(super) fn of(parts: Vec<Component<'a>>) -> Self {
        Self(parts)
    }

    pub(super) fn all(&self, part: Part) -> impl Iterator<Item = &Component<'a>> {
        self.0.iter().filter(move |component| component.part == part)
    }

    pub(super) fn first(&self, part: Part) -> Option<&Component<'a>> {
        self.all(part).next()
    }
}

impl Reader {
    /// Reads a variant; false where it was not used.
    pub(super) fn variant(&mut self, found: &Found<'_>, implications: &Implications) -> bool {
        if !self.is_carried(found) {
            return false;
        }
        let Some(parts) = self.components(found) else { return false };
        if !self.is_constitutional(&parts) || !self.is_small(found, &parts) {
            return false;
        }
        let Ok(place) = self.place(found, &parts) else { return false };
        if !self.is_counted(found) {
            return false;
        }
        let Ok(gene) = self.gene(&parts, place.is_some()) else { return false };
        let Ok(class) = self.class(found, &parts, implications) else { return false };
        let Ok(zygosity) = self.zygosity(&parts) else { return false };
        let (variant, assembly) = place.unzip();
        let item = VariantItem {
            place: found.place.clone(),
            gene_labels: if gene.is_some() { gene_labels(&parts) } else { Vec::new() },
            gene,
            hgvs_c: self.description(&parts, Part::CodingHgvs, 'c'),
            hgvs_p: self.description(&parts, Part::ProteinHgvs, 'p'),
            variant,
            assembly,
            zygosity,
            acmg_class: class.map(str::to_owned),
            consequence: None,
            origin: self.origin(&parts),
        };
        if item.is_empty() {
            let message = "the variant has no gene, no description in HGVS and no place in the genome that can be read";
            self.refuse(&found.place, message, "add the components 48018-6 and 48004-6, or place and alleles");
            return false;
        }
        if !item.says_what_happened() {
            let message = "not used: the variant names a gene, and not what it does to it; add the component 48004-6";
            self.warn(&found.place, message);
            return false;
        }
        self.case.variants.push(item);
        true
    }

    /// Whether the patient has the variant: one that was not found, or not called, is no hit.
    fn is_carried(&mut self, found: &Found<'_>) -> bool {
        let place = format!("{}.value", found.place);
        let mut said: Vec<Presence> = interpretations(found.value).collect();
        if has(found.value, "dataAbsentReason") {
            said.push(Presence::Unknown);
        }
        let value = match value_name(found.value) {
            Some("valueCodeableConcept") => Some(presence(&found.value["valueCodeableConcept"])),
            Some("valueBoolean") => Some(found.value["valueBoolean"].as_bool().map(Presence::of_answer)),
            Some(_) => Some(None),
            None => None,
        };
        match value {
            Some(Some(answer)) => said.push(answer),
            Some(None) => {
                let remedy = "write LOINC LA9633-4 (present), LA9634-2 (absent) or LA18198-4 (no call)";
                self.refuse(&place, "the value does not say whether the variant was found", remedy);
                return false;
            }
            None => {}
        }
        let says = |presence| said.contains(&presence);
        if says(Presence::Present) && (says(Presence::Absent) || says(Presence::Unknown)) {
            let message = "value, interpretation and reason of absence contradict each other";
            self.refuse(&found.place, message, "correct the Observation");
            return false;
        }
        if says(Presence::Absent) {
            self.note(&place, "not used: the variant was looked for and is absent");
            return false;
        }
        if says(Presence::Unknown) || says(Presence::Uncertain) {
            self.note(&place, "not used: the variant was not called, or whether it is there is not known");
            return false;
        }
        self.is_undisputed(found, if value.is_some() { Stated::InSoManyWords } else { Stated::Nowhere })
    }

    /// Whether nothing beside the value speaks against the variant.
    fn is_undisputed(&mut self, found: &Found<'_>, stated: Stated) -> bool {
        let places = ["valueBoolean", "valueCodeableConcept", "component"].map(str::to_owned);
        let mut beside = unread(found.value, &Read { concepts: &["code"], places: &places });
        beside.objections.extend(strange_interpretation(found.value));
        let hollow =
            hollow_value(found.value).is_some() || has(found.value, "note") || has(found.value, "interpretation");
        if stated == Stated::Nowhere && (hollow || !beside.objections.is_empty()) {
            let message = "not used: the value is missing, and something else may say that the variant is absent";
            self.warn(&format!("{}.value", found.place), message);
            return false;
        }
        if self.heed(found, &beside, stated, Presence::Present).is_none() {
            return false;
        }
        if stated == Stated::Nowhere {
            let message = "the variant does not say whether it was found; it was taken to be there";
            self.warn(&format!("{}.value", found.place), message);
        }
        true
    }

    /// Whether none of the measures says that there is no such allele: a frequency, or reads, of zero.
    fn is_counted(&mut self, found: &Found<'_>) -> bool {
        let is_none = |component: &Value| {
            let value = component.pointer("/valueQuantity/value").or_else(|| component.get("valueInteger"));
            component.get("code").is_some_and(is_share_of_reads) && value.and_then(Value::as_f64) == Some(0.0)
        };
        let Some((index, _)) = list(found.value, "component").find(|(_, component)| is_none(component)) else {
            return true;
        };
        let message = "no read has the allele, and the variant is given as found";
        self.refuse(&format!("{}.component[{index}]", found.place), message, "correct it, or leave the variant out");
        false
    }

    fn components<'a>(&mut self, found: &Found<'a>) -> Option<Components<'a>> {
        let mut parts = Vec::new();
        for (index, value) in list(found.value, "component") {
            let Some(part) = value.get("code").and_then(part) else { continue };
            let place = format!("{}.component[{index}]", found.place);
            if has(value, "modifierExtension") {
                let message = "the component has an extension that changes its meaning, which shirube does not know";
                self.refuse(&format!("{place}.modifierExtension"), message, "leave the resource out, or lenient");
                return None;
            }
            if value_name(value).is_some() {
                parts.push(Component { part, place, value });
            }
        }
        Some(Components(parts))
    }

    /// Whether the variant is one of the germline: those of a tumor or a fetus are not the patient's.
    fn is_constitutional(&mut self, parts: &Components<'_>) -> bool {
        let Some(source) = parts.first(Part::SourceClass) else { return true };
        let words = source.text().unwrap_or_default().to_lowercase();
        let what = match source.concept().and_then(loinc_answer) {
            Some("LA6684-0" | "LA18195-0") => "somatic",
            Some("LA10429-1" | "LA18196-8") => "of a fetus",
            None if ["somatic", "tumor", "tumour", "体細胞", "腫瘍"].iter().any(|word| words.contains(word)) => {
                "somatic"
            }
            None if ["fetal", "foetal", "fetus", "胎児"].iter().any(|word| words.contains(word)) => "of a fetus",
            _ => return true,
        };
        self.note(&source.place, format!("not used: the variant is {what}"));
        false
    }

    /// Whether the variant is one of a sequence; copy numbers and structural variants are not read from FHIR.
    fn is_small(&mut self, found: &Found<'_>, parts: &Components<'_>) -> bool {
        let symbolic = parts
            .first(Part::Alternate)
            .and_then(Component::text)
            .is_some_and(|text| text.starts_with(['<', '[', ']']));
        let copies = parts.first(Part::CopyNumber).is_some() && parts.first(Part::Alternate).is_none();
        if symbolic || copies {
            let message = "not used: structural variants and copy numbers are not read from FHIR; send a variant file to /v1/rank";
            self.warn(&found.place, message);
            return false;
        }
        true
    }

    /// The place in the genome and its assembly, where they can be read.
    fn place(&mut self, found: &Found<'_>, parts: &Components<'_>) -> Result<Option<(String, String)>, Refused> {
        match place_of(parts) {
            Ok(place) => Ok(place),
            Err(PlaceError::Missing { place, what }) => {
                let place = if place.is_empty() { &found.place } else { &place };
                self.warn(place, format!("the variant's place in the genome was not used: {what}"));
                Ok(None)
            }
            Err(PlaceError::Contradiction { place, what }) => {
                self.refuse(&place, what, "correct the variant, or leave its place out");
                Err(Refused)
            }
        }
    }

    /// The gene by id or symbol; refused where there are several and nothing tells which.
    fn gene(&mut self, parts: &Components<'_>, placed: bool) -> Result<Option<String>, Refused> {
        let mut names: Vec<String> = Vec::new();
        for name in parts.all(Part::Gene).flat_map(gene_names) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.len() > 1 && !placed {
            let place = parts.first(Part::Gene).map_or_else(String::new, |component| component.place.clone());
            self.refuse(&place, "the variant names several genes", "give the one that it is described in");
            return Err(Refused);
        }
        // Where the place is known, the transcripts tell which genes it touches.
        Ok(if names.len() > 1 { None } else { names.pop() })
    }

    fn description(&mut self, parts: &Components<'_>, part: Part, kind: char) -> Option<String> {
        let mut found = None;
        for component in parts.all(part) {
            match component.hgvs(kind) {
                Some(text) if found.is_none() => found = Some(text),
                Some(text) if found.as_ref() == Some(&text) => {}
                Some(_) => self.note(&component.place, "a second description of the variant; the first was used"),
                None => {
                    let given = component.text().map(shown).unwrap_or_default();
                    self.warn(&component.place, format!("{given:?} is not HGVS ({kind}.) and was not used"));
                }
            }
        }
        found
    }

    /// How many copies there are; refused where there is none.
    fn zygosity(&mut self, parts: &Components<'_>) -> Result<Option<String>, Refused> {
        let Some(component) = parts.first(Part::AllelicState) else { return Ok(None) };
        if parts.all(Part::AllelicState).any(|other| other.value != component.value) {
            self.refuse(&component.place, "the variant has two allelic states", "keep the one that it has");
            return Err(Refused);
        }
        let words = component
            .concept()
            .into_iter()
            .flat_map(|concept| codings(concept).filter_map(|coding| coding.display).chain(text(concept, "text")));
        if words.chain(component.text()).any(is_reference) {
            let message = "the genotype is that of the reference, and the variant is given as found";
            self.refuse(&component.place, message, "correct the allelic state, or leave the variant out");
            return Err(Refused);
        }
        let known = match component.concept().and_then(loinc_answer) {
            Some("LA6706-1") => "heterozygous",
            Some("LA6705-3") => "homozygous",
            Some("LA6707-9") => "hemizygous",
            _ => {
                let message =
                    "the allelic state is not heterozygous, homozygous or hemizygous; at least one copy was assumed";
                self.warn(&component.place, message);
                return Ok(None);
            }
        };
        Ok(Some(known.to_owned()))
    }

    fn origin(&mut self, parts: &Components<'_>) -> Option<String> {
        let answer = |part| parts.first(part).and_then(Component::concept).and_then(loinc_answer);
        if answer(Part::SourceClass) == Some("LA26807-0") {
            return Some("de_novo".to_owned());
        }
        let component = parts.first(Part::Inheritance)?;
        let known = match answer(Part::Inheritance) {
            Some("LA26807-0") => "de_novo",
            Some("LA26320-4") => "maternal",
            Some("LA26321-2") => "paternal",
            _ => {
                self.note(&component.place, "whom the variant came from is not known");
                return None;
            }
        };
        Some(known.to_owned())
    }

    /// The class of ACMG/AMP that the variant or its implications state; refused where they contradict each other.
    fn class(
        &mut self,
        found: &Found<'_>,
        parts: &Components<'_>,
        implications: &Implications,
    ) -> Result<Option<&'static str>, Refused> {
        let mut classes = implications.classes(found);
        for component in parts.all(Part::Significance) {
            match component.concept().and_then(loinc_answer).and_then(significance) {
                Some(class) if classes.contains(&class) => {}
                Some(class) => classes.push(class),
                None => self.note(&component.place, "the significance is not a class of ACMG/AMP; not used"),
            }
        }
        if classes.len() > 1 {
            let message = format!("the variant is classed as {}", classes.join(" and as "));
            self.refuse(&found.place, message, "keep one of them");
            return Err(Refused);
        }
        Ok(classes.pop())
    }
}

/// Whether an allelic state is that of the reference on all copies, in words or as VCF writes it.
fn is_reference(state: &str) -> bool {
    let state = state.trim().to_lowercase();
    ["reference", "wild type", "wild-type", "wildtype", "hom ref", "homref", "nullizygous", "野生型", "参照"]
        .iter()
        .any(|words| state.contains(words))
        || ["0/0", "0|0", "0", "ref", "ref/ref", "wt", "wt/wt", "none", "absent"].contains(&state.as_str())
}

/// HGNC's ids, else a symbol.
fn gene_names(component: &Component<'_>) -> Vec<String> {
    let hgnc = component.concept().into_iter().flat_map(codings).filter(|coding| coding.system == HGNC);
    let mut ids: Vec<String> = Vec::new();
    for coding in hgnc {
        match coding.code {
            code if code.starts_with("HGNC:") => ids.push(code.to_owned()),
            code if !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()) => ids.push(format!("HGNC:{code}")),
            _ => {}
        }
    }
    if ids.is_empty() {
        ids.extend(component.text().map(str::to_owned));
    }
    ids
}

/// What else the gene is called beside its id: displays and text, which must not name another gene.
fn gene_labels(parts: &Components<'_>) -> Vec<String> {
    let of = |component: &Component<'_>| {
        let concept = component.concept()?.clone();
        let displays = codings(&concept).filter_map(|coding| coding.display.map(str::to_owned));
        Some(displays.chain(text(&concept, "text").map(str::to_owned)).collect::<Vec<_>>())
    };
    parts.all(Part::Gene).filter_map(of).flatten().take(20).collect()
}
