//! An article as the page holds it: read from the store, from the plain form, or from a script. Pictures are named by
//! the key of their file.

use entity::{Craft, Purpose, article, author, file};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::newsroom;
use crate::text::{CleanHtml, file_ids, normalise, plain_text, text_to_html};
use crate::web::Visit;
use crate::web::form::Fields;
use crate::{Result, points::Points};

/// One line of the authors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AuthorLine {
    /// The name as typed.
    pub name: String,
    /// `writer` or `photographer`; of an external reporter `external` or `external_photographer`.
    pub role: String,
    /// A percentage as typed; may be empty.
    pub share: String,
}

/// An external reporter who wrote.
const EXTERNAL: &str = "external";
/// An external reporter who took the pictures.
const EXTERNAL_PHOTOGRAPHER: &str = "external_photographer";

/// One picture of the article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct PictureLine {
    /// The key of its file.
    pub id: String,
    /// Its address.
    #[serde(default)]
    pub location: String,
    /// What it shows.
    pub caption: String,
    /// Who took it.
    pub credit: String,
}

impl PictureLine {
    /// The line of a stored picture.
    pub(in crate::web) fn of(row: file::Model) -> Self {
        Self {
            location: format!("/files/{}", row.key),
            id: row.key,
            caption: row.caption,
            credit: row.credit,
        }
    }
}

/// The body as it came.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// Markup of the editor.
    Html(String),
    /// The lines of the textarea.
    Text(String),
}

/// An article as the page holds it.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub version: i64,
    pub title: String,
    pub r#type: String,
    pub body: Body,
    pub note: String,
    pub authors: Vec<AuthorLine>,
    pub pictures: Vec<PictureLine>,
}

impl Typed {
    /// What the store holds.
    pub(super) async fn stored(visit: &Visit, article: &article::Model) -> Result<Self> {
        let db = visit.app.db.reader();
        let draft = newsroom::draft_of(db, article.id).await?;
        let draft = draft.ok_or_else(|| Error::broken(format!("article {} has no draft", article.id)))?;
        let authors = newsroom::authors_of(db, article.id).await?;
        let pictures = newsroom::files_of(db, article.id, Purpose::Picture).await?;
        Ok(Self {
            version: article.version,
            title: draft.title,
            r#type: draft.r#type,
            body: Body::Html(draft.body_html),
            note: draft.note,
            authors: authors
                .into_iter()
                .map(|author| AuthorLine {
                    role: role(&author).to_owned(),
                    name: author.name,
                    share: author.share_bp.map_or_else(String::new, share_text),
                })
                .collect(),
            pictures: pictures.into_iter().map(PictureLine::of).collect(),
        })
    }

    /// What the plain form sent; rows without a name are rows that nobody filled.
    pub(super) fn sent(fields: &Fields) -> Result<Self> {
        let body = match fields.get("body_kind") {
            "html" => Body::Html(fields.get("body_html").to_owned()),
            _ => Body::Text(fields.get("body").to_owned()),
        };
        let lines = |names: [&'static str; 3]| {
            let [a, b, c] = names.map(|name| fields.all(name).collect::<Vec<_>>());
            (0..a.len())
                .map(move |n| [&a, &b, &c].map(|list| list.get(n).copied().unwrap_or_default().to_owned()))
        };
        Ok(Self {
            version: fields.parse("version")?,
            title: fields.get("title").to_owned(),
            r#type: fields.get("type").to_owned(),
            body,
            note: fields.get("note").to_owned(),
            authors: lines(["author", "author_role", "share"])
                .map(|[name, role, share]| AuthorLine { name, role, share })
                .collect(),
            pictures: lines(["picture", "caption", "credit"])
                .map(|[id, caption, credit]| PictureLine {
                    location: format!("/files/{id}"),
                    id,
                    caption,
                    credit,
                })
                .collect(),
        })
    }

    /// The type's code, for the template.
    pub(super) fn type_code(&self) -> &str {
        &self.r#type
    }

    /// The body as markup. Lines that are still those of the stored text are that text, with all that lines cannot
    /// show; new lines take the article's pictures along at their end, so that none goes missing.
    pub(super) fn html(&self, stored: Option<&CleanHtml>) -> String {
        let text = match &self.body {
            Body::Html(html) => return html.clone(),
            Body::Text(text) => text,
        };
        let known = stored.filter(|stored| lines_of(text).eq(lines_of(&lines(stored))));
        let base = known.map_or_else(|| text_to_html(text), CleanHtml::clone);
        let shown = file_ids(&base);
        let missing = self
            .pictures
            .iter()
            .filter(|picture| !shown.contains(&picture.id));
        let figures: String = missing.map(figure).collect();
        format!("{base}{figures}")
    }

    /// The body as the page may show it.
    pub(super) fn clean(&self, stored: Option<&CleanHtml>) -> CleanHtml {
        normalise(&self.html(stored))
    }
}

/// A text as the lines of the textarea; pictures stand in their own list with their captions.
pub(super) fn lines(html: &CleanHtml) -> String {
    let mut rest = html.as_str();
    let mut without = String::new();
    while let Some((before, figure)) = rest.split_once("<figure>") {
        without.push_str(before);
        rest = figure.split_once("</figure>").map_or("", |(_, after)| after);
    }
    without.push_str(rest);
    plain_text(&CleanHtml::from_stored(without))
}

/// The lines that say something.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A picture with its caption, as it stands in a text.
fn figure(picture: &PictureLine) -> String {
    let escape = |text: &str| text_to_html(text).as_str().replace("<p>", "").replace("</p>", "");
    let words: Vec<String> = [&picture.caption, &picture.credit]
        .into_iter()
        .map(|words| words.trim())
        .filter(|words| !words.is_empty())
        .map(escape)
        .collect();
    let source = crate::text::file_link(&picture.id).unwrap_or_default();
    format!(
        "<figure><img src=\"{source}\"><figcaption>{}</figcaption></figure>",
        words.join("。")
    )
}

/// A share as people type it: `33.33`.
fn share_text(hundredths: i64) -> String {
    Points::from_hundredths(hundredths).to_string()
}

/// The craft that a line names.
pub(super) fn craft(line: &AuthorLine) -> Craft {
    match line.role.as_str() {
        EXTERNAL_PHOTOGRAPHER => Craft::Photographer,
        role => Craft::from_code(role).unwrap_or(Craft::Writer),
    }
}

/// Whether a line names an external reporter.
pub(super) fn is_external(line: &AuthorLine) -> bool {
    [EXTERNAL, EXTERNAL_PHOTOGRAPHER].contains(&line.role.as_str())
}

/// The part of an author as a line names it.
fn role(author: &author::Model) -> &'static str {
    match (author.is_external, author.craft) {
        (false, craft) => craft.code(),
        (true, Craft::Writer) => EXTERNAL,
        (true, Craft::Photographer) => EXTERNAL_PHOTOGRAPHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Typed {
        let pairs = [
            ("version", "3"),
            ("title", "夜校开课"),
            ("body_kind", "text"),
            ("body", body),
            ("author", "甲"),
            ("author_role", "writer"),
            ("share", "60"),
            ("author", "乙"),
            ("author_role", "photographer"),
            ("share", ""),
            ("picture", "ab12"),
            ("caption", "课堂"),
            ("credit", "乙"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Typed::sent(&Fields(pairs.to_vec())).unwrap()
    }

    #[test]
    fn rows_of_the_form_stay_together() {
        let typed = form("一");
        assert_eq!(typed.authors[1].name, "乙");
        assert_eq!(typed.authors[1].role, "photographer");
        assert_eq!(typed.authors[0].share, "60");
        assert_eq!(typed.pictures[0].caption, "课堂");
    }

    #[test]
    fn lines_that_nobody_changed_keep_the_formatted_text() {
        let stored = normalise("<p>第一段<strong>粗</strong></p><p>第二段</p>");
        let html = form("第一段粗\r\n\r\n第二段\r\n").html(Some(&stored));
        assert!(html.starts_with(stored.as_str()), "{html}");
    }

    #[test]
    fn new_lines_take_the_pictures_along() {
        let stored =
            normalise("<p>旧</p><figure><img src=\"/files/ab12\"><figcaption>课堂</figcaption></figure>");
        assert_eq!(lines(&stored).trim(), "旧", "a caption is no line of the text");
        let html = normalise(&form("新 <b>段</b>").html(Some(&stored)));
        assert!(html.as_str().contains("/files/ab12"), "{html}");
        assert!(html.as_str().contains("课堂。乙"), "{html}");
        assert!(
            html.as_str().contains("&lt;b&gt;"),
            "what was typed is text: {html}"
        );
    }
}
