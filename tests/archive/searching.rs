//! Finding: by words, by labels of the dictionary, by filters; and what hostile input gets.

use entity::Role;
use search_index::Filter;
use zhibao::Error;
use zhibao::archive::{self, Wanted};
use zhibao::newsroom::Decision;

use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    a_piece_is_found_by_word_label_and_filter_and_shows_its_points
    what_cannot_be_read_is_said_and_what_is_too_much_is_refused_at_once
}

fn typed(text: &str) -> Wanted {
    Wanted {
        typed: text.to_owned(),
        limit: 20,
        ..Wanted::default()
    }
}

async fn a_piece_is_found_by_word_label_and_filter_and_shows_its_points(house: TestApp) {
    let unit = house.unit("柳林街道", false).await;
    let reporter = house.person("林晓", Role::Reporter, unit).await;
    let editor = house.person("周编辑", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let adopted = house.submit(reporter, "社区食堂开到家门口", 200).await.id;
    house.submit(reporter, "加装电梯解民忧", 200).await;
    house
        .decide(editor, adopted, Decision::Accept, "")
        .await
        .expect("accepted");
    house
        .adopt(editor, adoption(adopted, outlet, "2024-03-01"))
        .await
        .expect("adopted");
    archive::catch_up(&house.app).await.expect("caught up");
    let viewer = house.viewer(editor).await;
    let points = archive::document_of(house.app.db.reader(), adopted)
        .await
        .expect("reads")
        .expect("filed")
        .points;
    for query in [
        "食堂",
        "级别:市级",
        "level:Municipal",
        "媒体:临川",
        "状态:已采纳",
        "作者:林晓 食堂",
        "采用日期:2024-03",
        "类型:动态信息 食堂",
        "类别:街道 社区",
    ] {
        let found = archive::search(&house.app, &viewer, &typed(query))
            .await
            .expect("found");
        let titles: Vec<&str> = found.hits.iter().map(|hit| hit.document.title.as_str()).collect();
        assert_eq!(titles, ["社区食堂开到家门口"], "{query}");
        assert_eq!(
            (found.total.n_adoptions, found.total.points),
            (1, points),
            "{query}"
        );
        assert_eq!(found.notices, [], "{query}");
    }
    let filter = Filter {
        units: vec![u64::try_from(house.top.0).expect("a key")],
        levels: vec!["municipal".to_owned()],
        ..Filter::default()
    };
    let found = archive::search(&house.app, &viewer, &Wanted { filter, ..typed("") })
        .await
        .expect("found");
    assert_eq!(found.total.n, 1, "a unit stands for all below it");
    house.end().await;
}

async fn what_cannot_be_read_is_said_and_what_is_too_much_is_refused_at_once(house: TestApp) {
    let unit = house.unit("柳林街道", false).await;
    let reporter = house.person("林晓", Role::Reporter, unit).await;
    house.submit(reporter, "社区食堂开到家门口", 200).await;
    archive::catch_up(&house.app).await.expect("caught up");
    let viewer = house.viewer(reporter).await;
    let said = archive::search(&house.app, &viewer, &typed("\"社区食堂"))
        .await
        .expect("found");
    assert_eq!(said.total.n, 1);
    assert_eq!(said.notices[0].key, "archive.unclosed_quote");
    for (hostile, key) in [
        ("(".repeat(800), "archive.too_long"),
        ("(".repeat(200), "archive.too_deep"),
        ("甲 OR ".repeat(40), "archive.too_many_terms"),
    ] {
        let started = std::time::Instant::now();
        match archive::search(&house.app, &viewer, &typed(&hostile)).await {
            Err(Error::Invalid(faults)) => assert_eq!(faults[0].message.key, key),
            other => panic!("{hostile}: {other:?}"),
        }
        assert!(started.elapsed().as_millis() < 500);
    }
    let far = Wanted {
        offset: usize::MAX >> 1,
        ..typed("")
    };
    assert!(matches!(
        archive::search(&house.app, &viewer, &far).await,
        Err(Error::Invalid(_))
    ));
    house.end().await;
}
