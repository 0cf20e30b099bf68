//! The desk an article is written at: what a unit calls itself, its places and the people around it.

use super::organisations::{Organisation, OrganisationClass};
use super::prng::Prng;

/// A unit as its articles speak of it.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub unit: &'static str,
    /// P party work committee, S subdistrict, D department, C community, V village, E enterprise.
    pub letter: char,
    /// What the unit is called after its first mention.
    pub called: Vec<String>,
    /// Spots that its articles happen at; at least four.
    pub places: Vec<String>,
    /// Post of the cadre whom it quotes.
    pub post: String,
}

const COMMUNITY_SPOTS: [&str; 8] = [
    "文化广场",
    "邻里中心",
    "老年食堂",
    "三号院",
    "党群服务站",
    "口袋公园",
    "北门小区",
    "第二网格",
];
const VILLAGE_SPOTS: [&str; 8] = [
    "东头组",
    "老槐树下",
    "文化礼堂",
    "三组",
    "晒谷场",
    "村口小院",
    "溪边组",
    "农家书屋",
];
const WORKSHOPS: [&str; 8] = [
    "总装车间",
    "一号车间",
    "研发楼",
    "质检班组",
    "仓储中心",
    "职工之家",
    "青年工段",
    "二号生产线",
];

impl Desk {
    /// Sets the desk of organisation number `at` of `all`.
    pub fn of(all: &[Organisation], at: usize) -> Self {
        let me = &all[at];
        let unit = me.short_name;
        let grassroots = |parent: Option<usize>| -> Vec<String> {
            all.iter()
                .filter(|one| {
                    one.class == OrganisationClass::Village && (parent.is_none() || one.parent == parent)
                })
                .map(|one| one.short_name.to_owned())
                .collect()
        };
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let at_home = |spots: &[&str]| {
            spots
                .iter()
                .map(|spot| format!("{unit}{spot}"))
                .collect::<Vec<_>>()
        };
        let (letter, called, places, post) = match me.class {
            OrganisationClass::PartyWorkCommittee => {
                let places = all
                    .iter()
                    .filter(|one| one.class == OrganisationClass::Enterprise)
                    .map(|one| one.short_name.to_owned())
                    .collect();
                ('P', owned(&["党工委", "园区"]), places, format!("{unit}委员"))
            }
            OrganisationClass::Subdistrict => (
                'S',
                owned(&["街道", "街道党工委"]),
                grassroots(Some(at)),
                format!("{unit}党工委委员"),
            ),
            OrganisationClass::DistrictDepartment => {
                let called = if unit.ends_with('局') {
                    ["该局", "局里"]
                } else {
                    ["该单位", "机关党支部"]
                };
                ('D', owned(&called), grassroots(None), format!("{unit}有关负责人"))
            }
            OrganisationClass::Village if unit.ends_with("社区") => (
                'C',
                owned(&["社区", "社区党组织"]),
                at_home(&COMMUNITY_SPOTS),
                format!("{unit}党组织书记"),
            ),
            OrganisationClass::Village => (
                'V',
                owned(&["村里", "村党组织"]),
                at_home(&VILLAGE_SPOTS),
                format!("{unit}党组织书记"),
            ),
            OrganisationClass::Enterprise => (
                'E',
                owned(&["公司", "企业党组织"]),
                at_home(&WORKSHOPS),
                format!("{unit}党组织负责人"),
            ),
        };
        Self {
            unit,
            letter,
            called,
            places,
            post,
        }
    }

    /// Calls the people of `place`.
    pub fn people_of(&self, place: &str) -> &'static str {
        match self.letter {
            'E' | 'P' => "职工",
            'V' => "村民",
            _ if place.ends_with('村') => "村民",
            _ => "居民",
        }
    }

    /// Draws two different places.
    pub fn two_places(&self, prng: &mut Prng) -> (String, String) {
        let first = prng.below(self.places.len());
        let step = 1 + prng.below(self.places.len() - 1);
        (
            self.places[first].clone(),
            self.places[(first + step) % self.places.len()].clone(),
        )
    }
}
