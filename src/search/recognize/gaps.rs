//! What may stand between the words of one finding.

use super::tokens::{Form, Token};

/// What an unmatched token between matched ones is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Costs nothing: articles, forms of "be", degree and side.
    Free,
    /// An adjective.
    Modifier,
    /// "and", "or", a comma, a slash.
    Joint,
    /// Any other word.
    Word,
    /// Something that never stands inside a finding.
    Break,
}

/// Words without meaning of their own, left out of patterns and free in gaps.
pub(super) const STOP: &[&str] = &[
    "the", "a", "an", "of", "in", "on", "to", "for", "with", "by", "at", "as", "is", "was", "are", "were", "be",
    "been", "being", "has", "have", "had", "and", "or", "his", "her", "their", "its", "my", "our", "your", "he", "she",
    "it", "they", "there", "that", "this", "these", "those", "from", "some", "very", "quite", "rather", "really", "so",
    "just", "also", "too", "up", "him", "them", "type", "i", "we", "you", "when", "until",
];

const FREE: &[&str] = &[
    "mild",
    "mildly",
    "moderate",
    "moderately",
    "severe",
    "severely",
    "slight",
    "slightly",
    "marked",
    "markedly",
    "both",
    "left",
    "right",
    "bilateral",
    "bilaterally",
    "unilateral",
    "somewhat",
    "appear",
    "appears",
    "appeared",
    "look",
    "looks",
    "looked",
    "relatively",
    "significant",
    "significantly",
    "more",
    "most",
    "been",
    "noted",
    "serum",
    "plasma",
    "level",
    "levels",
    "seem",
    "seems",
    "profound",
    "extremely",
    "gross",
    "grossly",
    "subtle",
    "one",
    "two",
    "all",
    "small",
    "tiny",
    "large",
    "become",
    "became",
    "becoming",
    "getting",
    "gets",
    "got",
    "remains",
    "remained",
    "stays",
    "still",
    "feels",
    "felt",
    "now",
    "always",
    "often",
    "today",
    "bit",
    "l",
    "r",
    "bilat",
];

const BREAK: &[&str] = &[
    "no", "not", "without", "but", "with", "normal", "who", "which", "because", "however", "although", "while", "then",
    "denies", "denied", "absent", "absence", "after", "before", "since", "if", "mother", "father", "brother", "sister",
    "never", "nor", "negative", "except", "where", "whose", "despite", "until", "due",
];

/// Adjectives that no ending gives away.
const MODIFIERS: &[&str] = &[
    "low",
    "set",
    "high",
    "short",
    "long",
    "broad",
    "wide",
    "narrow",
    "thin",
    "thick",
    "flat",
    "deep",
    "full",
    "big",
    "little",
    "poor",
    "slow",
    "early",
    "late",
    "new",
    "old",
    "soft",
    "round",
    "square",
    "coarse",
    "sparse",
    "fine",
    "dry",
    "loose",
    "lax",
    "tight",
    "stiff",
    "weak",
    "prominent",
    "upper",
    "lower",
    "distal",
    "proximal",
    "anterior",
    "posterior",
    "inferior",
    "superior",
    "tall",
    "slender",
    "bulbous",
    "beaked",
    "pale",
    "dark",
    "light",
    "smooth",
    "rough",
    "recurrent",
    "frequent",
    "persistent",
    "transient",
    "acute",
    "subacute",
    "isolated",
    "diffuse",
    "complete",
    "partial",
    "gradual",
    "simple",
    "complex",
    "true",
    "pure",
    "mid",
    "inner",
    "outer",
    "back",
    "front",
    "hand",
    "foot",
    "age",
];

const ENDINGS: &[&str] = &["ed", "ing", "al", "ic", "ous", "ar", "ive", "ary", "ly", "oid", "able", "ible"];

/// Forms of "be" and "have".
const COPULA: &[&str] =
    &["is", "are", "was", "were", "appear", "appears", "appeared", "look", "looks", "looked", "seem"];

/// Whether a token never stands between the words of a finding.
pub(super) fn ends_finding(token: &Token) -> bool {
    class(token) == Gap::Break
}

fn class(token: &Token) -> Gap {
    let word = token.word.as_str();
    match token.form {
        Form::Mark(',' | '/' | '&' | '+') => Gap::Joint,
        Form::Mark(':') => Gap::Free,
        Form::Mark('-' | '\'' | '"') if !word.is_empty() => Gap::Modifier,
        Form::Mark(_) => Gap::Break,
        Form::Word if word == "and" || word == "or" => Gap::Joint,
        Form::Word if BREAK.contains(&word) => Gap::Break,
        Form::Word if STOP.contains(&word) || FREE.contains(&word) => Gap::Free,
        Form::Word if is_modifier(word) => Gap::Modifier,
        Form::Word | Form::Number => Gap::Word,
    }
}

fn is_modifier(word: &str) -> bool {
    MODIFIERS.contains(&word) || (word.len() > 4 && ENDINGS.iter().any(|end| word.ends_with(end)))
}

/// How badly the unmatched tokens between matched ones fit; `None` where they cannot be part of one finding.
///
/// `matched` are ascending positions of all matched tokens; `reversed` says that they are not in the pattern's order.
/// The second value says whether the words share a noun or an adjective with a neighbor ("broad thumbs and toes").
pub(super) fn cost(tokens: &[Token], matched: &[usize], reversed: bool) -> Option<(u32, bool)> {
    let (mut total, mut shared, mut words) = (0, false, 0);
    for pair in matched.windows(2) {
        let gap = &tokens[pair[0] + 1..pair[1]];
        if gap.is_empty() || range(tokens, pair[0], pair[1]) {
            continue;
        }
        let classes: Vec<Gap> = gap.iter().map(class).collect();
        if classes.contains(&Gap::Break) {
            return None;
        }
        let count = |wanted: Gap| classes.iter().filter(|c| **c == wanted).count() as u32;
        let (modifiers, joints) = (count(Gap::Modifier), count(Gap::Joint));
        words += count(Gap::Word);
        total += modifiers + 2 * count(Gap::Word) + count(Gap::Free).min(1);
        if joints > 0 {
            if !coordinated(tokens, pair[0], gap, &classes, reversed) {
                return None;
            }
            shared = true;
            total += 1;
        } else if modifiers > 3 {
            return None;
        }
    }
    if words > 0 && !shared && (matched.len() < 3 || words > 1) {
        return None;
    }
    (total <= 7).then_some((total, shared))
}

/// "2-3 toe syndactyly", "2/3": a dash or a slash between two numbers.
fn range(tokens: &[Token], first: usize, second: usize) -> bool {
    let number = |at: usize| tokens[at].form == Form::Number;
    second == first + 2
        && number(first)
        && number(second)
        && (tokens[first + 1].is_mark('-') || tokens[first + 1].is_mark('/'))
}

/// Whether a gap with a joint is a coordination that shares its first or last word.
fn coordinated(tokens: &[Token], before: usize, gap: &[Token], classes: &[Gap], reversed: bool) -> bool {
    let content = classes.iter().filter(|c| matches!(c, Gap::Modifier | Gap::Word)).count();
    let has_copula = gap.iter().any(|token| COPULA.contains(&token.word.as_str()));
    let first_is_joint = classes.first() == Some(&Gap::Joint);
    let last = classes.iter().rposition(|c| *c != Gap::Free || gap.len() == 1);
    let last_is_joint = last.is_some_and(|at| classes[at] == Gap::Joint);
    let predicate = before > 0 && COPULA.contains(&tokens[before - 1].word.as_str());
    let adjectives_only = classes.iter().all(|c| !matches!(c, Gap::Word));
    let comma_only = gap.iter().all(|token| !token.is("and") && !token.is("or"));
    if content == 0 {
        // "low, set" never; "long and thumbs" neither, where "long" is said of something before.
        return !predicate && !reversed && !has_copula;
    }
    if content > 4 || classes.iter().filter(|c| **c == Gap::Joint).count() > 2 {
        return false;
    }
    if reversed {
        // "ears are low-set and posteriorly rotated"
        return last_is_joint && adjectives_only;
    }
    if has_copula {
        return false;
    }
    if comma_only && adjectives_only {
        return !predicate;
    }
    (last_is_joint && content <= 3) || (first_is_joint && !predicate && content <= 2)
}
