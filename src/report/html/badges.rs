//! What sets a disease apart for a Japanese hospital, at a glance.

use maud::{Markup, html};

use super::Page;
use crate::knowledge::DiseaseView;

impl Page<'_> {
    /// The badges of a disease, in the page's language, in the order in which they are shown.
    ///
    /// **This is the place for further badges.** Whether a genetic test of the disease is paid for by the national health
    /// insurance belongs here once the knowledge base tells.
    pub(super) fn badges(self, disease: DiseaseView<'_>) -> Vec<Markup> {
        let mut badges = Vec::new();
        if let Some(number) = disease.designated_number() {
            badges.push(html! {
                span lang="ja" { "指定難病 " (number) }
                @if !self.japanese() { " (designated intractable disease)" }
            });
        }
        badges
    }
}
