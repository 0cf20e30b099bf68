//! The reader of gzip'd JSON lines, and the shared data where it is.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::support::data;

#[test]
fn json_lines_are_read_across_gzip_members() {
    let mut bytes = Vec::new();
    for line in [json!({ "题": "一" }), json!({ "题": "二" })] {
        let mut member = GzEncoder::new(&mut bytes, Compression::fast());
        writeln!(member, "{line}").expect("memory takes everything");
        member.finish().expect("memory takes everything");
    }
    let rows: Vec<Value> = data::lines(bytes.as_slice(), "two members".to_owned()).collect();
    assert_eq!(rows, [json!({ "题": "一" }), json!({ "题": "二" })]);
}

#[test]
#[should_panic(expected = "half a file, line 1")]
fn a_broken_file_is_named_and_not_passed_over() {
    let bytes = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1];
    let _ = data::lines::<Value>(bytes.as_slice(), "half a file".to_owned()).count();
}

#[test]
fn the_shared_news_has_rows_with_a_title_and_a_body() {
    let Some(mut rows) = data::rows::<Value>("news.jsonl.gz") else {
        return;
    };
    assert!(
        rows.by_ref()
            .take(100)
            .all(|row| row["title"].is_string() && row["body"].is_string())
    );
    assert!(rows.count() > 1_000, "the file ends too early");
}
