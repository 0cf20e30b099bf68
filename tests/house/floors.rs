//! No arrow points up or sideways: the floor table of `docs/ARCHITECTURE.md` against every path in `src`.

use std::collections::BTreeMap;

use super::rust_text::{Placed, Token, tokens};
use crate::support::workspace;

type Floors = BTreeMap<String, u8>;

/// Reads the lines `floor │ rooms │ what` of the block ```` ```floors ````.
fn table(document: &str) -> Floors {
    let block = document.split("```floors\n").nth(1).expect("a block ```floors");
    let block = block.split("```").next().unwrap_or(block);
    let mut floors = Floors::new();
    for line in block.lines() {
        let mut cells = line.split('│').map(str::trim);
        let floor = cells
            .next()
            .and_then(|it| it.parse().ok())
            .unwrap_or_else(|| panic!("no floor: {line}"));
        for room in cells.next().expect("rooms").split_whitespace() {
            assert!(
                floors.insert(room.to_owned(), floor).is_none(),
                "{room} stands twice in the table"
            );
        }
    }
    floors
}

/// The rooms that each file uses: `(file, line, room)`. `aliases` maps what the root re-exports to its room.
fn arrows(path: &str, source: &str, aliases: &BTreeMap<String, String>) -> Vec<(usize, String)> {
    let home = module_of(path);
    let placed = tokens(source);
    let (mut inner, mut depth, mut found) = (Vec::<(String, u32)>::new(), 0_u32, Vec::new());
    for (at, (line, token)) in placed.iter().enumerate() {
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => {
                depth = depth.saturating_sub(1);
                inner.retain(|(_, opened)| *opened <= depth);
            }
            Token::Word(word) if word == "mod" => {
                if let (Some((_, Token::Word(name))), Some((_, Token::Sign('{')))) =
                    (placed.get(at + 1), placed.get(at + 2))
                {
                    inner.push((name.clone(), depth + 1));
                }
            }
            Token::Word(word) if word == "crate" || word == "super" => {
                if at > 0 && placed[at - 1].1 == Token::Path {
                    continue;
                }
                let here = home.len() + inner.len();
                for room in rooms_from(&placed[at..], here) {
                    found.push((*line, aliases.get(&room).cloned().unwrap_or(room)));
                }
            }
            _ => {}
        }
    }
    found
}

/// The rooms that a path starting at `crate` or `super` reaches, in a module `depth` levels below the root.
fn rooms_from(path: &[Placed], depth: usize) -> Vec<String> {
    let (mut at, mut level) = (
        0,
        if path[0].1 == Token::Word("crate".to_owned()) {
            0
        } else {
            depth
        },
    );
    while let Some((_, Token::Word(word))) = path.get(at) {
        match word.as_str() {
            "crate" => level = 0,
            "super" => level = level.saturating_sub(1),
            _ => break,
        }
        if path.get(at + 1).map(|it| &it.1) != Some(&Token::Path) {
            return Vec::new();
        }
        at += 2;
    }
    if level > 0 {
        return Vec::new();
    }
    match path.get(at).map(|it| &it.1) {
        Some(Token::Word(room)) => vec![room.clone()],
        Some(Token::Sign('{')) => heads_of_group(&path[at + 1..]),
        _ => Vec::new(),
    }
}

/// The first names of `{a::b, c, d::{e, f}}`, the opening brace already read.
fn heads_of_group(path: &[Placed]) -> Vec<String> {
    let (mut depth, mut is_head, mut heads) = (1_u32, true, Vec::new());
    for (_, token) in path {
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => depth -= 1,
            Token::Sign(',') if depth == 1 => is_head = true,
            Token::Word(word) if depth == 1 && is_head => {
                heads.push(word.clone());
                is_head = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads.retain(|head| head != "self");
    heads
}

/// `src/web/page.rs` is `web::page`, below the root by two.
fn module_of(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    inside.split('/').map(ToOwned::to_owned).collect()
}

/// What `src/lib.rs` re-exports, such as `pub use error::Error;`, by name.
fn aliases(root: &str) -> BTreeMap<String, String> {
    let placed: Vec<Token> = tokens(root).into_iter().map(|it| it.1).collect();
    let mut aliases = BTreeMap::new();
    for (at, token) in placed.iter().enumerate() {
        if *token != Token::Word("use".to_owned()) {
            continue;
        }
        let words: Vec<&String> = placed[at + 1..]
            .iter()
            .take_while(|it| **it != Token::Sign(';'))
            .filter_map(|it| {
                if let Token::Word(word) = it {
                    Some(word)
                } else {
                    None
                }
            })
            .filter(|word| !matches!(word.as_str(), "crate" | "self"))
            .collect();
        for name in words.iter().skip(1) {
            aliases.insert((*name).clone(), words[0].clone());
        }
    }
    aliases
}

/// The modules that `src/lib.rs` declares.
fn rooms(root: &str) -> Vec<String> {
    let placed: Vec<Token> = tokens(root).into_iter().map(|it| it.1).collect();
    let declared = placed.windows(3).filter_map(|three| match three {
        [Token::Word(word), Token::Word(name), Token::Sign(';' | '{')] if word == "mod" => Some(name.clone()),
        _ => None,
    });
    declared.collect()
}

/// Every arrow of one file that the table does not allow, as a sentence.
fn wrong_arrows(
    floors: &Floors,
    path: &str,
    source: &str,
    aliases: &BTreeMap<String, String>,
) -> Vec<String> {
    let room = &module_of(path)[0];
    let Some(&floor) = floors.get(room) else {
        return vec![format!(
            "{path}: the room {room} is not in the table of docs/ARCHITECTURE.md"
        )];
    };
    let mut wrong = Vec::new();
    for (line, used) in arrows(path, source, aliases) {
        match floors.get(&used) {
            _ if used == *room => {}
            Some(&below) if below < floor => {}
            Some(&other) => wrong.push(format!(
                "{path}:{line}: {room} (floor {floor}) uses {used} (floor {other})"
            )),
            None => wrong.push(format!(
                "{path}:{line}: crate::{used} is neither a room of the table nor re-exported"
            )),
        }
    }
    wrong
}

#[test]
fn no_arrow_points_up_or_sideways() {
    let floors = table(&workspace::text("docs/ARCHITECTURE.md").expect("UTF-8"));
    let root = workspace::text("src/lib.rs").expect("UTF-8");
    let aliases = aliases(&root);
    let wrong: Vec<String> = workspace::production_rust()
        .iter()
        .filter(|(path, _)| path.starts_with("src/") && path != "src/lib.rs" && path != "src/main.rs")
        .flat_map(|(path, source)| wrong_arrows(&floors, path, source, &aliases))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_declared_room_is_in_the_table() {
    let floors = table(&workspace::text("docs/ARCHITECTURE.md").expect("UTF-8"));
    let declared = rooms(&workspace::text("src/lib.rs").expect("UTF-8"));
    let unknown: Vec<&String> = declared
        .iter()
        .filter(|room| !floors.contains_key(*room))
        .collect();
    assert!(
        unknown.is_empty(),
        "not in the floor table of docs/ARCHITECTURE.md: {unknown:?}"
    );
}

#[test]
fn the_checker_finds_each_kind_of_planted_arrow() {
    let floors = table("```floors\n 2 │ web api │ doors\n 1 │ ledger │\n 0 │ clock error │\n```");
    let aliases = aliases("pub mod error; pub use error::{Error, Result}; pub use crate::clock::Clock;");
    let wrong = |path: &str, source: &str| wrong_arrows(&floors, path, source, &aliases).len();
    assert_eq!(
        wrong(
            "src/ledger/settle.rs",
            "use crate::{Error, clock::Clock}; fn f() -> crate::Result<()>"
        ),
        0
    );
    assert_eq!(wrong("src/ledger/settle.rs", "use crate::web::page;"), 1, "up");
    assert_eq!(wrong("src/web/page.rs", "use crate::api;"), 1, "sideways");
    assert_eq!(
        wrong("src/ledger/settle.rs", "fn f() { crate::web::page() }"),
        1,
        "a path without use"
    );
    assert_eq!(
        wrong(
            "src/ledger/settle.rs",
            "use crate::{clock::Clock, web::{page, list}, api as x};"
        ),
        2,
        "in a group"
    );
    assert_eq!(
        wrong("src/ledger/settle.rs", "use super::super::web;"),
        1,
        "by super"
    );
    assert_eq!(
        wrong("src/ledger/settle.rs", "use super::web;"),
        0,
        "ledger's own web"
    );
    assert_eq!(
        wrong("src/ledger.rs", "use super::{web, clock};"),
        1,
        "by super from a room's parent"
    );
    assert_eq!(
        wrong(
            "src/ledger/settle.rs",
            "mod tests { use super::super::super::web; }"
        ),
        1,
        "from an inner module"
    );
    assert_eq!(
        wrong(
            "src/ledger/settle.rs",
            "mod tests { use super::super::web; } use super::web;"
        ),
        0
    );
    assert_eq!(
        wrong("src/clock.rs", "use crate::Error;"),
        1,
        "ground uses no room"
    );
    assert_eq!(
        wrong("src/ledger.rs", "use crate::nowhere::X;"),
        1,
        "an unknown room"
    );
    assert_eq!(wrong("src/cellar.rs", ""), 1, "a room that is not in the table");
    assert_eq!(
        wrong("src/ledger.rs", "// crate::web\nconst X: &str = \"crate::web\";"),
        0,
        "comments and strings"
    );
}
