//! Pages of a list as links, so that every part of a list has an address.

/// The pager as `parts/list.html` draws it.
pub(super) struct Pager {
    pub total: u64,
    pub sizes: Vec<Size>,
    pub links: Vec<Link>,
    pub prev: Option<String>,
    pub next: Option<String>,
}

/// How many rows a page has.
pub(super) struct Size {
    pub n: u64,
    pub href: String,
    pub on: bool,
}

/// A page, or the gap between pages.
pub(super) struct Link {
    pub page: u64,
    pub href: String,
    pub on: bool,
    pub gap: bool,
}

impl Pager {
    /// The pager of a list; `href` makes its address with some parts changed.
    pub(super) fn of(total: u64, page: u64, size: u64, href: impl Fn(&[(&str, &str)]) -> String) -> Self {
        let pages = total.div_ceil(size.max(1)).max(1);
        let at = |page: u64| href(&[("page", &page.to_string())]);
        let mut links: Vec<Link> = Vec::new();
        for n in (1..=pages).filter(|n| *n == 1 || *n == pages || n.abs_diff(page) <= 2) {
            if links.last().is_some_and(|last| last.page + 1 < n) {
                links.push(Link {
                    page: n - 1,
                    href: String::new(),
                    on: false,
                    gap: true,
                });
            }
            links.push(Link {
                page: n,
                href: at(n),
                on: n == page,
                gap: false,
            });
        }
        Self {
            total,
            sizes: [10, 20, 50]
                .into_iter()
                .map(|n| Size {
                    n,
                    href: href(&[("size", &n.to_string()), ("page", "")]),
                    on: n == size,
                })
                .collect(),
            links,
            prev: (page > 1).then(|| at(page - 1)),
            next: (page < pages).then(|| at(page + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_shows_its_ends_and_where_the_reader_is() {
        let pager = Pager::of(1_000, 10, 20, |change| format!("{change:?}"));
        let shown: Vec<_> = pager
            .links
            .iter()
            .map(|link| if link.gap { 0 } else { link.page })
            .collect();
        assert_eq!(shown, [1, 0, 8, 9, 10, 11, 12, 0, 50]);
        let one = Pager::of(0, 1, 20, |_| String::new());
        assert!(one.links.len() == 1 && one.prev.is_none() && one.next.is_none());
    }
}
