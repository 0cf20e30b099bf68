//! How often somebody may ask (QUALITY C18), counted in memory and forgotten with the process: requests of an address,
//! searches and uploads of a person. What must survive a restart (failures to sign in, exports) is counted in the
//! database.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use entity::PersonId;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::Result;
use crate::error::{Error, Message};
use crate::settings::Limits;

/// Requests after which whoever has rested is forgotten.
const SWEEP: u32 = 4_096;

/// What a person does at a pace of its own, beside the requests of their address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paced {
    /// A search.
    Search,
    /// An upload.
    Upload,
}

/// The counters.
#[derive(Debug)]
pub struct Pace {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    searches: DefaultKeyedRateLimiter<i64>,
    uploads: DefaultKeyedRateLimiter<i64>,
    n: AtomicU32,
}

impl Pace {
    /// Nobody has asked for anything yet.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let some = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let per_s = some(limits.requests_per_s);
        let burst = per_s.saturating_mul(some(3));
        let per_minute = |n: u32| RateLimiter::keyed(Quota::per_minute(some(n)));
        Self {
            addresses: RateLimiter::keyed(Quota::per_second(per_s).allow_burst(burst)),
            searches: per_minute(limits.searches_per_minute),
            uploads: per_minute(limits.uploads_per_minute),
            n: AtomicU32::new(0),
        }
    }

    /// Counts a request of an address.
    ///
    /// # Errors
    /// [`Error::TooOften`] saying when.
    pub fn admit(&self, address: IpAddr) -> Result<()> {
        if self.n.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.addresses.retain_recent();
            self.searches.retain_recent();
            self.uploads.retain_recent();
        }
        counted(&self.addresses, &network(address))
    }

    /// Counts what a person does.
    ///
    /// # Errors
    /// [`Error::TooOften`] saying when.
    pub fn admit_person(&self, paced: Paced, person: PersonId) -> Result<()> {
        let limiter = match paced {
            Paced::Search => &self.searches,
            Paced::Upload => &self.uploads,
        };
        counted(limiter, &person.0)
    }
}

fn counted<K: Clone + Eq + std::hash::Hash>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<()> {
    limiter.check_key(key).map_err(|until| {
        let wait = until.wait_time_from(DefaultClock::default().now());
        Error::TooOften {
            message: Message::new("error.too_often"),
            retry_after_s: wait.as_secs() + 1,
        }
    })
}

/// What is counted as one: an address of IPv4, and of IPv6 the /56 that one subscriber has.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 72 << 72)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace() -> Pace {
        Pace::new(&Limits {
            requests_per_s: 2,
            searches_per_minute: 3,
            uploads_per_minute: 1,
            ..Limits::default()
        })
    }

    fn n_admitted(pace: &Pace, address: &str) -> usize {
        let address = address.parse().unwrap();
        (0..20).filter(|_| pace.admit(address).is_ok()).count()
    }

    #[test]
    fn an_address_has_a_burst_of_its_own_and_a_subscriber_of_ipv6_is_one() {
        let pace = pace();
        assert_eq!(n_admitted(&pace, "192.0.2.7"), 6);
        assert_eq!(
            n_admitted(&pace, "::ffff:192.0.2.7"),
            0,
            "the same in another spelling"
        );
        assert_eq!(n_admitted(&pace, "192.0.2.8"), 6);
        assert_eq!(n_admitted(&pace, "2001:db8:0:1100::1"), 6);
        assert_eq!(n_admitted(&pace, "2001:db8:0:11ff:9::2"), 0, "the same /56");
        assert_eq!(n_admitted(&pace, "2001:db8:0:1200::1"), 6);
    }

    #[test]
    fn a_refusal_says_when_and_a_person_is_counted_by_what_they_do() {
        let pace = pace();
        let n = |paced, person| {
            let all = (0..10).map(|_| pace.admit_person(paced, PersonId(person)));
            all.flatten().count()
        };
        assert_eq!(
            (n(Paced::Search, 1), n(Paced::Upload, 1), n(Paced::Search, 2)),
            (3, 1, 3)
        );
        let Err(Error::TooOften { retry_after_s, .. }) = pace.admit_person(Paced::Upload, PersonId(1)) else {
            panic!("admitted");
        };
        assert!((50..=61).contains(&retry_after_s), "{retry_after_s}");
    }
}
