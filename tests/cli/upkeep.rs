//! `zhibao index rebuild`, `zhibao scheme what-if` and `zhibao ledger close`, over a data folder that was lived in.

use crate::ledger::closing::world::World;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::command::{Said, zhibao};
use crate::support::premises::Premises;

stories! {
    a_lost_index_is_rebuilt_at_the_console_and_equals_the_database_again
    a_draft_is_tried_at_the_console_and_nothing_is_written
    a_month_is_closed_at_the_console_in_the_name_of_the_office_once
}

/// What is left of a March with two units, six accepted articles, two that wait and two adoptions, settled to the end of
/// the month.
struct Lived {
    premises: Premises,
    /// The user name of somebody of the office.
    office: String,
}

impl Lived {
    async fn march(house: TestApp) -> Self {
        let world = World::of_march(house).await;
        world.house.clock("2024-04-02 09:00:00");
        world.settle_through("2024-04-01").await;
        zhibao::archive::catch_up(&world.house.app)
            .await
            .expect("the index follows");
        let office = world.house.viewer(world.office).await.person.username;
        Self {
            premises: world.house.leave().await,
            office,
        }
    }

    fn asked(&self, arguments: &[&str]) -> Said {
        zhibao(self.premises.path(), arguments, "")
    }

    /// What a command says that must be done.
    fn done(&self, arguments: &[&str]) -> String {
        let said = self.asked(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {said:?}");
        said.out
    }
}

async fn a_lost_index_is_rebuilt_at_the_console_and_equals_the_database_again(house: TestApp) {
    let lived = Lived::march(house).await;
    let whole = lived.done(&["index", "check"]);
    assert!(whole.contains("索引与数据库一致：共 8 篇"), "{whole}");
    std::fs::remove_dir_all(lived.premises.path().join("index")).expect("the index is lost");
    let lost = lived.asked(&["index", "check"]);
    assert_eq!(lost.code, 1, "{lost:?}");
    assert!(lost.out.contains('8'), "each missing one is counted: {lost:?}");
    let rebuilt = lived.done(&["index", "rebuild"]);
    assert!(rebuilt.contains("建立索引：8"), "the bar's last word: {rebuilt}");
    assert_eq!(lived.done(&["index", "check"]), whole);
    // Once more over a whole one changes nothing.
    lived.done(&["index", "rebuild"]);
    assert_eq!(lived.done(&["index", "check"]), whole);
    lived.premises.end().await;
}

async fn a_draft_is_tried_at_the_console_and_nothing_is_written(house: TestApp) {
    let lived = Lived::march(house).await;
    let in_force = include_str!("../../assets/schemes/s01-rebook.toml");
    let draft = in_force.replace(
        "outlet = \"市府信息\", points = 5",
        "outlet = \"市府信息\", points = 30",
    );
    assert_ne!(draft, in_force);
    let file = lived.premises.path().join("draft.toml");
    std::fs::write(&file, draft).expect("written");
    let file = file.display().to_string();
    let before = lived.done(&["ledger", "verify"]);
    // The clock of the machine is years on: the trial reaches back as far as the limit.
    let said = lived.done(&["scheme", "what-if", &file, "--months", "60"]);
    assert!(said.contains("未写入任何数据"), "{said}");
    let moved = said
        .lines()
        .find(|line| line.contains("乙街道：第 2 名 → 第 1 名"));
    let moved = moved.unwrap_or_else(|| panic!("the second street does not move up:\n{said}"));
    assert!(moved.contains("分 → "), "{moved}");
    assert!(
        said.lines()
            .any(|line| line.contains("2024-03-21") && line.contains('5') && line.contains("30 分")),
        "{said}"
    );
    assert_eq!(lived.done(&["ledger", "verify"]), before);
    // The scheme in force as its own draft moves nobody.
    let same = lived.premises.path().join("same.toml");
    std::fs::write(&same, in_force).expect("written");
    let said = lived.done(&["scheme", "what-if", &same.display().to_string(), "--months", "60"]);
    assert!(said.contains("0 行不同，0 个对象"), "{said}");
    // A document with an error is refused, and so is a file that is not there.
    std::fs::write(&same, "code = 7").expect("written");
    let said = lived.asked(&["scheme", "what-if", &same.display().to_string()]);
    assert_eq!(said.code, 1, "{said:?}");
    assert_eq!(lived.asked(&["scheme", "what-if", "nowhere.toml"]).code, 2);
    lived.premises.end().await;
}

async fn a_month_is_closed_at_the_console_in_the_name_of_the_office_once(house: TestApp) {
    let lived = Lived::march(house).await;
    let by = lived.office.as_str();
    let close =
        |by: &str, reason: &str| lived.asked(&["ledger", "close", "2024-03", "--by", by, "--reason", reason]);
    let said = close("nobody", "");
    assert_eq!(said.code, 2, "{said:?}");
    let said = close("first", "两篇稿件转下月审");
    assert_eq!(said.code, 2, "an admin closes nothing: {said:?}");
    let said = close(by, "");
    assert_eq!(
        said.code, 2,
        "two articles wait, and no reason is given: {said:?}"
    );
    let said = close(by, "两篇稿件转下月审");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(
        said.out.contains("2024-03 已结账") && said.out.contains("链首第"),
        "{}",
        said.out
    );
    let said = close(by, "再来一次");
    assert_eq!(said.code, 2, "{said:?}");
    for check in [
        &["ledger", "verify"][..],
        &["ledger", "replay"],
        &["audit", "verify"],
    ] {
        lived.done(check);
    }
    lived.premises.end().await;
}
