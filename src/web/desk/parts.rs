//! What the parts of the templates (`assets/templates/parts`) take: choices, tags, faults at their fields, the pages of
//! a list. Shared by desk, adoptions, instructions and outlets; nothing is read or decided here.

use std::borrow::Cow;

use entity::Language;

use crate::error::{Error, Fault};
use crate::newsroom::Terms;
use crate::web::Visit;

/// One choice of a select.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// A word with a colour: `ok`, `warn`, `bad`, `info` or none.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The colour.
    pub kind: &'static str,
    /// The word.
    pub text: String,
}

/// A fault as the summary above a form shows it: the field's id, and what is wrong.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// The id of the field; empty for the form as a whole.
    pub id: Cow<'static, str>,
    /// What is wrong.
    pub text: String,
}

/// The words of a kind as choices.
pub fn choices(terms: &Terms, kind: &str, language: Language) -> Vec<Choice> {
    let words = terms.of(kind).map(|term| Choice {
        value: term.code.clone(),
        label: terms.name(kind, &term.code, language).to_owned(),
    });
    words.collect()
}

/// The same choices below one that stands for all of them.
pub fn with_any(any: String, choices: Vec<Choice>) -> Vec<Choice> {
    let first = Choice {
        value: String::new(),
        label: any,
    };
    std::iter::once(first).chain(choices).collect()
}

/// An error as faults at their fields; whatever is no fault of a field is said for the whole form.
pub fn wrong(visit: &Visit, error: &Error) -> Vec<Wrong> {
    match error {
        Error::Invalid(faults) => faults
            .iter()
            .map(|Fault { field, message }| Wrong {
                id: field.clone(),
                text: visit.say(message),
            })
            .collect(),
        other => vec![Wrong {
            id: Cow::Borrowed(""),
            text: crate::i18n::detail(visit.language, other),
        }],
    }
}

/// What is wrong with one field.
pub fn at(wrong: &[Wrong], field: &str) -> Option<String> {
    wrong
        .iter()
        .find(|one| one.id == field)
        .map(|one| one.text.clone())
}

/// A page's number as a link.
#[derive(Clone, Debug)]
pub struct PageLink {
    /// The number.
    pub page: u64,
    /// Where.
    pub href: String,
    /// Whether the reader is there.
    pub on: bool,
    /// Whether it stands for pages that are left out.
    pub gap: bool,
}

/// How many rows a page has.
#[derive(Clone, Debug)]
pub struct PageSize {
    /// So many.
    pub n: u64,
    /// Where.
    pub href: String,
    /// Whether it is so now.
    pub on: bool,
}

/// The pages of a list, as `parts/list.html` prints them.
#[derive(Clone, Debug)]
pub struct Pages {
    /// How many rows there are in all.
    pub total: u64,
    /// The sizes to choose from.
    pub sizes: Vec<PageSize>,
    /// The pages around this one, the first and the last.
    pub links: Vec<PageLink>,
    /// The page before.
    pub prev: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

impl Pages {
    /// The pages of `total` rows, `n` a page, seen from page `page` (the first is 1); `href` gives each its address.
    pub fn of(total: u64, page: u64, n: u64, href: impl Fn(u64) -> String) -> Self {
        let last = total.div_ceil(n.max(1)).max(1);
        let page = page.clamp(1, last);
        let mut links = Vec::new();
        for number in 1..=last {
            let is_near = number.abs_diff(page) <= 2 || number == 1 || number == last;
            let after_gap = links.last().is_some_and(|link: &PageLink| link.gap);
            if is_near || !after_gap {
                links.push(PageLink {
                    page: number,
                    href: href(number),
                    on: number == page,
                    gap: !is_near,
                });
            }
        }
        let size = PageSize {
            n,
            href: href(1),
            on: true,
        };
        Self {
            total,
            sizes: vec![size],
            links,
            prev: (page > 1).then(|| href(page - 1)),
            next: (page < last).then(|| href(page + 1)),
        }
    }
}

/// The page that an address asks for, within bounds; the first one where it says nothing readable.
pub fn page_number(text: &str) -> u64 {
    text.trim().parse().unwrap_or(1).clamp(1, 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pages: &Pages) -> String {
        let marks = pages.links.iter().map(|link| match (link.gap, link.on) {
            (true, _) => "…".to_owned(),
            (false, true) => format!("[{}]", link.page),
            (false, false) => link.page.to_string(),
        });
        marks.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn far_pages_fold_into_one_gap_a_side() {
        let href = |page| format!("?page={page}");
        assert_eq!(shown(&Pages::of(400, 10, 20, href)), "1 … 8 9 [10] 11 12 … 20");
        assert_eq!(shown(&Pages::of(60, 2, 20, href)), "1 [2] 3");
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        let pages = Pages::of(41, 99, 20, |page| page.to_string());
        assert_eq!(shown(&pages), "1 2 [3]");
        assert_eq!((pages.prev.as_deref(), pages.next.as_deref()), (Some("2"), None));
    }

    #[test]
    fn an_empty_list_has_one_page_and_leads_nowhere() {
        let pages = Pages::of(0, 1, 20, |page| page.to_string());
        assert_eq!(
            (shown(&pages).as_str(), pages.prev, pages.next),
            ("[1]", None, None)
        );
    }
}
