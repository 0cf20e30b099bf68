//! Persons and units as a form chooses them: `person:12`, `unit:3`.

use entity::SubjectKind;

use super::Visit;
use super::standings::periods::Choice;
use crate::calendar::{Month, Period};
use crate::{Result, newsroom};

/// Whoever is assessed this month, persons first.
pub(super) async fn choices(visit: &Visit) -> Result<Vec<Choice>> {
    let db = visit.app.db.reader();
    let period = Period::month(Month::of(visit.app.today()));
    let mut subjects = Vec::new();
    for kind in [SubjectKind::Person, SubjectKind::Unit] {
        for member in newsroom::members(db, kind, period).await? {
            let label = if kind == SubjectKind::Person && !member.unit.is_empty() {
                format!("{} · {}", member.name, member.unit)
            } else {
                member.name
            };
            subjects.push(Choice::of(format!("{}:{}", kind.code(), member.id), label));
        }
    }
    Ok(subjects)
}

/// What a form chose; nothing where it cannot be read.
pub(super) fn parse(text: &str) -> Option<(SubjectKind, i64)> {
    let (kind, id) = text.split_once(':')?;
    Some((SubjectKind::from_code(kind)?, id.parse().ok()?))
}
