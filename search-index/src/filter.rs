//! What narrows a search besides its text: filters and permission. Both become clauses of the query, so that no
//! count, facet or passage can escape them.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EmptyQuery, InvertedIndexRangeQuery, Query, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::day::{Day, DayRange};
use crate::facet::Facet;
use crate::schema::{AdoptedBy, Fields, adopted_term};

/// Who looks: the terms that the viewer holds. A document is visible when it carries one of them; a viewer without
/// terms sees nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    terms: Vec<String>,
}

impl Access {
    /// The access of a viewer who holds these terms.
    #[must_use]
    pub fn holding<S: Into<String>>(terms: impl IntoIterator<Item = S>) -> Self {
        Self {
            terms: terms.into_iter().map(Into::into).collect(),
        }
    }

    pub(crate) fn clause(&self, fields: &Fields) -> Box<dyn Query> {
        any_of(fields.acl, &self.terms)
    }
}

/// Filters: within a group one value suffices, every group that has values must agree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Organisations, by id; a parent stands for its children.
    pub units: Vec<u64>,
    /// Classes of organisation, by key.
    pub classes: Vec<String>,
    /// Types of article, by key.
    pub kinds: Vec<String>,
    /// Levels of adoption, by key.
    pub levels: Vec<String>,
    /// Outlets that adopted it, by id.
    pub outlets: Vec<u64>,
    /// Authors, by id.
    pub reporters: Vec<u64>,
    /// States, by key.
    pub states: Vec<String>,
    /// Months by which the archive dates it, such as `2024-05`.
    pub months: Vec<String>,
    /// Reporting weeks.
    pub weeks: Vec<String>,
    /// Days by which the archive dates it.
    pub dates: Option<DayRange>,
    /// Days of the first submit.
    pub submitted: Option<DayRange>,
    /// Days of an adoption; with levels or outlets it is one adoption that meets all.
    pub adopted: Option<DayRange>,
}

impl Filter {
    pub(crate) fn values(&self, facet: Facet) -> Vec<String> {
        let ids = |ids: &[u64]| ids.iter().map(u64::to_string).collect();
        match facet {
            Facet::Unit => ids(&self.units),
            Facet::Class => self.classes.clone(),
            Facet::Type => self.kinds.clone(),
            Facet::Level => self.levels.clone(),
            Facet::Outlet => ids(&self.outlets),
            Facet::Reporter => ids(&self.reporters),
            Facet::State => self.states.clone(),
            Facet::Month => self.months.clone(),
            Facet::Week => self.weeks.clone(),
        }
    }

    /// The clauses of the filter, without the group of one facet when that facet is being counted.
    pub(crate) fn clauses(&self, fields: &Fields, without: Option<Facet>) -> Vec<Box<dyn Query>> {
        let mut clauses: Vec<Box<dyn Query>> = Vec::new();
        for facet in Facet::ALL {
            let values = self.values(facet);
            if Some(facet) != without && !values.is_empty() {
                clauses.push(any_of(facet.field(fields), &values));
            }
        }
        if let Some(days) = self.dates {
            clauses.push(between(fields.on, days));
        }
        if let Some(days) = self.submitted {
            clauses.push(between(fields.submitted_on, days));
        }
        if let Some(days) = self.adopted {
            let levels = if without == Some(Facet::Level) {
                &[][..]
            } else {
                &self.levels
            };
            let outlets = if without == Some(Facet::Outlet) {
                &[][..]
            } else {
                &self.outlets
            };
            clauses.push(adopted(fields, days, levels, outlets));
        }
        clauses
    }
}

pub(crate) fn any_of(field: Field, values: &[String]) -> Box<dyn Query> {
    /// Above this a set is looked up in one pass over the dictionary.
    const MANY: usize = 32;
    let terms: Vec<Term> = values.iter().map(|v| Term::from_field_text(field, v)).collect();
    let query: Box<dyn Query> = match terms.len() {
        0 => return Box::new(EmptyQuery),
        1..=MANY => Box::new(BooleanQuery::union(
            terms
                .into_iter()
                .map(|t| Box::new(TermQuery::new(t, IndexRecordOption::Basic)) as Box<dyn Query>)
                .collect(),
        )),
        _ => Box::new(TermSetQuery::new(terms)),
    };
    unscored(query)
}

pub(crate) fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

pub(crate) fn between(field: Field, days: DayRange) -> Box<dyn Query> {
    let bound = |day: Option<Day>, open: Day| {
        Bound::Included(Term::from_field_i64(field, day.unwrap_or(open).into()))
    };
    unscored(Box::new(RangeQuery::new(
        bound(days.from, Day::MIN),
        bound(days.to, Day::MAX),
    )))
}

/// One adoption in the period, at one of the levels and by one of the outlets (empty: any).
pub(crate) fn adopted(fields: &Fields, days: DayRange, levels: &[String], outlets: &[u64]) -> Box<dyn Query> {
    let by: Vec<AdoptedBy<'_>> = match (levels, outlets) {
        ([], []) => vec![AdoptedBy::Anyone],
        (levels, []) => levels.iter().map(|l| AdoptedBy::Level(l)).collect(),
        ([], outlets) => outlets.iter().map(|&o| AdoptedBy::Outlet(o)).collect(),
        (levels, outlets) => outlets
            .iter()
            .flat_map(|&o| levels.iter().map(move |l| AdoptedBy::OutletAtLevel(o, l)))
            .collect(),
    };
    let ranges = by
        .iter()
        .map(|by| {
            let term = |day| Bound::Included(Term::from_field_text(fields.adopted, &adopted_term(by, day)));
            Box::new(InvertedIndexRangeQuery::new(
                term(days.from.unwrap_or(Day::MIN)),
                term(days.to.unwrap_or(Day::MAX)),
            )) as Box<dyn Query>
        })
        .collect();
    unscored(Box::new(BooleanQuery::union(ranges)))
}
