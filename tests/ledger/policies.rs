//! What an office decides about several adoptions of one article, through the ledger: the suppressed one is shown and
//! comes back, both ways of booking a late higher one end alike, and a day is priced by the scheme of that day.

use entity::{AdoptionId, ArticleId, OrganisationId, PersonId, Role, SubjectKind, posting};
use sea_orm::{EntityTrait, QueryOrder};
use zhibao::ledger;
use zhibao::newsroom::{self, Decision, NewInstruction};

use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    a_suppressed_adoption_is_shown_and_counts_again_when_the_higher_one_is_withdrawn
    a_fact_of_february_that_is_recorded_in_march_is_priced_by_the_scheme_of_february
    variant_a_comes_to_40_whether_it_is_booked_anew_or_as_a_difference
}

const REBOOK: &str = include_str!("../../assets/schemes/s01-rebook.toml");
const DIFFERENCE: &str = include_str!("../../assets/schemes/s01-difference.toml");

struct Desk {
    unit: OrganisationId,
    reporter: PersonId,
    editor: PersonId,
}

async fn desk(house: &TestApp, name: &str) -> Desk {
    let unit = house.unit(name, false).await;
    Desk {
        unit,
        reporter: house.person("执笔人甲", Role::Reporter, unit).await,
        editor: house.person("编辑乙", Role::Editor, house.top).await,
    }
}

impl Desk {
    async fn accepted(&self, house: &TestApp, title: &str) -> ArticleId {
        let article = house.submit(self.reporter, title, 300).await.id;
        let accepted = house.decide(self.editor, article, Decision::Accept, "").await;
        accepted.expect("accepted").id
    }

    async fn withdraw(&self, house: &TestApp, id: AdoptionId, reason: &str) -> ledger::Settled {
        let proof = house.viewer(self.editor).await.editor().expect("an editor");
        newsroom::withdraw_adoption(&house.app, &proof, id, reason)
            .await
            .expect("withdrawn")
            .1
    }

    async fn points(&self, house: &TestApp, period: &str) -> [String; 2] {
        [
            house.points(SubjectKind::Unit, self.unit.0, period).await,
            house.points(SubjectKind::Person, self.reporter.0, period).await,
        ]
    }
}

async fn postings(house: &TestApp) -> Vec<posting::Model> {
    posting::Entity::find()
        .order_by_asc(posting::Column::Seq)
        .all(house.app.db.reader())
        .await
        .expect("postings")
}

/// The lines of the reporter's statement that stand: points and sentence.
async fn standing(house: &TestApp, desk: &Desk) -> Vec<(i64, String)> {
    let subject = (SubjectKind::Person, desk.reporter.0);
    let read = ledger::statement(house.app.db.reader(), subject, "2024-03")
        .await
        .expect("a statement");
    let stands = read.rows.iter().filter(|row| row.stands());
    let mut lines: Vec<_> = stands
        .map(|row| (row.posting.points, row.posting.sentence.clone()))
        .collect();
    lines.sort();
    lines
}

async fn a_suppressed_adoption_is_shown_and_counts_again_when_the_higher_one_is_withdrawn(house: TestApp) {
    house.scheme(REBOOK, "2024-01-01").await;
    let desk = desk(&house, "甲街道").await;
    let local = house.outlet("市府信息", "municipal").await;
    let provincial = house.outlet("省府信息", "provincial").await;
    let article = desk.accepted(&house, "两级采用").await;
    let low = house
        .adopt(desk.editor, adoption(article, local, "2024-03-02"))
        .await
        .expect("recorded")
        .0;
    let high = house
        .adopt(desk.editor, adoption(article, provincial, "2024-03-03"))
        .await
        .expect("recorded")
        .0;
    let lines = standing(&house, &desk).await;
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert_eq!(lines[0].0, 0);
    assert!(lines[0].1.contains("《市府信息》") && lines[0].1.contains("已被更高级别覆盖，不计分"));
    assert_eq!(lines[1].0, 1_500);
    // The first posting of the lower one gave way to the higher, and says so.
    let gave_way: Vec<_> = postings(&house).await;
    let gave_way: Vec<_> = gave_way.iter().filter(|row| row.reverses.is_some()).collect();
    assert!(!gave_way.is_empty());
    for row in gave_way {
        assert!(row.sentence.contains("（因后来登记的采用）"), "{}", row.sentence);
    }

    let settled = desk.withdraw(&house, high.id, "省里撤稿").await;
    let lines = standing(&house, &desk).await;
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert_eq!(lines[0].0, 500);
    assert_eq!(desk.points(&house, "2024-03").await, ["5", "5"]);
    let withdrawing = ledger::fact_of(
        house.app.db.reader(),
        &format!("withdraw:{}", fact_of(&house, high.id).await),
    )
    .await
    .expect("facts")
    .expect("a withdrawing fact");
    let reversals: Vec<_> = settled
        .postings
        .iter()
        .filter(|row| row.reverses.is_some())
        .collect();
    assert_eq!(
        reversals.len(),
        4,
        "the higher one and the line of 0, of unit and person"
    );
    for row in reversals {
        assert!(
            row.sentence.contains("（因撤回采用：省里撤稿）"),
            "{}",
            row.sentence
        );
        let facts: Vec<i64> = serde_json::from_str(&row.facts).expect("a list");
        assert!(facts.contains(&withdrawing.0), "{facts:?} links {withdrawing}");
    }
    // And the lower one is withdrawn, too: nothing is left but the trace.
    desk.withdraw(&house, low.id, "市里也撤稿").await;
    assert_eq!(desk.points(&house, "2024-03").await, ["0", "0"]);
    assert!(standing(&house, &desk).await.is_empty());
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn fact_of(house: &TestApp, id: AdoptionId) -> entity::FactId {
    ledger::fact_of(house.app.db.reader(), &format!("adoption:{id}"))
        .await
        .expect("facts")
        .expect("a fact")
}

fn version(points: u32) -> String {
    format!(
        "code = 'V'\nname = '两版'\nlevels = ['市级']\ntypes = ['动态信息']\n[credit]\nunit = 1\nperson = 1\n\
         [adoption]\ncell = [{{ code = '采用', level = '市级', points = {points} }}]\n"
    )
}

async fn a_fact_of_february_that_is_recorded_in_march_is_priced_by_the_scheme_of_february(house: TestApp) {
    house.scheme(&version(5), "2024-03-04").await;
    let desk = desk(&house, "甲街道").await;
    let outlet = house.outlet("市日报", "municipal").await;
    house.clock("2025-02-10 09:00:00");
    let first = desk.accepted(&house, "二月的稿").await;
    house
        .adopt(desk.editor, adoption(first, outlet, "2025-02-05"))
        .await
        .expect("recorded");
    let february = postings(&house).await;
    house.clock("2025-03-10 09:00:00");
    house.scheme(&version(3), "2025-03-01").await;
    assert_eq!(
        postings(&house).await,
        february,
        "the new version moves nothing of February"
    );
    for on in ["2025-02-20", "2025-03-05"] {
        let article = desk.accepted(&house, &format!("{on} 采用")).await;
        house
            .adopt(desk.editor, adoption(article, outlet, on))
            .await
            .expect("recorded");
    }
    assert_eq!(
        desk.points(&house, "2025-02").await,
        ["10", "10"],
        "5 of either day of February"
    );
    assert_eq!(desk.points(&house, "2025-03").await, ["3", "3"]);
    let late = &postings(&house).await[february.len()..];
    let of = |n: &str| late.iter().filter(|row| row.sentence.contains(n)).count();
    assert_eq!(
        (of("规则 采用 v1：5 分"), of("规则 采用 v2：3 分")),
        (2, 2),
        "{late:#?}"
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}

/// Variant A′ of DOMAIN section 6: a1 adopted by 市府信息 and 省府信息, a2 by the 增刊, an instruction on a1, and the weeks
/// of scheme A. 15 + 8 + 12 + 5 = 40, by both policies and in both orders of recording.
async fn variant_a_comes_to_40_whether_it_is_booked_anew_or_as_a_difference(house: TestApp) {
    house.scheme(REBOOK, "2024-01-01").await;
    variant(&house, "2024-03", false).await;
    house.clock("2024-05-31 23:00:00");
    // The same month a quarter later, by difference and the other way round.
    house
        .scheme(
            &DIFFERENCE.replace("code = \"S01-DIFFERENCE\"", "code = \"S01-REBOOK\""),
            "2024-06-01",
        )
        .await;
    variant(&house, "2024-06", true).await;
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn variant(house: &TestApp, month: &str, is_turned: bool) {
    let desk = desk(house, &format!("{month} 街道")).await;
    let name = |outlet: &str| format!("{outlet}（{month}）");
    let on = |date: u32| format!("{month}-{date:02}");
    // Three valid in the first whole week, two in the second, one in the third, three in the fourth.
    let first = if month == "2024-03" { 4 } else { 3 };
    let mut articles = Vec::new();
    for (week, n) in [3, 2, 1, 3].into_iter().enumerate() {
        for piece in 0..n {
            let date = first + 7 * u32::try_from(week).expect("few") + piece;
            house.clock(&format!("{} 10:00:00", on(date)));
            articles.push(desk.accepted(house, &name(&format!("{date} 日之 {piece}"))).await);
        }
    }
    house.clock(&format!("{} 09:00:00", on(28)));
    let [a1, a2] = [articles[0], articles[1]];
    let rows = newsroom::outlet_rows(house.app.db.reader())
        .await
        .expect("outlets");
    let mut outlets = Vec::new();
    for (outlet, level) in [
        ("市府信息", "municipal"),
        ("省府信息", "provincial"),
        ("市府信息（增刊）", "municipal"),
    ] {
        let known = rows
            .iter()
            .find(|row| row.outlet.name == outlet)
            .map(|row| row.outlet.id);
        outlets.push(match known {
            Some(id) => id,
            None => house.outlet(outlet, level).await,
        });
    }
    let mut adoptions = [
        (a1, outlets[0], on(8)),
        (a1, outlets[1], on(20)),
        (a2, outlets[2], on(15)),
    ];
    if is_turned {
        adoptions.swap(0, 1);
    }
    for (article, outlet, on) in &adoptions {
        house
            .adopt(desk.editor, adoption(*article, *outlet, on))
            .await
            .expect("recorded");
    }
    let proof = house.viewer(desk.editor).await.editor().expect("an editor");
    let instruction = NewInstruction {
        article_id: a1,
        leader: "市领导丙".into(),
        leader_level: "municipal".into(),
        instructed_on: day(&on(22)),
        excerpt: "请认真研究。".into(),
        is_confidential: false,
        has_copy: true,
        granted: zhibao::newsroom::Granted::default(),
        evidence: None,
    };
    newsroom::instruct(&house.app, &proof, &instruction)
        .await
        .expect("instructed");
    assert_eq!(desk.points(house, month).await[1], "35", "15 + 8 + 12");
    let over = if month == "2024-03" {
        ("2024-03-31", "2024-04-01")
    } else {
        ("2024-06-30", "2024-07-01")
    };
    house.clock(&format!("{} 02:00:00", over.1));
    let tx = zhibao::db::write(&house.app.db).await.expect("a transaction");
    ledger::settle_through(&tx, day(over.0), house.admin, house.app.clock.now())
        .await
        .expect("settled");
    tx.commit().await.expect("committed");
    assert_eq!(
        desk.points(house, month).await,
        ["40", "35"],
        "the weeks bring the unit 2 + 1 + 0 + 2"
    );
}
