//! The card.

use std::fmt::Write;

use super::parts::{LONGEST_SUMMARY, escaped, remarks, say, shortened, source, uuid_of};
use crate::diagnosis::{Candidate, DifferentialDiagnosis, Engine};
use crate::domain::{FeatureStatus, InputIssue};
use crate::report::{Language, Side, badges, disease_name, findings_of_side, term_name};
use serde_json::{Value, json};

/// Candidates that a card lists.
const LISTED: usize = 5;
/// Findings that a candidate's line names.
const NAMED: usize = 4;

/// What a card needs besides the result.
#[derive(Debug, Clone, Copy)]
pub struct CardContext<'a> {
    /// The call's id: the card's own is made from it and from the digest.
    pub instance: &'a str,
    /// Language of the card.
    pub language: Language,
    /// What was found in reading the record.
    pub issues: &'a [InputIssue],
    /// The result's digest.
    pub digest: &'a str,
    /// Address under which people reach the page, without a slash at its end; empty where there is none.
    pub public_url: &'a str,
    /// Whether the page can be launched from the EHR.
    pub launches: bool,
    /// Findings that were used.
    pub findings: usize,
    /// The probability from which a first candidate is worth a card.
    pub threshold: f64,
    /// The number of findings from which one is.
    pub least_findings: usize,
}

/// `{"cards": …}`: one card, or none where there is nothing worth saying.
#[must_use]
pub fn cards(engine: &Engine, result: &DifferentialDiagnosis, context: &CardContext<'_>) -> Value {
    let worth = result.candidates.first().is_some_and(|first| first.probability.value() >= context.threshold);
    if !worth || context.findings < context.least_findings {
        return json!({ "cards": [] });
    }
    let writer = Writer { engine, result, context };
    json!({ "cards": [writer.card()] })
}

struct Writer<'a> {
    engine: &'a Engine,
    result: &'a DifferentialDiagnosis,
    context: &'a CardContext<'a>,
}

impl Writer<'_> {
    fn say<'t>(&self, english: &'t str, japanese: &'t str) -> &'t str {
        say(self.context.language, english, japanese)
    }

    fn card(&self) -> Value {
        let mut card = json!({
            "uuid": uuid_of(self.context.instance, self.context.digest),
            "summary": self.summary(),
            "indicator": "info",
            "source": source(self.context.language, self.context.public_url),
            "detail": self.detail(),
            "overrideReasons": self.reasons(),
        });
        if !self.context.public_url.is_empty() {
            card["links"] = json!([self.link()]);
        }
        card
    }

    /// No `appContext`: the EHR sees it, and the page reads the record itself.
    fn link(&self) -> Value {
        let label = self.say("Open in shirube", "しるべで開く");
        let url = self.context.public_url;
        if self.context.launches {
            json!({ "label": label, "url": format!("{url}/smart/launch"), "type": "smart" })
        } else {
            json!({ "label": label, "url": format!("{url}/"), "type": "absolute" })
        }
    }

    fn reasons(&self) -> Value {
        let reasons = [
            ("known", "The diagnosis is known", "診断は既知"),
            ("unlikely", "Does not fit the patient", "患者像に合わない"),
            ("later", "Not the question now", "今の受診目的ではない"),
        ];
        let reasons = reasons.map(|(code, english, japanese)| {
            json!({ "code": code, "system": "urn:shirube:override-reason", "display": self.say(english, japanese) })
        });
        json!(reasons)
    }

    fn summary(&self) -> String {
        let Some(first) = self.result.candidates.first() else { return String::new() };
        let named = format!(
            "{} {}",
            disease_name(self.engine.kb().disease(first.disease), self.context.language),
            percent(first.probability.value())
        );
        let others = self.listed().count() - 1;
        let text = match (self.context.language, others) {
            (Language::English, 0) => format!("Rare disease to consider: {named}"),
            (Language::English, others) => format!("Rare diseases to consider: {named}, and {others} more"),
            (Language::Japanese, 0) => format!("希少疾患の鑑別候補: {named}"),
            (Language::Japanese, others) => format!("希少疾患の鑑別候補: {named}、ほか{others}件"),
        };
        shortened(&text, LONGEST_SUMMARY)
    }

    /// The first candidates, as long as each has a tenth of what is asked of the first.
    fn listed(&self) -> impl Iterator<Item = &Candidate> {
        let least = self.context.threshold / 10.0;
        self.result
            .candidates
            .iter()
            .take(LISTED)
            .filter(move |candidate| candidate.rank == 1 || candidate.probability.value() >= least)
    }

    fn detail(&self) -> String {
        let mut text = String::new();
        for candidate in self.listed() {
            self.line(candidate, &mut text);
        }
        if let Some(none) = self.result.none_of_these {
            let words = self.say("None of the diseases compared closely", "詳しく比較した疾患のいずれでもない");
            let _ = writeln!(text, "\n{words}: {}", percent(none.value()));
        }
        let _ = write!(
            text,
            "\n{}",
            match self.context.language {
                Language::English => format!("From {} HPO-coded findings of the record.", self.context.findings),
                Language::Japanese => format!("診療記録のHPOコード付き所見{}件に基づく。", self.context.findings),
            }
        );
        remarks(self.context.issues, self.context.language, &mut text);
        let _ = write!(
            text,
            "\n\n*{}*",
            self.say(
                "Decision support for healthcare professionals; not a diagnosis.",
                "医療従事者のための診断支援情報です。診断ではありません。",
            )
        );
        text
    }

    fn line(&self, candidate: &Candidate, text: &mut String) {
        let disease = self.engine.kb().disease(candidate.disease);
        let _ = write!(
            text,
            "{}. **{}** {} ({})",
            candidate.rank,
            escaped(disease_name(disease, self.context.language)),
            percent(candidate.probability.value()),
            disease.primary_id()
        );
        for badge in badges(disease, self.context.language) {
            let _ = write!(text, " — {}", escaped(&badge));
        }
        text.push('\n');
        for (words, side) in [(self.say("for", "支持"), Side::For), (self.say("against", "否定的"), Side::Against)]
        {
            let named = self.named(candidate, side);
            if !named.is_empty() {
                let _ = writeln!(text, "   - {words}: {}", named.join(self.say(", ", "、")));
            }
        }
    }

    fn named(&self, candidate: &Candidate, side: Side) -> Vec<String> {
        findings_of_side(candidate, side)
            .into_iter()
            .take(NAMED)
            .map(|finding| {
                let absent = match finding.status {
                    FeatureStatus::Observed => "",
                    FeatureStatus::Excluded => self.say("no ", "なし："),
                };
                format!("{absent}{}", escaped(&term_name(self.engine.kb(), finding.query, self.context.language)))
            })
            .collect()
    }
}

fn percent(value: f64) -> String {
    let percent = value * 100.0;
    if percent >= 99.5 {
        ">99 %".to_owned()
    } else if percent < 1.0 {
        "<1 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_in_whole_percents() {
        assert_eq!([0.999, 0.9949, 0.5, 0.001].map(percent), [">99 %", "99 %", "50 %", "<1 %"]);
    }
}
