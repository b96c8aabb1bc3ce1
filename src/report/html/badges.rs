//! What sets a disease apart for a Japanese hospital, at a glance.

use maud::{Markup, html};

use super::Page;
use crate::knowledge::DiseaseView;
use crate::report::japan;

impl Page<'_> {
    /// The badges of a disease, in the page's language, in the order in which they are shown: 指定難病, insured test.
    pub(super) fn badges(self, disease: DiseaseView<'_>) -> Vec<Markup> {
        japan::badges(disease, self.style.language).into_iter().map(|badge| html! { (badge) }).collect()
    }
}
