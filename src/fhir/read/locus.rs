//! The place of a variant: reference sequence, counting, alleles, held against each other.

use super::variant::{Component, Components};
use crate::domain::{Assembly, Contig, refseq_chromosome as sequence};
use crate::fhir::codes::{Part, chromosome, loinc_answer};
use crate::fhir::element::{codings, shown};

/// Why a place cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PlaceError {
    /// Something is not said that the place needs; the variant may do without.
    Missing { place: String, what: String },
    /// Two statements cannot both be true.
    Contradiction { place: String, what: String },
}

/// A place as the components tell it.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    contig: Contig,
    assembly: Option<Assembly>,
    position: u32,
    reference: String,
    alternate: String,
}

/// `chromosome-position-reference-alternate` and the assembly; `None` where no place was given.
pub(super) fn place_of(parts: &Components<'_>) -> Result<Option<(String, String)>, PlaceError> {
    let described = parts.first(Part::GenomicHgvs).and_then(|component| {
        let text = component.hgvs('g').or_else(|| component.hgvs('m'))?;
        Some((of_hgvs(&text)?, component.place.clone()))
    });
    let counted = of_components(parts)?;
    let place = match (described, counted) {
        (Some((described, at)), Some(counted)) => {
            // A lab may describe a variant on one assembly and place it on the other.
            let same_assembly =
                described.assembly.is_none() || counted.assembly.is_none() || described.assembly == counted.assembly;
            let described = Place { assembly: counted.assembly, ..described };
            if same_assembly && described != counted {
                let what = "the genomic HGVS names another place than the components".to_owned();
                return Err(PlaceError::Contradiction { place: at, what });
            }
            counted
        }
        (Some((described, _)), None) => described,
        (None, Some(counted)) => counted,
        (None, None) => return Ok(None),
    };
    let assembly = match (place.assembly, stated_assembly(parts)?) {
        (Some(by_sequence), Some((stated, at))) if by_sequence != stated => {
            let what =
                format!("{} is stated, but the reference sequence is of {}", stated.as_str(), by_sequence.as_str());
            return Err(PlaceError::Contradiction { place: at, what });
        }
        (Some(assembly), _) | (None, Some((assembly, _))) => assembly,
        // Both assemblies have the same mitochondrial sequence.
        (None, None) if place.contig == Contig::MT => Assembly::Grch38,
        (None, None) => {
            let what =
                "neither the assembly (62374-4) nor a versioned reference sequence (48013-7) is given".to_owned();
            return Err(PlaceError::Missing { place: String::new(), what });
        }
    };
    let Place { contig, position, reference, alternate, .. } = place;
    Ok(Some((format!("{contig}-{position}-{reference}-{alternate}"), assembly.as_str().to_owned())))
}

/// The assembly that component 62374-4 states, and where.
fn stated_assembly(parts: &Components<'_>) -> Result<Option<(Assembly, String)>, PlaceError> {
    let Some(component) = parts.first(Part::Assembly) else { return Ok(None) };
    let place = component.place.clone();
    let known = match component.concept().and_then(loinc_answer) {
        Some("LA14029-5") => Some(Assembly::Grch37),
        Some("LA26806-2") => Some(Assembly::Grch38),
        Some(_) => None,
        None => component.text().and_then(|text| text.parse().ok()),
    };
    match known {
        Some(assembly) => Ok(Some((assembly, place))),
        None => Err(PlaceError::Missing { place, what: "the assembly is neither GRCh37 nor GRCh38".to_owned() }),
    }
}

/// A substitution in genomic HGVS; other changes need the reference sequence to be placed.
fn of_hgvs(text: &str) -> Option<Place> {
    let (accession, description) = text.split_once(':')?;
    let (contig, assembly) = sequence(accession)?;
    let change = description.strip_prefix("g.").or_else(|| description.strip_prefix("m."))?;
    let end = change.find(|c: char| !c.is_ascii_digit())?;
    let (position, change) = change.split_at(end);
    let (reference, alternate) = change.split_once('>')?;
    let is_base = |text: &str| matches!(text, "A" | "C" | "G" | "T");
    (is_base(reference) && is_base(alternate)).then(|| {
        let position = position.parse().ok()?;
        Some(Place { contig, assembly, position, reference: reference.to_owned(), alternate: alternate.to_owned() })
    })?
}

fn of_components(parts: &Components<'_>) -> Result<Option<Place>, PlaceError> {
    let (Some(range), Some(reference), Some(alternate)) =
        (parts.first(Part::StartEnd), parts.first(Part::Reference), parts.first(Part::Alternate))
    else {
        return Ok(None);
    };
    let missing = |component: &Component<'_>, what: &str| PlaceError::Missing {
        place: component.place.clone(),
        what: what.to_owned(),
    };
    let by_sequence = parts.first(Part::Sequence).and_then(|component| {
        let concept = component.concept();
        let coded = concept.and_then(|concept| codings(concept).find_map(|coding| sequence(coding.code)));
        coded.or_else(|| component.text().and_then(sequence))
    });
    let by_name = stated_chromosome(parts)?;
    let (contig, assembly) = match (by_sequence, by_name) {
        (Some((contig, _)), Some((named, at))) if contig != named => {
            let what = format!("chromosome {named} is stated, but the reference sequence is of {contig}");
            return Err(PlaceError::Contradiction { place: at, what });
        }
        (Some(found), _) => found,
        (None, Some((contig, _))) => (contig, None),
        (None, None) => return Err(missing(range, "neither reference sequence nor chromosome can be read")),
    };
    let bases = |component: &Component<'_>| {
        let text = component.text().unwrap_or_default().to_ascii_uppercase();
        let known = !text.is_empty() && text.bytes().all(|b| matches!(b, b'A' | b'C' | b'G' | b'T' | b'N'));
        known
            .then_some(text)
            .ok_or_else(|| missing(component, "an allele is not a text of A, C, G and T, as VCF has it"))
    };
    let (reference, alternate) = (bases(reference)?, bases(alternate)?);
    let position = position(parts, range, reference.len() as u64)?;
    Ok(Some(Place { contig, assembly, position, reference, alternate }))
}

fn stated_chromosome(parts: &Components<'_>) -> Result<Option<(Contig, String)>, PlaceError> {
    let Some(component) = parts.first(Part::Chromosome) else { return Ok(None) };
    let by_answer = component.concept().and_then(loinc_answer).and_then(chromosome);
    let by_text = || {
        let text = component.text()?;
        let bare = text.strip_prefix("Chromosome ").or_else(|| text.strip_prefix("chromosome ")).unwrap_or(text);
        bare.trim().parse().ok()
    };
    let contig = by_answer.or_else(by_text).ok_or_else(|| {
        let what = format!("{:?} is not a chromosome", component.text().map(shown).unwrap_or_default());
        PlaceError::Missing { place: component.place.clone(), what }
    })?;
    Ok(Some((contig, component.place.clone())))
}

/// The first base of the reference allele, from 1. How the sender counts is never guessed, and an end that is given must
/// fit the length of the reference allele.
fn position(parts: &Components<'_>, range: &Component<'_>, length: u64) -> Result<u32, PlaceError> {
    let missing = |what: &str| PlaceError::Missing { place: range.place.clone(), what: what.to_owned() };
    let bound = |name: &str| {
        let value = range.value.get("valueRange")?.get(name)?.get("value")?;
        value.as_u64().or_else(|| value.as_f64().filter(|v| *v >= 0.0 && v.fract() == 0.0).map(|v| v as u64))
    };
    let low = bound("low").ok_or_else(|| missing("the range has no whole number as its low end"))?;
    let counting = parts.first(Part::CoordinateSystem).and_then(Component::concept).and_then(loinc_answer);
    let (first, end) = match counting {
        // 0-based interval: between bases; 0-based character; 1-based character.
        Some("LA30100-4") => (low.saturating_add(1), low.saturating_add(length)),
        Some("LA30101-2") => (low.saturating_add(1), low.saturating_add(length - 1)),
        Some("LA30102-0") => (low, low.saturating_add(length - 1)),
        _ => return Err(missing("how positions are counted (92822-6) is not said")),
    };
    if bound("high").is_some_and(|high| high != end) {
        let what = format!("the range does not fit a reference allele of {length} bases counted in this way");
        return Err(PlaceError::Contradiction { place: range.place.clone(), what });
    }
    u32::try_from(first)
        .ok()
        .filter(|first| *first > 0)
        .ok_or_else(|| missing("the position lies outside any chromosome"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn component(part: Part, value: &Value) -> Component<'_> {
        Component { part, place: "x".to_owned(), value }
    }

    #[test]
    fn accessions_tell_the_assembly() {
        for (accession, shown, assembly) in [
            ("NC_000015.10", "15", Some(Assembly::Grch38)),
            ("NC_000015.9", "15", Some(Assembly::Grch37)),
            ("NC_000001.10", "1", Some(Assembly::Grch37)),
            ("NC_000024.10", "Y", Some(Assembly::Grch38)),
            ("NC_000015", "15", None),
            ("NC_000015.3", "15", None),
            ("NC_012920.1", "MT", None),
        ] {
            let (contig, found) = sequence(accession).unwrap();
            assert_eq!((contig.to_string().as_str(), found), (shown, assembly), "{accession}");
        }
        for accession in ["", "15", "chr15", "NM_000138.5", "NC_000099.1", "NC_"] {
            assert_eq!(sequence(accession), None, "{accession}");
        }
    }

    #[test]
    fn substitutions_are_placed_and_other_changes_are_not() {
        let place = of_hgvs("NC_000015.10:g.48488193G>A").unwrap();
        assert_eq!((place.position, place.reference.as_str(), place.alternate.as_str()), (48_488_193, "G", "A"));
        for text in ["NC_000015.10:g.48488193del", "NC_000015.10:g.A>G", "g.1G>A", "NC_000015.10:g.1_2delinsA", "", ":"]
        {
            assert_eq!(of_hgvs(text), None, "{text}");
        }
    }

    #[test]
    fn counting_is_never_guessed_and_ends_must_fit() {
        let range = |low: u64, high: Option<u64>| match high {
            Some(high) => json!({"valueRange": {"low": {"value": low}, "high": {"value": high}}}),
            None => json!({"valueRange": {"low": {"value": low}}}),
        };
        let at = |answer: Option<&str>, range: &Value, length: u64| {
            let system = json!({"valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": answer}]}});
            let mut parts = vec![component(Part::StartEnd, range)];
            if answer.is_some() {
                parts.push(component(Part::CoordinateSystem, &system));
            }
            let parts = Components::of(parts);
            position(&parts, parts.first(Part::StartEnd).unwrap(), length)
        };
        let (interval, zero, one) = (Some("LA30100-4"), Some("LA30101-2"), Some("LA30102-0"));
        for (answer, low, high, length, wanted) in [
            (one, 100, Some(100), 1, Ok(100)),
            (one, 100, Some(102), 3, Ok(100)),
            (zero, 99, Some(99), 1, Ok(100)),
            (interval, 99, Some(100), 1, Ok(100)),
            (interval, 99, None, 4, Ok(100)),
            // An interval sent as if counted from 1, and the other way round.
            (one, 99, Some(100), 1, Err(true)),
            (interval, 100, Some(100), 1, Err(true)),
            (None, 100, None, 1, Err(false)),
            (Some("LA1-1"), 100, None, 1, Err(false)),
            (one, 0, None, 1, Err(false)),
            (one, u64::from(u32::MAX) + 1, None, 1, Err(false)),
            (interval, u64::MAX, None, 5, Err(false)),
        ] {
            let found = at(answer, &range(low, high), length)
                .map_err(|error| matches!(error, PlaceError::Contradiction { .. }));
            assert_eq!(found, wanted, "{answer:?} {low} {high:?} {length}");
        }
    }
}
