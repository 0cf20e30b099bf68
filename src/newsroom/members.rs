//! Who is ranked in a period, under which name, in which unit and class. Nothing is changed.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{
    OrganisationClass, OrganisationId, PersonId, Role, SubjectKind, appointment, organisation, person, total,
};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef,
};

use crate::calendar::Period;
use crate::db::packed;
use crate::people::{self, FormerClasses};
use crate::{Result, ledger};

/// Somebody, or a unit, that is ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The subject's key.
    pub id: i64,
    /// The name as printed.
    pub name: String,
    /// The unit: of a person where they report, of a unit the unit itself.
    pub unit_id: Option<OrganisationId>,
    /// The unit's short name.
    pub unit: String,
    /// The unit's class on the last day of the period.
    pub class: Option<OrganisationClass>,
}

/// Who is ranked: persons appointed as reporter on any day of the period, units open in it that have such a reporter,
/// and whoever has points in it.
///
/// # Errors
/// Whatever the database answers.
pub async fn members(db: &impl ConnectionTrait, kind: SubjectKind, period: Period) -> Result<Vec<Member>> {
    members_and(db, kind, period, BTreeSet::new()).await
}

/// The same, and others, by key.
///
/// # Errors
/// Whatever the database answers.
pub async fn members_and(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: Period,
    others: BTreeSet<i64>,
) -> Result<Vec<Member>> {
    let scorers: Vec<i64> = total::Entity::find()
        .select_only()
        .column(total::Column::SubjectId)
        .filter(total::Column::SubjectKind.eq(kind))
        .filter(total::Column::Period.is_in(ledger::kept_for(period)))
        .into_tuple()
        .all(db)
        .await?;
    let also = scorers.into_iter().chain(others).collect();
    Ok(Reporters::load(db, kind).await?.members(period, also))
}

/// Who reported where from when until when, with what a ranking of their kind prints: read once, whatever periods are
/// asked.
pub(super) struct Reporters {
    kind: SubjectKind,
    organisations: HashMap<OrganisationId, organisation::Model>,
    former: FormerClasses,
    /// The names of persons, where persons are asked.
    names: HashMap<PersonId, String>,
    held: Vec<Held>,
}

/// An appointment as reporter; of whom, only where persons are asked.
struct Held {
    person: Option<PersonId>,
    unit: OrganisationId,
    from: NaiveDate,
    until: Option<NaiveDate>,
}

impl Held {
    /// Whether it holds on any day of the period.
    fn overlaps(&self, period: Period) -> bool {
        self.from <= period.last_day() && self.until.is_none_or(|until| until > period.first_day())
    }
}

impl Reporters {
    /// Reads them, by the day on which they began.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn load(db: &impl ConnectionTrait, kind: SubjectKind) -> Result<Self> {
        let (names, held) = match kind {
            SubjectKind::Person => named(db).await?,
            SubjectKind::Unit => (HashMap::new(), nameless(db).await?),
        };
        let organisations = people::organisations(db).await?.into_iter();
        Ok(Self {
            kind,
            organisations: organisations.map(|one| (one.id, one)).collect(),
            former: FormerClasses::load(db).await?,
            names,
            held,
        })
    }

    /// Who is ranked in a period, as [`members`] says, where `scorers` have points in it.
    pub fn members(&self, period: Period, scorers: BTreeSet<i64>) -> Vec<Member> {
        match self.kind {
            SubjectKind::Person => self.persons(scorers, period),
            SubjectKind::Unit => self.units(scorers, period),
        }
    }

    fn persons(&self, scorers: BTreeSet<i64>, period: Period) -> Vec<Member> {
        let mut homes: HashMap<PersonId, OrganisationId> = HashMap::new();
        let mut ids = scorers;
        let held = || self.held.iter().filter_map(|one| Some((one.person?, one)));
        for (person, one) in held().filter(|(_, one)| !one.overlaps(period)) {
            homes.insert(person, one.unit);
        }
        for (person, one) in held().filter(|(_, one)| one.overlaps(period)) {
            homes.insert(person, one.unit);
            ids.insert(person.0);
        }
        let member = |id: i64| {
            let unit_id = homes.get(&PersonId(id)).copied();
            let unit = unit_id.and_then(|unit| self.organisations.get(&unit));
            Member {
                id,
                name: self.names.get(&PersonId(id)).cloned().unwrap_or_default(),
                unit_id,
                unit: unit.map_or_else(String::new, |unit| unit.short_name.clone()),
                class: unit.map(|unit| self.former.on(unit, period.last_day())),
            }
        };
        ids.into_iter().map(member).collect()
    }

    fn units(&self, scorers: BTreeSet<i64>, period: Period) -> Vec<Member> {
        let mut ids = scorers;
        for one in self.held.iter().filter(|one| one.overlaps(period)) {
            if self
                .organisations
                .get(&one.unit)
                .is_some_and(|unit| is_open(unit, period))
            {
                ids.insert(one.unit.0);
            }
        }
        let member = |id: i64| {
            let unit = self.organisations.get(&OrganisationId(id))?;
            Some(Member {
                id,
                name: unit.short_name.clone(),
                unit_id: Some(unit.id),
                unit: unit.short_name.clone(),
                class: Some(self.former.on(unit, period.last_day())),
            })
        };
        ids.into_iter().filter_map(member).collect()
    }
}

/// All persons by name, and the appointments among them by their first day, in one statement.
async fn named(db: &impl ConnectionTrait) -> Result<(HashMap<PersonId, String>, Vec<Held>)> {
    type Row = (
        PersonId,
        String,
        Option<OrganisationId>,
        Option<NaiveDate>,
        Option<NaiveDate>,
    );
    use appointment::Column;
    let as_reporter: RelationDef = person::Entity::belongs_to(appointment::Entity)
        .from(person::Column::Id)
        .to(Column::PersonId)
        .on_condition(|_, appointment| {
            Expr::col((appointment, Column::Role))
                .eq(Role::Reporter)
                .into_condition()
        })
        .into();
    let rows = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .columns([Column::OrganisationId, Column::FromOn, Column::UntilOn])
        .join(JoinType::LeftJoin, as_reporter)
        .build(db.get_database_backend());
    let columns = ["id", "name", "organisation_id", "from_on", "until_on"];
    let mut rows: Vec<Row> = packed(db, &columns, rows).await?;
    rows.sort_by_key(|row| row.3);
    let (mut names, mut held) = (HashMap::new(), Vec::with_capacity(rows.len()));
    for (person, name, unit, from, until) in rows {
        names.insert(person, name);
        if let (Some(unit), Some(from)) = (unit, from) {
            held.push(Held {
                person: Some(person),
                unit,
                from,
                until,
            });
        }
    }
    Ok((names, held))
}

/// From when until when units had reporters: ten who began and ended together are one row.
async fn nameless(db: &impl ConnectionTrait) -> Result<Vec<Held>> {
    use appointment::Column;
    let rows: Vec<(OrganisationId, NaiveDate, Option<NaiveDate>)> = appointment::Entity::find()
        .select_only()
        .columns([Column::OrganisationId, Column::FromOn, Column::UntilOn])
        .distinct()
        .filter(Column::Role.eq(Role::Reporter))
        .into_tuple()
        .all(db)
        .await?;
    let held = |(unit, from, until)| Held {
        person: None,
        unit,
        from,
        until,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// Whether an organisation is open on any day of the period.
fn is_open(one: &organisation::Model, period: Period) -> bool {
    one.opened_on <= period.last_day() && one.closed_on.is_none_or(|closed| closed > period.first_day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reporter(person: i64, unit: i64, from: &str, until: Option<&str>) -> Held {
        Held {
            person: Some(PersonId(person)),
            unit: OrganisationId(unit),
            from: from.parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
        }
    }

    #[test]
    fn a_reporter_is_ranked_in_every_period_of_which_they_held_a_day() {
        let november: Period = "2026-11".parse().unwrap();
        for (from, until, is_in) in [
            ("2026-11-30", None, true),
            ("2026-12-01", None, false),
            ("2025-01-01", Some("2026-11-01"), false),
            ("2025-01-01", Some("2026-11-02"), true),
        ] {
            assert_eq!(
                reporter(1, 1, from, until).overlaps(november),
                is_in,
                "{from} {until:?}"
            );
        }
    }

    #[test]
    fn whoever_has_points_is_ranked_without_an_appointment() {
        let period: Period = "2026-11".parse().unwrap();
        let reporters = Reporters {
            kind: SubjectKind::Person,
            organisations: HashMap::new(),
            former: FormerClasses::default(),
            names: HashMap::new(),
            held: vec![
                reporter(1, 7, "2026-01-01", None),
                reporter(2, 8, "2025-01-01", Some("2025-06-01")),
            ],
        };
        let found = reporters.members(period, BTreeSet::from([2, 3]));
        let homes: Vec<_> = found
            .iter()
            .map(|one| (one.id, one.unit_id.map(|id| id.0)))
            .collect();
        assert_eq!(homes, [(1, Some(7)), (2, Some(8)), (3, None)]);
    }
}
