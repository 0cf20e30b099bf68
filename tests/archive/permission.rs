//! No search says more than the article's own page would (FEATURES 83): hits, totals, facets and passages are compared
//! with the check of the database, for random articles, viewers and queries.

use std::collections::{BTreeMap, BTreeSet};

use entity::{ArticleId, Craft, PersonId, Role};
use search_index::{Facet, Filter};
use zhibao::archive::{self, Found, Wanted};
use zhibao::newsroom::{self, Decision, DraftText, NewAuthor};
use zhibao::people::Viewer;

use crate::stories;
use crate::support::app::{TestApp, adoption, text};

stories! {
    no_hit_count_facet_or_passage_goes_beyond_what_the_viewer_may_read
}

/// A small generator, so that a failure can be told again (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).expect("small")
    }
}

const WORDS: [&str; 6] = [
    "社区食堂",
    "加装电梯",
    "河道清淤",
    "夜校开课",
    "防汛演练",
    "村务公开",
];
const N_ARTICLES: usize = 36;
const N_QUERIES: usize = 40;

struct World {
    house: TestApp,
    viewers: Vec<PersonId>,
    articles: Vec<ArticleId>,
}

async fn world(house: TestApp, dice: &mut Dice) -> World {
    let units = [
        house.unit("柳林街道", false).await,
        house.unit("云栖街道", true).await,
        house.unit("滨海街道", false).await,
    ];
    let mut reporters = Vec::new();
    let mut signers = Vec::new();
    for (unit, name) in units.iter().zip(["甲", "乙", "丙"]) {
        reporters.push(
            house
                .person(&format!("直报员{name}"), Role::Reporter, *unit)
                .await,
        );
        signers.push(
            house
                .person(&format!("审核人{name}"), Role::UnitReviewer, *unit)
                .await,
        );
    }
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let mut articles = Vec::new();
    for n in 0..N_ARTICLES {
        let at = dice.roll(reporters.len());
        let word = WORDS[dice.roll(WORDS.len())];
        let id = file(&house, &reporters, at, (word, n), dice).await;
        articles.push(id);
        let state = house.article(id).await.state;
        if state == entity::ArticleState::UnitReview && dice.roll(2) == 0 {
            let signer = house
                .viewer(signers[at])
                .await
                .unit_reviewer()
                .expect("a reviewer");
            let version = house.article(id).await.version;
            newsroom::sign(&house.app, &signer, id, version, "")
                .await
                .expect("signed");
        }
        if house.article(id).await.state == entity::ArticleState::Submitted {
            decide(&house, editor, (id, outlet), dice).await;
        }
    }
    let mut viewers = reporters;
    viewers.extend(signers);
    viewers.push(editor);
    viewers.push(house.person("办公室", Role::Office, house.top).await);
    viewers.push(house.person("监督员", Role::Supervisor, house.top).await);
    viewers.push(house.admin);
    World {
        house,
        viewers,
        articles,
    }
}

/// Writes an article, perhaps with a co-author of another unit, and files most of them.
async fn file(
    house: &TestApp,
    reporters: &[PersonId],
    at: usize,
    (word, n): (&str, usize),
    dice: &mut Dice,
) -> ArticleId {
    let proof = house.viewer(reporters[at]).await.reporter().expect("a reporter");
    let author = |person: PersonId| NewAuthor {
        person_id: Some(person),
        name: String::new(),
        craft: Craft::Writer,
        share_bp: None,
        is_external: false,
    };
    let mut authors = vec![author(reporters[at])];
    if dice.roll(3) == 0 {
        authors.push(author(reporters[(at + 1) % reporters.len()]));
    }
    let draft = DraftText {
        body_html: format!("<p>{word}密语{n}号。{}</p>", "实".repeat(150)),
        authors: Some(authors),
        ..text(&format!("{word}第{n}篇"), 0)
    };
    let article = newsroom::start_draft(&house.app, &proof, None, &draft)
        .await
        .expect("a draft")
        .article;
    if dice.roll(6) > 0 {
        newsroom::submit(&house.app, &proof, article.id, article.version)
            .await
            .expect("filed");
    }
    article.id
}

async fn decide(
    house: &TestApp,
    editor: PersonId,
    (id, outlet): (ArticleId, entity::OutletId),
    dice: &mut Dice,
) {
    match dice.roll(4) {
        0 => {}
        1 => {
            house.decide(editor, id, Decision::Hold, "").await.expect("held");
        }
        2 => {
            house
                .decide(editor, id, Decision::Accept, "")
                .await
                .expect("accepted");
        }
        _ => {
            house
                .decide(editor, id, Decision::Accept, "")
                .await
                .expect("accepted");
            house
                .adopt(editor, adoption(id, outlet, "2024-03-01"))
                .await
                .expect("adopted");
        }
    }
}

/// What the database lets the viewer read among what is filed.
async fn readable(world: &World, viewer: &Viewer) -> BTreeSet<ArticleId> {
    let mut readable = BTreeSet::new();
    for id in &world.articles {
        let may = newsroom::article_for(world.house.app.db.reader(), viewer, *id).await;
        if may.is_ok_and(|article| article.first_submitted_at.is_some()) {
            readable.insert(*id);
        }
    }
    readable
}

fn ids(found: &Found) -> BTreeSet<ArticleId> {
    found
        .hits
        .iter()
        .map(|hit| ArticleId(i64::try_from(hit.document.id).expect("a key")))
        .collect()
}

/// What the facets should say, counted from the documents of the articles that the viewer may read.
async fn recount(world: &World, readable: &BTreeSet<ArticleId>) -> BTreeMap<(Facet, String), u64> {
    let mut counts = BTreeMap::new();
    for id in readable {
        let document = archive::document_of(world.house.app.db.reader(), *id)
            .await
            .expect("reads")
            .expect("filed");
        let mut keys: BTreeSet<(Facet, String)> = BTreeSet::new();
        keys.insert((Facet::State, document.state));
        keys.extend(document.kind.map(|kind| (Facet::Type, kind)));
        keys.extend(document.units.iter().map(|unit| (Facet::Unit, unit.to_string())));
        keys.extend(
            document
                .authors
                .iter()
                .filter_map(|one| Some((Facet::Reporter, one.id?.to_string()))),
        );
        keys.extend(
            document
                .adoptions
                .iter()
                .map(|one| (Facet::Outlet, one.outlet.to_string())),
        );
        for key in keys {
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    counts
}

async fn no_hit_count_facet_or_passage_goes_beyond_what_the_viewer_may_read(house: TestApp) {
    let mut dice = Dice(0x5eed_2024_0304_0001);
    let world = world(house, &mut dice).await;
    let app = &world.house.app;
    let facets = [
        Facet::State,
        Facet::Type,
        Facet::Unit,
        Facet::Reporter,
        Facet::Outlet,
    ];
    let mut n_rebuilding = 0;
    // Twice: without an index, when the database answers, and with it.
    for is_indexed in [false, true] {
        if is_indexed {
            archive::catch_up(app).await.expect("caught up");
        }
        for id in &world.viewers {
            let viewer = world.house.viewer(*id).await;
            let readable = readable(&world, &viewer).await;
            let all = Wanted {
                limit: 100,
                facets: facets.into(),
                n_facet_values: 100,
                ..Wanted::default()
            };
            let found = archive::search(app, &viewer, &all).await.expect("found");
            assert_eq!(
                ids(&found),
                readable,
                "{} sees all of its own",
                viewer.person.name
            );
            assert_eq!(found.total.n, readable.len() as u64);
            if is_indexed {
                let counted: BTreeMap<(Facet, String), u64> = found
                    .facets
                    .iter()
                    .flat_map(|(facet, values)| {
                        values.iter().map(|it| ((*facet, it.key.clone()), it.tally.n))
                    })
                    .collect();
                assert_eq!(counted, recount(&world, &readable).await);
            } else {
                n_rebuilding += usize::from(found.rebuilding.is_some());
            }
            for _ in 0..N_QUERIES / 4 {
                let word = WORDS[dice.roll(WORDS.len())];
                let typed = match dice.roll(4) {
                    0 => format!("{word} 密语{}号", dice.roll(N_ARTICLES)),
                    1 => format!("\"{word}\""),
                    2 => format!("{word} OR 密语{}号", dice.roll(N_ARTICLES)),
                    _ => format!("{word}在街道和社区的推进情况怎么样"),
                };
                let wanted = Wanted {
                    typed: typed.clone(),
                    limit: 100,
                    facets: facets.into(),
                    n_facet_values: 100,
                    filter: Filter {
                        states: (dice.roll(3) == 0)
                            .then(|| "unit_review".to_owned())
                            .into_iter()
                            .collect(),
                        ..Filter::default()
                    },
                    ..Wanted::default()
                };
                let found = archive::search(app, &viewer, &wanted).await.expect("found");
                assert!(ids(&found).is_subset(&readable), "{typed}");
                assert!(found.total.n <= readable.len() as u64, "{typed}");
                let related = Found {
                    hits: found.related.clone(),
                    ..Found::default()
                };
                assert!(ids(&related).is_subset(&readable), "{typed}");
                for values in found.facets.values() {
                    for value in values {
                        assert!(value.tally.n <= readable.len() as u64, "{typed}");
                    }
                }
            }
        }
    }
    assert_eq!(
        n_rebuilding,
        world.viewers.len(),
        "the first round was the database's"
    );
    let admin = world.house.viewer(world.house.admin).await;
    let nothing = archive::search(
        app,
        &admin,
        &Wanted {
            limit: 10,
            ..Wanted::default()
        },
    )
    .await
    .expect("found");
    assert_eq!(
        (nothing.total.n, nothing.hits.len()),
        (0, 0),
        "an admin reads no texts"
    );
    world.house.end().await;
}
