//! Who sees what of an article: internal notes and confidential instructions stay at the desk, remarks and revisions
//! with those who have a part in it.

use super::story::{INTERNAL, SECRET_LEADER, Story, TO_AUTHOR};
use crate::stories;
use crate::support::app::TestApp;

stories! {
    what_the_desk_says_among_itself_stays_there
    whoever_reads_because_it_was_adopted_sees_no_history
    nobody_ends_a_session_or_a_token_of_another
    a_new_password_ends_every_session
    a_unit_reviewer_returns_with_a_reason_and_signs
}

async fn what_the_desk_says_among_itself_stays_there(house: TestApp) {
    let story = Story::tell(house).await;
    let door = story.house.serve().await;
    let path = format!("/articles/{}", story.article);
    for (who, is_desk) in [
        (story.editor, true),
        (story.reporter, false),
        (story.colleague, false),
        (story.reviewer, false),
    ] {
        let client = story.house.signed_in(&door, who).await;
        let page = client.get(&path).await.expect_status(200).text();
        assert!(page.contains(TO_AUTHOR), "{who} reads the remark");
        assert!(page.contains("区长某同志"), "{who} reads the open instruction");
        assert_eq!(page.contains(INTERNAL), is_desk, "the internal note, to {who}");
        assert_eq!(
            page.contains(SECRET_LEADER),
            is_desk,
            "the confidential instruction, to {who}"
        );
        // Not even that there was one: its step is in no trail but the desk's.
        assert_eq!(page.matches("批示登记").count(), if is_desk { 2 } else { 1 });
    }
    story.house.end().await;
}

async fn whoever_reads_because_it_was_adopted_sees_no_history(house: TestApp) {
    let story = Story::tell(house).await;
    let door = story.house.serve().await;
    let client = story.house.signed_in(&door, story.stranger).await;
    let path = format!("/articles/{}", story.article);
    let page = client.get(&path).await.expect_status(200).text();
    assert!(page.contains("云岭日报"), "what a medium adopted is public");
    for hidden in [
        TO_AUTHOR,
        INTERNAL,
        "登记到了别的稿件",
        "区长某同志",
        "/postings/",
        "/revisions/",
    ] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    for part in ["/revisions/1", "/diff", "/diff?from=1&to=2"] {
        client.get(&format!("{path}{part}")).await.expect_status(404);
    }
    story.house.end().await;
}

async fn nobody_ends_a_session_or_a_token_of_another(house: TestApp) {
    let story = Story::tell(house).await;
    let door = story.house.serve().await;
    let mine = story.house.signed_in(&door, story.reporter).await;
    let theirs = story.house.signed_in(&door, story.stranger).await;
    let made = mine
        .submit(
            "/me",
            "/me/tokens",
            &[("name", "报表"), ("scope", "read"), ("days", "30")],
        )
        .await
        .expect_status(200);
    assert!(made.text().contains("zb_"), "the key is shown");
    assert!(!mine.get("/me").await.text().contains("zb_"), "once");
    let viewer = story.house.viewer(story.reporter).await;
    let db = story.house.app.db.reader();
    let token = zhibao::people::tokens(db, viewer.id()).await.expect("tokens")[0].id;
    let now = story.house.app.clock.now();
    let session = zhibao::people::sessions(db, viewer.id(), now)
        .await
        .expect("sessions")[0]
        .id;
    for action in [
        format!("/me/tokens/{token}/revoke"),
        format!("/me/sessions/{session}/end"),
    ] {
        theirs.submit("/me", &action, &[]).await.expect_status(404);
    }
    mine.get("/me").await.expect_status(200);
    mine.submit("/me", &format!("/me/tokens/{token}/revoke"), &[])
        .await
        .expect_status(303);
    mine.submit("/me", &format!("/me/sessions/{session}/end"), &[])
        .await
        .expect_status(303);
    assert_eq!(
        mine.get("/me").await.expect_status(303).location(),
        Some("/sign-in?next=%2Fme")
    );
    story.house.end().await;
}

async fn a_new_password_ends_every_session(house: TestApp) {
    let story = Story::tell(house).await;
    let door = story.house.serve().await;
    let phone = story.house.signed_in(&door, story.reporter).await;
    let desk = story.house.signed_in(&door, story.reporter).await;
    let change = |old: &'static str, new: &'static str, again: &'static str| {
        [
            ("username", ""),
            ("old_password", old),
            ("password", new),
            ("again", again),
        ]
    };
    let old = crate::support::app::PASSWORD;
    let new = "Seven-Lamps-9-Evening";
    for (form, said) in [
        (change("wrong", new, new), "原密码不对"),
        (change(old, new, "another"), "两次输入的新密码不一致"),
        (change(old, "short", "short"), "密码为 12–128 位"),
        (change(old, old, old), "最近五次用过的密码"),
    ] {
        let page = desk
            .submit("/password", "/password", &form)
            .await
            .expect_status(422)
            .text();
        assert!(page.contains(said), "{said}");
        assert!(!page.contains(new), "a password is never sent back");
    }
    let done = desk
        .submit("/password", "/password", &change(old, new, new))
        .await
        .expect_status(303);
    assert_eq!(done.location(), Some("/sign-in"));
    for gone in [&phone, &desk] {
        gone.get("/me").await.expect_status(303);
    }
    story.house.end().await;
}

async fn a_unit_reviewer_returns_with_a_reason_and_signs(house: TestApp) {
    let story = Story::tell(house).await;
    let door = story.house.serve().await;
    let filed = story.house.submit(story.reporter, "巷子里的议事厅", 300).await;
    let client = story.house.signed_in(&door, story.reviewer).await;
    assert!(
        client
            .get("/sign")
            .await
            .expect_status(200)
            .text()
            .contains("巷子里的议事厅")
    );
    let page = format!("/articles/{}/return-from-unit", filed.id);
    let version = filed.version.to_string();
    let mut form = vec![
        ("version", version.as_str()),
        ("remark", "写明时间"),
        ("due_on", "2024-03-20"),
    ];
    let refused = client.submit(&page, &page, &form).await.expect_status(422).text();
    assert!(
        refused.contains("请写明理由") && refused.contains("写明时间"),
        "what was typed is kept"
    );
    form.push(("reason", "elements"));
    client.submit(&page, &page, &form).await.expect_status(303);
    let stranger = story.house.signed_in(&door, story.stranger).await;
    stranger.get(&page).await.expect_status(403);
    // The page that was opened before the return is stale, and says so.
    let sign = format!("/articles/{}/sign", filed.id);
    client
        .submit("/me", &sign, &[("version", &version)])
        .await
        .expect_status(409);
    assert_eq!(
        story.house.article(filed.id).await.state,
        entity::ArticleState::Returned
    );
    story.house.end().await;
}
