//! The roster: organisations as a tree, people, appointments, accounts; and the dictionary. Changes are verbs of
//! `people` and `newsroom`.

mod importing;
mod organisation;
mod people_list;
mod person;
mod targets;
mod terms;

use std::collections::{BTreeSet, HashMap};

use askama::Template;
use chrono::NaiveDate;
use entity::{OrganisationId, Role, appointment, organisation as table};
use poem::handler;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use super::{Door, Page, Visit, reply, standings};
use crate::Result;
use crate::error::Error;
use crate::people::policy::{self, Act};
use crate::people::{self, Roster};
use crate::sheet::Cell;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    importing::open(door)
        .list("/roster", Act::ReadRoster, (show_roster, sheet))
        .get(
            "/organisations/new",
            Act::KeepRoster,
            organisation::new_organisation,
        )
        .post("/organisations", Act::KeepRoster, organisation::add_organisation)
        .get(
            "/organisations/:id",
            Act::ReadRoster,
            organisation::show_organisation,
        )
        .post(
            "/organisations/:id",
            Act::KeepRoster,
            organisation::change_organisation,
        )
        .post("/organisations/:id/targets", Act::KeepRoster, targets::set_unit)
        .list(
            "/people",
            Act::ReadRoster,
            (people_list::list_people, people_list::sheet),
        )
        .get("/people/new", Act::KeepRoster, person::new_person)
        .post("/people", Act::KeepRoster, person::add_person)
        .get("/people/:id", Act::ReadRoster, person::show_person)
        .post("/people/:id/appointments", Act::KeepRoster, person::appoint)
        .post(
            "/people/:id/appointments/:appointment/end",
            Act::KeepRoster,
            person::dismiss,
        )
        .post("/people/:id/password", Act::KeepRoster, person::reset_password)
        .post(
            "/people/:id/second-factor/reset",
            Act::KeepRoster,
            person::reset_factor,
        )
        .post("/people/:id/targets", Act::KeepRoster, targets::set_person)
        .post("/people/:id/full-time", Act::KeepRoster, person::mark_full_time)
        .post("/people/:id/disable", Act::KeepRoster, person::disable)
        .post("/people/:id/enable", Act::KeepRoster, person::enable)
        .get("/terms", Act::ReadTerms, terms::show_terms)
        .post("/terms/:kind/:code", Act::KeepTerms, terms::change_term)
}

/// An appointment as lists show it.
struct Holder {
    id: entity::AppointmentId,
    person_id: entity::PersonId,
    person: String,
    organisation_id: OrganisationId,
    organisation: String,
    role: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    holds: bool,
}

/// Whether an appointment holds on a day.
fn holds(one: &appointment::Model, today: NaiveDate) -> bool {
    one.from_on <= today && one.until_on.is_none_or(|until| until > today)
}

fn role_name(p: &Page, role: Role) -> String {
    p.t(&format!("role.{}", role.code()))
}

fn holders(p: &Page, roster: &Roster, all: Vec<appointment::Model>, today: NaiveDate) -> Vec<Holder> {
    let holder = |one: appointment::Model| Holder {
        holds: holds(&one, today),
        id: one.id,
        person: roster.person(one.person_id).to_owned(),
        person_id: one.person_id,
        organisation: roster.unit(one.organisation_id).to_owned(),
        organisation_id: one.organisation_id,
        role: role_name(p, one.role),
        from: one.from_on,
        until: one.until_on,
    };
    let mut holders: Vec<Holder> = all.into_iter().map(holder).collect();
    holders.sort_by_key(|holder| !holder.holds);
    holders
}

fn parse_day(field: &'static str, text: &str) -> Result<NaiveDate> {
    text.trim()
        .parse()
        .map_err(|_| Error::invalid(field, "fault.day"))
}

/// An organisation in the tree.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of its own beside the name"
)]
struct Branch {
    id: OrganisationId,
    /// How far below the top: one space a level.
    indent: String,
    name: String,
    class: String,
    needs_signature: bool,
    is_contact_point: bool,
    is_model_point: bool,
    is_encouraged: bool,
    is_closed: bool,
    people: Vec<Holder>,
    /// The marks in words.
    marks: Vec<String>,
}

/// The columns.
const COLUMNS: &[Column<Branch>] = &[
    Column::text("roster.organisation", |branch| {
        Cell::text(format!("{}{}", branch.indent, branch.name))
    }),
    Column::text("roster.class", |branch| Cell::text(&branch.class)),
    Column::text("roster.marks", |branch| Cell::text(branch.marks.join(" "))),
    Column::text("roster.people", |branch| {
        let holders = branch
            .people
            .iter()
            .map(|one| format!("{}（{}）", one.person, one.role));
        let holders: Vec<String> = holders.collect();
        Cell::text(if holders.is_empty() {
            "—".to_owned()
        } else {
            holders.join("、")
        })
    }),
];

#[derive(Template)]
#[template(path = "roster.html")]
struct RosterPage {
    p: Page,
    heads: Vec<Head>,
    listed: Listed,
    branches: Vec<Branch>,
    n_units: usize,
    n_unfiled: usize,
    is_narrowed: bool,
    /// How many hold anything on the day.
    n_people: usize,
    on: String,
    /// The day in the reader's words.
    printed: String,
    is_today: bool,
    may_keep: bool,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// The day in question; none: today.
    on: String,
    /// `unfiled`: only organisations for which nobody files.
    show: String,
}

impl Question {
    /// The day whose roster is asked for: today unless another one is named.
    fn day(&self, today: NaiveDate) -> Result<NaiveDate> {
        match self.on.as_str() {
            "" => Ok(today),
            day => parse_day("on", day),
        }
    }

    fn is_narrowed(&self) -> bool {
        self.show == "unfiled"
    }

    /// Of which day the roster is and what narrows it, in words.
    fn filters(&self, p: &Page, day: NaiveDate) -> Filters {
        let show = if self.is_narrowed() {
            p.t("roster.unfiled")
        } else {
            String::new()
        };
        Filters::default()
            .with(p.t("look.date"), &p.day(day))
            .with(p.t("look.filters"), &show)
    }
}

#[handler]
async fn show_roster(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let now = visit.app.today();
    let day = asked.day(now)?;
    let p = Page::of(&visit, "/roster").await?;
    let tree = tree(&visit, &p, &asked, day).await?;
    reply::page(&RosterPage {
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(&visit, &p, &asked.filters(&p, day), tree.branches.len() as u64),
        branches: tree.branches,
        n_units: tree.n_units,
        n_unfiled: tree.n_unfiled,
        is_narrowed: asked.is_narrowed(),
        n_people: tree.n_people,
        on: day.to_string(),
        printed: p.day(day),
        is_today: day == now,
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepRoster).is_ok(),
        p,
    })
}

/// The whole tree of a day as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let asked: Question = list::question(&ask)?;
    let day = asked.day(visit.app.today())?;
    let p = Page::of(&visit, "/roster").await?;
    let mut branches = tree(&visit, &p, &asked, day).await?.branches;
    let total = branches.len() as u64;
    branches.truncate(list::most(&visit));
    let heading = (p.t("roster.organisations"), asked.filters(&p, day));
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&branches, total)))
}

/// The roster of a day.
struct Tree {
    branches: Vec<Branch>,
    /// Organisations that were there.
    n_units: usize,
    /// Those of them for which nobody files.
    n_unfiled: usize,
    /// How many hold anything.
    n_people: usize,
}

/// The organisations that were there on a day, as a tree, with who held what on it.
async fn tree(visit: &Visit, p: &Page, asked: &Question, today: NaiveDate) -> Result<Tree> {
    let db = visit.app.db.reader();
    let (all, roster) = (
        people::organisations(db).await?,
        Roster::kept(&visit.app.db).await?,
    );
    let held = people::appointments(db)
        .await?
        .into_iter()
        .filter(|one| holds(one, today));
    let mut by_unit: HashMap<OrganisationId, Vec<Holder>> = HashMap::new();
    for holder in holders(p, &roster, held.collect(), today) {
        by_unit.entry(holder.organisation_id).or_default().push(holder);
    }
    let holding = by_unit.values().flatten().map(|holder| holder.person_id);
    let n_people = holding.collect::<BTreeSet<_>>().len();
    let branch = |(depth, one): (usize, &table::Model)| Branch {
        id: one.id,
        indent: "　".repeat(depth),
        name: one.short_name.clone(),
        class: standings::class_name(p, one.class),
        needs_signature: one.needs_signature,
        is_contact_point: one.is_contact_point,
        is_model_point: one.is_model_point,
        is_encouraged: one.is_encouraged,
        is_closed: one.closed_on.is_some_and(|closed| closed <= today),
        people: by_unit.remove(&one.id).unwrap_or_default(),
        marks: [
            (one.needs_signature, "roster.needs_signature"),
            (one.is_contact_point, "roster.contact_point"),
            (one.is_model_point, "roster.model_point"),
            (one.is_encouraged, "roster.encouraged"),
            (
                one.closed_on.is_some_and(|closed| closed <= today),
                "roster.closed",
            ),
        ]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, key)| p.t(key))
        .collect(),
    };
    let there: Vec<_> = all.into_iter().filter(|one| one.opened_on <= today).collect();
    let unfiled = people::without_reporter(db, today).await?;
    let branches = in_tree_order(&there)
        .into_iter()
        .filter(|(_, one)| !asked.is_narrowed() || unfiled.contains(&one.id))
        .map(branch)
        .collect();
    Ok(Tree {
        branches,
        n_units: there.len(),
        n_unfiled: unfiled.len(),
        n_people,
    })
}

/// Every organisation below its parent, with its depth; one whose parent is missing stands at the top.
fn in_tree_order(all: &[table::Model]) -> Vec<(usize, &table::Model)> {
    let is_known = |id: OrganisationId| all.iter().any(|one| one.id == id);
    let mut next: Vec<(usize, &table::Model)> = all
        .iter()
        .rev()
        .filter(|one| !one.parent_id.is_some_and(is_known))
        .map(|one| (0, one))
        .collect();
    let mut found = Vec::with_capacity(all.len());
    while let Some((depth, one)) = next.pop() {
        found.push((depth, one));
        next.extend(
            all.iter()
                .rev()
                .filter(|child| child.parent_id == Some(one.id))
                .map(|child| (depth + 1, child)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::OrganisationClass;

    fn unit(id: i64, parent: Option<i64>) -> table::Model {
        table::Model {
            id: OrganisationId(id),
            name: format!("单位{id}"),
            short_name: format!("单位{id}"),
            name_pinyin: String::new(),
            class: OrganisationClass::Village,
            parent_id: parent.map(OrganisationId),
            needs_signature: false,
            is_contact_point: false,
            is_model_point: false,
            is_encouraged: false,
            opened_on: NaiveDate::default(),
            closed_on: None,
            version: 1,
        }
    }

    #[test]
    fn children_follow_their_parent_in_their_own_order() {
        let all = [
            unit(3, Some(1)),
            unit(1, None),
            unit(2, None),
            unit(4, Some(3)),
            unit(5, Some(1)),
        ];
        let order: Vec<_> = in_tree_order(&all)
            .into_iter()
            .map(|(depth, one)| (depth, one.id.0))
            .collect();
        assert_eq!(order, [(0, 1), (1, 3), (2, 4), (1, 5), (0, 2)]);
    }
}
