//! Any text is a phenopacket or an error in words.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        if let Err(error) = shirube::intake::parse_phenopacket(text) {
            assert!(!error.to_string().is_empty());
        }
        let _ = shirube::evaluation::read_truth(text);
    }
});
