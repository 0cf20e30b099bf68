//! The state of the installation: version, database, ledger, counts, sessions, and what an admin should look after.

use askama::Template;
use poem::handler;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

use super::fail::WebResult;
use super::form::Fields;
use super::{Door, Page, Visit, reply};
use crate::Result;
use crate::db::{self, DbState};
use crate::i18n;
use crate::ledger::{self, Verdict};
use crate::people::policy::Act;
use crate::people::{self, Roster};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/installation", Act::ReadInstallation, show_installation)
        .post("/installation/verify", Act::ReadInstallation, verify_ledger)
}

/// How many of what there are, and where they are listed.
struct Count {
    label: String,
    n: u64,
    href: &'static str,
}

/// An open session.
struct SessionRow {
    person_id: entity::PersonId,
    person: String,
    since: String,
    seen: String,
    address: String,
    agent: String,
}

/// What the check of the ledger found.
struct Checked {
    is_whole: bool,
    text: String,
}

#[derive(Template)]
#[template(path = "installation.html")]
struct InstallationPage {
    p: Page,
    version: &'static str,
    now: String,
    database: DbState,
    size: String,
    head_n: i64,
    head: String,
    audit_n: i64,
    audit_head: String,
    settled: Option<String>,
    counts: Vec<Count>,
    warnings: Vec<String>,
    checked: Vec<Checked>,
    sessions: Vec<SessionRow>,
}

#[handler]
async fn show_installation(visit: Visit) -> WebResult {
    reply::page(&page(&visit, Vec::new()).await?)
}

#[handler]
async fn verify_ledger(visit: Visit, Fields(_): Fields) -> WebResult {
    let p = Page::of(&visit, "/installation").await?;
    // One moment: whoever writes meanwhile is no difference.
    let moment = db::read(&visit.app.db).await?;
    let verdict = verdict(&p, &ledger::verify(&moment).await?);
    let (n_lines, differences) = ledger::replay(&moment).await?;
    let replay = Checked {
        is_whole: differences.is_empty(),
        text: p.t2("admin.replayed", n_lines, differences.len()),
    };
    let log = crate::audit::verify(&moment).await?;
    drop(moment);
    let audit = Checked {
        is_whole: log.is_ok(),
        text: match log {
            Ok(n) => p.t1("admin.audit_whole", n),
            Err(seq) => p.t1("admin.audit_broken", seq),
        },
    };
    reply::page(&page(&visit, vec![verdict, replay, audit]).await?)
}

/// What the verifier found, in words.
fn verdict(p: &Page, verdict: &Verdict) -> Checked {
    let text = match verdict {
        Verdict::Whole { n, head } => p.t2("admin.ledger_whole", n, super::statements::short(head)),
        broken => i18n::say(p.language(), &broken.message()),
    };
    Checked {
        is_whole: verdict.is_whole(),
        text,
    }
}

async fn page(visit: &Visit, checked: Vec<Checked>) -> Result<InstallationPage> {
    let (app, db) = (&visit.app, visit.app.db.reader());
    let p = Page::of(visit, "/installation").await?;
    let database = db::state(&app.db).await?;
    let (head, audit_head) = (ledger::head(db).await?, crate::audit::head(db).await?);
    let roster = Roster::kept(&visit.app.db).await?;
    let sessions = people::open_sessions(db, app.clock.now())
        .await?
        .into_iter()
        .map(|session| SessionRow {
            person: roster.person(session.person_id).to_owned(),
            person_id: session.person_id,
            since: p.time(session.created_at),
            seen: p.time(session.last_seen_at),
            address: session.address,
            agent: session.agent,
        });
    Ok(InstallationPage {
        version: env!("CARGO_PKG_VERSION"),
        now: p.time(app.clock.now()),
        size: megabytes(database.bytes),
        head_n: head.seq,
        head: head.hash,
        audit_n: audit_head.seq,
        audit_head: audit_head.hash,
        settled: ledger::settled_through(db).await?.map(|day| p.day(day)),
        counts: counts(&p, db).await?,
        warnings: warnings(&p, visit, &database).await?,
        sessions: sessions.collect(),
        database,
        checked,
        p,
    })
}

async fn counts(p: &Page, db: &impl ConnectionTrait) -> Result<Vec<Count>> {
    let count = |key: &str, n: u64, href| Count {
        label: p.t(key),
        n,
        href,
    };
    Ok(vec![
        count(
            "admin.n_organisations",
            entity::organisation::Entity::find().count(db).await?,
            "/roster",
        ),
        count(
            "admin.n_people",
            entity::person::Entity::find().count(db).await?,
            "/people",
        ),
        count(
            "admin.n_outlets",
            entity::outlet::Entity::find().count(db).await?,
            "/outlets",
        ),
        count(
            "admin.n_articles",
            entity::article::Entity::find().count(db).await?,
            "",
        ),
        count(
            "admin.n_adoptions",
            entity::adoption::Entity::find().count(db).await?,
            "",
        ),
        count("admin.n_facts", entity::fact::Entity::find().count(db).await?, ""),
        count(
            "admin.n_postings",
            entity::posting::Entity::find().count(db).await?,
            "",
        ),
        count("admin.n_files", entity::file::Entity::find().count(db).await?, ""),
    ])
}

/// What an admin should look after.
pub(super) async fn warnings(p: &Page, visit: &Visit, database: &DbState) -> Result<Vec<String>> {
    let (app, db) = (&visit.app, visit.app.db.reader());
    let mut warnings = Vec::new();
    if app.settings.http.allow_plain_http {
        warnings.push(p.t("admin.warn_plain_http"));
    }
    if app.settings.http.public_origin.is_empty() {
        warnings.push(p.t("admin.warn_no_origin"));
    }
    if app.settings.help.is_empty() {
        warnings.push(p.t("admin.warn_no_help"));
    }
    for (name, is, wanted) in database.pragmas.iter().filter(|(_, is, wanted)| is != wanted) {
        warnings.push(p.t2("admin.warn_pragma", format!("{name} = {is}"), wanted));
    }
    let today = app.today();
    let in_force = ledger::versions(db)
        .await?
        .iter()
        .any(|version| version.effective_from <= today);
    if !in_force {
        warnings.push(p.t("admin.warn_no_scheme"));
    }
    let admins = people::appointments(db)
        .await?
        .iter()
        .filter(|one| one.role == entity::Role::Admin && one.from_on <= today)
        .filter(|one| one.until_on.is_none_or(|until| until > today))
        .count();
    if admins < 2 {
        warnings.push(p.t("admin.warn_one_admin"));
    }
    Ok(warnings)
}

/// Bytes as megabytes with one decimal.
fn megabytes(bytes: i64) -> String {
    let tenths = bytes.saturating_mul(10) / (1 << 20);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_megabytes() {
        assert_eq!(megabytes(0), "0.0 MB");
        assert_eq!(megabytes(1_572_864), "1.5 MB");
    }
}
