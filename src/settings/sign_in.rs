//! How long a proof of identity lasts, and what a password must be (QUALITY C2: profile `dengbao` after GB/T 22239,
//! profile `asvs` after OWASP ASVS 5).

use serde::{Deserialize, Serialize};

/// Signing in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInSettings {
    /// Minutes without a request until a session ends.
    pub idle_minutes: i64,
    /// Hours until a session ends whatever happens.
    pub absolute_hours: i64,
    /// Failures that lock an account for a network.
    pub failures: u64,
    /// Minutes in which they count, and that the lock lasts.
    pub lock_minutes: i64,
    /// Which rules passwords follow.
    pub profile: PasswordProfile,
    /// Days after which a password must be changed, under the profile `dengbao` alone. A session is held up until its
    /// owner has changed it; personal tokens, which end by themselves, are not.
    pub password_days: i64,
    /// Who must have a second factor; missing: as the profile says.
    pub second_factor: Option<SecondFactor>,
    /// Minutes that a code is waited for, after the password or after an enrolment was begun.
    pub code_minutes: i64,
    /// KiB of memory of argon2id.
    pub argon2_kib: u32,
    /// Passes of argon2id.
    pub argon2_passes: u32,
    /// Days that a personal token lasts at the most.
    pub token_days: i64,
    /// Hours that the one-time link of the first admin is good for.
    pub setup_hours: i64,
}

/// A set of rules for passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordProfile {
    /// Complexity, a change after [`SignInSettings::password_days`], the last five refused.
    Dengbao,
    /// Length alone, no periodic change.
    Asvs,
}

/// Who must have a second factor (QUALITY C4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// Editors, supervisors and admins; the others may.
    Required,
    /// Nobody; whoever wants may.
    Offered,
}

impl SignInSettings {
    /// Whether editors, supervisors and admins must have a second factor: so says the profile `dengbao`, unless the
    /// setting says otherwise.
    #[must_use]
    pub fn requires_second_factor(&self) -> bool {
        match self.second_factor {
            None => self.profile == PasswordProfile::Dengbao,
            Some(asked) => asked == SecondFactor::Required,
        }
    }

    /// Whether a password that was set at one instant must be changed by another.
    #[must_use]
    pub fn is_too_old(&self, set_at: entity::Instant, now: entity::Instant) -> bool {
        self.profile == PasswordProfile::Dengbao
            && now.since(set_at) >= chrono::TimeDelta::days(self.password_days)
    }
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            absolute_hours: 12,
            failures: 5,
            lock_minutes: 15,
            profile: PasswordProfile::Dengbao,
            password_days: 90,
            second_factor: None,
            code_minutes: 10,
            argon2_kib: 19_456,
            argon2_passes: 2,
            token_days: 366,
            setup_hours: 24,
        }
    }
}
