//! What happens to the articles: a seeded script of deeds in the order of their minutes, each one a request.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use zhibao::demo::Prng;
use zhibao::ledger;

use super::super::desk::read;
use super::world::{Adopted, FIRST_DAY, Law, N_WEEKS, News, Piece, World, day_at, minute, row_of};
use crate::support::app::day;
use crate::support::client::Client;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Start,
    Submit,
    Sign,
    SendBack,
    Decide,
    Rewrite,
    TakeBack,
    Adopt,
    Unadopt(usize),
    Instruct,
    /// The night in which weeks that are over are settled.
    Night,
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

struct Script {
    draw: Prng,
    /// Minute, turn, deed, article; the turn keeps the order of what falls on one minute.
    queue: BinaryHeap<Reverse<(i64, usize, Deed, usize)>>,
    turn: usize,
    now: i64,
}

impl Script {
    fn plan(&mut self, minute: i64, deed: Deed, piece: usize) {
        self.turn += 1;
        self.queue.push(Reverse((minute, self.turn, deed, piece)));
    }

    fn later(&mut self, (low, high): (i64, i64), deed: Deed, piece: usize) {
        let minute = self.now + self.draw.between(low, high);
        self.plan(minute, deed, piece);
    }
}

/// Runs the script to its end.
pub async fn run(world: &mut World, news: Vec<News>) {
    let mut script = Script {
        draw: Prng::new(20_240_304),
        queue: BinaryHeap::new(),
        turn: 0,
        now: 0,
    };
    for n in 0..news.len() {
        let minute = script.draw.between(1, N_WEEKS * WEEK - DAY);
        script.plan(minute, Deed::Start, n);
    }
    for week in 1..=N_WEEKS + 12 {
        script.plan(week * WEEK + 2 * HOUR, Deed::Night, 0);
    }
    // Articles are numbered as they are started; until then a deed names the row of the data.
    let mut news: Vec<Option<News>> = news.into_iter().map(Some).collect();
    while let Some(Reverse((at, _, deed, n))) = script.queue.pop() {
        script.now = at;
        world.house.app.clock.set(minute(at));
        match deed {
            Deed::Start => start(world, &mut script, news[n].take().expect("started once")).await,
            Deed::Night => night(world, at).await,
            _ => step(world, &mut script, deed, n).await,
        }
    }
}

async fn night(world: &World, at: i64) {
    let over = day_at(minute(at)) - TimeDelta::days(1);
    let tx = zhibao::db::write(&world.house.app.db).await.expect("a writer");
    ledger::settle_through(&tx, over, world.house.admin, world.house.app.clock.now())
        .await
        .expect("settled");
    tx.commit().await.expect("committed");
}

/// The type that an article of this length may have.
fn type_for(draw: &mut Prng, n_han: usize) -> &'static str {
    match n_han {
        ..650 => draw.pick(&[
            "work_update",
            "work_update",
            "work_update",
            "public_opinion",
            "news",
        ]),
        650..1_100 => draw.pick(&["work_update", "work_update", "research_report", "feature"]),
        _ => draw.pick(&["research_report", "theory"]),
    }
}

fn html(body: &str) -> String {
    let paragraphs = body.lines().filter(|line| !line.trim().is_empty());
    paragraphs
        .map(|line| {
            line.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
        })
        .map(|line| format!("<p>{line}</p>"))
        .collect::<Vec<_>>()
        .concat()
}

async fn start(world: &mut World, script: &mut Script, news: News) {
    let draw = &mut script.draw;
    let reporter = draw.below(world.reporters.len());
    let mut authors = vec![reporter];
    while authors.len() < 4 && draw.chance(30) {
        let other = draw.below(world.reporters.len());
        if !authors.contains(&other) {
            authors.push(other);
        }
    }
    let r#type = type_for(draw, news.n_han());
    let named: Vec<Value> = authors
        .iter()
        .map(|at| json!({ "person_id": world.reporters[*at].id.0 }))
        .collect();
    let draft =
        json!({ "title": news.title, "type": r#type, "body_html": html(&news.body), "authors": named });
    let made = read(
        world.reporters[reporter]
            .client
            .post_json("/api/v1/articles", &draft)
            .await,
        201,
    );
    let (id, version) = row_of(&made["article"]);
    let n = world.pieces.len();
    world.pieces.push(Piece {
        id,
        version,
        reporter,
        authors,
        unit: world.reporters[reporter].unit,
        r#type,
        title: news.title,
        body: news.body,
        n_words: 0,
        state: "draft".to_owned(),
        filed: None,
        has_left_unit: false,
        adoptions: Vec::new(),
        instructed: None,
    });
    if script.draw.chance(98) {
        script.later((0, 0), Deed::Submit, n);
    }
}

/// Sends a step and writes down where the article stands then.
async fn send(world: &mut World, n: usize, client: &Client, (step, mut body): (&str, Value)) {
    let piece = &mut world.pieces[n];
    body["version"] = json!(piece.version);
    let answer = client
        .post_json(&format!("/api/v1/articles/{}/{step}", piece.id), &body)
        .await;
    let row = read(answer, 200);
    (_, piece.version) = row_of(&row);
    row["state"]
        .as_str()
        .expect("a state")
        .clone_into(&mut piece.state);
    piece.n_words = row["n_words"].as_i64().expect("words");
    match piece.state.as_str() {
        "submitted" => piece.has_left_unit = true,
        "unit_review" => piece.has_left_unit = false,
        _ => {}
    }
}

async fn step(world: &mut World, script: &mut Script, deed: Deed, n: usize) {
    let (reporter, unit) = (world.pieces[n].reporter, world.pieces[n].unit);
    let own = world.reporters[reporter].client.clone();
    let editor = world.editors[script.draw.below(world.editors.len())].clone();
    match deed {
        Deed::Submit => {
            send(world, n, &own, ("submit", json!({}))).await;
            let now = minute(script.now);
            world.pieces[n].filed.get_or_insert(now);
            if world.units[unit].reviewer.is_some() {
                match script.draw.between(1, 100) {
                    1..=3 => {}
                    4..=7 => script.later((HOUR, DAY), Deed::SendBack, n),
                    _ => script.later((HOUR, DAY), Deed::Sign, n),
                }
            } else {
                goes_to_the_desk(script, n);
            }
        }
        Deed::Sign | Deed::SendBack => {
            let reviewer = world.units[unit].reviewer.clone().expect("a unit that signs");
            if deed == Deed::Sign {
                send(world, n, &reviewer, ("sign", json!({}))).await;
                goes_to_the_desk(script, n);
            } else {
                let body = json!({ "reason": "elements", "remark": "补上时间、地点" });
                send(world, n, &reviewer, ("return-from-unit", body)).await;
                script.later((HOUR, 9 * DAY), Deed::Rewrite, n);
            }
        }
        Deed::TakeBack => send(world, n, &own, ("withdraw", json!({ "remark": "情况有变" }))).await,
        Deed::Decide => decide(world, script, n, &editor).await,
        Deed::Rewrite => rewrite(world, script, n, &own).await,
        Deed::Adopt => adopt(world, script, n, &editor).await,
        Deed::Unadopt(at) => {
            let adopted = &mut world.pieces[n].adoptions[at];
            let path = format!("/api/v1/adoptions/{}/withdraw", adopted.id);
            read(
                editor.post_json(&path, &json!({ "reason": "重复登记" })).await,
                200,
            );
            adopted.stands = false;
        }
        Deed::Instruct => {
            let on = day_at(minute(script.now));
            let body = json!({
                "article_id": world.pieces[n].id, "leader": "分管领导", "leader_level": "municipal", "instructed_on": on,
            });
            read(editor.post_json("/api/v1/instructions", &body).await, 201);
            world.pieces[n].instructed = Some(on);
        }
        Deed::Start | Deed::Night => unreachable!("done before"),
    }
}

fn goes_to_the_desk(script: &mut Script, n: usize) {
    match script.draw.between(1, 100) {
        1..=2 => script.later((HOUR, 2 * DAY), Deed::TakeBack, n),
        3..=5 => {}
        _ => script.later((HOUR, 4 * DAY), Deed::Decide, n),
    }
}

async fn decide(world: &mut World, script: &mut Script, n: usize, editor: &Client) {
    send(world, n, editor, ("claim", json!({}))).await;
    let decision = match script.draw.between(1, 100) {
        1..=6 => json!({ "kind": "decline", "reason": "duplicate" }),
        7..=12 => json!({ "kind": "decline", "reason": "little_value", "remark": "内容较薄" }),
        13..=16 => json!({ "kind": "hold" }),
        17..=21 => json!({ "kind": "return", "reason": "facts", "remark": "核实数据" }),
        _ => json!({ "kind": "accept", "internal_note": "可用" }),
    };
    send(world, n, editor, ("decisions", decision)).await;
    match world.pieces[n].state.as_str() {
        "returned" => script.later((HOUR, 9 * DAY), Deed::Rewrite, n),
        "accepted" => {
            while script.draw.chance(50) {
                script.later((HOUR, 40 * DAY), Deed::Adopt, n);
            }
            if world.units[world.pieces[n].unit].law == Law::A && script.draw.chance(4) {
                script.later((DAY, 50 * DAY), Deed::Instruct, n);
            }
        }
        _ => {}
    }
}

/// A returned article comes back with a sentence more; where its unit signs, it is signed again.
async fn rewrite(world: &mut World, script: &mut Script, n: usize, own: &Client) {
    let piece = &mut world.pieces[n];
    piece.body.push_str("\n补充说明：以上数据均已核实。");
    let draft = json!({ "version": piece.version, "title": piece.title, "type": piece.r#type, "body_html": html(&piece.body) });
    let path = format!("/api/v1/articles/{}/draft", piece.id);
    let saved = read(own.send_json(Method::PUT, &path, &draft).await, 200);
    (_, piece.version) = row_of(&saved["article"]);
    script.later((0, 0), Deed::Submit, n);
}

/// A medium printed it some days before it is recorded, now and then in the month before.
async fn adopt(world: &mut World, script: &mut Script, n: usize, editor: &Client) {
    let draw = &mut script.draw;
    let outlet = draw.below(world.outlets.len());
    let today = day_at(minute(script.now));
    let on = (today - TimeDelta::days(draw.between(0, 12))).max(day(FIRST_DAY));
    let position = draw.pick(&["plain", "plain", "front_page"]);
    let is_repost = draw.chance(20);
    let piece = &world.pieces[n];
    let body = json!({
        "article_id": piece.id, "outlet_id": world.outlets[outlet].id, "adopted_on": on,
        "position": position, "is_repost": is_repost, "page": "2 版",
    });
    let answer = editor.post_json("/api/v1/adoptions", &body).await;
    let is_known = piece
        .adoptions
        .iter()
        .any(|one| one.stands && (one.outlet, one.on, one.position) == (outlet, on, position));
    if is_known {
        read(answer, 409);
        return;
    }
    let made = read(answer, 201);
    let at = piece.adoptions.len();
    world.pieces[n].adoptions.push(Adopted {
        id: made["id"].as_i64().expect("a key"),
        outlet,
        on,
        position,
        is_repost,
        stands: true,
    });
    if script.draw.chance(7) {
        script.later((HOUR, 20 * DAY), Deed::Unadopt(at), n);
    }
}
