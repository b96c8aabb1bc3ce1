//! The report that is printed and filed: one HTML page that stands alone.
//!
//! It loads nothing, runs nothing and needs no network: styles are inline, there is no script, and its content security
//! policy forbids both. Every text passes through `maud`, which escapes it; the one text that enters a style sheet, the
//! case's name in the margin, passes through [`css_string`].

mod allele;
mod badges;
mod closing;
mod digest;
mod evidence;
mod genotype;
mod given;
mod head;
mod listed;
mod names;
mod numbers;
mod ranking;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use digest::{DIGEST_FORM, response_digest, result_digest};

use super::style::{Language, Style};
use crate::diagnosis::{DifferentialDiagnosis, Engine};
use crate::domain::{Case, InputIssue, Member};
use crate::knowledge::KnowledgeBase;

/// What a report shows besides the result. Nothing here is looked up: no clock, no file, no user name.
#[derive(Debug, Clone, Copy)]
pub struct ReportContext<'a> {
    /// The case that was ranked.
    pub case: &'a Case,
    /// In which language, or in both, one after the other.
    pub language: ReportLanguage,
    /// What was found wrong with, or changed in, the input.
    pub issues: &'a [InputIssue],
    /// When the report was written, in ISO 8601; shown as given.
    pub written_at: Option<&'a str>,
    /// Who had it written.
    pub author: Option<&'a str>,
    /// The file that the variants are from.
    pub variant_source: Option<&'a str>,
    /// Whether pretest probabilities were given; otherwise every disease was held alike beforehand.
    pub pretest_given: bool,
    /// The knowledge base's id, which holds the first digits of its checksum: `hpo-2025-01-16-0123456789ab`.
    pub knowledge_base: Option<&'a str>,
    /// Candidates whose evidence is shown, from the first; the others stand in the table only.
    pub details: usize,
}

/// Candidates whose evidence a report shows where nothing else is asked for.
pub const DEFAULT_DETAILS: usize = 5;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportLanguage {
    /// English.
    #[default]
    English,
    /// Japanese.
    Japanese,
    /// Two complete parts, English first; the second begins on a new page.
    Both,
}

impl ReportLanguage {
    fn parts(self) -> &'static [Language] {
        match self {
            Self::English => &[Language::English],
            Self::Japanese => &[Language::Japanese],
            Self::Both => &[Language::English, Language::Japanese],
        }
    }
}

impl From<Language> for ReportLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::English => Self::English,
            Language::Japanese => Self::Japanese,
        }
    }
}

/// A written report.
#[derive(Debug, Clone)]
pub struct Report {
    /// The whole document, from `<!DOCTYPE html>` on.
    pub html: String,
    /// The digest that it shows ([`result_digest`]).
    pub digest: String,
}

/// Writes a report. The same result and context give the same bytes.
#[must_use]
pub fn report_html(engine: &Engine, result: &DifferentialDiagnosis, context: &ReportContext<'_>) -> Report {
    let digest = result_digest(engine, result, context.case, context.issues);
    let parts = context.language.parts();
    let first = parts.first().copied().unwrap_or_default();
    let page = |language| Page { engine, result, context, digest: &digest, style: Style { color: false, language } };
    let document = html! {
        (DOCTYPE)
        html lang=(first.code()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "shirube " (env!("CARGO_PKG_VERSION")) };
                title { (page(first).title()) @if !result.case_id.is_empty() { " – " (result.case_id) } }
                style { (style_sheet(&result.case_id, &digest)) }
            }
            body {
                main { @for &language in parts { (page(language).part()) } }
            }
        }
    };
    let html = document.into_string();
    Report { html, digest }
}

/// One part of the report in one language: what its sections are made from.
#[derive(Clone, Copy)]
struct Page<'a> {
    engine: &'a Engine,
    result: &'a DifferentialDiagnosis,
    context: &'a ReportContext<'a>,
    digest: &'a str,
    style: Style,
}

impl<'a> Page<'a> {
    fn part(self) -> Markup {
        html! {
            article.part lang=(self.style.language.code()) {
                (self.head())
                (self.given())
                (self.issues())
                (self.ranking())
                (self.not_done())
                (self.evidence())
                (self.candidate_genes())
                (self.how_to_read())
                (self.limits())
                (self.provenance())
                (self.sign())
            }
        }
    }

    fn title(self) -> &'static str {
        self.say("Differential diagnosis report", "鑑別診断レポート")
    }

    fn say(self, english: &'static str, japanese: &'static str) -> &'static str {
        self.style.say(english, japanese)
    }

    fn japanese(self) -> bool {
        self.style.language == Language::Japanese
    }

    fn kb(self) -> &'a KnowledgeBase {
        self.engine.kb()
    }

    fn members(self) -> &'a [Member] {
        self.result.variants.as_ref().map_or(&[], |variants| &variants.members)
    }

    /// Text that is English whatever the page speaks.
    fn english(self, text: &str) -> Markup {
        html! { @if self.japanese() { span lang="en" { (text) } } @else { (text) } }
    }
}

/// The style sheet, with the case and the digest in the margin of every page.
fn style_sheet(case_id: &str, digest: &str) -> PreEscaped<String> {
    let short: String = case_id.chars().take(48).collect();
    let after = match () {
        () if short.is_empty() => "",
        () if short.len() < case_id.len() => "… · ",
        () => " · ",
    };
    let margin = css_string(&format!("{short}{after}SHA-256 {}…", digest.get(..12).unwrap_or(digest)));
    PreEscaped(format!("{}@page {{ @bottom-left {{ content: {margin}; }} }}\n", include_str!("report.css")))
}

/// A CSS string that holds any text: all but plain letters, digits and spaces is written as a hexadecimal escape, so
/// that nothing in it can end the string, the rule or the `style` element. A space ends an escape and is not shown.
/// Control characters are left out.
fn css_string(text: &str) -> String {
    use std::fmt::Write;
    let mut quoted = String::from("\"");
    for character in text.chars().filter(|character| !character.is_control()) {
        if character.is_ascii_alphanumeric() || character == ' ' {
            quoted.push(character);
        } else {
            let _ = write!(quoted, "\\{:06x} ", u32::from(character));
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_css_string() {
        for hostile in ["</style><script>", "a\"; } body { display: none", "a\\", "\n}", "é患者\u{202e}x", "*/", ""]
        {
            let quoted = css_string(hostile);
            assert!(quoted.starts_with('"') && quoted.ends_with('"') && quoted.len() >= 2, "{quoted}");
            let inner = &quoted[1..quoted.len() - 1];
            assert!(inner.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '\\'), "{quoted}");
            // Every backslash begins an escape of six digits.
            let escapes = |rest: &str| {
                rest.len() >= 7 && rest.as_bytes()[..6].iter().all(u8::is_ascii_hexdigit) && rest.as_bytes()[6] == b' '
            };
            assert!(inner.split('\\').skip(1).all(escapes), "{quoted}");
        }
    }

    #[test]
    fn the_margin_is_cut_at_characters() {
        let sheet = style_sheet(&"患".repeat(100), "0123456789abcdef").0;
        assert_eq!(sheet.matches("\\0060a3").count(), 48);
        assert!(sheet.contains("0123456789ab\\002026"));
    }
}
