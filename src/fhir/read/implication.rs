//! What diagnostic implications (Genomics Reporting) say of the variants they are derived from.

use super::Reader;
use super::gather::Found;
use crate::fhir::codes::{Part, is_diagnostic_implication, loinc_answer, part, significance};
use crate::fhir::element::{has, list, resource_type, text};

/// A class that an implication gives a variant.
#[derive(Debug)]
struct Implication {
    place: String,
    variants: Vec<String>,
    class: Option<&'static str>,
    used: std::cell::Cell<bool>,
}

/// The implications among the resources.
#[derive(Debug, Default)]
pub(super) struct Implications(Vec<Implication>);

impl Implications {
    pub(super) fn of(found: &[Found<'_>]) -> Self {
        let is_one = |found: &&Found<'_>| {
            resource_type(found.value) == "Observation"
                && found.value.get("code").is_some_and(is_diagnostic_implication)
                && matches!(text(found.value, "status"), Some("final" | "amended" | "corrected" | "preliminary"))
                && !has(found.value, "modifierExtension")
                && !has(found.value, "implicitRules")
        };
        Self(found.iter().filter(is_one).map(implication).collect())
    }

    /// Classes that implications give a variant, each once.
    pub(super) fn classes(&self, variant: &Found<'_>) -> Vec<&'static str> {
        let by_id = variant.id().map(|id| format!("Observation/{id}"));
        let mut classes = Vec::new();
        for implication in &self.0 {
            let refers = |reference: &String| {
                variant.full_url == Some(reference.as_str())
                    || by_id.as_ref().is_some_and(|id| {
                        let reference = reference.split("/_history/").next().unwrap_or_default();
                        reference == id
                            || reference.strip_suffix(id.as_str()).is_some_and(|before| before.ends_with('/'))
                    })
            };
            if let (true, Some(class)) = (implication.variants.iter().any(refers), implication.class) {
                implication.used.set(true);
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
        }
        classes
    }

    /// Says which implications were not used.
    pub(super) fn leave(&self, reader: &mut Reader) {
        for implication in self.0.iter().filter(|implication| !implication.used.get()) {
            let message = "not used: the implication gives no variant that was used a class of ACMG/AMP";
            reader.note(&implication.place, message);
        }
    }
}

fn implication(found: &Found<'_>) -> Implication {
    let class = list(found.value, "component")
        .filter(|(_, component)| component.get("code").and_then(part) == Some(Part::Significance))
        .find_map(|(_, component)| significance(loinc_answer(component.get("valueCodeableConcept")?)?));
    let derived = list(found.value, "derivedFrom").filter_map(|(_, reference)| text(reference, "reference"));
    Implication {
        place: found.place.clone(),
        variants: derived.map(str::to_owned).collect(),
        class,
        used: std::cell::Cell::new(false),
    }
}
