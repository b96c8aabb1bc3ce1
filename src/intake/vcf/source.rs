//! Bytes to lines: finds the compression by content, bounds what is read, and notices where a file was cut off.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use super::bcf::BcfReader;
use super::error::{VcfError, shorten};

/// Longest line that is read.
pub(super) const MAX_LINE: usize = 64 << 20;
/// The empty block at the end of a complete BGZF file (SAM specification, section 4.1.2).
const BGZF_END: [u8; 28] = [
    0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0, 0x1b, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0,
];
const BUFFER: usize = 1 << 17;

/// Compressed bytes seen, and the last of them.
#[derive(Debug, Default)]
struct Progress {
    bytes: u64,
    tail: Vec<u8>,
}

impl Progress {
    fn saw(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        let keep = &bytes[bytes.len().saturating_sub(BGZF_END.len())..];
        let surplus = (self.tail.len() + keep.len()).saturating_sub(BGZF_END.len()).min(self.tail.len());
        self.tail.drain(..surplus);
        self.tail.extend_from_slice(keep);
    }
}

struct Watched<R> {
    inner: R,
    progress: Rc<RefCell<Progress>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.borrow_mut().saw(&buffer[..read]);
        Ok(read)
    }
}

enum Body<'r> {
    Text(Box<dyn BufRead + 'r>),
    Bcf(Box<BcfReader<'r>>),
}

/// The lines of a VCF, or of a BCF written out as text.
pub(super) struct Lines<'r> {
    body: Body<'r>,
    name: String,
    progress: Rc<RefCell<Progress>>,
    blocked: bool,
    max_bytes: Option<u64>,
    bytes: u64,
    line: u64,
    /// Lines of the header, where lines are not those of the file.
    header: Option<u64>,
    /// Whether the line read last has no end, as that of a text that was cut off.
    unended: bool,
}

/// Reads until the buffer holds `wanted` bytes or the input ends.
fn peek<R: BufRead>(input: &mut R, wanted: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.by_ref().take(wanted).read_to_end(&mut head)?;
    Ok(head)
}

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b])
}

/// Whether the first gzip member is a BGZF block: an extra subfield `BC` of two bytes.
fn is_bgzf(head: &[u8]) -> bool {
    head.len() >= 16 && head[3] & 4 != 0 && head[12..16] == [b'B', b'C', 2, 0]
}

impl<'r> Lines<'r> {
    /// Opens an input.
    pub fn open(input: impl Read + 'r, name: &str, max_bytes: Option<u64>) -> Result<Self, VcfError> {
        let progress = Rc::new(RefCell::new(Progress::default()));
        let mut raw = BufReader::with_capacity(BUFFER, Watched { inner: input, progress: Rc::clone(&progress) });
        let fail = |error, progress: &Rc<RefCell<Progress>>| explain(error, name, progress.borrow().bytes, 0);
        let head = peek(&mut raw, 64).map_err(|error| fail(error, &progress))?;
        let blocked = is_bgzf(&head);
        let compressed = is_gzip(&head);
        let rest = Cursor::new(head).chain(raw);
        let mut text: Box<dyn BufRead + 'r> = if compressed {
            Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(rest)))
        } else {
            Box::new(rest)
        };
        let head = peek(&mut text, 64).map_err(|error| fail(error, &progress))?;
        if head.is_empty() {
            return Err(VcfError::Empty { name: name.to_owned() });
        }
        refuse_other_kinds(&head, name)?;
        let is_bcf = head.starts_with(b"BCF");
        let text: Box<dyn BufRead + 'r> = Box::new(Cursor::new(head).chain(text));
        let mut lines = Self {
            body: Body::Text(Box::new(io::empty())),
            name: name.to_owned(),
            progress,
            blocked,
            max_bytes,
            bytes: 0,
            line: 0,
            header: None,
            unended: false,
        };
        lines.body = if is_bcf {
            let reader = BcfReader::open(text, max_bytes).map_err(|error| lines.explain(error))?;
            Body::Bcf(Box::new(reader))
        } else {
            Body::Text(text)
        };
        Ok(lines)
    }

    /// Number of the line read last, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Whether the line read last is the end of the file and has no line end: nobody can say whether it is whole.
    pub fn is_unended(&self) -> bool {
        self.unended
    }

    /// Says that the header is read: from here on BCF has records and not lines.
    pub fn begin_records(&mut self) {
        self.header = matches!(self.body, Body::Bcf(_)).then_some(self.line);
    }

    /// The line read last, in words.
    pub fn place(&self) -> String {
        match self.header {
            Some(header) => format!("record {} of {}", self.line - header, self.name),
            None => format!("line {} of {}", self.line, self.name),
        }
    }

    /// Reads the next line without its end into the buffer; `false` at the end.
    pub fn next(&mut self, buffer: &mut Vec<u8>) -> Result<bool, VcfError> {
        buffer.clear();
        let read = match &mut self.body {
            Body::Text(text) => text.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', buffer),
            Body::Bcf(reader) => reader.next_line(buffer),
        };
        let read = read.map_err(|error| self.explain(error))?;
        if read == 0 {
            self.check_end()?;
            return Ok(false);
        }
        self.line += 1;
        self.bytes += read as u64;
        if buffer.len() > MAX_LINE {
            return Err(VcfError::LineTooLong { name: self.name.clone(), line: self.line, limit: MAX_LINE });
        }
        if let Some(limit) = self.max_bytes.filter(|limit| self.bytes > *limit) {
            return Err(VcfError::TooLarge { name: self.name.clone(), limit, line: self.line });
        }
        self.unended = matches!(self.body, Body::Text(_)) && buffer.last() != Some(&b'\n');
        if buffer.last() == Some(&b'\n') {
            buffer.pop();
        }
        if buffer.last() == Some(&b'\r') {
            buffer.pop();
        }
        Ok(true)
    }

    /// A BGZF file without its end mark has lost blocks that no decoder misses.
    fn check_end(&self) -> Result<(), VcfError> {
        let progress = self.progress.borrow();
        if !self.blocked || progress.tail == BGZF_END {
            return Ok(());
        }
        Err(VcfError::Truncated {
            name: self.name.clone(),
            byte: progress.bytes,
            line: self.line,
            problem: "the end-of-file block of BGZF is missing".to_owned(),
        })
    }

    fn explain(&self, error: io::Error) -> VcfError {
        explain(error, &self.name, self.progress.borrow().bytes, self.line)
    }
}

fn explain(error: io::Error, name: &str, byte: u64, line: u64) -> VcfError {
    let name = name.to_owned();
    let problem = error.to_string();
    match error.kind() {
        io::ErrorKind::UnexpectedEof => VcfError::Truncated { name, byte, line, problem },
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => VcfError::Damaged { name, byte, line, problem },
        _ => VcfError::Io { name, line, source: error },
    }
}

/// Files that people take for a VCF.
fn refuse_other_kinds(head: &[u8], name: &str) -> Result<(), VcfError> {
    let kinds: [(&[u8], &str); 10] = [
        (b"PK\x03\x04", "a zip archive (unpack it first)"),
        (b"\x1f\x8b", "another layer of gzip (it was compressed twice)"),
        (b"BZh", "bzip2 data (unpack it first)"),
        (b"\xfd7zXZ", "xz data (unpack it first)"),
        (b"\x28\xb5\x2f\xfd", "zstd data (unpack it first)"),
        (b"BAM\x01", "a BAM file (aligned reads, not variants)"),
        (b"CRAM", "a CRAM file (aligned reads, not variants)"),
        (b"TBI\x01", "a tabix index (name the .vcf.gz beside it)"),
        (b"CSI\x01", "a CSI index (name the file beside it)"),
        (b"\xff\xfe", "UTF-16 text (save it as UTF-8)"),
    ];
    let looks = kinds.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, looks)| (*looks).to_owned());
    let looks = looks.or_else(|| {
        let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        first.contains(&0).then(|| format!("binary data {:?}", shorten(&String::from_utf8_lossy(first))))
    });
    match looks {
        Some(looks) if !head.starts_with(b"BCF") => Err(VcfError::NotVcf { name: name.to_owned(), looks }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn all(bytes: &[u8], max: Option<u64>) -> Result<Vec<String>, VcfError> {
        let mut lines = Lines::open(bytes, "t.vcf", max)?;
        let (mut buffer, mut found) = (Vec::new(), Vec::new());
        while lines.next(&mut buffer)? {
            found.push(String::from_utf8_lossy(&buffer).into_owned());
        }
        Ok(found)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn bgzip(text: &[u8]) -> Vec<u8> {
        let mut writer = noodles::bgzf::io::Writer::new(Vec::new());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn compression_is_told_by_content() {
        let text = b"##a\r\nb\n\nc";
        let two: Vec<u8> = [gzip(b"##a\nb\n"), gzip(b"\nc")].concat();
        for bytes in [text.to_vec(), gzip(text), bgzip(text), two] {
            assert_eq!(all(&bytes, None).unwrap(), ["##a", "b", "", "c"]);
        }
    }

    #[test]
    fn damage_is_named() {
        let text: String = (0..20_000).flat_map(|n| [(n * 7919).to_string(), "\n".to_owned()]).collect();
        let (zipped, blocked) = (gzip(text.as_bytes()), bgzip(text.as_bytes()));
        for cut in [&zipped[..zipped.len() / 2], &blocked[..blocked.len() / 2], &blocked[..blocked.len() - 28]] {
            let error = all(cut, None).unwrap_err();
            assert!(matches!(error, VcfError::Truncated { byte, .. } if byte == cut.len() as u64), "{error}");
        }
        let mut flipped = zipped.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0xff;
        flipped[middle + 1] ^= 0xff;
        assert!(matches!(all(&flipped, None), Err(VcfError::Damaged { .. } | VcfError::Truncated { .. })));
    }

    #[test]
    fn other_files_are_named() {
        for (bytes, word) in [
            (&b""[..], "is empty"),
            (b"PK\x03\x04xxxx", "zip"),
            (b"BAM\x01", "BAM"),
            (b"\xff\xfe#\0#\0", "UTF-16"),
            (b"ab\0cd", "binary"),
        ] {
            let error = all(bytes, None).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
        let error = all(&gzip(&gzip(b"##")), None).unwrap_err().to_string();
        assert!(error.contains("twice"), "{error}");
        assert!(all(&gzip(b""), None).unwrap_err().to_string().contains("is empty"));
    }

    #[test]
    fn bombs_are_defused() {
        let bomb = gzip(&b"0123456\n".repeat(1 << 18));
        assert!(bomb.len() < 20_000);
        assert!(matches!(all(&bomb, Some(1 << 16)), Err(VcfError::TooLarge { limit: 65_536, .. })));
        let long = gzip(&vec![b'a'; MAX_LINE + 10]);
        assert!(matches!(all(&long, None), Err(VcfError::LineTooLong { line: 1, .. })));
    }
}
