//! How many requests of one address are being served: nobody alone can take every place.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts requests that are being served.
#[derive(Debug)]
pub(in crate::api) struct InFlight {
    counts: Mutex<HashMap<IpAddr, usize>>,
    most: usize,
}

/// A place; given back when dropped.
pub(super) struct Place {
    counter: Arc<InFlight>,
    address: IpAddr,
}

impl InFlight {
    /// At most this many of one address.
    pub(in crate::api) fn new(most: usize) -> Self {
        Self { counts: Mutex::default(), most }
    }

    /// A place for a request of an address; `None` where it has too many.
    pub(super) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place { counter: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.counter.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_every_place() {
        let counter = Arc::new(InFlight::new(2));
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let held = (counter.enter(one), counter.enter(one));
        assert!(held.0.is_some() && held.1.is_some() && counter.enter(one).is_none());
        assert!(counter.enter(other).is_some());
        drop(held);
        assert!(counter.enter(one).is_some());
        assert!(counter.counts.lock().unwrap().is_empty());
    }
}
