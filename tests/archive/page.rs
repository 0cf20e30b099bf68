//! The search page in a real browser, at the desk and on the phone.

use entity::{PersonId, Role};
use zhibao::archive;
use zhibao::newsroom::{self, Decision, DraftText};
use zhibao::people::{self, Secret};

use crate::support::app::{PASSWORD, TestApp, adoption, text};
use crate::support::browser::{Browser, Screen, Tab};
use crate::{looks, stories};

stories! {
    every_unit_and_reporter_is_offered_as_a_filter_and_not_only_the_commonest
}

looks! {
    an_editor_searches_narrows_and_is_told_what_was_misread
}

const NEW_PASSWORD: &str = "Evening-Paper-8-Lamps";
const MATTERS: [(&str, &str); 6] = [
    (
        "一张党务公开清单晒出民心账",
        "社区把党务公开清单贴到楼道口，八十六个事项逐条写明责任人和办理时限，居民扫码就能评价",
    ),
    (
        "村务账本搬上小板凳",
        "每月十五日晚上，村党支部在老槐树下开板凳会，党务公开栏里的每一笔都念给大家听",
    ),
    (
        "社区食堂开到家门口",
        "新增助餐点十二处，老人刷卡即可用餐，街道干部每周回访，收集意见八十余条",
    ),
    (
        "加装电梯解民忧",
        "三个小区完成电梯加装，一楼住户和高层住户坐到一张桌子上，把分摊办法谈成了",
    ),
    (
        "河道清淤赶在汛期前",
        "河长带队巡河，清理淤泥三千余方，沿岸群众自发组成护河队，早晚各巡一遍",
    ),
    (
        "夜校点亮夜生活",
        "书法、烘焙、短视频剪辑三门课程报名一空，授课老师都是辖区里的能工巧匠",
    ),
];

async fn filled(house: &TestApp) -> PersonId {
    let editor = house.person("周明", Role::Editor, house.top).await;
    let outlets = [
        house.outlet("临川日报", "municipal").await,
        house.outlet("新川客户端", "district").await,
        house.outlet("江南新闻", "provincial").await,
    ];
    let mut n = 0;
    for (unit, name) in [("滨海街道", "王晓琳"), ("柳林街道", "孙浩"), ("云栖街道", "陈立")]
    {
        let unit = house.unit(unit, false).await;
        let reporter = house.person(name, Role::Reporter, unit).await;
        for (title, body) in MATTERS {
            house.clock(&format!("2024-0{}-0{} 10:00:00", 3 + n / 9, 1 + n % 9));
            let proof = house.viewer(reporter).await.reporter().expect("a reporter");
            let draft = DraftText {
                body_html: format!("<p>{}。</p><p>{}。</p>", body, [body; 4].join("；")),
                ..text(title, 0)
            };
            let draft = newsroom::start_draft(&house.app, &proof, None, &draft)
                .await
                .expect("a draft")
                .article;
            let id = newsroom::submit(&house.app, &proof, draft.id, draft.version)
                .await
                .expect("filed")
                .id;
            if n % 3 > 0 {
                house
                    .decide(editor, id, Decision::Accept, "")
                    .await
                    .expect("accepted");
                for outlet in outlets.iter().take(n % 4) {
                    house
                        .adopt(editor, adoption(id, *outlet, "2024-03-01"))
                        .await
                        .expect("adopted");
                }
            }
            n += 1;
        }
    }
    house.clock("2024-05-06 09:00:00");
    archive::catch_up(&house.app).await.expect("caught up");
    editor
}

async fn signed_in(house: &TestApp, person: PersonId, screen: Screen) -> (Browser, Tab, String) {
    signed_in_to(house, person, screen, "找到 18 篇").await
}

async fn signed_in_to(
    house: &TestApp,
    person: PersonId,
    screen: Screen,
    text: &str,
) -> (Browser, Tab, String) {
    let viewer = house.viewer(person).await;
    let listener = zhibao::web::Listener::bind("127.0.0.1:0", &house.app.settings.limits)
        .await
        .expect("a port");
    let origin = format!("http://{}", listener.address().expect("an address"));
    let endpoint = zhibao::web::endpoint(&house.app);
    let stopping = house.app.tasks.clone();
    house.app.tasks.start(async move {
        let served = poem::Server::new_with_acceptor(listener);
        let _ = served
            .run_with_graceful_shutdown(endpoint, async move { stopping.stopping().await }, None)
            .await;
    });
    let browser = Browser::open().await;
    let tab = browser.visitor(screen).await;
    tab.goto(&format!("{origin}/sign-in?next=/search")).await;
    tab.fill("用户名", &viewer.person.username).await;
    tab.fill("密码", NEW_PASSWORD).await;
    tab.click("button", "登录").await;
    tab.wait_for_text(text).await;
    (browser, tab, origin)
}

/// A district of fourteen units, each with a reporter of its own and one article.
async fn many(house: &TestApp) -> PersonId {
    let editor = house.person("周明", Role::Editor, house.top).await;
    for n in 1..=14 {
        let unit = house.unit(&format!("第{n}街道"), false).await;
        let reporter = house.person(&format!("执笔人{n}"), Role::Reporter, unit).await;
        house.submit(reporter, &format!("第{n}街道的动态"), 200).await;
    }
    archive::catch_up(&house.app).await.expect("caught up");
    let (old, new) = (Secret::new(PASSWORD.into()), Secret::new(NEW_PASSWORD.into()));
    people::change_password(&house.app, &house.viewer(editor).await, &old, &new)
        .await
        .expect("changed");
    editor
}

async fn every_unit_and_reporter_is_offered_as_a_filter_and_not_only_the_commonest(house: TestApp) {
    let editor = many(&house).await;
    let door = house.serve().await;
    let client = crate::support::client::Client::new(door.origin());
    let username = house.viewer(editor).await.person.username;
    let fields = [("login", username.as_str()), ("password", NEW_PASSWORD)];
    client
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    let page = client.get("/search?sort=newest").await.expect_status(200).text();
    let rail = page
        .split("<aside")
        .nth(1)
        .and_then(|rest| rest.split("</aside>").next())
        .expect("the filters");
    for n in 1..=14 {
        for name in [format!("第{n}街道"), format!("执笔人{n}")] {
            let (link, option) = (
                format!("<span class=\"x\">{name}</span>"),
                format!(">{name}（1）</option>"),
            );
            assert_eq!(
                rail.matches(&link).count() + rail.matches(&option).count(),
                1,
                "{name}: {rail}"
            );
        }
    }

    let (browser, tab, _) = signed_in_to(&house, editor, Screen::Phone, "找到 14 篇").await;
    tab.evaluate("[...document.querySelectorAll('aside details')].forEach((it) => { it.open = true; })")
        .await;
    let rare = tab
        .evaluate("document.querySelector('select[name=unit] option:last-child').textContent")
        .await;
    let rare = rare.as_str().expect("a word").to_owned();
    tab.choose("其他单位", &rare).await;
    tab.assert_fits().await;
    tab.screenshot("more-values").await;
    tab.assert_accessible().await;
    tab.follow("button", "按所选单位筛选").await;
    tab.wait_for_text("找到 1 篇").await;
    let unit = rare.trim_end_matches("（1）");
    tab.wait_for("link", &format!("去掉条件：{unit}")).await;
    // A second filter of another kind keeps the first.
    let reporters = tab
        .evaluate("document.querySelectorAll('select[name=reporter] option').length")
        .await;
    assert_eq!(reporters, 0, "one reporter has articles there");
    tab.assert_quiet().await;
    browser.close().await;
    house.end().await;
}

async fn an_editor_searches_narrows_and_is_told_what_was_misread(house: TestApp, screen: Screen) {
    let editor = filled(&house).await;
    let (old, new) = (Secret::new(PASSWORD.into()), Secret::new(NEW_PASSWORD.into()));
    people::change_password(&house.app, &house.viewer(editor).await, &old, &new)
        .await
        .expect("changed");
    let (browser, tab, origin) = signed_in(&house, editor, screen).await;
    tab.screenshot("all").await;
    tab.goto(&format!("{origin}/search?q=党务公开")).await;
    tab.wait_for_text("找到 6 篇").await;
    let marked = tab
        .evaluate("[...document.querySelectorAll('.hit mark')].map(it => it.textContent).join()")
        .await;
    let marked = marked.as_str().expect("a text");
    assert!(marked.split(',').all(|text| text == "党务公开"), "{marked}");
    tab.assert_fits().await;
    tab.screenshot("words").await;
    tab.goto(&format!(
        "{origin}/search?q=党务公开&level=municipal&from=2024-01-01&to=2024-12-31"
    ))
    .await;
    tab.wait_for("link", "去掉条件：市级").await;
    tab.assert_fits().await;
    tab.screenshot("narrowed").await;
    tab.assert_accessible().await;
    tab.follow("link", "清除条件").await;
    tab.wait_for_text("找到 6 篇").await;
    tab.goto(&format!("{origin}/search?q=\"党务公开清单")).await;
    tab.wait_for_text("引号没有成对").await;
    tab.wait_for("heading", "相关结果").await;
    tab.screenshot("related").await;
    tab.goto(&format!("{origin}/search?q=没有人写过的事情九九")).await;
    tab.screenshot("nothing").await;
    tab.assert_quiet().await;
    tab.goto(&format!("{origin}/search?q={}", "(".repeat(800))).await;
    tab.wait_for_text("检索词太长").await;
    tab.screenshot("hostile").await;
    browser.close().await;
    house.end().await;
}
