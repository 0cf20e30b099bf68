//! Names become texts: a row of a table that names a list is written once for each row of the list, and so is a
//! paragraph outside of such a row.

use std::collections::BTreeSet;

use super::marks::{self, Mark};
use super::tokens::{Token, write_text};
use super::{List, Texts};

/// What is repeated.
const ROW: &str = "w:tr";
const PARAGRAPH: &str = "w:p";

/// The list and the row whose columns are named.
type Here<'t> = Option<(&'t str, &'t List, &'t [String])>;

/// The part with its names filled; none where it would be longer than `most` bytes. Names that are none stay as they are.
/// A list without rows is one row of empty texts: a table and a cell have to hold something.
pub(super) fn filled(tokens: &[Token<'_>], texts: &Texts, most: usize) -> Option<String> {
    let mut out = String::new();
    each_block(tokens, &mut |block| match block {
        _ if out.len() > most => {}
        Block::Plain(token) => write(std::slice::from_ref(token), (texts, None), &mut out),
        Block::Whole(tokens) => {
            let list = lists(tokens).into_iter().next();
            match list.and_then(|name| texts.lists.get_key_value(name.as_str())) {
                None => write(tokens, (texts, None), &mut out),
                Some((name, list)) => {
                    let nothing = [vec![String::new(); list.columns.len()]];
                    let rows = if list.rows.is_empty() {
                        &nothing
                    } else {
                        &list.rows[..]
                    };
                    for row in rows {
                        if out.len() <= most {
                            write(tokens, (texts, Some((name, list, row))), &mut out);
                        }
                    }
                }
            }
        }
    });
    (out.len() <= most).then_some(out)
}

/// The rows and paragraphs that name two lists.
pub(super) fn mixed(tokens: &[Token<'_>]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    each_block(tokens, &mut |block| {
        if let Block::Whole(tokens) = block {
            let mut lists = lists(tokens).into_iter();
            if let (Some(one), Some(other)) = (lists.next(), lists.next()) {
                found.insert((one, other));
            }
        }
    });
    found
}

enum Block<'t, 'a> {
    /// A token between the blocks.
    Plain(&'t Token<'a>),
    /// A row without rows in it, or a paragraph outside of one.
    Whole(&'t [Token<'a>]),
}

fn each_block<'t, 'a>(tokens: &'t [Token<'a>], take: &mut impl FnMut(Block<'t, 'a>)) {
    let mut at = 0;
    while at < tokens.len() {
        let end = match &tokens[at] {
            Token::Open(name @ (ROW | PARAGRAPH), _) => end_of(tokens, at, name),
            _ => None,
        };
        match end {
            // A table in a cell: its own rows are repeated, not the row around it.
            Some(end) if has_rows(&tokens[at + 1..end]) => {
                take(Block::Plain(&tokens[at]));
                at += 1;
            }
            Some(end) => {
                take(Block::Whole(&tokens[at..=end]));
                at = end + 1;
            }
            None => {
                take(Block::Plain(&tokens[at]));
                at += 1;
            }
        }
    }
}

/// Where the element that begins here ends.
fn end_of(tokens: &[Token<'_>], begin: usize, element: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(begin) {
        match token {
            Token::Open(name, _) if *name == element => depth += 1,
            Token::Close(name, _) if *name == element => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

fn has_rows(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| matches!(token, Token::Open(ROW, _)))
}

/// The lists that some tokens name.
fn lists(tokens: &[Token<'_>]) -> BTreeSet<String> {
    let texts = tokens.iter().filter_map(Token::text);
    texts
        .flat_map(marks::in_text)
        .filter_map(|(_, mark)| mark.list().map(str::to_owned))
        .collect()
}

fn write(tokens: &[Token<'_>], with: (&Texts, Here<'_>), out: &mut String) {
    for token in tokens {
        match token.text() {
            Some(text) => write_text(&said(text, with), out),
            None => token.write(out),
        }
    }
}

/// A text with its names filled.
fn said(text: &str, (texts, here): (&Texts, Here<'_>)) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for (range, mark) in marks::in_text(text) {
        let value = match &mark {
            Mark::Single(name) => texts.single.get(name.as_str()),
            Mark::Column(list, column) => {
                here.filter(|(name, ..)| name == list).and_then(|(_, list, row)| {
                    let at = list.columns.iter().position(|name| name == column)?;
                    row.get(at)
                })
            }
        };
        if let Some(value) = value {
            out.push_str(&text[from..range.start]);
            out.push_str(value);
            from = range.end;
        }
    }
    out.push_str(&text[from..]);
    out
}
