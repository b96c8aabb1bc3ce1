//! Whether the first candidate's probability means what it says.

/// Cases whose first candidate's probability lies in one tenth of the scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Lower bound.
    pub from: f64,
    /// Cases.
    pub cases: usize,
    /// Mean probability claimed.
    pub claimed: f64,
    /// Share of first candidates that were right.
    pub right: f64,
}

/// Reliability of the first candidate's probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Ten bins; those without cases are left out.
    pub bins: Vec<Bin>,
    /// Expected calibration error: mean distance of claimed and right, weighted by cases (Naeini et al. 2015).
    pub expected_error: f64,
}

/// Calibration of (probability of the first candidate, whether it was right) pairs; `None` for no cases.
#[must_use]
pub fn calibrate(results: &[(f64, bool)]) -> Option<Calibration> {
    if results.is_empty() {
        return None;
    }
    let mut bins = Vec::new();
    for tenth in 0..10_u8 {
        let from = f64::from(tenth) / 10.0;
        let inside: Vec<&(f64, bool)> =
            results.iter().filter(|(p, _)| (p * 10.0).floor().clamp(0.0, 9.0) as u8 == tenth).collect();
        if !inside.is_empty() {
            let count = inside.len() as f64;
            bins.push(Bin {
                from,
                cases: inside.len(),
                claimed: inside.iter().map(|(p, _)| p).sum::<f64>() / count,
                right: inside.iter().filter(|(_, right)| *right).count() as f64 / count,
            });
        }
    }
    let expected_error =
        bins.iter().map(|bin| bin.cases as f64 * (bin.claimed - bin.right).abs()).sum::<f64>() / results.len() as f64;
    Some(Calibration { bins, expected_error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_weighted_gap() {
        let results = [(0.95, true), (0.95, true), (0.95, false), (0.05, false)];
        let calibration = calibrate(&results).unwrap();
        assert_eq!(calibration.bins.len(), 2);
        let wanted = 0.75 * (0.95 - 2.0 / 3.0) + 0.25 * 0.05;
        assert!((calibration.expected_error - wanted).abs() < 1e-9);
        assert!(calibrate(&[(1.0, true)]).unwrap().bins[0].from > 0.8);
        assert_eq!(calibrate(&[]), None);
    }
}
