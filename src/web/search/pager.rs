//! Pages of results, as `parts/list.html` prints them.

use search_index::MAX_OFFSET;

use super::asked::{Asked, SIZES};

/// How many pages stand on either side of the one that is shown.
const REACH: u64 = 2;

/// A size of the page.
pub(super) struct Size {
    pub n: u64,
    pub href: String,
    pub on: bool,
}

/// A page, or the gap between two.
pub(super) struct Link {
    pub page: u64,
    pub href: String,
    pub on: bool,
    pub gap: bool,
}

/// The pager.
pub(super) struct Pager {
    pub total: u64,
    pub sizes: Vec<Size>,
    pub links: Vec<Link>,
    pub prev: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    pub(super) fn of(asked: &Asked, total: u64) -> Self {
        let reachable = total.min(MAX_OFFSET as u64);
        let last = reachable.div_ceil(asked.size).max(1);
        let page = asked.page.min(last);
        let mut links = Vec::new();
        for n in 1..=last {
            if n == 1 || n == last || n.abs_diff(page) <= REACH {
                links.push(Link {
                    page: n,
                    href: asked.at_page(n),
                    on: n == page,
                    gap: false,
                });
            } else if links.last().is_some_and(|link| !link.gap) {
                links.push(Link {
                    page: n,
                    href: String::new(),
                    on: false,
                    gap: true,
                });
            }
        }
        Self {
            total,
            sizes: SIZES
                .map(|n| Size {
                    n,
                    href: asked.sized(n),
                    on: n == asked.size,
                })
                .into(),
            links,
            prev: (page > 1).then(|| asked.at_page(page - 1)),
            next: (page < last).then(|| asked.at_page(page + 1)),
        }
    }
}
