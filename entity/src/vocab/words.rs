//! Closed lists of words that the code itself decides upon. Open lists (types, levels, outlet classes, positions,
//! forms, reasons) are rows of the dictionary `term`.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {$(
            $(#[$word_doc])*
            #[sea_orm(string_value = $text)]
            #[serde(rename = $text)]
            $word,
        )*}

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$word,)*];

            /// The word as the database, URLs, JSON and message keys spell it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$word => $text,)*}
            }

            /// The word that is spelt so, if there is one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.code() == code)
            }
        }
    )*};
}
pub(super) use words;

words! {
    /// What somebody is appointed to do at an organisation.
    Role {
        /// 信息直报员: writes and submits.
        Reporter = "reporter",
        /// 单位审核人: signs the unit's articles before they leave it.
        UnitReviewer = "unit_reviewer",
        /// 编辑: reviews, decides, records adoptions.
        Editor = "editor",
        /// 办公室: searches past coverage, answers who did what.
        Office = "office",
        /// 监督员: reads coverage, ledger and statistics, changes nothing.
        Supervisor = "supervisor",
        /// 管理员: organisations, people, outlets, schemes; no texts, no points.
        Admin = "admin",
    }

    /// What happened that is no article and no adoption (考核事项).
    OccurrenceKind {
        /// 约稿: a commission met, missed, or adopted upstairs.
        Commission = "commission",
        /// 差错失误: late, in error, false, plagiarised …
        Incident = "incident",
        /// 阅读量: views or plays of an article.
        Measure = "measure",
        /// 质量分: a mark given to an article.
        Mark = "mark",
        /// 线索: somebody provided the clue of an article.
        Clue = "clue",
        /// 免考核: leave, a holiday; no quota is asked.
        Exemption = "exemption",
    }

    /// The five classes of organisation.
    OrganisationClass {
        /// 党工委.
        PartyWorkCommittee = "party_work_committee",
        /// 街道党委.
        Subdistrict = "subdistrict",
        /// 区直部门.
        DistrictDepartment = "district_department",
        /// 村居.
        Village = "village",
        /// 企业党组织.
        Enterprise = "enterprise",
    }

    /// Why a revision was cut.
    Cause {
        /// The reporter submitted.
        Submit = "submit",
        /// The editor returned it.
        Return = "return",
        /// The editor saved changes.
        Edit = "edit",
        /// The editor accepted it.
        Accept = "accept",
    }

    /// What an author did.
    Craft {
        /// Wrote the text; shares in the points.
        Writer = "writer",
        /// Took the pictures.
        Photographer = "photographer",
    }

    /// What a file is for.
    Purpose {
        /// A picture of an article.
        Picture = "picture",
        /// The office file an article was imported from.
        Manuscript = "manuscript",
        /// Proof of an adoption or instruction.
        Evidence = "evidence",
    }

    /// Who may have points.
    SubjectKind {
        /// A person.
        Person = "person",
        /// An organisation.
        Unit = "unit",
    }

    /// How a dispute was answered.
    DisputeOutcome {
        /// 维持: the posting stands, with a reason.
        Confirmed = "confirmed",
        /// 更正: a later fact corrected it.
        Corrected = "corrected",
    }

    /// What a token may do.
    Scope {
        /// Read what its person may read.
        Read = "read",
        /// Do what its person may do.
        Write = "write",
    }

    /// How a deed ended.
    Outcome {
        /// It was done.
        Done = "done",
        /// It was not allowed.
        Refused = "refused",
        /// It was allowed and did not succeed.
        Failed = "failed",
    }

    /// A language of the interface.
    Language {
        /// Simplified Chinese.
        Chinese = "zh-CN",
        /// English.
        English = "en",
    }
}
