//! What a close walks: everything since the last one, and what the last night found of the rest.

use entity::{Role, fact};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait};
use zhibao::actor::Actor;
use zhibao::jobs::{self, Job};
use zhibao::ledger::{self, Verdict};
use zhibao::newsroom::{self, Decision, Hold, NewAdoption};

use super::closing::world::World;
use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    damage_since_the_last_close_holds_the_next_one_at_once_and_older_damage_after_the_night
    a_correction_of_a_closed_month_that_was_never_booked_holds_the_next_close
    an_adoption_without_its_evidence_is_named_before_the_month_is_closed
}

/// A closed March and a lively April.
async fn april(house: TestApp) -> World {
    let mut world = World::of_march(house).await;
    world.close_march().await;
    for n in 0..40 {
        world.event(n).await;
    }
    world.house.assert_ledger_is_whole().await;
    world
}

/// What the checklist of April says of chain and replay.
async fn found(world: &World) -> (u64, u64) {
    let app = &world.house.app;
    let month = "2024-04".parse().expect("a month");
    let list = newsroom::checklist(app.db.reader(), month, app.today())
        .await
        .expect("a checklist");
    let n = |hold| {
        list.findings
            .iter()
            .find(|one| one.hold == hold)
            .expect("looked at")
            .n
    };
    (n(Hold::Chain), n(Hold::Replay))
}

async fn damage_since_the_last_close_holds_the_next_one_at_once_and_older_damage_after_the_night(
    house: TestApp,
) {
    let world = april(house).await;
    let db = world.house.app.db.for_migrations();
    let guards = if db.get_database_backend() == DbBackend::Sqlite {
        "DROP TRIGGER posting_is_never_updated; DROP TRIGGER period_close_is_never_updated; DROP TRIGGER frozen_statement_is_never_updated"
    } else {
        "ALTER TABLE posting DISABLE TRIGGER USER; ALTER TABLE period_close DISABLE TRIGGER USER; ALTER TABLE frozen_statement DISABLE TRIGGER USER"
    };
    db.execute_unprepared(guards)
        .await
        .expect("the guards are taken away");
    let run = async |sql: &str| db.execute_unprepared(sql).await.expect("changed");
    let since = async || {
        ledger::verify_since_close(world.house.app.db.reader())
            .await
            .expect("walked")
    };
    let close = |what| Verdict::Close {
        period: "2024-03".into(),
        what,
    };
    let closed = ledger::close_of(world.house.app.db.reader(), "2024-03")
        .await
        .expect("it reads")
        .expect("March is closed");
    let n = ledger::head(world.house.app.db.reader())
        .await
        .expect("a head")
        .seq;
    let person = world.reporters[0].0;
    assert_eq!(found(&world).await, (0, 0));
    let own = format!("WHERE subject_kind = 'person' AND subject_id = {person}");
    let own_total = || Verdict::Kept {
        table: "total",
        subject: format!("person:{person}"),
        period: "2024-04".into(),
    };
    let own_statement = Verdict::Statement {
        subject: format!("person:{person}"),
        period: "2024-03".into(),
    };
    let shorter = "substr(sentence, 1, length(sentence) - 1)";
    let set_hash = |hash: &str| format!("UPDATE posting SET hash = '{hash}' WHERE seq = {}", closed.seq);
    for (harm, mend, verdict) in [
        (
            format!("UPDATE posting SET sentence = sentence || '。' WHERE seq = {n}"),
            format!("UPDATE posting SET sentence = {shorter} WHERE seq = {n}"),
            Verdict::Posting { seq: n, what: "hash" },
        ),
        (
            format!("UPDATE total SET points = points + 1 {own} AND period = '2024-04'"),
            format!("UPDATE total SET points = points - 1 {own} AND period = '2024-04'"),
            own_total(),
        ),
        (
            format!("UPDATE total SET period = '2004-04' {own} AND period = '2024-04'"),
            format!("UPDATE total SET period = '2024-04' {own} AND period = '2004-04'"),
            own_total(),
        ),
        (
            "UPDATE period_close SET seq = seq - 1".to_owned(),
            "UPDATE period_close SET seq = seq + 1".to_owned(),
            close("digest"),
        ),
        (
            format!("UPDATE frozen_statement SET earned = earned + 1, closing = closing + 1 {own}"),
            format!("UPDATE frozen_statement SET earned = earned - 1, closing = closing - 1 {own}"),
            own_statement,
        ),
        (set_hash(&"0".repeat(64)), set_hash(&closed.hash), close("head")),
    ] {
        run(&harm).await;
        assert_eq!(since().await, verdict, "{harm}");
        assert_eq!(found(&world).await.0, 1, "{harm}");
        run(&mend).await;
        assert!(since().await.is_whole(), "{mend}");
    }
    // What is older than the last close is not walked at once: the night finds it, and holds the close.
    run("UPDATE posting SET sentence = sentence || '。' WHERE seq = 2").await;
    assert_eq!(found(&world).await.0, 0);
    let yesterday = world.house.app.today().pred_opt().expect("a day");
    jobs::run(&world.house.app, Job::Verify, yesterday)
        .await
        .expect("walked");
    assert_eq!(found(&world).await.0, 1);
    world.house.end().await;
}

async fn a_correction_of_a_closed_month_that_was_never_booked_holds_the_next_close(house: TestApp) {
    let world = april(house).await;
    let app = &world.house.app;
    let actor = Actor {
        person: Some(world.house.admin),
        ..Actor::system("test")
    };
    assert_eq!(found(&world).await, (0, 0));
    // Adoptions of March are withdrawn, and nobody settles it, as a fault of a later version might leave it.
    let rows = fact::Entity::find().all(app.db.reader()).await.expect("facts");
    let stands = |row: &fact::Model| rows.iter().all(|later| later.withdraws != Some(row.id));
    let of_march = |row: &fact::Model| row.kind == "adoption" && row.happened_on <= day("2024-03-31");
    let tx = zhibao::db::write(&app.db).await.expect("a transaction");
    for row in rows.iter().filter(|row| of_march(row) && stands(row)) {
        ledger::withdraw_fact(&tx, row.id, "登记有误", &actor, app.clock.now())
            .await
            .expect("withdrawn");
    }
    tx.commit().await.expect("committed");
    let (chain, replay) = found(&world).await;
    assert_eq!(chain, 0);
    assert!(replay > 0, "nothing was missed");
    let (_, since) = ledger::replay_since_close(app.db.reader()).await.expect("priced");
    let (_, all) = ledger::replay(app.db.reader()).await.expect("priced");
    assert_eq!(since, all);
    world.house.end().await;
}

async fn an_adoption_without_its_evidence_is_named_before_the_month_is_closed(house: TestApp) {
    let scheme = "code = \"E\"\nname = \"佐证\"\nlevels = [\"市级\"]\n[adoption]\nneeds_proof = [{}]\n\
                  cell = [{ code = \"市级\", level = \"市级\", points = 10 }]\n";
    house.scheme(scheme, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let article = house.submit(reporter, "没有样报的一篇", 300).await.id;
    let decided = house.decide(editor, article, Decision::Accept, "").await;
    decided.expect("accepted");
    // Neither page nor address nor file says where it stands.
    let bare = NewAdoption {
        page: String::new(),
        ..adoption(article, outlet, "2024-03-04")
    };
    house.adopt(editor, bare).await.expect("recorded");
    let unproven = async |month: &str| {
        let month = month.parse().expect("a month");
        ledger::n_unproven(house.app.db.reader(), month)
            .await
            .expect("counted")
    };
    // A line for the person and one for the unit.
    assert_eq!((unproven("2024-03").await, unproven("2024-02").await), (2, 0));
    let list = newsroom::checklist(
        house.app.db.reader(),
        "2024-03".parse().expect("a month"),
        house.app.today(),
    )
    .await
    .expect("a checklist");
    let held = list.holds().find(|one| one.hold == Hold::Unproven);
    assert_eq!(held.map(|one| one.n), Some(2));
    house.end().await;
}
