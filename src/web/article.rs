//! Reading one article: as it was filed, what happened to it, its revisions and what differs between them. Nothing is
//! changed here but tags and joint units (`particulars`); the other forms post to the files of the verbs.

mod comparison;
mod guide;
mod particulars;
mod people_named;
mod records;
mod revision;
mod show;
mod stance;
mod trail;
mod wording;

use entity::ArticleId;

use super::Door;
use crate::people::policy::Act;

pub(super) use wording::length;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/articles/:id", Act::ReadArticle, show::show_article)
        .get(
            "/articles/:id/revisions/:n",
            Act::ReadArticle,
            revision::show_revision,
        )
        .get(
            "/articles/:id/diff",
            Act::ReadArticle,
            comparison::show_comparison,
        )
        .post(
            "/articles/:id/particulars",
            Act::DescribeArticle,
            particulars::describe_article,
        )
}

/// The page of an article.
pub(super) fn path_of(id: ArticleId) -> String {
    format!("/articles/{id}")
}
