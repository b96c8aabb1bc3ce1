//! 指定難病 and insured genetic tests in words.

use super::style::{Language, Style};
use crate::knowledge::{DiseaseView, InsuredTestView, LIST_DATE, NanbyoLink, Scope};

/// What a reader should know of the disease's 指定難病 number and insured test; empty where there is neither.
#[must_use]
pub fn badges(disease: DiseaseView<'_>, language: Language) -> Vec<String> {
    let style = Style { color: false, language };
    designated(disease, style).into_iter().chain(disease.insured_tests().next().map(|t| insured(t, style))).collect()
}

fn designated(disease: DiseaseView<'_>, style: Style) -> Option<String> {
    let entry = disease.designated()?;
    let number = entry.notification_number()?;
    let named = style.say("指定難病 (designated intractable disease)", "指定難病");
    let doubt = match entry.link() {
        link if link.is_same_disease() => return Some(format!("{named} {number}")),
        NanbyoLink::Close => style.say("close match", "近い疾患"),
        _ => style.say("by its family's name", "疾患群の名称による"),
    };
    Some(format!("{named} {number}? ({}; {doubt})", entry.name_ja()))
}

fn insured(test: InsuredTestView<'_>, style: Style) -> String {
    let family = match test.scope() {
        Scope::Disease => String::new(),
        Scope::Family => format!(": {}", style.say(test.name_en(), test.name_ja())),
    };
    let listed = style.say("insured genetic test", "遺伝学的検査 保険収載");
    format!("{listed} {}{} ({LIST_DATE}){family}", test.group().as_str(), circled(test.item()))
}

/// `1` → `①`
pub(super) fn circled(item: u8) -> char {
    char::from_u32(0x2460 + u32::from(item.saturating_sub(1).min(19))).unwrap_or('①')
}

#[cfg(test)]
mod tests {
    use super::circled;

    #[test]
    fn items_are_circled_as_in_the_list() {
        assert_eq!([1, 2, 3, 20].map(circled), ['①', '②', '③', '⑳']);
    }
}
