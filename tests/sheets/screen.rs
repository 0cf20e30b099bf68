//! A sheet shows what the screen shows, cell by cell; whatever people typed is text in it.

use entity::{OrganisationId, PersonId, Role};
use zhibao::newsroom::Decision;

use super::reading::{assert_equal, read, sheet_href};
use crate::api::desk;
use crate::stories;
use crate::support::app::{TestApp, adoption};
use crate::support::client::Client;

stories! {
    standings_statement_and_articles_are_the_same_in_the_sheet
    the_other_tables_are_the_same_in_the_sheet
    the_api_answers_the_same_sheet
}

const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");
const HOSTILE: [&str; 7] = [
    "=1+1",
    "＝HYPERLINK(1)",
    "+86 办事热线",
    "-1 层食堂",
    "@所有人",
    "<b>&\"楼道",
    "社区食堂开门",
];

pub struct Told {
    pub house: TestApp,
    pub door: Client,
    pub unit: OrganisationId,
    pub reporter: PersonId,
    pub editor: PersonId,
}

/// A reporter whose articles stand in several states, two of them adopted, with points.
pub async fn tell(house: TestApp) -> Told {
    house.scheme(SCHEME, "2024-01-01").await;
    let unit = house.unit("云溪街道", false).await;
    let reporter = house.person("=林巧", Role::Reporter, unit).await;
    let other = house.person("周安", Role::Reporter, unit).await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let outlet = house.outlet("市府信息", "municipal").await;
    for (n, title) in HOSTILE.into_iter().enumerate() {
        let article = house.submit(reporter, title, 300).await;
        if n < 4 {
            house
                .decide(editor, article.id, Decision::Accept, "")
                .await
                .expect("accepted");
        }
        if n < 2 {
            house
                .adopt(editor, adoption(article.id, outlet, "2024-03-04"))
                .await
                .expect("adopted");
        }
        if n == 4 {
            house
                .decide(editor, article.id, Decision::Return, "facts")
                .await
                .expect("returned");
        }
    }
    house.draft(reporter, "还没写完", 10).await;
    house.submit(other, "别人的稿子", 200).await;
    let door = desk::serve(&house).await;
    Told {
        house,
        door,
        unit,
        reporter,
        editor,
    }
}

async fn compare(client: &Client, path: &str) {
    let page = client.get(path).await.expect_status(200).text();
    let sheet = client.get(&sheet_href(&page)).await.expect_status(200);
    assert_eq!(sheet.header("content-type"), Some(zhibao::sheet::MIME), "{path}");
    assert!(
        sheet
            .header("content-disposition")
            .is_some_and(|it| it.starts_with("attachment")),
        "{path}"
    );
    assert_equal(&page, &sheet.body);
}

async fn standings_statement_and_articles_are_the_same_in_the_sheet(house: TestApp) {
    let told = tell(house).await;
    let reporter = told.house.signed_in(&told.door, told.reporter).await;
    compare(&reporter, "/articles").await;
    compare(&reporter, "/articles?state=accepted").await;
    compare(
        &reporter,
        &format!("/statements/person/{}?period=2024-03", told.reporter),
    )
    .await;
    compare(&reporter, "/standings?period=2024-03").await;
    compare(&reporter, "/standings?kind=unit&period=2024-03").await;
    told.house.clock("2024-03-04 09:05:00");
    // The whole list and not the page of it, under the filter of the address.
    let page = reporter.get("/articles?size=2&page=2&q=1").await.text();
    let href = sheet_href(&page);
    assert!(!href.contains("page=") && href.contains("q=1"), "{href}");
    let sheet = read(&reporter.get(&href).await.expect_status(200).body);
    let titles: Vec<String> = sheet.rows.iter().map(|row| row[0].to_string()).collect();
    assert!(
        titles.len() > 2 && titles.contains(&"=1+1".to_owned()),
        "{titles:?}"
    );
    assert!(sheet.notes.contains("检索词 1"), "{}", sheet.notes);
    told.house.end().await;
}

async fn the_other_tables_are_the_same_in_the_sheet(house: TestApp) {
    let told = tell(house).await;
    let editor = told.house.signed_in(&told.door, told.editor).await;
    for path in ["/adoptions", "/outlets", "/people"] {
        compare(&editor, path).await;
    }
    let admin = told.house.signed_in(&told.door, told.house.admin).await;
    compare(&admin, "/people?role=reporter").await;
    told.house.end().await;
}

async fn the_api_answers_the_same_sheet(house: TestApp) {
    let told = tell(house).await;
    let token = desk::token(&told.house, told.reporter, entity::Scope::Read).await;
    let program = told.door.with_token(&token);
    let reporter = told.house.signed_in(&told.door, told.reporter).await;
    let by_page = reporter
        .get("/standings?kind=unit&format=xlsx")
        .await
        .expect_status(200);
    let by_api = program
        .get("/api/v1/sheet?page=/standings%3Fkind%3Dunit")
        .await
        .expect_status(200);
    assert_eq!(by_api.header("content-type"), Some(zhibao::sheet::MIME));
    assert!(by_page.body == by_api.body, "two sheets");
    program.get("/api/v1/sheet?page=/desk").await.expect_status(403);
    program
        .get("/api/v1/sheet?page=/nowhere")
        .await
        .expect_status(422);
    let foreign = format!("/api/v1/sheet?page=/statements/person/{}", told.editor);
    program.get(&foreign).await.expect_status(404);
    told.house.end().await;
}
