//! Names in both languages, each marked with its own.

use maud::{Markup, html};

use super::Page;
use crate::domain::{Reference, TermId};
use crate::knowledge::DiseaseView;

impl Page<'_> {
    /// A name in the page's language first, the other one after it, smaller.
    pub(super) fn both(self, english: &str, japanese: Option<&str>) -> Markup {
        match (self.japanese(), japanese) {
            (true, Some(japanese)) => html! { (japanese) " " span.other lang="en" { (english) } },
            (true, None) => html! { span lang="en" { (english) } " " span.other { "（和名なし）" } },
            (false, Some(japanese)) => html! { (english) " " span.other lang="ja" { (japanese) } },
            (false, None) => html! { (english) },
        }
    }

    pub(super) fn disease_names(self, disease: DiseaseView<'_>) -> Markup {
        self.both(disease.name(), disease.name_ja())
    }

    pub(super) fn term_names(self, id: TermId) -> Markup {
        let Some(term) = self.kb().ontology().index(id) else { return html! { (id) } };
        self.both(self.kb().term(term).name(), self.kb().term(term).name_ja())
    }

    /// The name in the page's language alone, for places that were named in full above.
    pub(super) fn term_name(self, id: TermId) -> Markup {
        let Some(term) = self.kb().ontology().index(id) else { return html! { (id) } };
        let view = self.kb().term(term);
        match view.name_ja() {
            Some(japanese) if self.japanese() => html! { (japanese) },
            _ => self.english(view.name()),
        }
    }
}

/// A source, as a link where it has an address. Other schemes than the web's are shown and not linked.
pub(super) fn reference(reference: &Reference) -> Markup {
    let text = reference.to_string();
    html! {
        @if let Some(url) = reference.url().filter(|url| is_web_address(url)) { a href=(url) { (text) } }
        @else { (text) }
    }
}

/// All ids of a disease.
pub(super) fn ids(disease: DiseaseView<'_>) -> Markup {
    html! { span.ids { @for id in disease.ids() { (id) " " } } }
}

/// An address that a reader may follow.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        assert!(is_web_address("https://pubmed.ncbi.nlm.nih.gov/1/") && is_web_address("http://purl.obolibrary.org/"));
        assert!(!is_web_address("httpx:evil") && !is_web_address("javascript:alert(1)"));
    }
}
