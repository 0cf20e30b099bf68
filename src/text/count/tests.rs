//! The golden texts. That the browser's rule is this one is shown in Chromium, by `tests/pages/scripts.rs`.

use serde::Deserialize;

use super::word_count;

#[derive(Deserialize)]
struct Golden {
    text: String,
    count: u32,
    why: String,
}

#[test]
fn the_golden_texts_count_as_in_word() {
    let golden: Vec<Golden> = serde_json::from_str(include_str!("../../../tests/fixtures/word-count.json"))
        .expect("the golden file is JSON");
    assert!(golden.len() >= 20);
    for Golden { text, count, why } in golden {
        assert_eq!(word_count(&text), count, "{text:?}: {why}");
    }
}
