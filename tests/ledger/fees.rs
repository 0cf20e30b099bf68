//! Whom a veto hits, and what of the money comes back: an incident counts against those it names, else against the unit
//! and authors of its article; what is taken back after a close is gone from the month that was paid.

use entity::{AdoptionId, ArticleId, Craft, OccurrenceId, OccurrenceKind, PersonId, Role, SubjectKind};
use zhibao::newsroom::{self, Decision, DraftText, NewAuthor, NewOccurrence, Whom};

use crate::api::desk;
use crate::ledger::rewards::{FEES, SCHEME};
use crate::sheets::reading::table;
use crate::stories;
use crate::support::app::{TestApp, adoption, day, text};

stories! {
    an_incident_vetoes_those_whom_it_names_or_else_the_unit_and_the_authors
    what_is_taken_back_after_the_close_was_paid_too_much
    pieces_alone_have_their_months_and_what_is_open_is_summed
    an_incident_that_a_fee_scheme_alone_names_can_be_recorded
}

/// A unit with three reporters, an editor and the office.
pub struct House {
    pub house: TestApp,
    pub people: Vec<PersonId>,
    pub editor: PersonId,
    pub office: PersonId,
    outlet: entity::OutletId,
}

impl House {
    pub async fn of(house: TestApp, (scheme, from): (&str, &str)) -> Self {
        house.clock("2025-01-06 09:00:00");
        house.scheme(scheme, from).await;
        let unit = house.unit("甲局", false).await;
        let mut people = Vec::new();
        for name in ["张甲", "李乙", "王丙"] {
            people.push(house.person(name, Role::Reporter, unit).await);
        }
        Self {
            editor: house.person("编辑", Role::Editor, house.top).await,
            office: house.person("办公室", Role::Office, house.top).await,
            outlet: house.outlet("市日报", "municipal").await,
            people,
            house,
        }
    }

    /// An article of these people, filed by the first, accepted, and adopted on a day.
    pub async fn adopted(&self, authors: &[PersonId], title: &str, on: &str) -> (ArticleId, AdoptionId) {
        let (house, reporter) = (&self.house, authors[0]);
        let proof = house.viewer(reporter).await.reporter().expect("a reporter");
        let author = |id: &PersonId| NewAuthor {
            person_id: Some(*id),
            name: String::new(),
            craft: Craft::Writer,
            share_bp: None,
            is_external: false,
        };
        let words = DraftText {
            authors: Some(authors.iter().map(author).collect()),
            ..text(title, 300)
        };
        let draft = newsroom::start_draft(&house.app, &proof, None, &words)
            .await
            .expect("a draft")
            .article;
        newsroom::submit(&house.app, &proof, draft.id, draft.version)
            .await
            .expect("filed");
        house
            .decide(self.editor, draft.id, Decision::Accept, "")
            .await
            .expect("accepted");
        let row = house
            .adopt(self.editor, adoption(draft.id, self.outlet, on))
            .await;
        (draft.id, row.expect("recorded").0.id)
    }

    async fn incident(&self, article: ArticleId, what: &str, whom: Whom) -> OccurrenceId {
        let proof = self
            .house
            .viewer(self.editor)
            .await
            .recorder()
            .expect("an editor");
        let new = NewOccurrence {
            article_id: Some(article),
            whom,
            what: what.into(),
            note: "经核实".into(),
            ..NewOccurrence::of(OccurrenceKind::Incident, day("2025-01-06"))
        };
        let recorded = newsroom::record_occurrence(&self.house.app, &proof, &new).await;
        recorded.expect("recorded").0.id
    }

    /// Everybody's score with whether they passed, by name.
    async fn scores(&self) -> Vec<String> {
        let viewer = self.house.viewer(self.office).await;
        let mut scores = Vec::new();
        for kind in [SubjectKind::Person, SubjectKind::Unit] {
            let when = (None, self.house.app.today());
            let sheet = newsroom::assessment(self.house.app.db.reader(), &viewer, kind, when).await;
            for row in sheet.expect("a sheet").rows {
                let vetoed = if row.assessed.words.contains("一票否决") {
                    " 否决"
                } else {
                    ""
                };
                scores.push(format!("{} {}{vetoed}", row.member.name, row.assessed.score));
            }
        }
        scores.sort();
        scores
    }

    pub async fn withdraw(&self, id: AdoptionId) {
        let editor = self.house.viewer(self.editor).await.editor().expect("an editor");
        newsroom::withdraw_adoption(&self.house.app, &editor, id, "误登")
            .await
            .expect("withdrawn");
    }

    /// Name, due, paid, open and state of everybody in the list of a month.
    async fn fees(&self, client: &crate::support::client::Client, month: &str) -> Vec<String> {
        let page = client.get(&format!("/fees?month={month}")).await;
        let rows = table(&page.expect_status(200).text()).rows;
        let row = |row: &Vec<Vec<String>>| {
            let cell = |n: usize| row[n].first().cloned().unwrap_or_default();
            [0, 3, 4, 5, 6].map(cell).join(" ")
        };
        rows.iter().map(row).collect()
    }
}

async fn an_incident_vetoes_those_whom_it_names_or_else_the_unit_and_the_authors(house: TestApp) {
    // A word of the assessment's own: what no deduction names can be recorded all the same.
    let document = SCHEME.replace("incident = \"secrecy\"", "incident = [\"secrecy\", \"私自外传\"]");
    let world = House::of(house, (&document, "2024-01-01")).await;
    let [zhang, li, wang] = world.people[..] else {
        unreachable!("three people")
    };
    let (article, _) = world.adopted(&[zhang, li], "合写的动态", "2025-01-06").await;
    let own = "2025-01-06";
    let (_, _) = world.adopted(&[wang], "独写的动态", own).await;
    let sound = ["张甲 1.88", "李乙 1.88", "王丙 3.75", "甲局 12.5"].map(str::to_owned);
    let mut expected = sound.to_vec();
    expected.sort();
    assert_eq!(world.scores().await, expected);

    // Of another kind, but from now on the article has touched 王丙.
    world
        .incident(article, "late", Whom::One(SubjectKind::Person, wang.0))
        .await;
    let named = Whom::One(SubjectKind::Person, zhang.0);
    let id = world.incident(article, "私自外传", named).await;
    let with = |vetoed: &[&str]| {
        let one = |line: &String| {
            let name = line.split(' ').next().unwrap_or_default();
            if vetoed.contains(&name) {
                format!("{name} 0 否决")
            } else {
                line.clone()
            }
        };
        let mut lines: Vec<String> = sound.iter().map(one).collect();
        lines.sort();
        lines
    };
    assert_eq!(world.scores().await, with(&["张甲"]));
    let proof = world
        .house
        .viewer(world.editor)
        .await
        .recorder()
        .expect("an editor");
    newsroom::withdraw_occurrence(&world.house.app, &proof, id, "查无此事")
        .await
        .expect("withdrawn");
    assert_eq!(world.scores().await, with(&[]));
    world.incident(article, "secrecy", Whom::Nobody).await;
    assert_eq!(world.scores().await, with(&["张甲", "李乙", "甲局"]));
    world.house.end().await;
}

async fn what_is_taken_back_after_the_close_was_paid_too_much(house: TestApp) {
    let world = House::of(house, (SCHEME, "2024-01-01")).await;
    let zhang = world.people[0];
    let (_, adopted) = world.adopted(&[zhang], "一月的动态", "2025-01-06").await;
    let house = &world.house;
    house.clock("2025-02-03 09:00:00");
    let tx = zhibao::db::write(&house.app.db).await.expect("a transaction");
    zhibao::ledger::settle_through(&tx, day("2025-02-02"), house.admin, house.app.clock.now())
        .await
        .expect("settled");
    tx.commit().await.expect("committed");
    let office = house.viewer(world.office).await.office().expect("the office");
    let month = "2025-01".parse().expect("a month");
    newsroom::close_month(&house.app, &office, month, "")
        .await
        .expect("closed");
    let fen = ((SubjectKind::Person, zhang.0), 1_500);
    newsroom::pay_fees(&house.app, &office, month, &[fen])
        .await
        .expect("paid");
    let visitor = desk::serve(house).await;
    let client = house.signed_in(&visitor, world.office).await;
    assert_eq!(
        world.fees(&client, "2025-01").await,
        ["张甲 15.00 15.00 0.00 已发放"]
    );

    world.withdraw(adopted).await;
    let points = house.points(SubjectKind::Person, zhang.0, "2025-02").await;
    assert_eq!(points, "-5", "what is closed stays; the next month bears it");
    assert_eq!(
        world.fees(&client, "2025-01").await,
        ["张甲 0.00 15.00 −15.00 多发"]
    );
    // What is recorded late belongs to January too: nothing is paid for it twice.
    world.adopted(&[zhang], "补登的动态", "2025-01-20").await;
    assert_eq!(
        world.fees(&client, "2025-01").await,
        ["张甲 15.00 15.00 0.00 已发放"]
    );
    let february = client.get("/fees?month=2025-02").await.expect_status(200).text();
    assert!(february.contains("这个月没有应发的稿酬"), "{february}");
    world.house.end().await;
}

async fn pieces_alone_have_their_months_and_what_is_open_is_summed(house: TestApp) {
    let world = House::of(house, (FEES, "2024-01-01")).await;
    let [zhang, li, _] = world.people[..] else {
        unreachable!("three people")
    };
    let (_, adopted) = world.adopted(&[zhang], "甲的动态", "2025-01-06").await;
    world.adopted(&[li], "乙的动态", "2025-01-06").await;
    world.house.clock("2025-06-05 09:00:00");
    let visitor = desk::serve(&world.house).await;
    let client = world.house.signed_in(&visitor, world.office).await;
    let page = client.get("/fees").await.expect_status(200).text();
    for month in ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"] {
        assert!(page.contains(&format!("value=\"{month}\"")), "{month}: {page}");
    }
    assert!(
        !page.contains("value=\"2024-12\""),
        "before anything was filed: {page}"
    );

    let office = world
        .house
        .viewer(world.office)
        .await
        .office()
        .expect("the office");
    let month = "2025-01".parse().expect("a month");
    let of = |who: PersonId, fen: i64| ((SubjectKind::Person, who.0), fen);
    newsroom::pay_fees(&world.house.app, &office, month, &[of(zhang, 5_000)])
        .await
        .expect("paid");
    // Somebody's amount has changed: nobody is paid.
    let both = [of(zhang, 5_000), of(li, 5_000)];
    let refused = newsroom::pay_fees(&world.house.app, &office, month, &both).await;
    let said = format!("{:?}", refused.expect_err("stale"));
    assert!(
        said.contains("fee.has_changed") && said.contains("张甲"),
        "{said}"
    );
    world.withdraw(adopted).await;
    let rows = world.fees(&client, "2025-01").await;
    assert!(
        rows.contains(&"张甲 0.00 50.00 −50.00 多发".to_owned()),
        "{rows:?}"
    );
    assert!(
        rows.contains(&"李乙 50.00 0.00 50.00 未发放".to_owned()),
        "{rows:?}"
    );
    let sum = rows.last().expect("a sum");
    assert!(
        sum.ends_with(" 50.00 50.00 50.00 "),
        "what is still to be paid: {sum}"
    );

    // The menu names both pages to the office; the rankings lead everybody else there.
    for who in [zhang, world.editor, world.office] {
        let reader = world.house.signed_in(&visitor, who).await;
        let page = reader.get("/standings").await.expect_status(200).text();
        let head = page.split_once("<main").expect("a main part").1;
        for href in ["href=\"/assessments\"", "href=\"/fees\""] {
            assert!(head.contains(href), "{href}: {page}");
        }
    }
    world.house.end().await;
}

async fn an_incident_that_a_fee_scheme_alone_names_can_be_recorded(house: TestApp) {
    let document = format!("{FEES}[[deduction]]\ncode = \"敷衍\"\nincident = \"敷衍\"\npoints = -20\n");
    let world = House::of(house, (&document, "2025-01-01")).await;
    let zhang = world.people[0];
    let (article, _) = world.adopted(&[zhang], "写得敷衍的动态", "2025-01-06").await;
    let visitor = desk::serve(&world.house).await;
    let office = world.house.signed_in(&visitor, world.office).await;
    let due = async || world.fees(&office, "2025-01").await;
    assert!(
        due().await[0].starts_with("张甲 50.00 0.00 50.00"),
        "{:?}",
        due().await
    );
    world
        .incident(article, "敷衍", Whom::One(SubjectKind::Person, zhang.0))
        .await;
    assert!(
        due().await[0].starts_with("张甲 30.00 0.00 30.00"),
        "{:?}",
        due().await
    );
    world.house.end().await;
}
