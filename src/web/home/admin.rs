//! The admin's section: what the installation holds, what needs doing, and whether the house is well.

use chrono::TimeDelta;

use super::Figure;
use crate::archive::{self, IndexState};
use crate::newsroom;
use crate::people;
use crate::web::installation::warnings;
use crate::web::{Page, Visit};
use crate::{Result, audit, backup, db, ledger};

/// The section.
pub(super) struct AdminHome {
    pub figures: Vec<Figure>,
    pub tasks: Vec<Row>,
    pub health: Vec<Row>,
    /// Whether the installation is still being set up.
    pub is_new: bool,
}

/// Something to do, or how a part of the house is: `kind` is `ok`, `warn` or `bad`.
pub(super) struct Row {
    pub kind: &'static str,
    pub tag: String,
    pub title: String,
    pub text: String,
    pub href: &'static str,
}

/// Makes the section.
pub(super) async fn section(visit: &Visit, p: &Page) -> Result<AdminHome> {
    let db = visit.app.db.reader();
    let n_units = people::organisations(db).await?.len();
    let n_people = people::people(db).await?.len();
    let n_outlets = newsroom::kept_outlets(&visit.app.db).await?.len();
    let n_schemes = ledger::versions(db).await?.len();
    let figure = |href: &str, key: &str, n: usize| Figure {
        href: href.to_owned(),
        label: p.t(key),
        value: n.to_string(),
        below: String::new(),
    };
    Ok(AdminHome {
        figures: vec![
            figure("/roster", "home.units", n_units),
            figure("/people", "home.people", n_people),
            figure("/outlets", "home.outlets", n_outlets),
            figure("/schemes", "home.schemes", n_schemes),
        ],
        tasks: tasks(visit, p).await?,
        health: vec![
            night(visit, p).await?,
            last_backup(visit, p),
            index(visit, p).await?,
        ],
        is_new: n_outlets == 0 || n_schemes == 0 || n_people <= 1,
    })
}

/// What waits for the admin; each row leads to the list that it counts.
async fn tasks(visit: &Visit, p: &Page) -> Result<Vec<Row>> {
    let (db, today) = (visit.app.db.reader(), visit.app.today());
    let drafts = ledger::scheme_rows(db).await?;
    let counted = [
        (
            people::without_appointment(db, today).await?.len(),
            ("home.idle_people", "home.idle_people_text"),
            "/people?role=none",
        ),
        (
            people::without_reporter(db, today).await?.len(),
            ("home.unfiled_units", "home.unfiled_units_text"),
            "/roster?show=unfiled",
        ),
        (
            drafts.iter().filter(|row| row.draft.is_some()).count(),
            ("home.scheme_drafts", "home.scheme_drafts_text"),
            "/schemes",
        ),
    ];
    let counted = counted.into_iter().filter(|(n, _, _)| *n > 0);
    let mut tasks: Vec<Row> = counted
        .map(|(n, (key, text), href)| Row {
            kind: "warn",
            tag: n.to_string(),
            title: p.t1(key, n),
            text: p.t(text),
            href,
        })
        .collect();
    let database = db::state(&visit.app.db).await?;
    let warned = warnings(p, visit, &database).await?;
    tasks.extend(warned.into_iter().map(|text| Row {
        kind: "warn",
        tag: p.t("home.setting"),
        title: text,
        text: String::new(),
        href: "/installation",
    }));
    Ok(tasks)
}

/// Whether ledger and audit log were found whole last night.
async fn night(visit: &Visit, p: &Page) -> Result<Row> {
    let run = audit::last_night(visit.app.db.reader(), "verify").await?;
    let (kind, text) = match &run {
        None => ("warn", p.t("home.night_none")),
        Some(run) => {
            let at = p.time(run.finished_at.unwrap_or(run.started_at));
            match run.outcome.as_deref().unwrap_or_default() {
                found if found.starts_with("damaged") => ("bad", p.t1("home.night_damaged", at)),
                _ => ("ok", p.t1("home.night_whole", at)),
            }
        }
    };
    Ok(row(p, kind, "home.night", text, "/installation"))
}

/// When the last backup was made, and how old that is.
fn last_backup(visit: &Visit, p: &Page) -> Row {
    let settings = &visit.app.settings;
    let (kind, text) = match backup::last(&settings.data_dir) {
        None => ("bad", p.t("home.backup_none")),
        Some(last) => {
            let age = visit.app.clock.now().since(last.made_at);
            let hours = age.num_hours().max(0);
            let old = age > TimeDelta::hours(settings.limits.backup_hours);
            (
                if old { "warn" } else { "ok" },
                p.t2("home.backup_last", p.time(last.made_at), hours),
            )
        }
    };
    row(p, kind, "home.backup", text, "/installation")
}

/// Whether searches are answered by an index that is up to date.
async fn index(visit: &Visit, p: &Page) -> Result<Row> {
    let state = archive::state(&visit.app.settings, visit.app.db.reader()).await?;
    let (kind, text) = match state {
        IndexState::Current(n) => ("ok", p.t1("home.index_current", n)),
        IndexState::Behind(n) => ("warn", p.t1("home.index_behind", n)),
        IndexState::ToRebuild(_) => ("bad", p.t("home.index_rebuild")),
    };
    Ok(row(p, kind, "home.index", text, "/installation"))
}

fn row(p: &Page, kind: &'static str, key: &str, text: String, href: &'static str) -> Row {
    Row {
        kind,
        tag: p.t(match kind {
            "ok" => "home.well",
            "warn" => "home.look_after",
            _ => "home.act_now",
        }),
        title: p.t(key),
        text,
        href,
    }
}
