//! The model card: what a model is, what it expects, and how its scores become probabilities.

use serde::Deserialize;

use super::RerankError;
use super::features::{FEATURE_VERSION, FEATURES};

/// Version of the card's shape that this program reads.
const CARD_VERSION: u32 = 2;
/// Numbers of observed terms that calibration has parameters of its own for; in between they are interpolated.
const KNOTS: [f64; 3] = [2.0, 5.0, 12.0];

/// The parts of a model card that the program uses. The file says more, for people; see [`ModelCard::json`].
#[derive(Debug, Clone, Deserialize)]
pub struct ModelCard {
    card_version: u32,
    /// Name of the model.
    pub name: String,
    /// Version of the model.
    pub version: String,
    feature_version: u32,
    features: Vec<String>,
    /// What an unknown value of each feature is replaced by.
    pub(super) missing: Vec<f32>,
    pub(super) onnx_sha256: String,
    /// How scores become probabilities.
    pub calibration: Calibration,
    /// The whole card.
    #[serde(skip)]
    pub json: serde_json::Value,
}

/// How scores become probabilities. What hangs on the number of observed terms is given for 2, 5 and 12 of them.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Calibration {
    /// Logarithm of what scores are divided by, by number of terms.
    pub temperature: [f64; KNOTS.len()],
    /// Log-odds that the diagnosis is none of the shortlist, by number of terms.
    pub none: [f64; KNOTS.len()],
    /// What the log of the first candidate's share adds to these log-odds.
    pub none_by_share: f64,
    /// What the share of the patient's information that the first candidate explains adds to them.
    pub none_by_explained: f64,
}

impl ModelCard {
    /// SHA-256 of the model's file, in hexadecimal.
    #[must_use]
    pub fn onnx_sha256(&self) -> &str {
        &self.onnx_sha256
    }

    /// Reads a card and checks that this program computes what the model expects.
    ///
    /// # Errors
    /// [`RerankError`] naming the first difference.
    pub fn parse(text: &str) -> Result<Self, RerankError> {
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|error| RerankError::Card(error.to_string()))?;
        let mut card: Self =
            serde_json::from_value(json.clone()).map_err(|error| RerankError::Card(error.to_string()))?;
        card.json = json;
        card.check()?;
        Ok(card)
    }

    fn check(&self) -> Result<(), RerankError> {
        if self.card_version != CARD_VERSION {
            return Err(RerankError::CardVersion { found: self.card_version, wanted: CARD_VERSION });
        }
        if self.feature_version != FEATURE_VERSION {
            return Err(RerankError::FeatureVersion { found: self.feature_version, wanted: FEATURE_VERSION });
        }
        for position in 0..self.features.len().max(FEATURES.len()) {
            let (found, wanted) = (self.features.get(position), FEATURES.get(position));
            if found != wanted {
                let name = |name: Option<&String>| name.map_or("nothing", String::as_str).to_owned();
                return Err(RerankError::FeatureName { position, found: name(found), wanted: name(wanted) });
            }
        }
        if self.missing.len() != FEATURES.len() {
            return Err(RerankError::Card(format!(
                "{} values in `missing`, {} features",
                self.missing.len(),
                FEATURES.len()
            )));
        }
        let Calibration { temperature, none, none_by_share, none_by_explained } = &self.calibration;
        let numbers = temperature.iter().chain(none).chain([none_by_share, none_by_explained]);
        if numbers.copied().chain(self.missing.iter().map(|value| f64::from(*value))).any(|value| !value.is_finite()) {
            return Err(RerankError::Card("a number is not finite".to_owned()));
        }
        Ok(())
    }
}

/// Probabilities of a shortlist and of its holding no diagnosis at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// By row of the shortlist; sums with `none` to 1.
    pub candidates: Vec<f64>,
    /// That the diagnosis is none of them.
    pub none: f64,
}

impl Calibration {
    /// What logits of a case with so many observed terms are divided by.
    #[must_use]
    pub fn temperature(&self, terms: usize) -> f64 {
        interpolated(&self.temperature, terms).exp()
    }

    /// Turns logits into probabilities. `explained` gives the share of the patient's information that a row explains.
    #[must_use]
    pub fn posterior(&self, logits: &[f32], terms: usize, explained: impl Fn(usize) -> f32) -> Posterior {
        let temperature = self.temperature(terms);
        let Some((first, most)) = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)) else {
            return Posterior { candidates: Vec::new(), none: 1.0 };
        };
        let shares: Vec<f64> = logits.iter().map(|logit| (f64::from(logit - most) / temperature).exp()).collect();
        let sum: f64 = shares.iter().sum();
        let odds = interpolated(&self.none, terms) - self.none_by_share * sum.ln()
            + self.none_by_explained * f64::from(explained(first));
        let none = 1.0 / (1.0 + (-odds).exp());
        Posterior { candidates: shares.into_iter().map(|share| (1.0 - none) * share / sum).collect(), none }
    }
}

/// The value for so many terms: linear in the logarithm of their number between the knots, constant beyond.
fn interpolated(values: &[f64; KNOTS.len()], terms: usize) -> f64 {
    let terms = (terms as f64).clamp(KNOTS[0], KNOTS[KNOTS.len() - 1]);
    let after = KNOTS.iter().position(|knot| terms <= *knot).unwrap_or(KNOTS.len() - 1).max(1);
    let share = (terms / KNOTS[after - 1]).ln() / (KNOTS[after] / KNOTS[after - 1]).ln();
    values[after - 1] + share * (values[after] - values[after - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_the_knots_the_parameters_are_interpolated() {
        let values = [1.0, 3.0, -1.0];
        let table = [(0, 1.0), (1, 1.0), (2, 1.0), (5, 3.0), (12, -1.0), (500, -1.0)];
        for (terms, wanted) in table {
            assert!((interpolated(&values, terms) - wanted).abs() < 1e-9, "{terms} terms");
        }
        let three = interpolated(&values, 3);
        assert!(three > 1.0 && three < interpolated(&values, 4) && interpolated(&values, 4) < 3.0, "{three}");
    }

    #[test]
    fn probabilities_sum_to_one_and_keep_the_order() {
        let calibration = Calibration {
            temperature: [0.2, 0.1, 0.0],
            none: [-1.0, -0.5, 0.0],
            none_by_share: -0.5,
            none_by_explained: -1.0,
        };
        let posterior = calibration.posterior(&[2.0, 5.0, -30.0], 7, |_| 0.5);
        let sum: f64 = posterior.candidates.iter().sum::<f64>() + posterior.none;
        assert!((sum - 1.0).abs() < 1e-12);
        assert!(posterior.candidates[1] > posterior.candidates[0] && posterior.candidates[0] > posterior.candidates[2]);
        assert!(calibration.posterior(&[], 1, |_| 0.0).none >= 1.0);
    }

    #[test]
    fn a_card_for_other_features_is_refused_by_name() {
        let card = |features: &[String], version: u32| {
            serde_json::json!({
                "card_version": CARD_VERSION, "name": "x", "version": "1", "feature_version": version, "features": features,
                "missing": vec![0.0; features.len()], "onnx_sha256": "",
                "calibration": {
                    "temperature": [0.0, 0.0, 0.0], "none": [0.0, 0.0, 0.0], "none_by_share": 0.0, "none_by_explained": 0.0,
                },
            })
            .to_string()
        };
        assert!(ModelCard::parse(&card(&FEATURES, FEATURE_VERSION)).is_ok());
        let mut other = FEATURES.clone();
        other[3] = "luck".to_owned();
        let text = |result: Result<ModelCard, RerankError>| result.map(|_| ()).unwrap_err().to_string();
        assert!(text(ModelCard::parse(&card(&other, FEATURE_VERSION))).contains("luck"));
        assert!(text(ModelCard::parse(&card(&other[..5], FEATURE_VERSION))).contains("luck"));
        assert!(text(ModelCard::parse(&card(&FEATURES[..5], FEATURE_VERSION))).contains("nothing"));
        assert!(text(ModelCard::parse(&card(&FEATURES, FEATURE_VERSION + 1))).contains("version"));
        assert!(text(ModelCard::parse("{")).contains("card"));
    }
}
