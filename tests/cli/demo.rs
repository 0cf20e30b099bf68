//! `zhibao demo`: filled once through the verbs, whole by every check there is, kept afterwards; and what the checks
//! say when somebody tampers. On SQLite alone: what is kept, cut off and damaged here is its folder.

use std::path::Path;
use std::time::{Duration, Instant};

use entity::{Language, Role};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::support::command::{Said, zhibao};
use crate::support::server::{Launch, free_address};

fn fill(data: &Path) -> Said {
    zhibao(data, &["demo", "--articles", "40", "--no-serve"], "")
}

/// Gives a standing posting a point more, behind everybody's back, and returns its number.
async fn tamper(data: &Path) -> i64 {
    let path = data.join("zhibao.sqlite3");
    let db = Database::connect(format!("sqlite://{}", path.display()))
        .await
        .expect("the file opens");
    let standing = "SELECT max(seq) AS seq FROM posting WHERE reverses IS NULL \
        AND seq NOT IN (SELECT reverses FROM posting WHERE reverses IS NOT NULL)";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, standing))
        .await
        .expect("the statement runs")
        .expect("a posting stands");
    let seq: i64 = row.try_get("", "seq").expect("a number");
    let tampering = format!(
        "DROP TRIGGER posting_is_never_updated; UPDATE posting SET points = points + 100 WHERE seq = {seq}"
    );
    db.execute_unprepared(&tampering).await.expect("tampered");
    db.close().await.expect("it closes");
    seq
}

/// A column of text of the demo's database.
async fn column(data: &Path, sql: &str) -> Vec<String> {
    let path = data.join("zhibao.sqlite3");
    let db = Database::connect(format!("sqlite://{}?mode=ro", path.display()))
        .await
        .expect("the file opens");
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let column = rows
        .iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect();
    db.close().await.expect("it closes");
    column
}

/// That there are organisations of all five classes, and that all hang on the one on top, some of them by two steps.
async fn assert_five_classes_in_a_tree(data: &Path) {
    let classes = column(data, "SELECT DISTINCT class FROM organisation ORDER BY class").await;
    let five = [
        "district_department",
        "enterprise",
        "party_work_committee",
        "subdistrict",
        "village",
    ];
    assert_eq!(classes, five);
    let tree = "WITH RECURSIVE tree (id, depth) AS (SELECT id, 0 FROM organisation WHERE parent_id IS NULL \
        UNION ALL SELECT o.id, t.depth + 1 FROM organisation o JOIN tree t ON o.parent_id = t.id)";
    let reached = column(data, &format!("{tree} SELECT CAST(count(*) AS TEXT) FROM tree")).await;
    let all = column(data, "SELECT CAST(count(*) AS TEXT) FROM organisation").await;
    assert_eq!(reached, all);
    let depth = column(data, &format!("{tree} SELECT CAST(max(depth) AS TEXT) FROM tree")).await;
    assert_eq!(depth, ["2"]);
    let tops = "SELECT CAST(count(*) AS TEXT) FROM organisation WHERE parent_id IS NULL";
    assert_eq!(column(data, tops).await, ["1"]);
}

/// That the start printed a name to sign in with for each of the six roles, and that it is somebody's.
async fn assert_six_names(data: &Path, log: &str) {
    let usernames = column(data, "SELECT username FROM person").await;
    for role in Role::ALL {
        let word = zhibao::i18n::t(Language::Chinese, &format!("role.{}", role.code()));
        let end = format!(" {word}）");
        let line = log
            .lines()
            .find(|line| line.starts_with("  ") && line.ends_with(&end));
        let line = line.unwrap_or_else(|| panic!("nobody for {word} in {log}"));
        let name = line.split_whitespace().next().expect("a name");
        assert!(usernames.iter().any(|one| one == name), "{line}");
    }
    assert_eq!(Role::ALL.len(), 6);
}

/// That two schemes are in force side by side: that of the enterprises has priced their pieces and nobody else's.
async fn assert_two_schemes(data: &Path) {
    let schemes = column(data, "SELECT code FROM scheme ORDER BY id").await;
    assert_eq!(schemes, ["YH", "YH-QY"]);
    let of_each = "SELECT s.code || ' ' || count(*) FROM scheme_version v JOIN scheme s ON s.id = v.scheme_id \
        GROUP BY s.code ORDER BY s.code";
    assert_eq!(column(data, of_each).await, ["YH 2", "YH-QY 1"]);
    let classes = "SELECT DISTINCT o.class FROM posting p JOIN scheme_version v ON v.id = p.scheme_version_id \
        JOIN scheme s ON s.id = v.scheme_id JOIN organisation o ON o.id = p.subject_id \
        WHERE p.subject_kind = 'unit' AND s.code = 'YH-QY'";
    assert_eq!(column(data, classes).await, ["enterprise"]);
}

#[tokio::test]
async fn a_filled_demo_is_whole_and_damage_is_named() {
    let folder = crate::support::folder();
    let data = folder.path();
    let said = fill(data);
    assert_eq!(said.code, 0, "{said:?}");
    for (arguments, words) in [
        (&["ledger", "verify"][..], "积分台账完整"),
        (&["ledger", "replay"], "与台账逐行一致"),
        (&["ledger", "recount"], "已重新统计"),
        (&["audit", "verify"], "审计日志完整"),
        (&["index", "check"], "索引与数据库一致"),
        (&["check"], "现行《云河开发区信息直报计分办法》"),
        (&["check"], "现行《云河开发区企业宣传计件办法》"),
    ] {
        let said = zhibao(data, arguments, "");
        assert_eq!(said.code, 0, "{arguments:?}: {said:?}");
        assert!(said.out.contains(words), "{arguments:?}: {}", said.out);
    }

    assert_two_schemes(data).await;
    assert_five_classes_in_a_tree(data).await;
    let seq = tamper(data).await;
    let said = zhibao(data, &["ledger", "verify"], "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.out.contains(&format!("第 {seq} 号记录被改动过")),
        "{}",
        said.out
    );
    let said = zhibao(data, &["ledger", "replay"], "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("有 1 行与台账不符"), "{}", said.out);
}

#[tokio::test]
async fn a_second_start_keeps_the_data_and_serves_at_once() {
    let folder = crate::support::folder();
    let data = folder.path();
    assert_eq!(fill(data).code, 0);
    let before = zhibao(data, &["ledger", "verify"], "").out;
    let address = free_address();
    let begun = Instant::now();
    let listen = address.to_string();
    let arguments = [
        "--data",
        data.to_str().expect("UTF-8"),
        "--lang",
        "zh-CN",
        "demo",
        "--listen",
        &listen,
    ];
    let mut server = Launch::zhibao(&arguments, address, &data.join("log"))
        .ready_when("/sign-in")
        .start()
        .await;
    let took = begun.elapsed();
    // Two seconds are promised of the release build on a quiet machine; this one is neither.
    assert!(took < Duration::from_secs(10), "{took:?}");
    let log = server.log();
    assert!(
        log.contains("演示数据已在") && log.contains("wangxiaolin"),
        "{log}"
    );
    assert_six_names(data, &log).await;
    let answer = server
        .client()
        .try_send(Method::GET, "/api/v1/openapi.json", None, Vec::new())
        .await;
    assert_eq!(answer.expect("the API answers").status, 200);
    let status = server.terminate(Duration::from_secs(12)).await;
    assert_eq!(status.code(), Some(0), "{}", server.log());
    assert_eq!(zhibao(data, &["ledger", "verify"], "").out, before);
}

#[tokio::test]
async fn a_fill_that_was_cut_off_is_made_anew_and_foreign_data_is_left_alone() {
    let folder = crate::support::folder();
    let cut_off = folder.path().join("cut-off");
    std::fs::create_dir(&cut_off).expect("a folder");
    std::fs::write(cut_off.join("demo.txt"), "filling\n").expect("written");
    std::fs::write(cut_off.join("zhibao.sqlite3"), "half of something").expect("written");
    let said = fill(&cut_off);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(zhibao(&cut_off, &["ledger", "verify"], "").code, 0);

    let own = folder.path().join("own");
    assert_eq!(fill(&own).code, 0);
    std::fs::remove_file(own.join("demo.txt")).expect("the mark is removed");
    let said = fill(&own);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("已有正式数据"), "{}", said.err);
}

#[test]
fn the_demo_is_not_served_to_a_network() {
    let folder = crate::support::folder();
    let said = zhibao(folder.path(), &["demo", "--listen", "0.0.0.0:0"], "");
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("只能在本机地址上打开"), "{}", said.err);
}
