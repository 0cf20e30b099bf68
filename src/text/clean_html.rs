//! `CleanHtml`: the one type of HTML that is stored and shown. Nothing else in the program may hold
//! HTML that people wrote, and no other file may call the sanitiser.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use serde::Serialize;

use super::chars::escape;
use super::file_link::is_file_link;

/// The longest HTML that is read as HTML, in bytes; what is longer becomes escaped text.
pub const MAX_HTML_BYTES: usize = 2 * 1024 * 1024;
/// The most `<` in HTML that is read as HTML; what has more becomes escaped text. With formatting tags
/// stripped of attributes the parser makes at most about forty elements of one tag, so this bounds memory.
pub const MAX_HTML_TAGS: usize = 50_000;

const TAGS: [&str; 23] = [
    "p",
    "strong",
    "em",
    "u",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "figure",
    "figcaption",
    "img",
    "a",
    "blockquote",
    "br",
    "hr",
    "tfoot",
];
/// Elements that the way in reads for their meaning and `normalise` rewrites; never stored.
const FOREIGN_TAGS: [&str; 27] = [
    "b", "i", "h1", "h4", "h5", "h6", "div", "section", "article", "main", "header", "footer", "aside",
    "nav", "center", "address", "pre", "dl", "dt", "dd", "caption", "fieldset", "legend", "details",
    "summary", "hgroup", "form",
];
/// Elements that go with everything inside them.
const GONE_WITH_CONTENT: [&str; 16] = [
    "script",
    "style",
    "title",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "select",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
    "audio",
    "video",
];
/// Formatting elements that HTML parsers reopen in every later block (the list of active formatting
/// elements), `a` excepted: a second `a` closes the first.
const REOPENED: [&str; 13] = [
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
const MAX_PASSES: usize = 8;
const MAX_SPAN: u16 = 100;

/// HTML that passed the strict cleaner until nothing changed any more.
///
/// It holds only `p strong em u h2 h3 ul ol li table thead tbody tr td th figure figcaption img a
/// blockquote br hr` with `colspan rowspan src alt href title`; links go to `http`, `https`, `mailto` or
/// one of our own files, pictures come from our own files alone. In templates it is printed as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct CleanHtml(String);

impl CleanHtml {
    /// Cleans untrusted HTML to a fixed point: cleaning the result again changes nothing.
    /// HTML beyond [`MAX_HTML_BYTES`] or [`MAX_HTML_TAGS`] is kept as escaped text.
    #[must_use]
    pub fn clean(untrusted: &str) -> Self {
        Self(fixed_point(&STRICT, untrusted))
    }

    /// Takes HTML from a column that only ever receives `CleanHtml`, without cleaning it again.
    /// For database rows alone: text from anywhere else goes through [`CleanHtml::clean`].
    #[must_use]
    pub fn from_stored(stored: String) -> Self {
        Self(stored)
    }

    /// Shows the HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the HTML away, for storing.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Tells whether there is nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for CleanHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for CleanHtml {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl askama::filters::HtmlSafe for CleanHtml {}

/// Cleans by the wider profile of the way in: harmless, but not yet our form. Only `normalise` reads it.
pub(super) fn clean_foreign(untrusted: &str) -> String {
    fixed_point(&FOREIGN, untrusted)
}

static STRICT: LazyLock<Builder<'static>> = LazyLock::new(|| profile(&TAGS[..22]));
static FOREIGN: LazyLock<Builder<'static>> =
    LazyLock::new(|| profile(&TAGS.iter().chain(&FOREIGN_TAGS).copied().collect::<Vec<_>>()));

fn profile(tags: &[&'static str]) -> Builder<'static> {
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan"])),
        ("img", HashSet::from(["src", "alt", "title"])),
        ("a", HashSet::from(["href", "title"])),
    ]);
    let mut builder = Builder::empty();
    builder
        .tags(tags.iter().copied().collect())
        .clean_content_tags(GONE_WITH_CONTENT.into())
        .tag_attributes(attributes)
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(own_file)))
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(attribute);
    builder
}

fn own_file(url: &str) -> Option<Cow<'_, str>> {
    is_file_link(url).then_some(Cow::Borrowed(url))
}

fn attribute<'value>(_element: &str, name: &str, value: &'value str) -> Option<Cow<'value, str>> {
    let keep = match name {
        "src" => is_file_link(value),
        "colspan" | "rowspan" => value.parse::<u16>().is_ok_and(|n| (2..=MAX_SPAN).contains(&n)),
        _ => true,
    };
    keep.then_some(Cow::Borrowed(value))
}

fn fixed_point(profile: &Builder<'_>, untrusted: &str) -> String {
    if untrusted.len() > MAX_HTML_BYTES
        || untrusted.bytes().filter(|byte| *byte == b'<').count() > MAX_HTML_TAGS
    {
        return escape(untrusted);
    }
    let mut html = profile.clean(&without_reopened_attributes(untrusted)).to_string();
    for _ in 0..MAX_PASSES {
        let again = profile.clean(&html).to_string();
        if again == html {
            return html;
        }
        html = again;
    }
    // Not settled: mutation is how sanitisers are beaten, so nothing of it is trusted as markup.
    profile.clean(&escape(&html)).to_string()
}

/// Takes the attributes off formatting tags before the parser sees them.
///
/// HTML reopens unclosed formatting elements in every later block, at most three alike: thousands that
/// differ in an attribute make a page of megabytes into gigabytes. We keep no attribute on them anyway.
/// It looks at every position, so no comment or quote can hide a tag from it, and what it may garble
/// inside a quoted `<b …>` is still cleaned after it.
fn without_reopened_attributes(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at + 1);
        out.push_str(before);
        let name_len = tag.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, after) = tag.split_at(name_len);
        out.push_str(name);
        let ends_name = after.starts_with([' ', '\t', '\n', '\r', '\x0c', '/']);
        let has_attributes = ends_name
            && REOPENED
                .iter()
                .any(|reopened| name.eq_ignore_ascii_case(reopened));
        rest = if has_attributes {
            after.find('>').map_or("", |end| &after[end..])
        } else {
            after
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod hostile_tests;

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(html: &str) -> String {
        CleanHtml::clean(html).into_string()
    }

    #[test]
    fn what_reporters_write_passes_unchanged() {
        let html = r#"<h2>标题</h2><p>正文<strong>重点</strong>、<em>斜</em>、<u>线</u><br>下一行</p><ul><li>一</li></ul><table><thead><tr><th colspan="2">甲</th></tr></thead><tbody><tr><td>1</td><td rowspan="3">2</td></tr></tbody></table><figure><img src="/files/12" alt="现场"><figcaption>图说</figcaption></figure><blockquote><p>引</p></blockquote><hr><p><a href="https://example.cn/" title="见">链接</a><a href="mailto:a@example.cn">信</a></p>"#;
        assert_eq!(clean(html), html);
    }

    #[test]
    fn pictures_come_from_our_own_files_alone() {
        for address in [
            "https://example.cn/a.png",
            "data:image/png;base64,AAAA",
            "file:///C:/a.png",
            "/files/../a",
        ] {
            assert_eq!(
                clean(&format!(r#"<img src="{address}" alt="甲">"#)),
                r#"<img alt="甲">"#,
                "{address}"
            );
        }
    }

    #[test]
    fn relative_links_lead_to_our_own_files_alone() {
        for address in [
            "/admin",
            "x",
            "//example.cn",
            "?a",
            "#a",
            "\u{2028}javascript:x",
            "java\u{1}script:x",
        ] {
            assert_eq!(
                clean(&format!(r#"<a href="{address}">甲</a>"#)),
                "<a>甲</a>",
                "{address:?}"
            );
        }
        assert_eq!(
            clean(r#"<a href="/files/3">甲</a>"#),
            r#"<a href="/files/3">甲</a>"#
        );
    }

    #[test]
    fn spans_beyond_reason_are_dropped() {
        assert_eq!(
            clean(r#"<table><tr><td colspan="65535" rowspan="-1">a</td></tr></table>"#),
            "<table><tbody><tr><td>a</td></tr></tbody></table>"
        );
    }

    #[test]
    fn a_formatting_bomb_stays_small() {
        let bomb: String = (0..12_000)
            .map(|n| format!("<b a={n}>"))
            .chain((0..12_000).map(|_| "<p>x".into()))
            .collect();
        assert!(clean(&bomb).len() < 12_000 * 80);
        assert_eq!(
            without_reopened_attributes("<b\na='1>2'>x<br/><B/y><body x>"),
            "<b>2'>x<br/><B><body x>"
        );
    }

    #[test]
    fn html_beyond_the_limits_becomes_text() {
        let html = "<p>".repeat(MAX_HTML_TAGS + 1);
        let cleaned = clean(&html);
        assert!(!cleaned.contains('<'));
        assert_eq!(clean(&"a".repeat(MAX_HTML_BYTES + 1)).len(), MAX_HTML_BYTES + 1);
    }

    #[test]
    fn the_sanitiser_is_the_version_that_was_examined() {
        let lock = include_str!("../../Cargo.lock");
        let at = lock
            .find("name = \"ammonia\"\n")
            .expect("ammonia is in the lock file");
        let version = lock[at..]
            .lines()
            .nth(1)
            .and_then(|line| line.split('"').nth(1))
            .expect("a version");
        let numbers: Vec<u32> = version
            .split('.')
            .map(|part| part.parse().expect("a number"))
            .collect();
        assert!(
            numbers >= vec![4, 2, 4],
            "ammonia {version} has known holes (CVE-2026-63430 and later)"
        );
    }
}
