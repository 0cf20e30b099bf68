//! The arithmetic that every posting stores as JSON, reckoned a second time by whoever can read: fractions over `i128`,
//! without a line of the product's own evaluator.

use entity::{PersonId, Role, posting};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;
use zhibao::newsroom::{self, Decision, NewAdoption, NewAuthor};

use crate::stories;
use crate::support::app::{TestApp, adoption, text};

stories! {
    every_stored_trace_reckoned_anew_comes_to_the_points_of_its_posting
}

/// A fraction of hundredths; the denominator is positive.
type Fraction = (i128, i128);

/// A written number: `7.5`, `-2`, `3/2`.
fn number(value: &Value) -> Fraction {
    let decimal = |text: &str| {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let digits: i128 = format!("{whole}{rest}").parse().expect("digits");
        (digits, 10_i128.pow(u32::try_from(rest.len()).expect("short")))
    };
    let written = value.as_str().expect("a number as text");
    let (upper, lower) = written.split_once('/').unwrap_or((written, "1"));
    let ((a, b), (c, d)) = (decimal(upper), decimal(lower));
    (a * d, b * c)
}

fn times(one: Fraction, other: Fraction) -> Fraction {
    (one.0 * other.0, one.1 * other.1)
}

fn plus(one: Fraction, other: Fraction) -> Fraction {
    (one.0 * other.1 + other.0 * one.1, one.1 * other.1)
}

/// Points as hundredths.
fn hundredths(value: &Value) -> Fraction {
    times(number(value), (100, 1))
}

/// To a whole number: a half away from zero, a half to the even neighbour, towards zero, or away from it.
fn round(value: Fraction, mode: &str) -> i128 {
    let (size, sign) = (value.0.abs(), value.0.signum());
    let (whole, rest) = (size / value.1, size % value.1);
    let is_up = match mode {
        "down" => false,
        "up" => rest > 0,
        "half_even" => 2 * rest > value.1 || 2 * rest == value.1 && whole % 2 == 1,
        "half_up" => 2 * rest >= value.1,
        other => panic!("a rounding {other}"),
    };
    sign * (whole + i128::from(is_up))
}

/// The part at a place: everybody gets the whole hundredths of their exact part, and what is left goes one by one to
/// those with the largest remainders, the first of equals first.
fn share(amount: i128, weights: &[i128], index: usize) -> i128 {
    let (size, all) = (amount.abs(), weights.iter().sum::<i128>());
    if all == 0 {
        return 0;
    }
    let remainder = |at: usize| size * weights[at] % all;
    let floors: i128 = weights.iter().map(|weight| size * weight / all).sum();
    let ahead = (0..weights.len())
        .filter(|at| remainder(*at) > remainder(index) || remainder(*at) == remainder(index) && *at < index);
    let is_given = weights[index] > 0 && i128::try_from(ahead.count()).expect("few") < size - floors;
    amount.signum() * (size * weights[index] / all + i128::from(is_given))
}

fn step(value: Fraction, step: &Value) -> Fraction {
    match step["op"].as_str().expect("an operation") {
        "start" => hundredths(&step["points"]),
        "times" => times(value, number(&step["by"])),
        "plus" => plus(value, times(hundredths(&step["points"]), number(&step["by"]))),
        "round" => (round(value, step["mode"].as_str().expect("a mode")), 1),
        "share" => {
            let weights = step["weights"].as_array().expect("weights").iter();
            let weights: Vec<i128> = weights
                .map(|weight| weight.as_i64().expect("whole").into())
                .collect();
            let index = usize::try_from(step["index"].as_u64().expect("a place")).expect("small");
            (share(round(value, "half_up"), &weights, index), 1)
        }
        "less" => plus(value, times(hundredths(&step["points"]), (-1, 1))),
        "at_most" => {
            let (now, most) = (
                round(value, "half_up"),
                round(hundredths(&step["points"]), "half_up"),
            );
            if now > most { (most, 1) } else { value }
        }
        "nothing" => (0, 1),
        other => panic!("an operation {other}"),
    }
}

/// What a stored trace comes to, in hundredths.
fn reckoned(stored: &str) -> i128 {
    let stored: Value = serde_json::from_str(stored).expect("JSON");
    let steps = stored["trace"].as_array().expect("steps");
    round(steps.iter().fold((0, 1), step), "half_up")
}

/// Reckons every posting anew and returns how many there are, and how many different operations their traces name.
pub async fn check(house: &TestApp) -> (usize, usize) {
    let rows = posting::Entity::find()
        .order_by_asc(posting::Column::Seq)
        .all(house.app.db.reader())
        .await
        .expect("postings");
    let mut operations = std::collections::BTreeSet::new();
    for row in &rows {
        let sign = if row.reverses.is_some() { -1 } else { 1 };
        assert_eq!(
            sign * reckoned(&row.trace),
            i128::from(row.points),
            "posting {}: {}",
            row.seq,
            row.trace
        );
        let stored: Value = serde_json::from_str(&row.trace).expect("JSON");
        let steps = stored["trace"].as_array().expect("steps").iter();
        operations.extend(steps.map(|step| step["op"].as_str().unwrap_or_default().to_owned()));
    }
    (rows.len(), operations.len())
}

/// Every kind of step: factors that do not come out even, bonuses, shares, ceilings, differences, floors.
const EVERYTHING: &str = r#"
code = "T"
name = "算式"
levels = ["市级", "省级"]
types = ["动态信息"]

[credit]
unit = 1
person = "2/3"

[authors]
split = "ratio"
ratio = [3, 2, 2]

[stacking]
keep = "highest"
late_higher = "difference"

[submission]
cell = [{ code = "报送", points = 0.07 }]

[adoption]
cell = [
  { code = "市", level = "市级", points = 5.35 },
  { code = "省", level = "省级", points = 10.01 },
]
factor = [{ position = "头版", times = "4/3" }, { repost = true, times = "1/3" }]
bonus = [{ name = "头版另加", position = "头版", points = 0.5 }]

[[deduction]]
code = "迟报"
incident = "late"
points = -1

[[quota]]
code = "周任务"
subject = "both"
period = "week"
min = 3
per_missing = -0.35

[[base]]
code = "基础"
subject = "unit"
period = "month"
points = 0.5
floor = true

[[cap]]
code = "封顶"
period = "month"
at = 9
family = ["adoption"]
"#;

async fn every_stored_trace_reckoned_anew_comes_to_the_points_of_its_posting(house: TestApp) {
    house.scheme(EVERYTHING, "2024-03-04").await;
    let unit = house.unit("甲街道", false).await;
    let mut people = Vec::new();
    for name in ["张", "李", "王"] {
        people.push(house.person(name, Role::Reporter, unit).await);
    }
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let outlets = [
        house.outlet("市日报", "municipal").await,
        house.outlet("省日报", "provincial").await,
    ];
    let author = |id: &PersonId| NewAuthor {
        person_id: Some(*id),
        name: String::new(),
        craft: entity::Craft::Writer,
        share_bp: None,
        is_external: false,
    };
    let mut adoptions = Vec::new();
    for n in 0..4 {
        house.clock(&format!("2024-03-{:02} 09:00:00", 5 + 3 * n));
        let authors = &people[n % 2..];
        let reporter = authors[0];
        let proof = house.viewer(reporter).await.reporter().expect("a reporter");
        let words = newsroom::DraftText {
            authors: Some(authors.iter().map(author).collect()),
            ..text(&format!("第 {n} 篇"), 300)
        };
        let draft = newsroom::start_draft(&house.app, &proof, None, &words)
            .await
            .expect("a draft")
            .article;
        let filed = newsroom::submit(&house.app, &proof, draft.id, draft.version)
            .await
            .expect("filed");
        house
            .decide(editor, filed.id, Decision::Accept, "")
            .await
            .expect("accepted");
        for (at, outlet) in outlets.iter().enumerate() {
            let new = NewAdoption {
                position: if n % 2 == 0 { "front_page" } else { "plain" }.to_owned(),
                is_repost: n == 3,
                ..adoption(filed.id, *outlet, &format!("2024-03-{:02}", 4 + at))
            };
            adoptions.push(house.adopt(editor, new).await.expect("recorded").0.id);
        }
    }
    let proof = house.viewer(editor).await.editor().expect("an editor");
    newsroom::withdraw_adoption(&house.app, &proof, adoptions[1], "登记有误")
        .await
        .expect("withdrawn");
    house.clock("2024-04-02 00:20:00");
    zhibao::jobs::catch_up(&house.app).await.expect("settled");
    let (n, n_operations) = check(&house).await;
    assert!(n > 40, "{n} postings");
    assert!(
        n_operations >= 7,
        "start, times, plus, round, share, less, at_most: {n_operations}"
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}
