//! Terms typed as a list: ids or names, English or Japanese.

use crate::domain::{Certainty, DraftFeature, FeatureStatus};

/// Parts of a typed list, trimmed; commas, semicolons, line breaks and their Japanese forms separate.
pub fn split_list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n', '、', '，', '；']).map(str::trim).filter(|part| !part.is_empty())
}

/// Features of one typed list; `option` names the list in messages.
pub fn draft_from_lists<'a>(
    option: &'a str,
    lists: &'a [String],
    status: FeatureStatus,
) -> impl Iterator<Item = DraftFeature> + 'a {
    lists.iter().flat_map(|list| split_list(list)).enumerate().map(move |(index, term)| DraftFeature {
        place: format!("{option}[{}]", index + 1),
        term: term.to_owned(),
        labels: Vec::new(),
        status,
        onset: None,
        certainty: Certainty::CERTAIN,
        fault: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_split_at_english_and_japanese_marks() {
        let parts: Vec<&str> = split_list(" HP:0001250, けいれん、 arachnodactyly；ectopia lentis\n,,").collect();
        assert_eq!(parts, ["HP:0001250", "けいれん", "arachnodactyly", "ectopia lentis"]);
    }
}
