//! BCF 2.1 and 2.2 written out as VCF lines (VCF specification 4.5, section 6).
//!
//! Records are turned to text so that one code judges both. `noodles-bcf` is not used: it panics on values that it does
//! not expect, and reserves as much memory as a damaged length asks for.

use std::fmt::Write as _;
use std::io::{self, BufRead, Read};

use super::source::MAX_LINE;

/// Longest header that is read.
const MAX_HEADER: u64 = 256 << 20;

/// Reads BCF as VCF lines.
pub(super) struct BcfReader<'r> {
    input: Box<dyn BufRead + 'r>,
    header: io::Cursor<Vec<u8>>,
    dictionary: Dictionary,
    site: Vec<u8>,
    samples: Vec<u8>,
}

/// What the numbers of records stand for.
#[derive(Debug, Default)]
struct Dictionary {
    strings: Vec<Option<String>>,
    contigs: Vec<Option<String>>,
}

fn damaged(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem.to_owned())
}

impl Dictionary {
    fn read(header: &str) -> io::Result<Self> {
        let mut found = Self { strings: vec![Some("PASS".to_owned())], contigs: Vec::new() };
        for line in header.lines() {
            let Some((kind, body)) = line.strip_prefix("##").and_then(|line| line.split_once("=<")) else { continue };
            let list = match kind {
                "FILTER" | "INFO" | "FORMAT" => &mut found.strings,
                "contig" => &mut found.contigs,
                _ => continue,
            };
            let value = |key: &str| {
                let from =
                    body.strip_prefix(key).or_else(|| body.split_once(&format!(",{key}")).map(|(_, rest)| rest))?;
                from.split([',', '>']).next()
            };
            let Some(id) = value("ID=") else { continue };
            let known = list.iter().position(|other| other.as_deref() == Some(id));
            let given = body.rsplit_once(",IDX=").map(|(_, rest)| rest.trim_end_matches('>'));
            let place = match (given.and_then(|number| number.parse::<usize>().ok()), known) {
                (Some(place), _) | (None, Some(place)) => place,
                (None, None) => list.len(),
            };
            if place > 1 << 22 {
                return Err(damaged("a header line has an IDX above 4,194,304"));
            }
            if list.len() <= place {
                list.resize(place + 1, None);
            }
            list[place] = Some(id.to_owned());
        }
        Ok(found)
    }
}

impl<'r> BcfReader<'r> {
    /// Reads the header.
    pub fn open(mut input: Box<dyn BufRead + 'r>, max_bytes: Option<u64>) -> io::Result<Self> {
        let mut head = [0; 9];
        input.read_exact(&mut head)?;
        let [b'B', b'C', b'F', 2, 1 | 2, a, b, c, d] = head else {
            return Err(damaged("only BCF 2.1 and 2.2 are supported"));
        };
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        if length > max_bytes.map_or(MAX_HEADER, |max| max.min(MAX_HEADER)) {
            return Err(damaged("the header is too long"));
        }
        let mut text = Vec::new();
        if input.by_ref().take(length).read_to_end(&mut text)? as u64 != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        while text.last() == Some(&0) {
            text.pop();
        }
        let dictionary = Dictionary::read(&String::from_utf8_lossy(&text))?;
        Ok(Self { input, header: io::Cursor::new(text), dictionary, site: Vec::new(), samples: Vec::new() })
    }

    /// Appends a header line or a record as a line; returns the bytes read, 0 at the end.
    pub fn next_line(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        let read = self.header.read_until(b'\n', buffer)?;
        if read > 0 {
            return Ok(read);
        }
        if self.input.fill_buf()?.is_empty() {
            return Ok(0);
        }
        let (mut shared, mut individual) = ([0; 4], [0; 4]);
        self.input.read_exact(&mut shared)?;
        self.input.read_exact(&mut individual)?;
        fill(&mut self.input, &mut self.site, u32::from_le_bytes(shared))?;
        fill(&mut self.input, &mut self.samples, u32::from_le_bytes(individual))?;
        let mut line = String::new();
        if let Err(problem) = write_record(&self.site, &self.samples, &self.dictionary, &mut line) {
            // Too few columns for a record: counted and reported where records are split.
            line = format!("BCF record that cannot be decoded ({problem})");
        }
        buffer.extend_from_slice(line.replace('\n', " ").as_bytes());
        Ok(8 + self.site.len() + self.samples.len())
    }
}

fn fill(input: &mut impl BufRead, buffer: &mut Vec<u8>, length: u32) -> io::Result<()> {
    if length as usize > MAX_LINE {
        return Err(damaged("a record is longer than 64 MiB"));
    }
    buffer.clear();
    if input.take(u64::from(length)).read_to_end(buffer)? != length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

type Decoded<T> = Result<T, &'static str>;

/// Bytes not yet decoded.
struct Bytes<'a>(&'a [u8]);

/// Type and number of values that follow.
#[derive(Clone, Copy)]
struct Shape {
    kind: u8,
    count: usize,
}

impl Shape {
    fn width(self) -> Decoded<usize> {
        match self.kind {
            0 => Ok(0),
            1 | 7 => Ok(1),
            2 => Ok(2),
            3 | 5 => Ok(4),
            _ => Err("unknown type"),
        }
    }
}

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Decoded<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("it ends early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn int(&mut self, kind: u8) -> Decoded<i32> {
        match kind {
            1 => Ok(i32::from(self.take(1)?[0].cast_signed())),
            2 => self.take(2).map(|b| i32::from(i16::from_le_bytes([b[0], b[1]]))),
            3 => self.take(4).map(|b| i32::from_le_bytes([b[0], b[1], b[2], b[3]])),
            _ => Err("not an integer"),
        }
    }

    fn shape(&mut self) -> Decoded<Shape> {
        let first = self.take(1)?[0];
        let kind = first & 0x0f;
        let mut count = usize::from(first >> 4);
        if count == 15 {
            let inner = self.take(1)?[0];
            count = usize::try_from(self.int(inner & 0x0f)?).map_err(|_| "a negative length")?;
        }
        Ok(Shape { kind, count })
    }

    fn key<'d>(&mut self, names: &'d [Option<String>]) -> Decoded<&'d str> {
        let shape = self.shape()?;
        let index = usize::try_from(self.int(shape.kind)?).map_err(|_| "a negative key")?;
        names.get(index).and_then(Option::as_deref).ok_or("a key that the header does not declare")
    }

    /// Writes the values of one field, comma-separated, `.` for none.
    fn write(&mut self, shape: Shape, out: &mut String) -> Decoded<()> {
        let raw = self.take(shape.count.checked_mul(shape.width()?).ok_or("a length beyond reason")?)?;
        let start = out.len();
        if shape.kind == 7 {
            let text = raw.split(|byte| *byte == 0).next().unwrap_or_default();
            out.push_str(&String::from_utf8_lossy(text));
        } else {
            let mut values = Bytes(raw);
            for index in 0..shape.count {
                let separator = if index == 0 { "" } else { "," };
                if !values.write_number(shape.kind, separator, out)? {
                    break;
                }
            }
        }
        if out.len() == start {
            out.push('.');
        }
        Ok(())
    }

    /// Writes one number; `false` at the mark that ends a vector early.
    fn write_number(&mut self, kind: u8, separator: &str, out: &mut String) -> Decoded<bool> {
        let written = if kind == 5 {
            let bits = self.int(3)?.cast_unsigned();
            match bits {
                0x7f80_0002 => return Ok(false),
                0x7f80_0001 => write!(out, "{separator}."),
                _ => write!(out, "{separator}{}", f32::from_bits(bits)),
            }
        } else {
            let value = self.int(kind)?;
            let lowest = match kind {
                1 => i32::from(i8::MIN),
                2 => i32::from(i16::MIN),
                _ => i32::MIN,
            };
            match value {
                _ if value == lowest + 1 => return Ok(false),
                _ if value == lowest => write!(out, "{separator}."),
                _ => write!(out, "{separator}{value}"),
            }
        };
        written.map(|()| true).map_err(|_| "it cannot be written")
    }

    fn write_genotype(&mut self, shape: Shape, out: &mut String) -> Decoded<()> {
        let lowest = if shape.kind == 1 { i32::from(i8::MIN) } else { i32::from(i16::MIN) };
        let start = out.len();
        let mut ended = false;
        for index in 0..shape.count {
            let value = self.int(shape.kind)?;
            ended |= value == lowest + 1 || value == i32::MIN + 1;
            if ended {
                continue;
            }
            if index > 0 {
                out.push(if value & 1 == 1 { '|' } else { '/' });
            }
            match value >> 1 {
                0 => out.push('.'),
                allele if allele > 0 => write!(out, "{}", allele - 1).map_err(|_| "it cannot be written")?,
                _ => return Err("a negative allele"),
            }
        }
        if out.len() == start {
            out.push('.');
        }
        Ok(())
    }
}

/// Writes a record; the order of fields is that of section 6.3.
fn write_record(site: &[u8], samples: &[u8], dictionary: &Dictionary, out: &mut String) -> Decoded<()> {
    let mut bytes = Bytes(site);
    let contig = usize::try_from(bytes.int(3)?).map_err(|_| "a negative contig")?;
    let contig = dictionary.contigs.get(contig).and_then(Option::as_deref).ok_or("a contig not declared")?;
    let position = i64::from(bytes.int(3)?) + 1;
    bytes.int(3)?;
    let quality = bytes.int(3)?.cast_unsigned();
    let counts = bytes.take(8)?;
    let fields = u16::from_le_bytes([counts[0], counts[1]]);
    let alleles = u16::from_le_bytes([counts[2], counts[3]]);
    let people = u32::from_le_bytes([counts[4], counts[5], counts[6], 0]) as usize;
    let formats = counts[7];
    let failed = |_| "it cannot be written";
    write!(out, "{contig}\t{position}\t").map_err(failed)?;
    let shape = bytes.shape()?;
    bytes.write(shape, out)?;
    for allele in 0..alleles {
        out.push(if allele < 2 { '\t' } else { ',' });
        let shape = bytes.shape()?;
        bytes.write(shape, out)?;
    }
    out.push_str(if alleles == 1 { "\t." } else { "" });
    if quality == 0x7f80_0001 {
        out.push_str("\t.\t");
    } else {
        write!(out, "\t{}\t", f32::from_bits(quality)).map_err(failed)?;
    }
    write_filters(&mut bytes, dictionary, out)?;
    for field in 0..fields {
        out.push(if field == 0 { '\t' } else { ';' });
        out.push_str(bytes.key(&dictionary.strings)?);
        let shape = bytes.shape()?;
        if shape.count > 0 && shape.kind > 0 {
            out.push('=');
            bytes.write(shape, out)?;
        }
    }
    out.push_str(if fields == 0 { "\t." } else { "" });
    if formats > 0 { write_samples(samples, people, formats, dictionary, out) } else { Ok(()) }
}

fn write_filters(bytes: &mut Bytes<'_>, dictionary: &Dictionary, out: &mut String) -> Decoded<()> {
    let shape = bytes.shape()?;
    for index in 0..if shape.kind == 0 { 0 } else { shape.count } {
        let key = usize::try_from(bytes.int(shape.kind)?).map_err(|_| "a negative filter")?;
        out.push_str(if index == 0 { "" } else { ";" });
        out.push_str(dictionary.strings.get(key).and_then(Option::as_deref).ok_or("a filter not declared")?);
    }
    if shape.kind == 0 || shape.count == 0 {
        out.push('.');
    }
    Ok(())
}

/// BCF keeps one field of all samples together, VCF all fields of one sample.
fn write_samples(samples: &[u8], people: usize, formats: u8, dictionary: &Dictionary, out: &mut String) -> Decoded<()> {
    let mut bytes = Bytes(samples);
    let mut columns = Vec::with_capacity(usize::from(formats));
    for index in 0..formats {
        out.push(if index == 0 { '\t' } else { ':' });
        let key = bytes.key(&dictionary.strings)?;
        out.push_str(key);
        let shape = bytes.shape()?;
        let width = shape.count.checked_mul(shape.width()?).ok_or("a length beyond reason")?;
        columns.push((key, shape, width, bytes.take(width.checked_mul(people).ok_or("a length beyond reason")?)?));
    }
    for person in 0..people {
        for (index, (key, shape, width, values)) in columns.iter().enumerate() {
            out.push(if index == 0 { '\t' } else { ':' });
            let mut own = Bytes(&values[person * width..(person + 1) * width]);
            if *key == "GT" && matches!(shape.kind, 1..=3) {
                own.write_genotype(*shape, out)?;
            } else {
                own.write(*shape, out)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use noodles::{bcf, vcf};
    use vcf::variant::io::Write as _;

    use super::*;
    use proptest::prelude::*;

    const VCF: &str = "##fileformat=VCFv4.3\n##contig=<ID=1,length=249250621>\n\
        ##FILTER=<ID=PASS,Description=\"ok\">\n##FILTER=<ID=q10,Description=\"low\">\n\
        ##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n##INFO=<ID=DB,Number=0,Type=Flag,Description=\"x\">\n\
        ##INFO=<ID=CSQ,Number=.,Type=String,Description=\"x\">\n\
        ##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n\
        ##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n\
        #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\n\
        1\t100\trs1\tA\tC,GT\t30\tPASS\tAF=0.25,0.5;DB;CSQ=C|x,GT|y\tGT:AD\t0/1:10,300,5\t./.:.\n\
        1\t200\t.\tAC\t.\t.\tq10\t.\tGT:AD\t0|0:7\t1/1:7,8\n";

    fn as_bcf(text: &str) -> Vec<u8> {
        let mut reader = vcf::io::Reader::new(text.as_bytes());
        let header = reader.read_header().unwrap();
        let mut writer = bcf::io::Writer::from(Vec::new());
        writer.write_variant_header(&header).unwrap();
        for record in reader.records() {
            writer.write_variant_record(&header, &record.unwrap()).unwrap();
        }
        writer.into_inner()
    }

    fn lines(bytes: &[u8]) -> io::Result<Vec<String>> {
        let mut reader = BcfReader::open(Box::new(bytes), None)?;
        let (mut buffer, mut found) = (Vec::new(), Vec::new());
        while reader.next_line(&mut buffer)? > 0 {
            found.push(String::from_utf8_lossy(&buffer).trim_end().to_owned());
            buffer.clear();
        }
        Ok(found)
    }

    #[test]
    fn records_written_by_another_implementation_read_as_their_text() {
        let found = lines(&as_bcf(VCF)).unwrap();
        let records: Vec<&String> = found.iter().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            records[0],
            "1\t100\trs1\tA\tC,GT\t30\tPASS\tAF=0.25,0.5;DB;CSQ=C|x,GT|y\tGT:AD\t0/1:10,300,5\t./.:."
        );
        assert_eq!(records[1], "1\t200\t.\tAC\t.\t.\tq10\t.\tGT:AD\t0|0:7\t1/1:7,8");
    }

    #[test]
    fn hostile_lengths_reserve_nothing() {
        let mut bytes = as_bcf(VCF);
        bytes.extend_from_slice(&[0xff; 8]);
        assert_eq!(lines(&bytes).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(lines(b"BCF\x02\x02\xff\xff\xff\x7f").is_err());
        assert!(lines(b"BCF\x01\x00\0\0\0\0").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(place in 0usize..700, value in any::<u8>(), cut in 0usize..900) {
            let mut bytes = as_bcf(VCF);
            let length = bytes.len();
            bytes[place % length] = value;
            bytes.truncate(cut.max(20));
            let _ = lines(&bytes);
        }
    }
}
