//! Any bytes are a knowledge base or an error that says what to do.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shirube::knowledge::KnowledgeBase;

fuzz_target!(|data: &[u8]| {
    let path = std::env::temp_dir().join(format!("shirube-fuzz-{}", std::process::id()));
    if std::fs::write(&path, data).is_ok() {
        if let Err(error) = KnowledgeBase::open(&path) {
            assert!(error.to_string().contains("shirube setup"));
        }
    }
});
