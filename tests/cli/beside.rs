//! Commands beside a running server whose index is damaged: what needs no search is done, and what asks the index
//! says what is wrong with it.

use std::time::Duration;

use crate::stories;
use crate::support::app::TestApp;
use crate::support::command::zhibao;
use crate::support::server::free_address;
use crate::support::sown::{serving, sow};

stories! {
    the_ledger_and_the_accounts_are_kept_beside_a_server_whose_index_is_damaged
}

async fn the_ledger_and_the_accounts_are_kept_beside_a_server_whose_index_is_damaged(house: TestApp) {
    let sown = sow(house, 1, 1).await;
    let mut server = serving(sown.path(), free_address()).start().await;
    let index = sown.path().join("index");
    let generations = std::fs::read_dir(&index).expect("an index").flatten();
    let mut n_damaged = 0;
    for meta in generations.map(|entry| entry.path().join("meta.json")) {
        if meta.exists() {
            std::fs::write(&meta, "x").expect("damaged");
            n_damaged += 1;
        }
    }
    assert_eq!(n_damaged, 1, "one generation is in use");
    for (command, input) in [
        (["ledger", "verify"].as_slice(), ""),
        (&["ledger", "replay"], ""),
        (&["audit", "verify"], ""),
        (&["person", "reset", "p1"], "Console-Given-3-Keys\n"),
    ] {
        let said = zhibao(sown.path(), command, input);
        assert_eq!(said.code, 0, "{command:?}: {said:?}");
    }
    let said = zhibao(sown.path(), &["index", "check"], "");
    assert!(said.code != 0, "{said:?}");
    assert!(server.terminate(Duration::from_secs(12)).await.success());
    sown.premises.end().await;
}
