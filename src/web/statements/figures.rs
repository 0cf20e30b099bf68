//! The figures around a statement: cards, the sums of the families, the trend of twelve months. Each is a link to what
//! is behind it.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;

use super::lines::{family_code, signed};
use super::{Asking, short};
use crate::audit::{self, NightWalk};
use crate::calendar::{Length, Month, Period, YearStart};
use crate::ledger::{RankFilter, TieRule};
use crate::scheme::Family;
use crate::web::Page;
use crate::web::page::pager::address;
use crate::web::standings::periods;
use crate::{Result, i18n, ledger, newsroom};

/// One figure on a card.
pub(super) struct Card {
    pub label: String,
    pub value: String,
    pub href: String,
    pub aside: String,
    pub below: String,
    /// A tag under it: its kind and its words.
    pub tag: Option<(&'static str, String)>,
}

/// What a family brought, as a link that filters the lines.
pub(super) struct FamilySum {
    pub label: String,
    pub points: String,
    pub href: String,
    pub on: bool,
}

/// A bar of the trend.
pub(in crate::web) struct Bar {
    pub label: String,
    pub text: String,
    pub height: i64,
    pub now: bool,
    pub href: String,
}

/// How the last walk through ledger and audit log is said.
pub(super) struct Check {
    /// The kind of tag: `ok`, `bad`, or `warn` before the first walk.
    pub kind: &'static str,
    pub value: String,
    /// The day and time of the walk; none before the first.
    pub when: Option<String>,
    /// What is broken.
    pub damage: Option<String>,
}

impl Check {
    pub(super) fn of(p: &Page, walk: Option<NightWalk>) -> Self {
        let (kind, value) = match &walk {
            None => ("warn", "ledger.check_none"),
            Some(walk) if walk.damage.is_some() => ("bad", "ledger.check_damaged"),
            Some(_) => ("ok", "ledger.check_ok"),
        };
        Self {
            kind,
            value: p.t(value),
            when: walk
                .as_ref()
                .map(|walk| p.t1("ledger.checked_at", p.time(walk.at))),
            damage: walk
                .and_then(|walk| walk.damage)
                .map(|damage| i18n::say(p.language(), &damage)),
        }
    }
}

impl<C: ConnectionTrait> Asking<'_, C> {
    /// Points of the period and of its year, the place, what was filed, and what the last walk through the ledger found.
    pub(super) async fn cards(&self, points: i64, today: chrono::NaiveDate) -> Result<Vec<Card>> {
        let p = self.p;
        let year = match self.period {
            Period::Months { n_months: 12, .. } => self.period,
            shorter => Period::of(shorter.last_day(), Length::Year, YearStart::JANUARY),
        };
        let in_year = ledger::total(self.db, self.subject, &year.to_string()).await?;
        let filed = newsroom::filed(self.db, self.subject.0, self.period).await?;
        let filed = filed.get(&self.subject.1).copied().unwrap_or_default();
        let is_open = self.period.last_day() >= today;
        let ranking = address(
            "/standings",
            &[
                ("kind", self.subject.0.code()),
                ("period", &self.period.to_string()),
            ],
        );
        Ok(vec![
            Card {
                label: p.t("ledger.in_period"),
                value: p.points(points),
                href: self.here(&[]),
                aside: String::new(),
                below: p.t(if is_open {
                    "ledger.still_open"
                } else {
                    "ledger.is_past"
                }),
                tag: None,
            },
            Card {
                label: p.t1("ledger.in_year", periods::name(p, year)),
                value: p.points(in_year),
                href: self.address(&[("period", &year.to_string())]),
                aside: String::new(),
                below: self.place(year).await?,
                tag: None,
            },
            Card {
                label: p.t("ledger.place_in_period"),
                value: self.place(self.period).await?,
                href: ranking,
                aside: String::new(),
                below: p.t("ledger.see_ranking"),
                tag: None,
            },
            Card {
                label: p.t("ledger.filed_and_adopted"),
                value: filed.n.to_string(),
                href: self.here(&[("show", "filed")]),
                aside: p.t1("ledger.of_them_adopted", filed.n_adopted),
                below: String::new(),
                tag: None,
            },
            self.check().await?,
        ])
    }

    /// What the last walk through the ledger found, and when.
    async fn check(&self) -> Result<Card> {
        let p = self.p;
        let head = ledger::head(self.db).await?;
        let check = Check::of(p, audit::last_walk(self.db).await?);
        Ok(Card {
            label: p.t("ledger.check"),
            value: check.value,
            href: String::new(),
            aside: String::new(),
            below: match check.damage {
                Some(damage) => damage,
                None if check.kind == "ok" => p.t2("ledger.chain_head", head.seq, short(&head.hash)),
                None => p.t2("ledger.chain_head_only", head.seq, short(&head.hash)),
            },
            tag: check.when.map(|when| (check.kind, when)),
        })
    }

    /// The place among all of the kind: `第 4 名 / 60`.
    async fn place(&self, period: Period) -> Result<String> {
        let filter = RankFilter {
            kind: self.subject.0,
            period: period.to_string(),
            class: None,
            ties: TieRule::default(),
        };
        let (row, n_ranked) = newsroom::place_of(self.db, &filter, (period, self.subject.1)).await?;
        Ok(match row.and_then(|row| Some((row.place?, row.points))) {
            Some((_, 0)) => self.p.t("ledger.no_place_yet"),
            Some((place, _)) => self.p.t2("ledger.place_n", place, n_ranked),
            None => self.p.t("ledger.not_ranked"),
        })
    }

    pub(super) fn families(&self, sums: &BTreeMap<Family, i64>, chosen: &str) -> Vec<FamilySum> {
        let sum = |(family, points): (&Family, &i64)| {
            let code = family_code(*family);
            FamilySum {
                label: self.p.t(&format!("family.{code}")),
                points: signed(*points),
                href: self.here(&[("family", &code)]),
                on: code == chosen,
            }
        };
        sums.iter().map(sum).collect()
    }

    /// Twelve months that end with the period.
    pub(super) async fn trend(&self) -> Result<Vec<Bar>> {
        let totals = ledger::totals_of(self.db, self.subject).await?;
        let last = Month::of(self.period.last_day());
        let months: Vec<(Month, i64)> = (0..12)
            .rev()
            .map(|back| last.minus(back))
            .map(|month| (month, totals.get(&month.to_string()).copied().unwrap_or(0)))
            .collect();
        let most = months.iter().map(|(_, points)| *points).max().unwrap_or(0).max(1);
        Ok(months
            .into_iter()
            .map(|(month, points)| Bar {
                label: self.p.t1("ledger.short_month", month.number()),
                text: self.p.points(points),
                height: (points * 100 / most).clamp(0, 100),
                now: self.period.has_month(month),
                href: self.address(&[("period", &month.to_string())]),
            })
            .collect())
    }
}
