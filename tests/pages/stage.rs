//! A month in which something of every kind was filed, so that no figure of the pages is an easy zero.

use entity::{ArticleId, PersonId, Role};
use zhibao::archive;
use zhibao::newsroom::{self, Decision, Remark};

use crate::support::app::{TestApp, adoption};
use crate::support::browser::{Browser, Screen, Tab};

const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");

/// The house with one person in each role.
pub struct Stage {
    pub house: TestApp,
    pub reporter: PersonId,
    pub neighbour: PersonId,
    pub reviewer: PersonId,
    pub editor: PersonId,
    pub office: PersonId,
    pub supervisor: PersonId,
    /// Adopted by two outlets.
    pub adopted: ArticleId,
    /// Submitted and claimed by nobody.
    pub waiting: ArticleId,
    /// In the editor's hand.
    pub claimed: ArticleId,
}

impl Stage {
    /// Tells the month: valid, declined, withdrawn, returned and unsigned pieces; adoptions of this month and the last,
    /// one of them withdrawn; a person without an appointment's end, a unit without a reporter.
    pub async fn set(house: TestApp) -> Self {
        house.scheme(SCHEME, "2024-01-01").await;
        let (signing, free) = (
            house.unit("望海街道", true).await,
            house.unit("青石街道", false).await,
        );
        house.unit("云桥社区", false).await;
        let reporter = house.person("林岚", Role::Reporter, free).await;
        let neighbour = house.person("周正", Role::Reporter, signing).await;
        let reviewer = house.person("何谦", Role::UnitReviewer, signing).await;
        let editor = house.person("沈默", Role::Editor, house.top).await;
        let office = house.person("许诺", Role::Office, house.top).await;
        let supervisor = house.person("方正", Role::Supervisor, house.top).await;
        let city = house.outlet("澜州日报", "municipal").await;
        let province = house.outlet("云岭日报", "provincial").await;

        house.clock("2024-02-21 10:00:00");
        let old = house.submit(reporter, "去年的账今年清", 260).await;
        accept(&house, editor, old.id).await;
        house.clock("2024-03-05 09:00:00");
        let first = house.submit(reporter, "夜校开到家门口", 260).await;
        house.submit(reporter, "一份没人要的稿", 260).await;
        let declined = house.submit(reporter, "说过三遍的旧闻", 260).await;
        let held = house.submit(reporter, "修一条路要几步", 260).await;
        let gone = house.submit(reporter, "先撤回来再改改", 260).await;
        let claimed = house.submit(reporter, "河边新添长椅", 260).await;
        house.draft(reporter, "还没写完", 80).await;
        let back = house.submit(neighbour, "单位退回的一篇", 260).await;
        let signed = house.submit(neighbour, "单位签过的一篇", 260).await;
        house.submit(neighbour, "等单位签的一篇", 260).await;
        house.clock("2024-03-05 15:00:00");
        accept(&house, editor, first.id).await;
        decide(&house, editor, declined.id, (Decision::Decline, "stale")).await;
        decide(&house, editor, held.id, (Decision::Hold, "")).await;
        let app = &house.app;
        let writer = house.viewer(reporter).await.reporter().expect("a reporter");
        newsroom::withdraw(app, &writer, gone.id, gone.version, "")
            .await
            .expect("withdrawn");
        let signs = house.viewer(reviewer).await.unit_reviewer().expect("a reviewer");
        let remark = Remark {
            reason: "facts".into(),
            remark: "数字再核一遍".into(),
            ..Remark::default()
        };
        newsroom::return_from_unit(app, &signs, back.id, back.version, &remark)
            .await
            .expect("returned");
        newsroom::sign(app, &signs, signed.id, signed.version, "")
            .await
            .expect("signed");
        let edits = house.viewer(editor).await.editor().expect("an editor");
        newsroom::claim(app, &edits, claimed.id, claimed.version)
            .await
            .expect("claimed");
        house.clock("2024-03-12 09:00:00");
        for (article, outlet, on) in [
            (first.id, city, "2024-03-08"),
            (first.id, province, "2024-03-09"),
            (old.id, city, "2024-03-10"),
        ] {
            house
                .adopt(editor, adoption(article, outlet, on))
                .await
                .expect("adopted");
        }
        let (wrong, _) = house
            .adopt(editor, adoption(old.id, province, "2024-03-11"))
            .await
            .expect("adopted");
        newsroom::withdraw_adoption(app, &edits, wrong.id, "登记错了稿件")
            .await
            .expect("withdrawn");
        archive::catch_up(app).await.expect("the index follows");
        Self {
            reporter,
            neighbour,
            reviewer,
            editor,
            office,
            supervisor,
            adopted: first.id,
            waiting: signed.id,
            claimed: claimed.id,
            house,
        }
    }

    /// A tab of somebody who signed in by the form.
    pub async fn tab(&self, browser: &Browser, screen: Screen, origin: &str, who: PersonId) -> Tab {
        enter(&self.house, browser, (screen, origin), who).await
    }
}

/// A tab of somebody of a house who signed in by the form.
pub async fn enter(
    house: &TestApp,
    browser: &Browser,
    (screen, origin): (Screen, &str),
    who: PersonId,
) -> Tab {
    let username = house.viewer(who).await.person.username;
    browser.signed_in(screen, origin, &username).await
}

async fn accept(house: &TestApp, editor: PersonId, id: ArticleId) {
    decide(house, editor, id, (Decision::Accept, "")).await;
}

async fn decide(house: &TestApp, editor: PersonId, id: ArticleId, (decision, reason): (Decision, &str)) {
    house.decide(editor, id, decision, reason).await.expect("decided");
}
