//! Points as fixed-point hundredths, the exact ratios that multiply them, and the one rounding at the end.
//! Nothing here knows a scheme; nothing here uses a float (a decimal written as a number is read by its digits).

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The largest number of hundredths, either way, that text may name: ten billion points.
///
/// Nine million such amounts still add up inside an `i64`, so sums of parsed points cannot overflow in practice;
/// if they ever did, the addition panics (overflow checks are on in every profile) and never wraps.
pub const LIMIT: i64 = 1_000_000_000_000;

/// The largest numerator or denominator that a written ratio may have.
pub const RATIO_LIMIT: i64 = 1_000_000;

/// An amount of points in hundredths of a point; `750` is 7.5 分.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i64);

/// How a value between two hundredths becomes one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest, a half away from zero (四舍五入).
    #[default]
    HalfUp,
    /// To the nearest, a half to the even neighbour (四舍六入五成双).
    HalfEven,
    /// Towards zero (去尾).
    Down,
    /// Away from zero (进一).
    Up,
}

/// Why a text is not an amount of points or a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not a decimal number.
    #[error("not a number: write 7.5 or 3/2")]
    NotANumber,
    /// Points have two decimals at most.
    #[error("points have at most two decimals")]
    TooPrecise,
    /// Beyond [`LIMIT`] or [`RATIO_LIMIT`].
    #[error("number too large")]
    TooLarge,
}

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// Makes points from hundredths.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Points {
        Points(hundredths)
    }

    /// Makes points from whole points.
    #[must_use]
    pub const fn whole(points: i32) -> Points {
        Points(points as i64 * 100)
    }

    /// The amount in hundredths of a point.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Whether there is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the amount takes points away.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Adds, or says that the sum does not fit.
    #[must_use]
    pub const fn checked_add(self, other: Points) -> Option<Points> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Points(sum)),
            None => None,
        }
    }

    /// Multiplies by a ratio in 128 bits and rounds once; `None` when the result does not fit.
    #[must_use]
    pub fn times(self, ratio: Ratio, rounding: Rounding) -> Option<Points> {
        Exact::of(self).times(ratio)?.round(rounding)
    }

    /// Prints two decimals always, as a table column wants them: `37.50`.
    #[must_use]
    pub fn fixed(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", size / 100, size % 100)
    }

    /// Splits the amount by weights so that the parts add up to it exactly (largest remainder).
    ///
    /// Each part is first cut towards zero to a hundredth; the hundredths left over go one each to the largest
    /// remainders, equal remainders in the order given (that of the authors). A weight of 0 receives nothing.
    /// With no positive weight nobody receives anything, and the parts are all zero.
    #[must_use]
    pub fn split(self, weights: &[u32]) -> Vec<Points> {
        let all: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        if all == 0 {
            return vec![Points::ZERO; weights.len()];
        }
        let size = i128::from(self.0.unsigned_abs());
        let mut parts: Vec<i64> = Vec::with_capacity(weights.len());
        let mut rests: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
        let mut left = size;
        for (at, weight) in weights.iter().enumerate() {
            let product = size * i128::from(*weight);
            let part = product / all;
            left -= part;
            rests.push((product % all, at));
            // A part is never larger than the whole, which came from an i64.
            parts.push(i64::try_from(part).unwrap_or(i64::MAX));
        }
        rests.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        // Fewer hundredths are left than parts were cut short: whoever has no share gets none.
        for (_, at) in rests {
            if left == 0 {
                break;
            }
            parts[at] += 1;
            left -= 1;
        }
        let sign = if self.0.is_negative() { -1 } else { 1 };
        parts.into_iter().map(|part| Points(part * sign)).collect()
    }
}

impl Add for Points {
    type Output = Points;
    fn add(self, other: Points) -> Points {
        Points(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Points;
    fn sub(self, other: Points) -> Points {
        Points(self.0 - other.0)
    }
}

impl Neg for Points {
    type Output = Points;
    fn neg(self) -> Points {
        Points(-self.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(all: I) -> Points {
        all.fold(Points::ZERO, Add::add)
    }
}

/// Prints as people write it: `5`, `7.5`, `-0.25`.
impl fmt::Display for Points {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        match (size / 100, size % 100) {
            (whole, 0) => write!(to, "{sign}{whole}"),
            (whole, part) if part % 10 == 0 => write!(to, "{sign}{whole}.{}", part / 10),
            (whole, part) => write!(to, "{sign}{whole}.{part:02}"),
        }
    }
}

impl FromStr for Points {
    type Err = NumberError;
    fn from_str(text: &str) -> Result<Points, NumberError> {
        let (units, decimals) = decimal(text)?;
        let hundredths = match decimals {
            0 => units.checked_mul(100).ok_or(NumberError::TooLarge)?,
            1 => units.checked_mul(10).ok_or(NumberError::TooLarge)?,
            2 => units,
            _ => return Err(NumberError::TooPrecise),
        };
        if hundredths.abs() > LIMIT {
            return Err(NumberError::TooLarge);
        }
        Ok(Points(hundredths))
    }
}

/// Reads `-12.50` as (-125, 1): the digits without trailing zeros, and how many of them are decimals.
fn decimal(text: &str) -> Result<(i64, u32), NumberError> {
    let text = text.trim();
    let (sign, digits) = match text.as_bytes().first() {
        Some(b'-') => (-1, &text[1..]),
        Some(b'+') => (1, &text[1..]),
        _ => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(part) || digits.ends_with('.') {
        return Err(NumberError::NotANumber);
    }
    let part = part.trim_end_matches('0');
    let joined: i64 = format!("{whole}{part}")
        .parse()
        .map_err(|_| NumberError::TooLarge)?;
    let decimals = u32::try_from(part.len()).map_err(|_| NumberError::TooLarge)?;
    Ok((sign * joined, decimals))
}

/// An exact factor such as 3/2, in lowest terms with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i64,
    den: i64,
}

impl Ratio {
    /// The factor that changes nothing.
    pub const ONE: Ratio = Ratio { num: 1, den: 1 };
    /// The factor that leaves nothing.
    pub const ZERO: Ratio = Ratio { num: 0, den: 1 };

    /// Makes `num / den` in lowest terms; `None` when the denominator is zero or a term does not fit.
    #[must_use]
    pub fn new(num: i64, den: i64) -> Option<Ratio> {
        if den == 0 || num == i64::MIN || den == i64::MIN {
            return None;
        }
        let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
        let common = gcd(num.unsigned_abs().into(), den.unsigned_abs().into());
        // The divisor divides an i64, so it is one.
        let common = i64::try_from(common).ok()?.max(1);
        Some(Ratio {
            num: num / common,
            den: den / common,
        })
    }

    /// A whole factor.
    #[must_use]
    pub const fn whole(num: u32) -> Ratio {
        Ratio {
            num: num as i64,
            den: 1,
        }
    }

    /// Whether it leaves nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// What is whole of it: 3 of 7/2, -1 of -3/2.
    #[must_use]
    pub const fn whole_part(self) -> i64 {
        self.num / self.den
    }

    /// Adds exactly; `None` when a term does not fit.
    #[must_use]
    pub fn checked_add(self, other: Ratio) -> Option<Ratio> {
        let num = i128::from(self.num) * i128::from(other.den) + i128::from(other.num) * i128::from(self.den);
        Ratio::reduce(num, i128::from(self.den) * i128::from(other.den))
    }

    /// Multiplies exactly; `None` when a term does not fit.
    #[must_use]
    pub fn checked_mul(self, other: Ratio) -> Option<Ratio> {
        Ratio::reduce(
            i128::from(self.num) * i128::from(other.num),
            i128::from(self.den) * i128::from(other.den),
        )
    }

    /// Subtracts exactly; `None` when a term does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Ratio) -> Option<Ratio> {
        self.checked_add(Ratio {
            num: -other.num,
            den: other.den,
        })
    }

    fn reduce(num: i128, den: i128) -> Option<Ratio> {
        let common = i128::try_from(gcd(num.unsigned_abs(), den.unsigned_abs()))
            .ok()?
            .max(1);
        Ratio::new(
            i64::try_from(num / common).ok()?,
            i64::try_from(den / common).ok()?,
        )
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> std::cmp::Ordering {
        (i128::from(self.num) * i128::from(other.den)).cmp(&(i128::from(other.num) * i128::from(self.den)))
    }
}

fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// Prints a decimal where one exists with at most four digits (`1.5`), else the fraction (`1/3`).
impl fmt::Display for Ratio {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 {
            return write!(to, "{}", self.num);
        }
        for (digits, scale) in [(1, 10), (2, 100), (3, 1_000), (4, 10_000)] {
            if scale % self.den == 0 {
                let scaled = i128::from(self.num) * i128::from(scale / self.den);
                let sign = if scaled.is_negative() { "-" } else { "" };
                let (size, scale) = (scaled.unsigned_abs(), u128::try_from(scale).unwrap_or(1));
                return write!(to, "{sign}{}.{:0digits$}", size / scale, size % scale);
            }
        }
        write!(to, "{}/{}", self.num, self.den)
    }
}

/// Reads `2`, `1.5`, `3/2` or `30%`.
impl FromStr for Ratio {
    type Err = NumberError;
    fn from_str(text: &str) -> Result<Ratio, NumberError> {
        let text = text.trim();
        let (num, den) = if let Some((num, den)) = text.split_once('/') {
            let whole = |text: &str| text.trim().parse::<i64>().map_err(|_| NumberError::NotANumber);
            (whole(num)?, whole(den)?)
        } else {
            let (text, hundred) = text.strip_suffix('%').map_or((text, 1), |text| (text, 100));
            let (units, decimals) = decimal(text)?;
            let scale = 10_i64
                .checked_pow(decimals)
                .and_then(|scale| scale.checked_mul(hundred));
            (units, scale.ok_or(NumberError::TooLarge)?)
        };
        let ratio = Ratio::new(num, den).ok_or(NumberError::NotANumber)?;
        if ratio.num.abs() > RATIO_LIMIT || ratio.den > RATIO_LIMIT {
            return Err(NumberError::TooLarge);
        }
        Ok(ratio)
    }
}

/// An unrounded number of hundredths: what a line is worth until its one rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    num: i128,
    den: i128,
}

impl Exact {
    /// An exact copy of rounded points.
    #[must_use]
    pub fn of(points: Points) -> Exact {
        Exact {
            num: i128::from(points.0),
            den: 1,
        }
    }

    /// Multiplies exactly; `None` when the terms no longer fit 128 bits.
    #[must_use]
    pub fn times(self, ratio: Ratio) -> Option<Exact> {
        let num = self.num.checked_mul(i128::from(ratio.num))?;
        let den = self.den.checked_mul(i128::from(ratio.den))?;
        if den == 1 {
            return Some(Exact { num, den });
        }
        let common = i128::try_from(gcd(num.unsigned_abs(), den.unsigned_abs()))
            .ok()?
            .max(1);
        Some(Exact {
            num: num / common,
            den: den / common,
        })
    }

    /// Adds exactly; `None` when the terms no longer fit 128 bits.
    #[must_use]
    pub fn plus(self, other: Exact) -> Option<Exact> {
        let num = self
            .num
            .checked_mul(other.den)?
            .checked_add(other.num.checked_mul(self.den)?)?;
        Some(Exact {
            num,
            den: self.den.checked_mul(other.den)?,
        })
    }

    /// Rounds to a hundredth; `None` when the result does not fit.
    #[must_use]
    pub fn round(self, rounding: Rounding) -> Option<Points> {
        let (size, den) = (self.num.unsigned_abs(), self.den.unsigned_abs());
        let (whole, rest) = (size / den, size % den);
        let up = match rounding {
            Rounding::HalfUp => rest >= den - rest,
            Rounding::HalfEven => rest > den - rest || (rest == den - rest && whole % 2 == 1),
            Rounding::Down => false,
            Rounding::Up => true,
        };
        let whole = i64::try_from(whole + u128::from(up && rest > 0)).ok()?;
        Some(Points(if self.num.is_negative() { -whole } else { whole }))
    }
}

struct NumberVisitor<T>(std::marker::PhantomData<T>, &'static str);

impl<T: FromStr<Err = NumberError>> Visitor<'_> for NumberVisitor<T> {
    type Value = T;
    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.1)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        self.visit_str(&value.to_string())
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        self.visit_str(&value.to_string())
    }
    // The shortest text that reads back as this float is what the author wrote: 0.1 stays one tenth.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        self.visit_str(&value.to_string())
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<T, E> {
        value.parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Points, D::Error> {
        from.deserialize_any(NumberVisitor(std::marker::PhantomData, "points such as 7.5"))
    }
}

impl JsonSchema for Points {
    fn schema_name() -> Cow<'static, str> {
        "Points".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Points such as 7.5: at most two decimals, as a number or as a text",
            "type": ["number", "string"],
            "pattern": r"^\s*[+-]?[0-9]+(\.[0-9]{1,2}0*)?\s*$",
        })
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Ratio, D::Error> {
        from.deserialize_any(NumberVisitor(
            std::marker::PhantomData,
            "a factor such as 2, 1.5, 3/2 or 30%",
        ))
    }
}

impl JsonSchema for Ratio {
    fn schema_name() -> Cow<'static, str> {
        "Ratio".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A factor: 2, 1.5, \"3/2\" or \"30%\"",
            "type": ["number", "string"],
            "pattern": r"^\s*[+-]?[0-9]+(\.[0-9]+)?(%|\s*/\s*[0-9]+)?\s*$",
        })
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.den == 1 {
            to.collect_str(&self.num)
        } else {
            to.collect_str(&format_args!("{}/{}", self.num, self.den))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(text: &str) -> Points {
        text.parse().unwrap()
    }

    fn ratio(text: &str) -> Ratio {
        text.parse().unwrap()
    }

    #[test]
    fn points_read_and_print_as_people_write_them() {
        for (text, hundredths, plain, fixed) in [
            ("37.50", 3750, "37.5", "37.50"),
            ("7.5", 750, "7.5", "7.50"),
            ("0.2", 20, "0.2", "0.20"),
            ("-0.25", -25, "-0.25", "-0.25"),
            ("+3", 300, "3", "3.00"),
            ("0.05", 5, "0.05", "0.05"),
            ("-0", 0, "0", "0.00"),
        ] {
            assert_eq!(points(text).hundredths(), hundredths, "{text}");
            assert_eq!(points(text).to_string(), plain);
            assert_eq!(points(text).fixed(), fixed);
        }
    }

    #[test]
    fn what_is_not_points_is_refused_with_the_reason() {
        for text in ["", "五", "1.", ".5", "1e3", "--1", "1.2.3", "inf", "NaN"] {
            assert_eq!(text.parse::<Points>(), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!("0.125".parse::<Points>(), Err(NumberError::TooPrecise));
        assert_eq!("10000000000.01".parse::<Points>(), Err(NumberError::TooLarge));
        assert_eq!(
            "99999999999999999999".parse::<Points>(),
            Err(NumberError::TooLarge)
        );
        assert_eq!(points("10000000000").hundredths(), LIMIT);
    }

    #[test]
    fn ratios_read_decimals_fractions_and_percentages() {
        assert_eq!(ratio("1.5"), Ratio::new(3, 2).unwrap());
        assert_eq!(ratio("3/2"), Ratio::new(6, 4).unwrap());
        assert_eq!(ratio("30%"), Ratio::new(3, 10).unwrap());
        assert_eq!(ratio("2").to_string(), "2");
        assert_eq!(ratio("1/3").to_string(), "1/3");
        assert_eq!(ratio("0.05").to_string(), "0.05");
        assert_eq!(ratio("-3/2").to_string(), "-1.5");
        assert_eq!(ratio("7/2").whole_part(), 3);
        assert_eq!(ratio("-3/2").whole_part(), -1);
        assert!(ratio("0/3").is_zero() && !ratio("1/3").is_zero());
        assert_eq!("1/0".parse::<Ratio>(), Err(NumberError::NotANumber));
        assert_eq!("1000001".parse::<Ratio>(), Err(NumberError::TooLarge));
        assert_eq!("1/1000001".parse::<Ratio>(), Err(NumberError::TooLarge));
        assert_eq!(ratio("1000000"), Ratio::new(RATIO_LIMIT, 1).unwrap());
        assert_eq!(ratio("1/1000000"), Ratio::new(1, RATIO_LIMIT).unwrap());
        assert!(ratio("1/3") < ratio("0.34"));
    }

    #[test]
    fn a_number_in_a_document_keeps_its_written_digits() {
        let read: Vec<Points> = serde_json::from_str("[0.1, 0.2, 7.5, 3, \"0.30\"]").unwrap();
        assert_eq!(
            read.iter().map(|points| points.hundredths()).collect::<Vec<_>>(),
            [10, 20, 750, 300, 30]
        );
        assert_eq!(serde_json::to_string(&read[2]).unwrap(), "\"7.5\"");
    }

    #[test]
    fn each_rounding_mode_treats_halves_as_its_name_says() {
        let round = |hundredths: i64, ratio_text: &str, mode| {
            Points(hundredths)
                .times(ratio(ratio_text), mode)
                .unwrap()
                .hundredths()
        };
        assert_eq!(round(5, "1/2", Rounding::HalfUp), 3);
        assert_eq!(round(-5, "1/2", Rounding::HalfUp), -3);
        assert_eq!(round(5, "1/2", Rounding::HalfEven), 2);
        assert_eq!(round(7, "1/2", Rounding::HalfEven), 4);
        assert_eq!(round(5, "1/2", Rounding::Down), 2);
        assert_eq!(round(-5, "1/2", Rounding::Down), -2);
        assert_eq!(round(4, "1/3", Rounding::Up), 2);
        assert_eq!(round(4, "1/3", Rounding::HalfUp), 1);
        assert_eq!(round(6, "1/3", Rounding::Up), 2);
    }

    #[test]
    fn a_product_that_does_not_fit_is_refused() {
        assert_eq!(Points(i64::MAX).times(Ratio::whole(2), Rounding::HalfUp), None);
        assert_eq!(Points(i64::MAX).checked_add(Points(1)), None);
    }

    #[test]
    fn a_product_stays_in_lowest_terms_and_so_within_its_bits() {
        let mut exact = Exact::of(points("0.07"));
        for _ in 0..100 {
            exact = exact.times(ratio("3/7")).expect("a third of a digit");
            exact = exact.times(ratio("7/3")).expect("what it was");
        }
        assert_eq!(exact.round(Rounding::Down), Some(points("0.07")));
    }

    #[test]
    fn what_is_no_number_is_told_what_one_looks_like() {
        let error = serde_json::from_str::<Points>("true").expect_err("a boolean");
        assert!(error.to_string().contains("points such as 7.5"), "{error}");
        let error = serde_json::from_str::<Ratio>("[]").expect_err("a list");
        assert!(
            error.to_string().contains("a factor such as 2, 1.5, 3/2 or 30%"),
            "{error}"
        );
    }

    #[test]
    fn thirds_of_ten_points_go_to_the_first_author() {
        let parts: Vec<String> = points("10")
            .split(&[1, 1, 1])
            .iter()
            .map(Points::to_string)
            .collect();
        assert_eq!(parts, ["3.34", "3.33", "3.33"]);
        let parts: Vec<String> = points("-10")
            .split(&[1, 1, 1])
            .iter()
            .map(Points::to_string)
            .collect();
        assert_eq!(parts, ["-3.34", "-3.33", "-3.33"]);
        assert_eq!(
            points("2").split(&[3, 2, 0]),
            [points("1.2"), points("0.8"), Points::ZERO]
        );
        assert_eq!(points("2").split(&[0, 0]), [Points::ZERO, Points::ZERO]);
    }

    proptest! {
        #[test]
        fn points_print_and_read_back(hundredths in -LIMIT..=LIMIT) {
            let amount = Points(hundredths);
            prop_assert_eq!(amount.to_string().parse::<Points>().unwrap(), amount);
            prop_assert_eq!(amount.fixed().parse::<Points>().unwrap(), amount);
        }

        #[test]
        fn shares_add_up_and_stay_within_a_hundredth(
            hundredths in -LIMIT..=LIMIT,
            weights in proptest::collection::vec(0_u32..1_000, 1..9),
        ) {
            let parts = Points(hundredths).split(&weights);
            let all: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            prop_assume!(all > 0);
            prop_assert_eq!(parts.iter().copied().sum::<Points>(), Points(hundredths));
            for (part, weight) in parts.iter().zip(&weights) {
                let apart = i128::from(part.0) * all - i128::from(hundredths) * i128::from(*weight);
                prop_assert!(apart.abs() < all, "{part} of {weight}/{all}");
                prop_assert!(*weight > 0 || part.is_zero());
            }
        }

        #[test]
        fn rounding_is_within_one_hundredth_and_half_for_the_nearest(
            hundredths in -LIMIT..=LIMIT, num in -9_999_i64..9_999, den in 1_i64..9_999,
        ) {
            let ratio = Ratio::new(num, den).unwrap();
            for (mode, twice) in [
                (Rounding::HalfUp, 1), (Rounding::HalfEven, 1), (Rounding::Down, 2), (Rounding::Up, 2),
            ] {
                let got = i128::from(Points(hundredths).times(ratio, mode).unwrap().0);
                let apart = (got * i128::from(den) - i128::from(hundredths) * i128::from(num)).abs() * 2;
                prop_assert!(apart <= i128::from(den) * twice);
            }
        }
    }
}
