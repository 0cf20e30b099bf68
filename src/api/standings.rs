//! `GET /standings`: rankings of a month, quarter or year by person or unit.

use std::collections::HashMap;

use entity::{OrganisationClass, SubjectKind};
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::app::App;
use crate::calendar::Period;
use crate::ledger::{self, RankFilter, TieRule};
use crate::newsroom;

/// Rankings.
pub(super) struct Standings(pub App);

/// A ranking.
#[derive(Clone, Debug, Object)]
struct Ranking {
    /// `person` or `unit`.
    kind: String,
    /// `2026-03`, `2026-Q1` or `2026`.
    period: String,
    /// Only this class.
    class: Option<String>,
    /// How places go on after a tie: `1224` or `1223`.
    ties: String,
    /// The places.
    places: Vec<RankedPlace>,
}

/// A place.
#[derive(Clone, Debug, Object)]
struct RankedPlace {
    /// The place, from 1; equal points share it.
    rank: u64,
    /// The person's or unit's key.
    subject_id: i64,
    /// The name.
    name: String,
    /// Points as decimal text.
    points: String,
    /// Points in hundredths.
    points_minor: i64,
}

#[OpenApi(tag = "Family::Points")]
impl Standings {
    /// The ranking of a period.
    #[oai(path = "/standings", method = "get", operation_id = "read_standings")]
    async fn read_standings(
        &self,
        _caller: Caller,
        /// `person` or `unit`.
        kind: Query<String>,
        /// `2026-03`, `2026-Q1` or `2026`.
        period: Query<String>,
        /// Only units of this class, or persons of such units.
        class: Query<Option<String>>,
        /// `1224` (as many places are skipped as were shared) or `1223`.
        ties: Query<Option<String>>,
    ) -> Answer<Json<Ranking>> {
        let db = self.0.db.reader();
        let kind = written::code("kind", &kind.0, SubjectKind::from_code)?;
        let span: Period = written::value("period", &period.0)?;
        let class = written::optional_code("class", class.0.as_deref(), OrganisationClass::from_code)?;
        let ties = written::optional_code("ties", ties.0.as_deref(), TieRule::from_code)?;
        let filter = RankFilter {
            kind,
            period: period.0,
            class,
            ties: ties.unwrap_or_default(),
        };
        let members = newsroom::members(db, kind, span).await?.into_iter();
        let names: HashMap<i64, String> = members
            .filter(|member| class.is_none_or(|class| member.class == Some(class)))
            .map(|member| (member.id, member.name))
            .collect();
        let members: Vec<i64> = names.keys().copied().collect();
        let places = ledger::standings(db, &filter, &members).await?;
        let places = places.into_iter().map(|place| RankedPlace {
            rank: place.rank as u64,
            subject_id: place.subject_id,
            name: names.get(&place.subject_id).cloned().unwrap_or_default(),
            points: written::points(place.points),
            points_minor: place.points,
        });
        Ok(Json(Ranking {
            kind: kind.code().to_owned(),
            period: filter.period,
            class: class.map(|class| class.code().to_owned()),
            ties: filter.ties.code().to_owned(),
            places: places.collect(),
        }))
    }
}
