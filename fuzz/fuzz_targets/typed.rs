//! What a person types: ids, ages, frequencies, lists, search queries.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shirube::domain::{Age, DiseaseId, Frequency, GeneId, Reference, Sex, TermId};

fuzz_target!(|text: &str| {
    if let Ok(id) = text.parse::<TermId>() {
        assert_eq!(id.to_string(), text);
    }
    if let Ok(id) = text.parse::<DiseaseId>() {
        assert_eq!(id.to_string(), text);
    }
    if let Ok(id) = text.parse::<GeneId>() {
        assert_eq!(id.to_string(), text);
    }
    if let Ok(Some(frequency)) = Frequency::parse(text) {
        assert!((0.0..=1.0).contains(&frequency.proportion()));
    }
    if let Ok(age) = text.parse::<Age>() {
        assert!(age.years() <= 150.1);
    }
    let _ = text.parse::<Sex>();
    let _ = Reference::parse(text).to_string();
    let _ = shirube::intake::split_list(text).count();
    let once = shirube::search::normalize(text);
    assert_eq!(shirube::search::normalize(&once), once);
});
