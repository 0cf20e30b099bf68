//! What an adoption and an instruction say beside medium and leader: the route, the type as printed, points that
//! somebody chose, a late registration that was approved, a copy on file. Each changes what the scheme gives.

use entity::{ArticleId, OutletId, PersonId, Role, SubjectKind};
use zhibao::newsroom::{self, Decision, Granted, NewAdoption, NewInstruction};
use zhibao::{Error, Result};

use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    an_adoption_earns_by_route_type_choice_and_approval
    an_instruction_earns_by_choice_and_needs_its_copy
}

const SCHEME: &str = r#"
code = "G"
name = "幅度与路径办法"
version = 1
levels = ["区级", "市级"]
types = ["动态信息", "调研报告"]

[booking]
within_days = 30
approval_helps = true

[adoption]
cell = [
  { code = "区", level = "区级", range = [2, 5] },
  { code = "市调研", level = "市级", type = "调研报告", points = 20 },
  { code = "市", level = "市级", points = 10 },
]
factor = [{ route = "转报", times = 2, name = "转报加倍" }]

[instruction]
mode = "add"
needs_proof = true
cell = [{ code = "区批示", level = "区领导", range = [1, 10] }]
"#;

struct World {
    house: TestApp,
    reporter: PersonId,
    editor: PersonId,
    district: OutletId,
    municipal: OutletId,
}

impl World {
    async fn set(house: TestApp) -> Self {
        house.scheme(SCHEME, "2024-01-01").await;
        let unit = house.unit("甲街道", false).await;
        let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
        let editor = house.person("编辑乙", Role::Editor, house.top).await;
        let district = house.outlet("区情快报", "district").await;
        let municipal = house.outlet("市府信息", "municipal").await;
        Self {
            house,
            reporter,
            editor,
            district,
            municipal,
        }
    }

    async fn accepted(&self, title: &str) -> ArticleId {
        let article = self.house.submit(self.reporter, title, 300).await.id;
        let accepted = self
            .house
            .decide(self.editor, article, Decision::Accept, "")
            .await;
        accepted.expect("accepted").id
    }

    async fn points(&self) -> String {
        self.house
            .points(SubjectKind::Person, self.reporter.0, "2024")
            .await
    }

    /// Records something about a new article and takes it back; what the reporter had between.
    async fn adopted(&self, outlet: OutletId, change: impl FnOnce(&mut NewAdoption)) -> String {
        let article = self.accepted("幅度与路径的故事").await;
        let mut new = adoption(article, outlet, "2024-03-01");
        change(&mut new);
        let (row, _) = self.house.adopt(self.editor, new).await.expect("recorded");
        let points = self.points().await;
        let proof = self.house.viewer(self.editor).await.editor().expect("an editor");
        newsroom::withdraw_adoption(&self.house.app, &proof, row.id, "故事讲完")
            .await
            .expect("withdrawn");
        points
    }
}

fn granted(points: &str) -> Granted {
    Granted {
        points: Some(points.parse().expect("points")),
        reason: "首创做法".into(),
        approver: "分管领导".into(),
    }
}

fn faults<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
    match result {
        Err(Error::Invalid(faults)) => faults.iter().map(|fault| fault.field.to_string()).collect(),
        other => panic!("faults were expected: {other:?}"),
    }
}

async fn an_adoption_earns_by_route_type_choice_and_approval(house: TestApp) {
    let world = World::set(house).await;
    let (district, municipal) = (world.district, world.municipal);
    assert_eq!(world.adopted(municipal, |_| {}).await, "10");
    assert_eq!(
        world.adopted(municipal, |new| new.route = "转报".into()).await,
        "20"
    );
    assert_eq!(
        world
            .adopted(municipal, |new| new.as_type = "research_report".into())
            .await,
        "20"
    );
    assert_eq!(
        world.adopted(district, |_| {}).await,
        "0",
        "a range needs a choice"
    );
    assert_eq!(
        world.adopted(district, |new| new.granted = granted("4.5")).await,
        "4.5"
    );
    assert_eq!(
        world.adopted(district, |new| new.granted = granted("6")).await,
        "0",
        "outside the range"
    );
    world.house.clock("2024-05-06 09:00:00");
    assert_eq!(
        world.adopted(municipal, |_| {}).await,
        "0",
        "registered two months later"
    );
    assert_eq!(
        world.adopted(municipal, |new| new.is_late_approved = true).await,
        "10"
    );

    let article = world.accepted("填错的登记").await;
    let bad = NewAdoption {
        as_type: "poem".into(),
        route: "一二三四五六七八九十一二三四五六七八九十一".into(),
        granted: Granted {
            reason: String::new(),
            ..granted("3")
        },
        ..adoption(article, municipal, "2024-05-01")
    };
    assert_eq!(
        faults(world.house.adopt(world.editor, bad).await),
        ["as_type", "route", "granted_reason"]
    );
    let stray = NewAdoption {
        granted: Granted {
            points: None,
            ..granted("3")
        },
        ..adoption(article, municipal, "2024-05-01")
    };
    assert_eq!(
        faults(world.house.adopt(world.editor, stray).await),
        ["granted_reason", "approver"]
    );
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}

async fn an_instruction_earns_by_choice_and_needs_its_copy(house: TestApp) {
    let world = World::set(house).await;
    let proof = world
        .house
        .viewer(world.editor)
        .await
        .editor()
        .expect("an editor");
    for (has_copy, wanted) in [(false, "0"), (true, "6")] {
        let new = NewInstruction {
            article_id: world.accepted("批示的故事").await,
            leader: "区长某".into(),
            leader_level: "district".into(),
            instructed_on: day("2024-03-01"),
            excerpt: String::new(),
            is_confidential: true,
            evidence: None,
            has_copy,
            granted: granted("6"),
        };
        newsroom::instruct(&world.house.app, &proof, &new)
            .await
            .expect("instructed");
        assert_eq!(world.points().await, wanted);
    }
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}
