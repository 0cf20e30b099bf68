//! The office's section: the month by level, the latest coverage.

use super::{Adoption, Figure, adoptions};
use crate::Result;
use crate::calendar::Month;
use crate::newsroom;
use crate::web::{Page, Visit, links};

/// The office's section.
pub(super) struct OfficeHome {
    pub levels: Vec<Figure>,
    pub recent: Vec<Adoption>,
}

/// Makes the office's section.
pub(super) async fn section(visit: &Visit, p: &Page) -> Result<OfficeHome> {
    let db = visit.app.db.reader();
    let latest = newsroom::latest_adoptions(db, None, 10).await?;
    Ok(OfficeHome {
        levels: levels(visit, p).await?,
        recent: adoptions(visit, p, latest, None).await?,
    })
}

/// This month's adoptions at each level of the dictionary.
async fn levels(visit: &Visit, p: &Page) -> Result<Vec<Figure>> {
    let db = visit.app.db.reader();
    let month = Month::of(visit.app.today());
    let counts = newsroom::n_adoptions_by_level(db, (month.first_day(), month.last_day())).await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let mut levels: Vec<_> = terms.of("level").filter(|term| term.ord > 0).collect();
    levels.sort_by_key(|term| std::cmp::Reverse(term.ord));
    Ok(levels
        .into_iter()
        .map(|term| {
            let n = counts
                .iter()
                .find(|(code, _)| *code == term.code)
                .map_or(0, |(_, n)| *n);
            Figure {
                href: links::register(month, &term.code),
                label: terms.name("level", &term.code, visit.language).to_owned(),
                value: n.to_string(),
                below: p.t("look.adopted_month"),
            }
        })
        .collect())
}
