//! The index terms of a normalized text.

/// Longest prefix of a word that is indexed.
pub(super) const LONGEST_PREFIX: usize = 15;

/// Words of a normalized text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|word| !word.is_empty())
}

/// The first `length` characters of a word.
pub(super) fn head(word: &str, length: usize) -> &str {
    word.char_indices().nth(length).map_or(word, |(end, _)| &word[..end])
}

/// Every prefix of a word up to [`LONGEST_PREFIX`] characters.
pub(super) fn prefixes(word: &str) -> impl Iterator<Item = &str> {
    word.char_indices().map(|(at, c)| &word[..at + c.len_utf8()]).take(LONGEST_PREFIX)
}

/// Runs of `length` characters, spaces left out; the whole where the text is shorter.
pub(super) fn grams(text: &str, length: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    if chars.is_empty() {
        return Vec::new();
    }
    if chars.len() <= length {
        return vec![chars.into_iter().collect()];
    }
    let mut grams: Vec<String> = chars.windows(length).map(|window| window.iter().collect()).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Dice coefficient of two texts' runs of two characters: 1 for equal, 0 for nothing in common.
pub(super) fn similarity(a: &str, b: &str) -> f32 {
    let (a, b) = (grams(a, 2), grams(b, 2));
    let common = a.iter().filter(|gram| b.binary_search(gram).is_ok()).count();
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { 2.0 * common as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_prefixes() {
        assert_eq!(grams("けいれん", 3), ["いれん", "けいれ"]);
        assert_eq!(grams("咳", 3), ["咳"]);
        assert!(grams("", 3).is_empty());
        assert_eq!(prefixes("abc").collect::<Vec<_>>(), ["a", "ab", "abc"]);
        assert_eq!((head("abc", 2), head("咳嗽", 1), head("a", 5)), ("ab", "咳", "a"));
        assert!((similarity("seizure", "seizure") - 1.0).abs() < 1e-6 && similarity("abc", "xyz") == 0.0);
    }
}
