//! The pages of a list as links, so that every list has an address. No list is read here.

/// A size of page that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// How many rows.
    pub n: u64,
    /// Where.
    pub href: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// One page, or the gap between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its number, from 1.
    pub page: u64,
    /// Where.
    pub href: String,
    /// Whether the reader is there.
    pub on: bool,
    /// Whether pages are left out here.
    pub gap: bool,
}

/// What `parts/list.html` prints under a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pager {
    /// How many rows there are in all.
    pub total: u64,
    /// The sizes that may be chosen.
    pub sizes: Vec<Size>,
    /// The pages.
    pub links: Vec<Leaf>,
    /// The page before.
    pub prev: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// Which page of which size is asked for: what an address says, brought within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The page, from 1.
    pub page: u64,
    /// Rows a page.
    pub size: u64,
}

impl Turn {
    /// Reads a page and a size; the size is one of `sizes`, the first unless another is named.
    #[must_use]
    pub fn to(page: &str, size: &str, sizes: &[u64]) -> Self {
        let asked = size.parse().ok().filter(|asked| sizes.contains(asked));
        Self {
            page: page.parse().unwrap_or(1).clamp(1, 1_000_000),
            size: asked.or(sizes.first().copied()).unwrap_or(20),
        }
    }

    /// How many rows come before the page.
    #[must_use]
    pub const fn offset(self) -> u64 {
        (self.page - 1) * self.size
    }

    /// The rows of the page out of all rows.
    pub fn cut<T>(self, rows: Vec<T>) -> Vec<T> {
        let (offset, size) = (usize::try_from(self.offset()), usize::try_from(self.size));
        rows.into_iter()
            .skip(offset.unwrap_or(usize::MAX))
            .take(size.unwrap_or(usize::MAX))
            .collect()
    }
}

impl Pager {
    /// The pager of a list of `total` rows at `path`, whose other parameters are `kept`.
    #[must_use]
    pub fn of(total: u64, at: Turn, sizes: &[u64], path: &str, kept: &[(&str, &str)]) -> Self {
        let href = |page: u64, size: u64| {
            let (page, size_text) = (page.to_string(), size.to_string());
            let mut fields: Vec<(&str, &str)> = kept
                .iter()
                .copied()
                .filter(|(_, value)| !value.is_empty())
                .collect();
            if page != "1" {
                fields.push(("page", &page));
            }
            if sizes.first() != Some(&size) {
                fields.push(("size", &size_text));
            }
            address(path, &fields)
        };
        let n_pages = total.div_ceil(at.size).max(1);
        let mut links: Vec<Leaf> = Vec::new();
        for page in 1..=n_pages {
            let is_near = page == 1 || page == n_pages || page.abs_diff(at.page) <= 2;
            let gap = !is_near;
            if gap && links.last().is_some_and(|last| last.gap) {
                continue;
            }
            links.push(Leaf {
                page,
                href: href(page, at.size),
                on: page == at.page,
                gap,
            });
        }
        Self {
            total,
            sizes: sizes
                .iter()
                .map(|n| Size {
                    n: *n,
                    href: href(1, *n),
                    on: *n == at.size,
                })
                .collect(),
            links,
            prev: (at.page > 1).then(|| href(at.page - 1, at.size)),
            next: (at.page < n_pages).then(|| href(at.page + 1, at.size)),
        }
    }
}

/// A path with its question mark.
#[must_use]
pub fn address(path: &str, fields: &[(&str, &str)]) -> String {
    match serde_urlencoded::to_string(fields) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_pages_are_left_out_and_filters_stay_in_the_address() {
        let at = Turn::to("10", "", &[20, 50]);
        let pager = Pager::of(400, at, &[20, 50], "/audit", &[("who", "王"), ("deed", "")]);
        let shown: Vec<String> = pager
            .links
            .iter()
            .map(|leaf| {
                if leaf.gap {
                    "…".to_owned()
                } else {
                    leaf.page.to_string()
                }
            })
            .collect();
        assert_eq!(shown, ["1", "…", "8", "9", "10", "11", "12", "…", "20"]);
        assert_eq!(pager.links[0].href, "/audit?who=%E7%8E%8B");
        assert_eq!(pager.next.as_deref(), Some("/audit?who=%E7%8E%8B&page=11"));
        assert_eq!(pager.sizes[1].href, "/audit?who=%E7%8E%8B&size=50");
    }

    #[test]
    fn a_page_that_is_none_is_the_first_and_a_size_that_is_none_the_usual() {
        assert_eq!(Turn::to("0", "7", &[20, 50]), Turn { page: 1, size: 20 });
        assert_eq!(Turn::to("x", "50", &[20, 50]), Turn { page: 1, size: 50 });
        assert_eq!(Turn::to("2", "", &[2]).cut(vec![1, 2, 3, 4, 5]), [3, 4]);
        let pager = Pager::of(0, Turn::to("", "", &[20]), &[20], "/x", &[]);
        assert_eq!((pager.links.len(), pager.prev, pager.next), (1, None, None));
    }
}
