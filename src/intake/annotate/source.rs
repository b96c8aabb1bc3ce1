//! A local annotation file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use noodles::bgzf;
use noodles::core::{Position, Region};
use noodles::csi;
use noodles::vcf;

use super::line::Row;
use super::table::Table;

/// Fields that are taken from a file, by what it is: its own name and the name that is written.
const KNOWN: &[(&str, &[(&str, &str)])] = &[
    ("clinvar", &[("CLNSIG", "CLNSIG"), ("CLNREVSTAT", "CLNREVSTAT")]),
    (
        "gnomad",
        &[
            ("AF_grpmax", "gnomAD_AF_grpmax"),
            ("AF_popmax", "gnomAD_AF_popmax"),
            ("AF", "gnomAD_AF"),
            ("nhomalt", "gnomAD_nhomalt"),
        ],
    ),
    ("tommo", &[("AF", "ToMMo_AF")]),
    ("revel", &[("REVEL", "REVEL")]),
    ("alphamissense", &[("AlphaMissense", "AlphaMissense"), ("am_pathogenicity", "AlphaMissense")]),
    ("cadd", &[("PHRED", "CADD_PHRED")]),
    ("spliceai", &[("SpliceAI", "SpliceAI")]),
];

/// A bgzip-compressed, tabix-indexed VCF, or a table of that kind.
pub struct AnnotationSource {
    name: String,
    file: Kind,
    contigs: Vec<String>,
    /// Name in the file, name written.
    fields: Vec<(String, String)>,
}

enum Kind {
    Vcf { reader: vcf::io::IndexedReader<bgzf::io::Reader<File>>, header: Box<vcf::Header> },
    Table(Table),
}

/// What a file holds of one record.
pub(super) struct Hit {
    /// Its alternate alleles, separated by commas.
    pub alternates: String,
    /// By field.
    pub values: Vec<Option<String>>,
}

/// Why an annotation file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AnnotationSourceError {
    /// The file or its index.
    #[error(
        "{path}: {source} (it must be bgzip-compressed with a tabix index beside it: bgzip FILE; tabix -p vcf FILE.gz)"
    )]
    Open {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file without its index.
    #[error(
        "{path} has no tabix index beside it ({path}.tbi or .csi): tabix -p vcf {path}, or for a table tabix -s 1 -b 2 -e 2 \
         {path}"
    )]
    NoIndex {
        /// The file.
        path: String,
    },
    /// Nothing to take from it.
    #[error(
        "{path}: it is not known which fields to take from a file called {name}; write --with {name}={path}:FIELD,FIELD"
    )]
    Fields {
        /// The file.
        path: String,
        /// What the caller calls it.
        name: String,
    },
    /// A table without the columns that are wanted.
    #[error("{path}: no column is called {wanted}; there are {columns}: write NAME={path}:COLUMN,COLUMN")]
    Columns {
        /// The file.
        path: String,
        /// The columns wanted.
        wanted: String,
        /// Those that there are.
        columns: String,
    },
    /// A record of it.
    #[error("annotation file {name}: {source}")]
    Record {
        /// What the caller calls it.
        name: String,
        /// What the reader said.
        source: io::Error,
    },
}

impl std::fmt::Debug for AnnotationSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnnotationSource")
            .field("name", &self.name)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

impl AnnotationSource {
    /// Opens a file. `name` says what it is (`clinvar`, `gnomad`, `tommo`, …); `fields` names INFO fields to take in place
    /// of the usual ones, which are then written as `name_FIELD`.
    ///
    /// # Errors
    /// [`AnnotationSourceError`] where the file or its index cannot be read, or its fields are not known.
    pub fn open(name: &str, path: &Path, fields: &[String]) -> Result<Self, AnnotationSourceError> {
        let shown = path.display().to_string();
        let wrong = |source| AnnotationSourceError::Open { path: shown.clone(), source };
        let is_indexed = ["tbi", "csi"].iter().any(|kind| Path::new(&format!("{shown}.{kind}")).exists());
        if path.exists() && !is_indexed {
            return Err(AnnotationSourceError::NoIndex { path: shown });
        }
        let (file, contigs) = open_kind(path).map_err(wrong)?;
        let usual = KNOWN.iter().find(|(known, _)| *known == name.to_ascii_lowercase()).map(|(_, fields)| *fields);
        let fields: Vec<(String, String)> = match (fields, usual) {
            ([], None) => return Err(AnnotationSourceError::Fields { path: shown, name: name.to_owned() }),
            ([], Some(usual)) => usual.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect(),
            (given, _) => given.iter().map(|field| (field.clone(), format!("{name}_{field}"))).collect(),
        };
        let mut source = Self { name: name.to_owned(), file, contigs, fields };
        source.keep_known(&shown)?;
        Ok(source)
    }

    /// Drops the fields that a table has no column for; one at least must be there.
    fn keep_known(&mut self, path: &str) -> Result<(), AnnotationSourceError> {
        let Kind::Table(table) = &self.file else { return Ok(()) };
        let wanted: Vec<String> = self.fields.iter().map(|(from, _)| from.clone()).collect();
        self.fields.retain(|(from, _)| table.columns.contains(from));
        if self.fields.is_empty() {
            return Err(AnnotationSourceError::Columns {
                path: path.to_owned(),
                wanted: wanted.join(", "),
                columns: table.columns.join(", "),
            });
        }
        Ok(())
    }

    /// What the caller calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first chromosome whose length differs from that of another file, with that file's length and this one's: they are
    /// of different assemblies. Tables do not tell.
    #[must_use]
    pub fn contradicts(&self, lengths: &[(String, usize)]) -> Option<(String, usize, usize)> {
        let Kind::Vcf { header, .. } = &self.file else { return None };
        let bare = |name: &str| name.strip_prefix("chr").unwrap_or(name).to_owned();
        let length = |wanted: &str| {
            let mut contigs = header.contigs().iter().filter(|(name, _)| bare(name) == bare(wanted));
            contigs.find_map(|(_, contig)| contig.length())
        };
        lengths.iter().find_map(|(name, ours)| {
            let theirs = length(name).filter(|theirs| theirs != ours)?;
            Some((name.clone(), *ours, theirs))
        })
    }

    /// Header lines of the fields that this file adds.
    #[must_use]
    pub fn declarations(&self) -> Vec<String> {
        let line = |(from, to): &(String, String)| {
            format!("##INFO=<ID={to},Number=.,Type=String,Description=\"{from} of annotation file {}\">", self.name)
        };
        self.fields.iter().map(line).collect()
    }

    /// Names and values of the fields for the alleles of a record. Where a record has several alternate alleles, the
    /// values of each are joined by commas, a point where the file does not hold the allele.
    pub(super) fn fields(&mut self, row: &Row<'_>) -> Result<Vec<(String, String)>, AnnotationSourceError> {
        let Some(region) = self.region(row) else { return Ok(Vec::new()) };
        let wrong = |source| AnnotationSourceError::Record { name: self.name.clone(), source };
        let alternates: Vec<&str> = row.alternates.split(',').collect();
        let mut values: Vec<Vec<Option<String>>> = vec![vec![None; alternates.len()]; self.fields.len()];
        let names: Vec<String> = self.fields.iter().map(|(from, _)| from.clone()).collect();
        let hits = match &mut self.file {
            Kind::Table(table) => table.hits(&region, row.position, row.reference, &names),
            Kind::Vcf { reader, header } => hits_of_vcf(reader, header, &region, row, &names),
        };
        for hit in hits.map_err(wrong)? {
            let theirs: Vec<&str> = hit.alternates.split(',').collect();
            for (mine, alternate) in alternates.iter().enumerate() {
                let Some(place) = theirs.iter().position(|other| other == alternate) else { continue };
                for (found, slot) in hit.values.iter().zip(&mut values) {
                    if let Some(text) = found {
                        keep_larger(&mut slot[mine], one_of(text, place, theirs.len()));
                    }
                }
            }
        }
        let joined = |slot: Vec<Option<String>>| {
            slot.iter().any(Option::is_some).then(|| {
                slot.into_iter().map(|value| value.unwrap_or_else(|| ".".to_owned())).collect::<Vec<_>>().join(",")
            })
        };
        Ok(self.fields.iter().zip(values).filter_map(|((_, to), slot)| Some((to.clone(), joined(slot)?))).collect())
    }

    /// The place in the file's own way of naming chromosomes; `None` where it has none of that chromosome.
    fn region(&self, row: &Row<'_>) -> Option<Region> {
        let bare = row.contig.strip_prefix("chr").unwrap_or(row.contig);
        let prefixed = format!("chr{bare}");
        let mitochondrial = if matches!(bare, "M" | "MT") { ["M", "MT"] } else { [bare, bare] };
        let names = [row.contig, bare, &prefixed].into_iter().chain(mitochondrial);
        let contig = names.into_iter().find(|name| self.contigs.iter().any(|contig| contig == name))?;
        let start = Position::try_from(row.position as usize).ok()?;
        Some(Region::new(contig, start..=start))
    }
}

fn open_kind(path: &Path) -> io::Result<(Kind, Vec<String>)> {
    let mut first = Vec::new();
    bgzf::io::Reader::new(File::open(path)?).take(64).read_to_end(&mut first)?;
    if !first.starts_with(b"##fileformat=VCF") {
        let table = Table::open(path)?;
        let contigs = table.contigs();
        return Ok((Kind::Table(table), contigs));
    }
    let mut reader = vcf::io::indexed_reader::Builder::default().build_from_path(path)?;
    let header = reader.read_header()?;
    let names = reader.index().header().map(csi::binning_index::index::Header::reference_sequence_names);
    let contigs = names.map(|names| names.iter().map(ToString::to_string).collect()).unwrap_or_default();
    Ok((Kind::Vcf { reader, header: Box::new(header) }, contigs))
}

fn hits_of_vcf(
    reader: &mut vcf::io::IndexedReader<bgzf::io::Reader<File>>,
    header: &vcf::Header,
    region: &Region,
    row: &Row<'_>,
    names: &[String],
) -> io::Result<Vec<Hit>> {
    let mut hits = Vec::new();
    for record in reader.query(header, region)?.records() {
        let record = record?;
        let start = record.variant_start().transpose()?;
        if start.map(usize::from) != Some(row.position as usize) || record.reference_bases() != row.reference {
            continue;
        }
        let info = record.info();
        let values = names.iter().map(|name| value_of(info.as_ref(), name).map(str::to_owned)).collect();
        hits.push(Hit { alternates: record.alternate_bases().as_ref().to_owned(), values });
    }
    Ok(hits)
}

/// Of an allele that a file holds several times, as tables by transcript do, the larger number counts, else the first value.
fn keep_larger(slot: &mut Option<String>, text: &str) {
    let number = |text: &str| text.parse::<f64>().ok();
    let is_larger = match slot.as_deref().map(number) {
        None => true,
        Some(known) => known.zip(number(text)).is_some_and(|(known, new)| new > known),
    };
    if is_larger {
        *slot = Some(text.to_owned());
    }
}

/// The value of a key in an INFO column.
fn value_of<'a>(info: &'a str, key: &str) -> Option<&'a str> {
    info.split(';').find_map(|entry| entry.split_once('=').filter(|(name, _)| *name == key)).map(|(_, value)| value)
}

/// The value of one allele, where there is one for each.
fn one_of(text: &str, place: usize, alleles: usize) -> &str {
    if alleles > 1 && text.split(',').count() == alleles { text.split(',').nth(place).unwrap_or(text) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_by_key_and_allele() {
        assert_eq!(value_of("AC=3;AF=0.1,0.2;DB", "AF"), Some("0.1,0.2"));
        assert_eq!(value_of("XAF=1", "AF"), None);
        assert_eq!(one_of("0.1,0.2", 1, 2), "0.2");
        assert_eq!(one_of("criteria_provided,_single_submitter", 0, 1), "criteria_provided,_single_submitter");
    }

    #[test]
    fn a_missing_file_is_named_with_the_remedy() {
        let error = AnnotationSource::open("clinvar", Path::new("/nonexistent.vcf.gz"), &[]).unwrap_err().to_string();
        assert!(error.contains("/nonexistent.vcf.gz") && error.contains("tabix"), "{error}");
        let here = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let error = AnnotationSource::open("clinvar", here, &[]).unwrap_err().to_string();
        assert!(error.contains("no tabix index") && !error.contains("No such file"), "{error}");
    }

    /// Writes lines as bgzip and tabix do, the position in the second column.
    fn indexed(path: &Path, lines: &[&str]) {
        use noodles::csi::binning_index::index::Header;
        use noodles::csi::binning_index::index::reference_sequence::bin::Chunk;
        let mut writer = bgzf::io::Writer::new(File::create(path).unwrap());
        let mut indexer = noodles::tabix::index::Indexer::default();
        indexer.set_header(Header::builder().set_start_position_index(1).set_end_position_index(Some(1)).build());
        for line in lines {
            let start = writer.virtual_position();
            io::Write::write_all(&mut writer, format!("{line}\n").as_bytes()).unwrap();
            if !line.starts_with('#') {
                let cells: Vec<&str> = line.split('\t').collect();
                let position = Position::try_from(cells[1].parse::<usize>().unwrap()).unwrap();
                let chunk = Chunk::new(start, writer.virtual_position());
                indexer.add_record(cells[0], position, position, chunk).unwrap();
            }
        }
        writer.finish().unwrap();
        noodles::tabix::fs::write(format!("{}.tbi", path.display()), &indexer.build()).unwrap();
    }

    fn annotated(source: AnnotationSource, record: &str) -> String {
        let text = format!("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n{record}\n");
        let mut out = Vec::new();
        super::super::annotate(text.as_bytes(), &mut out, &mut [source]).unwrap();
        String::from_utf8(out).unwrap().lines().last().unwrap().to_owned()
    }

    #[test]
    fn vcfs_and_tables_are_asked_by_their_index() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("AlphaMissense_hg38.tsv.gz");
        indexed(
            &table,
            &[
                "# Copyright of somebody",
                "#CHROM\tPOS\tREF\tALT\tgenome\ttranscript_id\tam_pathogenicity\tam_class",
                "chr1\t100\tA\tC\thg38\tT1\t0.25\tlikely benign",
                "chr1\t100\tA\tC\thg38\tT2\t0.91\tlikely pathogenic",
                "chr1\t100\tA\tG\thg38\tT1\t0.5\tambiguous",
                "chr1\t101\tA\tC\thg38\tT1\t0.1\tlikely benign",
            ],
        );
        let open = |name: &str, path: &Path, fields: &[&str]| {
            AnnotationSource::open(name, path, &fields.iter().map(|&field| field.to_owned()).collect::<Vec<_>>())
        };
        let record = "1\t100\t.\tA\tC,T,G\t.\t.\tDP=3";
        let known = annotated(open("alphamissense", &table, &[]).unwrap(), record);
        assert!(known.ends_with("DP=3;AlphaMissense=0.91,.,0.5"), "{known}");
        let named = annotated(open("lab", &table, &["am_class"]).unwrap(), "chr1\t101\t.\tA\tC\t.\t.\t.");
        assert!(named.ends_with("\tlab_am_class=likely|benign"), "{named}");
        let none = annotated(open("lab", &table, &["am_class"]).unwrap(), "chr1\t101\t.\tT\tC\t.\t.\t.");
        assert!(none.ends_with("\t."), "another reference allele: {none}");
        let error = open("cadd", &table, &[]).unwrap_err().to_string();
        assert!(error.contains("PHRED") && error.contains("am_pathogenicity"), "{error}");

        let vcf = folder.path().join("clinvar.vcf.gz");
        indexed(
            &vcf,
            &[
                "##fileformat=VCFv4.1",
                "##contig=<ID=1,length=248956422>",
                "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
                "1\t100\t9\tA\tC\t.\t.\tCLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel",
            ],
        );
        let found = annotated(open("clinvar", &vcf, &[]).unwrap(), "chr1\t100\t.\tA\tC\t.\t.\t.");
        assert!(found.ends_with("CLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel"), "{found}");
        let other = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=249250621,assembly=x>\n#CHROM\tPOS\n";
        let source = open("clinvar", &vcf, &[]).unwrap();
        let error = super::super::annotate(other.as_bytes(), Vec::new(), &mut [source]).unwrap_err().to_string();
        assert!(error.contains("249250621") && error.contains("different assemblies"), "{error}");
    }
}
