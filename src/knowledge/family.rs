//! Families of diseases, told by their names: the public mappings name OMIM phenotypic series but not their members.

use std::sync::LazyLock;

use regex::Regex;

static INHERITANCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r",?\s*\b(autosomal (dominant|recessive)|x-linked( (dominant|recessive))?|digenic|somatic|mitochondrial|susceptibility to)\b",
    )
});
static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[,\s]+((complementation )?group|type)?[\s,]*([0-9]+[a-z]{0,3}|[ivx]+[a-d]?|[a-z][0-9]?)$")
});

fn pattern(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "two constant patterns, both exercised by the tests below")]
    Regex::new(text).expect("a valid pattern")
}

/// A disease's name in lower case without what tells the members of an OMIM phenotypic series apart
/// (`Developmental and epileptic encephalopathy 96` → `developmental and epileptic encephalopathy`).
#[must_use]
pub fn family_stem(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut head = lower.split(';').next().unwrap_or_default().trim();
    if head.ends_with(')') {
        head = head.rfind('(').map_or(head, |open| head[..open].trim_end());
    }
    let head = INHERITANCE.replace_all(head, "");
    MEMBER.replace(head.trim_end_matches([' ', ',']), "").trim_matches([' ', ',']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::family_stem;

    #[test]
    fn members_of_a_series_share_a_stem() {
        let table = [
            ("Developmental and epileptic encephalopathy 96", "developmental and epileptic encephalopathy"),
            ("Deafness, autosomal recessive 12", "deafness"),
            ("Charcot-Marie-Tooth disease, axonal, type 2N", "charcot-marie-tooth disease, axonal"),
            ("Glycogen storage disease IXd", "glycogen storage disease"),
            ("Fanconi anemia, complementation group D1", "fanconi anemia"),
            ("Spinal muscular atrophy (disorder) ", "spinal muscular atrophy"),
            ("Marfan syndrome", "marfan syndrome"),
            ("Mitochondrial complex I deficiency, nuclear type 3", "complex i deficiency, nuclear"),
            ("", ""),
            ("(", "("),
        ];
        for (name, wanted) in table {
            assert_eq!(family_stem(name), wanted, "{name:?}");
        }
    }
}
