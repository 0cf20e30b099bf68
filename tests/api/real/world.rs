//! A district for the real articles: units of two classes under two schemes, reporters, reviewers, editors, outlets;
//! and what the script did, written down as it does it.

use chrono::{Datelike, NaiveDate, TimeDelta};
use entity::{Instant, OrganisationClass, OrganisationId, PersonId, Role, Scope};
use serde::Deserialize;
use serde_json::{Value, json};
use zhibao::calendar;
use zhibao::people::{self, NewToken};

use super::super::desk::{self, read};
use crate::support::app::{TestApp, day};
use crate::support::client::Client;

/// A row of the shared data.
#[derive(Deserialize)]
pub struct News {
    pub title: String,
    pub body: String,
}

impl News {
    /// Chinese characters of the text, of which every type wants a number; a link has none.
    pub fn n_han(&self) -> usize {
        self.body.chars().filter(|c| is_han(*c)).count()
    }

    /// Whether a type of the dictionary takes it.
    pub fn can_be_filed(&self) -> bool {
        !self.title.trim().is_empty()
            && self.title.chars().count() <= 200
            && (130..=6_000).contains(&self.n_han())
    }
}

pub fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Which scheme a unit is under.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// Subdistricts: two a week, points by outlet, all adoptions (DOMAIN 6, scheme A).
    A,
    /// Departments: top two levels, co-authors 3:2, long pieces as research (DOMAIN 6, scheme C).
    C,
}

pub struct Unit {
    pub id: OrganisationId,
    pub name: String,
    pub law: Law,
    pub reviewer: Option<Client>,
}

pub struct Reporter {
    pub id: PersonId,
    pub name: String,
    pub unit: usize,
    pub client: Client,
}

pub struct Outlet {
    pub id: i64,
    pub name: &'static str,
    pub level: &'static str,
}

/// An adoption as the script recorded it, in the order of recording.
pub struct Adopted {
    pub id: i64,
    pub outlet: usize,
    pub on: NaiveDate,
    pub position: &'static str,
    pub is_repost: bool,
    pub stands: bool,
}

/// An article as the script left it.
pub struct Piece {
    pub id: i64,
    pub version: i64,
    pub reporter: usize,
    /// Reporters by place, the filing one first.
    pub authors: Vec<usize>,
    pub unit: usize,
    pub r#type: &'static str,
    pub title: String,
    pub body: String,
    pub n_words: i64,
    pub state: String,
    pub filed: Option<Instant>,
    pub has_left_unit: bool,
    pub adoptions: Vec<Adopted>,
    /// The day of a municipal leader's instruction.
    pub instructed: Option<NaiveDate>,
}

pub struct World {
    pub house: TestApp,
    pub units: Vec<Unit>,
    pub reporters: Vec<Reporter>,
    pub editors: Vec<Client>,
    pub office: Client,
    pub outlets: Vec<Outlet>,
    pub pieces: Vec<Piece>,
}

/// The first Monday.
pub const FIRST_DAY: &str = "2024-03-04";
/// Reporting weeks in which articles are filed.
pub const N_WEEKS: i64 = 26;

const SCHEME_A: &str = include_str!("../../../assets/schemes/s01.toml");
const SCHEME_C: &str = include_str!("../../../assets/schemes/s24.toml");

const OUTLETS: [(&str, &str, &str); 13] = [
    ("柳溪内网", "own", "web"),
    ("柳溪动态", "district", "bulletin"),
    ("柳溪融媒", "district", "new_media"),
    ("市府信息", "municipal", "bulletin"),
    ("市府信息（增刊）", "municipal", "bulletin"),
    ("信息与调研", "municipal", "journal"),
    ("柳城晚报", "municipal", "newspaper"),
    ("柳城之声", "municipal", "radio"),
    ("省府信息", "provincial", "bulletin"),
    ("南岭农村报", "provincial", "newspaper"),
    ("南岭卫视", "provincial", "tv"),
    ("九州基层报", "national", "newspaper"),
    ("九州党建网", "national", "web"),
];

const SURNAMES: [&str; 10] = ["柯", "蔺", "邬", "桑", "翟", "戚", "褚", "糜", "祁", "郜"];
const GIVEN: [&str; 6] = ["一苇", "怀瑾", "青萝", "砚秋", "未央", "知微"];

/// The schemes of the domain page in the words of the house, each for one class of organisations.
fn schemes() -> [String; 2] {
    let covering = |document: &str, class: &str| {
        document.replacen(
            "version = 1\n",
            &format!("version = 1\napplies_to = [\"{class}\"]\n"),
            1,
        )
    };
    let c = SCHEME_C
        .replace("\"信息\"", "\"动态信息\"")
        .replace("\"调研\"", "\"调研报告\"")
        .replace("\"本局\"", "\"本单位\", \"区级\"");
    [covering(SCHEME_A, "街道"), covering(&c, "区直部门")]
}

impl World {
    pub async fn open(house: TestApp) -> Self {
        house.clock(&format!("{FIRST_DAY} 00:00:01"));
        for scheme in schemes() {
            house.scheme(&scheme, "2024-01-01").await;
        }
        let visitor = desk::serve(&house).await;
        let hired = async |name: &str, role, place| {
            let id = house.person(name, role, place).await;
            (id, visitor.with_token(&token(&house, id).await))
        };
        let admin = visitor.with_token(&token(&house, house.admin).await);
        let mut units = Vec::new();
        let mut reporters = Vec::new();
        for n in 0..30_usize {
            let law = if n % 2 == 0 { Law::A } else { Law::C };
            let (class, kind) = match law {
                Law::A => (OrganisationClass::Subdistrict, "街道"),
                Law::C => (OrganisationClass::DistrictDepartment, "事务局"),
            };
            let name = format!("{}{kind}", UNITS[n / 2]);
            let signs = n % 3 == 0;
            let body = json!({
                "name": name, "short_name": name, "class": class.code(), "parent_id": house.top.0,
                "needs_signature": signs, "opened_on": "2020-01-01",
            });
            let made = read(admin.post_json("/api/v1/organisations", &body).await, 201);
            let id = OrganisationId(desk::id(&made));
            let reviewer = if signs {
                Some(hired(&format!("{name}审核"), Role::UnitReviewer, id).await.1)
            } else {
                None
            };
            for _ in 0..2 {
                let at = reporters.len();
                let name = format!("{}{}", SURNAMES[at % 10], GIVEN[at / 10]);
                let (person, client) = hired(&name, Role::Reporter, id).await;
                reporters.push(Reporter {
                    id: person,
                    name,
                    unit: n,
                    client,
                });
            }
            units.push(Unit {
                id,
                name,
                law,
                reviewer,
            });
        }
        let mut editors = Vec::new();
        for name in ["编辑甲", "编辑乙", "编辑丙"] {
            editors.push(hired(name, Role::Editor, house.top).await.1);
        }
        let office = hired("办公室丁", Role::Office, house.top).await.1;
        let mut outlets = Vec::new();
        for (name, level, class) in OUTLETS {
            let body = json!({ "name": name, "level": level, "class": class, "from_on": "2020-01-01" });
            let made = read(editors[0].post_json("/api/v1/outlets", &body).await, 201);
            outlets.push(Outlet {
                id: desk::id(&made),
                name,
                level,
            });
        }
        Self {
            house,
            units,
            reporters,
            editors,
            office,
            outlets,
            pieces: Vec::new(),
        }
    }
}

const UNITS: [&str; 15] = [
    "柳溪",
    "桐坞",
    "石梁",
    "枫桥铺",
    "白鹭洲",
    "云塘",
    "桃渡",
    "清泉",
    "竹里",
    "麦埠",
    "榆关",
    "南浦",
    "青墩",
    "沙河沿",
    "望海",
];

/// A key that lasts for the whole story.
async fn token(house: &TestApp, person: PersonId) -> String {
    let new = NewToken {
        name: "一年的程序".to_owned(),
        scope: Scope::Write,
        days: 366,
    };
    let (_, key) = people::make_token(&house.app, &house.viewer(person).await, &new)
        .await
        .expect("a token");
    key.reveal().to_owned()
}

/// The instant so many minutes after the first Monday began in Shanghai.
pub fn minute(n: i64) -> Instant {
    Instant(calendar::first_instant(day(FIRST_DAY)) + n * 60_000)
}

/// The day of an instant in Shanghai, eight hours before Greenwich.
pub fn day_at(at: Instant) -> NaiveDate {
    (at.utc() + TimeDelta::hours(8)).date_naive()
}

/// The Monday of a day's week.
pub fn monday(on: NaiveDate) -> NaiveDate {
    on - TimeDelta::days(i64::from(on.weekday().num_days_from_monday()))
}

/// The key and the version of an article's row.
pub fn row_of(answer: &Value) -> (i64, i64) {
    let number = |name: &str| answer[name].as_i64().expect("a number");
    (number("id"), number("version"))
}
