//! The card that says that the record could not be read whole, where there is no other.

use std::fmt::Write;

use serde_json::{Value, json};

use super::card::CardContext;
use super::parts::{LONGEST_SUMMARY, remarks, say, shortened, source, uuid_of};
use crate::domain::{InputIssue, Severity};
use crate::report::Language;

/// A card, where findings of the record name a term and could not be used; `unused` are their places.
///
/// Records without terms of HPO get none: there is nothing to be read in them, every day and for most patients.
#[must_use]
pub fn unread_card(context: &CardContext<'_>, unused: &[String]) -> Option<Value> {
    if unused.is_empty() {
        return None;
    }
    let language = context.language;
    let summary = match language {
        Language::English => format!(
            "Look for rare diseases incomplete: {} HPO-coded {} of the record could not be used",
            unused.len(),
            if unused.len() == 1 { "entry" } else { "entries" }
        ),
        Language::Japanese => {
            format!("希少疾患の検討は不完全です：診療記録のHPOコード付き項目{}件を使用できません", unused.len())
        }
    };
    let mut detail = String::new();
    let _ = write!(
        detail,
        "{}",
        say(
            language,
            "What could be read was too little for a ranking, or ranked nothing first that is worth a look. That says nothing of the patient.",
            "読み取れた所見だけでは順位付けに足りないか、注目すべき候補がありませんでした。患者に該当がないという意味ではありません。",
        )
    );
    let grave: Vec<InputIssue> =
        context.issues.iter().filter(|issue| issue.severity != Severity::Note).cloned().collect();
    remarks(&grave, language, &mut detail);
    let mut card = json!({
        "uuid": uuid_of(context.instance, &unused.join("\n")),
        "summary": shortened(&summary, LONGEST_SUMMARY),
        "indicator": "warning",
        "source": source(language, context.public_url),
        "detail": detail,
    });
    if !context.public_url.is_empty() {
        let label = say(language, "Open shirube", "しるべを開く");
        card["links"] = json!([{ "label": label, "url": format!("{}/", context.public_url), "type": "absolute" }]);
    }
    Some(card)
}
