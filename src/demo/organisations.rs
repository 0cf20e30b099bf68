//! The invented district's organisations as a tree; parents come before their children.

/// The five classes of organisation.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Ord, PartialOrd)]
pub enum OrganisationClass {
    /// 党工委.
    PartyWorkCommittee,
    /// 街道党委.
    Subdistrict,
    /// 区直部门.
    DistrictDepartment,
    /// 村居.
    Village,
    /// 企业党组织.
    Enterprise,
}

impl OrganisationClass {
    /// Returns the word that the database and the interface programmes use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PartyWorkCommittee => "party_work_committee",
            Self::Subdistrict => "subdistrict",
            Self::DistrictDepartment => "district_department",
            Self::Village => "village",
            Self::Enterprise => "enterprise",
        }
    }
}

/// An organisation to found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Organisation {
    /// Full name, as on the seal.
    pub name: &'static str,
    /// Short name, as articles and lists print it.
    pub short_name: &'static str,
    /// Its class.
    pub class: OrganisationClass,
    /// Index of the organisation above it; only the first has none.
    pub parent: Option<usize>,
    /// Whether a unit reviewer signs its articles before they leave it.
    pub requires_sign_off: bool,
    /// Whether it is a direct-contact point (联系点).
    pub is_contact_point: bool,
    /// Whether it is a model point (示范点).
    pub is_model_point: bool,
}

use OrganisationClass::{DistrictDepartment, Enterprise, PartyWorkCommittee, Subdistrict, Village};

/// Class, full name, short name, short name of the parent, flags: `s` sign-off, `c` contact, `m` model point.
type Row = (
    OrganisationClass,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const ROWS: [Row; 44] = [
    (
        PartyWorkCommittee,
        "中共云河开发区工作委员会",
        "开发区党工委",
        "",
        "s",
    ),
    (
        PartyWorkCommittee,
        "云河开发区产业园党工委",
        "产业园党工委",
        "开发区党工委",
        "sm",
    ),
    (
        PartyWorkCommittee,
        "云河开发区科创新城党工委",
        "科创新城党工委",
        "开发区党工委",
        "s",
    ),
    (
        Subdistrict,
        "云河开发区望潮街道党工委",
        "望潮街道",
        "开发区党工委",
        "sm",
    ),
    (
        Subdistrict,
        "云河开发区柳溪街道党工委",
        "柳溪街道",
        "开发区党工委",
        "s",
    ),
    (
        Subdistrict,
        "云河开发区石桥头街道党工委",
        "石桥头街道",
        "开发区党工委",
        "s",
    ),
    (
        Subdistrict,
        "云河开发区青禾街道党工委",
        "青禾街道",
        "开发区党工委",
        "sc",
    ),
    (
        DistrictDepartment,
        "云河开发区区委办公室",
        "区委办公室",
        "开发区党工委",
        "",
    ),
    (
        DistrictDepartment,
        "云河开发区区委宣传部",
        "区委宣传部",
        "开发区党工委",
        "",
    ),
    (
        DistrictDepartment,
        "云河开发区纪检监察工委",
        "区纪检监察工委",
        "开发区党工委",
        "s",
    ),
    (
        DistrictDepartment,
        "云河开发区教育局",
        "区教育局",
        "开发区党工委",
        "sc",
    ),
    (
        DistrictDepartment,
        "云河开发区卫生健康局",
        "区卫生健康局",
        "开发区党工委",
        "s",
    ),
    (
        DistrictDepartment,
        "云河开发区应急管理局",
        "区应急管理局",
        "开发区党工委",
        "s",
    ),
    (
        DistrictDepartment,
        "云河开发区民政局",
        "区民政局",
        "开发区党工委",
        "",
    ),
    (
        DistrictDepartment,
        "云河开发区农业农村局",
        "区农业农村局",
        "开发区党工委",
        "",
    ),
    (
        DistrictDepartment,
        "云河开发区文化旅游局",
        "区文化旅游局",
        "开发区党工委",
        "",
    ),
    (
        DistrictDepartment,
        "云河开发区行政审批局",
        "区行政审批局",
        "开发区党工委",
        "m",
    ),
    (
        DistrictDepartment,
        "云河开发区生态环境局",
        "区生态环境局",
        "开发区党工委",
        "",
    ),
    (
        DistrictDepartment,
        "云河开发区人力资源和社会保障局",
        "区人社局",
        "开发区党工委",
        "",
    ),
    (
        DistrictDepartment,
        "云河开发区市场监督管理局",
        "区市场监管局",
        "开发区党工委",
        "s",
    ),
    (Village, "望潮街道澜湾社区党委", "澜湾社区", "望潮街道", "scm"),
    (Village, "望潮街道灯塔里社区党总支", "灯塔里社区", "望潮街道", ""),
    (Village, "望潮街道渔歌社区党总支", "渔歌社区", "望潮街道", "c"),
    (Village, "望潮街道盐田坊社区党支部", "盐田坊社区", "望潮街道", ""),
    (Village, "柳溪街道柳林村党总支", "柳林村", "柳溪街道", "m"),
    (Village, "柳溪街道溪口桥村党支部", "溪口桥村", "柳溪街道", ""),
    (Village, "柳溪街道杏花坞社区党委", "杏花坞社区", "柳溪街道", "s"),
    (Village, "柳溪街道双塘湾村党支部", "双塘湾村", "柳溪街道", ""),
    (
        Village,
        "石桥头街道桥西里社区党委",
        "桥西里社区",
        "石桥头街道",
        "c",
    ),
    (
        Village,
        "石桥头街道老窑坊社区党总支",
        "老窑坊社区",
        "石桥头街道",
        "",
    ),
    (Village, "石桥头街道石磨岭村党支部", "石磨岭村", "石桥头街道", ""),
    (Village, "青禾街道青禾坪村党总支", "青禾坪村", "青禾街道", "m"),
    (Village, "青禾街道稻香湾村党支部", "稻香湾村", "青禾街道", ""),
    (Village, "青禾街道荷塘里社区党总支", "荷塘里社区", "青禾街道", ""),
    (
        Enterprise,
        "澜拓智能装备有限公司党委",
        "澜拓装备",
        "产业园党工委",
        "s",
    ),
    (
        Enterprise,
        "云澜新材料股份有限公司党总支",
        "云澜新材",
        "产业园党工委",
        "m",
    ),
    (
        Enterprise,
        "禾润坊食品有限公司党支部",
        "禾润坊食品",
        "产业园党工委",
        "",
    ),
    (
        Enterprise,
        "海砺精密轴承有限公司党支部",
        "海砺轴承",
        "产业园党工委",
        "",
    ),
    (
        Enterprise,
        "启帆云图软件有限公司党支部",
        "启帆云图",
        "科创新城党工委",
        "",
    ),
    (
        Enterprise,
        "晴川澜生物科技有限公司党支部",
        "晴川澜生物",
        "科创新城党工委",
        "c",
    ),
    (
        Enterprise,
        "望潮港物流有限公司党总支",
        "望潮港物流",
        "望潮街道",
        "",
    ),
    (
        Enterprise,
        "青禾坪粮油有限公司党支部",
        "青禾坪粮油",
        "青禾街道",
        "",
    ),
    (
        Village,
        "石桥头街道南渡口社区党支部",
        "南渡口社区",
        "石桥头街道",
        "",
    ),
    (Village, "青禾街道麦浪村党支部", "麦浪村", "青禾街道", ""),
];

/// Lists the organisations of the invented district, the district itself first.
pub(super) fn organisations() -> Vec<Organisation> {
    let at = |short: &str| ROWS.iter().position(|row| row.2 == short);
    ROWS.iter()
        .map(|(class, name, short_name, parent, flags)| Organisation {
            name,
            short_name,
            class: *class,
            parent: at(parent),
            requires_sign_off: flags.contains('s'),
            is_contact_point: flags.contains('c'),
            is_model_point: flags.contains('m'),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::organisations;

    #[test]
    fn the_tree_has_one_root_and_every_parent_comes_first() {
        let all = organisations();
        assert_eq!(all.iter().filter(|one| one.parent.is_none()).count(), 1);
        assert!(
            all.iter()
                .enumerate()
                .all(|(at, one)| one.parent.is_none_or(|parent| parent < at))
        );
    }

    #[test]
    fn all_five_classes_are_there_and_no_name_twice() {
        let all = organisations();
        assert_eq!(
            all.iter()
                .map(|one| one.class.code())
                .collect::<BTreeSet<_>>()
                .len(),
            5
        );
        assert_eq!(
            all.iter().map(|one| one.name).collect::<BTreeSet<_>>().len(),
            all.len()
        );
        assert_eq!(
            all.iter()
                .map(|one| one.short_name)
                .collect::<BTreeSet<_>>()
                .len(),
            all.len()
        );
    }
}
