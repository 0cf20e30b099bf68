//! The filters: facets with counts, and those that are picked as chips; keys become words here.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use entity::{Language, OrganisationId, PersonId, outlet};
use sea_orm::{DatabaseConnection, EntityTrait};
use search_index::{Facet, FacetCount};

use super::asked::{Asked, FACETS};
use crate::db::Db;
use crate::newsroom::Terms;
use crate::people::Roster;
use crate::web::Page;
use crate::{Result, i18n};

/// How many values of a facet stand on the page; the others are in a list to pick from.
const N_SHOWN: usize = 10;

/// A facet.
pub(super) struct Group {
    pub title: String,
    /// Its name in the address.
    pub name: &'static str,
    pub values: Vec<Value>,
    /// The rarer values: key, and word with number.
    pub more: Vec<(String, String)>,
}

/// A value of a facet.
pub(super) struct Value {
    pub href: String,
    pub label: String,
    pub n: u64,
    pub on: bool,
    /// Adoptions and points of the pieces with this value.
    pub hint: String,
}

/// A filter that is picked.
pub(super) struct Chip {
    pub text: String,
    pub href: String,
}

/// A field that a form carries along.
pub(super) struct Hidden {
    pub name: &'static str,
    pub value: String,
}

/// What turns keys into words.
pub(super) struct Naming {
    pub language: Language,
    pub roster: Arc<Roster>,
    pub terms: Arc<Terms>,
    pub outlets: Arc<OutletNames>,
}

/// The names of all outlets by key.
pub(super) struct OutletNames(HashMap<String, String>);

/// The names of all outlets, as of the last commit.
pub(super) async fn outlet_names(db: &Db) -> Result<Arc<OutletNames>> {
    let read = async |db: DatabaseConnection| {
        let outlets = outlet::Entity::find().all(&db).await?.into_iter();
        let named = outlets.map(|outlet| (outlet.id.to_string(), outlet.name));
        Ok(OutletNames(named.collect()))
    };
    db.kept(String::new(), read).await
}

impl Naming {
    /// The word of a key; the key itself where nobody knows it.
    pub(super) fn word(&self, facet: Facet, key: &str) -> String {
        let id = key.parse().unwrap_or(0);
        let word = match facet {
            Facet::Unit => self.roster.unit(OrganisationId(id)).to_owned(),
            Facet::Reporter => self.roster.person(PersonId(id)).to_owned(),
            Facet::Outlet => self.outlets.0.get(key).cloned().unwrap_or_default(),
            Facet::Class => self.message("class", key),
            Facet::State => self.message("state", key),
            Facet::Type => self.terms.name("type", key, self.language).to_owned(),
            Facet::Level => self.terms.name("level", key, self.language).to_owned(),
            Facet::Month | Facet::Week => key.to_owned(),
        };
        if word.is_empty() { key.to_owned() } else { word }
    }

    fn message(&self, group: &str, key: &str) -> String {
        let name = format!("{group}.{key}");
        let word = i18n::t(self.language, &name);
        if word == name { key.to_owned() } else { word }
    }
}

fn title(p: &Page, facet: Facet) -> String {
    match facet {
        Facet::Level => p.t("search.level"),
        Facet::Class => p.t("search.class"),
        Facet::Type => p.t("search.type"),
        Facet::State => p.t("search.state"),
        Facet::Unit => p.t("search.unit"),
        Facet::Outlet => p.t("search.outlet"),
        Facet::Reporter => p.t("search.reporter"),
        Facet::Month | Facet::Week => p.t("search.month"),
    }
}

/// The facets with a value to offer.
pub(super) fn groups(
    p: &Page,
    asked: &Asked,
    counts: &BTreeMap<Facet, Vec<FacetCount>>,
    naming: &Naming,
) -> Vec<Group> {
    let group = |(facet, name): (Facet, &'static str)| {
        let mut counted: Vec<&FacetCount> = counts.get(&facet)?.iter().collect();
        match facet {
            Facet::Month => counted.sort_unstable_by(|a, b| b.key.cmp(&a.key)),
            Facet::Level => counted.sort_unstable_by_key(|count| {
                std::cmp::Reverse(naming.terms.find("level", &count.key).map_or(0, |term| term.ord))
            }),
            Facet::Unit
            | Facet::Class
            | Facet::Type
            | Facet::Outlet
            | Facet::Reporter
            | Facet::State
            | Facet::Week => {}
        }
        let mut n_shown = 0;
        let (shown, rare): (Vec<&FacetCount>, Vec<&FacetCount>) = counted.into_iter().partition(|count| {
            n_shown += 1;
            n_shown <= N_SHOWN || asked.has(name, &count.key)
        });
        let word = |count: &FacetCount| p.t2("search.value_n", naming.word(facet, &count.key), count.tally.n);
        let values: Vec<Value> = shown
            .into_iter()
            .map(|count| Value {
                href: asked.toggled(name, &count.key),
                label: naming.word(facet, &count.key),
                n: count.tally.n,
                on: asked.has(name, &count.key),
                hint: p.t2(
                    "search.tally",
                    count.tally.n_adoptions,
                    p.points(count.tally.points),
                ),
            })
            .collect();
        (!values.is_empty()).then(|| Group {
            title: title(p, facet),
            name,
            values,
            more: rare
                .into_iter()
                .map(|count| (count.key.clone(), word(count)))
                .collect(),
        })
    };
    FACETS.into_iter().filter_map(group).collect()
}

/// The filters that are picked.
pub(super) fn chips(p: &Page, asked: &Asked, naming: &Naming) -> Vec<Chip> {
    let mut chips: Vec<Chip> = asked
        .picked
        .iter()
        .filter_map(|(name, value)| {
            let (facet, name) = *FACETS.iter().find(|(_, facet)| facet == name)?;
            Some(Chip {
                text: naming.word(facet, value),
                href: asked.toggled(name, value),
            })
        })
        .collect();
    if !asked.from.is_empty() || !asked.to.is_empty() {
        let days = p.t2("search.days", &asked.from, &asked.to);
        let text = if asked.is_adopted {
            p.t1("search.days_adopted", days)
        } else {
            p.t1("search.days_submitted", days)
        };
        chips.push(Chip {
            text,
            href: asked.without_days(),
        });
    }
    chips
}
