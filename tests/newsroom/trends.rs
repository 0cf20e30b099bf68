//! 趋势: what the months show is what a recount of the articles says, on the page, in the sheet, and where each figure leads.

use entity::{ArticleId, PersonId, Role};
use zhibao::calendar::Month;
use zhibao::newsroom::{self, Decision};

use crate::api::desk;
use crate::sheets::reading::{read, sheet_href};
use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    the_months_count_what_was_filed_decided_and_adopted
    page_and_sheet_say_the_months
}

/// Two months: in February one accepted and one declined, in March one accepted, one that waits, and one withdrawn.
async fn told(house: &TestApp) -> PersonId {
    let unit = house.unit("云溪街道", false).await;
    let reporter = house.person("执笔人", Role::Reporter, unit).await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let file = async |at: &str, title: &str| -> ArticleId {
        house.clock(at);
        house.submit(reporter, title, 300).await.id
    };
    let decide = async |at: &str, id: ArticleId, decision: Decision| {
        house.clock(at);
        let reason = if decision == Decision::Decline {
            "stale"
        } else {
            ""
        };
        house.decide(editor, id, decision, reason).await.expect("decided");
    };
    let first = file("2024-02-05 09:00:00", "社区食堂开门").await;
    let second = file("2024-02-29 23:30:00", "夜校开班").await;
    decide("2024-02-05 12:00:00", first, Decision::Accept).await;
    decide("2024-03-05 23:30:00", second, Decision::Decline).await;
    // Half an hour after midnight in Shanghai, when it is still February in Greenwich.
    let third = file("2024-03-01 00:30:00", "河道清淤").await;
    file("2024-03-06 09:00:00", "还在等").await;
    let gone = file("2024-03-07 09:00:00", "撤回的").await;
    let proof = house.viewer(reporter).await.reporter().expect("a reporter");
    let version = house.article(gone).await.version;
    newsroom::withdraw(&house.app, &proof, gone, version, "")
        .await
        .expect("withdrawn");
    decide("2024-03-01 08:00:00", third, Decision::Accept).await;
    house.clock("2024-03-20 09:00:00");
    let district = house.outlet("区报", "district").await;
    let province = house.outlet("省报", "provincial").await;
    for (article, outlet, day) in [
        (first, district, "2024-02-20"),
        (first, province, "2024-03-01"),
        (third, district, "2024-03-02"),
    ] {
        house
            .adopt(editor, adoption(article, outlet, day))
            .await
            .expect("adopted");
    }
    let late = house
        .adopt(editor, adoption(third, province, "2024-03-03"))
        .await
        .expect("adopted");
    let proof = house.viewer(editor).await.editor().expect("an editor");
    newsroom::withdraw_adoption(&house.app, &proof, late.0.id, "登记错了")
        .await
        .expect("withdrawn");
    editor
}

async fn the_months_count_what_was_filed_decided_and_adopted(house: TestApp) {
    told(&house).await;
    let until: Month = "2024-03".parse().expect("a month");
    let months = newsroom::trends(&house.app.db, until, 3).await.expect("trends");
    let counted: Vec<(i64, i64, i64, Option<i64>, i64)> = months
        .iter()
        .map(|one| {
            (
                one.filed,
                one.accepted,
                one.declined,
                one.acceptance(),
                one.n_adopted(),
            )
        })
        .collect();
    assert_eq!(
        counted,
        [
            (0, 0, 0, None, 0),
            (1, 1, 1, Some(500), 1),
            (2, 1, 0, Some(1000), 2)
        ]
    );
    let hour = 3_600_000;
    // Of three hours and five days the lower median.
    let waits: Vec<Option<i64>> = months.iter().map(|one| one.wait_ms).collect();
    assert_eq!(waits, [None, Some(3 * hour), Some(7 * hour + hour / 2)]);
    let mut levels = months[2].adopted.clone();
    levels.sort();
    assert_eq!(levels, [("district".to_owned(), 1), ("provincial".to_owned(), 1)]);
    house.end().await;
}

async fn page_and_sheet_say_the_months(house: TestApp) {
    let editor = told(&house).await;
    let visitor = desk::serve(&house).await;
    let desk = house.signed_in(&visitor, editor).await;
    let page = desk.get("/trends?until=2024-03").await.expect_status(200).text();
    for said in [
        "50.0%",
        "100.0%",
        "3.0 小时",
        "7.5 小时",
        "采纳率＝",
        "审稿用时＝",
        "媒体采用＝",
    ] {
        assert!(page.contains(said), "{said} is not on the page");
    }
    assert!(
        page.contains("/search?from=2024-02-01&#38;to=2024-02-29&#38;state=declined"),
        "{page}"
    );
    assert!(
        page.contains("/adoptions?month=2024-03&#38;level=provincial"),
        "{page}"
    );
    let sheet = read(&desk.get(&sheet_href(&page)).await.expect_status(200).body);
    let row = |n: usize| sheet.rows[n].iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(sheet.rows.len(), 12);
    assert_eq!(
        row(10),
        ["2024年2月", "1", "1", "1", "0.5", "3.0 小时", "1", "区级 1"]
    );
    assert_eq!(
        row(11),
        ["2024年3月", "2", "1", "0", "1", "7.5 小时", "2", "省级 1，区级 1"]
    );
    desk.get("/trends?until=yesterday").await.expect_status(404);
    house.end().await;
}
