//! What speaks for and against a candidate, in a sentence.

use std::fmt::Write;

use super::Answer;
use crate::diagnosis::Candidate;
use crate::domain::{FeatureStatus, Finding};
use crate::knowledge::DiseaseView;
use crate::report::{Side, badges, findings_of_side, term_name};

/// Findings named on each side.
const NAMED: usize = 6;

impl Answer<'_> {
    /// `For: Ectopia lentis (LR 128), … Against: …`, with variants and what sets the disease apart in Japan.
    pub(super) fn rationale(&self, candidate: &Candidate, disease: DiseaseView<'_>) -> String {
        let mut text = String::new();
        for (words, side) in [(self.say("For", "支持"), Side::For), (self.say("Against", "否定的"), Side::Against)]
        {
            let findings = findings_of_side(candidate, side);
            if findings.is_empty() {
                continue;
            }
            let named: Vec<String> = findings.iter().take(NAMED).map(|finding| self.finding(finding)).collect();
            let _ = write!(text, "{words}{}{}", self.say(": ", "："), named.join(self.say(", ", "、")));
            if findings.len() > NAMED {
                let _ = write!(text, "{}", self.say(", …", " など"));
            }
            text.push_str(self.say(". ", "。"));
        }
        self.genotype(candidate, &mut text);
        for badge in badges(disease, self.context.language) {
            let _ = write!(text, "{badge}{}", self.say(". ", "。"));
        }
        let text = text.trim_end();
        if text.is_empty() {
            return self
                .say("Nothing speaks clearly for or against it.", "明らかに支持・否定する所見はありません。")
                .to_owned();
        }
        text.to_owned()
    }

    fn finding(&self, finding: &Finding) -> String {
        let absent = match finding.status {
            FeatureStatus::Observed => "",
            FeatureStatus::Excluded => self.say("absent: ", "なし："),
        };
        format!(
            "{absent}{} ({} {})",
            term_name(self.engine.kb(), finding.query, self.context.language),
            self.say("LR", "尤度比"),
            ratio(finding.ratio.ratio())
        )
    }

    fn genotype(&self, candidate: &Candidate, text: &mut String) {
        let Some(genotype) = &candidate.genotype else { return };
        let _ = write!(text, "{}{}", self.say("Variants: ", "バリアント："), self.say("LR", "尤度比"));
        let _ = write!(text, " {}", ratio(genotype.ratio.ratio()));
        if let Some(gene) = genotype.gene {
            let _ = write!(text, " ({})", self.engine.kb().gene(gene).symbol());
        }
        text.push_str(self.say(". ", "。"));
    }
}

/// Three significant digits.
fn ratio(value: f32) -> String {
    let value = f64::from(value);
    if (100.0..1e6).contains(&value) {
        format!("{value:.0}")
    } else if (10.0..100.0).contains(&value) {
        format!("{value:.1}")
    } else if (0.01..10.0).contains(&value) {
        format!("{value:.2}")
    } else {
        format!("{value:.1e}")
    }
}

#[cfg(test)]
mod tests {
    use super::ratio;

    #[test]
    fn ratios_have_the_digits_that_mean_something() {
        for (value, text) in [(128.3, "128"), (49.04, "49.0"), (0.5, "0.50"), (2e7, "2.0e7"), (1e-4, "1.0e-4")] {
            assert_eq!(ratio(value), text);
        }
    }
}
