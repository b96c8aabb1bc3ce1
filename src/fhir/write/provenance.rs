//! What an answer was made by, and from.

use serde_json::{Value, json};

use super::Answer;
use super::extension::{complex, simple};
use crate::report::{DIGEST_FORM, INTENDED_USE, provenance_wire};

impl Answer<'_> {
    /// The program.
    pub(super) fn device(&self) -> Value {
        let wire = provenance_wire(self.engine);
        let version = |words: &str, value: String| json!({ "type": { "text": words }, "value": value });
        let mut versions = vec![version("software", wire.engine)];
        versions.extend(wire.model.map(|model| version("learned model", format!("{} {}", model.name, model.version))));
        versions.push(version("Human Phenotype Ontology", wire.data));
        versions.extend(self.context.knowledge_base.map(|id| version("knowledge base", id.to_owned())));
        json!({
            "resourceType": "Device",
            "status": "active",
            "deviceName": [{ "name": "shirube", "type": "user-friendly-name" }],
            "type": { "text": "software for the support of diagnoses" },
            "version": versions,
            "note": [{ "text": INTENDED_USE }],
        })
    }

    /// Engine, model and every source with its release, and the digest of the result.
    pub(super) fn provenance(&self) -> Value {
        let wire = provenance_wire(self.engine);
        let mut entities: Vec<Value> = Vec::new();
        let mut entity = |name: &str, release: &str, sha256: &str, license: Option<&str>| {
            let extension = complex(
                "source-release",
                [
                    ("name", "valueString", Some(json!(name))),
                    ("release", "valueString", some(release)),
                    ("sha256", "valueString", some(sha256)),
                    ("license", "valueString", license.and_then(some)),
                ],
            );
            let display = if release.is_empty() { name.to_owned() } else { format!("{name} {release}") };
            entities.push(json!({
                "extension": [extension],
                "role": "source",
                "what": { "identifier": { "system": "urn:shirube:source", "value": name }, "display": display },
            }));
        };
        if let Some(model) = &wire.model {
            entity(&model.name, &model.version, &model.sha256, None);
        }
        for source in &wire.sources {
            entity(&source.name, &source.release, &source.sha256, Some(&source.license));
        }
        let digest = complex(
            "result-digest",
            [("form", "valueString", Some(json!(DIGEST_FORM))), ("sha256", "valueString", Some(json!(self.digest)))],
        );
        let missing = wire.missing_sources.iter().map(|name| simple("missing-source", ("valueString", json!(name))));
        let extensions: Vec<Value> = std::iter::once(digest).chain(missing).collect();
        json!({
            "resourceType": "Provenance",
            "extension": extensions,
            "target": [{ "reference": self.address("risk-assessment") }],
            "recorded": self.context.made_at,
            "activity": { "text": "ranking of candidate diagnoses" },
            "agent": [{
                "type": { "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                    "code": "assembler",
                    "display": "Assembler",
                }] },
                "who": { "reference": self.address("device"), "display": "shirube" },
            }],
            "entity": entities,
        })
    }
}

fn some(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| json!(text))
}
