//! A case with its ranking as a GA4GH phenopacket, version 2 (doi 10.1038/s41587-022-01357-4).

mod resources;
mod variation;

use serde_json::{Value, json};

use self::resources::resources;
use self::variation::genomic_interpretations;
use super::html::{DIGEST_FORM, result_digest};
use super::wire::INTENDED_USE;
use crate::diagnosis::{Candidate, DifferentialDiagnosis, Engine};
use crate::domain::{Age, Case, FeatureStatus, InputIssue, PhenotypicFeature, Sex};

/// Version of the schema that is written.
const SCHEMA: &str = "2.0";

/// Mondo's root, for an illness of which only the age of onset is known.
const ILLNESS: (&str, &str) = ("MONDO:0000001", "disease");

/// What a phenopacket holds besides the result. Nothing here is looked up.
#[derive(Debug, Clone, Copy)]
pub struct PhenopacketContext<'a> {
    /// The case that was ranked.
    pub case: &'a Case,
    /// Everything that was found in reading it.
    pub issues: &'a [InputIssue],
    /// When it was made, by RFC 3339 with a time: `2026-11-25T01:48:00Z`.
    pub created: &'a str,
}

/// The case, and one interpretation for each candidate that is listed. The same arguments give the same bytes.
///
/// Every interpretation is in progress and every variant a candidate: a machine decides neither. Classes of ACMG/AMP are
/// written where the caller stated them, so that a reader does not take ours for a laboratory's. The schema has no place
/// for how sure a finding is; it is written as the finding's description.
#[must_use]
pub fn phenopacket(engine: &Engine, result: &DifferentialDiagnosis, context: &PhenopacketContext<'_>) -> Value {
    let case = context.case;
    let digest = result_digest(engine, result, case, context.issues);
    let short = digest.get(..12).unwrap_or(&digest);
    let id = if case.id.is_empty() { format!("shirube-{short}") } else { case.id.clone() };
    let subject = if case.id.is_empty() { "patient".to_owned() } else { case.id.clone() };
    let packet = Packet { engine, result, subject: &subject };
    let mut value = json!({
        "id": id,
        "subject": individual(case, &subject),
        "phenotypicFeatures": case.features.iter().map(|feature| packet.feature(feature)).collect::<Vec<_>>(),
        "interpretations": result.candidates.iter().map(|candidate| packet.interpretation(candidate)).collect::<Vec<_>>(),
        "metaData": {
            "created": context.created,
            "createdBy": format!("shirube {}", env!("CARGO_PKG_VERSION")),
            "resources": resources(engine.kb(), result),
            "phenopacketSchemaVersion": SCHEMA,
            "externalReferences": [{
                "id": format!("urn:shirube:result-digest:{DIGEST_FORM}:{digest}"),
                "description": "result digest, by which a later run is compared",
            }],
            "updates": [{ "timestamp": context.created, "updatedBy": "shirube", "comment": packet.comment() }],
        },
    });
    if let Some(onset) = case.onset {
        let (id, label) = ILLNESS;
        value["diseases"] = json!([{ "term": { "id": id, "label": label }, "onset": time(onset) }]);
    }
    value
}

fn individual(case: &Case, id: &str) -> Value {
    let sex = match case.sex {
        Sex::Female => "FEMALE",
        Sex::Male => "MALE",
        Sex::Unknown => "UNKNOWN_SEX",
    };
    let mut individual = json!({ "id": id, "sex": sex });
    if let Some(age) = case.age {
        individual["timeAtLastEncounter"] = time(age);
    }
    individual
}

fn time(age: Age) -> Value {
    json!({ "age": { "iso8601duration": iso8601(age) } })
}

/// A duration that is read back as the same age: in years and months where those are exact, else in days.
fn iso8601(age: Age) -> String {
    let words = age.to_string();
    let duration = format!("P{}", words.to_ascii_uppercase());
    if duration.parse() == Ok(age) { duration } else { format!("P{}D", age.days()) }
}

/// What interpretations are made from.
struct Packet<'a> {
    engine: &'a Engine,
    result: &'a DifferentialDiagnosis,
    subject: &'a str,
}

impl Packet<'_> {
    fn feature(&self, feature: &PhenotypicFeature) -> Value {
        let kb = self.engine.kb();
        let label = kb.ontology().index(feature.term).map_or("", |term| kb.term(term).name());
        let mut value = json!({ "type": { "id": feature.term.to_string(), "label": label } });
        if feature.status == FeatureStatus::Excluded {
            value["excluded"] = json!(true);
        }
        if let Some(onset) = feature.onset {
            value["onset"] = time(onset);
        }
        if feature.certainty.weight() < 1.0 {
            value["description"] = json!(format!("not certain; counted with weight {}", feature.certainty.weight()));
        }
        value
    }

    fn interpretation(&self, candidate: &Candidate) -> Value {
        let disease = self.engine.kb().disease(candidate.disease);
        let mut diagnosis = json!({ "disease": { "id": disease.primary_id().to_string(), "label": disease.name() } });
        let genomic = genomic_interpretations(self.engine.kb(), candidate, self.subject);
        if !genomic.is_empty() {
            diagnosis["genomicInterpretations"] = Value::Array(genomic);
        }
        json!({
            "id": format!("{}-{}", self.subject, candidate.rank),
            "progressStatus": "IN_PROGRESS",
            "diagnosis": diagnosis,
            "summary": format!(
                "candidate {} of {}; probability {:.4}",
                candidate.rank, self.result.considered, candidate.probability.value()
            ),
        })
    }

    /// The shares of what is not listed, and what all of it is for.
    fn comment(&self) -> String {
        let none = self.result.none_of_these.map_or_else(String::new, |none| {
            format!(", among it none of the diseases that were compared closely {:.4}", none.value())
        });
        format!(
            "Candidate diagnoses ranked by a program; probability of all that is not listed {:.4}{none}. {INTENDED_USE}",
            self.result.remainder.value()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_written_so_that_they_are_read_back() {
        for (text, duration) in
            [("12y", "P12Y"), ("3y6m", "P3Y6M"), ("8m", "P8M"), ("10d", "P10D"), ("0d", "P0D"), ("P4382D", "P4382D")]
        {
            let age: Age = text.parse().unwrap();
            assert_eq!(iso8601(age), duration);
            assert_eq!(iso8601(age).parse(), Ok(age));
        }
    }
}
