//! What a paste or an import lost on its way in, so that the page can say so. Counts only, no wording.

use serde::Serialize;

/// How much of the foreign HTML could not be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Pictures whose source is not one of our files (`file:`, `data:`, another site): to be uploaded apart.
    pub n_pictures: u32,
    /// `style` and `class` attributes and formatting elements without meaning here (`font`, `span`).
    pub n_styles: u32,
    /// Links whose address is not allowed; their text stays.
    pub n_links: u32,
    /// Scripts, frames, drawings, players, form fields: gone with their content.
    pub n_embeds: u32,
}

impl Dropped {
    /// Tells whether everything was kept.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

const EMBEDS: [&str; 12] = [
    "script", "iframe", "object", "embed", "svg", "math", "video", "audio", "canvas", "input", "select",
    "textarea",
];

/// Counts in the raw HTML what cleaning leaves no trace of. A count for a notice, not a decision: it reads
/// start tags without being a parser.
pub(super) fn count_in(html: &str) -> Dropped {
    let mut dropped = Dropped::default();
    for piece in html.split('<').skip(1) {
        let name_len = piece.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, rest) = piece.split_at(name_len);
        let attributes = names_of_attributes(rest);
        let has = |attribute: &str| {
            attributes.match_indices(attribute).any(|(at, _)| {
                attributes[..at].ends_with(|c: char| c.is_ascii_whitespace())
                    && attributes[at + attribute.len()..].trim_start().starts_with('=')
            })
        };
        if name.is_empty() {
            continue;
        }
        if EMBEDS.iter().any(|embed| name.eq_ignore_ascii_case(embed)) {
            dropped.n_embeds += 1;
        }
        if has("style") || has("class") || name.eq_ignore_ascii_case("font") {
            dropped.n_styles += 1;
        }
    }
    dropped
}

/// The inside of a start tag in small letters, with quoted values made a space.
fn names_of_attributes(tag: &str) -> String {
    let mut names = String::new();
    let mut quote = None;
    for c in tag.chars() {
        match (quote, c) {
            (None, '>') => break,
            (None, '"' | '\'') => quote = Some(c),
            (None, _) => names.push(c.to_ascii_lowercase()),
            (Some(open), _) if open == c => {
                quote = None;
                names.push(' ');
            }
            (Some(_), _) => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_and_embeds_are_counted_from_their_tags() {
        let html = r#"<p class="MsoNormal" style='margin:0'>甲</p><font color=red>x</font><p title="a style=b">乙</p><script>1</script><IFRAME src=x>"#;
        let dropped = count_in(html);
        assert_eq!((dropped.n_styles, dropped.n_embeds), (2, 2));
        assert!(count_in("<p>3 < 4，style=无</p>").is_nothing());
    }
}
