//! The tables of published circulars (DOMAIN section 6, G1–G4) through the running system: filed, decided and adopted one
//! by one, the points of earlier months brought in, and every figure and place as printed. The year is another.

use entity::{ArticleId, OrganisationId, OutletId, PersonId, Role, Scope, SubjectKind};
use zhibao::ledger::{RankFilter, TieRule};
use zhibao::newsroom::{self, Decision, NewOutlet, Ranking, Sight};

use crate::api::desk;
use crate::ledger::openings;
use crate::sheets::importing::file;
use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    g1_one_for_each_filed_and_three_for_each_adopted_with_what_came_before
    g2_five_for_each_local_and_ten_for_each_upper_adoption
    g3_what_is_filed_and_not_adopted_earns_nothing
    g4_the_rate_is_adopted_by_filed_and_nothing_by_nothing_is_0
}

const G1: &str = include_str!("../../assets/schemes/g1.toml");
const G2: &str = include_str!("../../assets/schemes/g2.toml");
const G3: &str = include_str!("../../assets/schemes/g3.toml");

/// A unit with one reporter.
struct Unit {
    name: &'static str,
    id: OrganisationId,
    reporter: PersonId,
}

impl Unit {
    async fn new(house: &TestApp, name: &'static str) -> Self {
        let id = house.unit(name, false).await;
        let reporter = house.person(&format!("{name}信息员"), Role::Reporter, id).await;
        Self { name, id, reporter }
    }

    async fn filed(&self, house: &TestApp, n: usize) -> Vec<ArticleId> {
        let mut articles = Vec::new();
        for at in 0..n {
            let title = format!("{}第 {at} 条", self.name);
            articles.push(house.submit(self.reporter, &title, 120).await.id);
        }
        articles
    }
}

async fn accepted(house: &TestApp, editor: PersonId, article: ArticleId) {
    house
        .decide(editor, article, Decision::Accept, "")
        .await
        .expect("accepted");
}

async fn adopted(house: &TestApp, editor: PersonId, article: ArticleId, (outlet, on): (OutletId, &str)) {
    house
        .adopt(editor, adoption(article, outlet, on))
        .await
        .expect("recorded");
}

async fn ranking(house: &TestApp, period: &str) -> Ranking {
    let filter = RankFilter {
        kind: SubjectKind::Unit,
        period: period.into(),
        class: None,
        ties: TieRule::Standard,
    };
    let span = period.parse().expect("a period");
    newsroom::ranking(house.app.db.reader(), Sight::whole(), &filter, span)
        .await
        .expect("a ranking")
}

/// Place, name, points and cumulative points, in hundredths.
fn printed(ranking: &Ranking) -> Vec<(Option<usize>, &str, i64, i64)> {
    let rows = ranking.table.rows.iter();
    rows.map(|row| (row.place, row.member.name.as_str(), row.points, row.to_date))
        .collect()
}

async fn g1_one_for_each_filed_and_three_for_each_adopted_with_what_came_before(house: TestApp) {
    house.scheme(G1, "2024-09-01").await;
    let outlet = house.outlet("园林动态", "district").await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    // What was filed and adopted in September, and the points of the months before, by hand.
    let table = [
        ("森林公安处", 2, "20"),
        ("监察科", 2, "28"),
        ("工会共青团", 4, "32"),
        ("城乡绿化科", 0, "88"),
    ];
    let mut units = Vec::new();
    for (name, ..) in table {
        units.push(Unit::new(&house, name).await);
    }
    // Filed in August, before there was a scheme, and adopted in September.
    house.clock("2024-08-28 09:00:00");
    let early = units[3].filed(&house, 1).await[0];
    accepted(&house, editor, early).await;
    house.clock("2024-09-20 09:00:00");
    for (unit, (_, n, _)) in units.iter().zip(table) {
        for article in unit.filed(&house, n).await {
            accepted(&house, editor, article).await;
            adopted(&house, editor, article, (outlet, "2024-09-20")).await;
        }
    }
    adopted(&house, editor, early, (outlet, "2024-09-12")).await;
    let office = house.person("办公室", Role::Office, house.top).await;
    let door = desk::serve(&house).await;
    let office = door.with_token(&desk::token(&house, office, Scope::Write).await);
    let rows = table.map(|(name, _, points)| [name, "单位", "2024-08", points, "1–8 月通报"]);
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 5]>::as_slice).collect();
    let kind = Some("application/octet-stream");
    let sheet = file(&openings::HEADINGS, &rows);
    let done = office
        .send(reqwest::Method::POST, "/api/v1/openings", kind, sheet)
        .await;
    assert_eq!(desk::read(done, 200)["n_added"], 4);
    let september = ranking(&house, "2024-09").await;
    let expected = [
        (Some(1), "工会共青团", 1_600, 4_800),
        (Some(2), "监察科", 800, 3_600),
        (Some(2), "森林公安处", 800, 2_800),
        (Some(4), "城乡绿化科", 300, 9_100),
    ];
    let mut rows = printed(&september);
    rows.sort_by_key(|row| (row.0, -row.3));
    assert_eq!(rows, expected);
    let counts = |name: &str| {
        let row = september
            .table
            .rows
            .iter()
            .find(|row| row.member.name == name)
            .expect("a row");
        (row.filed.n, row.filed.n_adopted)
    };
    assert_eq!((counts("工会共青团"), counts("城乡绿化科")), ((4, 4), (0, 0)));
    let year = ranking(&house, "2024").await;
    let places: Vec<_> = year
        .table
        .rows
        .iter()
        .map(|row| (row.place, row.points))
        .collect();
    assert_eq!(
        places,
        [
            (Some(1), 9_100),
            (Some(2), 4_800),
            (Some(3), 3_600),
            (Some(4), 2_800)
        ]
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn g2_five_for_each_local_and_ten_for_each_upper_adoption(house: TestApp) {
    // The circular's own words for levels are 本市 and 上级.
    let document = G2.replace("\"本市\"", "\"市级\"").replace("\"上级\"", "\"省级\"");
    house.scheme(&document, "2024-01-01").await;
    let local = house.outlet("本市政府网", "municipal").await;
    let upper = house.outlet("上级政府网", "provincial").await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    house.clock("2024-03-29 09:00:00");
    let table = [
        ("甲区", 35, 3, 20_500),
        ("乙区", 36, 0, 18_000),
        ("丙区", 27, 1, 14_500),
        ("丁区", 25, 1, 13_500),
        ("戊区", 26, 0, 13_000),
    ];
    for (name, n_local, n_upper, _) in table {
        let unit = Unit::new(&house, name).await;
        // Each article is on the site on up to twelve days.
        let articles = unit.filed(&house, 3).await;
        for article in &articles {
            accepted(&house, editor, *article).await;
        }
        for at in 0..n_local {
            let on = format!("2024-03-{:02}", 5 + at / 3);
            adopted(&house, editor, articles[at % 3], (local, &on)).await;
        }
        for article in &articles[..n_upper] {
            adopted(&house, editor, *article, (upper, "2024-03-20")).await;
        }
    }
    let march = ranking(&house, "2024-03").await;
    let expected: Vec<_> = table
        .iter()
        .enumerate()
        .map(|(at, (name, .., points))| (Some(at + 1), *name, *points, *points))
        .collect();
    assert_eq!(printed(&march), expected);
    assert_eq!(printed(&ranking(&house, "2024-Q1").await).len(), 5);
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn g3_what_is_filed_and_not_adopted_earns_nothing(house: TestApp) {
    // The dictionary knows the accounts as 新媒体; commissioned copy is told by the paper that prints nothing else.
    let document = G3
        .replace("form = \"约稿\"", "outlet = \"约稿专报\"")
        .replace("\"公众号\", points", "\"新媒体\", points");
    house.scheme(&document, "2024-01-01").await;
    let commissioned = house.outlet("约稿专报", "municipal").await;
    let account = NewOutlet {
        name: "市公众号".into(),
        aliases: Vec::new(),
        pages: Vec::new(),
        level: "municipal".into(),
        class: "new_media".into(),
        from_on: day("2020-01-01"),
    };
    let account = newsroom::add_outlet(&house.app, &house.viewer(house.admin).await, &account)
        .await
        .expect("an outlet");
    let editor = house.person("编辑", Role::Editor, house.top).await;
    house.clock("2024-03-20 09:00:00");
    let table = [
        ("东街道", 12, commissioned, 1, 500),
        ("南街道", 13, account, 3, 1_500),
        ("西街道", 14, account, 1, 500),
        ("北街道", 15, account, 2, 1_000),
        ("中街道", 12, account, 5, 2_500),
    ];
    for (name, n_filed, outlet, n_adopted, _) in table {
        let unit = Unit::new(&house, name).await;
        let articles = unit.filed(&house, n_filed).await;
        for article in &articles[..n_adopted] {
            accepted(&house, editor, *article).await;
            adopted(&house, editor, *article, (outlet, "2024-03-19")).await;
        }
    }
    let march = ranking(&house, "2024-03").await;
    let of = |name: &str| {
        let row = march
            .table
            .rows
            .iter()
            .find(|row| row.member.name == name)
            .expect("a row");
        (row.place, row.points, row.filed.n, row.filed.n_adopted)
    };
    for ((name, n_filed, _, n_adopted, points), place) in table.into_iter().zip([4, 2, 4, 3, 1]) {
        let count = |n: usize| i64::try_from(n).expect("few");
        assert_eq!(
            of(name),
            (Some(place), points, count(n_filed), count(n_adopted)),
            "{name}"
        );
    }
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn g4_the_rate_is_adopted_by_filed_and_nothing_by_nothing_is_0(house: TestApp) {
    let outlet = house.outlet("县政府网", "district").await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    // The last but one stands for the units of the circular that are not known by name: 301 filed and 159 adopted in all.
    let table = [
        ("甲局", 7, 14, "50.0%"),
        ("乙局", 16, 28, "57.1%"),
        ("丙局", 8, 15, "53.3%"),
        ("丁局", 12, 33, "36.4%"),
        ("戊局", 14, 33, "42.4%"),
        ("己局", 20, 47, "42.6%"),
        ("庚局", 4, 14, "28.6%"),
        ("其余单位", 78, 117, "66.7%"),
        ("零报送局", 0, 0, "0"),
    ];
    for (at, (name, n_adopted, n_filed, _)) in table.into_iter().enumerate() {
        let unit = Unit::new(&house, name).await;
        house.clock(&format!("2024-04-{:02} 09:00:00", 2 + at));
        let articles = unit.filed(&house, n_filed).await;
        for article in &articles[..n_adopted] {
            accepted(&house, editor, *article).await;
            adopted(&house, editor, *article, (outlet, "2024-04-02")).await;
        }
        assert_eq!(house.points(SubjectKind::Unit, unit.id.0, "2024-04").await, "0");
    }
    let april = ranking(&house, "2024-04").await;
    let sum = |count: fn(&newsroom::Ranked) -> i64| april.table.rows.iter().map(count).sum::<i64>();
    let (n_filed, n_adopted) = (sum(|row| row.filed.n), sum(|row| row.filed.n_adopted));
    assert_eq!((n_adopted, n_filed), (159, 301));
    assert_eq!((n_adopted * 2_000 + n_filed) / (2 * n_filed), 528, "52.8 %");
    let office = house.person("办公室", Role::Office, house.top).await;
    let door = house.serve().await;
    let office = house.signed_in(&door, office).await;
    let page = office
        .get("/standings?kind=unit&period=2024-04")
        .await
        .expect_status(200)
        .text();
    for (name, _, _, rate) in table {
        let row = page.split("<tr").find(|row| row.contains(&format!(">{name}<")));
        let row = row.unwrap_or_else(|| panic!("{name} has a row"));
        let cell = format!("data-l=\"采用率\">{rate}</td>");
        assert!(row.contains(&cell), "{name} {rate}: {row}");
    }
    house.end().await;
}
