//! Orphadata product 9: ages of onset and prevalence, XML (<https://www.orphadata.com>).

use roxmltree::{Document, Node};

use super::{Parsed, SourceError};
use crate::domain::DiseaseId;

/// Ages of onset and modes of inheritance of a disorder, in Orphanet's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrphaAges {
    /// The disorder.
    pub disease: DiseaseId,
    /// Such as `Infancy`, `All ages`.
    pub onset: Vec<String>,
    /// Such as `Autosomal dominant`.
    pub inheritance: Vec<String>,
}

/// One prevalence statement.
#[derive(Debug, Clone, PartialEq)]
pub struct OrphaPrevalence {
    /// The disorder.
    pub disease: DiseaseId,
    /// `Point prevalence`, `Prevalence at birth`, `Annual incidence`, `Lifetime Prevalence`, `Cases/families`.
    pub kind: String,
    /// Such as `1-9 / 100 000`; empty where Orphanet gives none.
    pub class: String,
    /// Mean value per 100,000, or the number of cases or families; `None` where Orphanet writes 0 for unknown.
    pub value: Option<f32>,
    /// Region, such as `Worldwide` or `Japan`.
    pub region: String,
    /// Whether Orphanet has validated it.
    pub validated: bool,
}

/// Reads the file of ages.
///
/// # Errors
/// [`SourceError`] where the XML is broken.
pub fn parse_ages(file: &str, bytes: &[u8]) -> Result<Parsed<OrphaAges>, SourceError> {
    each_disorder(file, bytes, |disease, disorder, rows| {
        let names = |list: &str, item: &str| {
            children(disorder, list)
                .flat_map(|node| children(node, item).collect::<Vec<_>>())
                .filter_map(|node| text_of(node, "Name"))
                .map(str::to_owned)
                .collect()
        };
        rows.push(OrphaAges {
            disease,
            onset: names("AverageAgeOfOnsetList", "AverageAgeOfOnset"),
            inheritance: names("TypeOfInheritanceList", "TypeOfInheritance"),
        });
    })
}

/// Reads the file of prevalences.
///
/// # Errors
/// [`SourceError`] where the XML is broken.
pub fn parse_prevalence(file: &str, bytes: &[u8]) -> Result<Parsed<OrphaPrevalence>, SourceError> {
    each_disorder(file, bytes, |disease, disorder, rows| {
        for node in
            children(disorder, "PrevalenceList").flat_map(|list| children(list, "Prevalence").collect::<Vec<_>>())
        {
            let name = |tag: &str| {
                children(node, tag).next().and_then(|inner| text_of(inner, "Name")).unwrap_or_default().to_owned()
            };
            rows.push(OrphaPrevalence {
                disease,
                kind: name("PrevalenceType"),
                class: name("PrevalenceClass"),
                value: text_of(node, "ValMoy").and_then(|v| v.parse().ok()).filter(|v: &f32| *v > 0.0),
                region: name("PrevalenceGeographic"),
                validated: name("PrevalenceValidationStatus") == "Validated",
            });
        }
    })
}

fn each_disorder<T>(
    file: &str,
    bytes: &[u8],
    mut each: impl FnMut(DiseaseId, Node<'_, '_>, &mut Vec<T>),
) -> Result<Parsed<T>, SourceError> {
    let text = decode(bytes);
    let document = Document::parse(&text).map_err(|error| SourceError::file(file, error.to_string()))?;
    let release = document.root_element().attribute("date").map(|date| date.chars().take(10).collect());
    let mut parsed = Parsed { release, ..Parsed::default() };
    for disorder in document.descendants().filter(|node| node.has_tag_name("Disorder")) {
        parsed.tally.read += 1;
        match text_of(disorder, "OrphaCode").and_then(|code| format!("ORPHA:{code}").parse().ok()) {
            Some(disease) => each(disease, disorder, &mut parsed.rows),
            None => parsed.tally.drop_row("no ORPHAcode", String::new),
        }
    }
    Ok(parsed)
}

/// Orphadata writes ISO-8859-1, whose code points are those of Unicode; a file that is UTF-8 is taken as such.
fn decode(bytes: &[u8]) -> String {
    let declared_latin1 =
        bytes.get(..200).unwrap_or(bytes).to_ascii_uppercase().windows(10).any(|w| w == b"ISO-8859-1");
    let text: String = match std::str::from_utf8(bytes) {
        Ok(text) if !declared_latin1 => text.to_owned(),
        _ => bytes.iter().map(|&b| char::from(b)).collect(),
    };
    // The declaration names an encoding that no longer holds for the decoded text.
    match (text.starts_with("<?xml"), text.find("?>")) {
        (true, Some(end)) => text[end + 2..].to_owned(),
        _ => text,
    }
}

fn children<'a, 'i: 'a>(node: Node<'a, 'i>, tag: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name(tag)).collect::<Vec<_>>().into_iter()
}

fn text_of<'a>(node: Node<'a, '_>, tag: &str) -> Option<&'a str> {
    node.children().find(|child| child.has_tag_name(tag))?.text().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGES: &[u8] = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<JDBOR date=\"2021-03-01 04:41:14\"><DisorderList><Disorder id=\"1\">\
        <OrphaCode>58</OrphaCode><Name>Alexander \xe9</Name><AverageAgeOfOnsetList><AverageAgeOfOnset><Name>All ages</Name></AverageAgeOfOnset></AverageAgeOfOnsetList>\
        <TypeOfInheritanceList><TypeOfInheritance><Name>Autosomal dominant</Name></TypeOfInheritance></TypeOfInheritanceList></Disorder></DisorderList></JDBOR>";

    #[test]
    fn ages_are_read_from_latin_1() {
        let parsed = parse_ages("a.xml", AGES).unwrap();
        assert_eq!(parsed.release.as_deref(), Some("2021-03-01"));
        assert_eq!(
            parsed.rows,
            [OrphaAges {
                disease: DiseaseId::Orpha(58),
                onset: vec!["All ages".into()],
                inheritance: vec!["Autosomal dominant".into()]
            }]
        );
    }

    #[test]
    fn a_prevalence_of_zero_is_unknown() {
        let text = "<JDBOR><Disorder><OrphaCode>58</OrphaCode><PrevalenceList><Prevalence><PrevalenceType><Name>Point prevalence</Name></PrevalenceType>\
            <PrevalenceClass><Name>&lt;1 / 1 000 000</Name></PrevalenceClass><ValMoy>0.0</ValMoy><PrevalenceGeographic><Name>Japan</Name></PrevalenceGeographic>\
            <PrevalenceValidationStatus><Name>Validated</Name></PrevalenceValidationStatus></Prevalence></PrevalenceList></Disorder></JDBOR>";
        let row = &parse_prevalence("p.xml", text.as_bytes()).unwrap().rows[0];
        assert_eq!((row.value, row.class.as_str(), row.region.as_str()), (None, "<1 / 1 000 000", "Japan"));
    }

    #[test]
    fn broken_xml_is_an_error() {
        for text in ["", "<JDBOR><Disorder>", "\u{0}"] {
            assert!(parse_ages("a.xml", text.as_bytes()).is_err());
        }
    }
}
