//! Pedigree files: six columns, as PLINK writes them (<https://www.cog-genomics.org/plink/1.9/formats#fam>).

use std::collections::{HashMap, HashSet};

use crate::domain::{InputIssue, Severity, Sex};

/// Why a pedigree cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PedError {
    /// Nobody in it.
    #[error("the pedigree has no individuals")]
    Empty,
    /// A line with another number of columns.
    #[error(
        "line {line} of the pedigree has {found} columns; 6 are needed (family, individual, father, mother, sex, phenotype)"
    )]
    Columns {
        /// The line.
        line: usize,
        /// How many there are.
        found: usize,
    },
    /// A value that no pedigree has.
    #[error("line {line} of the pedigree: {field} {value:?} is not {wanted}")]
    Value {
        /// The line.
        line: usize,
        /// Which column.
        field: &'static str,
        /// As written, shortened.
        value: String,
        /// What was expected.
        wanted: &'static str,
    },
    /// An individual described twice.
    #[error("line {line} of the pedigree: individual {id:?} was already described at line {first}")]
    Duplicate {
        /// The line.
        line: usize,
        /// The individual.
        id: String,
        /// The earlier line.
        first: usize,
    },
    /// A father who is female, or a mother who is male.
    #[error("line {line} of the pedigree: {parent:?} is the {role} of {id:?}, but is {sex}")]
    ParentSex {
        /// The line.
        line: usize,
        /// The child.
        id: String,
        /// The parent.
        parent: String,
        /// `father` or `mother`.
        role: &'static str,
        /// The parent's sex.
        sex: &'static str,
    },
    /// One person as both parents.
    #[error("line {line} of the pedigree: {parent:?} is both father and mother of {id:?}")]
    SameParents {
        /// The line.
        line: usize,
        /// The child.
        id: String,
        /// The parent.
        parent: String,
    },
    /// Somebody descends from themselves.
    #[error("line {line} of the pedigree: {id:?} is an ancestor of itself")]
    Loop {
        /// The line.
        line: usize,
        /// The individual.
        id: String,
    },
}

/// One individual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Family.
    pub family: String,
    /// Individual, the sample name in variant files.
    pub id: String,
    /// Father.
    pub father: Option<String>,
    /// Mother.
    pub mother: Option<String>,
    /// Sex.
    pub sex: Sex,
    /// Whether the person has the disease.
    pub affected: Option<bool>,
    /// Line of the file, from 1.
    pub line: usize,
}

/// One or more families.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pedigree {
    /// Everybody, in the order of the file.
    pub people: Vec<Person>,
    /// What is odd but usable.
    pub issues: Vec<InputIssue>,
    /// Whether it is that of a phenopacket's Family, which names parents whether they were sequenced or not.
    pub of_family: bool,
}

impl Pedigree {
    /// An individual by id.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }
}

/// Reads a pedigree: columns separated by tabs or spaces, `#` begins a comment, `0` or `.` is an unknown parent, sex 1
/// male, 2 female, phenotype 2 affected, 1 unaffected, 0 or -9 unknown.
///
/// # Errors
/// Names the line: a wrong number of columns, a value that no pedigree has, an individual twice, a parent of the wrong
/// sex, a person who is an ancestor of itself. Individuals are known by id across families, as sample names are.
pub fn parse_ped(text: &str) -> Result<Pedigree, PedError> {
    let mut pedigree = Pedigree::default();
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let person = person(line, number)?;
        if let Some(first) = lines.insert(person.id.clone(), number) {
            return Err(PedError::Duplicate { line: number, id: person.id, first });
        }
        pedigree.people.push(person);
    }
    if pedigree.people.is_empty() {
        return Err(PedError::Empty);
    }
    check_parents(&mut pedigree)?;
    check_loops(&pedigree)?;
    Ok(pedigree)
}

fn person(line: &str, number: usize) -> Result<Person, PedError> {
    // With tabs a name may hold spaces.
    let columns: Vec<&str> = if line.contains('\t') {
        line.trim_end_matches(['\r', '\n']).split('\t').map(str::trim).collect()
    } else {
        line.split_whitespace().collect()
    };
    let [family, id, father, mother, sex, phenotype] = columns[..] else {
        return Err(PedError::Columns { line: number, found: columns.len() });
    };
    let refuse = |field, value: &str, wanted| PedError::Value {
        line: number,
        field,
        value: value.chars().take(40).collect(),
        wanted,
    };
    if matches!(id, "" | "0" | ".") {
        return Err(refuse("individual", id, "a name"));
    }
    let parent = |name: &str| (!matches!(name, "" | "0" | ".")).then(|| name.to_owned());
    let (father, mother) = (parent(father), parent(mother));
    if let (Some(parent), true) = (&father, father == mother) {
        return Err(PedError::SameParents { line: number, id: id.to_owned(), parent: parent.clone() });
    }
    let sex = match sex.to_ascii_lowercase().as_str() {
        "1" | "m" | "male" => Sex::Male,
        "2" | "f" | "female" => Sex::Female,
        "0" | "3" | "-9" | "." | "" | "other" | "unknown" | "u" => Sex::Unknown,
        _ => return Err(refuse("sex", sex, "1 (male), 2 (female) or 0 (unknown)")),
    };
    let affected = match phenotype.to_ascii_lowercase().as_str() {
        "2" | "affected" => Some(true),
        "1" | "unaffected" => Some(false),
        "0" | "-9" | "." | "" | "unknown" => None,
        _ => return Err(refuse("phenotype", phenotype, "2 (affected), 1 (unaffected), 0 or -9 (unknown)")),
    };
    Ok(Person { family: family.to_owned(), id: id.to_owned(), father, mother, sex, affected, line: number })
}

fn check_parents(pedigree: &mut Pedigree) -> Result<(), PedError> {
    let mut issues = Vec::new();
    for child in &pedigree.people {
        for (parent, role, wrong) in [(&child.father, "father", Sex::Female), (&child.mother, "mother", Sex::Male)] {
            let Some(name) = parent else { continue };
            let Some(parent) = pedigree.person(name) else {
                let message = format!("{name:?}, the {role} of {:?}, has no line of its own", child.id);
                issues.push(InputIssue::new(
                    Severity::Warning,
                    format!("line {} of the pedigree", child.line),
                    message,
                ));
                continue;
            };
            if parent.sex == wrong {
                return Err(PedError::ParentSex {
                    line: child.line,
                    id: child.id.clone(),
                    parent: name.clone(),
                    role,
                    sex: wrong.as_str(),
                });
            }
            if parent.family != child.family {
                let message = format!("{name:?}, the {role} of {:?}, is in another family", child.id);
                issues.push(InputIssue::new(
                    Severity::Warning,
                    format!("line {} of the pedigree", child.line),
                    message,
                ));
            }
        }
    }
    pedigree.issues = issues;
    Ok(())
}

/// Takes away, again and again, everybody whose parents are all taken away; who remains descends from a loop.
fn check_loops(pedigree: &Pedigree) -> Result<(), PedError> {
    let index: HashMap<&str, usize> = pedigree.people.iter().enumerate().map(|(n, p)| (p.id.as_str(), n)).collect();
    let parents = |n: usize| {
        let person = &pedigree.people[n];
        [&person.father, &person.mother].into_iter().flatten().filter_map(|name| index.get(name.as_str()).copied())
    };
    let mut waiting: Vec<usize> = (0..pedigree.people.len()).map(|n| parents(n).count()).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); pedigree.people.len()];
    for child in 0..pedigree.people.len() {
        parents(child).for_each(|parent| children[parent].push(child));
    }
    let mut free: Vec<usize> = (0..waiting.len()).filter(|n| waiting[*n] == 0).collect();
    let mut taken = 0;
    while let Some(parent) = free.pop() {
        taken += 1;
        for child in &children[parent] {
            waiting[*child] -= 1;
            if waiting[*child] == 0 {
                free.push(*child);
            }
        }
    }
    if taken == waiting.len() {
        return Ok(());
    }
    // From anybody who remains, going up leads into the loop.
    let mut here = waiting.iter().position(|left| *left > 0).unwrap_or_default();
    let mut seen = HashSet::new();
    while seen.insert(here) {
        here = parents(here).find(|parent| waiting[*parent] > 0).unwrap_or(here);
    }
    let person = &pedigree.people[here];
    Err(PedError::Loop { line: person.line, id: person.id.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_trio_is_read_with_tabs_or_spaces() {
        let text = "#Family\tIndividual\nF\tkid\tdad\tmom\t1\t2\r\nF dad 0 0 1 1\n\nF\tmom\t.\t0\t2\t-9\n";
        let pedigree = parse_ped(text).unwrap();
        assert!(pedigree.issues.is_empty());
        let kid = pedigree.person("kid").unwrap();
        assert_eq!((kid.father.as_deref(), kid.sex, kid.affected), (Some("dad"), Sex::Male, Some(true)));
        assert_eq!(pedigree.person("dad").unwrap().affected, Some(false));
        assert_eq!((pedigree.person("mom").unwrap().affected, pedigree.people.len()), (None, 3));
    }

    #[test]
    fn faults_are_named_by_line() {
        for (text, word) in [
            ("", "no individuals"),
            ("# only a comment\n", "no individuals"),
            ("F kid 0 0 1\n", "line 1 of the pedigree has 5 columns"),
            ("F kid 0 0 1 2 extra\n", "7 columns"),
            ("F kid 0 0 7 2\n", "sex \"7\""),
            ("F kid 0 0 1 yes\n", "phenotype \"yes\""),
            ("F 0 0 0 1 2\n", "individual \"0\""),
            ("F a 0 0 1 2\nG a 0 0 1 2\n", "line 2 of the pedigree: individual \"a\" was already described at line 1"),
            ("F kid a 0 1 2\nF a 0 0 2 1\n", "\"a\" is the father of \"kid\", but is female"),
            ("F kid a a 1 2\n", "both father and mother"),
            ("F a a 0 1 2\n", "ancestor of itself"),
            ("F a b 0 1 2\nF b c 0 1 1\nF c a 0 1 1\nF d a 0 1 1\n", "ancestor of itself"),
        ] {
            let error = parse_ped(text).unwrap_err().to_string();
            assert!(error.contains(word), "{text:?}: {error}");
        }
    }

    #[test]
    fn parents_without_a_line_are_a_warning() {
        let pedigree = parse_ped("F kid dad mom 1 2\nF mom 0 0 2 1\n").unwrap();
        assert_eq!(pedigree.issues.len(), 1);
        assert!(pedigree.issues[0].message.contains("\"dad\""));
    }

    proptest! {
        #[test]
        fn no_text_panics(rows in prop::collection::vec("[FG] [a-d0] [a-d0] [a-d0] [0-3] [0-2]", 0..8), noise in "\\PC{0,40}") {
            let _ = parse_ped(&rows.join("\n"));
            let _ = parse_ped(&noise);
        }
    }
}
