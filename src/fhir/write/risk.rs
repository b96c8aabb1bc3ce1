//! The `RiskAssessment`: one prediction a candidate, and the shares of what is not listed.

use serde_json::{Value, json};

use super::Answer;
use super::extension::{complex, simple, translation};
use crate::diagnosis::Candidate;
use crate::domain::DiseaseId;
use crate::fhir::codes::{HGNC, MONDO, OMIM, ORPHA};
use crate::knowledge::{DiseaseView, InsuredTestView, LIST_DATE, NanbyoView};
use crate::report::{INTENDED_USE, Language};

impl Answer<'_> {
    pub(super) fn risk_assessment(&self) -> Value {
        let subject = match self.context.patient {
            Some(reference) => json!({ "reference": reference }),
            None => json!({ "display": self.say("the patient of the request", "リクエストの患者") }),
        };
        let mut predictions: Vec<Value> =
            self.result.candidates.iter().map(|candidate| self.prediction(candidate)).collect();
        predictions.extend(self.shares());
        let mut assessment = json!({
            "resourceType": "RiskAssessment",
            "identifier": [self.identifier()],
            // A machine wrote it and nobody has looked at it yet.
            "status": "preliminary",
            "method": { "text": self.say(
                "ranking of rare diseases by phenotype and genotype",
                "表現型・遺伝型による希少疾患のランキング",
            ) },
            "subject": subject,
            "occurrenceDateTime": self.context.made_at,
            "performer": { "reference": self.address("device") },
            "prediction": predictions,
            "note": [{ "text": INTENDED_USE }],
        });
        if !self.context.basis.is_empty() {
            let basis: Vec<Value> =
                self.context.basis.iter().map(|reference| json!({ "reference": reference })).collect();
            assessment["basis"] = Value::Array(basis);
        }
        assessment
    }

    fn prediction(&self, candidate: &Candidate) -> Value {
        let kb = self.engine.kb();
        let disease = kb.disease(candidate.disease);
        let mut extensions = vec![simple("rank", ("valuePositiveInt", json!(candidate.rank)))];
        extensions.extend(disease.designated().and_then(designated));
        extensions.extend(disease.insured_tests().next().map(insured));
        extensions.extend(disease.genes().map(|link| {
            let gene = kb.gene(link.gene);
            let coding = json!({ "system": HGNC, "code": gene.id().to_string(), "display": gene.symbol() });
            simple("gene", ("valueCoding", coding))
        }));
        json!({
            "extension": extensions,
            "outcome": self.outcome(disease),
            "probabilityDecimal": decimal(candidate.probability.value()),
            "rationale": self.rationale(candidate, disease),
        })
    }

    /// The disease by all its ids. `display` is on the primary id only: catalogs that are one disease to us may name it
    /// differently, and a display must be the catalog's own. The Japanese name stands beside it.
    fn outcome(&self, disease: DiseaseView<'_>) -> Value {
        let coding = |id: DiseaseId| {
            let (system, code) = match id {
                DiseaseId::Omim(number) => (OMIM, format!("{number:06}")),
                DiseaseId::Orpha(number) => (ORPHA, number.to_string()),
                DiseaseId::Mondo(_) => (MONDO, id.to_string()),
                // DECIPHER has no address as a code system.
                DiseaseId::Decipher(_) => return None,
            };
            let mut coding = json!({ "system": system, "code": code });
            if id == disease.primary_id() {
                coding["display"] = json!(disease.name());
                if let Some(japanese) = disease.name_ja() {
                    coding["_display"] = json!({ "extension": [translation("ja", japanese)] });
                }
            }
            Some(coding)
        };
        let codings: Vec<Value> = disease.ids().filter_map(coding).collect();
        let mut text = match (self.context.language, disease.name_ja()) {
            (Language::Japanese, Some(japanese)) => japanese.to_owned(),
            _ => disease.name().to_owned(),
        };
        let mut concept = json!({});
        if codings.is_empty() {
            text = format!("{text} ({})", disease.primary_id());
        } else {
            concept["coding"] = Value::Array(codings);
        }
        concept["text"] = Value::String(text);
        concept
    }

    /// What is left of the probability. Candidates beyond the model's shortlist have their share from *none of these*;
    /// where such are listed, the rest is not divided further.
    fn shares(&self) -> Vec<Value> {
        let result = self.result;
        let beyond = result.candidates.iter().any(|candidate| candidate.model.is_none());
        let share = |kind: &str, words: &str, value: f64| {
            json!({
                "extension": [simple("share", ("valueCode", json!(kind)))],
                "outcome": { "text": words },
                "probabilityDecimal": decimal(value),
            })
        };
        match result.none_of_these {
            Some(none) if !beyond => vec![
                share(
                    "other-diseases",
                    self.say("All other diseases that were compared closely", "詳しく比較したその他の疾患の合計"),
                    (result.remainder.value() - none.value()).max(0.0),
                ),
                share(
                    "none-of-these",
                    self.say(
                        "None of the diseases compared closely (not in the knowledge base, or far down the list)",
                        "詳しく比較した疾患のいずれでもない（知識ベースにない、または下位）",
                    ),
                    none.value(),
                ),
            ],
            Some(_) => vec![share(
                "not-listed",
                self.say("All diseases that are not listed, and none of these", "表示外の疾患、またはいずれでもない"),
                result.remainder.value(),
            )],
            None => vec![share(
                "not-listed",
                self.say("All diseases that are not listed", "表示外の疾患の合計"),
                result.remainder.value(),
            )],
        }
    }
}

/// 指定難病: its number, and how the disease was linked with it.
fn designated(entry: NanbyoView<'_>) -> Option<Value> {
    let number = entry.notification_number()?;
    Some(complex(
        "designated-intractable-disease",
        [
            ("number", "valuePositiveInt", Some(json!(number))),
            ("name", "valueString", Some(json!(entry.name_ja()))),
            ("nando", "valueString", Some(json!(NanbyoView::id(entry)))),
            ("match", "valueCode", Some(json!(entry.link().as_str()))),
        ],
    ))
}

/// A genetic test that Japan's health insurance covers.
fn insured(test: InsuredTestView<'_>) -> Value {
    complex(
        "insured-genetic-test",
        [
            ("group", "valueString", Some(json!(test.group().as_str()))),
            ("item", "valuePositiveInt", Some(json!(test.item()))),
            ("name", "valueString", Some(json!(test.name_ja()))),
            ("scope", "valueCode", Some(json!(test.scope().as_str()))),
            ("list-date", "valueDate", Some(json!(LIST_DATE))),
        ],
    )
}

/// A share with four significant digits, 0 to 1.
fn decimal(value: f64) -> Value {
    let rounded: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    json!(rounded.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn shares_are_decimals_of_fhir() {
        for (value, text) in [(0.799_123_4, "0.7991"), (1.0, "1.0"), (0.0, "0.0"), (1.234_56e-9, "1.235e-9")] {
            assert_eq!(decimal(value).to_string(), text);
        }
    }
}
