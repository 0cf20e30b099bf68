//! The people of the invented district and their appointments.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use pinyin::ToPinyin as _;

use super::organisations::{Organisation, OrganisationClass};
use super::{names, prng::Prng};

/// What a person is appointed to do.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Ord, PartialOrd)]
pub enum Role {
    /// 信息直报员.
    Reporter,
    /// 单位审核人.
    UnitReviewer,
    /// 编辑.
    Editor,
    /// 办公室.
    Office,
    /// 监督员.
    Supervisor,
    /// 管理员.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [
        Self::Reporter,
        Self::UnitReviewer,
        Self::Editor,
        Self::Office,
        Self::Supervisor,
        Self::Admin,
    ];

    /// Returns the word that the database and the interface programmes use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::UnitReviewer => "unit_reviewer",
            Self::Editor => "editor",
            Self::Office => "office",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }
}

/// A person with one appointment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// The name that signs in: pinyin, lower case, unique.
    pub username: String,
    /// The role.
    pub role: Role,
    /// Index of the organisation of the appointment.
    pub organisation: usize,
    /// First day of the appointment.
    pub from: NaiveDate,
    /// Whether the sign-in help names this account; one for each role.
    pub is_showcase: bool,
}

/// The accounts that the sign-in help names.
const SHOWCASE: [(&str, Role, &str); 6] = [
    ("王晓琳", Role::Reporter, "望潮街道"),
    ("李伟", Role::UnitReviewer, "望潮街道"),
    ("周明", Role::Editor, "区委宣传部"),
    ("何静", Role::Office, "区委办公室"),
    ("郑岩", Role::Supervisor, "区纪检监察工委"),
    ("吴凡", Role::Admin, "区委宣传部"),
];

/// Appoints some 70 people, all before `first_day`.
pub(super) fn people(all: &[Organisation], first_day: NaiveDate, prng: &mut Prng) -> Vec<Person> {
    let at = |short: &str| all.iter().position(|one| one.short_name == short).unwrap_or(0);
    let mut posts: Vec<(Option<&str>, Role, usize)> = SHOWCASE
        .iter()
        .map(|(name, role, unit)| (Some(*name), *role, at(unit)))
        .collect();
    posts.extend([
        (None, Role::Editor, at("区委宣传部")),
        (None, Role::Editor, at("区委宣传部")),
        (None, Role::Office, at("区委办公室")),
        // Two keep the house: nobody publishes their own scheme or resets their own password.
        (None, Role::Admin, at("区委宣传部")),
    ]);
    for (index, unit) in all.iter().enumerate() {
        let has_showcase = unit.short_name == "望潮街道";
        if index > 0 && !has_showcase {
            posts.push((None, Role::Reporter, index));
        }
        if unit.class == OrganisationClass::Subdistrict {
            posts.push((None, Role::Reporter, index));
        }
        if unit.requires_sign_off && !has_showcase {
            posts.push((None, Role::UnitReviewer, index));
        }
    }
    let (mut taken, mut usernames) = (BTreeSet::new(), BTreeSet::new());
    taken.extend(SHOWCASE.iter().map(|(name, ..)| (*name).to_owned()));
    posts
        .into_iter()
        .map(|(given, role, organisation)| {
            let name = given.map_or_else(|| fresh_name(&mut taken, prng), ToOwned::to_owned);
            let days = u64::try_from(prng.between(5, 900)).unwrap_or(5);
            let username = fresh_username(&name, &mut usernames);
            Person {
                name,
                username,
                role,
                organisation,
                from: first_day - Days::new(days),
                is_showcase: given.is_some(),
            }
        })
        .collect()
}

fn fresh_name(taken: &mut BTreeSet<String>, prng: &mut Prng) -> String {
    loop {
        let name = names::person(prng);
        if taken.insert(name.clone()) {
            return name;
        }
    }
}

/// Spells `name` in pinyin and adds a number when somebody already signs in so.
fn fresh_username(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = name
        .to_pinyin()
        .flatten()
        .map(|syllable| syllable.plain().replace('ü', "v"))
        .collect();
    let mut username = plain.clone();
    let mut n = 2;
    while !taken.insert(username.clone()) {
        username = format!("{plain}{n}");
        n += 1;
    }
    username
}
