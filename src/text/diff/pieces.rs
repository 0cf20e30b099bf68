//! One passage against another, character by character. A number and a Western word count as one character, so that
//! a changed figure shows whole.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::super::chars::is_invisible;

/// The longest passage that is compared by characters; a longer one is compared by sentences.
const MAX_TOKENS: usize = 6_000;
/// The longest common stretch between two changes that is taken into them, in characters: islands of one particle
/// make a change unreadable.
const ISLAND: usize = 1;

/// A stretch of two texts in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the new one.
    Inserted(String),
    /// Only in the old one.
    Deleted(String),
}

/// Compares two lines of text.
#[must_use]
pub fn compare_line(old: &str, new: &str) -> Vec<Piece> {
    let (mut old_tokens, mut new_tokens) = (tokens(old), tokens(new));
    if old_tokens.len().max(new_tokens.len()) > MAX_TOKENS {
        (old_tokens, new_tokens) = (sentences(old), sentences(new));
    }
    let mut pieces = Pieces::default();
    let ops = capture_diff_slices(Algorithm::Myers, &old_tokens, &new_tokens);
    for (at, op) in ops.iter().enumerate() {
        match *op {
            DiffOp::Equal { old_index, len, .. } => {
                let text = old_tokens[old_index..old_index + len].concat();
                let is_between = at > 0 && at + 1 < ops.len();
                if is_between && is_island(&text) && is_replaced(&ops[at - 1]) && is_replaced(&ops[at + 1]) {
                    pieces.delete(&text);
                    pieces.insert(&text);
                } else {
                    pieces.keep(text);
                }
            }
            DiffOp::Delete {
                old_index, old_len, ..
            } => {
                pieces.delete(&old_tokens[old_index..old_index + old_len].concat());
            }
            DiffOp::Insert {
                new_index, new_len, ..
            } => pieces.insert(&new_tokens[new_index..new_index + new_len].concat()),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => {
                pieces.delete(&old_tokens[old_index..old_index + old_len].concat());
                pieces.insert(&new_tokens[new_index..new_index + new_len].concat());
            }
        }
    }
    pieces.done()
}

fn is_island(text: &str) -> bool {
    text.chars().count() <= ISLAND
}

const fn is_replaced(op: &DiffOp) -> bool {
    matches!(op, DiffOp::Replace { .. })
}

/// Pieces as they come: what is deleted and inserted between two kept stretches stands together, the old first.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    deleted: String,
    inserted: String,
}

impl Pieces {
    fn delete(&mut self, text: &str) {
        self.deleted.push_str(text);
    }

    fn insert(&mut self, text: &str) {
        self.inserted.push_str(text);
    }

    fn keep(&mut self, text: String) {
        self.flush();
        match self.done.last_mut() {
            Some(Piece::Same(before)) => before.push_str(&text),
            _ => self.done.push(Piece::Same(text)),
        }
    }

    fn flush(&mut self) {
        if !self.deleted.is_empty() {
            self.done.push(Piece::Deleted(std::mem::take(&mut self.deleted)));
        }
        if !self.inserted.is_empty() {
            self.done
                .push(Piece::Inserted(std::mem::take(&mut self.inserted)));
        }
    }

    fn done(mut self) -> Vec<Piece> {
        self.flush();
        self.done
    }
}

/// Cuts text into characters, numbers and Western words; what shows nothing stays with what is before it.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let mut end = start + first.len_utf8();
        let kind = kind_of(first);
        while let Some((at, c)) = chars.peek().copied() {
            let joins = kind.is_some_and(|kind| kind_of(c) == Some(kind));
            // `1,286` and `98.7` are one number; `3、4` are two.
            let is_inside_number = kind == Some(Kind::Digit)
                && matches!(c, '.' | ',')
                && text[at + 1..].starts_with(|next: char| next.is_ascii_digit());
            if !joins && !is_inside_number && !is_invisible(c) {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        tokens.push(&text[start..end]);
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Letter,
}

fn kind_of(c: char) -> Option<Kind> {
    if c.is_ascii_digit() {
        Some(Kind::Digit)
    } else if c.is_ascii_alphabetic() {
        Some(Kind::Letter)
    } else {
        None
    }
}

/// Cuts text after each mark that ends a sentence.
fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '！', '？', '；', '\n']).collect()
}
