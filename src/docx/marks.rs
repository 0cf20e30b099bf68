//! Names in double braces. Word cuts a text into runs wherever somebody typed again, so a name is first put together in
//! the run in which it begins. Full-width braces and points count as well: a Chinese keyboard writes them.

use std::fmt;
use std::ops::Range;

use super::tokens::Token;

/// A name has at most so many characters.
const MOST: usize = 40;
const OPEN: [char; 2] = ['{', '｛'];
const CLOSE: [char; 2] = ['}', '｝'];

/// What stands in double braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// One text.
    Single(String),
    /// A column of a list.
    Column(String, String),
}

impl Mark {
    fn of(inner: &str) -> Self {
        let inner = inner.trim();
        match inner.split_once(['.', '．']) {
            Some((list, column)) => Self::Column(list.trim().to_owned(), column.trim().to_owned()),
            None => Self::Single(inner.to_owned()),
        }
    }

    /// The list, if it is of one.
    pub(super) fn list(&self) -> Option<&str> {
        match self {
            Self::Single(_) => None,
            Self::Column(list, _) => Some(list),
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Single(name) => write!(f, "{{{{{name}}}}}"),
            Self::Column(list, column) => write!(f, "{{{{{list}.{column}}}}}"),
        }
    }
}

/// The names of a text and where they stand.
pub(super) fn in_text(text: &str) -> Vec<(Range<usize>, Mark)> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some((begin, after)) = braces(text, from, OPEN, usize::MAX) {
        // No name is longer, so the end is not looked for any further.
        match braces(text, after, CLOSE, MOST + 2) {
            Some((inner_end, end)) if !text[after..inner_end].contains(OPEN) => {
                found.push((begin..end, Mark::of(&text[after..inner_end])));
                from = end;
            }
            // Of three braces the last two may begin a name.
            _ => from = begin + text[begin..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// Where braces of a text are left over that no name has.
pub(super) fn left_over(text: &str) -> Option<String> {
    let mut rest = String::new();
    let mut from = 0;
    for (range, _) in in_text(text) {
        rest.push_str(&text[from..range.start]);
        rest.push(' ');
        from = range.end;
    }
    rest.push_str(&text[from..]);
    let (begin, _) = braces(&rest, 0, OPEN, usize::MAX).or_else(|| braces(&rest, 0, CLOSE, usize::MAX))?;
    Some(rest[begin..].chars().take(MOST / 2).collect())
}

/// The next two of these in a row among so many characters: where they begin and where what follows them does.
fn braces(text: &str, from: usize, either: [char; 2], most: usize) -> Option<(usize, usize)> {
    let mut chars = text[from..].char_indices().take(most).peekable();
    while let Some((at, one)) = chars.next() {
        let next = chars.peek().copied().filter(|(_, next)| either.contains(next));
        if let (true, Some((second, next))) = (either.contains(&one), next) {
            return Some((from + at, from + second + next.len_utf8()));
        }
    }
    None
}

/// The same tokens, with every name whole in the text in which it begins.
pub(super) fn joined(mut tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut paragraph = Vec::new();
    for at in 0..tokens.len() {
        match &tokens[at] {
            Token::Text(_) => paragraph.push(at),
            Token::Open("w:p", _) | Token::Close("w:p", _) => {
                join(&mut tokens, &std::mem::take(&mut paragraph));
            }
            _ => {}
        }
    }
    join(&mut tokens, &paragraph);
    tokens
}

/// Puts the names of one paragraph together; `texts` are its texts.
fn join(tokens: &mut [Token<'_>], texts: &[usize]) {
    let mut whole = String::new();
    // Where each text begins in the whole.
    let mut begins = Vec::with_capacity(texts.len());
    for at in texts {
        begins.push(whole.len());
        whole.push_str(tokens[*at].text().unwrap_or_default());
    }
    let marks = in_text(&whole);
    if marks.is_empty() {
        return;
    }
    let mut anew = vec![String::new(); texts.len()];
    let mut marks = marks.into_iter().map(|(range, _)| range).peekable();
    for (at, c) in whole.char_indices() {
        while marks.next_if(|range| range.end <= at).is_some() {}
        let within = marks.peek().filter(|range| range.contains(&at));
        let from = within.map_or(at, |range| range.start);
        let owner = begins.partition_point(|begin| *begin <= from) - 1;
        anew[owner].push(c);
    }
    for (at, text) in texts.iter().zip(anew) {
        tokens[*at] = Token::Text(text);
    }
}
