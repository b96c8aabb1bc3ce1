//! What speaks for each disease besides the findings: the pretest and the genotypes.

use super::Pretest;
use crate::knowledge::{DiseaseIndex, KnowledgeBase};
use crate::scoring::genotype::VariantEvidence;

/// Natural logarithms by disease position, which are added to what the findings say; `None` where nothing is given.
/// With a model they multiply its probabilities, so that posterior odds change by exactly what is said here.
#[derive(Debug, Default)]
pub(super) struct Favor(Option<Vec<f32>>);

impl Favor {
    /// Pretest and genotypes together.
    pub(super) fn new(kb: &KnowledgeBase, pretest: &Pretest, variants: Option<&VariantEvidence<'_>>) -> Self {
        let given = pretest.relative_logs(kb.disease_count());
        if given.is_empty() && variants.is_none() {
            return Self(None);
        }
        let mut logs = match variants {
            None => vec![0.0; kb.disease_count()],
            Some(evidence) => (0..kb.disease_count() as u32)
                .map(|index| evidence.of_disease(kb, DiseaseIndex(index)).ratio.ln())
                .collect(),
        };
        for (disease, log) in given {
            logs[disease.at()] += log;
        }
        Self(Some(logs))
    }

    /// Log-evidence with the favor added on its scale; `None` where there is no favor.
    pub(super) fn over(&self, evidence: &[f32], temperature: f32) -> Option<Vec<f32>> {
        let logs = self.0.as_ref()?;
        Some(evidence.iter().zip(logs).map(|(evidence, log)| evidence + log * temperature).collect())
    }

    /// The logarithm for one disease.
    pub(super) fn log(&self, disease: DiseaseIndex) -> f32 {
        self.0.as_ref().map_or(0.0, |logs| logs[disease.at()])
    }

    /// The factor for one disease.
    pub(super) fn factor(&self, disease: DiseaseIndex) -> f64 {
        f64::from(self.log(disease)).exp()
    }
}
