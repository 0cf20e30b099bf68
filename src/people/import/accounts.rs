//! People and their appointments from a sheet, one appointment a row; a person is known by the sign-in name. New
//! accounts get a first password each, which must be changed at the first sign-in.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{AppointmentId, Language, OrganisationId, PersonId, Role, appointment};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction};

use super::row::RowReader;
use super::standing::Standing;
use super::{Fate, Import, ImportDone, Importing, Plan, yes_or_no};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Message};
use crate::people::appointing::{insert_appointment, insert_person, line, username};
use crate::people::keeping::set_disabled;
use crate::people::{Admin, NewPerson, Secret, first_password, hash_password, people};
use crate::sheet::{Cell, Sheet};
use crate::{Result, db, i18n};

const USERNAME: &str = "import.username";
const NAME: &str = "import.name";
const UNIT: &str = "import.unit";
const ROLE: &str = "import.role";
const FROM: &str = "import.from_on";
const UNTIL: &str = "import.until_on";
const DISABLED: &str = "import.disabled";

/// The headings, those that a sheet must have first.
pub(super) const HEADINGS: [&str; 7] = [USERNAME, NAME, UNIT, ROLE, FROM, UNTIL, DISABLED];

/// What a row wants.
#[derive(Clone, Debug)]
struct Wanted {
    username: String,
    name: String,
    is_disabled: bool,
    /// Where, as what, from and until when.
    held: Option<(OrganisationId, Role, NaiveDate, Option<NaiveDate>)>,
}

/// What a sound row does.
enum Step {
    /// Appoints, making the account where there is none yet.
    Take(Wanted),
    /// Ends an appointment on a day.
    End(AppointmentId, PersonId, Role, NaiveDate),
}

/// What an import of people would do.
///
/// # Errors
/// Whatever the database answers.
pub async fn plan_people(db: &impl ConnectionTrait, import: &Import) -> Result<Plan> {
    Ok(steps(&Standing::load(db).await?, import).0)
}

/// Imports people in one transaction; `digest` names the plan that was confirmed. `told` is called for every account
/// whose password is ready, with how many there are: hashing takes most of the time.
///
/// # Errors
/// [`Error::Refused`] where a row is wrong, or the plan is another one by now.
pub async fn import_people(
    app: &App,
    admin: &Admin,
    import: &Import,
    digest: &str,
    told: impl Fn(usize) + Send + Sync,
) -> Result<ImportDone> {
    let (plan, first) = steps(&Standing::load(app.db.reader()).await?, import);
    super::is_as_confirmed(&plan, digest)?;
    let is_new = |step: &Step| match step {
        Step::Take(wanted) => Some((wanted.username.clone(), wanted.name.clone())),
        Step::End(..) => None,
    };
    let standing = Standing::load(app.db.reader()).await?;
    let mut names: Vec<(String, String)> = first.iter().filter_map(is_new).collect();
    names.retain(|(username, _)| !standing.people.contains_key(username));
    names.dedup_by(|one, other| one.0 == other.0);
    let mut keys: HashMap<String, (NewPerson, String)> = HashMap::new();
    for (username, name) in &names {
        if keys.contains_key(username) {
            continue;
        }
        let password = first_password()?;
        let hash = hash_password(app, &password).await?;
        let new = NewPerson {
            username: username.clone(),
            name: name.clone(),
            password,
        };
        keys.insert(username.clone(), (new, hash));
        told(names.len());
    }
    let tx = db::write(&app.db).await?;
    let standing = Standing::load(&tx).await?;
    let (plan, steps) = steps(&standing, import);
    super::is_as_confirmed(&plan, digest)?;
    let passwords = apply(&tx, (app, admin), standing, steps, &mut keys).await?;
    super::note(&tx, admin, (Importing::People, &plan), app.clock.now()).await?;
    tx.commit().await?;
    Ok(ImportDone { plan, passwords })
}

async fn apply(
    tx: &DatabaseTransaction,
    (app, admin): (&App, &Admin),
    standing: Standing,
    steps: Vec<Step>,
    keys: &mut HashMap<String, (NewPerson, String)>,
) -> Result<Vec<(String, String, Secret)>> {
    let now = app.clock.now();
    let mut ids: HashMap<String, PersonId> = standing
        .people
        .into_values()
        .map(|one| (one.username, one.id))
        .collect();
    let mut passwords = Vec::new();
    for step in steps {
        let wanted = match step {
            Step::Take(wanted) => wanted,
            Step::End(id, person, role, until) => {
                let change = appointment::ActiveModel {
                    id: Set(id),
                    until_on: Set(Some(until)),
                    ..Default::default()
                };
                change.update(tx).await?;
                let detail = serde_json::json!({ "role": role, "until": until });
                let deed = Deed::done("dismiss", "person", person).with(detail);
                audit::note(tx, admin.actor(), deed, now).await?;
                continue;
            }
        };
        let id = if let Some(id) = ids.get(&wanted.username) {
            *id
        } else {
            let (new, hash) = keys
                .remove(&wanted.username)
                .ok_or_else(|| Error::refused("import.moved"))?;
            let id = insert_person(tx, &new, hash, true, now).await?;
            audit::note(tx, admin.actor(), Deed::done("add_person", "person", id), now).await?;
            if wanted.is_disabled {
                set_disabled(tx, id, 1, Some(now)).await?;
            }
            ids.insert(wanted.username.clone(), id);
            passwords.push((wanted.username, wanted.name, new.password));
            id
        };
        if let Some((unit, role, from, until)) = wanted.held {
            insert_appointment(tx, (id, unit, role), (from, until), Some(admin.id()), now).await?;
            let detail = serde_json::json!({ "role": role, "organisation": unit, "from": from });
            let deed = Deed::done("appoint", "person", id).with(detail);
            audit::note(tx, admin.actor(), deed, now).await?;
        }
    }
    Ok(passwords)
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
    let Some((unit, role, from, until)) = wanted.held else {
        return (Fate::Left, None);
    };
    let held = standing.appointments.iter().find(|one| {
        (one.person_id, one.organisation_id, one.role, one.from_on) == (person.id, unit, role, from)
    });
    match (held, until) {
        (None, _) => (Fate::Changed, Some(Step::Take(wanted))),
        (Some(one), until) if one.until_on == until => (Fate::Left, None),
        (Some(one), Some(until)) => (Fate::Changed, Some(Step::End(one.id, person.id, role, until))),
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
    let is_appointed = [UNIT, ROLE, FROM]
        .iter()
        .any(|heading| !row.text(heading).is_empty());
    let held = if is_appointed { held(standing, row) } else { None };
    Some(Wanted {
        username: username?,
        name: name?,
        is_disabled,
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
