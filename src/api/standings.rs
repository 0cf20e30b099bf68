//! `GET /standings`: rankings of a month, quarter or year by person or unit.

use entity::{OrganisationClass, SubjectKind};
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::app::App;
use crate::calendar::Period;
use crate::ledger::{RankFilter, TieRule, Unranked};
use crate::newsroom::{self, Sight};

/// Rankings.
pub(super) struct Standings(pub App);

/// A ranking.
#[derive(Clone, Debug, Object)]
struct Ranking {
    /// `person` or `unit`.
    kind: String,
    /// `2026-03`, `2026-Q1`, `2026` or `2025-12..2026-11`.
    period: String,
    /// Only this class.
    class: Option<String>,
    /// How places go on after a tie: `1224` or `1223`.
    ties: String,
    /// Whether the period is a closed month: what follows was frozen then and never changes.
    is_closed: bool,
    /// The head of the ledger when the month was closed.
    head: Option<String>,
    /// How much of it this reader is shown, as the house publishes it: `full`, `top` (the first places) or `own`; one's
    /// own place is always there.
    shown: String,
    /// How many have a place, shown or not.
    n_ranked: u64,
    /// The places; whoever has none comes last.
    places: Vec<RankedPlace>,
    /// The sum of all; none where some are not shown.
    total: Option<RankedTotal>,
}

/// The sum of a ranking.
#[derive(Clone, Debug, Object)]
struct RankedTotal {
    /// Points as decimal text.
    points: String,
    /// Points of the assessment year up to the end of the period, as decimal text.
    to_date: String,
    /// Pieces filed in the period.
    filed: i64,
    /// Those of them that a medium adopted.
    adopted: i64,
    /// Adopted of filed in per cent, with one decimal; `0.0` where nothing was filed.
    rate: String,
}

/// A place.
#[derive(Clone, Debug, Object)]
struct RankedPlace {
    /// The place, from 1; equal points share it.
    rank: Option<u64>,
    /// Why there is no place: `exempt` or `encouraged`.
    unranked: Option<String>,
    /// The fact's own words for it.
    unranked_why: Option<String>,
    /// The person's or unit's key.
    subject_id: i64,
    /// The name.
    name: String,
    /// The class of the unit.
    class: Option<String>,
    /// Points as decimal text.
    points: String,
    /// Points in hundredths.
    points_minor: i64,
    /// Points of the assessment year up to the end of the period, as decimal text.
    to_date: String,
    /// Pieces filed in the period.
    filed: i64,
    /// Those of them that a medium adopted.
    adopted: i64,
    /// Adopted of filed in per cent, with one decimal; `0.0` where nothing was filed.
    rate: String,
    /// Places won since the period before, negative where lost; none for a newcomer, and where nobody had points then.
    moved: Option<i64>,
    /// Whether there was a ranking before without this subject.
    is_new: bool,
}

/// The period of a ranking or statement.
pub(super) async fn ranked_period(db: &impl sea_orm::ConnectionTrait, text: &str) -> crate::Result<Period> {
    let _: Period = written::value("period", text)?;
    let period = newsroom::ranked_period(db, text).await?;
    period.ok_or_else(|| crate::Error::invalid("period", "api.unknown_period"))
}

/// A rate in thousandths as per cent with one decimal.
fn per_cent(per_mille: i64) -> String {
    format!("{}.{}", per_mille / 10, per_mille % 10)
}

#[OpenApi(tag = "Family::Points")]
impl Standings {
    /// The ranking of a period.
    #[oai(path = "/standings", method = "get", operation_id = "read_standings")]
    async fn read_standings(
        &self,
        caller: Caller,
        /// `person` or `unit`.
        kind: Query<String>,
        /// `2026-03`, `2026-Q1`, `2026`, or a year as a scheme says it starts: `2025-12..2026-11`.
        period: Query<String>,
        /// Only units of this class, or persons of such units.
        class: Query<Option<String>>,
        /// `1224` (as many places are skipped as were shared) or `1223`.
        ties: Query<Option<String>>,
    ) -> Answer<Json<Ranking>> {
        let db = self.0.db.reader();
        let kind = written::code("kind", &kind.0, SubjectKind::from_code)?;
        let span = ranked_period(db, &period.0).await?;
        let class = written::optional_code("class", class.0.as_deref(), OrganisationClass::from_code)?;
        let ties = written::optional_code("ties", ties.0.as_deref(), TieRule::from_code)?;
        let filter = RankFilter {
            kind,
            period: period.0,
            class,
            ties: ties.unwrap_or(self.0.settings.newsroom.ties),
        };
        let sight = Sight::of(&caller.viewer, &self.0.settings.newsroom);
        let shown = sight.shown().code().to_owned();
        let ranking = newsroom::ranking(db, sight, &filter, span).await?;
        let table = ranking.table;
        let places = table.rows.into_iter().map(|row| {
            let (unranked, why) = Unranked::parts(row.unranked.as_ref());
            RankedPlace {
                rank: row.place.map(|place| place as u64),
                unranked: (!unranked.is_empty()).then(|| unranked.to_owned()),
                unranked_why: (!why.is_empty()).then(|| why.to_owned()),
                subject_id: row.member.id,
                name: row.member.name,
                class: row.member.class.map(|class| class.code().to_owned()),
                points: written::points(row.points),
                points_minor: row.points,
                to_date: written::points(row.to_date),
                filed: row.filed.n,
                adopted: row.filed.n_adopted,
                rate: per_cent(row.filed.per_mille()),
                moved: row.moved,
                is_new: row.is_new,
            }
        });
        Ok(Json(Ranking {
            kind: kind.code().to_owned(),
            period: filter.period,
            class: class.map(|class| class.code().to_owned()),
            ties: filter.ties.code().to_owned(),
            is_closed: ranking.close.is_some(),
            head: ranking.close.map(|close| close.hash),
            shown,
            n_ranked: table.n_ranked as u64,
            places: places.collect(),
            total: table.total.map(|sum| RankedTotal {
                points: written::points(sum.points),
                to_date: written::points(sum.to_date),
                filed: sum.filed.n,
                adopted: sum.filed.n_adopted,
                rate: per_cent(sum.filed.per_mille()),
            }),
        }))
    }
}
