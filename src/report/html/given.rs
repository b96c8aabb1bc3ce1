//! What was given, what was wrong with it, and what was not done.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::words;
use super::{Page, numbers};
use crate::diagnosis::StepOutcome;
use crate::domain::{AcmgCriterion, AcmgState, Age, FeatureStatus, PhenotypicFeature};
use crate::report::text::step_words;

impl Page<'_> {
    pub(super) fn given(self) -> Markup {
        let case = self.context.case;
        let age = |age: Option<Age>| {
            age.map_or_else(|| self.say("not given", "記載なし").to_owned(), |age| numbers::age(age, self.style))
        };
        html! {
            section {
                h2 { (self.say("What was given", "入力内容")) }
                dl.facts {
                    dt { (self.say("Age", "年齢")) } dd { (age(case.age)) }
                    dt { (self.say("Onset of illness", "発症年齢")) } dd { (age(case.onset)) }
                    dt { (self.say("Sex", "性別")) } dd { (words::sex(case.sex, self.style)) }
                    dt { (self.say("Pretest probabilities", "検査前確率")) }
                    dd {
                        @if self.context.pretest_given { (self.say("as given by the user", "利用者の指定による")) }
                        @else { (self.say("every disease alike", "全疾患で一律")) }
                    }
                }
                (self.features(&case.features))
                (self.variants_given())
            }
        }
    }

    fn features(self, features: &[PhenotypicFeature]) -> Markup {
        let of = |status: FeatureStatus| features.iter().filter(move |feature| feature.status == status);
        html! {
            h3 { (self.say("Findings", "所見")) }
            table {
                thead { tr {
                    th scope="col" { (self.say("Status", "有無")) }
                    th scope="col" { (self.say("Finding", "所見")) }
                    th scope="col" { "HPO" }
                    th scope="col" { (self.say("Onset", "発症")) }
                    th scope="col" { (self.say("Certainty", "確からしさ")) }
                } }
                tbody {
                    @for feature in of(FeatureStatus::Observed).chain(of(FeatureStatus::Excluded)) {
                        tr {
                            td.word { (words::status(feature.status, self.style)) }
                            th scope="row" { (self.term_names(feature.term)) }
                            td.id { (feature.term) }
                            td.word { @if let Some(onset) = feature.onset { (numbers::age(onset, self.style)) } @else { "–" } }
                            td.word {
                                @if feature.certainty.weight() < 1.0 { (format!("{:.0} %", 100.0 * feature.certainty.weight())) }
                                @else { (self.say("certain", "確実")) }
                            }
                        }
                    }
                }
            }
        }
    }

    pub(super) fn issues(self) -> Markup {
        let issues = self.context.issues;
        html! {
            section {
                h2 { (self.say("Remarks on the input", "入力に関する注意")) }
                @if issues.is_empty() {
                    p { (self.say("None: everything was used as it was given.", "なし。すべて入力どおりに使用しました。")) }
                } @else {
                    ul {
                        @for issue in issues {
                            li {
                                strong { (words::severity(issue.severity, self.style)) } " – "
                                span lang=[self.japanese().then_some("en")] {
                                    bdi { (issue.place) } ": " bdi { (issue.message) }
                                    @if let Some(suggestion) = &issue.suggestion { " (" bdi { (suggestion) } ")" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    pub(super) fn not_done(self) -> Markup {
        let criteria = self.not_assessed();
        let missing: Vec<&str> =
            self.kb().sources().filter(|source| !source.present).map(|source| source.title).collect();
        html! {
            section {
                h2 { (self.say("What was not done or not assessed", "実施・評価していないこと")) }
                ul {
                    @for step in self.result.steps.iter().filter(|step| step.outcome == StepOutcome::NotRun) {
                        @let (name, detail) = step_words(step, self.style);
                        li { strong { (capitalized(name)) } (self.say(": ", "：")) (detail) }
                    }
                    @if !criteria.is_empty() {
                        li {
                            strong { (self.say("ACMG/AMP criteria", "ACMG/AMP基準")) } (self.say(": ", "："))
                            (self.say(
                                "the data for these was not there for any allele shown; they are neither met nor not met.",
                                "次の基準は、示したどのアレルでもデータがなく評価していません。該当とも非該当ともしていません。",
                            ))
                            ul.columns {
                                @for criterion in criteria {
                                    li {
                                        strong { (criterion.as_str()) } " " (words::criterion(criterion, self.style))
                                    }
                                }
                            }
                        }
                    }
                    @for source in missing {
                        li { strong { (self.say("Source not in the knowledge base", "知識ベースにない情報源")) } (self.say(": ", "：")) (self.english(source)) }
                    }
                    li {
                        (self.say(
                            "No literature search, image, laboratory value or family history beyond what is listed above.",
                            "上記以外の文献検索、画像、検査値、家族歴は評価していません。",
                        ))
                    }
                }
            }
        }
    }

    /// Criteria that could not be assessed for any allele that the report shows.
    fn not_assessed(self) -> Vec<AcmgCriterion> {
        let shown = self.result.candidates.iter().take(self.context.details);
        let fits = shown.filter_map(|candidate| candidate.genotype.as_ref()).flat_map(|genotype| &genotype.fits);
        let genes = self.result.variants.iter().flat_map(|summary| &summary.candidate_genes).map(|found| &found.fit);
        let mut assessed: BTreeMap<AcmgCriterion, bool> = BTreeMap::new();
        for item in fits.chain(genes).flat_map(|fit| &fit.alleles).flat_map(|allele| &allele.assessment.evidence) {
            *assessed.entry(item.criterion).or_default() |= item.state != AcmgState::NotAssessed;
        }
        assessed.into_iter().filter(|(_, assessed)| !assessed).map(|(criterion, _)| criterion).collect()
    }
}

/// A step's name at the beginning of a line.
fn capitalized(word: &str) -> String {
    let mut rest = word.chars();
    let first = rest.next();
    first.into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}
