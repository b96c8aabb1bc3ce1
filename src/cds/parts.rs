//! What all cards have.

use std::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::domain::InputIssue;
use crate::report::Language;

/// Longest summary, in characters (CDS Hooks 2.0: fewer than 140).
pub(super) const LONGEST_SUMMARY: usize = 139;

/// Remarks on the record that a card has.
const REMARKS_NAMED: usize = 5;

pub(super) fn say<'t>(language: Language, english: &'t str, japanese: &'t str) -> &'t str {
    match language {
        Language::English => english,
        Language::Japanese => japanese,
    }
}

/// Who says it.
pub(super) fn source(language: Language, public_url: &str) -> Value {
    let label = say(language, "shirube (decision support, not a diagnosis)", "しるべ（診断支援。診断ではありません）");
    let mut source = json!({ "label": label });
    if !public_url.is_empty() {
        source["url"] = json!(public_url);
    }
    source
}

/// The same call with the same result has the same card: feedback to a card that was sent twice is about one.
pub(super) fn uuid_of(instance: &str, digest: &str) -> String {
    let hash = Sha256::new().chain_update(instance.to_ascii_lowercase()).chain_update(digest).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    // Version 8 (RFC 9562): a hash of our own.
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

/// What of the record was not used or read with doubt, the graver first: a card must not seem to rest on more than it does.
pub(super) fn remarks(issues: &[InputIssue], language: Language, text: &mut String) {
    if issues.is_empty() {
        return;
    }
    let _ = write!(
        text,
        "\n\n{}",
        match language {
            Language::English => format!("Remarks on the record ({}):", issues.len()),
            Language::Japanese => format!("記録の読み取りに関する注意（{}件、英語）:", issues.len()),
        }
    );
    let mut ordered: Vec<&InputIssue> = issues.iter().collect();
    ordered.sort_by_key(|issue| std::cmp::Reverse(issue.severity));
    for issue in ordered.iter().take(REMARKS_NAMED) {
        let _ = write!(text, "\n- {}: {}", escaped(&issue.place), escaped(&issue.message));
    }
    if issues.len() > REMARKS_NAMED {
        text.push_str("\n- …");
    }
}

/// Cut to a number of characters, with a mark that it was.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// Text that Markdown shows as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        match c {
            // A colon, an at sign or `www.` would make a link of what stands around it.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '@' => {
                safe.push('\\');
                safe.push(c);
            }
            ':' if rest.starts_with("://") => safe.push_str("\\:"),
            '.' if safe.to_ascii_lowercase().ends_with("www") => safe.push_str("\\."),
            // Marks that turn the direction of writing could make a name another.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Severity;

    #[test]
    fn summaries_are_cut_by_characters_and_markdown_is_harmless() {
        assert_eq!(shortened("マルファン症候群", 5), "マルファ…");
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(escaped("a*b_[c](d)\n<e>"), r"a\*b\_\[c\](d) \<e\>");
        assert_eq!(escaped("http://x www.y a@b \u{202e}z OMIM:1"), r"http\://x www\.y a\@b z OMIM:1");
    }

    #[test]
    fn the_gravest_remarks_are_named_first() {
        let issue = |severity, place: &str| InputIssue::new(severity, place, "x");
        let mut issues: Vec<InputIssue> = (0..6).map(|n| issue(Severity::Note, &format!("n{n}"))).collect();
        issues.push(issue(Severity::Warning, "w"));
        let mut text = String::new();
        remarks(&issues, Language::English, &mut text);
        assert!(text.contains("(7):\n- w: x\n- n0: x") && text.ends_with("- n3: x\n- …"), "{text}");
    }
}
