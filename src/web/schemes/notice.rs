//! The notice of changes in words: where, which cell, what it said, what it says.

use super::document::{key, title, word};
use crate::scheme::tables::Change;
use crate::web::Page;

/// A cell that differs, in words.
pub(super) struct ChangeRow {
    pub rule: String,
    pub cell: String,
    pub before: String,
    pub after: String,
}

/// The changes in words.
pub(super) fn rows(p: &Page, changes: &[Change]) -> Vec<ChangeRow> {
    let said = |text: &str| match text {
        "" => "–".to_owned(),
        "true" => p.t("scheme.yes"),
        "false" => p.t("scheme.no"),
        text => text
            .split('、')
            .map(|part| word(p, part))
            .collect::<Vec<_>>()
            .join("、"),
    };
    changes
        .iter()
        .map(|one| ChangeRow {
            rule: match one.row.as_str() {
                "" => title(p, &one.section),
                row => format!("{} · {row}", title(p, &one.section)),
            },
            cell: key(p, &one.key),
            before: said(&one.before),
            after: said(&one.after),
        })
        .collect()
}
