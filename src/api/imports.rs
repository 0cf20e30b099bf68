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
        Importing::Openings => newsroom::plan_openings(app, import).await,
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
        Ok(to_fill_in(app, &caller, what, rows.0.as_deref()).await?)
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
        caller.viewer.admin()?;
        take(app, &caller, what, (bytes.0, dry_run.0.unwrap_or_default())).await
    }

    /// The sheet of opening balances to fill in, or with `rows=current` those that were brought in.
    #[oai(path = "/openings/sheet", method = "get", operation_id = "read_opening_sheet")]
    async fn read_opening_sheet(
        &self,
        caller: Caller,
        /// `example` or `current`; missing: `example`.
        rows: Query<Option<String>>,
    ) -> Answer<SheetAnswer> {
        Ok(to_fill_in(&self.0, &caller, Importing::Openings, rows.0.as_deref()).await?)
    }

    /// Books opening balances and points of past years from an .xlsx: all of it in one transaction, or nothing where any
    /// row is wrong. The same sheet again adds nothing.
    #[oai(path = "/openings", method = "post", operation_id = "import_openings")]
    async fn import_openings(
        &self,
        caller: Caller,
        /// Whether to say only what would be done; missing: no.
        dry_run: Query<Option<bool>>,
        bytes: Binary<Vec<u8>>,
    ) -> Answer<Json<ImportReport>> {
        caller.viewer.office()?;
        let sent = (bytes.0, dry_run.0.unwrap_or_default());
        take(&self.0, &caller, Importing::Openings, sent).await
    }
}

/// The sheet to fill in, or what stands.
async fn to_fill_in(app: &App, caller: &Caller, what: Importing, rows: Option<&str>) -> Result<SheetAnswer> {
    let (db, language) = (app.db.reader(), caller.language);
    let sheet = match rows {
        Some("current") => {
            newsroom::may_export(app, &caller.viewer).await?;
            let sheet = match what {
                Importing::People => people::people_sheet(db, language).await?,
                Importing::Organisations => people::organisations_sheet(db, language).await?,
                Importing::Openings => newsroom::openings_sheet(db, language).await?,
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
        Some("example") | None => what.template(language, app.today()),
        Some(_) => return Err(crate::Error::invalid("rows", "api.unknown_code")),
    };
    Ok(SheetAnswer::Sheet(Binary(sheet::write(&sheet)?)))
}

/// Takes a sheet, or only says what it would do.
async fn take(
    app: &App,
    caller: &Caller,
    what: Importing,
    (bytes, is_dry): (Vec<u8>, bool),
) -> Answer<Json<ImportReport>> {
    let viewer = &caller.viewer;
    let import = Import::read(what, bytes, &app.settings.limits).await?;
    let plan = plan(app, what, &import).await?;
    let told = report(caller, &plan);
    if is_dry || !plan.can_be_done() {
        return Ok(Json(told));
    }
    let digest = plan.digest();
    let done = match what {
        Importing::People => newsroom::import_people(app, &viewer.admin()?, &import, &digest, |_| ()).await?,
        Importing::Organisations => {
            newsroom::import_organisations(app, &viewer.admin()?, &import, &digest, |_| ()).await?
        }
        Importing::Openings => newsroom::import_openings(app, &viewer.office()?, &import, &digest).await?,
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
