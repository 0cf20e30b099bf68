//! The life of an article: every step, its inverse, and what each leaves behind.

use entity::{ArticleState, Cause, Role};
use zhibao::Error;
use zhibao::newsroom::{self, Decision, Remark};

use crate::stories;
use crate::support::app::{TestApp, text};

stories! {
    an_article_goes_from_draft_to_accepted_through_a_return
    a_unit_that_signs_lets_nothing_out_unsigned
    a_stale_save_is_refused_and_says_where_the_record_is
    a_foreign_article_is_no_different_from_a_missing_one
    a_withdrawn_article_can_be_submitted_again
}

async fn an_article_goes_from_draft_to_accepted_through_a_return(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let filed = house.submit(reporter, "板凳会开到家门口", 300).await;
    assert_eq!(filed.number.as_deref(), Some("2024-000001"));
    assert_eq!(filed.n_words, 300);
    let returned = house
        .decide(editor, filed.id, Decision::Return, "facts")
        .await
        .expect("returned");
    assert_eq!(
        (returned.state, returned.due_on.is_some()),
        (ArticleState::Returned, true)
    );

    let proof = house.viewer(reporter).await.reporter().expect("a reporter");
    let better = newsroom::save_draft(
        &house.app,
        &proof,
        filed.id,
        returned.version,
        &text("板凳会开到家门口", 420),
    )
    .await
    .expect("saved");
    assert_eq!(better.article.title, "板凳会开到家门口");
    let again = newsroom::submit(&house.app, &proof, filed.id, better.article.version)
        .await
        .expect("submitted again");
    assert_eq!(
        (again.number.as_deref(), again.n_words),
        (Some("2024-000001"), 420)
    );
    let accepted = house
        .decide(editor, filed.id, Decision::Accept, "")
        .await
        .expect("accepted");
    assert_eq!(accepted.state, ArticleState::Accepted);

    let revisions = newsroom::revisions_of(house.app.db.reader(), filed.id)
        .await
        .expect("revisions");
    let causes: Vec<Cause> = revisions.iter().map(|revision| revision.cause).collect();
    assert_eq!(
        causes,
        [Cause::Submit, Cause::Return, Cause::Submit, Cause::Accept]
    );
    assert_eq!((revisions[0].n_words, revisions[3].n_words), (300, 420));
    let notices = newsroom::notices(house.app.db.reader(), reporter, 10)
        .await
        .expect("notices");
    let kinds: Vec<&str> = notices.iter().map(|notice| notice.kind.as_str()).collect();
    assert_eq!(kinds, ["accepted", "returned"]);
    house.end().await;
}

async fn a_unit_that_signs_lets_nothing_out_unsigned(house: TestApp) {
    let unit = house.unit("乙街道", true).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let reviewer = house.person("审核人丙", Role::UnitReviewer, unit).await;
    let stranger = house
        .person("别处审核人", Role::UnitReviewer, house.unit("丙街道", true).await)
        .await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let filed = house.submit(reporter, "未审签不出门", 300).await;
    assert_eq!(filed.state, ArticleState::UnitReview);
    let early = house.decide(editor, filed.id, Decision::Accept, "").await;
    assert!(
        matches!(early, Err(Error::NotFound)),
        "the desk is not told that it exists: {early:?}"
    );
    let unseen = newsroom::article_for(house.app.db.reader(), &house.viewer(editor).await, filed.id).await;
    assert!(
        matches!(unseen, Err(Error::NotFound)),
        "the desk does not see it yet"
    );
    let foreign = house.viewer(stranger).await.unit_reviewer().expect("a reviewer");
    let refused = newsroom::sign(&house.app, &foreign, filed.id, filed.version, "").await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let own = house.viewer(reviewer).await.unit_reviewer().expect("a reviewer");
    let why = Remark {
        reason: "facts".into(),
        ..Remark::default()
    };
    let back = newsroom::return_from_unit(&house.app, &own, filed.id, filed.version, &why)
        .await
        .expect("returned");
    let unseen = newsroom::article_for(house.app.db.reader(), &house.viewer(editor).await, filed.id).await;
    assert!(
        matches!(unseen, Err(Error::NotFound)),
        "what the unit sent back never left it"
    );
    let writer = house.viewer(reporter).await.reporter().expect("a reporter");
    let filed = newsroom::submit(&house.app, &writer, filed.id, back.version)
        .await
        .expect("submitted again");
    let signed = newsroom::sign(&house.app, &own, filed.id, filed.version, "同意报送")
        .await
        .expect("signed");
    assert_eq!(signed.state, ArticleState::Submitted);
    house
        .decide(editor, filed.id, Decision::Accept, "")
        .await
        .expect("accepted");
    house.end().await;
}

async fn a_stale_save_is_refused_and_says_where_the_record_is(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let draft = house.draft(reporter, "两处同时写", 120).await;
    let proof = house.viewer(reporter).await.reporter().expect("a reporter");
    let first = newsroom::save_draft(&house.app, &proof, draft.id, draft.version, &text("第一处", 130)).await;
    let first = first.expect("saved").article;
    let second =
        newsroom::save_draft(&house.app, &proof, draft.id, draft.version, &text("第二处", 140)).await;
    assert!(
        matches!(second, Err(Error::Stale(version)) if version == first.version),
        "{second:?}"
    );
    let kept = newsroom::draft_of(house.app.db.reader(), draft.id)
        .await
        .expect("read")
        .expect("kept");
    assert_eq!((kept.title.as_str(), kept.n_words), ("第一处", 130));
    house.end().await;
}

async fn a_foreign_article_is_no_different_from_a_missing_one(house: TestApp) {
    let mine = house.unit("甲街道", false).await;
    let theirs = house.unit("乙街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, mine).await;
    let other = house.person("执笔人乙", Role::Reporter, theirs).await;
    let filed = house.submit(reporter, "别人的稿件", 300).await;
    let viewer = house.viewer(other).await;
    let db = house.app.db.reader();
    for id in [filed.id, entity::ArticleId(999_999)] {
        assert!(matches!(
            newsroom::article_for(db, &viewer, id).await,
            Err(Error::NotFound)
        ));
        let proof = viewer.reporter().expect("a reporter");
        let withdrawn = newsroom::withdraw(&house.app, &proof, id, filed.version, "").await;
        assert!(matches!(withdrawn, Err(Error::NotFound)), "{withdrawn:?}");
        for version in [filed.version, 77] {
            let saved = newsroom::save_draft(&house.app, &proof, id, version, &text("改一改", 200)).await;
            assert!(
                matches!(saved, Err(Error::NotFound)),
                "version {version}: {saved:?}"
            );
        }
    }
    assert!(
        viewer.editor().is_err() && viewer.admin().is_err(),
        "no proof without the role"
    );
    house.end().await;
}

async fn a_withdrawn_article_can_be_submitted_again(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let filed = house.submit(reporter, "先撤后报", 300).await;
    let proof = house.viewer(reporter).await.reporter().expect("a reporter");
    let back = newsroom::withdraw(&house.app, &proof, filed.id, filed.version, "数字有误")
        .await
        .expect("withdrawn");
    assert_eq!(back.state, ArticleState::Withdrawn);
    let again = newsroom::submit(&house.app, &proof, filed.id, back.version)
        .await
        .expect("submitted again");
    assert_eq!(again.number, filed.number);
    house
        .decide(editor, filed.id, Decision::Accept, "")
        .await
        .expect("accepted");
    let article = house.article(filed.id).await;
    let late = newsroom::withdraw(&house.app, &proof, filed.id, article.version, "").await;
    assert!(
        matches!(late, Err(Error::Refused(_))),
        "not after acceptance: {late:?}"
    );
    let editor = house.viewer(editor).await.editor().expect("an editor");
    let reopened = newsroom::reconsider(&house.app, &editor, filed.id, article.version, &Remark::default())
        .await
        .expect("reopened");
    assert_eq!(reopened.state, ArticleState::InReview);
    house.end().await;
}
