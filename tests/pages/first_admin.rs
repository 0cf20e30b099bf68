//! The page of the first admin says what is wrong with each field at that field, all at once.

use zhibao::people;

use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::browser::{Browser, Screen};

stories! {
    every_fault_of_the_first_form_is_said_at_its_field_and_in_the_summary: empty
}

async fn every_fault_of_the_first_form_is_said_at_its_field_and_in_the_summary(house: TestApp) {
    let link = people::setup_link(&house.app).await.expect("a link");
    let path = format!("/setup/{}", link.reveal());
    let client = house.serve().await;
    let fields = |organisation, name, username, password| {
        [
            ("organisation", organisation),
            ("name", name),
            ("username", username),
            ("password", password),
        ]
    };
    // A user name that is none hides the fault of the name: the person is looked at field by field.
    let tries = [
        (
            fields(" ", " ", "wufan", "123"),
            &["organisation", "name", "password"][..],
        ),
        (fields("试验区党工委", "吴帆", "Ü", PASSWORD), &["username"][..]),
    ];
    for (filled, at) in tries {
        let refused = client
            .submit(&path, &path, &filled)
            .await
            .expect_status(422)
            .text();
        for field in at {
            for mark in [
                format!("<a href=\"#{field}\">"),
                format!("id=\"{field}-err\""),
                format!("aria-describedby=\"{field}-err"),
            ] {
                assert!(refused.contains(&mark), "{mark}: {refused}");
            }
        }
        let marked = refused.matches("aria-invalid=\"true\"").count();
        assert_eq!(marked, at.len(), "{refused}");
    }
    assert!(
        people::is_empty(&house.app).await.expect("a count"),
        "nothing was kept"
    );

    let browser = Browser::open().await;
    let tab = browser.visitor(Screen::Phone).await;
    tab.goto(&format!("{}{path}", client.origin())).await;
    tab.fill("主办单位全称", "试验区党工委").await;
    tab.fill("姓名", "吴帆").await;
    tab.fill("用户名", "wufan").await;
    tab.fill("密码", "123").await;
    tab.follow("button", "建立并去登录").await;
    tab.assert_fits().await;
    tab.assert_accessible().await;
    tab.screenshot("refused").await;
    browser.close().await;

    client
        .submit(&path, &path, &fields("试验区党工委", "吴帆", "wufan", PASSWORD))
        .await
        .expect_status(303);
    house.end().await;
}
