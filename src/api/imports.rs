//! The roster from a sheet and as a sheet. The bytes of an .xlsx travel as `application/octet-stream`.

use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::sheets::SheetAnswer;
use super::{Family, written};
use crate::app::App;
use crate::newsroom::{self, Exported};
use crate::people::{self, CellFault, Fate, Import, Importing, Plan};
use crate::{Result, i18n, sheet};

/// Imports.
pub(super) struct Imports(pub App);

/// What an import did or would do.
#[derive(Clone, Object)]
struct ImportReport {
    /// Whether it was done; if not, nothing was written.
    is_done: bool,
    /// Rows that are new.
    n_added: u64,
    /// Rows that change what is there.
    n_changed: u64,
    /// Rows that are there already.
    n_left: u64,
    /// Rows that cannot be taken.
    n_wrong: u64,
    /// What is wrong, by row and column.
    faults: Vec<ImportFault>,
    /// The first passwords of new accounts: in this answer and nowhere again.
    passwords: Vec<FirstPassword>,
}

/// What is wrong with a cell.
#[derive(Clone, Object)]
struct ImportFault {
    /// The row's number as a spreadsheet program shows it.
    row: u32,
    /// The heading of its column.
    column: String,
    /// What is wrong and what is allowed.
    detail: String,
}

/// A new account, whose password must be changed at the first sign-in.
#[derive(Clone, Object)]
struct FirstPassword {
    /// What they sign in with.
    username: String,
    /// Their name.
    name: String,
    /// Given to the person by another way.
    #[oai(read_only)]
    password: String,
}

fn what(code: &str) -> Result<Importing> {
    let all = [Importing::People, Importing::Organisations];
    written::code("what", code, |code| {
        all.into_iter().find(|what| what.code() == code)
    })
}

async fn plan(app: &App, what: Importing, import: &Import) -> Result<Plan> {
    match what {
        Importing::People => people::plan_people(app.db.reader(), import).await,
        Importing::Organisations => people::plan_organisations(app.db.reader(), import).await,
    }
}

fn report(caller: &Caller, plan: &Plan) -> ImportReport {
    let n = |fate| u64::try_from(plan.n(fate)).unwrap_or(u64::MAX);
    let fault = |row: u32, fault: &CellFault| ImportFault {
        row,
        column: i18n::t(caller.language, fault.heading),
        detail: i18n::say(caller.language, &fault.message),
    };
    let faults = plan
        .rows
        .iter()
        .flat_map(|row| row.faults.iter().map(move |one| fault(row.n, one)));
    ImportReport {
        is_done: false,
        n_added: n(Fate::Added),
        n_changed: n(Fate::Changed),
        n_left: n(Fate::Left),
        n_wrong: n(Fate::Wrong),
        faults: faults.collect(),
        passwords: Vec::new(),
    }
}

#[OpenApi(tag = "Family::Roster")]
impl Imports {
    /// The sheet to fill in, or with `rows=current` the roster as it stands, which can be imported again.
    #[oai(path = "/import/:what", method = "get", operation_id = "read_import_sheet")]
    async fn read_import_sheet(
        &self,
        caller: Caller,
        /// `people` or `organisations`.
        what: Path<String>,
        /// `example` or `current`; missing: `example`.
        rows: Query<Option<String>>,
    ) -> Answer<SheetAnswer> {
        let (app, what) = (&self.0, self::what(&what.0)?);
        let sheet = match rows.0.as_deref() {
            Some("current") => {
                newsroom::may_export(app, &caller.viewer).await?;
                let sheet = match what {
                    Importing::People => people::people_sheet(app.db.reader(), caller.language).await?,
                    Importing::Organisations => {
                        people::organisations_sheet(app.db.reader(), caller.language).await?
                    }
                };
                let exported = Exported {
                    list: format!("/import/{}/sheet", what.code()),
                    filters: String::new(),
                    n_rows: sheet.rows.len(),
                    total: sheet.rows.len() as u64,
                };
                newsroom::note_export(app, &caller.viewer, &exported).await?;
                sheet
            }
            Some("example") | None => what.template(caller.language, app.today()),
            Some(_) => return Err(crate::Error::invalid("rows", "api.unknown_code").into()),
        };
        Ok(SheetAnswer::Sheet(Binary(sheet::write(&sheet)?)))
    }

    /// Imports people or organisations from an .xlsx: all of it in one transaction, or nothing where any row is wrong.
    /// The same sheet imported again adds nothing.
    #[oai(path = "/import/:what", method = "post", operation_id = "import_roster")]
    async fn import_roster(
        &self,
        caller: Caller,
        /// `people` or `organisations`.
        what: Path<String>,
        /// Whether to say only what would be done; missing: no.
        dry_run: Query<Option<bool>>,
        bytes: Binary<Vec<u8>>,
    ) -> Answer<Json<ImportReport>> {
        let (app, what) = (&self.0, self::what(&what.0)?);
        let admin = caller.viewer.admin()?;
        let import = Import::read(what, bytes.0, &app.settings.limits).await?;
        let plan = plan(app, what, &import).await?;
        let told = report(&caller, &plan);
        if dry_run.0.unwrap_or_default() || !plan.can_be_done() {
            return Ok(Json(told));
        }
        let digest = plan.digest();
        let done = match what {
            Importing::People => newsroom::import_people(app, &admin, &import, &digest, |_| ()).await?,
            Importing::Organisations => {
                newsroom::import_organisations(app, &admin, &import, &digest, |_| ()).await?
            }
        };
        let passwords = done
            .passwords
            .into_iter()
            .map(|(username, name, password)| FirstPassword {
                username,
                name,
                password: password.reveal().to_owned(),
            });
        Ok(Json(ImportReport {
            is_done: true,
            passwords: passwords.collect(),
            ..told
        }))
    }
}
