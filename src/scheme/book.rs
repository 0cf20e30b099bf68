//! Which scheme is in force: published versions with their dates and the classes of organisation that they cover.
//! The choice is the only thing here; what a version says is `document.rs`.

use chrono::NaiveDate;

use super::document::Scheme;
use crate::calendar::{Period, YearStart};

/// A published version of a scheme.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The document.
    pub scheme: Scheme,
    /// First day in force; `None` since ever.
    pub effective_from: Option<NaiveDate>,
    /// First day no longer in force; `None` for ever.
    pub effective_until: Option<NaiveDate>,
    /// Classes of organisation covered; empty covers all.
    pub classes: Vec<String>,
}

impl Edition {
    /// An edition with the dates and classes that its own document names.
    #[must_use]
    pub fn of(scheme: Scheme) -> Edition {
        Edition {
            effective_from: scheme.effective_from,
            effective_until: scheme.effective_until,
            classes: scheme.applies_to.0.clone(),
            scheme,
        }
    }
}

/// All published versions, and the day up to which time has passed.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The versions, in any order.
    pub editions: Vec<Edition>,
    /// The last day that is over (Shanghai). A miss is charged only for periods that end by then, a base score only
    /// for those that have begun. `None` takes every period that the facts touch as complete.
    pub through: Option<NaiveDate>,
}

impl Book {
    /// The scheme in force for a class on a day.
    #[must_use]
    pub fn scheme_on(&self, class: &str, day: NaiveDate) -> Option<&Scheme> {
        Shelf::of(self).on(class, day)
    }

    /// When the assessment year of a class begins by the scheme in force on a day; in January where none is.
    #[must_use]
    pub fn year_start(&self, class: &str, day: NaiveDate) -> YearStart {
        let scheme = Shelf::of(self).on(class, day);
        scheme.map_or(YearStart::JANUARY, |scheme| scheme.calendar.year_starts)
    }
}

/// A book, or one scheme for everything, seen by the rules.
pub(super) struct Shelf<'a> {
    editions: Vec<Volume<'a>>,
    /// See [`Book::through`].
    pub through: Option<NaiveDate>,
}

#[derive(Clone, Copy)]
struct Volume<'a> {
    scheme: &'a Scheme,
    from: NaiveDate,
    until: NaiveDate,
    classes: &'a [String],
}

impl<'a> Shelf<'a> {
    /// One scheme for every day and class.
    pub fn single(scheme: &'a Scheme) -> Shelf<'a> {
        let volume = Volume {
            scheme,
            from: NaiveDate::MIN,
            until: NaiveDate::MAX,
            classes: &[],
        };
        Shelf {
            editions: vec![volume],
            through: None,
        }
    }

    /// All editions of a book.
    pub fn of(book: &'a Book) -> Shelf<'a> {
        let mut editions: Vec<Volume<'a>> = book
            .editions
            .iter()
            .map(|edition| Volume {
                scheme: &edition.scheme,
                from: edition.effective_from.unwrap_or(NaiveDate::MIN),
                until: edition.effective_until.unwrap_or(NaiveDate::MAX),
                classes: &edition.classes,
            })
            .collect();
        // The newest first: where editions overlap the one that began last is in force, then the higher version.
        editions.sort_by(|one, other| {
            (other.from, other.scheme.version, &other.scheme.code).cmp(&(
                one.from,
                one.scheme.version,
                &one.scheme.code,
            ))
        });
        Shelf {
            editions,
            through: book.through,
        }
    }

    /// The schemes, newest first.
    pub fn schemes(&self) -> impl Iterator<Item = &'a Scheme> + '_ {
        self.editions.iter().map(|edition| edition.scheme)
    }

    /// The scheme in force on a day for a class of organisation.
    pub fn on(&self, class: &str, day: NaiveDate) -> Option<&'a Scheme> {
        self.for_class(class)
            .find(|edition| edition.from <= day && day < edition.until)
            .map(|edition| edition.scheme)
    }

    /// The scheme for a whole period: that in force on its first day, else the first that begins inside it.
    pub fn during(&self, class: &str, period: Period) -> Option<&'a Scheme> {
        self.on(class, period.first_day()).or_else(|| {
            let begins_inside = self
                .for_class(class)
                .filter(|edition| period.contains(edition.from));
            // Newest first, so the last is the earliest.
            begins_inside.last().map(|edition| edition.scheme)
        })
    }

    fn for_class<'s>(&'s self, class: &'s str) -> impl Iterator<Item = &'s Volume<'a>> + 's {
        self.editions.iter().filter(move |edition| {
            edition.classes.is_empty() || edition.classes.iter().any(|covered| covered == class)
        })
    }
}
