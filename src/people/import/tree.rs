//! Organisations from a sheet, known by their full name: added below their parents, changed, or left as they are.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{Instant, Language, OrganisationClass, OrganisationId, organisation};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::row::RowReader;
use super::{Fate, Import, ImportDone, Importing, Plan, PlannedRow, yes_or_no};
use crate::audit::{self, Deed};
use crate::error::{Error, Message};
use crate::people::appointing::{insert_organisation_until, line};
use crate::people::{Admin, NewOrganisation, OrganisationChange, organisations, update_organisation};
use crate::sheet::{Cell, Sheet};
use crate::{Result, i18n};

const NAME: &str = "import.full_name";
const SHORT: &str = "import.short_name";
const CLASS: &str = "import.class";
const PARENT: &str = "import.parent";
const SIGNATURE: &str = "import.needs_signature";
const CONTACT: &str = "import.contact_point";
const MODEL: &str = "import.model_point";
const ENCOURAGED: &str = "import.encouraged";
const OPENED: &str = "import.opened_on";
const CLOSED: &str = "import.closed_on";

/// The headings, those that a sheet must have first.
pub(super) const HEADINGS: [&str; 10] = [
    NAME, SHORT, CLASS, PARENT, SIGNATURE, CONTACT, MODEL, OPENED, CLOSED, ENCOURAGED,
];

/// What a row wants an organisation to be.
#[derive(Clone, Debug)]
struct Wanted {
    name: String,
    short_name: String,
    class: OrganisationClass,
    parent: String,
    marks: [bool; 4],
    opened_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
}

/// What a sound row does.
enum Step {
    Add(Wanted),
    Change(OrganisationId, i64, Wanted),
}

/// What an import of organisations would do.
///
/// # Errors
/// Whatever the database answers.
pub async fn plan_organisations(db: &impl ConnectionTrait, import: &Import) -> Result<Plan> {
    Ok(steps(&organisations(db).await?, import).0)
}

/// Takes the organisations of a sheet, and returns which of them were there and changed, too; `digest` names the plan
/// that was confirmed.
///
/// # Errors
/// [`Error::Refused`] where a row is wrong, or the plan is another one by now.
pub async fn take_organisations(
    tx: &DatabaseTransaction,
    admin: &Admin,
    (import, digest): (&Import, &str),
    (now, today): (Instant, NaiveDate),
    told: impl Fn(usize) + Send + Sync,
) -> Result<(ImportDone, Vec<OrganisationId>)> {
    let all = organisations(tx).await?;
    let (plan, steps) = steps(&all, import);
    plan.is_as_confirmed(digest)?;
    let mut ids: HashMap<String, OrganisationId> = HashMap::new();
    // An open one of a name comes last and so is the one that is meant.
    for one in all
        .iter()
        .filter(|one| one.closed_on.is_some())
        .chain(all.iter().filter(|one| one.closed_on.is_none()))
    {
        ids.insert(one.name.clone(), one.id);
    }
    let (mut adds, mut changes) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            Step::Add(wanted) => adds.push(wanted),
            Step::Change(id, version, wanted) => changes.push((id, version, wanted)),
        }
    }
    let n_steps = adds.len() + changes.len();
    let names: HashSet<String> = adds.iter().map(|wanted| wanted.name.clone()).collect();
    let mut added: HashSet<String> = HashSet::new();
    // Parents first: each round adds those whose parent is there.
    while !adds.is_empty() {
        let is_ready = |wanted: &Wanted| !names.contains(&wanted.parent) || added.contains(&wanted.parent);
        let (ready, waiting): (Vec<Wanted>, Vec<Wanted>) = adds.into_iter().partition(is_ready);
        if ready.is_empty() {
            return Err(Error::broken("organisations of an import form a ring"));
        }
        for wanted in ready {
            let new = NewOrganisation {
                name: wanted.name.clone(),
                short_name: wanted.short_name.clone(),
                class: wanted.class,
                parent_id: ids.get(&wanted.parent).copied(),
                needs_signature: wanted.marks[0],
                is_contact_point: wanted.marks[1],
                is_model_point: wanted.marks[2],
                is_encouraged: wanted.marks[3],
                opened_on: wanted.opened_on.unwrap_or(today),
            };
            let id = insert_organisation_until(tx, &new, wanted.closed_on).await?;
            audit::note(
                tx,
                admin.actor(),
                Deed::done("add_organisation", "organisation", id),
                now,
            )
            .await?;
            ids.insert(wanted.name.clone(), id);
            added.insert(wanted.name);
            told(n_steps);
        }
        adds = waiting;
    }
    let mut changed = Vec::new();
    for (id, version, wanted) in changes {
        let change = OrganisationChange {
            name: wanted.name,
            short_name: wanted.short_name,
            class: wanted.class,
            parent_id: ids.get(&wanted.parent).copied(),
            needs_signature: wanted.marks[0],
            is_contact_point: wanted.marks[1],
            is_model_point: wanted.marks[2],
            is_encouraged: wanted.marks[3],
            closed_on: wanted.closed_on,
        };
        update_organisation(tx, admin, (id, version), &change, now).await?;
        changed.push(id);
        told(n_steps);
    }
    super::note(tx, admin, (Importing::Organisations, &plan), now).await?;
    let done = ImportDone {
        plan,
        passwords: Vec::new(),
    };
    Ok((done, changed))
}

/// All organisations as a sheet that can be imported again.
///
/// # Errors
/// Whatever the database answers.
pub async fn organisations_sheet(db: &impl ConnectionTrait, language: Language) -> Result<Sheet> {
    let all = organisations(db).await?;
    let names: HashMap<OrganisationId, &str> = all.iter().map(|one| (one.id, one.name.as_str())).collect();
    let row = |one: &organisation::Model| {
        vec![
            Cell::text(&one.name),
            Cell::text(&one.short_name),
            Cell::text(i18n::t(language, &format!("class.{}", one.class.code()))),
            Cell::text(
                one.parent_id
                    .and_then(|id| names.get(&id).copied())
                    .unwrap_or_default(),
            ),
            yes_or_no(language, one.needs_signature),
            yes_or_no(language, one.is_contact_point),
            yes_or_no(language, one.is_model_point),
            Cell::Day(one.opened_on),
            Cell::day(one.closed_on),
            yes_or_no(language, one.is_encouraged),
        ]
    };
    Ok(Importing::Organisations.sheet(language, all.iter().map(row).collect()))
}

/// What becomes of every row, and what the sound ones do.
fn steps(all: &[organisation::Model], import: &Import) -> (Plan, Vec<Step>) {
    let names: HashMap<OrganisationId, &str> = all.iter().map(|one| (one.id, one.name.as_str())).collect();
    let mut above: HashMap<String, String> = all
        .iter()
        .filter_map(|one| Some((one.name.clone(), (*names.get(&one.parent_id?)?).to_owned())))
        .collect();
    let mut known: HashSet<String> = all.iter().map(|one| one.name.clone()).collect();
    for row in import.rows() {
        let name = row.text(NAME).to_owned();
        above.insert(name.clone(), row.text(PARENT).to_owned());
        known.insert(name);
    }
    let (mut rows, mut steps, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for mut row in import.rows() {
        let name = row.text(NAME).to_owned();
        let wanted = wanted(&mut row);
        if !seen.insert((name.clone(), row.text(CLOSED).to_owned())) {
            row.wrong(NAME, Message::new("import.twice"));
        }
        let parent = row.text(PARENT).to_owned();
        if !parent.is_empty() && !known.contains(&parent) {
            row.wrong(PARENT, Message::new("import.no_unit").with("name", &parent));
        } else if is_ring(&above, &name) {
            row.wrong(PARENT, Message::new("fault.parent_below"));
        }
        let (planned, step) = judged(all, &names, row, name, wanted);
        rows.push(planned);
        steps.extend(step);
    }
    (Plan { rows }, steps)
}

/// The marks of an organisation, in the order of the sheet.
const fn marks(one: &organisation::Model) -> [bool; 4] {
    [
        one.needs_signature,
        one.is_contact_point,
        one.is_model_point,
        one.is_encouraged,
    ]
}

/// A row that was read, compared with what there is.
fn judged(
    all: &[organisation::Model],
    names: &HashMap<OrganisationId, &str>,
    mut row: RowReader<'_>,
    name: String,
    wanted: Option<Wanted>,
) -> (PlannedRow, Option<Step>) {
    let Some(wanted) = wanted.filter(|_| row.is_sound()) else {
        return (row.planned(name, Fate::Wrong), None);
    };
    let named = || all.iter().filter(|one| one.name == wanted.name);
    let same_end = named().find(|one| one.closed_on == wanted.closed_on);
    let Some(was) = same_end.or_else(|| named().find(|one| one.closed_on.is_none())) else {
        return (row.planned(name, Fate::Added), Some(Step::Add(wanted)));
    };
    if wanted.opened_on.is_some_and(|day| day != was.opened_on) {
        row.wrong(
            OPENED,
            Message::new("import.opened_otherwise").with("day", was.opened_on),
        );
        return (row.planned(name, Fate::Wrong), None);
    }
    let parent = was
        .parent_id
        .and_then(|id| names.get(&id).copied())
        .unwrap_or_default();
    let is_same = was.short_name == wanted.short_name
        && was.class == wanted.class
        && parent == wanted.parent
        && marks(was) == wanted.marks
        && was.closed_on == wanted.closed_on;
    if is_same {
        return (row.planned(name, Fate::Left), None);
    }
    let step = Step::Change(was.id, was.version, wanted);
    (row.planned(name, Fate::Changed), Some(step))
}

fn wanted(row: &mut RowReader<'_>) -> Option<Wanted> {
    let (name, short) = (row.text(NAME).to_owned(), row.text(SHORT).to_owned());
    let name = row.checked(NAME, line("name", &name, 100));
    let short_name = row.checked(SHORT, line("short_name", &short, 30));
    let class = row.word(CLASS, ("class", OrganisationClass::ALL), OrganisationClass::code);
    let marks = [
        row.yes(SIGNATURE),
        row.yes(CONTACT),
        row.yes(MODEL),
        row.yes(ENCOURAGED),
    ];
    let (opened_on, closed_on) = (row.day(OPENED), row.day(CLOSED));
    if let (Some(opened), Some(closed)) = (opened_on, closed_on)
        && closed <= opened
    {
        row.wrong(CLOSED, Message::new("fault.until_before_from"));
    }
    Some(Wanted {
        name: name?,
        short_name: short_name?,
        class: class?,
        parent: row.text(PARENT).to_owned(),
        marks,
        opened_on,
        closed_on,
    })
}

/// Whether going up from a name leads back to it.
fn is_ring(above: &HashMap<String, String>, name: &str) -> bool {
    let mut at = name;
    for _ in 0..=above.len() {
        match above.get(at) {
            Some(parent) if parent == name => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}
