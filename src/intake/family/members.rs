//! The proband and the relatives among the samples of a file.

use super::ped::{Pedigree, Person};
use crate::domain::{InputIssue, Member, Relation, Severity, Sex};

/// Why the family of a file is not plain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FamilyError {
    /// The named sample is not in the file.
    #[error("there is no sample {sample:?}; the samples are {}", list(samples))]
    UnknownSample {
        /// As asked for.
        sample: String,
        /// What there is.
        samples: Vec<String>,
    },
    /// The case is of somebody else than the sample that was asked for.
    #[error("the sample {sample:?} was asked for, and the case is of {subject:?}, another sample of the file")]
    OtherPatient {
        /// As asked for.
        sample: String,
        /// As the case calls the patient.
        subject: String,
    },
    /// Several people may be the patient.
    #[error("it is not plain who the patient is: name one of {} with --sample", list(choices))]
    Ambiguous {
        /// Who may be.
        choices: Vec<String>,
    },
    /// Nobody of the pedigree is in the file.
    #[error("nobody of the pedigree is among the samples {}", list(samples))]
    NobodyInFile {
        /// What there is.
        samples: Vec<String>,
    },
    /// A parent of the pedigree is not in the file.
    #[error(
        "{parent:?}, the {role} of {child:?} in the pedigree (line {line}), is not among the samples {}; write 0 for a \
         parent who was not sequenced",
        list(samples)
    )]
    MissingParent {
        /// The parent.
        parent: String,
        /// `father` or `mother`.
        role: &'static str,
        /// The patient.
        child: String,
        /// Line of the pedigree.
        line: usize,
        /// What there is.
        samples: Vec<String>,
    },
}

/// Names for a message, ten at most.
fn list(names: &[String]) -> String {
    const MAX: usize = 10;
    let mut shown: Vec<String> = names.iter().take(MAX).map(|name| format!("{name:?}")).collect();
    if names.len() > MAX {
        shown.push(format!("{} more", names.len() - MAX));
    }
    shown.join(", ")
}

/// The people of a file who count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// The proband first, then father, mother, siblings, others.
    pub members: Vec<Member>,
    /// What was not used, or does not fit.
    pub issues: Vec<InputIssue>,
}

/// Finds the proband and the relatives: the sample that is asked for, else the only affected child of the pedigree,
/// else its only affected person, else the only sample. `sex` is the proband's where the pedigree does not tell.
///
/// # Errors
/// If it is not plain who the patient is, or a parent of the pedigree is not in the file.
pub fn members(
    pedigree: Option<&Pedigree>,
    samples: &[String],
    sample: Option<&str>,
    sex: Sex,
) -> Result<Household, FamilyError> {
    let present = |id: &str| samples.iter().any(|known| known == id);
    if let Some(asked) = sample.filter(|asked| !present(asked)) {
        return Err(FamilyError::UnknownSample { sample: asked.to_owned(), samples: samples.to_vec() });
    }
    let proband = match (sample, pedigree) {
        (Some(asked), _) => asked,
        (None, Some(pedigree)) => affected_child(pedigree, samples)?,
        (None, None) => match samples {
            [only] => only,
            _ => return Err(FamilyError::Ambiguous { choices: samples.to_vec() }),
        },
    };
    let mut issues = pedigree.map(|pedigree| pedigree.issues.clone()).unwrap_or_default();
    let described = pedigree.and_then(|pedigree| Some((pedigree, pedigree.person(proband)?)));
    let mut household = if let Some((pedigree, person)) = described {
        relatives(pedigree, person, samples, sex, &mut issues)?
    } else {
        if pedigree.is_some() {
            let message = format!("the patient {proband:?} is not in the pedigree, which was not used");
            issues.push(InputIssue::new(Severity::Warning, "pedigree", message));
        }
        vec![Member::proband(proband, sex)]
    };
    household.sort_by_key(|member| member.relation);
    let unused: Vec<String> =
        samples.iter().filter(|name| household.iter().all(|member| member.sample != **name)).cloned().collect();
    if !unused.is_empty() {
        let message = format!("not in the patient's family, and not used: {}", list(&unused));
        issues.push(InputIssue::new(Severity::Note, "samples", message).suggest("give a pedigree to use relatives"));
    }
    Ok(Household { members: household, issues })
}

fn affected_child<'a>(pedigree: &'a Pedigree, samples: &'a [String]) -> Result<&'a str, FamilyError> {
    let here: Vec<&Person> = pedigree.people.iter().filter(|person| samples.contains(&person.id)).collect();
    if here.is_empty() {
        return match samples {
            [only] => Ok(only),
            _ => Err(FamilyError::NobodyInFile { samples: samples.to_vec() }),
        };
    }
    let affected: Vec<&&Person> = here.iter().filter(|person| person.affected == Some(true)).collect();
    let children: Vec<&&Person> =
        affected.iter().copied().filter(|person| person.father.is_some() || person.mother.is_some()).collect();
    match (&children[..], &affected[..], samples) {
        ([only], ..) | ([], [only], _) => Ok(&only.id),
        ([], [], [only]) => Ok(only),
        _ => {
            let several = [children, affected, here.iter().collect()].into_iter().find(|list| !list.is_empty());
            let choices = several.unwrap_or_default().iter().map(|person| person.id.clone()).collect();
            Err(FamilyError::Ambiguous { choices })
        }
    }
}

fn relatives(
    pedigree: &Pedigree,
    proband: &Person,
    samples: &[String],
    sex: Sex,
    issues: &mut Vec<InputIssue>,
) -> Result<Vec<Member>, FamilyError> {
    let place = || format!("line {} of the pedigree", proband.line);
    for (parent, role) in [(&proband.father, "father"), (&proband.mother, "mother")] {
        if let Some(parent) = parent.as_ref().filter(|parent| !pedigree.of_family && !samples.contains(parent)) {
            return Err(FamilyError::MissingParent {
                parent: parent.clone(),
                role,
                child: proband.id.clone(),
                line: proband.line,
                samples: samples.to_vec(),
            });
        }
    }
    if proband.sex != Sex::Unknown && sex != Sex::Unknown && proband.sex != sex {
        let message = format!("the pedigree says {}, but the case says {}", proband.sex.as_str(), sex.as_str());
        issues.push(InputIssue::new(Severity::Warning, place(), message).suggest("the pedigree was used"));
    }
    if proband.affected == Some(false) {
        let message = format!("the patient {:?} is unaffected in the pedigree; taken as affected", proband.id);
        issues.push(InputIssue::new(Severity::Warning, place(), message));
    }
    let own_sex = if proband.sex == Sex::Unknown { sex } else { proband.sex };
    let mut found = vec![Member::proband(&proband.id, own_sex)];
    let mut absent = Vec::new();
    for person in pedigree.people.iter().filter(|person| person.id != proband.id) {
        let relation = relation(proband, person);
        if relation == Relation::Other && person.family != proband.family {
            continue;
        }
        if samples.contains(&person.id) {
            found.push(Member { sample: person.id.clone(), relation, sex: person.sex, affected: person.affected });
        } else {
            absent.push(person.id.clone());
        }
    }
    // A parent whom the file has but the pedigree describes only as a parent.
    for (parent, relation, sex) in
        [(&proband.father, Relation::Father, Sex::Male), (&proband.mother, Relation::Mother, Sex::Female)]
    {
        let is_new =
            |parent: &&String| samples.contains(parent) && found.iter().all(|member| member.sample != **parent);
        if let Some(parent) = parent.as_ref().filter(is_new) {
            found.push(Member { sample: parent.clone(), relation, sex, affected: None });
        }
    }
    if !absent.is_empty() {
        let message = format!("in the pedigree but not in the file: {}", list(&absent));
        issues.push(InputIssue::new(Severity::Note, "pedigree", message));
    }
    Ok(found)
}

fn relation(proband: &Person, person: &Person) -> Relation {
    let is = |parent: &Option<String>| parent.as_deref() == Some(person.id.as_str());
    let shares = |own: &Option<String>, other: &Option<String>| own.is_some() && own == other;
    if is(&proband.father) {
        Relation::Father
    } else if is(&proband.mother) {
        Relation::Mother
    } else if shares(&proband.father, &person.father) || shares(&proband.mother, &person.mother) {
        Relation::Sibling
    } else {
        Relation::Other
    }
}

#[cfg(test)]
mod tests {
    use super::super::ped::parse_ped;
    use super::*;

    const TRIO: &str = "F kid dad mom 1 2\nF dad 0 0 1 1\nF mom 0 0 2 1\nF sis dad mom 2 1\nF gran 0 0 2 0\n";

    fn run(ped: Option<&str>, samples: &[&str], sample: Option<&str>) -> Result<(String, Vec<String>), String> {
        let pedigree = ped.map(|text| parse_ped(text).unwrap());
        let samples: Vec<String> = samples.iter().map(|&name| name.to_owned()).collect();
        let household =
            members(pedigree.as_ref(), &samples, sample, Sex::Unknown).map_err(|error| error.to_string())?;
        let names: Vec<String> =
            household.members.iter().map(|m| format!("{}={}", m.relation.as_str(), m.sample)).collect();
        Ok((names.join(" "), household.issues.into_iter().map(|issue| issue.message).collect()))
    }

    #[test]
    fn the_proband_comes_first() {
        for (ped, samples, sample, wanted) in [
            (None, vec!["a"], None, "proband=a"),
            (None, vec!["a", "b"], Some("b"), "proband=b"),
            (Some(TRIO), vec!["mom", "kid", "dad"], None, "proband=kid father=dad mother=mom"),
            (
                Some(TRIO),
                vec!["sis", "gran", "mom", "kid", "dad"],
                None,
                "proband=kid father=dad mother=mom sibling=sis other=gran",
            ),
            (Some(TRIO), vec!["sis", "dad", "mom"], Some("sis"), "proband=sis father=dad mother=mom"),
            (Some("F a 0 0 1 2\nG b 0 0 1 1\n"), vec!["a", "b"], None, "proband=a"),
            (Some("F a 0 0 1 0\n"), vec!["a"], None, "proband=a"),
            (Some("F kid dad 0 1 2\n"), vec!["kid", "dad"], None, "proband=kid father=dad"),
        ] {
            assert_eq!(run(ped, &samples, sample).unwrap().0, wanted);
        }
    }

    #[test]
    fn what_is_not_plain_is_an_error_with_the_choices() {
        for (ped, samples, sample, word) in [
            (None, vec!["a", "b"], None, "one of \"a\", \"b\" with --sample"),
            (None, vec!["a"], Some("z"), "no sample \"z\"; the samples are \"a\""),
            (Some(TRIO), vec!["kid", "dad"], None, "\"mom\", the mother of \"kid\""),
            (Some(TRIO), vec!["x", "y"], None, "nobody of the pedigree"),
            (Some("F a c 0 1 2\nF b c 0 1 2\nF c 0 0 1 1\n"), vec!["a", "b", "c"], None, "\"a\", \"b\" with"),
            (Some("F a 0 0 1 1\nF b 0 0 1 1\n"), vec!["a", "b"], None, "\"a\", \"b\" with"),
        ] {
            let error = run(ped, &samples, sample).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn what_was_not_used_is_said() {
        let (_, issues) = run(Some(TRIO), &["kid", "dad", "mom", "stranger"], None).unwrap();
        assert!(issues.iter().any(|issue| issue.contains("\"sis\", \"gran\"")), "{issues:?}");
        assert!(issues.iter().any(|issue| issue.contains("\"stranger\"")), "{issues:?}");
        let (members, issues) = run(Some(TRIO), &["a", "b"], Some("a")).unwrap();
        assert_eq!(members, "proband=a");
        assert!(issues[0].contains("not in the pedigree"));
    }
}
