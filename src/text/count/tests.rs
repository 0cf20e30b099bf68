//! The golden texts, and the browser's rule against this one.

use std::process::{Command, Stdio};

use serde::Deserialize;

use super::word_count;

#[derive(Deserialize)]
struct Golden {
    text: String,
    count: u32,
    why: String,
}

#[derive(Deserialize)]
struct Counts {
    golden: Vec<u32>,
    all: Vec<u32>,
}

fn golden() -> Vec<Golden> {
    serde_json::from_str(include_str!("../../../tests/fixtures/word-count.json"))
        .expect("the golden file is JSON")
}

#[test]
fn the_golden_texts_count_as_in_word() {
    let golden = golden();
    assert!(golden.len() >= 20);
    for Golden { text, count, why } in golden {
        assert_eq!(word_count(&text), count, "{text:?}: {why}");
    }
}

/// Runs where node is; the browser tests show the same in Chromium on every machine.
#[test]
fn the_browser_counts_as_the_server_does() {
    let script = r"
        import { readFileSync } from 'node:fs';
        const source = readFileSync('assets/js/word-count.js', 'utf8');
        const { wordCount } = await import('data:text/javascript,' + encodeURIComponent(source));
        const golden = JSON.parse(readFileSync('tests/fixtures/word-count.json', 'utf8'));
        const all = [];
        for (let code = 0; code <= 0x10ffff; code += 1) {
          if (code >= 0xd800 && code <= 0xdfff) continue;
          const c = String.fromCodePoint(code);
          all.push(wordCount(c) * 100 + wordCount('a' + c + 'b') * 10 + wordCount('a ' + c + '文'));
        }
        console.log(JSON.stringify({ golden: golden.map((g) => wordCount(g.text)), all }));
    ";
    let run = Command::new("node")
        .args(["--input-type=module", "-e", script])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output();
    let Ok(run) = run else { return };
    let counts: Counts = serde_json::from_slice(&run.stdout).expect("node prints the counts");
    assert_eq!(
        counts.golden,
        golden().iter().map(|golden| golden.count).collect::<Vec<_>>()
    );
    let mut n_compared = 0;
    for (c, counted) in ('\0'..=char::MAX).zip(&counts.all) {
        let ours = word_count(&c.to_string()) * 100
            + word_count(&format!("a{c}b")) * 10
            + word_count(&format!("a {c}文"));
        assert_eq!(*counted, ours, "U+{:04X}", u32::from(c));
        n_compared += 1;
    }
    assert_eq!(n_compared, 0x0011_0000 - 0x800);
}
