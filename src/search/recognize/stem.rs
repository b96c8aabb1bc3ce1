//! English words without their inflection, so that "microcephalic" meets "microcephaly".

/// Words whose forms no rule joins.
const IRREGULAR: &[(&str, &str)] = &[
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("children", "child"),
    ("vertebrae", "vertebr"),
    ("epilepsy", "epilep"),
    ("epilepsies", "epilep"),
    ("epileptic", "epilep"),
    ("dilatation", "dilat"),
    ("dilation", "dilat"),
    ("dilated", "dilat"),
    ("disabled", "disabil"),
    ("calcified", "calcific"),
    ("calcification", "calcific"),
    ("calcifications", "calcific"),
    ("calcify", "calcific"),
    ("slanted", "slant"),
    ("downslanted", "downslant"),
    ("downslanting", "downslant"),
    ("upslanted", "upslant"),
    ("upslanting", "upslant"),
    ("upslant", "upslant"),
    ("lost", "loss"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("speaks", "speak"),
    ("speaking", "speak"),
    ("fell", "fall"),
    ("fallen", "fall"),
    ("sat", "sit"),
    ("sits", "sit"),
    ("sitting", "sit"),
    ("ate", "eat"),
    ("broke", "break"),
    ("broken", "break"),
    ("grew", "grow"),
    ("slept", "sleep"),
    ("facies", "facies"),
    ("facial", "facial"),
    ("face", "face"),
    ("faces", "face"),
    ("thinning", "thin"),
    ("thinned", "thin"),
    ("autism", "autis"),
    ("autistic", "autis"),
    // Words that mean the same before a finding, or of an organ.
    ("elevated", "incr"),
    ("raised", "incr"),
    ("increased", "incr"),
    ("high", "incr"),
    ("decreased", "decr"),
    ("reduced", "decr"),
    ("low", "decr"),
    ("diminished", "decr"),
    ("lowered", "decr"),
    ("broad", "wide"),
    ("broadened", "wide"),
    ("kidney", "renal"),
    ("liver", "hepat"),
    ("hepatic", "hepat"),
    ("heart", "cardi"),
    ("cardiac", "cardi"),
    ("lung", "pulmon"),
    ("pulmonary", "pulmon"),
    ("repeated", "recurr"),
    ("recurrent", "recurr"),
    ("frequent", "recurr"),
    ("recurring", "recurr"),
    ("recurs", "recurr"),
    ("muscular", "muscl"),
    ("muscle", "muscl"),
    ("underdeveloped", "hypoplas"),
    ("digit", "finger"),
    ("grey", "gray"),
    ("dysplastic", "dysplas"),
    ("dysplasia", "dysplas"),
    ("hypoplastic", "hypoplas"),
    ("hypoplasia", "hypoplas"),
    ("aplastic", "aplas"),
    ("aplasia", "aplas"),
    ("agenetic", "agenes"),
    ("agenesis", "agenes"),
    ("stenotic", "stenos"),
    ("stenosis", "stenos"),
    ("cyanosed", "cyano"),
    ("syndactylous", "syndactyl"),
    ("atrophied", "atroph"),
    ("hypertrophied", "hypertroph"),
    ("edematous", "edem"),
    ("wasted", "wast"),
    ("dry", "dry"),
    ("drier", "dry"),
    ("carious", "cari"),
    ("caries", "cari"),
    ("comatose", "com"),
    ("pubes", "pubes"),
    ("lens", "lens"),
    ("lenses", "lens"),
    ("deaf", "deaf"),
    ("scoliotic", "scolio"),
    ("kyphotic", "kypho"),
    ("hypertensive", "hypertens"),
    ("hypertension", "hypertens"),
    ("anal", "anal"),
    ("anus", "anus"),
    ("renal", "renal"),
    ("nasal", "nasal"),
    ("nose", "nose"),
    ("oral", "oral"),
    ("aural", "aural"),
    ("vision", "vision"),
    ("visual", "visual"),
    ("large", "enlarg"),
    ("big", "enlarg"),
    ("larger", "enlarg"),
    ("bigger", "enlarg"),
    ("enlarged", "enlarg"),
    ("enlargement", "enlarg"),
    ("missing", "absent"),
    ("lacking", "absent"),
    ("thickened", "thick"),
    ("thickening", "thick"),
    ("shortened", "short"),
    ("shortening", "short"),
    ("narrowed", "narrow"),
    ("narrowing", "narrow"),
    ("flattened", "flat"),
    ("flattening", "flat"),
    ("curvature", "curv"),
    ("fusion", "fus"),
    ("tortuosity", "tortu"),
    ("tortuous", "tortu"),
    ("hyperextensibility", "hyperextensibl"),
    ("extensibility", "extensibl"),
    ("pale", "pallor"),
    ("prominence", "prominent"),
    ("deficient", "deficienc"),
    ("retardation", "retard"),
    ("malformed", "malform"),
    ("malformation", "malform"),
    ("deformation", "deform"),
    ("distended", "distent"),
    ("distension", "distent"),
    ("distention", "distent"),
    ("protrusion", "protrud"),
    ("eversion", "evert"),
    ("inversion", "invert"),
    ("losing", "loss"),
    ("lose", "loss"),
    ("loses", "loss"),
    ("limitation", "limit"),
    ("painful", "pain"),
    ("sleepy", "sleepy"),
    ("hairy", "hairy"),
    ("sleepiness", "sleepy"),
    ("belly", "abdom"),
    ("tummy", "abdom"),
    ("abdomen", "abdom"),
    ("abdominal", "abdom"),
    ("kneecap", "patell"),
    ("patellar", "patell"),
    ("windpipe", "trache"),
    ("tracheal", "trache"),
    ("breastbone", "stern"),
    ("sternum", "stern"),
    ("sternal", "stern"),
    ("collarbone", "clavicl"),
    ("clavicular", "clavicl"),
    ("cheekbone", "malar"),
    ("lid", "eyelid"),
    ("lash", "eyelash"),
    ("brow", "eyebrow"),
    ("gum", "gingiv"),
    ("gingival", "gingiv"),
    ("gingiva", "gingiv"),
    ("testis", "testicl"),
    ("testes", "testicl"),
    ("testicular", "testicl"),
    ("tailbone", "coccyx"),
    ("swollen", "swell"),
    ("fractured", "fractur"),
    ("pinnae", "pinn"),
    ("maxillae", "maxill"),
    ("thrombi", "thromb"),
    ("nares", "nar"),
    ("naris", "nar"),
    ("nostril", "nar"),
    ("ectatic", "ectas"),
    ("ectasia", "ectas"),
    ("ischemic", "ischem"),
    ("vertebral", "vertebr"),
    ("costal", "rib"),
    ("scapulae", "scapul"),
    ("phalanges", "phalanx"),
    ("phalangeal", "phalanx"),
    ("metatarsi", "metatars"),
    ("atria", "atr"),
    ("ventricles", "ventricl"),
    ("ventricular", "ventricl"),
    ("walks", "walk"),
    ("walked", "walk"),
    ("walking", "walk"),
];

/// Endings taken off first, each with the length that must remain.
const FIRST: &[(&str, usize)] = &[
    ("iveness", 3),
    ("ness", 4),
    ("istic", 3),
    ("edly", 4),
    ("ity", 4),
    ("ism", 4),
    ("ly", 4),
    ("ing", 4),
    ("ed", 4),
    ("osis", 3),
    ("otic", 3),
];

/// Endings taken off after those.
const SECOND: &[(&str, usize)] =
    &[("ial", 4), ("ic", 4), ("ia", 4), ("al", 5), ("ous", 4), ("us", 4), ("y", 4), ("e", 4), ("a", 4), ("ion", 5)];

/// Stem of a lower-case word without accents.
pub(super) fn stem(word: &str) -> String {
    let word = american(word);
    if let Some((_, stem)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return (*stem).to_owned();
    }
    let word = singular(&word);
    if let Some((_, stem)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return (*stem).to_owned();
    }
    // "neutrophilia" is the contrary of few neutrophils.
    if word.ends_with("philia") || word.ends_with("philic") {
        return format!("{}philia", &word[..word.len() - 6]);
    }
    // "microcephaly", "polydactyly" and "hepatomegaly" are nouns.
    let noun = ["aly", "yly", "oly"].iter().any(|end| word.ends_with(end));
    let first = match FIRST.iter().find(|(end, rest)| word.len() >= end.len() + rest && word.ends_with(end)) {
        Some(("ly", _)) if noun => word.as_str(),
        Some(("osis" | "otic", _)) => return format!("{}o", &word[..word.len() - 4]),
        Some((end, _)) => &word[..word.len() - end.len()],
        None => word.as_str(),
    };
    match SECOND.iter().find(|(end, rest)| first.len() >= end.len() + rest && first.ends_with(end)) {
        Some((end, _)) => first[..first.len() - end.len()].to_owned(),
        None => first.to_owned(),
    }
}

/// British spellings as American ones.
fn american(word: &str) -> String {
    if !word.is_ascii() || word.len() < 5 {
        return word.to_owned();
    }
    let mut out = word.replace("ae", "e").replace("oe", "e");
    if out.ends_with("our") || out.contains("iour") || out.starts_with("tumour") || out.starts_with("colour") {
        out = out.replacen("our", "or", 1);
    }
    out.replace("isation", "ization").replace("ised", "ized")
}

fn singular(word: &str) -> String {
    let cut = |n: usize| word[..word.len() - n].to_owned();
    if word.len() < 4 || !word.is_ascii() || ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return word.to_owned();
    }
    if word.ends_with("ies") {
        return if word.len() > 4 { cut(3) + "y" } else { word.to_owned() };
    }
    if ["sses", "xes", "zes", "ches", "shes"].iter().any(|end| word.ends_with(end)) {
        return cut(2);
    }
    if word.ends_with('s') { cut(1) } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        for group in [
            &["seizure", "seizures"][..],
            &["hypotonia", "hypotonic"],
            &["microcephaly", "microcephalic", "microcephalus"],
            &["dysmorphic", "dysmorphism"],
            &["ataxia", "ataxic"],
            &["anaemia", "anemia", "anemic", "anaemic"],
            &["deafness", "deaf"],
            &["autism", "autistic"],
            &["oedema", "edema"],
            &["spastic", "spasticity"],
            &["deformity", "deformities", "deformed"],
            &["scoliosis", "scoliotic"],
            &["rotation", "rotated"],
            &["delay", "delays", "delayed"],
            &["foot", "feet"],
            &["behaviour", "behavior"],
        ] {
            let stems: Vec<String> = group.iter().map(|word| stem(word)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{stems:?}");
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for (a, b) in [
            ("nasal", "nose"),
            ("hypotonia", "hypertonia"),
            ("toe", "tone"),
            ("anal", "anemia"),
            ("neutrophilia", "neutrophils"),
        ] {
            assert_ne!(stem(a), stem(b));
        }
    }
}
