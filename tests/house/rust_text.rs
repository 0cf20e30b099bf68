//! Rust source cut into tokens: enough to see paths, modules and string literals, with comments gone.

/// A piece of source. Lifetimes, numbers and operators other than `::` come as `Sign`s of one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Word(String),
    Text(String),
    /// `::`
    Path,
    Sign(char),
}

/// A token and its line, counted from 1.
pub type Placed = (usize, Token);

/// Cuts source into tokens; comments, also nested and doc comments, are left out.
pub fn tokens(source: &str) -> Vec<Placed> {
    let chars: Vec<char> = source.chars().collect();
    let (mut at, mut line, mut found) = (0, 1, Vec::new());
    while at < chars.len() {
        let rest = &chars[at..];
        let (length, token) = next(rest);
        if let Some(token) = token {
            found.push((line, token));
        }
        line += rest[..length].iter().filter(|&&it| it == '\n').count();
        at += length;
    }
    found
}

fn next(rest: &[char]) -> (usize, Option<Token>) {
    let second = rest.get(1).copied();
    match rest[0] {
        '/' if second == Some('/') => (rest.iter().position(|&it| it == '\n').unwrap_or(rest.len()), None),
        '/' if second == Some('*') => (block_comment(rest), None),
        ':' if second == Some(':') => (2, Some(Token::Path)),
        '"' => quoted(rest, 1),
        '\'' => apostrophe(rest),
        first if first.is_alphanumeric() || first == '_' => word(rest),
        first if first.is_whitespace() => (1, None),
        first => (1, Some(Token::Sign(first))),
    }
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// A string that starts `before` characters in, with escapes kept as written.
fn quoted(rest: &[char], before: usize) -> (usize, Option<Token>) {
    let mut at = before;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    let end = at.min(rest.len());
    (
        (end + 1).min(rest.len()),
        Some(Token::Text(rest[before..end].iter().collect())),
    )
}

/// A character literal, which is dropped, or a lifetime, whose word follows.
fn apostrophe(rest: &[char]) -> (usize, Option<Token>) {
    if rest.get(1) == Some(&'\\') {
        let end = rest
            .iter()
            .skip(3)
            .position(|&it| it == '\'')
            .map_or(rest.len(), |it| it + 4);
        return (end, None);
    }
    if rest.get(2) == Some(&'\'') {
        (3, None)
    } else {
        (1, None)
    }
}

fn word(rest: &[char]) -> (usize, Option<Token>) {
    let length = rest
        .iter()
        .position(|it| !it.is_alphanumeric() && *it != '_')
        .unwrap_or(rest.len());
    let text: String = rest[..length].iter().collect();
    let after = &rest[length..];
    if matches!(text.as_str(), "r" | "br" | "cr") {
        let n_hashes = after.iter().take_while(|&&it| it == '#').count();
        if after.get(n_hashes) == Some(&'"') {
            return raw(rest, length + n_hashes + 1, n_hashes);
        }
        // `r#type`: the name behind the sign is the word.
        if n_hashes == 1 && after.get(1).is_some_and(|it| it.is_alphabetic()) {
            return (length + 1, None);
        }
    }
    if matches!(text.as_str(), "b" | "c") && after.first() == Some(&'"') {
        return quoted(rest, length + 1);
    }
    (length, Some(Token::Word(text)))
}

fn raw(rest: &[char], before: usize, n_hashes: usize) -> (usize, Option<Token>) {
    let mut closing = vec!['"'];
    closing.resize(n_hashes + 1, '#');
    let inside = &rest[before..];
    let length = inside
        .windows(closing.len())
        .position(|it| it == closing)
        .unwrap_or(inside.len());
    (
        (before + length + closing.len()).min(rest.len()),
        Some(Token::Text(inside[..length].iter().collect())),
    )
}

#[test]
fn comments_are_gone_and_strings_are_one_token() {
    let source = "a::b /* x /* y */ */ \"c::d // e\" // f\n'g' '\\'' &'h r#\"i\"j\"# b\"k\"";
    let found: Vec<Token> = tokens(source).into_iter().map(|(_, token)| token).collect();
    let word = |it: &str| Token::Word(it.to_owned());
    let text = |it: &str| Token::Text(it.to_owned());
    let wanted = [
        word("a"),
        Token::Path,
        word("b"),
        text("c::d // e"),
        Token::Sign('&'),
        word("h"),
        text("i\"j"),
        text("k"),
    ];
    assert_eq!(found, wanted);
    assert_eq!(tokens("\"\n\n\" z").last().map(|it| it.0), Some(3));
}
