//! English words that deny, doubt, or name somebody.

use std::collections::HashMap;

use super::tokens::{Form, Token};

/// What a cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Denies what follows, along a list.
    Deny,
    /// Denies what follows, up to the next comma or "and".
    DenyNext,
    /// Denies what stands before it.
    DenyBefore,
    /// Looks like a denial and is none.
    Pseudo,
    /// What follows is normal.
    Normal,
    /// What stands before is normal.
    NormalBefore,
    /// Doubts what follows.
    Doubt,
    /// Doubts what stands before.
    DoubtBefore,
    /// What follows has not happened: plans, risks, conditions.
    Hypothesis,
    /// What stands before has not happened.
    HypothesisBefore,
    /// Ends the scope of everything before.
    End,
}

const TABLE: &[(Cue, &[&str])] = &[
    (
        Cue::Deny,
        &[
            "no", "without", "denies", "denied", "denying", "negative for", "absence of", "lack of", "lacks", "lacked",
            "lacking", "free of", "free from", "no evidence of", "no evidence for", "no sign of", "no signs of",
            "no history of", "no known", "nor", "neither", "never had", "never has", "never had any", "never experienced",
            "has never had", "had never had", "no clinical evidence of", "no concerns about", "no concern about", "no features of",
            "no concerns regarding", "no concern for", "no concerns for", "no concerns with", "no problems with", "no issues with",
            "no abnormality of", "no abnormalities of", "did not have", "does not have", "do not have", "has not had", "doesnt have",
            "didnt have", "hasnt had", "dont have", "havent had", "not have", "did not show", "does not show", "did not reveal", "didnt show",
            "did not demonstrate", "does not exhibit", "unremarkable for", "ruled out", "excluded", "exclusion of", "absent",
            "absence", "non", "nil", "rules out", "excludes", "has no", "had no", "with no", "shows no", "showed no", "there is no",
            "there was no", "no complaints of", "no complaint of", "no family history of", "negative history of", "no past history of",
            "not had any", "never any", "wasnt any", "isnt any", "no obvious", "no suggestion of", "no indication of",
            "not shown", "no documented", "did not develop", "never developed", "has not developed", "hasnt developed",
            "fails to show", "failed to show", "failed to reveal", "not associated with", "not accompanied by",
            "does not suffer from", "not suffer from", "nothing to suggest", "not complicated by", "never suffered from",
        ],
    ),
    (
        Cue::DenyNext,
        &[
            "not", "isnt", "wasnt", "arent", "werent", "never", "doesnt", "didnt", "dont", "rather than", "instead of", "cannot", "cant",
            "not been", "never been", "hasnt", "hadnt", "havent",
        ],
    ),
    (
        Cue::DenyBefore,
        &[
            "absent", "ruled out", "excluded", "not seen", "not noted", "not present", "not observed", "not found", "not detected",
            "not evident", "not identified", "not apparent", "not felt", "not elicited", "not palpable", "not demonstrated",
            "not reported", "not documented", "not a feature", "not an issue", "not a problem", "not visualized", "not visualised",
            "denied", "negative", "none", "no", "not appreciated", "not confirmed", "nil", "not described", "not recorded",
            "has never occurred", "have never occurred", "never occurred", "unlikely", "not reported", "neg", "not there", "not heard", "not recognized",
            "has been excluded", "have been excluded", "has been ruled out", "have been ruled out", "were absent", "never seen", "not visible",
            "none seen", "none noted", "none reported", "none found", "wasnt there", "wasnt seen", "isnt there", "not palpated", "not encountered",
        ],
    ),
    (
        Cue::Pseudo,
        &[
            "no change in", "no change", "no increase in", "no improvement in", "no improvement of", "not only", "no longer", "no further", "no more",
            "no recurrence of", "without improvement", "not just", "no change of", "no doubt", "without doubt", "no response to",
            "not responding to", "not controlled", "no worsening of", "no worse", "no progression of", "no new", "not certain whether",
            "not related to", "without any improvement in", "no treatment for", "not sure when", "no cause for", "no explanation for", "no cause",
            "no reason for", "not explained by", "no relief", "not resolved", "not improved", "not improving", "no cure", "no effect on",
            "not better", "no difference in", "not settled", "not responded to", "no family members", "no answer", "no specific cause",
            "no underlying cause", "no diagnosis", "no one knows", "no mutation", "no pathogenic", "no variant", "no variants", "no treatment",
            "no intervention", "no medication", "no medications", "no surgery", "not normal", "never normal", "not entirely normal",
            "not been normal", "no two", "no wonder", "not until", "not treated", "not consistent with",
        ],
    ),
    (
        Cue::Normal,
        &[
            "normal", "intact", "unremarkable", "age appropriate", "appropriate", "preserved", "no abnormality in", "no abnormalities in",
            "no abnormalities on", "no abnormality on", "no concerns about his", "no concerns about her", "no concerns about", "healthy",
            "no concerns regarding", "no problems with", "no issues with", "no abnormality of", "no abnormalities of", "well formed", "normally formed", "good",
            "satisfactory", "reassuring", "clear", "age appropriate",
        ],
    ),
    (
        Cue::NormalBefore,
        &[
            "normal", "intact", "unremarkable", "within normal limits", "wnl", "age appropriate", "preserved", "nad", "appropriate",
            "appropriate for age", "in the normal range", "within the normal range", "within normal range", "normal for age", "fine",
            "ok", "okay", "reassuring", "satisfactory", "no abnormality", "no abnormalities", "no abnormality detected", "normally formed",
            "normal range", "good", "not affected", "unaffected", "spared", "on time", "average", "well formed", "clear", "without abnormality",
        ],
    ),
    (
        Cue::Doubt,
        &[
            "possible", "possibly", "probable", "probably", "suspected", "suspicion of", "suspicious for", "suspicious of", "questionable", "query",
            "likely", "concern for", "concerning for", "may have", "might have", "could have", "cannot exclude", "cannot rule out",
            "not excluded", "equivocal", "suggestive of", "suggesting", "suggests", "?", "presumed", "apparent", "could be", "may be", "might be",
            "perhaps", "maybe", "suspect", "suspects", "suspecting", "suspicions of", "raised the question of", "raises the question of",
            "not sure if", "not sure whether", "unsure if", "unsure whether", "wonder if", "wondered if", "wonders if", "wonder whether",
            "wonder about", "wondered about", "wondered whether", "not certain whether", "unclear if", "unclear whether", "impression of", "hint of", "think she may have",
            "looks like", "question of", "could represent", "may represent", "might represent", "presumably", "seemingly", "doubtful", "uncertain", "to consider",
            "consistent with possible", "potential", "potentially", "worried about possible", "arouse suspicion of", "raise concern for", "differential includes",
        ],
    ),
    (
        Cue::DoubtBefore,
        &[
            "suspected", "possible", "probable", "not excluded", "cannot be excluded", "cannot be ruled out", "was suspected", "is suspected",
            "is possible", "is likely", "equivocal", "?", "questionable", "is questioned", "was questioned", "uncertain", "could not be excluded",
            "could not be ruled out", "has not been excluded", "to be confirmed", "tbc", "not confirmed yet", "was considered", "likely", "suspicious", "is uncertain", "in question",
        ],
    ),
    (
        Cue::Hypothesis,
        &[
            "screen for", "screening for", "screened for", "monitor for", "monitored for", "monitoring for", "surveillance for", "risk of",
            "risk for", "risks of", "at risk of", "rule out", "r / o", "to exclude", "evaluate for", "assess for", "assessment for", "look for", "looking for",
            "watch for", "if", "should he develop", "should she develop", "in case of", "prevent", "prevention of", "may develop",
            "can cause", "can develop", "counselled about", "counseled about", "counselled regarding", "counseled regarding", "counselled on",
            "investigate for", "prophylaxis for", "prophylaxis against", "predisposition to", "predisposes to", "could develop", "might develop", "surveillance of",
            "warned about", "warned of", "ask about", "asked about", "advised about", "test for", "tested for", "check for", "checked for", "checking for", "in the event of",
            "unless", "to look for", "exclude", "vigilant for", "vigilance for", "watch out for", "looked for", "query about", "worried about developing",
            "prone to", "safety net for", "alert to", "alert for", "read about", "read online about", "heard about", "literature on", "in children with", "in patients with", "patients with",
            "children with", "individuals with", "can be associated with", "may be associated with", "often associated with", "typically", "chance of",
            "probability of", "likelihood of", "evaluation for", "emergency plan for", "plan for", "treatment for", "wait for", "whether",
            "searching for", "search for", "precautions for", "screened regularly for", "develops", "to detect", "detection of", "may cause", "might cause",
        ],
    ),
    (
        Cue::HypothesisBefore,
        &[
            "screening", "surveillance", "prophylaxis", "should be excluded", "needs to be excluded", "must be excluded", "to be excluded", "precautions",
            "has to be excluded", "will be screened", "need to be excluded", "should occur", "occurs", "support group", "may develop later", "should be ruled out", "risk", "prevention",
        ],
    ),
    (
        Cue::End,
        &[
            "but", "however", "although", "though", "except", "whereas", "while", "aside from", "apart from", "other than", "who", "which",
            "because", "since", "despite", "yet", "otherwise", "with the exception of", "besides", "save for", "until", "then", "except for",
            "secondary to", "due to", "as well as", "unlike", "even though", "nevertheless", "instead", "only", "just", "still", "now", "she", "he",
        ],
    ),
];

/// All cues by their first word.
#[derive(Debug)]
pub(super) struct Cues {
    first: HashMap<&'static str, Vec<(Cue, Vec<&'static str>)>>,
}

impl Cues {
    pub fn new() -> Self {
        let mut first: HashMap<&'static str, Vec<(Cue, Vec<&'static str>)>> = HashMap::new();
        for (cue, phrases) in TABLE {
            for phrase in *phrases {
                let words: Vec<&str> = phrase.split(' ').collect();
                if let Some(&head) = words.first() {
                    first.entry(head).or_default().push((*cue, words));
                }
            }
        }
        Self { first }
    }

    /// The longest cues that begin at a token, with their length in tokens; several where the words mean several things.
    pub fn at(&self, tokens: &[Token], at: usize) -> Vec<(Cue, usize)> {
        let Some(list) = self.first.get(text_of(&tokens[at]).as_str()) else { return Vec::new() };
        let fits = |words: &[&str]| {
            words.iter().enumerate().all(|(k, word)| tokens.get(at + k).is_some_and(|t| text_of(t) == *word))
        };
        let hits: Vec<(Cue, usize)> =
            list.iter().filter(|(_, words)| fits(words)).map(|(cue, words)| (*cue, words.len())).collect();
        let longest = hits.iter().map(|(_, length)| *length).max().unwrap_or(0);
        hits.into_iter().filter(|(_, length)| *length == longest).collect()
    }
}

fn text_of(token: &Token) -> String {
    if let Form::Mark(mark) = token.form { mark.to_string() } else { token.word.clone() }
}
