//! A backup of the real executable while it serves and writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::stories;
use crate::support::app::TestApp;
use crate::support::command::zhibao;
use crate::support::serving::{Serving, titles_in};

stories! {
    a_backup_taken_under_load_holds_all_that_was_answered_before_it
}

async fn a_backup_taken_under_load_holds_all_that_was_answered_before_it(house: TestApp) {
    let mut serving = Serving::start(house, &[]).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut load = tokio::task::JoinSet::new();
    for (n, writer) in serving.writers().into_iter().enumerate() {
        let stop = stop.clone();
        load.spawn(async move {
            let mut filed = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                let title = format!("备份期间第{n}人第{}篇", filed.len());
                writer.file(&title).await.expect("filed");
                filed.push(title);
            }
            filed
        });
    }
    tokio::time::sleep(Duration::from_millis(800)).await;
    let before = serving.titles().await;
    assert!(before.len() >= 3, "{before:?}");
    let away = crate::support::folder();
    let target = away.path().join("kept.zip");
    let data = serving.data().to_owned();
    let said = {
        let (target, data) = (target.display().to_string(), data.clone());
        tokio::task::spawn_blocking(move || zhibao(&data, &["backup", &target], ""))
            .await
            .expect("it ran")
    };
    assert_eq!(said.code, 0, "{said:?}");
    stop.store(true, Ordering::SeqCst);
    let mut filed = Vec::new();
    while let Some(some) = load.join_next().await {
        filed.extend(some.expect("a writer"));
    }
    assert!(filed.len() > before.len(), "it wrote on meanwhile");
    serving.stop().await;
    let source = target.display().to_string();
    let restored = away.path().join("restored");
    let said = zhibao(&restored, &["restore", "--check", &source], "");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!restored.exists(), "a check restores nothing");
    let restored = TestApp::bare(serving.premises.on()).await.expect("it was there");
    // Settings from beside the folder: it must be empty, and those of the backup name the other database.
    let config = away.path().join("zhibao.toml");
    let config = config.display().to_string();
    std::fs::rename(restored.path().join("zhibao.toml"), &config)
        .or_else(|_| std::fs::write(&config, ""))
        .expect("settings");
    let at_restored =
        |arguments: &[&str]| zhibao(restored.path(), &[arguments, &["--config", &config]].concat(), "");
    let said = at_restored(&["restore", &source]);
    assert_eq!(said.code, 0, "{said:?}");
    for check in [
        &["ledger", "verify"][..],
        &["ledger", "replay"],
        &["audit", "verify"],
        &["index", "check"],
        &["check"],
    ] {
        let said = at_restored(check);
        assert_eq!(said.code, 0, "{check:?}: {said:?}");
    }
    let there = titles_in(&restored).await;
    let is_lost =
        |(title, is_filed): &(&String, &bool)| there.get(*title).is_none_or(|there| **is_filed && !there);
    let lost: Vec<_> = before.iter().filter(is_lost).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let invented: Vec<&String> = there.keys().filter(|title| !filed.contains(title)).collect();
    assert!(invented.is_empty(), "{invented:?}");
    let said = at_restored(&["restore", &source]);
    assert_eq!(said.code, 2, "a folder in use is left alone: {said:?}");
    assert!(
        said.err.contains("zhibao.sqlite3") || said.err.contains("index"),
        "{}",
        said.err
    );
    restored.end().await;
    serving.premises.end().await;
}
