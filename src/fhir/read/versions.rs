//! Versions of one resource side by side, of which nobody can say which holds.

use std::collections::BTreeMap;

use super::Reader;
use super::gather::Found;
use super::unread::matters;

impl Reader {
    /// Takes out resources that stand there twice: the copies of equal ones, and all of those that differ.
    ///
    /// Patients are left; of two of them [`super::subject`] decides.
    pub(super) fn of_one_version<'a>(&mut self, found: Vec<Found<'a>>) -> Vec<Found<'a>> {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, resource) in found.iter().enumerate() {
            if resource.kind() != "Patient"
                && matters(resource.value)
                && let Some(name) = resource.name()
            {
                places.entry(name).or_default().push(index);
            }
        }
        let mut out = vec![false; found.len()];
        for (name, indices) in places.iter().filter(|(_, indices)| indices.len() > 1) {
            if indices.windows(2).all(|pair| found[pair[0]].value == found[pair[1]].value) {
                indices[1..].iter().for_each(|&index| out[index] = true);
                continue;
            }
            for &index in indices {
                let message = format!(
                    "{name} is there {} times with different content, and nobody can say which holds",
                    indices.len()
                );
                self.refuse(&found[index].place, message, "send each resource once, in its last version");
                self.case.unused.push(found[index].place.clone());
                out[index] = true;
            }
        }
        found.into_iter().zip(out).filter(|(_, out)| !out).map(|(resource, _)| resource).collect()
    }
}
