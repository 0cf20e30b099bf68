//! Who is ranked in a period, what they filed in it and what of that was adopted, and who may read whose statement.
//! Points are not read here (`ledger`), nothing is changed.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{
    ArticleId, Instant, OrganisationClass, OrganisationId, PersonId, Role, SubjectKind, appointment, article,
    filed, organisation, person, total,
};
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};

use crate::calendar::Period;
use crate::error::Error;
use crate::people::{self, Viewer};
use crate::scheme::assess::adoption_rate;
use crate::{Result, ledger};

use super::filter::VALID;

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
    /// The unit's class.
    pub class: Option<OrganisationClass>,
}

/// What a subject filed in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// Pieces filed and valid: left the unit, neither declined nor withdrawn.
    pub n: i64,
    /// Those of them that a medium adopted.
    pub n_adopted: i64,
}

impl Filed {
    /// 采用率 in thousandths, a half up; 0 where nothing was filed (DOMAIN G4).
    #[must_use]
    pub const fn per_mille(self) -> i64 {
        adoption_rate(self.n_adopted, self.n)
    }
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
    Ok(Reporters::load(db).await?.members(kind, period, also))
}

/// Who reported where from when until when, with all names: read once, whatever periods are asked.
pub(super) struct Reporters {
    organisations: HashMap<OrganisationId, organisation::Model>,
    names: HashMap<PersonId, String>,
    held: Vec<Held>,
}

/// An appointment as reporter.
struct Held {
    person: PersonId,
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
    /// Reads them, by the day on which they began. Names and appointments come in one statement: what a ranking waits for
    /// is the number of rows.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
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
        let rows: Vec<Row> = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::Name])
            .columns([Column::OrganisationId, Column::FromOn, Column::UntilOn])
            .join(JoinType::LeftJoin, as_reporter)
            .order_by_asc(Column::FromOn)
            .into_tuple()
            .all(db)
            .await?;
        let (mut names, mut held) = (HashMap::new(), Vec::with_capacity(rows.len()));
        for (person, name, unit, from, until) in rows {
            names.insert(person, name);
            if let (Some(unit), Some(from)) = (unit, from) {
                held.push(Held {
                    person,
                    unit,
                    from,
                    until,
                });
            }
        }
        let organisations = people::organisations(db).await?.into_iter();
        Ok(Self {
            organisations: organisations.map(|one| (one.id, one)).collect(),
            names,
            held,
        })
    }

    /// Who is ranked in a period, as [`members`] says, where `scorers` have points in it.
    pub fn members(&self, kind: SubjectKind, period: Period, scorers: BTreeSet<i64>) -> Vec<Member> {
        match kind {
            SubjectKind::Person => self.persons(scorers, period),
            SubjectKind::Unit => self.units(scorers, period),
        }
    }

    fn persons(&self, scorers: BTreeSet<i64>, period: Period) -> Vec<Member> {
        let mut homes: HashMap<PersonId, OrganisationId> = HashMap::new();
        for one in self.held.iter().filter(|one| !one.overlaps(period)) {
            homes.insert(one.person, one.unit);
        }
        let mut ids = scorers;
        for one in self.held.iter().filter(|one| one.overlaps(period)) {
            homes.insert(one.person, one.unit);
            ids.insert(one.person.0);
        }
        let member = |id: i64| {
            let unit_id = homes.get(&PersonId(id)).copied();
            let unit = unit_id.and_then(|unit| self.organisations.get(&unit));
            Member {
                id,
                name: self.names.get(&PersonId(id)).cloned().unwrap_or_default(),
                unit_id,
                unit: unit.map_or_else(String::new, |unit| unit.short_name.clone()),
                class: unit.map(|unit| unit.class),
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
                class: Some(unit.class),
            })
        };
        ids.into_iter().filter_map(member).collect()
    }
}

/// Whether an organisation is open on any day of the period.
fn is_open(one: &organisation::Model, period: Period) -> bool {
    one.opened_on <= period.last_day() && one.closed_on.is_none_or(|closed| closed > period.first_day())
}

/// What every subject of a kind filed in a period, by key.
///
/// # Errors
/// Whatever the database answers.
pub async fn filed(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: Period,
) -> Result<HashMap<i64, Filed>> {
    let rows = filed::Entity::find()
        .filter(filed::Column::SubjectKind.eq(kind))
        .filter(filed::Column::Period.is_in(ledger::kept_for(period)))
        .all(db)
        .await?;
    let mut found: HashMap<i64, Filed> = HashMap::new();
    for row in rows {
        let sum = found.entry(row.subject_id).or_default();
        sum.n += row.n;
        sum.n_adopted += row.n_adopted;
    }
    // A count of nothing is left where the only piece was withdrawn.
    found.retain(|_, filed| filed.n > 0);
    Ok(found)
}

/// The pieces that [`filed()`] counts for one subject, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn filed_pieces(
    db: &impl ConnectionTrait,
    (kind, id): (SubjectKind, i64),
    period: Period,
    adopted_only: bool,
) -> Result<Vec<article::Model>> {
    let whose = match kind {
        SubjectKind::Person => article::Column::ReporterId.eq(id),
        SubjectKind::Unit => article::Column::OrganisationId.eq(id),
    };
    let mut of = article::Entity::find().filter(valid_in(period)).filter(whose);
    if adopted_only {
        of = of.filter(article::Column::NAdoptions.gt(0));
    }
    Ok(of
        .order_by_desc(article::Column::FirstSubmittedAt)
        .order_by_desc(article::Column::Id)
        .all(db)
        .await?)
}

/// First submitted in the period, and valid.
fn valid_in(period: Period) -> Condition {
    let instants = period.instants();
    Condition::all()
        .add(article::Column::FirstSubmittedAt.gte(Instant(instants.start)))
        .add(article::Column::FirstSubmittedAt.lt(Instant(instants.end)))
        .add(article::Column::State.is_in(VALID.iter().copied()))
        .add(article::Column::LeftUnitAt.is_not_null())
}

/// The name of the subject whose statement the viewer asks for: one's own and one's units', or all for the desk.
///
/// # Errors
/// [`Error::NotFound`]: a foreign statement is no different from a missing one.
pub async fn statement_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    (kind, id): (SubjectKind, i64),
) -> Result<String> {
    if !may_read_statement(viewer, (kind, id)) {
        return Err(Error::NotFound);
    }
    Ok(match kind {
        SubjectKind::Person => people::person(db, PersonId(id)).await?.name,
        SubjectKind::Unit => people::organisation(db, OrganisationId(id)).await?.name,
    })
}

/// Whether the viewer may read the statement of a subject.
#[must_use]
pub fn may_read_statement(viewer: &Viewer, (kind, id): (SubjectKind, i64)) -> bool {
    let is_desk = viewer.is(Role::Editor) || viewer.is(Role::Office) || viewer.is(Role::Supervisor);
    let is_own = match kind {
        SubjectKind::Person => viewer.id().0 == id && viewer.held.iter().any(|held| held.role != Role::Admin),
        SubjectKind::Unit => viewer
            .organisations(Role::Reporter)
            .chain(viewer.organisations(Role::UnitReviewer))
            .any(|unit| unit.0 == id),
    };
    is_desk || is_own
}

/// Titles of articles, and whether the viewer may open each.
///
/// # Errors
/// Whatever the database answers.
pub async fn titles_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, (String, bool)>> {
    let mut found = HashMap::new();
    let held = people::viewer_terms(viewer);
    for some in ids.chunks(500) {
        let of = article::Entity::find().filter(article::Column::Id.is_in(some.iter().copied()));
        let mut authors: HashMap<ArticleId, Vec<PersonId>> = HashMap::new();
        for author in super::authors_of_many(db, some).await? {
            authors
                .entry(author.article_id)
                .or_default()
                .extend(author.person_id);
        }
        let joint = people::joint_units_of(db, some).await?;
        for row in of.all(db).await? {
            let units = joint.get(&row.id).map_or(&[][..], Vec::as_slice);
            let people = authors.get(&row.id).map_or(&[][..], Vec::as_slice);
            let may = people::article_terms(&row, people, units)
                .iter()
                .any(|term| held.contains(term));
            found.insert(row.id, (row.title, may));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reporter(person: i64, unit: i64, from: &str, until: Option<&str>) -> Held {
        Held {
            person: PersonId(person),
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
            organisations: HashMap::new(),
            names: HashMap::new(),
            held: vec![
                reporter(1, 7, "2026-01-01", None),
                reporter(2, 8, "2025-01-01", Some("2025-06-01")),
            ],
        };
        let found = reporters.members(SubjectKind::Person, period, BTreeSet::from([2, 3]));
        let homes: Vec<_> = found
            .iter()
            .map(|one| (one.id, one.unit_id.map(|id| id.0)))
            .collect();
        assert_eq!(homes, [(1, Some(7)), (2, Some(8)), (3, None)]);
    }
}
