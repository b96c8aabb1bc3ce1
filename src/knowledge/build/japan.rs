//! Japan's programs for intractable diseases: numbers, names, descriptions.

use std::collections::{BTreeMap, BTreeSet};

use super::super::family::family_stem;
use super::super::record::{DiseaseRecord, NameRecord, NanbyoRecord};
use super::super::sources::nando::{self, NandoClass, Programme};
use super::super::view::NanbyoLink;
use super::BuildError;
use super::designated_words::ByWords;
use super::diseases::Diseases;
use super::inputs::Inputs;
use super::report::BuildReport;
use crate::domain::DiseaseId;

/// How [`DiseaseId::Mondo`] is archived.
const MONDO_CATALOGUE: u8 = 3;
/// Shorter names of families are abbreviations that unrelated diseases share.
pub(super) const SHORTEST_STEM: usize = 8;

/// NANDO's classes, kept for the steps that come after; none where the source is missing.
#[derive(Default)]
pub(super) struct Nanbyo {
    classes: BTreeMap<u32, NandoClass>,
}

impl Nanbyo {
    /// A class and all its superclasses, by number.
    pub(super) fn with_ancestors(&self, number: u32) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        let mut open = vec![number];
        while let Some(number) = open.pop() {
            if found.insert(number) {
                open.extend(self.classes.get(&number).into_iter().flat_map(|class| class.parents.iter().copied()));
            }
        }
        found
    }
}

type Links<'a> = BTreeMap<usize, Vec<(NanbyoLink, &'a NandoClass)>>;

pub(super) fn link(inputs: &Inputs, diseases: &mut Diseases, report: &mut BuildReport) -> Result<Nanbyo, BuildError> {
    let Some(classes) = inputs.parse("nando", report, nando::parse)? else { return Ok(Nanbyo::default()) };
    let nanbyo = Nanbyo { classes: classes.into_iter().map(|class| (class.number, class)).collect() };
    let wanted: Vec<&NandoClass> = nanbyo.classes.values().filter(|class| class.programme().is_some()).collect();
    let mut links = by_mondo(&wanted, diseases);
    let linked: BTreeSet<u32> = links.values().flatten().map(|(_, class)| class.number).collect();
    report.count("NANDO classes linked", linked.len());
    by_name(&wanted, &nanbyo, diseases, &mut links);
    for (at, found) in links.into_iter().filter(|(_, found)| !found.is_empty()) {
        settle(&mut diseases.records[at], found, &nanbyo);
    }
    for (what, link) in [
        ("diseases with 指定難病 number, exact", NanbyoLink::Exact),
        ("diseases with 指定難病 number, cross-referenced", NanbyoLink::CrossReference),
        ("diseases with 指定難病 number, same name", NanbyoLink::Name),
        ("diseases with 指定難病 number, close", NanbyoLink::Close),
        ("diseases with 指定難病 number, by the family's name", NanbyoLink::Descendant),
    ] {
        let first = |disease: &&DiseaseRecord| {
            disease.nanbyo.iter().find(|entry| entry.designated_intractable).is_some_and(|e| e.link == link as u8)
        };
        report.count(what, diseases.records.iter().filter(first).count());
    }
    Ok(nanbyo)
}

/// Links through MONDO classes: NANDO's exact and close matches, MONDO's cross-references.
fn by_mondo<'a>(classes: &[&'a NandoClass], diseases: &Diseases) -> Links<'a> {
    let mut links = Links::new();
    for &class in classes {
        let referring = diseases.cliques.nando_of.iter().filter(|(_, numbers)| numbers.contains(&class.number));
        let all = (class.mondo_exact.iter().map(|mondo| (NanbyoLink::Exact, *mondo)))
            .chain(referring.map(|(mondo, _)| (NanbyoLink::CrossReference, *mondo)))
            .chain(class.mondo_close.iter().map(|mondo| (NanbyoLink::Close, *mondo)));
        for (link, mondo) in all {
            if let Some(&at) = diseases.position.get(&DiseaseId::Mondo(mondo)) {
                links.entry(at).or_default().push((link, class));
            }
        }
    }
    links
}

/// Links by name, for diseases that nothing else links with a designated class: MONDO's hierarchy is in no source, and
/// OMIM numbers the members of its families (`Noonan syndrome 4`).
fn by_name<'a>(classes: &[&'a NandoClass], nanbyo: &Nanbyo, diseases: &Diseases, links: &mut Links<'a>) {
    let named = Named::new(classes, nanbyo);
    for (at, disease) in diseases.records.iter().enumerate() {
        if links.get(&at).is_some_and(|found| found.iter().any(|(_, class)| is_designated(class))) {
            continue;
        }
        let english: Vec<&str> =
            disease.names.iter().filter(|name| !name.japanese).map(|name| name.text.as_str()).collect();
        links.entry(at).or_default().extend(named.find(&english));
    }
}

/// Designated classes by their English names.
struct Named<'a> {
    families: BTreeMap<String, &'a NandoClass>,
    words: ByWords<'a>,
}

impl<'a> Named<'a> {
    fn new(classes: &[&'a NandoClass], nanbyo: &Nanbyo) -> Self {
        let mut families = BTreeMap::new();
        let mut numbered: BTreeMap<String, Vec<&NandoClass>> = BTreeMap::new();
        for &class in classes.iter().filter(|class| is_designated(class)) {
            let parts = class.name_en.split(['／', '/']).map(str::trim).filter(|part| part.len() >= SHORTEST_STEM);
            for name in parts {
                let stem = family_stem(name);
                if stem == name.to_lowercase() {
                    families.entry(stem).or_insert(class);
                } else {
                    numbered.entry(stem).or_default().push(class);
                }
            }
        }
        // One numbered member alone may be all of its family that is designated (`Primary hyperoxaluria type I`).
        for (stem, members) in numbered.into_iter().filter(|(_, members)| members.len() > 1) {
            let whole = |class: &&&NandoClass| {
                let above = |member: &NandoClass| nanbyo.with_ancestors(member.number).contains(&class.number);
                is_designated(class) && members.iter().all(|member| above(member) && member.number != class.number)
            };
            // Numbers ascend from the general class to the particular one; the general one is sure.
            if let Some(&class) = classes.iter().filter(whole).min_by_key(|class| class.number) {
                families.entry(stem).or_insert(class);
            }
        }
        Self { families, words: ByWords::new(classes) }
    }

    fn find(&self, names: &[&str]) -> Option<(NanbyoLink, &'a NandoClass)> {
        let by_family = || {
            names.iter().flat_map(|name| families_named(name)).find_map(|family| self.families.get(&family).copied())
        };
        let same = names.iter().find_map(|name| self.words.named(name));
        same.map(|class| (NanbyoLink::Name, class)).or_else(|| {
            let class = by_family().or_else(|| names.iter().find_map(|name| self.words.family(name)))?;
            Some((NanbyoLink::Descendant, class))
        })
    }
}

pub(super) fn is_designated(class: &NandoClass) -> bool {
    class.programme() == Some(Programme::DesignatedIntractable) && class.notification_number.is_some()
}

/// The families a name puts its disease into, the more particular first: what is left without the member's number, and
/// what stands before the first comma of that (`Charcot-Marie-Tooth disease, axonal, type 2N`).
fn families_named(name: &str) -> impl Iterator<Item = String> {
    let stem = family_stem(name);
    let wide = stem.split_once(',').map(|(head, _)| head.trim().to_owned());
    std::iter::once(stem).chain(wide).filter(|family| family.chars().count() >= SHORTEST_STEM)
}

/// Files what was found under the disease; a class that is found twice keeps its better link.
fn settle(disease: &mut DiseaseRecord, mut found: Vec<(NanbyoLink, &NandoClass)>, nanbyo: &Nanbyo) {
    let kind = |class: &NandoClass| class.programme() != Some(Programme::DesignatedIntractable);
    found.sort_by_key(|(link, class)| (class.number, *link));
    found.dedup_by_key(|(_, class)| class.number);
    // 指定難病 first, then the better link, then the more particular class (higher number).
    found.sort_by_key(|(link, class)| (kind(class), *link, std::cmp::Reverse(class.number)));
    disease.nanbyo.extend(found.iter().map(|(link, class)| record(*link, class)));
    found.retain(|(link, _)| link.is_same_disease());
    // A class that MONDO only cross-references, or that stands for several diseases, names this one less well.
    let mondo = disease.ids.iter().find(|id| id.catalogue == MONDO_CATALOGUE).map(|id| id.number);
    found.sort_by_key(|(_, class)| {
        (!mondo.is_some_and(|mondo| class.mondo_exact.contains(&mondo)), class.mondo_exact.len())
    });
    let own = disease.names.iter().find(|name| !name.japanese).map(|name| name.text.clone()).unwrap_or_default();
    for (_, class) in found {
        if let Some(whole) = whole_of(&own, class, nanbyo) {
            add_name(&mut disease.names, &whole.name_ja, whole.number);
        }
        add_names(&mut disease.names, class);
    }
}

/// The class of a whole disease where one of its forms is linked with it: MONDO's class of Pompe disease is matched with its
/// infantile form, 乳児型ポンペ病, which would name every patient's disease. `own` is the disease's English name.
fn whole_of<'a>(own: &str, class: &NandoClass, nanbyo: &'a Nanbyo) -> Option<&'a NandoClass> {
    let names_a_form = |name: &str| FORMS_EN.iter().any(|form| name.to_lowercase().contains(form));
    if names_a_form(own) {
        return None;
    }
    let above = nanbyo.with_ancestors(class.number).into_iter().filter_map(|number| nanbyo.classes.get(&number));
    let is_whole = |whole: &&NandoClass| {
        let rest = class.name_ja.split_once(&whole.name_ja);
        whole.number != class.number
            && rest.is_some_and(|(before, after)| FORMS_JA.iter().any(|form| [before, after].concat() == *form))
    };
    above.into_iter().find(is_whole)
}

/// Forms of a disease, by age or by how typical it is.
const FORMS_EN: [&str; 8] = ["infantile", "juvenile", "adult", "late", "childhood", "neonatal", "typical", " form"];
const FORMS_JA: [&str; 12] = [
    "乳児型",
    "幼児型",
    "小児型",
    "若年型",
    "成人型",
    "遅発型",
    "新生児型",
    "先天型",
    "典型例",
    "非典型例",
    "乳児発症型",
    "成人発症型",
];

fn add_names(names: &mut Vec<NameRecord>, class: &NandoClass) {
    let own = own_part(names, class);
    let japanese = own
        .iter()
        .chain(std::iter::once(&class.name_ja))
        .chain(class.synonyms.iter().filter(|(_, ja)| *ja).map(|(text, _)| text));
    let texts: Vec<String> = japanese.cloned().collect();
    for text in texts {
        add_name(names, &text, class.number);
    }
}

fn add_name(names: &mut Vec<NameRecord>, text: &str, class: u32) {
    if !text.is_empty() && !names.iter().any(|name| name.text == text) {
        names.push(NameRecord { text: text.to_owned(), japanese: true, source: format!("NANDO:{class}") });
    }
}

/// The part of a double name that is this disease's (`マルファン症候群／ロイス・ディーツ症候群` for Marfan syndrome): the
/// one at the same place as the English part that is one of the disease's names.
fn own_part(names: &[NameRecord], class: &NandoClass) -> Option<String> {
    let japanese: Vec<&str> = class.name_ja.split(['／', '/']).map(str::trim).collect();
    let english: Vec<&str> = class.name_en.split(['／', '/']).map(str::trim).collect();
    if japanese.len() < 2 || japanese.len() != english.len() {
        return None;
    }
    let own = english
        .iter()
        .position(|part| names.iter().any(|name| !name.japanese && name.text.eq_ignore_ascii_case(part)))?;
    Some(japanese[own].to_owned())
}

fn record(link: NanbyoLink, class: &NandoClass) -> NanbyoRecord {
    let designated = class.programme() == Some(Programme::DesignatedIntractable);
    NanbyoRecord {
        number: class.number,
        link: link as u8,
        notification_number: class.notification_number,
        designated_intractable: designated,
        name_ja: class.name_ja.clone(),
        kana: class.kana.clone(),
        name_en: class.name_en.clone(),
        synonyms_ja: class.synonyms.iter().filter(|(_, ja)| *ja).map(|(text, _)| text.clone()).collect(),
        description_ja: class.description_ja.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(number: u32, name_ja: &str, parents: &[u32]) -> NandoClass {
        NandoClass { number, name_ja: name_ja.to_owned(), parents: parents.to_vec(), ..NandoClass::default() }
    }

    #[test]
    fn a_form_is_no_name_of_the_whole_disease() {
        let classes = [
            class(1, "ライソゾーム病", &[]),
            class(2, "ポンペ病", &[1]),
            class(3, "乳児型ポンペ病", &[2]),
            class(4, "家族性地中海熱", &[]),
            class(5, "家族性地中海熱典型例", &[4]),
            class(6, "筋型糖原病", &[1]),
        ];
        let nanbyo = Nanbyo { classes: classes.iter().map(|class| (class.number, class.clone())).collect() };
        let whole = |own: &str, at: usize| whole_of(own, &classes[at], &nanbyo).map(|class| class.name_ja.as_str());
        assert_eq!(whole("Glycogen storage disease II", 2), Some("ポンペ病"));
        assert_eq!(whole("Familial Mediterranean fever, AR", 4), Some("家族性地中海熱"));
        assert_eq!(whole("Pompe disease, infantile onset", 2), None, "the disease is the form itself");
        assert_eq!(whole("Glycogen storage disease V", 5), None);
        assert_eq!(whole("Glycogen storage disease II", 1), None);
    }
}
