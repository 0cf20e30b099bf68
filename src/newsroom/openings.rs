//! 期初: balances and the points of past years, brought in from a table. Every row is looked at first; all of them are
//! booked or none.

use std::collections::{BTreeSet, HashMap};

use entity::{SubjectKind, organisation, person};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::facts::named;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::calendar::Month;
use crate::error::{Error, Fault, Message};
use crate::ledger::{self, NewFact, Scope, Settled};
use crate::people::{self, Office};
use crate::points::Points;
use crate::scheme::{Body, Opening};
use crate::text::Line;
use crate::{Result, db};

/// A row of the table, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningRow {
    /// `person` or `unit`.
    pub kind: String,
    /// A username or a name of the roster that only one bears; a unit's name or short name.
    pub name: String,
    /// The month to which the points belong, `2025-12`; over, and not closed.
    pub month: String,
    /// Points with at most two decimals.
    pub points: String,
    /// Where they come from.
    pub note: String,
}

/// A row that can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Whose.
    pub subject: (SubjectKind, i64),
    /// The month.
    pub month: Month,
    /// How many.
    pub points: Points,
    /// Where they come from.
    pub note: String,
}

/// Looks at every row and books nothing; a row is what can be booked, or what is wrong at which field.
///
/// # Errors
/// Whatever the database answers.
pub async fn check_openings(
    app: &App,
    rows: &[OpeningRow],
) -> Result<Vec<std::result::Result<Opened, Vec<Fault>>>> {
    check(app.db.reader(), rows, Month::of(app.today())).await
}

/// Books all rows, in one transaction.
///
/// # Errors
/// [`Error::Invalid`] naming the first bad row; [`Error::Refused`] where a subject has an opening for the month already.
pub async fn bring_openings(app: &App, office: &Office, rows: &[OpeningRow]) -> Result<Settled> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let mut scope = Scope::default();
    for (at, row) in check(&tx, rows, Month::of(app.today()))
        .await?
        .into_iter()
        .enumerate()
    {
        let row = row.map_err(|faults| {
            let what = faults
                .first()
                .map(|fault| fault.field.clone())
                .unwrap_or_default();
            let message = Message::new("opening.bad_row")
                .with("row", at + 1)
                .with("field", what);
            Error::Invalid(vec![Fault::new("rows", message)])
        })?;
        let new = NewFact {
            source: Some(format!(
                "opening:{}:{}:{}",
                row.subject.0.code(),
                row.subject.1,
                row.month
            )),
            replaces: None,
            body: body(&tx, row).await?,
        };
        scope = scope.and(&ledger::record(&tx, new, office.actor(), now).await?.1);
    }
    let settled = ledger::settle(&tx, scope, office.id(), now).await?;
    let deed = Deed::done("bring_openings", "ledger", rows.len())
        .with(serde_json::json!({ "n_rows": rows.len(), "n_postings": settled.postings.len() }));
    audit::note(&tx, office.actor(), deed, now).await?;
    tx.commit().await?;
    app.bell.ring();
    Ok(settled)
}

async fn body(tx: &DatabaseTransaction, row: Opened) -> Result<Body> {
    Ok(Body::Opening(Opening {
        named: named(tx, row.subject).await?,
        month: row.month,
        points: row.points,
        note: row.note,
    }))
}

async fn check(
    db: &impl ConnectionTrait,
    rows: &[OpeningRow],
    this_month: Month,
) -> Result<Vec<std::result::Result<Opened, Vec<Fault>>>> {
    let names = Names::load(db).await?;
    let closed = ledger::closed_through(db).await?;
    let mut seen = BTreeSet::new();
    let mut checked = Vec::with_capacity(rows.len());
    for row in rows {
        let mut faults = Vec::new();
        let mut fault = |field, key| faults.push(Fault::new(field, Message::new(key)));
        let subject = match SubjectKind::from_code(row.kind.trim()) {
            None => {
                fault("kind", "opening.unknown_kind");
                None
            }
            Some(kind) => {
                let subject = names.find(kind, row.name.trim());
                if subject.is_none() {
                    fault("name", "opening.unknown_name");
                }
                subject.map(|id| (kind, id))
            }
        };
        let month = row
            .month
            .trim()
            .parse::<Month>()
            .ok()
            .filter(|month| *month < this_month);
        if month.is_none() {
            fault("month", "opening.bad_month");
        }
        if month.is_some_and(|month| closed.is_some_and(|closed| month <= closed)) {
            fault("month", "opening.closed_month");
        }
        let points = row.points.parse::<Points>();
        if points.is_err() {
            fault("points", "opening.bad_points");
        }
        let note = Line::parse_optional(&row.note, 60);
        if note.is_err() {
            fault("note", "opening.bad_note");
        }
        if let (Some(subject), Some(month)) = (subject, month)
            && !seen.insert((subject, month))
        {
            fault("name", "opening.twice");
        }
        checked.push(match (subject, month, points, note) {
            (Some(subject), Some(month), Ok(points), Ok(note)) if faults.is_empty() => Ok(Opened {
                subject,
                month,
                points,
                note: note.map_or_else(String::new, Line::into_string),
            }),
            _ => Err(faults),
        });
    }
    Ok(checked)
}

/// Who bears which name; a name that several bear finds nobody.
struct Names(HashMap<(SubjectKind, String), Option<i64>>);

impl Names {
    async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let mut names = Self(HashMap::new());
        let people: Vec<person::Model> = people::people(db).await?;
        for one in &people {
            names.add(SubjectKind::Person, &one.name, one.id.0);
        }
        for one in &people {
            // A username is one person's, whatever others are called.
            let key = (SubjectKind::Person, one.username.clone());
            names.0.insert(key, Some(one.id.0));
        }
        let units: Vec<organisation::Model> = people::organisations(db).await?;
        for one in &units {
            names.add(SubjectKind::Unit, &one.name, one.id.0);
            if one.short_name != one.name {
                names.add(SubjectKind::Unit, &one.short_name, one.id.0);
            }
        }
        Ok(names)
    }

    fn add(&mut self, kind: SubjectKind, name: &str, id: i64) {
        self.0
            .entry((kind, name.to_owned()))
            .and_modify(|known| *known = None)
            .or_insert(Some(id));
    }

    fn find(&self, kind: SubjectKind, name: &str) -> Option<i64> {
        self.0.get(&(kind, name.to_owned())).copied().flatten()
    }
}
