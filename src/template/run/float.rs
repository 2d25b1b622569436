//! Numbers with a fraction as Go's `strconv.FormatFloat` writes them.

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `1.5e+00`
    Exponent,
    /// `1.5`
    Plain,
    /// Whichever is shorter.
    General,
    /// `0x1.8p+00`
    Hexadecimal,
}

/// Writes a number with so many digits; `None`: as many as tell it from its neighbours. No sign is written for those above
/// zero, `+Inf` but for.
pub(super) fn format_float(value: f64, style: Style, precision: Option<usize>) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let magnitude = value.abs();
    let text = match (style, precision) {
        (Style::Plain, Some(precision)) => format!("{magnitude:.precision$}"),
        (Style::Plain, None) => format!("{magnitude}"),
        (Style::Exponent, Some(precision)) => exponent_form(&format!("{magnitude:.precision$e}")),
        (Style::Exponent, None) => exponent_form(&format!("{magnitude:e}")),
        (Style::General, precision) => general(magnitude, precision),
        (Style::Hexadecimal, precision) => hexadecimal(magnitude, precision),
    };
    format!("{sign}{text}")
}

/// Rust's `1.5e7` as Go's `1.5e+07`.
fn exponent_form(rust: &str) -> String {
    let (mantissa, exponent) = rust.split_once('e').unwrap_or((rust, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// A one, a fraction in digits of four bits, and a power of two.
fn hexadecimal(magnitude: f64, precision: Option<usize>) -> String {
    const FRACTION_BITS: u32 = 52;
    const BIAS: i64 = 1023;
    let bits = magnitude.to_bits();
    let mut exponent = i64::try_from(bits >> FRACTION_BITS).unwrap_or(0) - BIAS;
    let mut mantissa = bits & ((1 << FRACTION_BITS) - 1);
    if exponent > -BIAS {
        mantissa |= 1 << FRACTION_BITS;
    } else if mantissa == 0 {
        exponent = 0;
    } else {
        let shift = mantissa.leading_zeros() - (u64::BITS - 1 - FRACTION_BITS);
        mantissa <<= shift;
        exponent = 1 - BIAS - i64::from(shift);
    }
    let mut digits = FRACTION_BITS / 4;
    if let Some(wanted) = precision.and_then(|precision| u32::try_from(precision).ok())
        && wanted < digits
    {
        let cut = (digits - wanted) * 4;
        let (half, rest) = (1_u64 << (cut - 1), mantissa & ((1 << cut) - 1));
        mantissa >>= cut;
        if rest > half || (rest == half && mantissa & 1 == 1) {
            mantissa += 1;
        }
        digits = wanted;
        if mantissa >> (digits * 4) > 1 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let whole = mantissa >> (digits * 4);
    let fraction = mantissa & ((1 << (digits * 4)) - 1);
    let mut fraction = if digits == 0 {
        String::new()
    } else {
        format!("{fraction:0width$x}", width = digits as usize)
    };
    match precision {
        None => fraction.truncate(fraction.trim_end_matches('0').len()),
        Some(precision) => fraction.push_str(&"0".repeat(precision.saturating_sub(fraction.len()))),
    }
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("0x{whole}{point}{fraction}p{sign}{:02}", exponent.abs())
}

fn general(magnitude: f64, precision: Option<usize>) -> String {
    /// What the shortest form decides by, however many digits it has.
    const SHORTEST: i32 = 6;
    let precision = precision.map(|precision| precision.max(1));
    let rust = match precision {
        Some(precision) => format!("{magnitude:.*e}", precision - 1),
        None => format!("{magnitude:e}"),
    };
    let (mantissa, exponent) = rust.split_once('e').unwrap_or((&rust, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    // Digits before the point.
    let point = if magnitude == 0.0 { 0 } else { exponent + 1 };
    let count = if magnitude == 0.0 { 0 } else { count };
    let limit = match precision {
        None => SHORTEST,
        Some(precision) => {
            let precision = i32::try_from(precision).unwrap_or(i32::MAX);
            if precision > count && count >= point {
                count
            } else {
                precision
            }
        }
    };
    let exponent = point - 1;
    if magnitude != 0.0 && (exponent < -4 || exponent >= limit) {
        let (leading, others) = digits.split_at(1);
        let point = if others.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{leading}{point}{others}e{sign}{:02}", exponent.abs());
    }
    if magnitude == 0.0 {
        return "0".to_owned();
    }
    if point <= 0 {
        let zeros = "0".repeat(usize::try_from(-point).unwrap_or(0));
        return format!("0.{zeros}{digits}");
    }
    let point = usize::try_from(point).unwrap_or(0);
    if digits.len() <= point {
        return format!("{digits}{}", "0".repeat(point - digits.len()));
    }
    format!("{}.{}", &digits[..point], &digits[point..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_go_writes_them() {
        let shortest = |value| format_float(value, Style::General, None);
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (0.1, "0.1"),
            (100_000.0, "100000"),
            (1e6, "1e+06"),
            (1_234_567.0, "1.234567e+06"),
            (123_456.7, "123456.7"),
            (0.0001, "0.0001"),
            (0.000_01, "1e-05"),
            (1e100, "1e+100"),
            (-2.5, "-2.5"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "+Inf"),
            (f64::NEG_INFINITY, "-Inf"),
        ] {
            assert_eq!(shortest(value), text);
        }
        let four = |value| format_float(value, Style::General, Some(4));
        for (value, text) in [
            (123.456, "123.5"),
            (100_000.0, "1e+05"),
            (1234.0, "1234"),
            (0.000_012_345, "1.234e-05"),
            (999.95, "1000"),
            (9999.5, "1e+04"),
            (0.5, "0.5"),
        ] {
            assert_eq!(four(value), text);
        }
        assert_eq!(format_float(1234.5, Style::Exponent, Some(6)), "1.234500e+03");
        assert_eq!(format_float(2.5, Style::Plain, Some(0)), "2");
        for (value, precision, text) in [
            (0.0, None, "0x0p+00"),
            (1.5, None, "0x1.8p+00"),
            (1234.5, None, "0x1.34ap+10"),
            (1234.5, Some(1), "0x1.3p+10"),
            (0.1, Some(0), "0x1p-03"),
        ] {
            assert_eq!(format_float(value, Style::Hexadecimal, precision), text);
        }
        assert_eq!(format_float(1e21, Style::Plain, None), "1000000000000000000000");
    }
}
