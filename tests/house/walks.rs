//! The walks of `docs/ARCHITECTURE.md` name files and functions: each file is there, each function is in its room, and
//! in the file that the sentence names for it.

use crate::support::workspace;

type Sources = Vec<(String, String)>;

/// What stands between backticks.
fn quoted(document: &str) -> Vec<&str> {
    let prose: Vec<&str> = document.split("```").step_by(2).collect();
    prose
        .into_iter()
        .flat_map(|text| text.split('`').skip(1).step_by(2))
        .collect()
}

/// Whether a file of the document, such as `newsroom/submit.rs`, is this file of the tree.
fn is_file(named: &str, path: &str) -> bool {
    path == named || path == format!("src/{named}")
}

/// `room::name`, if it is that and nothing more.
fn room_and_name(words: &str) -> Option<(&str, &str)> {
    let (room, name) = words.split_once("::")?;
    let is_plain =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_plain(room) && is_plain(name)).then_some((room, name))
}

/// Whether a file lies in a room: the room is its own name or that of a folder above it.
fn is_in(room: &str, path: &str) -> bool {
    path.trim_end_matches(".rs").split('/').any(|part| part == room)
}

fn defines(source: &str, name: &str) -> bool {
    ["fn", "struct", "enum", "trait"].iter().any(|kind| {
        let start = format!("{kind} {name}");
        source
            .match_indices(&start)
            .any(|(at, _)| !source[at + start.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// Everything that the document names and the tree does not have.
fn is_rust(words: &str) -> bool {
    std::path::Path::new(words)
        .extension()
        .is_some_and(|it| it == "rs")
}

fn untrue(document: &str, sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    let names = quoted(document);
    for (at, words) in names.iter().enumerate() {
        if is_rust(words) && !words.contains(' ') && !words.starts_with("tests/") {
            if !sources.iter().any(|(path, _)| is_file(words, path)) {
                found.push(format!("{words}: no such file"));
            }
            continue;
        }
        let Some((room, name)) = room_and_name(words) else {
            continue;
        };
        let defining: Vec<&String> = sources
            .iter()
            .filter(|(path, source)| is_in(room, path) && defines(source, name))
            .map(|(path, _)| path)
            .collect();
        if defining.is_empty() {
            found.push(format!("{words}: {room} has no such thing"));
        }
        // `room::name` (`file.rs`) and `room::name` in `file.rs` say where it is.
        let Some(file) = names.get(at + 1).filter(|file| is_rust(file)) else {
            continue;
        };
        let between = [format!("`{words}` (`{file}`"), format!("`{words}` in `{file}`")];
        let says_where = between.iter().any(|text| document.contains(text));
        if says_where && !defining.iter().any(|path| is_file(file, path)) {
            found.push(format!("{words}: not in {file}"));
        }
    }
    found
}

#[test]
fn the_architecture_names_only_what_is_there() {
    let document = workspace::text("docs/ARCHITECTURE.md").expect("text");
    let found = untrue(&document, &workspace::production_rust());
    assert!(found.is_empty(), "{}", found.join("\n"));
    let n_named = quoted(&document)
        .iter()
        .filter(|words| room_and_name(words).is_some())
        .count();
    assert!(n_named > 20, "the walks name functions: {n_named}");
}

#[test]
fn a_planted_untruth_is_found() {
    let sources = vec![
        (
            "src/newsroom/submit.rs".to_owned(),
            "pub async fn submit(".to_owned(),
        ),
        (
            "src/newsroom/adopt.rs".to_owned(),
            "pub async fn adopt(".to_owned(),
        ),
    ];
    let document = "`newsroom::submit` (`newsroom/submit.rs`), `newsroom::adopt` in `newsroom/submit.rs`, \
                    `newsroom::sub`, `newsroom/sign.rs`";
    let wanted = [
        "newsroom::adopt: not in newsroom/submit.rs",
        "newsroom::sub: newsroom has no such thing",
        "newsroom/sign.rs: no such file",
    ];
    assert_eq!(untrue(document, &sources), wanted);
}
