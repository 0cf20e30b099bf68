//! The generator's words as the product's dictionary and vocabulary spell them.

use crate::demo::{AdoptionForm, OrganisationClass, Position, Role};

/// A role.
pub(super) const fn role(role: Role) -> entity::Role {
    match role {
        Role::Reporter => entity::Role::Reporter,
        Role::UnitReviewer => entity::Role::UnitReviewer,
        Role::Editor => entity::Role::Editor,
        Role::Office => entity::Role::Office,
        Role::Supervisor => entity::Role::Supervisor,
        Role::Admin => entity::Role::Admin,
    }
}

/// A class of organisation.
pub(super) const fn class(class: OrganisationClass) -> entity::OrganisationClass {
    match class {
        OrganisationClass::PartyWorkCommittee => entity::OrganisationClass::PartyWorkCommittee,
        OrganisationClass::Subdistrict => entity::OrganisationClass::Subdistrict,
        OrganisationClass::DistrictDepartment => entity::OrganisationClass::DistrictDepartment,
        OrganisationClass::Village => entity::OrganisationClass::Village,
        OrganisationClass::Enterprise => entity::OrganisationClass::Enterprise,
    }
}

/// A position of the dictionary.
pub(super) fn position(position: Position) -> String {
    match position {
        Position::Ordinary => "plain",
        named => named.code(),
    }
    .to_owned()
}

/// A form of the dictionary.
pub(super) fn form(form: AdoptionForm) -> String {
    match form {
        AdoptionForm::Independent => "alone",
        named => named.code(),
    }
    .to_owned()
}

/// The reason for a return that the remark gives.
pub(super) fn return_reason(remark: &str) -> String {
    first(
        remark,
        &[
            ("核实", "facts"),
            ("数据", "facts"),
            ("图片", "picture"),
            ("提到第一句", "elements"),
            ("笼统", "thin"),
            ("篇幅", "thin"),
        ],
    )
}

/// The reason for a decline that the remark gives.
pub(super) fn decline_reason(remark: &str) -> String {
    first(
        remark,
        &[
            ("重复", "duplicate"),
            ("先报", "duplicate"),
            ("时效", "stale"),
            ("超过一周", "stale"),
            ("新闻性", "little_value"),
            ("口号", "little_value"),
            ("缺少", "little_value"),
        ],
    )
}

fn first(remark: &str, signs: &[(&str, &str)]) -> String {
    let found = signs.iter().find(|(sign, _)| remark.contains(sign));
    found.map_or("other", |(_, code)| code).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_gives_the_reason_that_it_names() {
        assert_eq!(return_reason("请核实标题与正文的数字是否一致"), "facts");
        assert_eq!(return_reason("别的"), "other");
        assert_eq!(decline_reason("时效已过，请今后及时报送。"), "stale");
    }

    #[test]
    fn only_the_words_that_differ_are_translated() {
        assert_eq!(position(Position::Ordinary), "plain");
        assert_eq!(position(Position::FrontPage), "front_page");
        assert_eq!(form(AdoptionForm::Independent), "alone");
        assert_eq!(form(AdoptionForm::OneLiner), "one_liner");
    }
}
