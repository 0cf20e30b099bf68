//! The supervisor, on a phone: what the ledger rests on, the audit log and its chain, statements of anybody; and
//! nothing to press that would change anything.

use entity::Role;
use zhibao::newsroom::Decision;

use super::{SCHEME, Walk, file};
use crate::stories;
use crate::support::app::{TestApp, adoption};
use crate::support::browser::{Browser, Screen};

stories! {
    a_supervisor_sees_everything_and_changes_nothing
}

async fn a_supervisor_sees_everything_and_changes_nothing(house: TestApp) {
    house.scheme(SCHEME, "2024-01-01").await;
    let unit = house.unit("柳林街道", false).await;
    let reporter = house.person("林岚", Role::Reporter, unit).await;
    let editor = house.person("顾清", Role::Editor, house.top).await;
    let supervisor = house.person("严明", Role::Supervisor, house.top).await;
    let outlet = house.outlet("市府信息", "municipal").await;
    let filed = file(&house, reporter, "社区夜校开出三十门课").await;
    let waiting = file(&house, reporter, "河道清淤全面完成").await;
    house
        .decide(editor, filed.id, Decision::Accept, "")
        .await
        .expect("accepted");
    house
        .adopt(editor, adoption(filed.id, outlet, "2024-03-04"))
        .await
        .expect("adopted");
    let (door, browser) = (house.serve().await, Browser::open().await);
    let walk = Walk::begin(&house, (&browser, &door), Screen::Phone, supervisor).await;
    walk.told("积分台账", "home").await;

    walk.open("/audit").await;
    walk.see("audit").await;
    walk.tab.follow("button", "校验日志链").await;
    walk.told("日志链完整", "audit-verified").await;
    walk.tab.fill("何人", "顾清").await;
    walk.tab.follow("button", "查询").await;
    walk.told("顾清", "audit-of-one").await;
    for (path, says, name) in [
        (
            "/standings?kind=unit&period=2024-03".to_owned(),
            "柳林街道",
            "standings",
        ),
        (
            format!("/statements/person/{reporter}?period=2024-03"),
            "市府信息",
            "statement",
        ),
        ("/postings/1".to_owned(), "按步骤重算", "posting"),
        ("/schemes".to_owned(), "信息报送计分办法", "schemes"),
        ("/adoptions".to_owned(), "市府信息", "register"),
        ("/roster".to_owned(), "柳林街道", "roster"),
        ("/people".to_owned(), "林岚", "people"),
        (format!("/people/{reporter}"), "林岚", "person"),
        ("/outlets".to_owned(), "市府信息", "outlets"),
        (format!("/outlets/{outlet}"), "市府信息", "outlet"),
        (format!("/articles/{}", waiting.id), "河道清淤全面完成", "article"),
    ] {
        walk.open(&path).await;
        walk.told(says, name).await;
        let actions = walk.tab.evaluate(CHANGES).await;
        assert_eq!(actions, serde_json::json!([]), "{path} offers a change");
    }
    walk.tab.assert_accessible().await;
    browser.close().await;
    house.end().await;
}

/// Where the forms of the page's middle would post to.
const CHANGES: &str = "[...document.querySelectorAll('main form[method=post]')].filter((it) => \
    [...it.elements].some((one) => one.type === 'submit' && !one.matches(':disabled') && one.offsetParent)) \
    .map((it) => it.getAttribute('action'))";
