//! A small file of facts for the worked example beside the editor: two articles, adopted once at every level of the
//! scheme, and one instruction of every level. Whoever edits it sees at once what the scheme makes of it.

use serde_json::{Value, json};

use crate::scheme::Scheme;

/// Facts as a file that `facts_file` reads, one a line.
#[must_use]
pub fn example(scheme: &Scheme) -> String {
    let first_type = scheme.types.0.first().map_or("信息", String::as_str);
    let file = |article: &str, article_type: &str, authors: Value, on: &str| {
        json!({
            "kind": "submission", "article": article, "unit": "示例街道", "type": article_type,
            "words": 1200, "authors": authors, "on": on,
        })
    };
    let last_type = scheme.types.0.last().map_or("信息", String::as_str);
    let mut facts = vec![
        file("示例甲", first_type, json!(["张示例", "李示例"]), "2026-03-02"),
        file("示例乙", last_type, json!(["张示例"]), "2026-03-04"),
    ];
    let levels = scheme.levels.iter().filter_map(|equal| equal.0.first());
    for (n, level) in levels.enumerate() {
        facts.push(json!({
            "kind": "adoption", "article": if n % 2 == 0 { "示例甲" } else { "示例乙" },
            "outlet": format!("{level}示例媒体"), "level": level, "form": "独立",
            "on": format!("2026-03-{:02}", 5 + n % 20),
        }));
    }
    let instructions = scheme.instruction.iter().flat_map(|rules| &rules.cell);
    for level in instructions.filter_map(|cell| cell.level.0.first()) {
        facts.push(json!({ "kind": "instruction", "article": "示例甲", "level": level, "on": "2026-03-26" }));
    }
    let lines: Vec<String> = facts.iter().map(|fact| format!("    {fact}")).collect();
    format!("{{\n  \"facts\": [\n{}\n  ]\n}}\n", lines.join(",\n"))
}
