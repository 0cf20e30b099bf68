//! `zhibao scheme check` and `zhibao scheme price`, which need no database.

use std::path::PathBuf;

use crate::support::command::zhibao;
use crate::support::workspace;

fn file(path: &str) -> String {
    workspace::root().join(path).display().to_string()
}

#[test]
fn facts_are_priced_line_by_line_as_they_were_by_hand() {
    let folder = crate::support::folder();
    let (scheme, facts) = (
        file("assets/schemes/demo-1.toml"),
        file("tests/schemes/demo-1.json"),
    );
    let said = zhibao(folder.path(), &["scheme", "price", &scheme, &facts], "");
    assert_eq!(said.code, 0, "{said:?}");
    for line in [
        "《甲一》被市级《市报》采用（头条、独立），规则 市·独立 v1：6 × 1.5 × 1/2 = 4.5 分",
        "《甲一》被区级《区发布》采用（独立），规则 区·独立 v1：0 分（已被更高级别覆盖，不计分）",
        "《甲三》被国家级《国家报》采用（头版头条、综合），规则 国家·综合 v1：20 × 2 = 40 分",
        "甲街道 2026-W19 报送 3，超出任务 1，规则 周任务 v1：1 分",
        "2026-05  合计 84.5",
    ] {
        assert!(said.out.contains(line), "{line} is not in\n{}", said.out);
    }
    assert!(
        !folder.path().join("zhibao.sqlite3").exists(),
        "pricing makes no database"
    );

    let said = zhibao(folder.path(), &["scheme", "price", &scheme, &facts, "--json"], "");
    let sheet: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let totals: Vec<(&str, &str)> = sheet["totals"]
        .as_array()
        .expect("totals")
        .iter()
        .map(|total| {
            let text = |key: &str| total[key].as_str().expect("text");
            (text("name"), text("points"))
        })
        .collect();
    assert_eq!(totals, [("甲街道", "84.5"), ("张", "79.5"), ("李", "5")]);
}

#[test]
fn a_figure_that_is_not_as_expected_is_named_and_ends_with_1() {
    let folder = crate::support::folder();
    let facts = workspace::text("tests/schemes/demo-1.json").expect("facts");
    let wrong = folder.path().join("facts.json");
    std::fs::write(
        &wrong,
        facts.replace("\"points\": \"84.5\"", "\"points\": \"85\""),
    )
    .expect("written");
    let scheme = file("assets/schemes/demo-1.toml");
    let wrong = wrong.display().to_string();
    let said = zhibao(folder.path(), &["scheme", "price", &scheme, &wrong], "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.err.contains("甲街道 2026-05 应为 85，实为 84.5"),
        "{}",
        said.err
    );
}

#[test]
fn a_document_with_errors_is_refused_with_line_and_key() {
    let folder = crate::support::folder();
    let broken: PathBuf = folder.path().join("scheme.toml");
    std::fs::write(
        &broken,
        "code = \"X\"\nname = \"错\"\n[stacking]\nkeep = \"hihgest\"\n",
    )
    .expect("written");
    let path = broken.display().to_string();
    let said = zhibao(folder.path(), &["scheme", "check", &path], "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.out.contains("hihgest") && said.out.contains('4'),
        "{}",
        said.out
    );
    let said = zhibao(
        folder.path(),
        &["scheme", "check", &file("assets/schemes/demo-2.toml")],
        "",
    );
    assert_eq!(said.code, 0, "{said:?}");
    let said = zhibao(folder.path(), &["scheme", "check", "nowhere.toml"], "");
    assert_eq!(said.code, 2, "{said:?}");
}

#[test]
fn the_schema_is_printed_as_json_and_needs_no_database() {
    let folder = crate::support::folder();
    let said = zhibao(folder.path(), &["scheme", "schema"], "");
    assert_eq!(said.code, 0, "{said:?}");
    let schema: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert!(schema["properties"]["stacking"].is_object(), "{schema}");
    assert!(!folder.path().join("zhibao.sqlite3").exists());
}
