//! 通报: the circular of a closed month as a Word document, in the house's template or the office's own.

mod word;

use entity::{PersonId, SubjectKind, circular_template, fact, posting};
use reqwest::Method;
use sea_orm::{EntityTrait, QueryOrder};
use zhibao::Error;
use zhibao::newsroom::{self, CircularTemplate, NewFile};

use crate::api::desk;
use crate::ledger::closing::world::World;
use crate::sheets::reading::{between, is_same, read, table};
use crate::stories;
use crate::support::app::{TestApp, adoption};
use crate::support::client::Attachment;
use word::{Word, linked, template};

stories! {
    the_circular_is_the_same_bytes_ever_after_and_names_the_head
    every_figure_is_the_sum_of_the_postings_that_the_appendix_names
    screen_sheet_and_document_say_the_same
    an_open_month_has_no_circular
    an_adoption_recorded_after_the_close_is_in_the_next_circular
    an_office_lays_it_out_in_a_template_of_its_own
    a_template_that_cannot_be_used_is_refused_and_changes_nothing
    the_api_gives_the_same_circular_and_takes_a_template
}

async fn document(house: &TestApp, month: &str) -> Vec<u8> {
    newsroom::circular_document(&house.app, month.parse().expect("a month"))
        .await
        .expect("a circular")
}

async fn the_circular_is_the_same_bytes_ever_after_and_names_the_head(house: TestApp) {
    let mut world = World::of_march(house).await;
    world.close_march().await;
    let before = document(&world.house, "2024-03").await;
    for n in 0..40 {
        world.event(n).await;
    }
    world.house.clock("2025-03-01 09:00:00");
    let after = document(&world.house, "2024-03").await;
    assert!(before == after, "the bytes of the circular moved");
    let close = zhibao::ledger::close_of(world.house.app.db.reader(), "2024-03")
        .await
        .expect("read")
        .expect("a close");
    let text = Word::read(&after).text;
    assert!(text.contains("2024年3月信息报送和采用情况通报"), "{text}");
    assert!(
        text.contains(&format!("账尾第{}号，哈希 {}", close.seq, close.hash)),
        "{text}"
    );
    assert!(!text.contains("{{"), "a name was left: {text}");
    world.house.end().await;
}

async fn every_figure_is_the_sum_of_the_postings_that_the_appendix_names(house: TestApp) {
    let world = World::of_march(house).await;
    world.close_march().await;
    let word = Word::read(&document(&world.house, "2024-03").await);
    let [units, persons, _, sources] = &word.tables[..] else {
        panic!("four tables: {}", word.tables.len());
    };
    let postings = posting::Entity::find()
        .order_by_asc(posting::Column::Seq)
        .all(world.house.app.db.reader())
        .await
        .expect("postings");
    let mut n_postings = 0;
    for (row, points_at, code_at) in units
        .iter()
        .skip(1)
        .map(|row| (row, 5, 8))
        .chain(persons.iter().skip(1).map(|row| (row, 5, 8)))
    {
        let source = sources.iter().find(|source| source[0] == row[code_at]);
        let source = source.unwrap_or_else(|| panic!("{} is not in the appendix", row[code_at]));
        let numbers = numbers(&source[3]);
        let named: Vec<&posting::Model> = postings.iter().filter(|row| numbers.contains(&row.seq)).collect();
        assert_eq!(named.len(), numbers.len(), "{source:?}");
        let sum: i64 = named.iter().map(|row| row.points).sum();
        assert_eq!(hundredths(&row[points_at]), sum, "{row:?} by {source:?}");
        assert_eq!(row[points_at], source[2]);
        n_postings += named.len();
    }
    let of_march = postings.iter().filter(|row| row.period == "2024-03").count();
    assert_eq!(
        n_postings, of_march,
        "the appendix names every posting of the month"
    );
    assert!(
        word.text.contains(&format!("共{of_march}条分录")),
        "{}",
        word.text
    );
    world.house.end().await;
}

/// `第 3–5, 8 号` as numbers.
fn numbers(said: &str) -> Vec<i64> {
    let said = said.trim_start_matches("第 ").trim_end_matches(" 号");
    let run = |run: &str| {
        let (first, last) = run.split_once('–').unwrap_or((run, run));
        let number = |text: &str| text.parse::<i64>().expect("a number");
        number(first)..=number(last)
    };
    said.split(", ")
        .filter(|said| *said != "无")
        .flat_map(run)
        .collect()
}

fn hundredths(said: &str) -> i64 {
    said.replace('−', "-")
        .replace('.', "")
        .parse()
        .expect("two decimals")
}

async fn screen_sheet_and_document_say_the_same(house: TestApp) {
    let world = World::of_march(house).await;
    world.close_march().await;
    let visitor = desk::serve(&world.house).await;
    let office = world.house.signed_in(&visitor, world.office).await;
    let page = office.get("/circulars/2024-03").await.expect_status(200).text();
    let href =
        between(&page, "href=\"/circulars/2024-03/document\"", ">").map(|_| "/circulars/2024-03/document");
    let answer = office.get(href.expect("a link")).await.expect_status(200);
    assert_eq!(answer.header("content-type"), Some(zhibao::docx::MIME));
    let word = Word::read(&answer.body);
    for (at, kind) in [(0, SubjectKind::Unit), (1, SubjectKind::Person)] {
        let screen = office
            .get(&format!("/standings?kind={}&period=2024-03", kind.code()))
            .await
            .expect_status(200)
            .text();
        let sheet = office
            .get(&format!(
                "/standings?kind={}&period=2024-03&format=xlsx",
                kind.code()
            ))
            .await
            .expect_status(200);
        let (screen, sheet, document) = (table(&screen), read(&sheet.body), &word.tables[at]);
        // The headings of the document that the ranking has, by the words that both use.
        let same: &[(&str, &str)] = match kind {
            SubjectKind::Unit => &[("名次", "名次"), ("单位", "单位"), ("采用率", "采用率")],
            SubjectKind::Person => &[("名次", "名次"), ("姓名", "姓名"), ("单位", "单位")],
        };
        let same = same.iter().chain(&[
            ("报送", "报送"),
            ("采用", "采用"),
            ("得分", "积分"),
            ("累计", "年度累计"),
            ("升降", "升降"),
        ]);
        let rows = document.len() - 1;
        assert!(
            rows >= 2 && sheet.rows.len() > rows,
            "{kind:?}: {rows}, and the sum"
        );
        for (of_document, of_sheet) in same {
            let column = position(&document[0], of_document);
            let in_sheet = position(&sheet.headings, of_sheet);
            let on_screen = position(&screen.headings, of_sheet);
            for n in 0..rows {
                let said = &document[n + 1][column];
                let cell = &sheet.rows[n][in_sheet];
                assert!(
                    is_same(cell, said) || cell.to_string() == *said,
                    "{of_sheet}: {said} and {cell:?}"
                );
                let shown = screen.rows[n][on_screen].first().cloned().unwrap_or_default();
                assert!(
                    shown == *said || is_same(cell, &shown),
                    "{of_sheet}: {said} and {shown}"
                );
            }
        }
    }
    world.house.end().await;
}

fn position(headings: &[String], wanted: &str) -> usize {
    let found = headings.iter().position(|heading| heading == wanted);
    found.unwrap_or_else(|| panic!("{wanted} among {headings:?}"))
}

async fn an_open_month_has_no_circular(house: TestApp) {
    let world = World::of_march(house).await;
    let month = "2024-03".parse().expect("a month");
    let open = newsroom::circular_document(&world.house.app, month).await;
    assert!(
        matches!(&open, Err(Error::Refused(message)) if message.key == "circular.not_closed"),
        "{open:?}"
    );
    let visitor = desk::serve(&world.house).await;
    let office = world.house.signed_in(&visitor, world.office).await;
    let page = office.get("/circulars").await.expect_status(200).text();
    assert!(page.contains("还没有结账的月份"), "{page}");
    let said = office.get("/circulars/2024-03").await.expect_status(409).text();
    assert!(said.contains("2024-03 还没有结账"), "{said}");
    let reporter = world.house.signed_in(&visitor, world.reporters[0]).await;
    reporter.get("/circulars").await.expect_status(403);
    world.house.end().await;
}

async fn an_adoption_recorded_after_the_close_is_in_the_next_circular(house: TestApp) {
    let world = World::of_march(house).await;
    world.close_march().await;
    let adopted = |word: &Word| -> Vec<(String, String)> {
        let rows = word.tables[2].iter().skip(1);
        rows.map(|row| (row[1].clone(), row[5].clone())).collect()
    };
    let march = adopted(&Word::read(&document(&world.house, "2024-03").await));
    assert_eq!(march.len(), 2, "{march:?}");
    // Two articles of March, one adopted in March as is found out in April, and one in April.
    let house = &world.house;
    house.clock("2024-04-10 09:00:00");
    let facts = fact::Entity::find()
        .all(house.app.db.reader())
        .await
        .expect("facts");
    let articles: Vec<_> = facts.iter().filter_map(|fact| fact.article_id).collect();
    let outlet = house.outlet("县融媒", "district").await;
    for (article, day) in [(articles[2], "2024-03-30"), (articles[3], "2024-04-08")] {
        house
            .adopt(world.editor, adoption(article, outlet, day))
            .await
            .expect("adopted");
    }
    assert_eq!(adopted(&Word::read(&document(house, "2024-03").await)), march);
    house.clock("2024-05-02 09:00:00");
    world.settle_through("2024-05-01").await;
    world.close("2024-04", "两篇稿件转下月审").await;
    let april = adopted(&Word::read(&document(house, "2024-04").await));
    let days: Vec<&str> = april.iter().map(|(_, day)| day.as_str()).collect();
    assert_eq!(days, ["3月30日补记", "4月8日"]);
    world.house.end().await;
}

async fn set(house: &TestApp, by: PersonId, bytes: Vec<u8>) -> zhibao::Result<CircularTemplate> {
    let office = house.viewer(by).await.office().expect("the office");
    let new = NewFile {
        name: "我们的通报.docx".into(),
        bytes,
    };
    newsroom::set_circular_template(&house.app, &office, new).await
}

async fn an_office_lays_it_out_in_a_template_of_its_own(house: TestApp) {
    let world = World::of_march(house).await;
    world.close_march().await;
    let own = template(
        &["{{年}}年第{{月}}期", "零采用：{{零采用单位}}"],
        &["{{单位.名次}}", "{{单位.名称}}", "{{单位.得分}}"],
    );
    let kept = set(&world.house, world.office, own).await.expect("a template");
    assert_eq!(kept.name, "我们的通报.docx");
    let word = Word::read(&document(&world.house, "2024-03").await);
    assert!(
        word.text.contains("2024年第3期") && word.text.contains("零采用：无"),
        "{}",
        word.text
    );
    let units: Vec<&[String]> = word.tables[0].iter().map(Vec::as_slice).collect();
    assert_eq!(units, [["1", "甲街道", "17.00"], ["2", "乙街道", "6.00"]]);
    // What is taken and given back unchanged is what was in force.
    let in_force = newsroom::template_in_force(world.house.app.db.reader())
        .await
        .expect("a template");
    let again = set(&world.house, world.office, in_force)
        .await
        .expect("a template");
    assert_eq!(again.sha256, kept.sha256);
    world.house.end().await;
}

async fn a_template_that_cannot_be_used_is_refused_and_changes_nothing(house: TestApp) {
    let world = World::of_march(house).await;
    let wrong = template(&["{{月分}}"], &["{{单位.名次}}"]);
    match set(&world.house, world.office, wrong).await {
        Err(Error::Invalid(faults)) => {
            assert_eq!(faults[0].message.args[0], ("names", "{{月分}}".to_owned()));
        }
        other => panic!("the name was expected: {other:?}"),
    }
    match set(
        &world.house,
        world.office,
        linked(&template(&["{{月份}}"], &["{{单位.名次}}"])),
    )
    .await
    {
        Err(Error::Invalid(faults)) => assert_eq!(faults[0].message.key, "docx.external"),
        other => panic!("a linked template was expected: {other:?}"),
    }
    let none = set(&world.house, world.office, b"%PDF-1.7".to_vec()).await;
    assert!(matches!(none, Err(Error::Upload(_))), "{none:?}");
    let large = vec![b'P'; world.house.app.settings.limits.template_bytes + 1];
    let large = set(&world.house, world.office, large).await;
    assert!(matches!(&large, Err(error) if error.status() == 413), "{large:?}");
    let kept = circular_template::Entity::find()
        .all(world.house.app.db.reader())
        .await
        .expect("read");
    assert!(kept.is_empty(), "{kept:?}");
    // On the page: what is wrong, and the form again.
    let visitor = desk::serve(&world.house).await;
    let office = world.house.signed_in(&visitor, world.office).await;
    let token = office.csrf("/circulars").await;
    let wrong = template(&["{{月分}}"], &["x"]);
    let file = Attachment {
        field: "file",
        file_name: "通报.docx",
        content_type: zhibao::docx::MIME,
        bytes: &wrong,
    };
    let said = office
        .post_multipart("/circulars/template", &[("csrf", &token)], &[file])
        .await
        .expect_status(422)
        .text();
    assert!(
        said.contains("{{月分}} 不是可用的名称") && said.contains("{{月份}}"),
        "{said}"
    );
    world.house.end().await;
}

async fn the_api_gives_the_same_circular_and_takes_a_template(house: TestApp) {
    let world = World::of_march(house).await;
    world.close_march().await;
    let visitor = desk::serve(&world.house).await;
    let token = desk::token(&world.house, world.office, entity::Scope::Write).await;
    let program = visitor.with_token(&token);
    let answer = program
        .get("/api/v1/circulars/2024-03/document")
        .await
        .expect_status(200);
    assert!(
        answer.body == document(&world.house, "2024-03").await,
        "the same bytes"
    );
    program
        .get("/api/v1/circulars/2024-05/document")
        .await
        .expect_status(409);
    let in_force = program
        .get("/api/v1/circular-template")
        .await
        .expect_status(200)
        .body;
    assert!(Word::read(&in_force).text.contains("{{月份}}"));
    let own = template(&["{{月份}}"], &["{{个人.名称}}"]);
    program
        .send(
            Method::POST,
            "/api/v1/circular-template?name=own.docx",
            Some("application/octet-stream"),
            own,
        )
        .await
        .expect_status(200);
    let answer = program
        .get("/api/v1/circulars/2024-03/document")
        .await
        .expect_status(200);
    assert_eq!(Word::read(&answer.body).tables[0].len(), 2);
    world.house.end().await;
}
