//! Why a variant file cannot be used at all.

use super::super::family::FamilyError;
use crate::domain::Assembly;

/// Why a variant file cannot be used. What is wrong with single records is an issue on the result instead.
#[derive(Debug, thiserror::Error)]
pub enum VcfError {
    /// Nothing in it.
    #[error("{name} is empty")]
    Empty {
        /// File name.
        name: String,
    },
    /// Another kind of file.
    #[error("{name} is not a VCF or BCF file: it begins with {looks}")]
    NotVcf {
        /// File name.
        name: String,
        /// What it looks like.
        looks: String,
    },
    /// Text before the header, as wrapper scripts print it.
    #[error(
        "line 1 of {name} is {line:?}, and the VCF header begins at line {begins}: remove the lines before it (a wrapper \
         script may have printed them)"
    )]
    Preamble {
        /// File name.
        name: String,
        /// The line, shortened.
        line: String,
        /// Where `##fileformat` stands.
        begins: u64,
    },
    /// A version whose meaning differs.
    #[error("line 1 of {name}: {version:?} is not supported (VCF 4.0 to 4.5 are)")]
    Version {
        /// File name.
        name: String,
        /// As written.
        version: String,
    },
    /// Records without column names.
    #[error("line {line} of {name} is not a header line, and there was no #CHROM line before it")]
    NoColumnLine {
        /// File name.
        name: String,
        /// First line that is not a header line, or one past the last.
        line: u64,
    },
    /// The column line is wrong.
    #[error("line {line} of {name}: {problem}")]
    Columns {
        /// File name.
        name: String,
        /// The line.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// An annotation whose fields are not named.
    #[error("the header of {name} declares INFO {id} without its list of fields (\"Format: Allele|...\"): {problem}")]
    AnnotationFormat {
        /// File name.
        name: String,
        /// `CSQ`, `ANN` or `BCSQ`.
        id: &'static str,
        /// What is missing.
        problem: String,
    },
    /// A line beyond any use.
    #[error("line {line} of {name} is longer than {limit} bytes")]
    LineTooLong {
        /// File name.
        name: String,
        /// The line.
        line: u64,
        /// The bound in bytes.
        limit: usize,
    },
    /// More data than the caller allows, as from a compression bomb.
    #[error("{name} holds more than {limit} bytes when decompressed (at line {line})")]
    TooLarge {
        /// File name.
        name: String,
        /// The bound in bytes.
        limit: u64,
        /// Where it was reached.
        line: u64,
    },
    /// The file ends early.
    #[error(
        "{name} is truncated: it ends at byte {byte} in the middle of its compressed data, the last whole line is \
         {line} (copy or download it again; {problem})"
    )]
    Truncated {
        /// File name.
        name: String,
        /// Compressed bytes read.
        byte: u64,
        /// Last good line.
        line: u64,
        /// What the decoder said.
        problem: String,
    },
    /// The last line is half a line.
    #[error(
        "{place}, the last line, has no line end and cannot be read ({problem}): the file was cut off; copy or download it \
         again"
    )]
    CutOff {
        /// The line and the file.
        place: String,
        /// What is wrong with the line.
        problem: String,
    },
    /// The compressed data is damaged.
    #[error("{name} is damaged near byte {byte}, after line {line}: {problem}")]
    Damaged {
        /// File name.
        name: String,
        /// Compressed bytes read.
        byte: u64,
        /// Last good line.
        line: u64,
        /// What the decoder said.
        problem: String,
    },
    /// The system could not read.
    #[error("cannot read {name} after line {line}: {source}")]
    Io {
        /// File name.
        name: String,
        /// Last good line.
        line: u64,
        /// Why.
        source: std::io::Error,
    },
    /// Two statements about the assembly that cannot both hold.
    #[error(
        "{name}: {first} says {first_assembly}, but {second} says {second_assembly}: positions of one would be read on the \
         other",
        first_assembly = .first.1.as_str(),
        first = .first.0,
        second_assembly = .second.1.as_str(),
        second = .second.0
    )]
    AssemblyConflict {
        /// File name.
        name: String,
        /// One statement and what it says.
        first: (String, Assembly),
        /// The other.
        second: (String, Assembly),
    },
    /// Another assembly than the two.
    #[error(
        "{name}: {statement} fits neither GRCh37 nor GRCh38; lift the file over first, or name the assembly with \
         --assembly if the header is wrong"
    )]
    AssemblyUnsupported {
        /// File name.
        name: String,
        /// The statement.
        statement: String,
    },
    /// No statement about the assembly.
    #[error(
        "{name} does not say whether its positions are of GRCh37 or GRCh38 (no contig lengths, no ##reference): name it \
         with --assembly"
    )]
    AssemblyUnknown {
        /// File name.
        name: String,
    },
    /// Positions that cannot be of the assembly that was stated.
    #[error(
        "{name}: {count} records lie beyond the end of their chromosome on {assembly}, the first at {first}: the file is of \
         another assembly, and all its other positions would be misread",
        assembly = .assembly.as_str()
    )]
    OtherAssembly {
        /// File name.
        name: String,
        /// What was stated.
        assembly: Assembly,
        /// How many.
        count: u64,
        /// Place of the first.
        first: String,
    },
    /// No genotypes.
    #[error(
        "{name} has no genotypes ({problem}): it is a list of sites, not a patient's file (variants that the patient is \
         known to carry can be given as a list)"
    )]
    NoGenotypes {
        /// File name.
        name: String,
        /// What is missing.
        problem: &'static str,
    },
    /// No annotation and nobody to ask.
    #[error(
        "{name} is not annotated: its header declares no CSQ (VEP), ANN (SnpEff) or BCSQ (bcftools). Annotate it first, \
         for example: bcftools csq --phase s -f GRCh38.fa -g Homo_sapiens.GRCh38.gff3.gz -O z -o annotated.vcf.gz \
         {name}, or: vep --vcf --cache --assembly GRCh38 --mane --canonical --hgvs --symbol --numbers -i {name} -o \
         annotated.vcf"
    )]
    NotAnnotated {
        /// File name.
        name: String,
    },
    /// Most records are wrong.
    #[error("{malformed} of the first {records} records of {name} cannot be read; the first: {first}")]
    Malformed {
        /// File name.
        name: String,
        /// Records that cannot be read.
        malformed: u64,
        /// Records read.
        records: u64,
        /// The first complaint, with its place.
        first: String,
    },
    /// Contig names that say nothing.
    #[error(
        "no record of {name} lies on a chromosome of the primary assembly (1 to 22, X, Y or MT, with or without chr); \
         the first lies on {contig:?}"
    )]
    NoKnownContig {
        /// File name.
        name: String,
        /// First contig.
        contig: String,
    },
    /// The family does not fit the file.
    #[error("{name}: {source}")]
    Family {
        /// File name.
        name: String,
        /// Why.
        source: FamilyError,
    },
}

/// A text shortened for a message.
pub(super) fn shorten(text: &str) -> String {
    const MAX: usize = 60;
    let mut short: String = text.chars().take(MAX).collect();
    if text.chars().nth(MAX).is_some() {
        short.push('…');
    }
    short
}
