//! The roster from a sheet: what it says is compared with what there is (a dry run), and done in one transaction or
//! not at all. A sheet that was imported already changes nothing.

pub(super) mod accounts;
pub(super) mod balances;
mod row;
mod standing;
pub(super) mod tree;

use chrono::NaiveDate;
use entity::{Instant, Language};
use sea_orm::DatabaseTransaction;
use sha2::{Digest, Sha256};

use super::{Admin, Secret};
use crate::audit::{self, Deed};
use crate::calendar::Month;
use crate::error::{Error, Message};
use crate::settings::Limits;
use crate::sheet::{Cell, Grid, ReadLimits, Sheet};
use crate::{Result, i18n, sheet};

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is there and changes.
    Changed,
    /// It is there as the sheet says it.
    Left,
    /// It cannot be taken.
    Wrong,
}

impl Fate {
    /// The fate as message keys spell it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Left => "left",
            Self::Wrong => "wrong",
        }
    }
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The message key of its column's heading.
    pub heading: &'static str,
    /// What is wrong and what is allowed.
    pub message: Message,
}

/// A row, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Its number as the spreadsheet program shows it.
    pub n: u32,
    /// What it is about.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
    /// What is wrong with it.
    pub faults: Vec<CellFault>,
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Row by row.
    pub rows: Vec<PlannedRow>,
}

impl Plan {
    /// How many rows have a fate.
    #[must_use]
    pub fn n(&self, fate: Fate) -> usize {
        self.rows.iter().filter(|row| row.fate == fate).count()
    }

    /// Whether there is something to do, and nothing wrong.
    #[must_use]
    pub fn can_be_done(&self) -> bool {
        self.n(Fate::Wrong) == 0 && self.n(Fate::Added) + self.n(Fate::Changed) > 0
    }

    /// By what a confirmation names the plan that was shown, in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for row in &self.rows {
            digest.update(format!("{}\t{}\t{}\n", row.n, row.name, row.fate.code()));
        }
        hex::encode(digest.finalize())
    }

    /// Whether it can be done and is the one that was confirmed by this digest.
    ///
    /// # Errors
    /// [`Error::Refused`] saying which of the two it is not.
    pub fn is_as_confirmed(&self, digest: &str) -> Result<()> {
        if self.n(Fate::Wrong) > 0 {
            let message = Message::new("import.has_faults").with("n", self.n(Fate::Wrong));
            return Err(Error::Refused(message));
        }
        if self.digest() == digest {
            Ok(())
        } else {
            Err(Error::refused("import.moved"))
        }
    }
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct ImportDone {
    /// What became of each row.
    pub plan: Plan,
    /// Sign-in name, name and first password of each new account: shown once to whoever imported them.
    pub passwords: Vec<(String, String, Secret)>,
}

/// What is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importing {
    /// People with their appointments.
    People,
    /// Organisations.
    Organisations,
    /// Opening balances and the points of past years.
    Openings,
}

impl Importing {
    /// As addresses and message keys spell it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Organisations => "organisations",
            Self::Openings => "openings",
        }
    }

    const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::People => &accounts::HEADINGS,
            Self::Organisations => &tree::HEADINGS,
            Self::Openings => &balances::HEADINGS,
        }
    }

    /// The sheet to fill in, with one invented row that is passed over.
    #[must_use]
    pub fn template(self, language: Language, today: NaiveDate) -> Sheet {
        let t = |key: &str| i18n::t(language, key);
        let example = match self {
            Self::People => vec![
                Cell::text(t("import.example_username")),
                Cell::text(t("import.example_person")),
                Cell::text(t("import.example_unit")),
                Cell::text(t("role.reporter")),
                Cell::Day(today),
            ],
            Self::Organisations => vec![
                Cell::text(t("import.example_name")),
                Cell::text(t("import.example_unit")),
                Cell::text(t("class.subdistrict")),
                Cell::text(t("import.example_parent")),
                Cell::text(t("import.yes")),
                Cell::text(t("import.no")),
                Cell::text(t("import.no")),
                Cell::Day(today),
            ],
            Self::Openings => vec![
                Cell::text(t("import.example_account")),
                Cell::text(t("import_kind.person")),
                Cell::text(Month::of(today).minus(1).to_string()),
                Cell::Points(8_800),
                Cell::text(t("import.example_origin")),
            ],
        };
        self.sheet(language, vec![example])
    }

    /// A sheet of this kind with these rows and the hints of its headings.
    #[must_use]
    pub fn sheet(self, language: Language, rows: Vec<Vec<Cell>>) -> Sheet {
        let t = |key: &str| i18n::t(language, key);
        let mut notes = vec![(t("import.how"), t(&format!("import_how.{}", self.code())))];
        notes.extend(self.headings().iter().map(|key| {
            (
                t(key),
                t(&format!("import_hint.{}", key.trim_start_matches("import."))),
            )
        }));
        Sheet {
            title: t(&format!("roster.{}", self.code())),
            notes_title: t("list.notes"),
            notes,
            headings: self.headings().iter().map(|key| t(key)).collect(),
            rows,
        }
    }
}

/// Yes or no in words.
fn yes_or_no(language: Language, is: bool) -> Cell {
    Cell::text(i18n::t(language, if is { "import.yes" } else { "import.no" }))
}

/// Notes an import as a whole; what it did to each is noted beside it.
async fn note(
    tx: &DatabaseTransaction,
    admin: &Admin,
    (what, plan): (Importing, &Plan),
    now: Instant,
) -> Result<()> {
    let counts = serde_json::json!({
        "added": plan.n(Fate::Added), "changed": plan.n(Fate::Changed), "left": plan.n(Fate::Left),
    });
    let deed = Deed::done("import_roster", "list", what.code()).with(counts);
    audit::note(tx, admin.actor(), deed, now).await
}

/// A sheet that is to be imported.
#[derive(Clone, Debug)]
pub struct Import {
    grid: Grid,
    /// Column of each heading.
    columns: Vec<Option<usize>>,
    what: Importing,
}

impl Import {
    /// Reads a file within the limits of the house, off the threads that answer requests.
    ///
    /// # Errors
    /// [`Error::Upload`] saying what it is that cannot be taken.
    pub async fn read(what: Importing, file: Vec<u8>, limits: &Limits) -> Result<Self> {
        let limits = ReadLimits {
            bytes: limits.import_bytes,
            inflated_bytes: limits.import_inflated_bytes,
            members: 200,
            rows: limits.import_rows,
            columns: 20,
            cell_chars: 200,
        };
        let grid = tokio::task::spawn_blocking(move || sheet::read(&file, &limits))
            .await
            .map_err(|_| Error::Upload(Message::new("sheet.not_xlsx")))??;
        Self::of(what, grid)
    }
}
