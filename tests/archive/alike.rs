//! Near-duplicates: a piece filed again in much the same words is told, to whoever may read both.

use entity::Role;
use zhibao::archive;
use zhibao::newsroom::{self, DraftText};

use crate::stories;
use crate::support::app::{TestApp, text};

stories! {
    a_piece_filed_again_with_other_figures_is_told_with_how_much_is_shared
}

const PIECE: &str = "柳林街道开展社区食堂提升行动，新增助餐点十二处，老人刷卡即可用餐。街道干部每周回访，收集意见八十余条，\
    逐条答复并公示办理结果。下一步将把送餐服务延伸到行动不便的独居老人家中，由志愿者结对上门，确保每天一餐热饭。\
    目前已有三个小区完成厨房改造，两处配餐点投入使用，群众满意率持续提升，相关做法在全区推广。";

fn piece(title: &str, body: &str) -> DraftText {
    DraftText {
        body_html: format!("<p>{body}</p>"),
        ..text(title, 0)
    }
}

async fn a_piece_filed_again_with_other_figures_is_told_with_how_much_is_shared(house: TestApp) {
    let unit = house.unit("柳林街道", false).await;
    let other_unit = house.unit("云栖街道", false).await;
    let reporter = house.person("林晓", Role::Reporter, unit).await;
    let foreign = house.person("陈立", Role::Reporter, other_unit).await;
    let editor = house.person("周编辑", Role::Editor, house.top).await;
    let mut ids = Vec::new();
    let copy = PIECE.replace("十二处", "十五处").replace("八十余条", "九十余条");
    let unlike =
        "夜校开课首日座无虚席，书法、烘焙、短视频剪辑三门课程报名一空，授课老师都是辖区里的能工巧匠。"
            .repeat(3);
    for (writer, title, body) in [
        (reporter, "社区食堂暖人心", PIECE),
        (foreign, "食堂建在家门口", &copy),
        (foreign, "夜校点亮夜生活", &unlike),
    ] {
        let proof = house.viewer(writer).await.reporter().expect("a reporter");
        let draft = newsroom::start_draft(&house.app, &proof, None, &piece(title, body))
            .await
            .expect("a draft")
            .article;
        let filed = newsroom::submit(&house.app, &proof, draft.id, draft.version)
            .await
            .expect("filed");
        ids.push(filed.id);
    }
    let db = house.app.db.reader();
    let desk = house.viewer(editor).await;
    let alike = archive::near_duplicates(db, &desk, ids[1]).await.expect("reads");
    assert_eq!(alike.len(), 1, "{alike:?}");
    assert_eq!(alike[0].article.id, ids[0]);
    assert!((80..100).contains(&alike[0].percent), "{}", alike[0].percent);
    assert_eq!(
        archive::near_duplicates(db, &desk, ids[2]).await.expect("reads"),
        []
    );
    let stranger = house.viewer(foreign).await;
    assert_eq!(
        archive::near_duplicates(db, &stranger, ids[1])
            .await
            .expect("reads"),
        [],
        "who may not read the other piece is not told of it"
    );
    archive::catch_up(&house.app).await.expect("caught up");
    let earlier = archive::earlier(&house.app, &desk, ids[1]).await.expect("found");
    assert_eq!(earlier[0].title, "社区食堂暖人心");
    let door = house.serve().await;
    let page = house
        .signed_in(&door, editor)
        .await
        .get(&format!("/desk?article={}", ids[1]))
        .await
        .expect_status(200)
        .text();
    assert!(page.contains(&format!("href=\"/articles/{}\"", ids[0])), "{page}");
    assert!(
        page.contains(&format!("相同 {}%", alike[0].percent)),
        "the desk is warned"
    );
    house.end().await;
}
