//! A draft tried over past months: who moves, which lines change, and not a byte is written.

use entity::{PersonId, Role, SubjectKind};
use sea_orm::{EntityTrait, PaginatorTrait};
use zhibao::ledger::{self, Moved, WhatIf, WhatIfRange};
use zhibao::newsroom::Decision;
use zhibao::scheme::Scheme;

use crate::backup::life::tables;
use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    a_draft_moves_two_streets_and_writes_nothing
    the_scheme_in_force_as_its_own_draft_moves_nobody
    a_draft_of_a_new_scheme_is_tried_in_place_of_what_is_in_force
    months_outside_the_range_do_not_count
}

const IN_FORCE: &str = include_str!("../../assets/schemes/s01-rebook.toml");

/// Two streets: the first adopted twice by a local bulletin, the second once by a provincial one.
struct Streets {
    first: i64,
    second: i64,
    people: [PersonId; 2],
}

async fn streets(house: &TestApp) -> Streets {
    house.scheme(IN_FORCE, "2024-01-01").await;
    let first = house.unit("甲街道", false).await;
    let second = house.unit("乙街道", false).await;
    let people = [
        house.person("执笔人甲", Role::Reporter, first).await,
        house.person("执笔人乙", Role::Reporter, second).await,
    ];
    let editor = house.person("编辑丙", Role::Editor, house.top).await;
    let local = house.outlet("市府信息", "municipal").await;
    let provincial = house.outlet("省府信息", "provincial").await;
    for (person, outlet, title) in [
        (people[0], local, "街道夜校开班"),
        (people[0], local, "老旧小区加装电梯"),
        (people[1], provincial, "河道治理见成效"),
    ] {
        let article = house.submit(person, title, 300).await.id;
        house
            .decide(editor, article, Decision::Accept, "")
            .await
            .expect("accepted");
        house
            .adopt(editor, adoption(article, outlet, "2024-03-04"))
            .await
            .expect("recorded");
    }
    Streets {
        first: first.0,
        second: second.0,
        people,
    }
}

async fn tried(house: &TestApp, draft: &str, n_months: u32) -> WhatIf {
    let draft = Scheme::parse(draft).expect("a sound draft");
    let asked = WhatIfRange {
        n_months,
        until: house.app.today(),
        n_lines: 100,
        with_titles: true,
    };
    ledger::what_if(house.app.db.reader(), &draft, asked)
        .await
        .expect("a trial")
}

/// What a subject has in all the months of the ledger, in hundredths.
async fn posted(house: &TestApp, kind: SubjectKind, id: i64) -> i64 {
    ledger::total(house.app.db.reader(), (kind, id), "2024")
        .await
        .expect("a total")
}

fn of(found: &WhatIf, kind: SubjectKind, id: i64) -> Moved {
    *found
        .moves
        .iter()
        .find(|one| one.kind == kind && one.subject_id == id)
        .expect("moved")
}

async fn a_draft_moves_two_streets_and_writes_nothing(house: TestApp) {
    let streets = streets(&house).await;
    // The week's two articles give the first street its base of 1: 5 + 5 + 1 = 11 before, the second has 15.
    let unit = SubjectKind::Unit;
    assert_eq!(posted(&house, unit, streets.first).await, 1_100);
    assert_eq!(posted(&house, unit, streets.second).await, 1_500);
    let before = tables(house.app.db.reader()).await;
    // A local bulletin is worth 9.5 in the draft: 9.5 + 9.5 + 1 = 20.
    let draft = IN_FORCE.replace(
        "outlet = \"市府信息\", points = 5",
        "outlet = \"市府信息\", points = 9.5",
    );
    assert_ne!(draft, IN_FORCE);
    let found = tried(&house, &draft, 24).await;
    assert_eq!(
        tables(house.app.db.reader()).await,
        before,
        "a trial writes nothing"
    );

    assert_eq!(
        of(&found, unit, streets.first),
        Moved {
            kind: unit,
            subject_id: streets.first,
            points_before: 1_100,
            points_after: 2_000,
            rank_before: 2,
            rank_after: 1,
        }
    );
    let second = of(&found, unit, streets.second);
    assert_eq!((second.points_before, second.points_after), (1_500, 1_500));
    assert_eq!(second.places_won(), -1);
    let author = of(&found, SubjectKind::Person, streets.people[0].0);
    assert_eq!((author.points_before, author.points_after), (1_000, 1_900));
    assert_eq!(found.n_changed, 4, "two articles, for a unit and a person each");
    for line in &found.lines {
        assert_eq!(line.difference(), 450);
        let (before, after) = (
            line.before.as_ref().expect("was"),
            line.after.as_ref().expect("is"),
        );
        assert!(before.1.contains("规则 R1 v1：5 分"), "{}", before.1);
        assert!(after.1.contains("规则 R1 v2：9.5 分"), "{}", after.1);
    }
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn the_scheme_in_force_as_its_own_draft_moves_nobody(house: TestApp) {
    streets(&house).await;
    let found = tried(&house, IN_FORCE, 24).await;
    let facts = entity::fact::Entity::find().count(house.app.db.reader()).await;
    assert_eq!(found.n_facts as u64, facts.expect("facts"), "each fact once");
    assert_eq!((found.moves.as_slice(), found.n_changed), (&[][..], 0));
    house.end().await;
}

async fn a_draft_of_a_new_scheme_is_tried_in_place_of_what_is_in_force(house: TestApp) {
    let streets = streets(&house).await;
    let draft = "code = \"NEW\"\nname = \"只计报送\"\n[submission]\ncell = [{ code = \"报\", points = 3 }]\n";
    let found = tried(&house, draft, 24).await;
    let first = of(&found, SubjectKind::Unit, streets.first);
    assert_eq!((first.points_before, first.points_after), (1_100, 600));
    assert_eq!((first.rank_before, first.rank_after), (2, 1));
    assert!(found.lines.iter().any(|line| line.before.is_none()));
    assert!(found.lines.iter().any(|line| line.after.is_none()));
    house.end().await;
}

async fn months_outside_the_range_do_not_count(house: TestApp) {
    streets(&house).await;
    house.clock("2024-05-06 09:00:00");
    let draft = IN_FORCE.replace(
        "outlet = \"市府信息\", points = 5",
        "outlet = \"市府信息\", points = 7",
    );
    assert_eq!(tried(&house, &draft, 2).await.n_changed, 0, "April and May");
    assert_eq!(tried(&house, &draft, 3).await.n_changed, 4, "March to May");
    let none = WhatIfRange {
        n_months: 0,
        until: house.app.today(),
        n_lines: 1,
        with_titles: false,
    };
    let draft = Scheme::parse(&draft).expect("sound");
    let refused = ledger::what_if(house.app.db.reader(), &draft, none).await;
    assert!(matches!(refused, Err(zhibao::Error::Invalid(_))), "{refused:?}");
    house.end().await;
}
