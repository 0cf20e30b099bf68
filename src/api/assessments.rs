//! Assessments (考核折算): what a year's points are worth by the scheme, with the arithmetic.

use entity::SubjectKind;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::app::App;
use crate::calendar::Period;
use crate::newsroom::{self, AssessedRow};

/// Assessments.
pub(super) struct Assessments(pub App);

/// The assessment of a year.
#[derive(Clone, Debug, Object)]
struct YearAssessment {
    /// The years that can be asked for, the newest first; none where no scheme converts points.
    years: Vec<String>,
    /// The year: `2026`, or as a scheme says it starts: `2025-12..2026-11`.
    year: Option<String>,
    /// Whoever you may read, the highest score first.
    scores: Vec<YearScore>,
}

/// A score.
#[derive(Clone, Debug, Object)]
struct YearScore {
    /// The person's or unit's key.
    subject_id: i64,
    /// The name.
    name: String,
    /// The class of the unit.
    class: Option<String>,
    /// All points of the year, as decimal text.
    points: String,
    /// What they are worth, as decimal text.
    score: String,
    /// Whether the points reach the pass mark, where the scheme has one.
    has_passed: Option<bool>,
    /// How parts, full mark and vetoes make the score, in Chinese.
    sentence: String,
    /// The parts.
    parts: Vec<ScorePart>,
    /// The scheme that says so.
    scheme: String,
    /// Its version.
    scheme_version: u32,
}

/// A part of a score.
#[derive(Clone, Debug, Object)]
struct ScorePart {
    /// Its name.
    name: String,
    /// The points that are converted, as decimal text.
    points: String,
    /// What they are worth, as decimal text.
    score: String,
    /// The arithmetic in Chinese.
    sentence: String,
    /// The arithmetic step by step, as the traces of postings are.
    trace: serde_json::Value,
}

fn score_document(row: AssessedRow) -> YearScore {
    let part = |part: crate::scheme::assess::AssessedPart| ScorePart {
        name: part.name,
        points: written::points(part.total.hundredths()),
        score: written::points(part.score.hundredths()),
        sentence: part.words,
        trace: serde_json::to_value(part.trace).unwrap_or_default(),
    };
    YearScore {
        subject_id: row.member.id,
        name: row.member.name,
        class: row.member.class.map(|class| class.code().to_owned()),
        points: written::points(row.total.hundredths()),
        score: written::points(row.assessed.score.hundredths()),
        has_passed: row.assessed.has_passed,
        sentence: row.assessed.words,
        parts: row.assessed.parts.into_iter().map(part).collect(),
        scheme: row.scheme.0,
        scheme_version: row.scheme.1,
    }
}

#[OpenApi(tag = "Family::Points")]
impl Assessments {
    /// What the points of an assessment year are worth by the scheme in force: your own and your units', or everybody's
    /// for the desk.
    #[oai(path = "/assessments", method = "get", operation_id = "read_assessments")]
    async fn read_assessments(
        &self,
        caller: Caller,
        /// `person` or `unit`.
        kind: Query<String>,
        /// `2026`, or `2025-12..2026-11`; missing: the current one.
        year: Query<Option<String>>,
    ) -> Answer<Json<YearAssessment>> {
        let kind = written::code("kind", &kind.0, SubjectKind::from_code)?;
        let asked: Option<Period> = match year.0.as_deref() {
            Some(text) => Some(written::value("year", text)?),
            None => None,
        };
        let when = (asked, self.0.today());
        let read = newsroom::assessment(self.0.db.reader(), &caller.viewer, kind, when).await?;
        Ok(Json(YearAssessment {
            years: read.years.iter().map(ToString::to_string).collect(),
            year: read.year.map(|year| year.to_string()),
            scores: read.rows.into_iter().map(score_document).collect(),
        }))
    }
}
