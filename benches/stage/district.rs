//! The facts of a district whose every reporter files two articles a week, each fifth of them adopted: what the trial of
//! a draft and the ledger are measured on. Ten reporters make a unit; keys count from 1.

use chrono::{Days, NaiveDate};
use zhibao::scheme::{
    Adoption, ArticleId, Author, Body, Craft, OutletId, OutletRef, PersonId, Piece, Standing, Submission,
    UnitId, UnitRef,
};

/// The scheme that prices it.
pub const SCHEME: &str = include_str!("../../assets/schemes/demo-1.toml");
/// Reporters of a unit.
pub const OF_UNIT: usize = 10;

/// A reporter with their unit, by key.
#[derive(Clone, Copy, Debug)]
pub struct Reporter {
    pub person: i64,
    pub unit: i64,
}

fn piece(by: Reporter, article: i64) -> Piece {
    Piece {
        title: format!("街道动态第 {article} 篇：社区服务送上门"),
        unit: UnitRef {
            id: UnitId(by.unit),
            name: format!("第{}街道", by.unit),
            class: "subdistrict".to_owned(),
            share: None,
        },
        joint_units: Vec::new(),
        article_type: if article % 7 == 0 {
            "调研报告"
        } else {
            "动态信息"
        }
        .to_owned(),
        n_words: 900,
        n_pictures: 0,
        authors: vec![Author {
            person: PersonId(by.person),
            name: format!("执笔人{}", by.person),
            craft: Craft::Writer,
            share: None,
            external: false,
            full_time: false,
        }],
        tags: Vec::new(),
    }
}

/// An adoption of an article by one of three outlets.
pub fn adoption(by: Reporter, article: i64, outlet: i64, on: NaiveDate) -> Body {
    let (name, level) = [("云河周报", "区级"), ("市报", "市级"), ("省报", "省级")]
        [usize::try_from(outlet % 3).expect("small")];
    Body::Adoption(Adoption {
        article: ArticleId(article),
        piece: Some(piece(by, article)),
        outlet: OutletRef {
            id: OutletId(1 + outlet % 3),
            name: name.to_owned(),
            level: level.to_owned(),
            class: "报".to_owned(),
        },
        adopted_on: on,
        recorded_on: None,
        positions: Vec::new(),
        form: "独立".to_owned(),
        repost: false,
        route: String::new(),
        as_type: None,
        n_words: None,
        proven: true,
        granted: None,
        late_approved: false,
    })
}

/// The facts of one article: filed, and every fifth adopted.
pub fn facts(by: Reporter, article: i64, on: NaiveDate) -> Vec<Body> {
    let mut bodies = vec![Body::Submission(Submission {
        article: ArticleId(article),
        piece: piece(by, article),
        first_submitted_at: 0,
        day: Some(on),
        late: false,
        standing: Standing::Accepted,
    })];
    if article % 5 == 0 {
        bodies.push(adoption(by, article, article / 5, on));
    }
    bodies
}

/// The facts of a week that begins on a Monday; `article` is the last key that was given, and moves on.
pub fn week(
    reporters: &[Reporter],
    monday: NaiveDate,
    article: &mut i64,
) -> Vec<(Reporter, NaiveDate, Body)> {
    let mut week = Vec::new();
    for by in reporters {
        for turn in [0, 2] {
            *article += 1;
            let on = monday + Days::new(turn);
            week.extend(facts(*by, *article, on).into_iter().map(|body| (*by, on, body)));
        }
    }
    week
}
