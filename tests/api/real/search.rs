//! Finds as the API gives them, against `str::contains` over what the script wrote down: by text, by filter, and for
//! those who may read only a part.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;
use zhibao::demo::Prng;

use super::recount::month_of;
use super::world::{Piece, World, day_at, is_han};
use crate::support::client::{Answer, Client};
use crate::support::data;

#[derive(Deserialize)]
struct Exact {
    text: String,
}

/// Who looks: sees everything that left its unit, or a reporter, or those who sign for a unit.
#[derive(Clone, Copy)]
enum Eyes {
    Desk,
    Reporter(usize),
    Unit(usize),
}

impl Eyes {
    fn see(self, world: &World, piece: &Piece) -> bool {
        if piece.filed.is_none() {
            return false;
        }
        let is_public = piece.adoptions.iter().any(|one| one.stands);
        match self {
            Self::Desk => (piece.has_left_unit && piece.state != "unit_review") || is_public,
            Self::Reporter(at) => piece.authors.contains(&at) || is_public,
            Self::Unit(at) => {
                assert!(world.units[at].reviewer.is_some());
                piece.unit == at || is_public
            }
        }
    }
}

pub async fn check(world: &World) {
    let mut draw = Prng::new(9);
    let signing = world
        .units
        .iter()
        .position(|unit| unit.reviewer.is_some())
        .expect("a unit that signs");
    let reviewer = world.units[signing].reviewer.as_ref().expect("a reviewer");
    let reader = draw.below(world.reporters.len());
    let everybody = [
        (Eyes::Desk, &world.office),
        (Eyes::Desk, &world.editors[0]),
        (Eyes::Reporter(reader), &world.reporters[reader].client),
        (Eyes::Unit(signing), reviewer),
    ];
    let mut n_found = 0;
    for (n, text) in texts(world, &mut draw).into_iter().enumerate() {
        let (eyes, client) = everybody[n % everybody.len()];
        let wanted = wanted(world, eyes, |piece| says(world, piece, &text));
        n_found += wanted.len();
        let found = found(client, &format!("q={}", encoded(&format!("\"{text}\"")))).await;
        assert_same(world, &found, &wanted, &text);
    }
    assert!(
        n_found > world.pieces.len() / 4,
        "the queries find only {n_found}"
    );
    let mut n_filtered = 0;
    for (query, holds) in filters(world, &mut draw) {
        let wanted = wanted(world, Eyes::Desk, |piece| holds(piece));
        n_filtered += wanted.len();
        assert_same(world, &found(&world.office, &query).await, &wanted, &query);
    }
    assert!(
        n_filtered > world.pieces.len(),
        "the filters find only {n_filtered}"
    );
}

fn assert_same(world: &World, found: &BTreeSet<i64>, wanted: &BTreeSet<i64>, what: &str) {
    let titles = |ids: Vec<&i64>| -> Vec<(i64, String)> {
        let of = |id: &i64| world.pieces.iter().find(|piece| piece.id == *id);
        ids.into_iter()
            .take(3)
            .map(|id| (*id, of(id).map_or_else(String::new, |piece| piece.title.clone())))
            .collect()
    };
    let missed = titles(wanted.difference(found).collect());
    let wrong = titles(found.difference(wanted).collect());
    assert!(
        missed.is_empty() && wrong.is_empty(),
        "{what}: missed {missed:?}, wrong {wrong:?}"
    );
}

/// What is looked for: strings of the shared data, and pieces cut out of the articles at random.
fn texts(world: &World, draw: &mut Prng) -> Vec<String> {
    let exact = data::rows::<Exact>("exact-strings.jsonl.gz").expect("the data of the articles");
    let mut texts: Vec<String> = exact.map(|one| one.text).step_by(6).collect();
    while texts.len() < 100 {
        let piece = &world.pieces[draw.below(world.pieces.len())];
        let from = draw.below(piece.body.chars().count());
        let n = draw.below(7) + 1;
        let text: String = piece.body.chars().skip(from).take(n).collect();
        if text.chars().count() == n && text.chars().all(is_han) {
            texts.push(text);
        }
    }
    texts
}

/// A text stands in the title, in a paragraph, in the name of an author or of the unit.
fn says(world: &World, piece: &Piece, text: &str) -> bool {
    piece.title.contains(text)
        || piece.body.contains(text)
        || world.units[piece.unit].name.contains(text)
        || piece
            .authors
            .iter()
            .any(|at| world.reporters[*at].name.contains(text))
}

fn wanted(world: &World, eyes: Eyes, holds: impl Fn(&Piece) -> bool) -> BTreeSet<i64> {
    world
        .pieces
        .iter()
        .filter(|piece| eyes.see(world, piece) && holds(piece))
        .map(|piece| piece.id)
        .collect()
}

type Holds<'a> = Box<dyn Fn(&Piece) -> bool + 'a>;

/// Filters with what they mean.
fn filters<'a>(world: &'a World, draw: &mut Prng) -> Vec<(String, Holds<'a>)> {
    let mut filters: Vec<(String, Holds<'a>)> = Vec::new();
    let mut add = |query: String, holds: Holds<'a>| filters.push((query, holds));
    for _ in 0..3 {
        let (unit, reporter) = (draw.below(world.units.len()), draw.below(world.reporters.len()));
        let outlet = draw.below(world.outlets.len());
        let keys = (
            world.units[unit].id.0,
            world.reporters[reporter].id.0,
            world.outlets[outlet].id,
        );
        add(
            format!("organisation_id={}", keys.0),
            Box::new(move |piece| piece.unit == unit),
        );
        add(
            format!("reporter_id={}", keys.1),
            Box::new(move |piece| piece.authors.contains(&reporter)),
        );
        add(
            format!("outlet_id={}", keys.2),
            Box::new(move |piece| {
                piece
                    .adoptions
                    .iter()
                    .any(|one| one.stands && one.outlet == outlet)
            }),
        );
    }
    for level in ["own", "district", "municipal", "provincial", "national"] {
        add(
            format!("level={level}"),
            Box::new(move |piece| {
                let mut standing = piece.adoptions.iter().filter(|one| one.stands);
                standing.any(|one| world.outlets[one.outlet].level == level)
            }),
        );
    }
    for kind in ["work_update", "research_report", "public_opinion"] {
        add(
            format!("type={kind}"),
            Box::new(move |piece| piece.r#type == kind),
        );
    }
    for state in [
        "submitted",
        "returned",
        "held",
        "declined",
        "accepted",
        "withdrawn",
    ] {
        add(
            format!("state={state}"),
            Box::new(move |piece| piece.state == state),
        );
    }
    add(
        "class=subdistrict&month=2024-05,2024-06".to_owned(),
        Box::new(|piece| {
            let is_subdistrict = world.units[piece.unit].name.ends_with("街道");
            let month = piece.filed.map(|at| month_of(day_at(at)));
            is_subdistrict && month.is_some_and(|month| month == "2024-05" || month == "2024-06")
        }),
    );
    add(
        "submitted_from=2024-04-10&submitted_until=2024-04-20&state=accepted,held".to_owned(),
        Box::new(|piece| {
            let on = piece.filed.map(|at| day_at(at).to_string()).unwrap_or_default();
            let is_decided = piece.state == "accepted" || piece.state == "held";
            is_decided && ("2024-04-10"..="2024-04-20").contains(&on.as_str())
        }),
    );
    add(
        "adopted_from=2024-07-01&adopted_until=2024-07-31&level=municipal".to_owned(),
        Box::new(|piece| {
            piece.adoptions.iter().any(|one| {
                one.stands && month_of(one.on) == "2024-07" && world.outlets[one.outlet].level == "municipal"
            })
        }),
    );
    add(
        format!("q={}&type=work_update", encoded("\"发展\"")),
        Box::new(|piece| piece.r#type == "work_update" && says(world, piece, "发展")),
    );
    filters
}

fn encoded(text: &str) -> String {
    let pairs = serde_urlencoded::to_string([("q", text)]).expect("text");
    pairs[2..].to_owned()
}

/// Every page of what a query finds; the total must be their number, and no article may stand twice.
async fn found(client: &Client, query: &str) -> BTreeSet<i64> {
    let mut ids = BTreeMap::new();
    let mut total = 0;
    for page in 1..=100 {
        let answer = patient(
            client,
            &format!("/api/v1/search?{query}&page_rows=100&page={page}"),
        )
        .await;
        let answer: Value = answer.expect_status(200).json();
        assert_eq!(answer["is_rebuilding"], false);
        total = answer["total"].as_u64().expect("a total");
        let hits = answer["hits"].as_array().expect("hits");
        for hit in hits {
            *ids.entry(hit["article_id"].as_i64().expect("a key")).or_insert(0) += 1;
        }
        if hits.len() < 100 {
            break;
        }
    }
    assert!(ids.values().all(|times| *times == 1), "{query}: twice");
    assert_eq!(ids.len() as u64, total, "{query}");
    ids.into_keys().collect()
}

/// A machine that builds beside the test may take longer than a search may: then the answer says so, and one asks again.
async fn patient(client: &Client, path: &str) -> Answer {
    for _ in 0..20 {
        let answer = client.get(path).await;
        if answer.status != 503 {
            return answer;
        }
    }
    panic!("{path}: busy twenty times")
}
