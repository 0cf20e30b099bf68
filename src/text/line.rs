//! Single lines that people type: headlines and other fields. Errors carry keys, never wording.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

use super::chars::is_unwanted;

/// Why a line was refused. Lengths are in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LineError {
    /// Nothing is left after trimming.
    #[error("line-empty")]
    Empty,
    /// The line is longer than the field takes.
    #[error("line-too-long")]
    TooLong {
        /// The longest that the field takes.
        max: usize,
        /// What was given.
        n: usize,
    },
    /// There is a control or direction character.
    #[error("line-control-character")]
    ControlCharacter,
}

/// A headline: 1 to 200 characters on one line, without control characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Headline(String);

impl Headline {
    /// The longest headline, in characters.
    pub const MAX: usize = 200;

    /// Parses a headline as people paste it: line breaks and tabs become one space, control and direction
    /// characters go, the ends are trimmed.
    ///
    /// # Errors
    /// [`LineError::Empty`] or [`LineError::TooLong`].
    pub fn parse(typed: &str) -> Result<Self, LineError> {
        let mut line = String::with_capacity(typed.len());
        for c in typed.chars() {
            match c {
                '\n' | '\r' | '\t' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    if !line.ends_with(' ') {
                        line.push(' ');
                    }
                }
                c if is_unwanted(c) => {}
                c => line.push(c),
            }
        }
        checked(&line, Self::MAX).map(Self)
    }

    /// Shows the headline.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the headline away, for storing.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Any other single line: trimmed, of at most the given length, free of control characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Line(String);

impl Line {
    /// Parses a line of 1 to `max` characters. It mends nothing but the ends: names and codes with control
    /// or direction characters inside are refused.
    ///
    /// # Errors
    /// All of [`LineError`].
    pub fn parse(typed: &str, max: usize) -> Result<Self, LineError> {
        let trimmed = typed.trim();
        if trimmed.chars().any(|c| c.is_control() || is_unwanted(c)) {
            return Err(LineError::ControlCharacter);
        }
        checked(trimmed, max).map(Self)
    }

    /// Parses a line that may be left out: nothing but white space is `None`.
    ///
    /// # Errors
    /// [`LineError::TooLong`] or [`LineError::ControlCharacter`].
    pub fn parse_optional(typed: &str, max: usize) -> Result<Option<Self>, LineError> {
        if typed.trim().is_empty() {
            Ok(None)
        } else {
            Self::parse(typed, max).map(Some)
        }
    }

    /// Shows the line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the line away, for storing.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Headline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn checked(line: &str, max: usize) -> Result<String, LineError> {
    let line = line.trim();
    let n = line.chars().count();
    match n {
        0 => Err(LineError::Empty),
        n if n > max => Err(LineError::TooLong { max, n }),
        _ => Ok(line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_headline_is_one_trimmed_line() {
        assert_eq!(
            Headline::parse("　青山街道\r\n\t夜校开班\u{202E}\u{0} ")
                .unwrap()
                .as_str(),
            "青山街道 夜校开班"
        );
        assert_eq!(Headline::parse(" \n　"), Err(LineError::Empty));
        assert_eq!(
            Headline::parse(&"字".repeat(201)),
            Err(LineError::TooLong { max: 200, n: 201 })
        );
        assert!(Headline::parse(&"𠮷".repeat(200)).is_ok());
    }

    #[test]
    fn a_line_refuses_what_cannot_be_seen() {
        assert_eq!(Line::parse(" 王小禾 ", 20).unwrap().as_str(), "王小禾");
        for bad in ["a\nb", "a\tb", "a\0b", "a\u{202E}b", "a\u{200B}b", "a\u{2028}b"] {
            assert_eq!(Line::parse(bad, 20), Err(LineError::ControlCharacter), "{bad:?}");
        }
        assert_eq!(Line::parse("abc", 2), Err(LineError::TooLong { max: 2, n: 3 }));
        assert_eq!(Line::parse_optional("  ", 2), Ok(None));
    }

    proptest! {
        #[test]
        fn a_parsed_headline_parses_to_itself(typed in any::<String>()) {
            if let Ok(headline) = Headline::parse(&typed) {
                prop_assert!(!headline.as_str().chars().any(char::is_control));
                prop_assert_eq!(Headline::parse(headline.as_str()), Ok(headline));
            }
        }
    }
}
