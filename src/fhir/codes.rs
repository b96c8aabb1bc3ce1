//! Code systems, and what the codes that are read mean.

use serde_json::Value;

use super::element::{codings, text};
use crate::domain::Contig;
use crate::intake::{affirms, bare_reservation, reservation_of_address};

/// LOINC.
pub(super) const LOINC: &str = "http://loinc.org";
/// SNOMED CT.
pub(super) const SNOMED: &str = "http://snomed.info/sct";
/// HPO, by the address that HL7 registered for it.
#[cfg(test)]
pub(super) const HPO: &str = "http://human-phenotype-ontology.org";
/// OMIM.
pub(super) const OMIM: &str = "http://www.omim.org";
/// Orphanet.
pub(super) const ORPHA: &str = "http://www.orpha.net";
/// Mondo.
pub(super) const MONDO: &str = "http://purl.obolibrary.org/obo/mondo.owl";
/// Gene ids of HGNC.
pub(super) const HGNC: &str = "http://www.genenames.org/geneId";
/// Units.
pub(super) const UCUM: &str = "http://unitsofmeasure.org";
/// The codes of Genomics Reporting that wait for LOINC.
const GENOMICS_TBD: &str = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs";

/// Whether a system is HPO: the registered address and object identifier, those of OBO, and what servers of terms use.
pub(super) fn is_hpo(system: &str) -> bool {
    matches!(
        plain(system),
        "human-phenotype-ontology.org"
            | "www.human-phenotype-ontology.org"
            | "purl.obolibrary.org/obo/hp.owl"
            | "purl.obolibrary.org/obo/hp.fhir"
            | "purl.obolibrary.org/obo/hp"
            | "hpo.jax.org"
            | "hpo.jax.org/app"
            | "urn:oid:2.16.840.1.113883.6.339"
    )
}

/// The catalog of diseases that a system is.
pub(super) fn disease_catalog(system: &str) -> Option<&'static str> {
    match plain(system) {
        "omim.org" | "www.omim.org" | "omim.org/entry" | "www.omim.org/entry" | "urn:oid:2.16.840.1.113883.6.174" => {
            Some("OMIM")
        }
        "www.orpha.net" | "orpha.net" | "www.orpha.net/ORDO" | "www.orphadata.org" => Some("Orphanet"),
        "purl.obolibrary.org/obo/mondo.owl" | "purl.obolibrary.org/obo/mondo" | "urn:oid:2.16.840.1.113883.3.9216" => {
            Some("Mondo")
        }
        _ => None,
    }
}

/// A name for a system in messages; the address itself where there is none.
pub(super) fn system_name(system: &str) -> String {
    let known = match system {
        LOINC => "LOINC",
        SNOMED => "SNOMED CT",
        "http://hl7.org/fhir/sid/icd-10" => "ICD-10",
        "http://hl7.org/fhir/sid/icd-10-cm" => "ICD-10-CM",
        "http://hl7.org/fhir/sid/icd-11" | "http://id.who.int/icd/release/11/mms" => "ICD-11",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full" => "ICD-10 2013 (Japan)",
        "http://medis.or.jp/CodeSystem/master-disease-exCode" => "MEDIS exchange codes of diseases",
        "http://medis.or.jp/CodeSystem/master-disease-keyNumber" => "MEDIS management numbers of diseases",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease" => "Japan's receipt codes of diseases",
        _ if is_hpo(system) => "HPO",
        _ => return disease_catalog(system).map_or_else(|| system.chars().take(100).collect(), str::to_owned),
    };
    known.to_owned()
}

/// Without scheme, version and final slash.
fn plain(system: &str) -> &str {
    let system = system.split('|').next().unwrap_or_default();
    let bare = system.strip_prefix("http://").or_else(|| system.strip_prefix("https://")).unwrap_or(system);
    bare.trim_end_matches('/')
}

/// Whether a finding is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is.
    Present,
    /// Probably, or possibly.
    Uncertain,
    /// It was looked for and is not there.
    Absent,
    /// Not known.
    Unknown,
}

impl Presence {
    /// What a yes or a no says.
    pub(super) fn of_answer(answer: bool) -> Self {
        if answer { Self::Present } else { Self::Absent }
    }
}

/// What a coded answer says of presence; `None` where no coding is such an answer, or where codings contradict each
/// other or their own words. Text alone is no answer.
pub(super) fn presence(concept: &Value) -> Option<Presence> {
    let said = agreed(codings(concept).filter_map(|coding| presence_of(coding.system, coding.code)))?;
    let mut words = codings(concept).filter_map(|coding| coding.display).chain(text(concept, "text"));
    let contradicts = |words: &str| match said {
        Presence::Present => bare_reservation(words).is_some(),
        Presence::Absent => affirms(words),
        Presence::Uncertain | Presence::Unknown => false,
    };
    // A code in words, of a system that is not known.
    let mut codes = codings(concept).filter(|coding| presence_of(coding.system, coding.code).is_none());
    let denies = said == Presence::Present && codes.any(|coding| reservation_of_address(coding.code).is_some());
    (!denies && !words.any(contradicts)).then_some(said)
}

fn agreed(mut found: impl Iterator<Item = Presence>) -> Option<Presence> {
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

pub(super) fn presence_of(system: &str, code: &str) -> Option<Presence> {
    match system {
        LOINC => loinc_presence(code),
        SNOMED => snomed_presence(code),
        "http://terminology.hl7.org/CodeSystem/v2-0136" | "http://terminology.hl7.org/CodeSystem/v2-0532" => {
            Some(match code {
                "Y" => Presence::Present,
                "N" => Presence::Absent,
                _ => Presence::Unknown,
            })
        }
        "http://terminology.hl7.org/CodeSystem/data-absent-reason"
        | "http://terminology.hl7.org/CodeSystem/v3-NullFlavor" => Some(Presence::Unknown),
        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation" => match code {
            "POS" | "DET" | "A" | "AA" => Some(Presence::Present),
            "NEG" | "ND" => Some(Presence::Absent),
            // That an abnormality is normal says that something was looked at, and not what was found.
            "N" | "IND" | "E" => Some(Presence::Unknown),
            _ => None,
        },
        _ => None,
    }
}

/// Present, positive, yes, detected; absent, negative, no, not detected; unknown, indeterminate, no call.
fn loinc_presence(code: &str) -> Option<Presence> {
    match code {
        "LA9633-4" | "LA6576-8" | "LA33-6" | "LA11882-0" => Some(Presence::Present),
        "LA9634-2" | "LA6577-6" | "LA32-8" | "LA11883-8" => Some(Presence::Absent),
        "LA4489-6" | "LA11884-6" | "LA18198-4" => Some(Presence::Unknown),
        _ => None,
    }
}

fn snomed_presence(code: &str) -> Option<Presence> {
    match code {
        // Present, known present, confirmed present; yes; positive; detected.
        "52101004" | "410515003" | "410605003" | "373066001" | "10828004" | "260373001" => Some(Presence::Present),
        // Absent, known absent, definitely not present; no; negative; not detected; clinical finding absent.
        "2667000" | "410516002" | "410594000" | "373067005" | "260385009" | "260415000" | "373572006" | "723510000"
        | "272519000" => Some(Presence::Absent),
        // Probably present, known possible, suspected; possible; possible and probable diagnosis.
        "410592001" | "410590009" | "415684004" | "371930009" | "60022001" | "2931005" => Some(Presence::Uncertain),
        // Unknown, undetermined, probably not present, indeterminate; uncertain; improbable diagnosis, not suspected.
        "261665006" | "373068000" | "410593003" | "82334004" | "64957009" | "385434005" | "428263003" => {
            Some(Presence::Unknown)
        }
        _ => None,
    }
}

/// Whether a code is of relatives: HL7's roles, family history in SNOMED CT, LOINC and ICD-10 (Z80 to Z84).
pub(super) fn is_of_relatives(system: &str, code: &str) -> bool {
    match plain(system) {
        "terminology.hl7.org/CodeSystem/v3-RoleCode" => true,
        // Family history; mother, father, sister, brother, relative, person in the family.
        "snomed.info/sct" => matches!(
            code,
            "281666001"
                | "57177007"
                | "416471007"
                | "160273004"
                | "429959009"
                | "72705000"
                | "66839005"
                | "27733009"
                | "70924004"
                | "125677006"
                | "444148008"
        ),
        "terminology.hl7.org/CodeSystem/v2-0063" => !matches!(code, "SEL"),
        "loinc.org" => matches!(code, "10157-6" | "8670-2" | "54114-4"),
        bare if bare.starts_with("hl7.org/fhir/sid/icd-10") => {
            ["Z80", "Z81", "Z82", "Z83", "Z84"].iter().any(|family| code.starts_with(family))
        }
        _ => false,
    }
}

/// Whether a component of an Observation says if the finding is there (SNOMED CT *Presence findings*, as in HL7's
/// Phenomics Exchange and the German module for rare diseases).
pub(super) fn asks_for_presence(code: &Value) -> bool {
    codings(code).any(|coding| (coding.system, coding.code) == (SNOMED, "260411009"))
}

/// Whether an Observation's code asks for a finding, so that an HPO term may be its value.
pub(super) fn asks_for_a_finding(code: &Value) -> bool {
    codings(code).any(|coding| {
        matches!(
            (coding.system, coding.code),
            // Clinical finding; physical findings; symptom; problem; chief complaint.
            (LOINC, "75321-0" | "29545-1" | "75325-1" | "75326-9" | "10154-3")
                // Clinical finding; finding reported by subject or history provider; phenotype; complaint.
                | (SNOMED, "404684003" | "418799008" | "8116006" | "409586006")
                | ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "ASSERTION")
        )
    })
}

/// Components of a variant (Genomics Reporting 3.0.0), by their LOINC codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Gene,
    CodingHgvs,
    ProteinHgvs,
    GenomicHgvs,
    AllelicState,
    Reference,
    Alternate,
    StartEnd,
    CoordinateSystem,
    Assembly,
    Chromosome,
    Sequence,
    Significance,
    SourceClass,
    Inheritance,
    CopyNumber,
}

/// What a component is about.
pub(super) fn part(code: &Value) -> Option<Part> {
    codings(code).find_map(|coding| {
        Some(match (coding.system, coding.code) {
            (LOINC, code) => match code {
                "48018-6" => Part::Gene,
                "48004-6" => Part::CodingHgvs,
                "48005-3" => Part::ProteinHgvs,
                "81290-9" => Part::GenomicHgvs,
                "53034-5" => Part::AllelicState,
                "69547-8" => Part::Reference,
                "69551-0" => Part::Alternate,
                "81254-5" => Part::StartEnd,
                "92822-6" => Part::CoordinateSystem,
                "62374-4" => Part::Assembly,
                "48000-4" => Part::Chromosome,
                "48013-7" => Part::Sequence,
                "53037-8" => Part::Significance,
                "48002-0" => Part::SourceClass,
                "94186-4" => Part::Inheritance,
                "82155-3" => Part::CopyNumber,
                _ => return None,
            },
            (GENOMICS_TBD, "variant-inheritance") => Part::Inheritance,
            _ => return None,
        })
    })
}

/// Whether an Observation is a variant (LOINC 69548-6, *Genetic variant assessment*).
pub(super) fn is_variant(code: &Value) -> bool {
    codings(code).any(|coding| (coding.system, coding.code) == (LOINC, "69548-6"))
}

/// Whether an Observation says what a variant means for a diagnosis.
pub(super) fn is_diagnostic_implication(code: &Value) -> bool {
    codings(code).any(|coding| (coding.system, coding.code) == (GENOMICS_TBD, "diagnostic-implication"))
}

/// Whether a code is that of a variant or of what one means.
pub(super) fn is_genomic(system: &str, code: &str) -> bool {
    matches!((system, code), (LOINC, "69548-6") | (GENOMICS_TBD, "diagnostic-implication"))
}

/// Whether a component is the share of reads that have the allele, or their number (LOINC 81258-6, 82121-5).
pub(super) fn is_share_of_reads(code: &Value) -> bool {
    codings(code).any(|coding| coding.system == LOINC && matches!(coding.code, "81258-6" | "82121-5"))
}

/// LOINC's answer, where a concept has one.
pub(super) fn loinc_answer(concept: &Value) -> Option<&str> {
    codings(concept).find(|coding| coding.system == LOINC && coding.code.starts_with("LA")).map(|coding| coding.code)
}

/// The class of ACMG/AMP that an answer of LL4034-6 is.
pub(super) fn significance(answer: &str) -> Option<&'static str> {
    Some(match answer {
        "LA6668-3" => "pathogenic",
        "LA26332-9" => "likely_pathogenic",
        "LA26333-7" => "uncertain_significance",
        "LA26334-5" => "likely_benign",
        "LA6675-8" => "benign",
        _ => return None,
    })
}

/// The chromosome that an answer of LL2938-0 is: 1 to 22, X and Y in their order.
pub(super) fn chromosome(answer: &str) -> Option<Contig> {
    const ANSWERS: [&str; 24] = [
        "LA21254-0",
        "LA21255-7",
        "LA21256-5",
        "LA21257-3",
        "LA21258-1",
        "LA21259-9",
        "LA21260-7",
        "LA21261-5",
        "LA21262-3",
        "LA21263-1",
        "LA21264-9",
        "LA21265-6",
        "LA21266-4",
        "LA21267-2",
        "LA21268-0",
        "LA21269-8",
        "LA21270-6",
        "LA21271-4",
        "LA21272-2",
        "LA21273-0",
        "LA21274-8",
        "LA21275-5",
        "LA21276-3",
        "LA21277-1",
    ];
    let place = ANSWERS.iter().position(|known| *known == answer)?;
    Contig::all().nth(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hpo_is_known_by_all_its_addresses_and_nothing_else_is() {
        for system in [
            HPO,
            "http://human-phenotype-ontology.org/",
            "http://www.human-phenotype-ontology.org",
            "http://purl.obolibrary.org/obo/hp.owl",
            "https://purl.obolibrary.org/obo/hp.fhir",
            "http://human-phenotype-ontology.org|2025-01-16",
            "urn:oid:2.16.840.1.113883.6.339",
        ] {
            assert!(is_hpo(system), "{system}");
        }
        for system in ["", "HP", "http://purl.obolibrary.org/obo/mp.owl", SNOMED, "urn:oid:2.16.840.1.113883.6.96"] {
            assert!(!is_hpo(system), "{system}");
        }
    }

    #[test]
    fn answers_of_presence_are_read_by_code_and_system() {
        let concept = |system: &str, code: &str| json!({"coding": [{"system": system, "code": code}]});
        for (system, code, wanted) in [
            (LOINC, "LA9633-4", Some(Presence::Present)),
            (LOINC, "LA9634-2", Some(Presence::Absent)),
            (SNOMED, "2667000", Some(Presence::Absent)),
            (SNOMED, "52101004", Some(Presence::Present)),
            (SNOMED, "261665006", Some(Presence::Unknown)),
            (SNOMED, "415684004", Some(Presence::Uncertain)),
            (SNOMED, "371930009", Some(Presence::Uncertain)),
            (SNOMED, "385434005", Some(Presence::Unknown)),
            // A code of another system is another code.
            ("http://example.org", "2667000", None),
            ("", "LA9634-2", None),
        ] {
            assert_eq!(presence(&concept(system, code)), wanted, "{system} {code}");
        }
        let both = json!({"coding": [{"system": LOINC, "code": "LA9633-4"}, {"system": SNOMED, "code": "2667000"}]});
        assert_eq!(presence(&both), None, "codings that contradict each other say nothing");
        assert_eq!(presence(&json!({"text": "absent"})), None, "text is not read");
        assert_eq!(presence(&json!(7)), None);
    }

    #[test]
    fn chromosomes_are_in_the_order_of_the_answer_list() {
        for (answer, shown) in
            [("LA21254-0", "1"), ("LA21268-0", "15"), ("LA21275-5", "22"), ("LA21276-3", "X"), ("LA21277-1", "Y")]
        {
            assert_eq!(chromosome(answer).unwrap().to_string(), shown);
        }
        assert_eq!(chromosome("LA21278-9"), None);
    }
}
