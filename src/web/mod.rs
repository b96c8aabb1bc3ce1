//! The page's files, part of the binary: nothing is read from disk or fetched from elsewhere.

/// A file of the page.
#[derive(Debug)]
pub struct Asset {
    /// Name below `/assets/`.
    pub name: &'static str,
    /// Media type, with the character set of text.
    pub media_type: &'static str,
    /// Content.
    pub bytes: &'static [u8],
}

impl Asset {
    /// A quoted entity tag that changes with the content: FNV-1a, 64 bits.
    #[must_use]
    pub fn tag(&self) -> String {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        format!("\"{:016x}\"", self.bytes.iter().fold(0xcbf2_9ce4_8422_2325, step))
    }
}

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const IMAGE: &str = "image/svg+xml";

macro_rules! file {
    ($name:literal, $media_type:expr) => {
        Asset { name: $name, media_type: $media_type, bytes: include_bytes!(concat!("assets/", $name)) }
    };
}

/// The page itself.
pub static INDEX: Asset = file!("index.html", HTML);

/// What the page loads.
static FILES: &[Asset] = &[
    file!("ages.js", SCRIPT),
    file!("api.js", SCRIPT),
    file!("app.css", STYLE),
    file!("app.js", SCRIPT),
    file!("candidates.js", SCRIPT),
    file!("chart.js", SCRIPT),
    file!("combobox.js", SCRIPT),
    file!("compare.js", SCRIPT),
    file!("complaints.js", SCRIPT),
    file!("dialogs.js", SCRIPT),
    file!("dom.js", SCRIPT),
    file!("early.js", SCRIPT),
    file!("entries.js", SCRIPT),
    file!("fhir.js", SCRIPT),
    file!("files.js", SCRIPT),
    file!("i18n.js", SCRIPT),
    file!("icon.svg", IMAGE),
    file!("note.js", SCRIPT),
    file!("oauth.js", SCRIPT),
    file!("patient.js", SCRIPT),
    file!("person.js", SCRIPT),
    file!("provenance.js", SCRIPT),
    file!("questions.js", SCRIPT),
    file!("rank.js", SCRIPT),
    file!("record.js", SCRIPT),
    file!("report.js", SCRIPT),
    file!("session.js", SCRIPT),
    file!("settings.js", SCRIPT),
    file!("signin.js", SCRIPT),
    file!("smart.js", SCRIPT),
    file!("state.js", SCRIPT),
    file!("types.js", SCRIPT),
    file!("variants.js", SCRIPT),
    file!("why.js", SCRIPT),
    file!("words.js", SCRIPT),
];

/// A file the page loads, by name.
#[must_use]
pub fn asset(name: &str) -> Option<&'static Asset> {
    FILES.iter().find(|file| file.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_served_and_no_other() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/assets");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "index.html")
            .collect();
        assert_eq!(there, FILES.iter().map(|file| file.name.to_owned()).collect());
        assert!(asset("../mod.rs").is_none() && asset("").is_none());
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_or_written_into_the_page() {
        let page = std::str::from_utf8(INDEX.bytes).unwrap();
        for line in page.lines().filter(|line| line.contains("src=") || line.contains("<link")) {
            assert!(line.contains("\"/assets/") && !line.contains("//"), "{line}");
        }
        assert!(!page.contains("style=") && !page.contains(" onclick") && !page.contains("<style"));
    }
}
