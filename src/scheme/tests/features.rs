//! One rule feature of DOMAIN section 5 after another, each in the smallest scheme that shows it.

use crate::scheme::facts_file::{FactsFile, Sheet};
use crate::scheme::{Reason, Scheme};

mod adoption;
mod articles;
mod incidents;
mod periods;
mod quotas;
mod stacking;

/// Prices facts, one JSON object each, under a scheme without its code and name.
pub(super) fn sheet(scheme: &str, facts: &[&str]) -> Sheet {
    sheet_after(0, scheme, facts)
}

/// The same without the first facts, which a file must have to name what the others speak of.
pub(super) fn sheet_after(n_dropped: usize, scheme: &str, facts: &[&str]) -> Sheet {
    let text = format!(
        "code = 'T'\nname = 'T'\nlevels = ['校内', '区级', ['市级', '部门市级'], '省级', '国家级']\n{scheme}"
    );
    let scheme = Scheme::parse(&text).unwrap_or_else(|errors| {
        panic!(
            "{}",
            errors
                .iter()
                .map(crate::scheme::SchemeError::zh)
                .collect::<Vec<_>>()
                .join("\n")
        )
    });
    let json = format!("{{ \"facts\": [{}] }}", facts.join(","));
    let mut file = FactsFile::parse(&json).unwrap_or_else(|error| panic!("{}", error.zh()));
    file.facts.drain(..n_dropped);
    file.price(&scheme)
}

/// An article of unit 甲 by 张, filed on 2 March 2026 (a Monday).
pub(super) const FILED: &str = r#"{ "kind": "submission", "article": "稿", "unit": "甲", "type": "信息", "words": 500,
    "authors": ["张"], "on": "2026-03-02" }"#;

/// An adoption of it on a day of March 2026.
pub(super) fn adopted(outlet: &str, level: &str, day: u32, more: &str) -> String {
    let more = if more.is_empty() {
        String::new()
    } else {
        format!(", {more}")
    };
    format!(
        r#"{{ "kind": "adoption", "article": "稿", "outlet": "{outlet}", "level": "{level}", "on": "2026-03-{day:02}"{more} }}"#
    )
}

/// What unit 甲 has in all.
pub(super) fn of_unit(sheet: &Sheet) -> String {
    sheet.total("甲", None).to_string()
}

/// The reasons for which unit 甲 gets nothing, in the order of lines.
pub(super) fn reasons(sheet: &Sheet) -> Vec<Reason> {
    let own = sheet
        .lines
        .iter()
        .filter(|line| matches!(line.subject, crate::scheme::Subject::Unit(unit) if unit.0 == 1));
    own.filter_map(|line| line.reason.clone()).collect()
}
