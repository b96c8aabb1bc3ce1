//! Numbers that carry their bounds.

/// A probability strictly between 0 and 1: the engine never claims certainty.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability(f64);

/// Why a number is not a probability.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a probability (it must lie strictly between 0 and 1)")]
pub struct ProbabilityError(pub f64);

impl Probability {
    const MIN: f64 = 1e-12;

    /// # Errors
    /// [`ProbabilityError`] for 0, 1, anything outside, and NaN.
    pub fn new(value: f64) -> Result<Self, ProbabilityError> {
        if value > 0.0 && value < 1.0 { Ok(Self(value)) } else { Err(ProbabilityError(value)) }
    }

    /// A computed share, moved off the ends of the interval by at most 1e-12; NaN becomes the smallest value.
    #[must_use]
    pub fn clamped(value: f64) -> Self {
        if value.is_nan() { Self(Self::MIN) } else { Self(value.clamp(Self::MIN, 1.0 - Self::MIN)) }
    }

    /// The value, 0 < p < 1.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

/// The natural logarithm of a likelihood ratio; finite. Positive speaks for, negative against.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct LogLikelihoodRatio(f32);

impl LogLikelihoodRatio {
    /// No evidence either way.
    pub const NEUTRAL: Self = Self(0.0);

    /// The logarithm itself; infinities and NaN, which no formula of ours yields, become neutral.
    #[must_use]
    pub fn from_ln(ln: f32) -> Self {
        if ln.is_finite() { Self(ln) } else { Self::NEUTRAL }
    }

    /// Natural logarithm.
    #[must_use]
    pub fn ln(self) -> f32 {
        self.0
    }

    /// The ratio itself.
    #[must_use]
    pub fn ratio(self) -> f32 {
        self.0.exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pretest_probability_of_one_point_two_is_refused() {
        for value in [1.2, 1.0, 0.0, -0.1, f64::NAN, f64::INFINITY] {
            assert!(Probability::new(value).is_err(), "{value}");
        }
        assert!(Probability::new(0.5).is_ok());
    }

    #[test]
    fn computed_shares_stay_inside() {
        for value in [0.0, 1.0, f64::NAN, -3.0, 7.0] {
            let p = Probability::clamped(value).value();
            assert!(p > 0.0 && p < 1.0);
        }
    }

    #[test]
    fn ratios_are_finite() {
        assert_eq!(LogLikelihoodRatio::from_ln(f32::NEG_INFINITY), LogLikelihoodRatio::NEUTRAL);
        assert!((LogLikelihoodRatio::from_ln(2.0_f32.ln()).ratio() - 2.0).abs() < 1e-6);
    }
}
