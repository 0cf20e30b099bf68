//! 考核事项: each of the six kinds recorded, priced by a scheme that uses it, shown by the statement, and reversed when the
//! record is withdrawn.

use entity::{ArticleId, OccurrenceKind, OrganisationId, PersonId, Role, SubjectKind, occurrence};
use zhibao::newsroom::{self, Decision, NewOccurrence, Whom};
use zhibao::people::Recorder;
use zhibao::{Error, Result, ledger};

use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    each_kind_is_priced_shown_and_reversed
    marks_count_when_each_part_has_one
    a_late_article_is_charged_once_and_fills_no_quota
    leave_and_holidays_lift_a_missed_week
    a_holiday_recorded_ahead_leaves_no_miss
    plagiarism_found_later_zeroes_the_article_in_any_order
    what_cannot_be_taken_is_said_at_its_field
    nobody_records_for_themselves_and_nothing_twice
}

const SCHEME: &str = r#"
code = "SIX"
name = "六类事项办法"
version = 1
levels = ["区级", "市级"]
types = ["动态信息"]

[adoption]
cell = [{ code = "市", level = "市级", points = 10 }]

[commission]
met = 2
missed = -3
adopted_upstairs = 10

[[deduction]]
code = "差错"
incident = "error"
points = -2

[[deduction]]
code = "迟报"
incident = "late"
points = -1

[[deduction]]
code = "抄袭"
incident = "plagiarism"
points = -5
article_zero = true

[[deduction]]
code = "敷衍"
incident = "敷衍"
range = [-3, -0.5]

[views]
band = [{ at_least = 2000, points = 1 }]

[quality]
part = [{ part = "内容", weight = "40%" }, { part = "质量", weight = "60%" }]

[clue]
points = 3

[[quota]]
code = "周任务"
subject = "unit"
period = "week"
min = 2
per_missing = -1
late_counts = false
"#;

/// A house under the scheme, with an article of the first unit that the municipal bulletin adopted on 6 March.
pub struct World {
    pub house: TestApp,
    unit: OrganisationId,
    pub reporter: PersonId,
    other: OrganisationId,
    provider: PersonId,
    editor: PersonId,
    pub office: PersonId,
    pub article: ArticleId,
}

impl World {
    pub async fn set(house: TestApp) -> Self {
        house.scheme(SCHEME, "2024-01-01").await;
        let unit = house.unit("甲街道", false).await;
        let other = house.unit("乙街道", false).await;
        let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
        let provider = house.person("线索人丁", Role::Reporter, other).await;
        let editor = house.person("编辑乙", Role::Editor, house.top).await;
        let office = house.person("办公室丙", Role::Office, house.top).await;
        let article = house.submit(reporter, "老街夜校开课", 300).await.id;
        house
            .decide(editor, article, Decision::Accept, "")
            .await
            .expect("accepted");
        house.clock("2024-03-08 10:00:00");
        let outlet = house.outlet("市府信息", "municipal").await;
        house
            .adopt(editor, adoption(article, outlet, "2024-03-06"))
            .await
            .expect("adopted");
        Self {
            house,
            unit,
            reporter,
            other,
            provider,
            editor,
            office,
            article,
        }
    }

    async fn recorder(&self) -> Recorder {
        self.house
            .viewer(self.office)
            .await
            .recorder()
            .expect("the office")
    }

    async fn try_record(&self, new: &NewOccurrence) -> Result<occurrence::Model> {
        let done = newsroom::record_occurrence(&self.house.app, &self.recorder().await, new).await;
        done.map(|(row, _)| row)
    }

    pub async fn record(&self, new: &NewOccurrence) -> occurrence::Model {
        self.try_record(new).await.expect("recorded")
    }

    async fn withdraw(&self, row: &occurrence::Model) {
        let recorder = self.recorder().await;
        newsroom::withdraw_occurrence(&self.house.app, &recorder, row.id, "登记有误")
            .await
            .expect("withdrawn");
    }

    async fn points(&self, subject: (SubjectKind, i64)) -> String {
        self.house.points(subject.0, subject.1, "2024-03").await
    }

    async fn settle_through(&self, through: &str) {
        let tx = zhibao::db::write(&self.house.app.db)
            .await
            .expect("a transaction");
        let now = self.house.app.clock.now();
        ledger::settle_through(&tx, day(through), self.house.admin, now)
            .await
            .expect("settled");
        tx.commit().await.expect("committed");
    }

    fn of(kind: OccurrenceKind) -> NewOccurrence {
        NewOccurrence::of(kind, day("2024-03-07"))
    }

    fn about_article(&self, kind: OccurrenceKind) -> NewOccurrence {
        NewOccurrence {
            article_id: Some(self.article),
            ..Self::of(kind)
        }
    }

    pub fn mark(&self, part: &str, mark: &str, by: &str) -> NewOccurrence {
        NewOccurrence {
            what: part.into(),
            points: Some(mark.parse().expect("points")),
            note: by.into(),
            ..self.about_article(OccurrenceKind::Mark)
        }
    }

    pub fn leave(whom: Whom, (from, until): (&str, &str)) -> NewOccurrence {
        NewOccurrence {
            until_on: Some(day(until)),
            whom,
            note: "清明放假".into(),
            ..NewOccurrence::of(OccurrenceKind::Exemption, day(from))
        }
    }
}

/// A record, whose account it moves, from how much to how much, and what the line says.
type Case = (
    NewOccurrence,
    (SubjectKind, i64),
    &'static str,
    &'static str,
    &'static str,
);

fn cases(world: &World) -> Vec<Case> {
    use OccurrenceKind::{Clue, Commission, Incident, Measure};
    let unit = (SubjectKind::Unit, world.unit.0);
    let (other, person) = (
        (SubjectKind::Unit, world.other.0),
        (SubjectKind::Person, world.reporter.0),
    );
    let commission = |whom: (SubjectKind, i64), what: &str| NewOccurrence {
        until_on: Some(day("2024-03-10")),
        whom: Whom::One(whom.0, whom.1),
        what: what.into(),
        note: "经济运行专题".into(),
        ..World::of(Commission)
    };
    let incident = |what: &str| NewOccurrence {
        what: what.into(),
        ..world.about_article(Incident)
    };
    let perfunctory = NewOccurrence {
        whom: Whom::One(other.0, other.1),
        what: "敷衍".into(),
        points: Some("-1.5".parse().expect("points")),
        approver: "分管领导".into(),
        note: "三周内容雷同".into(),
        ..World::of(Incident)
    };
    let views = NewOccurrence {
        n_views: Some(3_000),
        ..world.about_article(Measure)
    };
    let clue = NewOccurrence {
        whom: Whom::One(SubjectKind::Person, world.provider.0),
        ..world.about_article(Clue)
    };
    vec![
        (
            commission(unit, "met"),
            unit,
            "10",
            "12",
            "约稿《经济运行专题》完成",
        ),
        (commission(person, "missed"), unit, "10", "7", "未完成"),
        (
            commission(person, "missed"),
            person,
            "10",
            "7",
            "执笔人甲约稿《经济运行专题》未完成",
        ),
        (incident("error"), unit, "10", "8", "差错被通报"),
        (incident("error"), person, "10", "8", "差错被通报"),
        (incident("late"), unit, "10", "9", "迟报"),
        (incident("plagiarism"), person, "10", "-5", "抄袭"),
        (perfunctory, other, "0", "-1.5", "三周内容雷同"),
        (views, person, "10", "11", "阅读量 3000"),
        (
            clue,
            (SubjectKind::Person, world.provider.0),
            "0",
            "3",
            "线索人丁提供《老街夜校开课》线索",
        ),
    ]
}

async fn each_kind_is_priced_shown_and_reversed(house: TestApp) {
    let world = World::set(house).await;
    for (new, subject, before, after, said) in cases(&world) {
        assert_eq!(world.points(subject).await, before, "{said}");
        let row = world.record(&new).await;
        assert_eq!(world.points(subject).await, after, "{said}");
        let brought = newsroom::brought_by(world.house.app.db.reader(), &row)
            .await
            .expect("postings");
        let line = brought.iter().find(|one| one.posting.sentence.contains(said));
        let line = line.unwrap_or_else(|| panic!("{said}: {brought:#?}"));
        let statement = ledger::statement(world.house.app.db.reader(), subject, "2024-03")
            .await
            .expect("a statement");
        assert!(
            statement
                .rows
                .iter()
                .any(|one| one.stands() && one.posting.sentence.contains(said)),
            "{said}"
        );
        world.withdraw(&row).await;
        assert_eq!(world.points(subject).await, before, "{said}: withdrawn");
        let again = ledger::posting(world.house.app.db.reader(), line.posting.seq)
            .await
            .expect("it stays");
        assert!(again.is_reversed, "{said}");
    }
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}

async fn marks_count_when_each_part_has_one(house: TestApp) {
    let world = World::set(house).await;
    let person = (SubjectKind::Person, world.reporter.0);
    world.record(&world.mark("内容", "80", "评委一")).await;
    assert_eq!(world.points(person).await, "10", "one part alone is too few");
    let second = world.record(&world.mark("质量", "90", "评委一")).await;
    // 80 × 40 % + 90 × 60 % = 86, beside the adoption's 10.
    assert_eq!(world.points(person).await, "96");
    world.record(&world.mark("质量", "70", "评委二")).await;
    assert_eq!(world.points(person).await, "90");
    world.withdraw(&second).await;
    assert_eq!(world.points(person).await, "84");
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}

async fn a_late_article_is_charged_once_and_fills_no_quota(house: TestApp) {
    let world = World::set(house).await;
    let unit = (SubjectKind::Unit, world.unit.0);
    world.house.submit(world.reporter, "板凳会上说新事", 300).await;
    world.house.clock("2024-03-11 02:00:00");
    world.settle_through("2024-03-10").await;
    assert_eq!(world.points(unit).await, "10", "two of two");
    let late = NewOccurrence {
        what: "late".into(),
        ..world.about_article(OccurrenceKind::Incident)
    };
    let row = world.record(&late).await;
    assert_eq!(world.points(unit).await, "8", "one late, and so one missing");
    world.withdraw(&row).await;
    assert_eq!(world.points(unit).await, "10");
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}

async fn leave_and_holidays_lift_a_missed_week(house: TestApp) {
    let world = World::set(house).await;
    let (unit, other) = (
        (SubjectKind::Unit, world.unit.0),
        (SubjectKind::Unit, world.other.0),
    );
    world.house.clock("2024-03-11 02:00:00");
    world.settle_through("2024-03-10").await;
    // One of two filed, none of two filed; the adoption's 10 are the first unit's.
    assert_eq!([world.points(unit).await, world.points(other).await], ["9", "-2"]);
    let before = ledger::statement(world.house.app.db.reader(), other, "2024-03")
        .await
        .expect("a statement");
    assert!(
        before
            .rows
            .iter()
            .any(|one| one.stands() && one.posting.rule == "周任务" && one.posting.points == -200)
    );

    let week = ("2024-03-04", "2024-03-08");
    let leave = world
        .record(&World::leave(Whom::One(other.0, other.1), week))
        .await;
    assert_eq!([world.points(unit).await, world.points(other).await], ["9", "0"]);
    let excused = ledger::statement(world.house.app.db.reader(), other, "2024-03")
        .await
        .expect("a statement");
    let line = excused
        .rows
        .iter()
        .find(|one| one.stands() && one.posting.rule == "周任务");
    assert!(line.expect("a line of 0").posting.sentence.contains("清明放假"));
    world.withdraw(&leave).await;
    assert_eq!([world.points(unit).await, world.points(other).await], ["9", "-2"]);

    let holiday = world.record(&World::leave(Whom::Everybody, week)).await;
    assert_eq!([world.points(unit).await, world.points(other).await], ["10", "0"]);
    // What is settled later, of one subject alone, still knows of the holiday, and then of its withdrawal.
    let incident = NewOccurrence {
        whom: Whom::One(other.0, other.1),
        what: "error".into(),
        ..World::of(OccurrenceKind::Incident)
    };
    world.record(&incident).await;
    assert_eq!(world.points(other).await, "-2");
    world.withdraw(&holiday).await;
    assert_eq!([world.points(unit).await, world.points(other).await], ["9", "-4"]);
    let another = NewOccurrence {
        note: "第二次".into(),
        ..incident
    };
    world.record(&another).await;
    assert_eq!(world.points(other).await, "-6");
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}

async fn a_holiday_recorded_ahead_leaves_no_miss(house: TestApp) {
    let world = World::set(house).await;
    let other = (SubjectKind::Unit, world.other.0);
    world
        .record(&World::leave(Whom::Everybody, ("2024-03-11", "2024-03-15")))
        .await;
    world.house.clock("2024-03-25 02:00:00");
    world.settle_through("2024-03-24").await;
    // The week from the 4th and that from the 18th were missed, the one between was a holiday.
    assert_eq!(world.points(other).await, "-4");
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}

async fn plagiarism_found_later_zeroes_the_article_in_any_order(house: TestApp) {
    let world = World::set(house).await;
    let outlet = world.house.outlet("市日报", "municipal").await;
    let second = world.house.submit(world.provider, "照搬来的稿", 300).await.id;
    world
        .house
        .decide(world.editor, second, Decision::Accept, "")
        .await
        .expect("accepted");
    let copied = |article| NewOccurrence {
        article_id: Some(article),
        what: "plagiarism".into(),
        ..World::of(OccurrenceKind::Incident)
    };
    // Adopted, then found out; found out, then adopted.
    let first = world.record(&copied(world.article)).await;
    world.record(&copied(second)).await;
    world
        .house
        .adopt(world.editor, adoption(second, outlet, "2024-03-06"))
        .await
        .expect("adopted");
    let person = (SubjectKind::Person, world.reporter.0);
    for subject in [
        person,
        (SubjectKind::Unit, world.unit.0),
        (SubjectKind::Person, world.provider.0),
        (SubjectKind::Unit, world.other.0),
    ] {
        assert_eq!(world.points(subject).await, "-5", "{subject:?}");
    }
    world.withdraw(&first).await;
    assert_eq!(world.points(person).await, "10", "a suspicion that was wrong");
    world.house.assert_ledger_is_whole().await;
    world.house.end().await;
}

/// The fields that a refusal names, in their order.
fn faults<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
    match result {
        Err(Error::Invalid(faults)) => faults.iter().map(|fault| fault.field.to_string()).collect(),
        other => panic!("faults were expected: {other:?}"),
    }
}

async fn what_cannot_be_taken_is_said_at_its_field(house: TestApp) {
    use OccurrenceKind::{Clue, Commission, Exemption, Incident, Mark, Measure};
    let world = World::set(house).await;
    let draft = world.house.draft(world.reporter, "还在写", 200).await.id;
    let ahead = NewOccurrence::of(Incident, day("2024-04-01"));
    let everybody = |new: NewOccurrence| NewOccurrence {
        whom: Whom::Everybody,
        ..new
    };
    for (new, wanted) in [
        (
            World::of(Commission),
            vec!["subject_id", "what", "until_on", "note"],
        ),
        (World::of(Measure), vec!["article_id", "n_views"]),
        (World::of(Mark), vec!["article_id", "points", "note", "what"]),
        (World::of(Clue), vec!["article_id", "subject_id"]),
        (World::of(Exemption), vec!["subject_id", "until_on", "note"]),
        (World::of(Incident), vec!["what", "article_id"]),
        (
            everybody(NewOccurrence {
                what: "late".into(),
                ..ahead
            }),
            vec!["subject_id", "happened_on"],
        ),
        (
            NewOccurrence {
                article_id: Some(draft),
                n_views: Some(-1),
                ..World::of(Measure)
            },
            vec!["n_views", "article_id"],
        ),
        (
            NewOccurrence {
                what: "没听说过".into(),
                n_views: Some(5),
                ..world.about_article(Incident)
            },
            vec!["n_views", "what"],
        ),
        (
            NewOccurrence {
                what: "敷衍".into(),
                points: Some("-1".parse().expect("points")),
                ..world.about_article(Incident)
            },
            vec!["approver", "note"],
        ),
        (
            World::leave(
                Whom::One(SubjectKind::Person, 987_654),
                ("2024-03-08", "2024-03-07"),
            ),
            vec!["until_on", "subject_id"],
        ),
    ] {
        assert_eq!(faults(world.try_record(&new).await), wanted, "{new:?}");
    }
    world.house.end().await;
}

fn refused<T: std::fmt::Debug>(result: Result<T>, key: &str) {
    match result {
        Err(Error::Refused(message)) => assert_eq!(message.key, key),
        other => panic!("{key} was expected: {other:?}"),
    }
}

async fn nobody_records_for_themselves_and_nothing_twice(house: TestApp) {
    let world = World::set(house).await;
    let error = NewOccurrence {
        what: "error".into(),
        ..world.about_article(OccurrenceKind::Incident)
    };
    let row = world.record(&error).await;
    refused(world.try_record(&error).await, "refused.occurred_before");
    world.withdraw(&row).await;
    let recorder = world.recorder().await;
    refused(
        newsroom::withdraw_occurrence(&world.house.app, &recorder, row.id, "再撤一次").await,
        "refused.withdrawn_already",
    );
    world.record(&error).await;

    let admin = world
        .house
        .viewer(world.house.admin)
        .await
        .admin()
        .expect("an admin");
    let editing = zhibao::people::NewAppointment {
        person_id: world.reporter,
        organisation_id: world.house.top,
        role: Role::Editor,
        from_on: day("2024-01-01"),
        until_on: None,
    };
    newsroom::appoint(&world.house.app, &admin, &editing)
        .await
        .expect("appointed");
    let own = world
        .house
        .viewer(world.reporter)
        .await
        .recorder()
        .expect("an editor");
    let mine = NewOccurrence {
        n_views: Some(90_000),
        ..world.about_article(OccurrenceKind::Measure)
    };
    refused(
        newsroom::record_occurrence(&world.house.app, &own, &mine).await,
        "refused.own_article",
    );
    for subject in [
        (SubjectKind::Person, world.reporter.0),
        (SubjectKind::Unit, world.unit.0),
    ] {
        let leave = World::leave(Whom::One(subject.0, subject.1), ("2024-03-04", "2024-03-08"));
        refused(
            newsroom::record_occurrence(&world.house.app, &own, &leave).await,
            "refused.own_points",
        );
    }
    world.house.end().await;
}
