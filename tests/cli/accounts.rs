//! `zhibao person`: accounts from the console. The password comes by standard input and is shown nowhere.

use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::command::zhibao;

stories! {
    an_account_is_made_and_reset_from_the_console
}

async fn an_account_is_made_and_reset_from_the_console(house: TestApp) {
    let data = house.app.settings.data_dir.clone();
    let add = [
        "person",
        "add",
        "zhangsan",
        "张三",
        "--role",
        "editor",
        "--unit",
        "试验区党工委",
    ];
    let said = zhibao(&data, &add, "short\n");
    assert_eq!(said.code, 2, "{said:?}");
    let said = zhibao(&data, &add, &format!("{PASSWORD}\n"));
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!said.out.contains(PASSWORD) && !said.err.contains(PASSWORD));
    let said = zhibao(&data, &add, &format!("{PASSWORD}\n"));
    assert_eq!(said.code, 2, "a username is taken once: {said:?}");
    let said = zhibao(&data, &["person", "reset", "zhangsan"], "Another-Paper-8-Lamps\n");
    assert_eq!(said.code, 0, "{said:?}");
    let said = zhibao(&data, &["person", "reset", "lisi"], "Another-Paper-8-Lamps\n");
    assert_eq!(said.code, 2, "{said:?}");
    assert!(zhibao(&data, &["audit", "verify"], "").code == 0);
    house.end().await;
}

#[test]
fn a_mistyped_folder_makes_no_installation() {
    let folder = crate::support::folder();
    let nowhere = folder.path().join("nowhere");
    for arguments in [&["ledger", "verify"][..], &["check"], &["person", "reset", "x"]] {
        let said = zhibao(&nowhere, arguments, "");
        assert_eq!(said.code, 2, "{arguments:?}: {said:?}");
        assert!(said.err.contains("--data"), "{}", said.err);
    }
    assert!(!nowhere.exists());
}
