//! ln(1 + x) for non-negative x, the same bits on every machine and fast enough for every disease.

/// `ln(1 + x)` for `0 <= x`, absolute error below 2e-6 for results up to 20.
///
/// Plain additions and multiplications of `f32`, which the compiler vectorizes and never reorders: unlike the
/// system's `ln`, the result does not depend on the C library.
#[must_use]
pub(super) fn ln_1p(x: f32) -> f32 {
    let y = 1.0 + x;
    let bits = y.to_bits();
    // y = 2^exponent · mantissa with the mantissa in [√½, √2).
    let shifted = bits.wrapping_sub(0x3f35_04f3);
    let exponent = (shifted.cast_signed() >> 23) as f32;
    let mantissa = f32::from_bits((shifted & 0x007f_ffff).wrapping_add(0x3f35_04f3));
    // ln(m) = 2·artanh(s), s = (m − 1)/(m + 1), |s| < 0.1716: five terms of the series suffice.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let s2 = s * s;
    let series = 2.0 * s * (1.0 + s2 * (1.0 / 3.0 + s2 * (1.0 / 5.0 + s2 * (1.0 / 7.0 + s2 * (1.0 / 9.0)))));
    exponent * std::f32::consts::LN_2 + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_logarithm() {
        let mut x = 1e-6_f32;
        while x < 1e6 {
            let wanted = f64::from(x).ln_1p();
            assert!((f64::from(ln_1p(x)) - wanted).abs() < 2e-6, "ln(1 + {x})");
            x *= 1.01;
        }
        assert!(ln_1p(0.0).abs() < 1e-7);
    }
}
