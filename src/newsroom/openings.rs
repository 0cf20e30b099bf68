//! 期初: balances and the points of past years, brought in from a sheet. Every row is looked at first; all of them are
//! booked or none, and a sheet that was booked already changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{Language, SubjectKind, organisation, person};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::facts::named;
use crate::actor::Actor;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::calendar::Month;
use crate::error::Message;
use crate::ledger::{self, NewFact, Scope};
use crate::people::{self, Balance, BalanceCell, Fate, Import, ImportDone, Importing, Judged, Office, Plan};
use crate::scheme::{Body, Opening};
use crate::sheet::{Cell, Sheet};
use crate::{Result, db, i18n};

/// What the sheet would do; nothing is booked.
///
/// # Errors
/// Whatever the database answers.
pub async fn plan_openings(app: &App, import: &Import) -> Result<Plan> {
    Ok(plan(app.db.reader(), import, Month::of(app.today())).await?.0)
}

/// Books what is new in the sheet, in one transaction; `digest` names the plan that was confirmed.
///
/// # Errors
/// [`Error::Refused`](crate::Error::Refused) where a row is wrong, or the plan is another one by now.
pub async fn import_openings(
    app: &App,
    office: &Office,
    import: &Import,
    digest: &str,
) -> Result<ImportDone> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let (plan, rows) = plan(&tx, import, Month::of(app.today())).await?;
    plan.is_as_confirmed(digest)?;
    // At the console the actor is nobody; a fact is recorded by whoever it was brought in for.
    let recorder = Actor {
        person: Some(office.id()),
        ..office.actor().clone()
    };
    let mut scope = Scope::default();
    for ((kind, id), balance) in &rows {
        let new = NewFact {
            source: Some(format!("opening:{}:{id}:{}", kind.code(), balance.month)),
            replaces: None,
            body: body(&tx, (*kind, *id), balance).await?,
        };
        scope = scope.and(&ledger::record(&tx, new, &recorder, now).await?.1);
    }
    let settled = ledger::settle(&tx, scope, office.id(), now).await?;
    let deed = Deed::done("bring_openings", "ledger", rows.len())
        .with(serde_json::json!({ "n_rows": rows.len(), "n_postings": settled.postings.len() }));
    audit::note(&tx, office.actor(), deed, now).await?;
    tx.commit().await?;
    Ok(ImportDone {
        plan,
        passwords: Vec::new(),
    })
}

/// What stands, as a sheet that can be imported again.
///
/// # Errors
/// Whatever the database answers.
pub async fn openings_sheet(db: &impl ConnectionTrait, language: Language) -> Result<Sheet> {
    let usernames: HashMap<i64, String> = people::people(db)
        .await?
        .into_iter()
        .map(|one| (one.id.0, one.username))
        .collect();
    let units: HashMap<i64, String> = people::organisations(db)
        .await?
        .into_iter()
        .map(|one| (one.id.0, one.name))
        .collect();
    let rows = ledger::openings(db).await?;
    let row = |((kind, id, month), opening): (&(SubjectKind, i64, Month), &Opening)| {
        let name = match kind {
            SubjectKind::Person => usernames.get(id),
            SubjectKind::Unit => units.get(id),
        };
        vec![
            Cell::text(name.unwrap_or(&opening.named.name)),
            Cell::text(i18n::t(language, &format!("import_kind.{}", kind.code()))),
            Cell::text(month.to_string()),
            Cell::Points(opening.points.hundredths()),
            Cell::text(&opening.note),
        ]
    };
    Ok(Importing::Openings.sheet(language, rows.iter().map(row).collect()))
}

async fn body(tx: &DatabaseTransaction, subject: (SubjectKind, i64), balance: &Balance) -> Result<Body> {
    Ok(Body::Opening(Opening {
        named: named(tx, subject, balance.month.last_day()).await?,
        month: balance.month,
        points: balance.points,
        note: balance.origin.clone(),
    }))
}

/// A row that is to be booked, and whose it is.
type New = ((SubjectKind, i64), Balance);

async fn plan(db: &impl ConnectionTrait, import: &Import, this_month: Month) -> Result<(Plan, Vec<New>)> {
    let names = Names::load(db).await?;
    let closed = ledger::closed_through(db).await?;
    let standing = ledger::openings(db).await?;
    let mut seen = BTreeSet::new();
    let (rows, new) = import.balances(|row| {
        let wrong = |cell, key| Err((cell, Message::new(key)));
        let Some(id) = names.find(row.kind, &row.name) else {
            return wrong(BalanceCell::Name, "opening.unknown_name");
        };
        if !seen.insert((row.kind, id, row.month)) {
            return wrong(BalanceCell::Name, "opening.twice");
        }
        if row.month >= this_month {
            return wrong(BalanceCell::Month, "opening.bad_month");
        }
        compared(row, id, (&standing, closed))
    });
    Ok((Plan { rows }, new))
}

/// What was brought in before.
type Standing = BTreeMap<(SubjectKind, i64, Month), Opening>;

/// A row compared with what stands.
fn compared(row: &Balance, id: i64, (standing, closed): (&Standing, Option<Month>)) -> Judged<New> {
    match standing.get(&(row.kind, id, row.month)) {
        Some(was) if was.points == row.points => Ok((Fate::Left, None)),
        Some(was) => {
            let message = Message::new("opening.stands_otherwise").with("points", was.points);
            Err((BalanceCell::Points, message))
        }
        None if closed.is_some_and(|closed| row.month <= closed) => {
            Err((BalanceCell::Month, Message::new("opening.closed_month")))
        }
        None => Ok((Fate::Added, Some(((row.kind, id), row.clone())))),
    }
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
