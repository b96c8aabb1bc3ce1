//! Characters in one form, each with the bytes of the text it stands for.

use unicode_normalization::UnicodeNormalization;

/// What a character was before it was folded; kana are told apart, since words end where the script changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Latin,
    Digit,
    Other,
}

/// A folded text: characters, and for each the bytes of the original it came from.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    pub chars: Vec<char>,
    pub scripts: Vec<Script>,
    pub starts: Vec<usize>,
    pub ends: Vec<usize>,
}

/// Words that are written in two ways, and the form used here.
const SPELLINGS: &[(&str, &str)] = &[
    ("痙攣", "けいれん"),
    ("痙れん", "けいれん"),
    ("癲癇", "てんかん"),
    ("頚", "頸"),
    ("囊", "嚢"),
    ("彎", "弯"),
    ("湾", "弯"),
    ("頬", "頰"),
    ("瘦", "痩"),
    ("障碍", "障害"),
    ("障がい", "障害"),
    ("蹠", "底"),
    ("離開", "開離"),
    ("口唇", "口唇"),
    ("舞踏様", "舞踏"),
    ("発育", "発育"),
    ("ヶ月", "か月"),
    ("ヵ月", "か月"),
    ("カ月", "か月"),
    ("ケ月", "か月"),
    ("ジスとニア", "じすとにあ"),
];

pub(super) fn script(c: char) -> Script {
    match c {
        '々' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' => Script::Kanji,
        '\u{3041}'..='\u{309f}' => Script::Hiragana,
        '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => Script::Katakana,
        c if c.is_numeric() => Script::Digit,
        c if c.is_alphabetic() => Script::Latin,
        _ => Script::Other,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// One character in its usual form.
fn usual(c: char) -> char {
    match c {
        '\u{30a1}'..='\u{30f6}' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        c if is_dash(c) => '-',
        '，' => ',',
        '．' => '.',
        '\u{2019}' | '\u{2018}' | '\u{02bc}' => '\'',
        c => c,
    }
}

/// Width, case, Latin accents and kana folded; `offset` is added to every position.
pub(super) fn fold(text: &str, offset: usize) -> Folded {
    let mut out = Folded::default();
    let mut rest = text.char_indices().peekable();
    let mut cluster = String::new();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        cluster.clear();
        cluster.push(first);
        while let Some(&(at, mark)) = rest.peek() {
            if !is_mark(mark) {
                break;
            }
            end = at + mark.len_utf8();
            // A heap of marks is not writing; the first few decide.
            if cluster.len() < 32 {
                cluster.push(mark);
            }
            rest.next();
        }
        if cluster.is_ascii() {
            push(&mut out, first.to_ascii_lowercase(), script(first), offset + start, offset + end);
            continue;
        }
        let wide: String = cluster.nfkc().collect();
        for c in wide.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).nfc().flat_map(char::to_lowercase) {
            push(&mut out, usual(c), script(c), offset + start, offset + end);
        }
    }
    respell(out)
}

fn push(out: &mut Folded, c: char, script: Script, start: usize, end: usize) {
    out.chars.push(c);
    out.scripts.push(script);
    out.starts.push(start);
    out.ends.push(end);
}

/// Applies [`SPELLINGS`]. A replacement of another length stands for all the bytes of what it replaces.
fn respell(folded: Folded) -> Folded {
    if folded.scripts.iter().all(|s| matches!(s, Script::Latin | Script::Digit | Script::Other)) {
        return folded;
    }
    let mut out = Folded::default();
    let mut at = 0;
    while at < folded.chars.len() {
        let found = SPELLINGS.iter().find(|(from, _)| {
            let mut length = 0;
            from.chars().enumerate().all(|(k, c)| {
                length = k;
                folded.chars.get(at + length) == Some(&usual(c))
            })
        });
        let Some((from, to)) = found else {
            push(&mut out, folded.chars[at], folded.scripts[at], folded.starts[at], folded.ends[at]);
            at += 1;
            continue;
        };
        let length = from.chars().count();
        let (start, end) = (folded.starts[at], folded.ends[at + length - 1]);
        for c in to.chars() {
            push(&mut out, usual(c), script(c), start, end);
        }
        at += length;
    }
    out
}

impl Folded {
    /// Whether `word` (already in folded form) stands at a position.
    pub fn has(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(k, c)| self.chars.get(at + k) == Some(&c))
    }

    /// Length in characters of the longest of the words that stands at a position.
    pub fn longest<'w>(&self, at: usize, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().filter(|word| self.has(at, word)).max_by_key(|word| word.len())
    }

    /// Length in characters.
    pub fn len(&self) -> usize {
        self.chars.len()
    }
}

/// The folded characters of a phrase as a text.
pub(super) fn folded(text: &str) -> String {
    fold(text, 0).chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_accents_and_kana_are_folded() {
        for (given, wanted) in [
            ("ＶＳＤ", "vsd"),
            ("ｹｲﾚﾝ", "けいれん"),
            ("ｶﾞ", "が"),
            ("か\u{3099}", "が"),
            ("café", "cafe"),
            ("（−）", "(-)"),
            ("痙攣", "けいれん"),
            ("３ヶ月", "3か月"),
            ("頚部", "頸部"),
        ] {
            assert_eq!(folded(given), wanted, "{given}");
        }
    }

    #[test]
    fn positions_lead_back_to_the_original() {
        let text = "ｶﾞと痙攣";
        let folded = fold(text, 0);
        let at = folded.chars.iter().position(|&c| c == 'け').unwrap();
        assert_eq!(&text[folded.starts[at]..folded.ends[at]], "痙攣");
        assert_eq!(&text[folded.starts[0]..folded.ends[0]], "ｶﾞ");
    }
}
