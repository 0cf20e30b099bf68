//! 计分标记与联合报送单位: an editor says them by page and by API, the points follow, whoever is credited may read for
//! what, and nothing that cannot be so is taken.

use entity::{ArticleId, OrganisationId, PersonId, Role, Scope, SubjectKind};
use poem::http::Method;
use serde_json::json;
use zhibao::Error;
use zhibao::ledger;
use zhibao::newsroom::{self, Decision, JointUnit, Particulars};
use zhibao::people::{self, NewAppointment, OrganisationChange};

use crate::api::desk::{self, read};
use crate::stories;
use crate::support::app::{TestApp, adoption, day};
use crate::support::client::{Answer, CSRF_FIELD, Client};

stories! {
    tags_and_joint_units_move_the_points_by_page_and_by_api
    what_cannot_be_said_of_an_article_is_refused_and_named
    what_is_said_after_the_close_is_booked_into_the_open_month
}

/// 10 for an adoption, which the units share as agreed; a notice earns nothing.
const SCHEME: &str = "code = \"J\"\nname = \"联合与标记\"\nlevels = [\"市级\"]\n[units]\nsplit = \"custom\"\n\
    [[exclude]]\ntag = \"通知公告\"\nwhy = \"通知公告不计分\"\n\
    [adoption]\ncell = [{ code = \"市级\", level = \"市级\", points = 10 }]\n";

/// A filing unit, its partner and a bystander, and an article of the first that was adopted.
struct Scene {
    house: TestApp,
    door: Client,
    home: OrganisationId,
    partner: OrganisationId,
    reporter: PersonId,
    editor: PersonId,
    article: ArticleId,
}

impl Scene {
    async fn set(house: TestApp) -> Self {
        house.scheme(SCHEME, "2024-01-01").await;
        let home = house.unit("甲街道", false).await;
        let partner = house.unit("乙街道", false).await;
        let reporter = house.person("执笔人甲", Role::Reporter, home).await;
        let editor = house.person("编辑丁", Role::Editor, house.top).await;
        let outlet = house.outlet("临川日报", "municipal").await;
        let article = house.submit(reporter, "两街共修一座桥", 300).await.id;
        house
            .decide(editor, article, Decision::Accept, "")
            .await
            .expect("accepted");
        house
            .adopt(editor, adoption(article, outlet, "2024-03-04"))
            .await
            .expect("recorded");
        let door = desk::serve(&house).await;
        Self {
            house,
            door,
            home,
            partner,
            reporter,
            editor,
            article,
        }
    }

    /// The points of filing unit, partner and reporter in a month.
    async fn points(&self, month: &str) -> [String; 3] {
        let of = async |kind, id| self.house.points(kind, id, month).await;
        [
            of(SubjectKind::Unit, self.home.0).await,
            of(SubjectKind::Unit, self.partner.0).await,
            of(SubjectKind::Person, self.reporter.0).await,
        ]
    }

    /// Sends the form of the article's page.
    async fn post(&self, browser: &Client, fields: &[(&str, &str)]) -> Answer {
        let page = format!("/articles/{}", self.article);
        let csrf = browser.csrf(&page).await;
        let mut form = vec![(CSRF_FIELD, csrf.as_str())];
        form.extend(fields);
        browser.post_form(&format!("{page}/particulars"), &form).await
    }

    async fn version(&self) -> String {
        self.house.article(self.article).await.version.to_string()
    }

    async fn describe(&self, new: &Particulars) -> zhibao::Result<()> {
        let editor = self.house.viewer(self.editor).await.editor().expect("an editor");
        let version = self.house.article(self.article).await.version;
        let done = newsroom::describe(&self.house.app, &editor, self.article, version, new).await;
        done.map(drop)
    }

    async fn stands(&self) -> Particulars {
        newsroom::particulars_of(self.house.app.db.reader(), self.article)
            .await
            .expect("particulars")
    }
}

async fn tags_and_joint_units_move_the_points_by_page_and_by_api(house: TestApp) {
    let scene = Scene::set(house).await;
    let house = &scene.house;
    let partner_reviewer = house.person("审核人乙", Role::UnitReviewer, scene.partner).await;
    let bystander_unit = house.unit("丙街道", false).await;
    let bystander = house.person("审核人丙", Role::UnitReviewer, bystander_unit).await;
    let supervisor = house.person("方正", Role::Supervisor, house.top).await;
    assert_eq!(scene.points("2024-03").await, ["10", "0", "10"]);

    let editor = house.signed_in(&scene.door, scene.editor).await;
    let version = scene.version().await;
    let form = [
        ("version", version.as_str()),
        ("tag", "original"),
        ("unit", "乙街道"),
        ("share", "40"),
        ("unit", ""),
        ("share", ""),
    ];
    scene.post(&editor, &form).await.expect_status(303);
    assert_eq!(scene.points("2024-03").await, ["6", "4", "10"]);
    let page = format!("/articles/{}", scene.article);
    let shown = editor.get(&page).await.expect_status(200).text();
    for words in ["原创", "乙街道 40%", "报送单位 60%"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let told = house.signed_in(&scene.door, scene.reporter).await;
    let told = told.get("/notices").await.expect_status(200).text();
    assert!(
        told.contains("《两街共修一座桥》的计分标记或联合报送单位已更改"),
        "{told}"
    );

    // Whoever is credited may read for what: the statement leads there. Others still may not, an adopted article apart.
    let credited = house.signed_in(&scene.door, partner_reviewer).await;
    let statement = format!("/statements/unit/{}?period=2024-03", scene.partner);
    let statement = credited.get(&statement).await.expect_status(200).text();
    assert!(statement.contains(&format!("href=\"{page}")), "{statement}");
    credited.get(&page).await.expect_status(200);

    let log = house.signed_in(&scene.door, supervisor).await;
    let log = log
        .get("/audit?deed=describe_article")
        .await
        .expect_status(200)
        .text();
    for words in [
        "登记计分标记与联合单位",
        "计分标记：<del>（空）</del> → 原创",
        "联合报送单位：<del>（空）</del> → 乙街道 40%",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }

    // The same as a program: a notice earns nothing, for nobody; taken back, all is as it was.
    let program = scene
        .door
        .with_token(&desk::token(house, scene.editor, Scope::Write).await);
    let path = format!("/api/v1/articles/{}/particulars", scene.article);
    let put = async |version: i64, tags: serde_json::Value, units: serde_json::Value| {
        let body = json!({ "version": version, "tags": tags, "joint_units": units });
        program.send_json(Method::PUT, &path, &body).await
    };
    let now = house.article(scene.article).await.version;
    let joint = json!([{ "organisation_id": scene.partner.0 }]);
    let answer = read(put(now, json!(["announcement"]), joint.clone()).await, 200);
    assert_eq!(answer["tags"], json!(["announcement"]));
    assert_eq!(answer["joint_units"][0]["organisation"], "乙街道");
    assert_eq!(answer["article"]["version"], now + 1);
    assert_eq!(scene.points("2024-03").await, ["0", "0", "0"]);
    read(put(now, json!([]), json!([])).await, 409);
    let answer = read(put(now + 1, json!(["announcement"]), joint).await, 200);
    assert_eq!(
        answer["article"]["version"],
        now + 1,
        "the same again changes nothing"
    );
    read(put(now + 1, json!([]), json!([])).await, 200);
    assert_eq!(scene.points("2024-03").await, ["10", "0", "10"]);

    // Before anybody adopted it only the units concerned may read it.
    let waiting = house.submit(scene.reporter, "还没有人采用的一篇", 300).await;
    let other = format!("/articles/{}", waiting.id);
    credited.get(&other).await.expect_status(404);
    let proof = house.viewer(scene.editor).await.editor().expect("an editor");
    newsroom::describe(
        &house.app,
        &proof,
        waiting.id,
        waiting.version,
        &with(scene.partner, None),
    )
    .await
    .expect("said");
    credited.get(&other).await.expect_status(200);
    let bystander = house.signed_in(&scene.door, bystander).await;
    bystander.get(&other).await.expect_status(404);
    house.assert_ledger_is_whole().await;
    scene.house.end().await;
}

fn with(unit: OrganisationId, share_bp: Option<i64>) -> Particulars {
    Particulars {
        tags: Vec::new(),
        joint_units: vec![JointUnit {
            organisation_id: unit,
            share_bp,
        }],
    }
}

/// Closes a unit from a day on.
async fn close(house: &TestApp, id: OrganisationId) {
    let was = people::organisation(house.app.db.reader(), id)
        .await
        .expect("a unit");
    let change = OrganisationChange {
        name: was.name,
        short_name: was.short_name,
        class: was.class,
        parent_id: was.parent_id,
        needs_signature: was.needs_signature,
        is_contact_point: was.is_contact_point,
        is_model_point: was.is_model_point,
        is_encouraged: was.is_encouraged,
        closed_on: Some(day("2024-03-01")),
    };
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    newsroom::change_organisation(&house.app, &admin, (id, was.version), &change)
        .await
        .expect("closed");
}

async fn what_cannot_be_said_of_an_article_is_refused_and_named(house: TestApp) {
    let scene = Scene::set(house).await;
    let house = &scene.house;
    let closed = house.unit("撤并街道", false).await;
    close(house, closed).await;
    let editor = house.signed_in(&scene.door, scene.editor).await;
    let version = scene.version().await;
    let page = format!("/articles/{}", scene.article);

    // Every fault is named at once, and what was typed stays in the form.
    let wrong = [
        ("version", version.as_str()),
        ("tag", "original"),
        ("tag", "没有的标记"),
        ("unit", "甲街道"),
        ("share", "60"),
        ("unit", "撤并街道"),
        ("share", "50"),
        ("unit", "乙街道"),
        ("share", ""),
        ("unit", "乙街道"),
        ("share", ""),
    ];
    let refused = scene.post(&editor, &wrong).await.expect_status(422).text();
    for words in [
        "没有“没有的标记”这个计分标记",
        "“甲街道”就是报送单位",
        "“撤并街道”已停用",
        "“乙街道”列了两次",
        "占比要么各单位都填",
        "占比合计 110%",
        "value=\"撤并街道\"",
        "value=\"original\" checked",
    ] {
        assert!(refused.contains(words), "{words}: {refused}");
    }
    let unknown = [
        ("version", version.as_str()),
        ("unit", "天上街道"),
        ("share", "0.001"),
    ];
    let refused = scene.post(&editor, &unknown).await.expect_status(422).text();
    for words in ["没有“天上街道”这个单位", "“天上街道”的占比须大于 0"] {
        assert!(refused.contains(words), "{words}: {refused}");
    }
    // Somebody was faster: nothing is written over, and nothing that was typed is lost.
    let stale = [
        ("version", "1"),
        ("tag", "reprint"),
        ("unit", "乙街道"),
        ("share", "25"),
    ];
    let refused = scene.post(&editor, &stale).await.expect_status(409).text();
    for typed in ["value=\"reprint\" checked", "value=\"乙街道\"", "value=\"25\""] {
        assert!(refused.contains(typed), "{typed}: {refused}");
    }
    // A reader without the right.
    let reporter = house.signed_in(&scene.door, scene.reporter).await;
    let shown = reporter.get(&page).await.expect_status(200).text();
    assert!(!shown.contains("/particulars"), "no form: {shown}");
    let fine = [("version", version.as_str()), ("tag", "original")];
    scene.post(&reporter, &fine).await.expect_status(403);

    let program = scene
        .door
        .with_token(&desk::token(house, scene.editor, Scope::Write).await);
    let path = format!("/api/v1/articles/{}/particulars", scene.article);
    for (tags, units) in [
        (json!(["none"]), json!([])),
        (json!([]), json!([{ "organisation_id": 987_654 }])),
        (json!([]), json!([{ "organisation_id": closed.0 }])),
        (json!([]), json!([{ "organisation_id": scene.home.0 }])),
        (
            json!([]),
            json!([{ "organisation_id": scene.partner.0, "share": "0" }]),
        ),
        (
            json!([]),
            json!([{ "organisation_id": scene.partner.0, "share": "100" }]),
        ),
    ] {
        let body = json!({ "version": version.parse::<i64>().expect("a number"), "tags": tags, "joint_units": units });
        read(program.send_json(Method::PUT, &path, &body).await, 422);
    }
    assert_eq!(scene.stands().await, Particulars::default());
    assert_eq!(scene.points("2024-03").await, ["10", "0", "10"]);

    // What stands may stay when its unit has closed since.
    scene
        .describe(&with(scene.partner, Some(4_000)))
        .await
        .expect("said");
    close(house, scene.partner).await;
    let mut more = with(scene.partner, Some(4_000));
    more.tags = vec!["original".into()];
    scene.describe(&more).await.expect("said");
    own_article_and_article_in_hand(&scene).await;
    scene.house.end().await;
}

/// An editor says nothing of their own article, and nobody of one that its reporter is writing.
async fn own_article_and_article_in_hand(scene: &Scene) {
    let house = &scene.house;
    let refused = |done: zhibao::Result<(entity::article::Model, ledger::Settled)>, key: &str| match done {
        Err(Error::Refused(message)) => assert_eq!(message.key, key),
        other => panic!("{key}: {other:?}"),
    };
    let both = house.person("又写又编", Role::Reporter, scene.home).await;
    let new = NewAppointment {
        person_id: both,
        organisation_id: house.top,
        role: Role::Editor,
        from_on: day("2020-01-01"),
        until_on: None,
    };
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    newsroom::appoint(&house.app, &admin, &new)
        .await
        .expect("appointed");
    let own = house.submit(both, "自己写的一篇", 300).await;
    let proof = house.viewer(both).await.editor().expect("an editor");
    let new = with(scene.home, None);
    let done = newsroom::describe(&house.app, &proof, own.id, own.version, &new).await;
    refused(done, "refused.own_article");

    let back = house.submit(scene.reporter, "要改的一篇", 300).await.id;
    house
        .decide(scene.editor, back, Decision::Return, "facts")
        .await
        .expect("returned");
    let back = house.article(back).await;
    let proof = house.viewer(scene.editor).await.editor().expect("an editor");
    let done = newsroom::describe(&house.app, &proof, back.id, back.version, &Particulars::default()).await;
    refused(done, "refused.being_written");
}

async fn what_is_said_after_the_close_is_booked_into_the_open_month(house: TestApp) {
    let scene = Scene::set(house).await;
    let house = &scene.house;
    let office = house.person("办公室戊", Role::Office, house.top).await;
    house.clock("2024-04-02 09:00:00");
    zhibao::jobs::catch_up(&house.app).await.expect("caught up");
    let proof = house.viewer(office).await.office().expect("the office");
    newsroom::close_month(&house.app, &proof, "2024-03".parse().expect("a month"), "")
        .await
        .expect("closed");
    scene
        .describe(&with(scene.partner, Some(4_000)))
        .await
        .expect("said");
    assert_eq!(
        scene.points("2024-03").await,
        ["10", "0", "10"],
        "closed is closed"
    );
    assert_eq!(scene.points("2024-04").await, ["-4", "4", "0"]);
    let rows = ledger::postings_of_article(house.app.db.reader(), scene.article)
        .await
        .expect("postings");
    for words in ["补记 2024-03", "冲回 2024-03"] {
        let is_told = rows.iter().any(|row| row.posting.sentence.starts_with(words));
        assert!(is_told, "{words}: {rows:#?}");
    }
    house.assert_ledger_is_whole().await;
    scene.house.end().await;
}
