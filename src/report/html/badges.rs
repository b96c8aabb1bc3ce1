//! What sets a disease apart for a Japanese hospital, at a glance.

use maud::{Markup, html};

use super::Page;
use crate::knowledge::{DiseaseView, InsuredTestView, LIST_DATE, NanbyoLink, NanbyoView, Scope};
use crate::report::japan::circled;

impl Page<'_> {
    /// The badges of a disease, in the page's language, in the order in which they are shown: 指定難病, insured test.
    pub(super) fn badges(self, disease: DiseaseView<'_>) -> Vec<Markup> {
        let designated = disease.designated().and_then(|entry| self.designated(entry));
        designated.into_iter().chain(disease.insured_tests().next().map(|test| self.insured(test))).collect()
    }

    fn designated(self, entry: NanbyoView<'_>) -> Option<Markup> {
        let number = entry.notification_number()?;
        let doubt = match entry.link() {
            link if link.is_same_disease() => None,
            NanbyoLink::Close => Some(self.say("close match", "近い疾患")),
            _ => Some(self.say("by its family's name", "疾患群の名称による")),
        };
        Some(html! {
            span lang="ja" { "指定難病 " (number) }
            @if !self.japanese() { " (designated intractable disease)" }
            @if let Some(doubt) = doubt { "? (" span lang="ja" { (entry.name_ja()) } "; " (doubt) ")" }
        })
    }

    fn insured(self, test: InsuredTestView<'_>) -> Markup {
        html! {
            (self.say("insured genetic test", "遺伝学的検査 保険収載")) " "
            span lang="ja" { (test.group().as_str()) (circled(test.item())) }
            " (" (LIST_DATE) ")"
            @if test.scope() == Scope::Family { ": " (self.style.say(test.name_en(), test.name_ja())) }
        }
    }
}
