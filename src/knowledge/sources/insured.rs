//! `ontology/insured-genetic-tests.tsv`, this project's own table of the genetic tests that Japan's health insurance
//! covers (診療報酬点数表 D006-4 遺伝学的検査), as of [`LIST_DATE`].

use super::{Parsed, SourceError, Table};
use crate::domain::DiseaseId;

/// Year and month of the Ministry's list that the table follows.
pub const LIST_DATE: &str = "2019-09";

/// The four groups of the list; what they differ in is how the test is made and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeeGroup {
    /// ア: by PCR, sequencing, FISH or Southern blot.
    A,
    /// イ: by PCR.
    I,
    /// ウ: by other methods.
    U,
    /// エ: at institutions that meet the facility standard.
    E,
}

impl FeeGroup {
    /// All, in the order of the list.
    pub const ALL: [Self; 4] = [Self::A, Self::I, Self::U, Self::E];

    /// The letter of the list.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "ア",
            Self::I => "イ",
            Self::U => "ウ",
            Self::E => "エ",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == text)
    }
}

/// Whether a name of the list means one disease or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// One disease with its numbered subtypes.
    Disease,
    /// A family of diseases.
    Family,
}

impl Scope {
    /// The word of the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disease => "disease",
            Self::Family => "family",
        }
    }
}

/// One name of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsuredTest {
    /// Group.
    pub group: FeeGroup,
    /// Item within the group, from 1.
    pub item: u8,
    /// Japanese name as the list has it.
    pub name_ja: String,
    /// English name.
    pub name_en: String,
    /// Whether it is a family.
    pub scope: Scope,
    /// Diseases meant.
    pub diseases: Vec<DiseaseId>,
    /// NANDO classes meant, each with all its subclasses.
    pub nando: Vec<u32>,
}

/// Reads the table.
///
/// # Errors
/// [`SourceError::Line`] at the first row that is wrong: the table is ours, so a wrong row is a bug.
pub fn parse(file: &str, bytes: &[u8]) -> Result<Parsed<InsuredTest>, SourceError> {
    let mut parsed = Parsed { release: Some(LIST_DATE.to_owned()), ..Parsed::default() };
    let table = Table::open(file, bytes, b'\t', false)?;
    let [group, item, name_ja, name_en, scope, ids] = [
        table.column("group")?,
        table.column("item")?,
        table.column("name_ja")?,
        table.column("name_en")?,
        table.column("scope")?,
        table.column("ids")?,
    ];
    let Parsed { rows, tally, .. } = &mut parsed;
    table.for_each(tally, |row, _| {
        let wrong = |message: String| SourceError::line(file, row.line, message);
        let (diseases, nando) = members(row.get(ids)).map_err(wrong)?;
        for (name, text) in [("name_ja", row.get(name_ja)), ("name_en", row.get(name_en))] {
            if text.is_empty() {
                return Err(wrong(format!("{name} is empty")));
            }
        }
        rows.push(InsuredTest {
            group: FeeGroup::parse(row.get(group))
                .ok_or_else(|| wrong(format!("unknown group {:?}", row.get(group))))?,
            item: row.get(item).parse().map_err(|_| wrong(format!("item {:?} is no number", row.get(item))))?,
            name_ja: row.get(name_ja).to_owned(),
            name_en: row.get(name_en).to_owned(),
            scope: match row.get(scope) {
                "disease" => Scope::Disease,
                "family" => Scope::Family,
                other => return Err(wrong(format!("unknown scope {other:?} (disease or family)"))),
            },
            diseases,
            nando,
        });
        Ok(())
    })?;
    Ok(parsed)
}

fn members(text: &str) -> Result<(Vec<DiseaseId>, Vec<u32>), String> {
    let (mut diseases, mut nando) = (Vec::new(), Vec::new());
    for id in text.split_whitespace() {
        match id.strip_prefix("NANDO:") {
            Some(number) => nando.push(number.parse().map_err(|_| format!("{id} is no NANDO id"))?),
            None => diseases.push(id.parse().map_err(|error: crate::domain::IdError| error.to_string())?),
        }
    }
    if diseases.is_empty() && nando.is_empty() { Err("no ids".to_owned()) } else { Ok((diseases, nando)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "# about\ngroup\titem\tname_ja\tname_en\tscope\tids\tnote\n";

    #[test]
    fn a_row_keeps_group_scope_and_members() {
        let text =
            format!("{HEADER}エ\t1\t脆弱X症候群\tFragile X syndrome\tdisease\tOMIM:300624 ORPHA:908 NANDO:1200750\t\n");
        let row = &parse("t", text.as_bytes()).unwrap().rows[0];
        assert_eq!((row.group, row.item, row.scope), (FeeGroup::E, 1, Scope::Disease));
        assert_eq!((row.diseases.len(), row.nando.as_slice()), (2, &[1_200_750][..]));
    }

    #[test]
    fn a_wrong_row_is_named() {
        for row in [
            "オ\t1\tあ\ta\tdisease\tOMIM:1\t",
            "ア\tx\tあ\ta\tdisease\tOMIM:300624\t",
            "ア\t1\t\ta\tdisease\tOMIM:300624\t",
            "ア\t1\tあ\ta\tgroup\tOMIM:300624\t",
            "ア\t1\tあ\ta\tfamily\t\t",
            "ア\t1\tあ\ta\tfamily\tOMIM:x\t",
            "ア\t1\tあ\ta\tfamily\tNANDO:x\t",
        ] {
            let error = parse("t", format!("{HEADER}{row}\n").as_bytes()).unwrap_err();
            assert!(error.to_string().contains("line 3"), "{error}");
        }
    }
}
