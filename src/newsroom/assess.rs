//! 考核折算: what the points of an assessment year are worth by the scheme of each class, with the arithmetic. Read from
//! the postings; nothing is stored.

use std::collections::{BTreeMap, BTreeSet};

use entity::{OrganisationClass, SubjectKind};
use sea_orm::ConnectionTrait;

use super::facts::class_name;
use super::members::{Member, members};
use super::readable::may_read_statement;
use crate::Result;
use crate::calendar::{Length, Month, Period};
use crate::error::Error;
use crate::ledger::{self, Yield};
use crate::people::Viewer;
use crate::points::Points;
use crate::scheme::assess::Assessed;
use crate::scheme::{Book, PersonId, Scheme, Subject, UnitId};

/// One row of the sheet.
#[derive(Clone, Debug)]
pub struct AssessedRow {
    /// Who.
    pub member: Member,
    /// All points of the year.
    pub total: Points,
    /// What they are worth, and how.
    pub assessed: Assessed,
    /// The scheme that says so: its name and version.
    pub scheme: (String, u32),
}

/// The sheet of an assessment year.
#[derive(Clone, Debug, Default)]
pub struct AssessmentSheet {
    /// The years that can be chosen, the newest first; none where no scheme converts points.
    pub years: Vec<Period>,
    /// The year that is shown.
    pub year: Option<Period>,
    /// Whoever the reader may read, the highest score first.
    pub rows: Vec<AssessedRow>,
}

/// The sheet of a year, or of the current one, as far as the viewer may read statements.
///
/// # Errors
/// [`Error::NotFound`] for a year that no scheme with an assessment has.
pub async fn assessment(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    kind: SubjectKind,
    (asked, today): (Option<Period>, chrono::NaiveDate),
) -> Result<AssessmentSheet> {
    let book = ledger::book(db).await?.book;
    let first = first_month(db, kind).await?;
    let this = Month::of(today);
    let months = std::iter::successors(Some(first.unwrap_or(this).min(this)), |month| Some(month.plus(1)));
    let mut years: Vec<Period> = months
        .take_while(|month| *month <= this)
        .flat_map(|month| years_of(&book, month))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    years.sort_by_key(|year| std::cmp::Reverse(year.first_day()));
    let year = match asked {
        Some(year) if years.contains(&year) => Some(year),
        Some(_) => return Err(Error::NotFound),
        None => years.first().copied(),
    };
    let rows = match year {
        Some(year) => rows(db, &book, (viewer, kind), (year, today)).await?,
        None => Vec::new(),
    };
    Ok(AssessmentSheet { years, year, rows })
}

/// The first month in which anybody of a kind has points.
async fn first_month(db: &impl ConnectionTrait, kind: SubjectKind) -> Result<Option<Month>> {
    let months = ledger::periods(db, kind).await?;
    Ok(months.iter().filter_map(|text| text.parse().ok()).min())
}

/// The years, holding a month, of the classes whose scheme of that month converts points.
fn years_of(book: &Book, month: Month) -> BTreeSet<Period> {
    let schemes = OrganisationClass::ALL
        .iter()
        .filter_map(|class| book.scheme_on(&class_name(*class), month.first_day()));
    schemes
        .filter(|scheme| scheme.assessment.is_some())
        .map(|scheme| Period::of(month.first_day(), Length::Year, scheme.calendar.year_starts))
        .collect()
}

async fn rows(
    db: &impl ConnectionTrait,
    book: &Book,
    (viewer, kind): (&Viewer, SubjectKind),
    (year, today): (Period, chrono::NaiveDate),
) -> Result<Vec<AssessedRow>> {
    // The scheme in force when the year ends decides; today's while it runs.
    let day = year.last_day().min(today).max(year.first_day());
    let schemes: BTreeMap<&str, &Scheme> = OrganisationClass::ALL
        .iter()
        .filter_map(|class| Some((class.code(), book.scheme_on(&class_name(*class), day)?)))
        .filter(|(_, scheme)| Period::of(day, Length::Year, scheme.calendar.year_starts) == year)
        .collect();
    let mut members = members(db, kind, year).await?;
    let n = members.len();
    members.retain(|member| may_read_statement(viewer, (kind, member.id)));
    // Whoever reads their own sheet alone does not wait for the postings of everybody.
    let own: Vec<i64> = members.iter().map(|member| member.id).collect();
    let of = (own.len() < n).then_some((kind, own.as_slice()));
    let yields = ledger::yields(db, of, year, ledger::CountedBy::Booking).await?;
    let incidents = ledger::incidents(db, book, (year.first_day(), year.last_day())).await?;
    let mut rows = Vec::new();
    for member in members {
        let (subject, whose) = (subject_of(kind, member.id), (kind, member.id));
        let scheme = member.class.and_then(|class| schemes.get(class.code()));
        let assessment = scheme.and_then(|scheme| Some((scheme, scheme.assessment.as_ref()?)));
        let Some((scheme, assessment)) = assessment.filter(|(_, it)| it.subject.admits(subject)) else {
            continue;
        };
        let earned = yields.get(&whose).cloned().unwrap_or_default();
        let totals: Vec<_> = earned
            .points
            .iter()
            .map(|(family, points)| (*family, *points))
            .collect();
        let of_year = incidents.get(&whose).map_or(&[][..], Vec::as_slice);
        let assessed = assessment
            .convert(&totals, of_year, scheme.rounding)
            .ok_or_else(|| Error::broken(format!("the assessment of {whose:?} does not fit")))?;
        rows.push(AssessedRow {
            total: Yield::total(&earned),
            assessed,
            scheme: (scheme.name.clone(), scheme.version),
            member,
        });
    }
    rows.sort_by_key(|row| {
        (
            std::cmp::Reverse(row.assessed.score),
            std::cmp::Reverse(row.total),
            row.member.id,
        )
    });
    Ok(rows)
}

/// A subject as schemes name it.
pub(super) const fn subject_of(kind: SubjectKind, id: i64) -> Subject {
    match kind {
        SubjectKind::Person => Subject::Person(PersonId(id)),
        SubjectKind::Unit => Subject::Unit(UnitId(id)),
    }
}
