//! Cuts the typed line into operators and terms. It looks at each character once and never fails.

use super::vocabulary::QueryField;
use super::{Notice, QueryField as Field};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    Open,
    Close,
    And,
    Or,
    Not,
    Quoted(String),
    Word(String),
    Field {
        field: Field,
        name: String,
        value: String,
    },
}

pub(super) fn lex(typed: &str, notices: &mut Vec<Notice>) -> Vec<Lexeme> {
    let chars: Vec<char> = typed.chars().collect();
    let mut lexemes = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if is_space(c) {
            at += 1;
        } else if let Some(operator) = operator(&chars, at) {
            lexemes.push(operator);
            at += 1;
        } else if let Some(closing) = closing(c) {
            let (text, next) = quoted(&chars, at + 1, closing, notices);
            lexemes.push(Lexeme::Quoted(text));
            at = next;
        } else {
            at = word(&chars, at, &mut lexemes, notices);
        }
    }
    lexemes
}

fn operator(chars: &[char], at: usize) -> Option<Lexeme> {
    match chars[at] {
        '(' | '（' => Some(Lexeme::Open),
        ')' | '）' => Some(Lexeme::Close),
        '|' | '｜' => Some(Lexeme::Or),
        // Only before something: a dash that stands alone is punctuation.
        '-' | '－' if chars.get(at + 1).is_some_and(|&next| !is_space(next)) => Some(Lexeme::Not),
        _ => None,
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '、'
}

fn closing(c: char) -> Option<&'static [char]> {
    match c {
        '"' | '“' | '”' | '＂' => Some(&['"', '“', '”', '＂']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        _ => None,
    }
}

fn quoted(chars: &[char], from: usize, closing: &[char], notices: &mut Vec<Notice>) -> (String, usize) {
    if let Some(n) = chars[from..].iter().position(|c| closing.contains(c)) {
        (chars[from..from + n].iter().collect(), from + n + 1)
    } else {
        notices.push(Notice::UnclosedQuote);
        (chars[from..].iter().collect(), chars.len())
    }
}

fn word(chars: &[char], from: usize, lexemes: &mut Vec<Lexeme>, notices: &mut Vec<Notice>) -> usize {
    let mut to = from;
    while let Some(&c) = chars.get(to) {
        if is_space(c) || matches!(c, '(' | '（' | ')' | '）' | '|' | '｜') || closing(c).is_some() {
            break;
        }
        if matches!(c, ':' | '：') && to > from {
            let name: String = chars[from..to].iter().collect();
            if let Some(field) = QueryField::named(&name) {
                let (value, next) = value(chars, to + 1, notices);
                lexemes.push(Lexeme::Field { field, name, value });
                return next;
            }
            if name.chars().all(char::is_alphabetic) {
                notices.push(Notice::UnknownField(name));
            }
        }
        to += 1;
    }
    let text: String = chars[from..to].iter().collect();
    lexemes.push(match text.as_str() {
        "AND" => Lexeme::And,
        "OR" => Lexeme::Or,
        "NOT" => Lexeme::Not,
        _ => Lexeme::Word(text),
    });
    to
}

fn value(chars: &[char], from: usize, notices: &mut Vec<Notice>) -> (String, usize) {
    if let Some(closing) = chars.get(from).and_then(|&c| closing(c)) {
        return quoted(chars, from + 1, closing, notices);
    }
    let end = chars[from..]
        .iter()
        .position(|&c| is_space(c) || matches!(c, '(' | '（' | ')' | '）' | '|' | '｜'))
        .map_or(chars.len(), |n| from + n);
    (chars[from..end].iter().collect(), end)
}
