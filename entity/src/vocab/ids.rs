//! Keys of rows: one type a table, so that a person's key cannot stand where an article's belongs.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// Key of a row of `adjustment`.
    AdjustmentId;
    /// Key of a row of `adoption`.
    AdoptionId;
    /// Key of a row of `appointment`.
    AppointmentId;
    /// Key of a row of `article`.
    ArticleId;
    /// Key of a row of `author`.
    AuthorId;
    /// Key of a row of `circular_template`.
    CircularTemplateId;
    /// Key of a row of `decision`.
    DecisionId;
    /// Key of a row of `dispute`.
    DisputeId;
    /// Key of a row of `errand`.
    ErrandId;
    /// Key of a row of `fact`.
    FactId;
    /// Key of a row of `file`.
    FileId;
    /// Key of a row of `instruction`.
    InstructionId;
    /// Key of a row of `notice`.
    NoticeId;
    /// Key of a row of `occurrence`.
    OccurrenceId;
    /// Key of a row of `organisation`.
    OrganisationId;
    /// Key of a row of `outlet_alias`.
    OutletAliasId;
    /// Key of a row of `outlet`.
    OutletId;
    /// Key of a row of `outlet_standing`.
    OutletStandingId;
    /// Key of a row of `password_history`.
    PasswordHistoryId;
    /// Key of a row of `payment`.
    PaymentId;
    /// Key of a row of `person`.
    PersonId;
    /// Key of a row of `recovery_code`.
    RecoveryCodeId;
    /// Key of a row of `revision`.
    RevisionId;
    /// Key of a row of `scheme`.
    SchemeId;
    /// Key of a row of `scheme_version`.
    SchemeVersionId;
    /// Key of a row of `session`.
    SessionId;
    /// Key of a row of `setup_link`.
    SetupLinkId;
    /// Key of a row of `sign_in_failure`.
    SignInFailureId;
    /// Key of a row of `token`.
    TokenId;
}
