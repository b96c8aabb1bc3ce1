//! A list of variants as a tab-separated table or as JSON.

use super::VariantItem;
use crate::domain::{InputIssue, Severity};

/// Most items of a list: beyond it the list is a VCF in disguise.
const MOST: usize = 10_000;

/// Why a list cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VariantTableError {
    /// The first line names no column of ours.
    #[error(
        "{name}: the first line must name the columns, separated by tabs; known are gene, hgvs_c, hgvs_p, variant, \
         assembly, zygosity, acmg_class, consequence, origin (found: {found})"
    )]
    Header {
        /// The list.
        name: String,
        /// The first line, shortened.
        found: String,
    },
    /// A line has another number of cells than the header.
    #[error("line {line} of {name}: {found} cells, {wanted} columns")]
    Cells {
        /// The list.
        name: String,
        /// From 1.
        line: usize,
        /// Cells of the line.
        found: usize,
        /// Columns.
        wanted: usize,
    },
    /// Not the JSON of a list of variants.
    #[error("{name}: {reason}")]
    Json {
        /// The list.
        name: String,
        /// What is wrong, with the place.
        reason: String,
    },
    /// Too long.
    #[error("{name}: {found} variants; at most {MOST} can be listed (give a VCF instead)")]
    TooMany {
        /// The list.
        name: String,
        /// How many.
        found: usize,
    },
}

type Field = fn(&mut VariantItem) -> &mut Option<String>;

/// Column names, those of common spreadsheets included.
const COLUMNS: &[(&str, Field)] = &[
    ("gene", |item| &mut item.gene),
    ("symbol", |item| &mut item.gene),
    ("hgvs_c", |item| &mut item.hgvs_c),
    ("hgvsc", |item| &mut item.hgvs_c),
    ("hgvs_p", |item| &mut item.hgvs_p),
    ("hgvsp", |item| &mut item.hgvs_p),
    ("variant", |item| &mut item.variant),
    ("assembly", |item| &mut item.assembly),
    ("zygosity", |item| &mut item.zygosity),
    ("genotype", |item| &mut item.zygosity),
    ("acmg_class", |item| &mut item.acmg_class),
    ("class", |item| &mut item.acmg_class),
    ("consequence", |item| &mut item.consequence),
    ("origin", |item| &mut item.origin),
];

/// Items of a table whose first line names the columns, and a warning for each column that is not known and was not read.
/// Empty cells, `.` and `-` are unknown.
///
/// # Errors
/// [`VariantTableError`] naming the line.
pub fn items_of_table(text: &str, name: &str) -> Result<(Vec<VariantItem>, Vec<InputIssue>), VariantTableError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with("##"));
    let header = lines.next().map_or("", |(_, line)| line);
    let columns: Vec<Option<Field>> = header.split('\t').map(column).collect();
    if columns.iter().all(Option::is_none) {
        return Err(VariantTableError::Header { name: name.to_owned(), found: header.chars().take(60).collect() });
    }
    let strange =
        header.split('\t').zip(&columns).filter(|(title, column)| column.is_none() && !title.trim().is_empty());
    let issues = strange.map(|(title, _)| unread(title, name)).collect();
    let mut items = Vec::new();
    for (line, row) in lines {
        let cells: Vec<&str> = row.split('\t').collect();
        if cells.len() != columns.len() {
            let (found, wanted) = (cells.len(), columns.len());
            return Err(VariantTableError::Cells { name: name.to_owned(), line, found, wanted });
        }
        let mut item = VariantItem { place: format!("line {line} of {name}"), ..VariantItem::default() };
        for (field, cell) in columns.iter().zip(cells) {
            let cell = cell.trim();
            if let Some(field) = field
                && !matches!(cell, "" | "." | "-")
            {
                *field(&mut item) = Some(cell.to_owned());
            }
        }
        items.push(item);
    }
    Ok((bounded(items, name)?, issues))
}

fn unread(title: &str, name: &str) -> InputIssue {
    let shown: String = title.trim().chars().take(40).collect();
    let message = format!("the column {shown:?} is not known and was not read");
    let mut known: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    known.dedup();
    InputIssue::new(Severity::Warning, name, message).suggest(format!("columns are {}", known.join(", ")))
}

fn column(title: &str) -> Option<Field> {
    let title = title.trim().trim_start_matches('#').to_ascii_lowercase().replace([' ', '.'], "_");
    COLUMNS.iter().find(|(name, _)| *name == title).map(|(_, field)| *field)
}

/// Items of a JSON array of objects with the fields of [`VariantItem`].
///
/// # Errors
/// [`VariantTableError`] naming the place.
pub fn items_of_json(text: &str, name: &str) -> Result<Vec<VariantItem>, VariantTableError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let items: Vec<VariantItem> = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| VariantTableError::Json { name: name.to_owned(), reason: error.to_string() })?;
    deserializer.end().map_err(|error| VariantTableError::Json { name: name.to_owned(), reason: error.to_string() })?;
    let place = |(index, item)| VariantItem { place: format!("{name}[{index}]"), ..item };
    bounded(items.into_iter().enumerate().map(place).collect(), name)
}

fn bounded(items: Vec<VariantItem>, name: &str) -> Result<Vec<VariantItem>, VariantTableError> {
    if items.len() > MOST {
        return Err(VariantTableError::TooMany { name: name.to_owned(), found: items.len() });
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_by_its_columns() {
        let text = "\u{feff}#Gene\tHGVS.c\tNote\tZygosity\nFBN1\tc.1948C>T\tx\thet\n\nTTN\t.\t\t-\n";
        let (items, issues) = items_of_table(text, "list.tsv").unwrap();
        assert!(issues.len() == 1 && issues[0].message.contains("\"Note\""), "{issues:?}");
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].hgvs_c.as_deref(), Some("c.1948C>T"));
        assert_eq!(
            items[1],
            VariantItem {
                place: "line 4 of list.tsv".to_owned(),
                gene: Some("TTN".to_owned()),
                ..VariantItem::default()
            }
        );
    }

    #[test]
    fn hostile_lists_are_refused_with_the_place() {
        let error = |text: &str| items_of_table(text, "x").unwrap_err().to_string();
        assert!(error("").contains("first line"));
        assert!(error("FBN1\tc.1A>G\n").contains("columns"));
        assert!(error("gene\tvariant\nFBN1\n").contains("line 2"));
        for text in ["{}", "[1]", "[{\"gene\": 7}]", "[{\"gen\": \"FBN1\"}]", "[] x", "["] {
            assert!(items_of_json(text, "variants").is_err(), "{text}");
        }
        assert_eq!(items_of_json("[{\"gene\": \"FBN1\"}]", "variants").unwrap()[0].place, "variants[0]");
    }
}
