//! The head of the report, and where it is signed.

use maud::{Markup, html};

use super::Page;
use super::numbers;

impl Page<'_> {
    pub(super) fn head(self) -> Markup {
        let (context, result) = (self.context, self.result);
        html! {
            header {
                h1 { (self.title()) }
                p.notice { strong { (self.intended_use()) } }
                dl.facts {
                    dt { (self.say("Case", "症例")) }
                    dd {
                        @if result.case_id.is_empty() { (self.say("not named", "記載なし")) }
                        @else { bdi { (result.case_id) } }
                    }
                    @if let Some(written) = context.written_at {
                        dt { (self.say("Written", "作成日時")) }
                        dd { time datetime=(written) { (written) } }
                    }
                    @if let Some(author) = context.author {
                        dt { (self.say("Author", "作成者")) }
                        dd { bdi { (author) } }
                    }
                    dt { (self.say("Compared with", "検討対象")) }
                    dd {
                        @let considered = numbers::grouped(result.considered as u64);
                        @if self.japanese() { (considered) " 疾患" } @else { (considered) " diseases" }
                        " (HPO " (self.kb().hpo_release()) ")"
                    }
                    dt { (self.say("Made with", "作成ソフト")) }
                    dd { "shirube " (env!("CARGO_PKG_VERSION")) }
                    dt { (self.say("Result digest", "結果ダイジェスト")) }
                    dd.digest { (self.digest) }
                }
            }
        }
    }

    pub(super) fn intended_use(self) -> &'static str {
        self.say(
            "Decision support for healthcare professionals. Not a diagnosis. Not a medical device. The physician reviews \
             the evidence and decides.",
            "医療従事者の判断を支援する情報です。診断ではありません。医療機器ではありません。医師が根拠を確認し、判断してください。",
        )
    }

    /// Lines for those who review the report on paper.
    pub(super) fn sign(self) -> Markup {
        html! {
            section.sign {
                h2 { (self.say("Review", "検討記録")) }
                dl.facts {
                    dt { (self.say("Conclusion", "結論")) } dd.line { }
                    dt { (self.say("Reviewed by", "検討者")) } dd.line { }
                    dt { (self.say("Date", "日付")) } dd.line { }
                }
                p.notice { strong { (self.intended_use()) } }
            }
        }
    }
}
