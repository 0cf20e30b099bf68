//! What the address asks for, and the addresses of its neighbours: with a filter more or less, another order, another
//! page.

use chrono::{Datelike, NaiveDate};
use search_index::{Day, DayRange, Facet, Filter, Sort, day_of_date};

use super::groups::Hidden;
use crate::Result;
use crate::archive::Wanted;
use crate::error::Error;
use crate::settings::Limits;
use crate::web::form::Fields;

/// The facets of the page with their names in the address, in the order in which they stand.
pub(super) const FACETS: [(Facet, &str); 8] = [
    (Facet::Level, "level"),
    (Facet::Class, "class"),
    (Facet::Type, "type"),
    (Facet::State, "state"),
    (Facet::Unit, "unit"),
    (Facet::Outlet, "outlet"),
    (Facet::Reporter, "reporter"),
    (Facet::Month, "month"),
];
/// How many values of a facet are asked for: all that a district has, and no page without end.
const N_VALUES: usize = 500;
/// How many filters an address may hold.
const N_PICKED: usize = 60;
/// The sizes of a page.
pub(super) const SIZES: [u64; 3] = [20, 50, 100];

/// What the address asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub typed: String,
    /// Filters: the facet's name and the value.
    pub picked: Vec<(&'static str, String)>,
    pub from: String,
    pub to: String,
    /// Whether the days are those of an adoption and not of the first submit.
    pub is_adopted: bool,
    pub sort: Sort,
    pub page: u64,
    pub size: u64,
    default_size: u64,
    days: Option<DayRange>,
}

/// The name of an order in the address.
pub(super) const fn code_of(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "relevance",
        Sort::Newest => "newest",
        Sort::Oldest => "oldest",
    }
}

impl Asked {
    /// Reads the address.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a value cannot be one.
    pub(super) fn read(fields: &Fields, limits: &Limits) -> Result<Self> {
        let mut picked = Vec::new();
        for (facet, name) in FACETS {
            for value in fields.all(name).filter(|value| !value.is_empty()) {
                let is_id = matches!(facet, Facet::Unit | Facet::Outlet | Facet::Reporter);
                if is_id && value.parse::<u64>().is_err() || value.len() > 40 || picked.len() == N_PICKED {
                    return Err(Error::invalid("query", "fault.query"));
                }
                picked.push((name, value.to_owned()));
            }
        }
        let (from, to) = (fields.parse_optional("from")?, fields.parse_optional("to")?);
        let days = (from.is_some() || to.is_some()).then(|| DayRange {
            from: from.and_then(day),
            to: to.and_then(day),
        });
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Ok(Self {
            typed: fields.get("q").trim().to_owned(),
            picked,
            from: text(from),
            to: text(to),
            is_adopted: fields.get("by") == "adopted",
            sort: match fields.get("sort") {
                "newest" => Sort::Newest,
                "oldest" => Sort::Oldest,
                _ => Sort::Relevance,
            },
            page: fields.parse_optional("page")?.unwrap_or(1).max(1),
            size: fields
                .parse_optional("size")?
                .unwrap_or(limits.page_rows)
                .clamp(1, limits.page_rows_max),
            default_size: limits.page_rows,
            days,
        })
    }

    /// The same for the archive.
    pub(super) fn wanted(&self) -> Wanted {
        let texts = |name: &str| self.values(name).map(str::to_owned).collect::<Vec<_>>();
        let ids = |name: &str| {
            self.values(name)
                .filter_map(|value| value.parse().ok())
                .collect::<Vec<u64>>()
        };
        let filter = Filter {
            units: ids("unit"),
            classes: texts("class"),
            kinds: texts("type"),
            levels: texts("level"),
            outlets: ids("outlet"),
            reporters: ids("reporter"),
            states: texts("state"),
            months: texts("month"),
            submitted: self.days.filter(|_| !self.is_adopted),
            adopted: self.days.filter(|_| self.is_adopted),
            ..Filter::default()
        };
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let before = usize::try_from(self.page - 1).unwrap_or(usize::MAX);
        Wanted {
            typed: self.typed.clone(),
            filter,
            sort: self.sort,
            // Far beyond the last page is an answer of its own, and never an overflow.
            offset: before.saturating_mul(size).min(usize::MAX >> 1),
            limit: size,
            facets: FACETS.map(|(facet, _)| facet).into(),
            n_facet_values: N_VALUES,
        }
    }

    /// The values picked of a facet.
    pub(super) fn values<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> + 's {
        self.picked
            .iter()
            .filter(move |(facet, _)| *facet == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a value is picked.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|picked| picked == value)
    }

    /// The address of this search with a value picked or dropped.
    pub(super) fn toggled(&self, name: &'static str, value: &str) -> String {
        let mut other = self.clone();
        other.page = 1;
        if other.has(name, value) {
            other
                .picked
                .retain(|(facet, picked)| (*facet, picked.as_str()) != (name, value));
        } else {
            other.picked.push((name, value.to_owned()));
        }
        other.href()
    }

    /// Without its days.
    pub(super) fn without_days(&self) -> String {
        Self {
            from: String::new(),
            to: String::new(),
            is_adopted: false,
            page: 1,
            ..self.clone()
        }
        .href()
    }

    /// Without any filter.
    pub(super) fn cleared(&self) -> String {
        Self {
            typed: self.typed.clone(),
            sort: self.sort,
            page: 1,
            size: self.size,
            default_size: self.default_size,
            ..Self::default()
        }
        .href()
    }

    /// In another order.
    pub(super) fn ordered(&self, code: &str) -> String {
        let sort = [Sort::Relevance, Sort::Newest, Sort::Oldest]
            .into_iter()
            .find(|sort| code_of(*sort) == code)
            .unwrap_or_default();
        Self {
            sort,
            page: 1,
            ..self.clone()
        }
        .href()
    }

    /// Only what was adopted on whatever day: what stands behind the number of adoptions.
    pub(super) fn adopted_only(&self) -> String {
        if self.is_adopted {
            return self.href();
        }
        Self {
            from: "2000-01-01".to_owned(),
            to: String::new(),
            is_adopted: true,
            page: 1,
            ..self.clone()
        }
        .href()
    }

    /// Another page.
    pub(super) fn at_page(&self, page: u64) -> String {
        Self { page, ..self.clone() }.href()
    }

    /// In pages of another size.
    pub(super) fn sized(&self, size: u64) -> String {
        Self {
            size,
            page: 1,
            ..self.clone()
        }
        .href()
    }

    /// The fields that a form beside the others must carry along: the days where `with_days`, else the text.
    pub(super) fn hidden(&self, with_days: bool) -> Vec<Hidden> {
        let fields = self.fields();
        let is_other = |name: &str| match name {
            "page" => false,
            "q" => !with_days,
            "from" | "to" | "by" => with_days,
            _ => true,
        };
        fields
            .into_iter()
            .filter(|(name, _)| is_other(name))
            .map(|(name, value)| Hidden { name, value })
            .collect()
    }

    /// The fields that a form which adds a filter must carry along: all but the page.
    pub(super) fn carried(&self) -> Vec<Hidden> {
        let fields = self.fields().into_iter();
        let kept = fields.filter(|(name, _)| *name != "page");
        kept.map(|(name, value)| Hidden { name, value }).collect()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![("q", self.typed.clone())];
        fields.extend(self.picked.iter().cloned());
        if self.is_adopted {
            fields.push(("by", "adopted".to_owned()));
        }
        if self.sort != Sort::Relevance {
            fields.push(("sort", code_of(self.sort).to_owned()));
        }
        if self.size != self.default_size {
            fields.push(("size", self.size.to_string()));
        }
        if self.page > 1 {
            fields.push(("page", self.page.to_string()));
        }
        fields.extend([("from", self.from.clone()), ("to", self.to.clone())]);
        fields.retain(|(_, value)| !value.is_empty());
        fields
    }

    fn href(&self) -> String {
        let fields = serde_urlencoded::to_string(self.fields()).unwrap_or_default();
        if fields.is_empty() {
            "/search".to_owned()
        } else {
            format!("/search?{fields}")
        }
    }
}

fn day(day: NaiveDate) -> Option<Day> {
    day_of_date(day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Asked> {
        let fields = serde_urlencoded::from_str(query).unwrap();
        Asked::read(&Fields(fields), &Limits::default())
    }

    #[test]
    fn an_address_is_the_search_and_a_filter_picked_twice_is_dropped() {
        let asked = read("q=%E5%85%9A%E5%8A%A1&level=municipal&unit=7&sort=newest&page=3").unwrap();
        assert_eq!(asked.wanted().offset, 40);
        assert_eq!(asked.wanted().filter.units, [7]);
        let with = asked.toggled("level", "provincial");
        assert_eq!(
            with,
            "/search?q=%E5%85%9A%E5%8A%A1&level=municipal&unit=7&level=provincial&sort=newest"
        );
        let again = read(with.trim_start_matches("/search?")).unwrap();
        assert!(again.has("level", "provincial"));
        assert!(!again.toggled("level", "provincial").contains("provincial"));
        assert_eq!(asked.cleared(), "/search?q=%E5%85%9A%E5%8A%A1&sort=newest");
    }

    #[test]
    fn values_that_cannot_be_are_refused_and_absurd_pages_do_not_overflow() {
        for bad in ["unit=abc", "page=-1", "from=yesterday", "size=x"] {
            assert!(matches!(read(bad), Err(Error::Invalid(_))), "{bad}");
        }
        let far = read("page=18446744073709551615&size=100").unwrap().wanted();
        assert!(far.offset > search_index::MAX_OFFSET);
        assert!(far.offset.checked_add(far.limit).is_some());
    }
}
