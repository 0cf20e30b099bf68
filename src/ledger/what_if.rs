//! What a draft would change: the facts of the last months priced under the schemes in force, and again with the draft
//! in place of the versions of its scheme. Nothing is written. Subjects that share no article cannot touch each other,
//! so they are priced in groups and only the differences are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::{ArticleId, SchemeId, SubjectKind, scheme_draft};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::abreast::Abreast;
use super::groups::{self, Key, Reach};
use super::publishing::sound_scheme;
use super::schemes::book;
use super::standings::rank;
use crate::app::App;
use crate::calendar::Month;
use crate::error::Error;
use crate::people::{Viewer, reads_the_desk};
use crate::scheme::{Book, Edition, Scheme};
use crate::settings::TieRule;
use crate::{Result, db};

mod compare;

use compare::Compared;

/// The months over which a draft is tried unless others are asked for.
pub const MONTHS_TRIED: u32 = 24;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct WhatIfRange {
    /// How many months, the current one included.
    pub n_months: u32,
    /// The day whose month is the last one.
    pub until: NaiveDate,
    /// How many changed lines are told one by one.
    pub n_lines: usize,
    /// Whether they are told with the titles of the articles; otherwise by rule and arithmetic alone.
    pub with_titles: bool,
}

/// What a draft would change.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// The first month.
    pub first: Month,
    /// The last month.
    pub last: Month,
    /// Facts that were priced.
    pub n_facts: usize,
    /// Everybody whose points or place would change: persons and units, those who win or lose most places first.
    pub moves: Vec<Moved>,
    /// The lines that would change most; the largest difference first.
    pub lines: Vec<ChangedLine>,
    /// How many lines would change in all.
    pub n_changed: usize,
}

/// A subject whose points or place would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Person or unit.
    pub kind: SubjectKind,
    /// The subject's key.
    pub subject_id: i64,
    /// Points of all the months, in hundredths, under the schemes in force.
    pub points_before: i64,
    /// The same under the draft.
    pub points_after: i64,
    /// The place among all of its kind; equal points share it.
    pub rank_before: usize,
    /// The same under the draft.
    pub rank_after: usize,
}

impl Moved {
    /// Places won; negative where they are lost.
    #[must_use]
    pub fn places_won(&self) -> i64 {
        let signed = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
        signed(self.rank_before) - signed(self.rank_after)
    }
}

/// A line that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// The line's key, which both pricings share.
    pub key: String,
    /// Whose.
    pub subject: Key,
    /// The day on which it happened.
    pub happened_on: NaiveDate,
    /// The article, where one is concerned.
    pub article: Option<ArticleId>,
    /// Hundredths and sentence under the schemes in force; none: no such line.
    pub before: Option<(i64, String)>,
    /// The same under the draft.
    pub after: Option<(i64, String)>,
}

impl ChangedLine {
    /// How much more the draft gives, in hundredths.
    #[must_use]
    pub fn difference(&self) -> i64 {
        let points = |side: &Option<(i64, String)>| side.as_ref().map_or(0, |(points, _)| *points);
        points(&self.after) - points(&self.before)
    }
}

/// Prices the facts of the months under the schemes in force and under the draft in place of its scheme's versions.
///
/// # Errors
/// [`Error::Invalid`] where no month is asked for; [`Error::Broken`] where a stored fact or scheme cannot be read.
pub async fn what_if(db: &impl ConnectionTrait, draft: &Scheme, asked: WhatIfRange) -> Result<WhatIf> {
    let last = Month::of(asked.until);
    let first = match asked.n_months.checked_sub(1) {
        Some(back) => last.minus(back),
        None => return Err(Error::invalid("months", "fault.field")),
    };
    let published = book(db).await?;
    // Money is tried beside money, points beside points.
    let standing = if draft.is_money() {
        published.fees
    } else {
        published.book
    };
    let drafted = replaced(&standing, draft, first.first_day());
    let reach = Reach::of(&[standing.horizon(), drafted.horizon()], (first, last));
    let books = Arc::new((standing, drafted));
    let (groups, loose) = (groups::groups(db, &reach).await?, groups::loose(db).await?);
    let (mut compared, mut pricing) = (Compared::default(), Abreast::new());
    let mut n_facts = loose.len();
    for group in groups {
        let rows = groups::article_rows(db, &group, &reach).await?;
        n_facts += rows.len();
        let (books, loose) = (books.clone(), loose.clone());
        let compare = move || {
            let facts = groups::facts(rows, &loose, &group)?;
            let within = (first, last);
            Ok(compare::compare(
                &books,
                &facts,
                &group,
                within,
                asked.with_titles,
            ))
        };
        if let Some(found) = pricing.start(compare).await? {
            compared.take(found, asked.n_lines);
        }
    }
    while let Some(found) = pricing.next().await? {
        compared.take(found, asked.n_lines);
    }
    Ok(WhatIf {
        first,
        last,
        n_facts,
        moves: moves(&compared.totals),
        lines: compared.lines,
        n_changed: compared.n_changed,
    })
}

/// Tries the kept draft of a scheme over so many months, the current one included; at most as many as the limits allow.
/// Whoever does not read what is filed sees no titles. One after the other, where several are asked for.
///
/// # Errors
/// [`Error::NotFound`] without a draft; otherwise as [`what_if`].
pub async fn try_draft(app: &App, viewer: &Viewer, id: SchemeId, n_months: u32) -> Result<WhatIf> {
    let limits = &app.settings.limits;
    let asked = WhatIfRange {
        n_months: n_months.min(limits.what_if_months),
        until: app.today(),
        n_lines: limits.what_if_lines,
        with_titles: reads_the_desk(viewer),
    };
    let _turn = app.trying.acquire().await.map_err(Error::broken)?;
    let moment = db::read(&app.db).await?;
    let draft = scheme_draft::Entity::find_by_id(id)
        .one(&moment)
        .await?
        .ok_or(Error::NotFound)?;
    what_if(&moment, &sound_scheme(&draft.document)?, asked).await
}

/// The book with the draft wherever a version of its scheme was. A scheme without versions is put in force on the first
/// day, and again on each later day on which another begins: whoever began last is in force.
fn replaced(book: &Book, draft: &Scheme, first: NaiveDate) -> Book {
    let highest = book.editions.iter().map(|edition| edition.scheme.version).max();
    let scheme = Scheme {
        version: highest.map_or(1, |highest| highest.saturating_add(1)),
        ..draft.clone()
    };
    let classes = scheme.applies_to.0.clone();
    let edition = |from: Option<NaiveDate>, until: Option<NaiveDate>| Edition {
        scheme: scheme.clone(),
        effective_from: from,
        effective_until: until,
        classes: classes.clone(),
    };
    let (own, mut editions): (Vec<_>, Vec<_>) = book
        .editions
        .iter()
        .cloned()
        .partition(|edition| edition.scheme.code == draft.code);
    if own.is_empty() {
        let later = editions.iter().filter_map(|other| other.effective_from);
        let days: Vec<NaiveDate> = later.filter(|day| *day > first).chain([first]).collect();
        editions.extend(days.into_iter().map(|day| edition(Some(day), None)));
    } else {
        let days = own
            .iter()
            .map(|own| edition(own.effective_from, own.effective_until));
        editions.extend(days);
    }
    Book {
        editions,
        through: book.through,
    }
}

/// Everybody whose points or place differ, whoever moves furthest first.
fn moves(totals: &BTreeMap<Key, (i64, i64)>) -> Vec<Moved> {
    let mut moved = Vec::new();
    for kind in [SubjectKind::Unit, SubjectKind::Person] {
        let of_kind = || totals.iter().filter(move |(key, _)| key.0 == kind);
        let ranks = |points: fn(&(i64, i64)) -> i64| -> BTreeMap<i64, usize> {
            let scores = of_kind().map(|(key, both)| (key.1, points(both))).collect();
            rank(scores, TieRule::Standard)
                .into_iter()
                .map(|place| (place.subject_id, place.rank))
                .collect()
        };
        let (before, after) = (ranks(|both| both.0), ranks(|both| both.1));
        for ((_, subject_id), (points_before, points_after)) in of_kind() {
            let (rank_before, rank_after) = (before[subject_id], after[subject_id]);
            if points_before != points_after || rank_before != rank_after {
                moved.push(Moved {
                    kind,
                    subject_id: *subject_id,
                    points_before: *points_before,
                    points_after: *points_after,
                    rank_before,
                    rank_after,
                });
            }
        }
    }
    moved.sort_by_key(|one| {
        let points = (one.points_after - one.points_before).abs();
        (
            std::cmp::Reverse((one.places_won().abs(), points)),
            one.kind == SubjectKind::Person,
            one.subject_id,
        )
    });
    moved
}
