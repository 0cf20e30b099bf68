//! Postings as the lines of a statement: day, sentence, arithmetic, rule, what became of them. Nothing is read here.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::{ArticleId, Language};

use crate::ledger::PostingRow;
use crate::scheme::{Family, Reason, Trace};
use crate::sheet::Cell;
use crate::web::Page;
use crate::web::list::Column;

/// What a posting's `trace` column holds.
#[derive(serde::Deserialize)]
pub(super) struct Grounds {
    /// The arithmetic.
    pub(super) trace: Trace,
    /// Why nothing, or less.
    pub(super) reason: Option<Reason>,
    /// What kind of rule.
    pub(super) family: Family,
}

impl Grounds {
    /// Reads the column.
    pub(super) fn of(row: &entity::posting::Model) -> crate::Result<Self> {
        Ok(serde_json::from_str(&row.trace)?)
    }

    /// Why nothing, or less, in the reader's language.
    pub(super) fn why(&self, language: Language) -> Option<String> {
        self.reason.as_ref().map(|reason| match language {
            Language::Chinese => reason.zh(),
            Language::English => reason.en(),
        })
    }
}

/// The code of a family, as addresses and message keys spell it.
pub(super) fn family_code(family: Family) -> String {
    serde_json::to_value(family)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// One line, as `parts/ledger.html` prints it.
pub(super) struct LineRow {
    pub date: String,
    pub on: NaiveDate,
    pub title: String,
    pub href: String,
    pub sentence: String,
    pub arithmetic: String,
    pub rule: String,
    pub rule_href: String,
    pub kind: Option<String>,
    pub kind_class: &'static str,
    pub kind_href: String,
    pub hundredths: i64,
    pub points: String,
    pub posting_href: String,
    pub void: bool,
}

/// The columns of a statement.
pub(super) const COLUMNS: &[Column<LineRow>] = &[
    Column::text("look.date", |line| Cell::Day(line.on)),
    Column::text("look.matter", |line| Cell::text(&line.title)),
    Column::below("list.sentence", |line| Cell::text(&line.sentence)),
    Column::text("look.arithmetic", |line| Cell::text(&line.arithmetic)),
    Column::text("look.rule", |line| Cell::text(&line.rule)),
    Column::text("look.kind", |line| {
        Cell::text(line.kind.as_deref().unwrap_or_default())
    }),
    Column::number("look.points", |line| Cell::Signed(line.hundredths)),
];

/// What lines name beside their posting.
pub(super) struct Names<'a> {
    pub(super) p: &'a Page,
    /// Titles of articles, and whether the reader may open them.
    pub(super) articles: &'a HashMap<ArticleId, (String, bool)>,
    /// Number of a scheme's version by key.
    pub(super) versions: &'a HashMap<entity::SchemeVersionId, i64>,
    /// Which posting reversed which.
    pub(super) reversals: &'a HashMap<i64, i64>,
}

impl Names<'_> {
    /// The line of a posting.
    pub(super) fn line(&self, row: &PostingRow) -> crate::Result<LineRow> {
        let (posting, grounds) = (&row.posting, Grounds::of(&row.posting)?);
        let posting_href = format!("/postings/{}", posting.seq);
        let article = posting
            .article_id
            .and_then(|id| self.articles.get(&id).map(|found| (id, found)));
        let (title, href) = match article {
            Some((id, (title, true))) => (title.clone(), format!("/articles/{id}")),
            Some((_, (title, false))) => (title.clone(), posting_href.clone()),
            None => (
                self.p.t(&format!("family.{}", family_code(grounds.family))),
                posting_href.clone(),
            ),
        };
        let (kind, kind_class, kind_href) = self.fate(row);
        let version = posting
            .scheme_version_id
            .and_then(|id| self.versions.get(&id).map(|n| (id, n)));
        let why = grounds.why(self.p.language());
        let arithmetic = if posting.reverses.is_some() {
            String::new()
        } else {
            why.unwrap_or_else(|| grounds.trace.arithmetic())
        };
        Ok(LineRow {
            date: posting.happened_on.format("%m-%d").to_string(),
            on: posting.happened_on,
            title,
            href,
            sentence: posting.sentence.clone(),
            arithmetic,
            rule: version.map_or_else(|| posting.rule.clone(), |(_, n)| format!("{} v{n}", posting.rule)),
            rule_href: version.map_or_else(
                || posting_href.clone(),
                |(id, _)| super::super::schemes::rule_href(id, &posting.rule),
            ),
            kind,
            kind_class,
            kind_href,
            hundredths: posting.points,
            points: signed(posting.points),
            posting_href,
            void: row.is_reversed,
        })
    }

    /// The mark of a line that is a reversal, was reversed, or was booked late, with its way on.
    fn fate(&self, row: &PostingRow) -> (Option<String>, &'static str, String) {
        let posting = &row.posting;
        let is_late = posting.period != posting.origin_period;
        if let Some(reversed) = posting.reverses {
            let text = if is_late {
                self.p.t1("ledger.taken_back", &posting.origin_period)
            } else {
                self.p.t("ledger.reversal")
            };
            (Some(text), "", format!("/postings/{reversed}"))
        } else if row.is_reversed {
            let by = self.reversals.get(&posting.seq).copied().unwrap_or(posting.seq);
            (Some(self.p.t("ledger.reversed")), "", format!("/postings/{by}"))
        } else if is_late {
            let text = self.p.t1("ledger.booked_late", &posting.origin_period);
            (Some(text), "warn", format!("/postings/{}", posting.seq))
        } else {
            (None, "", String::new())
        }
    }
}

/// Points with their sign: `+15.00`, `−5.00`, `0.00`.
pub(super) fn signed(hundredths: i64) -> String {
    Cell::Signed(hundredths).shown()
}

/// What every family brought, in the order of the families.
pub(super) fn by_family(rows: &[PostingRow]) -> crate::Result<BTreeMap<Family, i64>> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(Grounds::of(&row.posting)?.family).or_insert(0) += row.posting.points;
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_carry_their_sign() {
        assert_eq!(
            (signed(1500), signed(-500), signed(0)),
            ("+15.00".into(), "−5.00".into(), "0.00".into())
        );
    }

    #[test]
    fn families_are_spelt_as_the_ledger_stores_them() {
        assert_eq!(family_code(Family::Submission), "submission");
        assert_eq!(family_code(Family::Veto), "veto");
    }
}
