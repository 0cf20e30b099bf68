//! Codes by time (RFC 6238): six digits of SHA-1, a new one every thirty seconds, which every authenticator app knows.

use entity::Instant;
use totp_rs::{Builder, Totp};

use super::Secret;
use crate::Result;
use crate::error::Error;

/// What code and app share.
pub(super) struct Seed([u8; 20]);

impl Seed {
    /// A fresh one of 160 random bits.
    pub fn fresh() -> Result<Self> {
        let mut bytes = [0_u8; 20];
        getrandom::fill(&mut bytes).map_err(|error| Error::broken(error.to_string()))?;
        Ok(Self(bytes))
    }

    /// One that was kept.
    pub fn of(bytes: &[u8]) -> Result<Self> {
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| Error::broken("a seed has 20 bytes"))
    }

    /// To be sealed and nothing else.
    pub const fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As people type it, in letters and digits.
    pub fn typed(&self) -> Secret {
        Secret::new(totp_rs::Secret::new_stack(self.0).to_base32())
    }

    /// The step of time to which a code belongs, if it is one of now, the step before or the one after.
    pub fn step_of(&self, code: &str, now: Instant) -> Result<Option<i64>> {
        let seconds = u64::try_from(now.0.div_euclid(1000)).unwrap_or_default();
        let step = self.totp()?.check(code, seconds);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    fn totp(&self) -> Result<Totp> {
        Builder::new()
            .with_secret(totp_rs::Secret::new_stack(self.0))
            .build()
            .map_err(|_| Error::broken("a seed is long enough"))
    }
}

/// The address by which an app takes a seed over; it is what the picture says.
pub(super) fn address(title: &str, username: &str, typed: &Secret) -> Result<Secret> {
    let mut address = url::Url::parse("otpauth://totp/").map_err(Error::broken)?;
    // A colon parts who issues from whom for.
    address.set_path(&format!(
        "{}:{username}",
        title.replace([':', '/', '?', '#', '%'], " ")
    ));
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("secret", typed.reveal())
        .append_pair("issuer", title)
        .finish();
    // Apps read a plus sign as itself.
    address.set_query(Some(&query.replace('+', "%20")));
    Ok(Secret::new(address.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 6238, appendix B.
    fn seed() -> Seed {
        Seed::of(b"12345678901234567890").unwrap()
    }

    #[test]
    fn the_codes_of_the_standard_are_known_one_step_early_and_late_and_no_further() {
        // 287082 is the code of second 59, which is in step 1.
        for (second, step) in [
            (0, Some(1)),
            (59, Some(1)),
            (60, Some(1)),
            (89, Some(1)),
            (90, None),
        ] {
            assert_eq!(
                seed().step_of("287082", Instant(second * 1000)).unwrap(),
                step,
                "{second}"
            );
        }
        assert_eq!(
            seed().step_of("081804", Instant(1_111_111_109_000)).unwrap(),
            Some(37_037_036)
        );
        for other in ["287083", "28708", "2870820", "２８７０８２", "abcdef", ""] {
            assert_eq!(seed().step_of(other, Instant(59_000)).unwrap(), None, "{other}");
        }
    }

    #[test]
    fn an_app_is_told_whose_code_it_is() {
        let typed = seed().typed();
        assert_eq!(typed.reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let address = address("云岭: 直报", "li.si", &typed).unwrap();
        assert_eq!(
            address.reveal(),
            "otpauth://totp/%E4%BA%91%E5%B2%AD%20%20%E7%9B%B4%E6%8A%A5:li.si?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&\
             issuer=%E4%BA%91%E5%B2%AD%3A%20%E7%9B%B4%E6%8A%A5"
        );
        assert!(!format!("{address:?}").contains("GEZD"));
    }
}
