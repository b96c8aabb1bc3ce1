//! How often a caller may ask.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

/// A rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests a minute, in the long run.
    pub per_minute: NonZeroU32,
    /// Requests at once, after a time of silence.
    pub burst: NonZeroU32,
}

/// Counts each caller's requests (generic cell rate algorithm).
#[derive(Debug)]
pub struct RateLimiter {
    limiter: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

impl RateLimiter {
    /// A limiter that has seen nobody.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        let quota = Quota::per_minute(limit.per_minute).allow_burst(limit.burst);
        Self { limiter: DefaultKeyedRateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// The time after which the next one will be let through.
    pub fn check(&self, caller: &str) -> Result<(), Duration> {
        // Callers that have been silent long enough need no memory.
        if self.limiter.len() > 10_000 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&caller.to_owned()).map_err(|until| until.wait_time_from(self.clock.now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_the_caller_waits_and_others_do_not() {
        let (one, three) = (NonZeroU32::MIN, NonZeroU32::new(3).unwrap());
        let limiter = RateLimiter::new(RateLimit { per_minute: one, burst: three });
        for _ in 0..3 {
            assert_eq!(limiter.check("a"), Ok(()));
        }
        let wait = limiter.check("a").unwrap_err();
        assert!(wait > Duration::from_secs(50) && wait <= Duration::from_mins(1), "{wait:?}");
        assert_eq!(limiter.check("b"), Ok(()));
    }
}
