//! People and their appointments from a sheet, one appointment a row; a person is known by the sign-in name. New
//! accounts get a first password each, which must be changed at the first sign-in.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{AppointmentId, Instant, Language, OrganisationId, PersonId, Role, appointment};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::row::RowReader;
use super::standing::Standing;
use super::{Fate, Import, ImportDone, Importing, Plan, yes_or_no};
use crate::app::App;
use crate::error::{Error, Message};
use crate::people::appointing::{line, username};
use crate::people::full_time;
use crate::people::keeping::set_disabled;
use crate::people::{
    Admin, NewAppointment, NewPerson, Secret, end_held, first_password, hash_password, insert_held,
    insert_newcomer, people,
};
use crate::sheet::{Cell, Sheet};
use crate::{Result, i18n};

const USERNAME: &str = "import.username";
const NAME: &str = "import.name";
const UNIT: &str = "import.unit";
const ROLE: &str = "import.role";
const FROM: &str = "import.from_on";
const UNTIL: &str = "import.until_on";
const DISABLED: &str = "import.disabled";
const FULL_TIME: &str = "import.full_time";

/// The headings, those that a sheet must have first.
pub(super) const HEADINGS: [&str; 8] = [USERNAME, NAME, UNIT, ROLE, FROM, UNTIL, DISABLED, FULL_TIME];

/// What a row wants.
#[derive(Clone, Debug)]
struct Wanted {
    username: String,
    name: String,
    is_disabled: bool,
    /// Nothing where the row leaves it open: as it is.
    is_full_time: Option<bool>,
    /// Where, as what, from and until when.
    held: Option<(OrganisationId, Role, NaiveDate, Option<NaiveDate>)>,
}

/// What a sound row does.
enum Step {
    /// Appoints, making the account where there is none yet.
    Take(Wanted),
    /// Ends an appointment on a day.
    End(AppointmentId, NaiveDate),
}

/// What an import of people would do.
///
/// # Errors
/// Whatever the database answers.
pub async fn plan_people(db: &impl ConnectionTrait, import: &Import) -> Result<Plan> {
    Ok(steps(&Standing::load(db).await?, import).0)
}

/// The first passwords of those whom an import adds, with their hashes, by sign-in name.
#[derive(Debug, Default)]
pub struct FirstKeys(HashMap<String, (NewPerson, String)>);

/// Makes the first passwords for an import, before its transaction begins: hashing takes most of the time. `digest`
/// names the plan that was confirmed; `told` is called for every account whose password is ready, with how many there
/// are.
///
/// # Errors
/// [`Error::Refused`] where a row is wrong, or the plan is another one by now.
pub async fn first_keys(
    app: &App,
    import: &Import,
    digest: &str,
    told: impl Fn(usize) + Send + Sync,
) -> Result<FirstKeys> {
    let standing = Standing::load(app.db.reader()).await?;
    let (plan, first) = steps(&standing, import);
    plan.is_as_confirmed(digest)?;
    let is_new = |step: &Step| match step {
        Step::Take(wanted) => Some((wanted.username.clone(), wanted.name.clone())),
        Step::End(..) => None,
    };
    let mut names: Vec<(String, String)> = first.iter().filter_map(is_new).collect();
    names.retain(|(username, _)| !standing.people.contains_key(username));
    names.dedup_by(|one, other| one.0 == other.0);
    let mut keys = FirstKeys::default();
    for (username, name) in &names {
        if keys.0.contains_key(username) {
            continue;
        }
        let password = first_password()?;
        let hash = hash_password(app, &password).await?;
        let new = NewPerson {
            username: username.clone(),
            name: name.clone(),
            password,
        };
        keys.0.insert(username.clone(), (new, hash));
        told(names.len());
    }
    Ok(keys)
}

/// Takes the people of a sheet, and returns the appointments that were made or ended, too.
///
/// # Errors
/// [`Error::Refused`] where a row is wrong, the plan is another one by now, or nobody would be admin any more.
pub async fn take_people(
    tx: &DatabaseTransaction,
    admin: &Admin,
    (import, digest): (&Import, &str),
    keys: FirstKeys,
    now: Instant,
) -> Result<(ImportDone, Vec<appointment::Model>)> {
    let standing = Standing::load(tx).await?;
    let (plan, steps) = steps(&standing, import);
    plan.is_as_confirmed(digest)?;
    let (passwords, held) = apply(tx, admin, standing, steps, (keys, now)).await?;
    super::note(tx, admin, (Importing::People, &plan), now).await?;
    Ok((ImportDone { plan, passwords }, held))
}

type Passwords = Vec<(String, String, Secret)>;

async fn apply(
    tx: &DatabaseTransaction,
    admin: &Admin,
    standing: Standing,
    steps: Vec<Step>,
    (mut keys, now): (FirstKeys, Instant),
) -> Result<(Passwords, Vec<appointment::Model>)> {
    let mut ids: HashMap<String, PersonId> = standing
        .people
        .into_values()
        .map(|one| (one.username, one.id))
        .collect();
    let (mut passwords, mut touched) = (Vec::new(), Vec::new());
    for step in steps {
        let wanted = match step {
            Step::Take(wanted) => wanted,
            Step::End(id, until) => {
                touched.push(end_held(tx, admin, (id, until), now).await?);
                continue;
            }
        };
        let id = if let Some(id) = ids.get(&wanted.username) {
            *id
        } else {
            let (new, hash) = keys
                .0
                .remove(&wanted.username)
                .ok_or_else(|| Error::refused("import.moved"))?;
            let id = insert_newcomer(tx, admin, (&new, hash), now).await?;
            let mut version = 1;
            if wanted.is_full_time == Some(true) {
                full_time::mark(tx, admin, (id, version), true, now).await?;
                version += 1;
            }
            if wanted.is_disabled {
                set_disabled(tx, id, version, Some(now)).await?;
            }
            ids.insert(wanted.username.clone(), id);
            passwords.push((wanted.username, wanted.name, new.password));
            id
        };
        if let Some((organisation_id, role, from_on, until_on)) = wanted.held {
            let new = NewAppointment {
                person_id: id,
                organisation_id,
                role,
                from_on,
                until_on,
            };
            touched.push(insert_held(tx, admin, &new, now).await?);
        }
    }
    Ok((passwords, touched))
}

/// Everybody with their appointments as a sheet that can be imported again; no password is in it.
///
/// # Errors
/// Whatever the database answers.
pub async fn people_sheet(db: &impl ConnectionTrait, language: Language) -> Result<Sheet> {
    let standing = Standing::load(db).await?;
    let names: HashMap<OrganisationId, &str> = standing
        .units
        .iter()
        .map(|one| (one.id, one.name.as_str()))
        .collect();
    let mut rows = Vec::new();
    for person in people(db).await? {
        let row = |held: Option<&appointment::Model>| {
            let text = |text: Option<String>| Cell::text(text.unwrap_or_default());
            vec![
                Cell::text(&person.username),
                Cell::text(&person.name),
                text(held.and_then(|one| names.get(&one.organisation_id).map(|name| (*name).to_owned()))),
                text(held.map(|one| i18n::t(language, &format!("role.{}", one.role.code())))),
                Cell::day(held.map(|one| one.from_on)),
                Cell::day(held.and_then(|one| one.until_on)),
                yes_or_no(language, person.disabled_at.is_some()),
                yes_or_no(language, person.is_full_time),
            ]
        };
        let before = rows.len();
        let own = standing
            .appointments
            .iter()
            .filter(|one| one.person_id == person.id);
        rows.extend(own.map(|one| row(Some(one))));
        if rows.len() == before {
            rows.push(row(None));
        }
    }
    Ok(Importing::People.sheet(language, rows))
}

/// What becomes of every row, and what the sound ones do.
fn steps(standing: &Standing, import: &Import) -> (Plan, Vec<Step>) {
    let (mut rows, mut steps) = (Vec::new(), Vec::new());
    let (mut names, mut seen) = (HashMap::<String, String>::new(), HashSet::new());
    for mut row in import.rows() {
        let label = format!("{} {}", row.text(USERNAME), row.text(NAME));
        let wanted = wanted(standing, &mut row);
        let Some(wanted) = wanted.filter(|_| row.is_sound()) else {
            rows.push(row.planned(label, Fate::Wrong));
            continue;
        };
        let before = names
            .entry(wanted.username.clone())
            .or_insert_with(|| wanted.name.clone());
        if *before != wanted.name {
            row.wrong(NAME, Message::new("import.other_name").with("name", &*before));
        }
        let held = wanted.held.map(|(unit, role, from, _)| (unit, role, from));
        if !seen.insert((wanted.username.clone(), held)) {
            row.wrong(USERNAME, Message::new("import.twice"));
        }
        let (fate, step) = judged(standing, wanted, &mut row);
        let planned = row.planned(label, fate);
        if planned.fate != Fate::Wrong {
            steps.extend(step);
        }
        rows.push(planned);
    }
    (Plan { rows }, steps)
}

/// A row that was read, compared with what there is.
fn judged(standing: &Standing, wanted: Wanted, row: &mut RowReader<'_>) -> (Fate, Option<Step>) {
    let Some(person) = standing.people.get(&wanted.username) else {
        return (Fate::Added, Some(Step::Take(wanted)));
    };
    if person.name != wanted.name {
        row.wrong(NAME, Message::new("import.other_name").with("name", &person.name));
    }
    if person.disabled_at.is_some() != wanted.is_disabled {
        row.wrong(DISABLED, Message::new("import.account_otherwise"));
    }
    if wanted.is_full_time.is_some_and(|is| is != person.is_full_time) {
        row.wrong(FULL_TIME, Message::new("import.full_time_otherwise"));
    }
    let Some((unit, role, from, until)) = wanted.held else {
        return (Fate::Left, None);
    };
    let held = standing.appointments.iter().find(|one| {
        (one.person_id, one.organisation_id, one.role, one.from_on) == (person.id, unit, role, from)
    });
    match (held, until) {
        (None, _) => (Fate::Changed, Some(Step::Take(wanted))),
        (Some(one), until) if one.until_on == until => (Fate::Left, None),
        (Some(one), Some(until)) => (Fate::Changed, Some(Step::End(one.id, until))),
        (Some(one), None) => {
            let day = one.until_on.map_or_else(String::new, |day| day.to_string());
            row.wrong(UNTIL, Message::new("import.ended_otherwise").with("day", day));
            (Fate::Wrong, None)
        }
    }
}

fn wanted(standing: &Standing, row: &mut RowReader<'_>) -> Option<Wanted> {
    let (login, name) = (row.text(USERNAME).to_owned(), row.text(NAME).to_owned());
    let username = row.checked(USERNAME, username(&login));
    let name = row.checked(NAME, line("name", &name, 50));
    let is_disabled = row.yes(DISABLED);
    let says_full_time = !row.text(FULL_TIME).is_empty();
    let is_full_time = says_full_time.then(|| row.yes(FULL_TIME));
    let is_appointed = [UNIT, ROLE, FROM]
        .iter()
        .any(|heading| !row.text(heading).is_empty());
    let held = if is_appointed { held(standing, row) } else { None };
    Some(Wanted {
        username: username?,
        name: name?,
        is_disabled,
        is_full_time,
        held,
    })
}

/// The appointment that a row names: where, as what, from and until when.
fn held(
    standing: &Standing,
    row: &mut RowReader<'_>,
) -> Option<(OrganisationId, Role, NaiveDate, Option<NaiveDate>)> {
    let name = row.text(UNIT).to_owned();
    let unit = match standing.unit(&name) {
        Ok(unit) => Some(unit.id),
        Err(message) => {
            row.wrong(UNIT, message);
            None
        }
    };
    let role = row.word(ROLE, ("role", Role::ALL), Role::code);
    if row.text(FROM).is_empty() {
        row.wrong(FROM, Message::new("import.day"));
    }
    let (from, until) = (row.day(FROM), row.day(UNTIL));
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        row.wrong(UNTIL, Message::new("fault.until_before_from"));
    }
    Some((unit?, role?, from?, until))
}
