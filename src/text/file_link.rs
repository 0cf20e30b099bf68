//! The only relative address that cleaned HTML may hold: `/files/<id>`, one of our own files.

use super::{CleanHtml, markup};

const PREFIX: &str = "/files/";
const MAX_ID: usize = 64;

/// Builds the address of our own file `id`, or `None` when the id is not of the shape that
/// cleaned HTML accepts: 1 to 64 of `a-z 0-9 -`, beginning and ending with a letter or digit
/// (row numbers, UUIDs and SHA-256 all fit).
#[must_use]
pub fn file_link(id: &str) -> Option<String> {
    is_id(id).then(|| format!("{PREFIX}{id}"))
}

/// Tells whether `url` is exactly the address of one of our own files.
#[must_use]
pub fn is_file_link(url: &str) -> bool {
    url.strip_prefix(PREFIX).is_some_and(is_id)
}

/// Lists the ids of our own files that the text shows or links to, in order, each once.
/// Whether the reader may see them is for the caller to check.
#[must_use]
pub fn file_ids(html: &CleanHtml) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    markup::each_attribute(&markup::parse(html.as_str()), &mut |_, name, value| {
        if (name == "src" || name == "href")
            && let Some(id) = value.strip_prefix(PREFIX).filter(|id| is_id(id))
            && !ids.iter().any(|known| known == id)
        {
            ids.push(id.to_owned());
        }
    });
    ids
}

fn is_id(id: &str) -> bool {
    let alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = id.as_bytes();
    (1..=MAX_ID).contains(&bytes.len())
        && bytes.iter().all(|byte| alphanumeric(byte) || *byte == b'-')
        && bytes.first().is_some_and(alphanumeric)
        && bytes.last().is_some_and(alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_address_of_a_file_is_a_file_link() {
        for good in ["/files/7", "/files/0191f2a0-7c1e-7bbb-8a55-0123456789ab"] {
            assert!(is_file_link(good), "{good}");
        }
        for bad in [
            "/files/",
            "/files/../x",
            "/files/a/b",
            "/files/a?x",
            "/files/a#x",
            "/files/A",
            "//files/a",
            "files/a",
            "/files/-a",
            "/files/a-",
            "/files/a\n",
            " /files/a",
            "/files/a%2f",
            "/files/甲",
            "/filesx/a",
        ] {
            assert!(!is_file_link(bad), "{bad}");
        }
        assert!(!is_file_link(&format!("/files/{}", "a".repeat(65))));
        assert_eq!(file_link("12").as_deref(), Some("/files/12"));
        assert_eq!(file_link("../12"), None);
    }

    #[test]
    fn the_files_of_a_text_are_listed_once_and_in_order() {
        let html = CleanHtml::clean(
            r#"<p><img src="/files/2"><a href="/files/1">附件</a><img src="/files/2"><a href="https://example.cn/files/3">x</a></p>"#,
        );
        assert_eq!(file_ids(&html), ["2", "1"]);
    }
}
