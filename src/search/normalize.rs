//! One form for what means the same when typed: width, case, accents, kana.

use unicode_normalization::UnicodeNormalization;

/// NFKC (which folds half- and full-width), lower case, Latin accents removed, katakana as hiragana, punctuation and
/// runs of spaces as one space.
#[must_use]
pub fn normalize(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    // Decompose to drop Latin accents only; kana voicing marks (U+3099, U+309A) are put together again.
    let bare: String = folded.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).nfc().collect();
    let mut out = String::with_capacity(bare.len());
    let mut gap = false;
    for c in bare.chars().map(kana) {
        if c.is_alphanumeric() || c == 'ー' || c == '々' {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else if c != '\'' && c != '’' {
            gap = true;
        }
    }
    out
}

/// Katakana to hiragana.
fn kana(c: char) -> char {
    if ('\u{30a1}'..='\u{30f6}').contains(&c) { char::from_u32(c as u32 - 0x60).unwrap_or(c) } else { c }
}

/// Whether a text holds Japanese characters.
pub(super) fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_means_the_same_becomes_the_same() {
        for (left, right) in [
            ("ＦＢＮ１", "fbn1"),
            ("ﾏﾙﾌｧﾝ", "まるふぁん"),
            ("ケイレン", "けいれん"),
            ("Sjögren's", "sjogrens"),
            ("Charcot–Marie–Tooth", "charcot marie tooth"),
            ("  a   b ", "a b"),
            ("ヴィ", "ゔぃ"),
            ("ガ", "が"),
            ("てんかん・発作", "てんかん 発作"),
        ] {
            assert_eq!(normalize(left), right);
        }
    }

    #[test]
    fn japanese_is_told_from_latin() {
        assert!(is_japanese("けいれん") && is_japanese("VSD閉鎖") && is_japanese("ﾏﾙﾌｧﾝ"));
        assert!(!is_japanese("seizure") && !is_japanese("Ménière") && !is_japanese(""));
    }

    proptest! {
        #[test]
        fn normalizing_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once);
        }
    }
}
