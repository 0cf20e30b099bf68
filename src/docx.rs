//! Word documents out (.docx): a template that somebody laid out in Word or WPS, with names in double braces where text
//! goes, and nothing of what they are about. `{{月份}}` is one text; `{{单位.得分}}` is a column of a list, and the row of
//! a table, or else the paragraph, in which it stands is repeated for each of its rows. The same template and the same
//! texts are the same bytes, of one version of this program.

mod marks;
mod parts;
mod repeat;
mod tokens;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::error::{Error, Fault, Message};
use marks::Mark;

/// What a .docx is on the wire.
pub const MIME: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What a template may name, and what stands there.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// The text of each name.
    pub single: BTreeMap<&'static str, String>,
    /// The lists by name.
    pub lists: BTreeMap<&'static str, List>,
}

/// A list: as many texts a row as there are columns.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The names of the columns.
    pub columns: &'static [&'static str],
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Texts {
    /// Everything that a template may name, as it is written there.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let single = self.single.keys().map(|name| format!("{{{{{name}}}}}"));
        let of_list = |(name, list): (&&str, &List)| -> Vec<String> {
            let columns = list.columns.iter();
            columns.map(|column| format!("{{{{{name}.{column}}}}}")).collect()
        };
        single.chain(self.lists.iter().flat_map(of_list)).collect()
    }
}

/// Fills a template: a .docx package that the guard of `manuscript` let through. No part becomes longer than `most` bytes.
///
/// # Errors
/// [`Error::Invalid`] at `template`, saying which names are none and which there are, which braces are left over, which
/// lists stand in one row, that there is no name at all, or that it becomes too long; [`Error::Broken`] where the package
/// cannot be read.
pub fn fill(template: &[u8], texts: &Texts, most: usize) -> Result<Vec<u8>> {
    let mut seen = Seen::default();
    let filled = parts::rewrite(template, |xml| {
        let tokens = marks::joined(tokens::read(xml)?);
        seen.look(&tokens, texts);
        let filled = repeat::filled(&tokens, texts, most);
        filled.ok_or_else(|| wrong([Message::new("docx.too_long").with("mib", most >> 20)]))
    })?;
    let faults = seen.faults(texts);
    if faults.is_empty() {
        Ok(filled)
    } else {
        Err(wrong(faults))
    }
}

fn wrong(said: impl IntoIterator<Item = Message>) -> Error {
    Error::Invalid(
        said.into_iter()
            .map(|said| Fault::new("template", said))
            .collect(),
    )
}

/// Of what is wrong so many are told.
const TOLD: usize = 20;

/// What a template names.
#[derive(Default)]
struct Seen {
    n_known: usize,
    unknown: BTreeSet<String>,
    left_over: BTreeSet<String>,
    mixed: BTreeSet<(String, String)>,
}

impl Seen {
    fn look(&mut self, tokens: &[tokens::Token<'_>], texts: &Texts) {
        for text in tokens.iter().filter_map(tokens::Token::text) {
            for (_, mark) in marks::in_text(text) {
                if is_known(&mark, texts) {
                    self.n_known += 1;
                } else if self.unknown.len() < TOLD {
                    self.unknown.insert(mark.to_string());
                }
            }
            if self.left_over.len() < TOLD {
                self.left_over.extend(marks::left_over(text));
            }
        }
        self.mixed.extend(repeat::mixed(tokens));
    }

    fn faults(self, texts: &Texts) -> Vec<Message> {
        let mut said = Vec::new();
        if !self.unknown.is_empty() {
            let names = self.unknown.into_iter().collect::<Vec<_>>().join("、");
            let unknown = Message::new("docx.unknown").with("names", names);
            said.push(unknown.with("allowed", texts.names().join("、")));
        } else if self.n_known == 0 {
            said.push(Message::new("docx.no_name"));
        }
        let left_over = self.left_over.into_iter();
        said.extend(left_over.map(|text| Message::new("docx.left_over").with("text", text)));
        said.extend(self.mixed.into_iter().map(|(one, other)| {
            Message::new("docx.two_lists")
                .with("one", one)
                .with("other", other)
        }));
        said
    }
}

fn is_known(mark: &Mark, texts: &Texts) -> bool {
    match mark {
        Mark::Single(name) => texts.single.contains_key(name.as_str()),
        Mark::Column(list, column) => {
            let list = texts.lists.get(list.as_str());
            list.is_some_and(|list| list.columns.contains(&column.as_str()))
        }
    }
}
