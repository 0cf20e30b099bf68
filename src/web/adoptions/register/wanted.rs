//! What narrows the register: its address, what each filter may be, and the words for it.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::calendar::Month;
use crate::newsroom::{AdoptionFilter, OutletRow, Terms};
use crate::people;
use crate::web::desk::parts::{Choice, choices, with_any};
use crate::web::list::Filters;
use crate::web::{Page, Visit, months};

/// The register's filters, as the address says them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub month: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub level: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub outlet: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub standing: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
}

impl Wanted {
    pub(super) fn href(&self) -> String {
        format!(
            "/adoptions?{}",
            serde_urlencoded::to_string(self).unwrap_or_default()
        )
    }

    pub(super) fn is_any(&self) -> bool {
        [&self.month, &self.level, &self.outlet, &self.unit, &self.standing]
            .into_iter()
            .all(String::is_empty)
    }

    /// The same for the newsroom.
    pub(super) async fn filter(&self, visit: &Visit) -> Result<AdoptionFilter> {
        let units = match self.unit.parse() {
            Err(_) => None,
            Ok(unit) => Some(people::subtree(visit.app.db.reader(), unit).await?),
        };
        let month: Option<Month> = self.month.parse().ok();
        Ok(AdoptionFilter {
            from_on: month.map(Month::first_day),
            until_on: month.map(Month::last_day),
            article: None,
            level: (!self.level.is_empty()).then(|| self.level.clone()),
            outlet: self.outlet.parse().ok(),
            units,
            standing: match &*self.standing {
                "standing" => Some(true),
                "withdrawn" => Some(false),
                _ => None,
            },
        })
    }
}

/// What the filters may be.
pub(super) struct Choices {
    pub months: Vec<Choice>,
    pub levels: Vec<Choice>,
    pub outlets: Vec<Choice>,
    pub units: Vec<Choice>,
    pub standings: Vec<Choice>,
}

impl Choices {
    /// What may be chosen by now.
    pub(super) async fn load(
        visit: &Visit,
        p: &Page,
        (terms, outlets): (&Terms, &[OutletRow]),
    ) -> Result<Self> {
        let any = |key: &str, choices| with_any(p.t(key), choices);
        Ok(Self {
            months: months::latest(visit, p),
            levels: any("adoption.any_level", choices(terms, "level", p.language())),
            outlets: any("adoption.any_outlet", outlet_choices(outlets)),
            units: any("desk.any_unit", unit_choices(visit).await?),
            standings: months::standings(p),
        })
    }

    /// What is chosen, in words.
    pub(super) fn said(&self, p: &Page, wanted: &Wanted) -> Filters {
        let named = [
            ("adoption.month", &self.months, &wanted.month),
            ("look.level", &self.levels, &wanted.level),
            ("look.outlet", &self.outlets, &wanted.outlet),
            ("desk.unit", &self.units, &wanted.unit),
            ("adoption.state", &self.standings, &wanted.standing),
        ];
        named
            .into_iter()
            .fold(Filters::default(), |filters, (key, choices, value)| {
                let choices = choices.iter().map(|one| (&one.value, &one.label));
                filters.chosen(p.t(key), choices, value)
            })
    }
}

fn outlet_choices(outlets: &[OutletRow]) -> Vec<Choice> {
    let choice = |row: &OutletRow| Choice {
        value: row.outlet.id.to_string(),
        label: row.outlet.name.clone(),
    };
    outlets.iter().map(choice).collect()
}

async fn unit_choices(visit: &Visit) -> Result<Vec<Choice>> {
    let units = people::organisations(visit.app.db.reader()).await?;
    let choice = |unit: entity::organisation::Model| Choice {
        value: unit.id.to_string(),
        label: unit.short_name,
    };
    Ok(units.into_iter().map(choice).collect())
}
