//! Many phenopackets: a file, a `.jsonl` or `.jsonl.gz`, a folder, a zip.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

/// One packet's text and where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// File, and line or member where it is one of many.
    pub place: String,
    /// JSON text.
    pub text: String,
}

/// Why a cohort cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CohortError {
    /// The file system, or a truncated or damaged compressed file.
    #[error("{place}: {source}")]
    Io {
        /// File, and line or member.
        place: String,
        /// What is wrong.
        source: io::Error,
    },
    /// Not a zip.
    #[error("{place}: {source}")]
    Zip {
        /// File.
        place: String,
        /// What is wrong.
        source: zip::result::ZipError,
    },
    /// Nothing in it.
    #[error("{0} holds no phenopacket (looked for .json, .jsonl, .jsonl.gz and .zip)")]
    Empty(PathBuf),
    /// A member that unpacks to more than a phenopacket ever is.
    #[error("{0} is larger than {MAX_PACKET} bytes")]
    TooLarge(String),
}

/// Largest packet, in bytes.
const MAX_PACKET: u64 = 64 << 20;

/// A cohort's packets, in the order of the files' names and of the lines in them.
#[derive(Debug)]
pub struct Cohort {
    /// All packets.
    pub packets: Vec<Packet>,
}

impl Cohort {
    /// Reads everything.
    ///
    /// # Errors
    /// [`CohortError`] at the first file that is damaged: half a cohort is not evaluated as if it were whole.
    pub fn read(path: &Path) -> Result<Self, CohortError> {
        let mut packets = Vec::new();
        if path.is_dir() {
            let mut files = Vec::new();
            list(path, &mut files)?;
            files.sort();
            for file in files {
                read_file(&file, &mut packets)?;
            }
        } else {
            read_file(path, &mut packets)?;
        }
        if packets.is_empty() { Err(CohortError::Empty(path.to_owned())) } else { Ok(Self { packets }) }
    }
}

fn failed(place: impl AsRef<Path>) -> impl FnOnce(io::Error) -> CohortError {
    let place = place.as_ref().display().to_string();
    move |source| CohortError::Io { place, source }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), CohortError> {
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let entry = entry.map_err(failed(folder))?;
        let path = entry.path();
        // Symbolic links are not followed: they may lead in a circle.
        if entry.file_type().map_err(failed(&path))?.is_dir() {
            list(&path, files)?;
        } else if is_cohort_file(&path) {
            files.push(path);
        }
    }
    Ok(())
}

/// Lower-case suffixes of a file name: the last one, and the one that tells the content (before `.gz`).
struct Suffixes {
    last: String,
    content: String,
}

impl Suffixes {
    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let mut parts = name.rsplit('.').map(str::to_owned);
        let last = parts.next().unwrap_or_default();
        let content = if last == "gz" { parts.next().unwrap_or_default() } else { last.clone() };
        Self { last, content }
    }
}

fn is_cohort_file(path: &Path) -> bool {
    let suffixes = Suffixes::of(path);
    suffixes.last == "zip" || ["json", "jsonl", "ndjson"].contains(&suffixes.content.as_str())
}

fn read_file(path: &Path, packets: &mut Vec<Packet>) -> Result<(), CohortError> {
    let suffixes = Suffixes::of(path);
    let file = File::open(path).map_err(failed(path))?;
    if suffixes.last == "zip" {
        return read_zip(path, file, packets);
    }
    let reader: Box<dyn Read> =
        if suffixes.last == "gz" { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    read_content(&path.display().to_string(), &suffixes, reader, packets)
}

fn read_lines(file: &str, reader: impl Read, packets: &mut Vec<Packet>) -> Result<(), CohortError> {
    for (index, line) in BufReader::new(reader).lines().enumerate() {
        let place = format!("{file}:{}", index + 1);
        let text = line.map_err(|source| CohortError::Io { place: place.clone(), source })?;
        if !text.trim().is_empty() {
            packets.push(Packet { place, text });
        }
    }
    Ok(())
}

fn read_zip(path: &Path, file: File, packets: &mut Vec<Packet>) -> Result<(), CohortError> {
    let zip_failed = |source| CohortError::Zip { place: path.display().to_string(), source };
    let mut archive = zip::ZipArchive::new(file).map_err(zip_failed)?;
    let listed = archive.file_names().collect::<Result<Vec<_>, _>>().map_err(zip_failed)?;
    let mut names: Vec<String> =
        listed.into_iter().map(std::borrow::Cow::into_owned).filter(|name| is_member(Path::new(name))).collect();
    names.sort();
    for name in names {
        let member = archive.by_name(&name).map_err(zip_failed)?;
        let place = format!("{}!{name}", path.display());
        let suffixes = Suffixes::of(Path::new(&name));
        let reader: Box<dyn Read> =
            if suffixes.last == "gz" { Box::new(MultiGzDecoder::new(member)) } else { Box::new(member) };
        read_content(&place, &suffixes, reader, packets)?;
    }
    Ok(())
}

/// A cohort file that is not what a Mac adds to every archive (`__MACOSX/._name`), and not a zip in a zip.
fn is_member(name: &Path) -> bool {
    let hidden = name.components().any(|part| part.as_os_str().to_string_lossy().starts_with(['.', '_']));
    !hidden && is_cohort_file(name) && Suffixes::of(name).last != "zip"
}

fn read_content(
    place: &str,
    suffixes: &Suffixes,
    reader: impl Read,
    packets: &mut Vec<Packet>,
) -> Result<(), CohortError> {
    if ["jsonl", "ndjson"].contains(&suffixes.content.as_str()) {
        return read_lines(place, reader, packets);
    }
    let text = read_text(reader, place)?;
    packets.push(Packet { place: place.to_owned(), text });
    Ok(())
}

fn read_text(reader: impl Read, place: &str) -> Result<String, CohortError> {
    let mut text = String::new();
    let count = reader
        .take(MAX_PACKET + 1)
        .read_to_string(&mut text)
        .map_err(|source| CohortError::Io { place: place.to_owned(), source })?;
    if count as u64 > MAX_PACKET { Err(CohortError::TooLarge(place.to_owned())) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn every_container_gives_its_packets() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.json"), "{}").unwrap();
        fs::write(at("b.jsonl"), "{\"id\":1}\n\n{\"id\":2}\n").unwrap();
        let mut gz =
            flate2::write::GzEncoder::new(File::create(at("c.jsonl.gz")).unwrap(), flate2::Compression::fast());
        gz.write_all(b"{\"id\":3}\n").unwrap();
        gz.finish().unwrap();
        let mut zip = zip::ZipWriter::new(File::create(at("d.zip")).unwrap());
        zip.start_file("x/e.json", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"{\"id\":4}").unwrap();
        zip.start_file("x/f.jsonl", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"{\"id\":5}\n").unwrap();
        zip.start_file("__MACOSX/x/._e.json", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"\x00\x05\xff").unwrap();
        zip.start_file("readme.txt", zip::write::SimpleFileOptions::default()).unwrap();
        zip.finish().unwrap();
        fs::write(at("notes.txt"), "no").unwrap();
        let packets = Cohort::read(folder.path()).unwrap().packets;
        assert_eq!(
            packets.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(),
            ["{}", "{\"id\":1}", "{\"id\":2}", "{\"id\":3}", "{\"id\":4}", "{\"id\":5}"]
        );
        assert!(packets[2].place.ends_with("b.jsonl:3") && packets[4].place.ends_with("d.zip!x/e.json"));
    }

    #[test]
    fn truncated_and_empty_files_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.jsonl.gz");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&b"{\"id\":3}\n".repeat(1000)).unwrap();
        let bytes = gz.finish().unwrap();
        fs::write(&path, &bytes[..bytes.len() - 6]).unwrap();
        assert!(Cohort::read(&path).unwrap_err().to_string().contains("c.jsonl.gz"));
        fs::write(&path, "not gzip").unwrap();
        assert!(Cohort::read(&path).is_err());
        let empty = tempfile::tempdir().unwrap();
        assert!(Cohort::read(empty.path()).unwrap_err().to_string().contains("no phenopacket"));
        assert!(Cohort::read(&folder.path().join("missing.json")).is_err());
        let zip = folder.path().join("d.zip");
        fs::write(&zip, "PK nope").unwrap();
        assert!(Cohort::read(&zip).is_err());
    }
}
