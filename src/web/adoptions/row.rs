//! One row of the recording form: what was typed, and how it becomes an adoption. Each column of the form is a
//! repeated field, in the order of the rows.

use chrono::NaiveDate;
use entity::{ArticleId, FileId, OutletId};

use crate::newsroom::{self, NewAdoption};
use crate::web::Visit;
use crate::web::desk::parts::{Wrong, at};
use crate::web::form::Fields;
use crate::web::granted::granted;
use crate::{Error, Result};

/// A row as it was typed, with what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct RowInput {
    pub outlet: String,
    pub outlet_id: String,
    pub on: String,
    pub position: String,
    pub form: String,
    pub origin: String,
    pub headline: String,
    pub page: String,
    pub link: String,
    pub evidence: String,
    pub route: String,
    pub as_type: String,
    pub granted: String,
    pub granted_reason: String,
    pub approver: String,
    pub late_approved: String,
    /// The id of the row on the page; empty for the pattern of new rows.
    pub mark: String,
    pub wrong: Vec<Wrong>,
}

impl RowInput {
    /// The rows of a form; rows in which nothing was typed are left out.
    pub(super) fn all(fields: &Fields) -> Vec<Self> {
        let column = |name: &str| fields.all(name).map(str::to_owned).collect::<Vec<_>>();
        let columns = [
            "outlet",
            "outlet_id",
            "on",
            "position",
            "form",
            "origin",
            "headline",
            "page",
            "link",
            "evidence",
            "route",
            "as_type",
            "granted",
            "granted_reason",
            "approver",
            "late_approved",
        ]
        .map(column);
        let n = columns[0].len();
        let cell = |column: usize, row: usize| columns[column].get(row).cloned().unwrap_or_default();
        let rows = (0..n).map(|row| Self {
            outlet: cell(0, row),
            outlet_id: cell(1, row),
            on: cell(2, row),
            position: cell(3, row),
            form: cell(4, row),
            origin: cell(5, row),
            headline: cell(6, row),
            page: cell(7, row),
            link: cell(8, row),
            evidence: cell(9, row),
            route: cell(10, row),
            as_type: cell(11, row),
            granted: cell(12, row),
            granted_reason: cell(13, row),
            approver: cell(14, row),
            late_approved: cell(15, row),
            mark: String::new(),
            wrong: Vec::new(),
        });
        rows.filter(|row| !row.is_blank()).collect()
    }

    /// Whether nothing was typed: a date and the choices stand there by themselves.
    fn is_blank(&self) -> bool {
        [
            &self.outlet,
            &self.outlet_id,
            &self.headline,
            &self.page,
            &self.link,
        ]
        .into_iter()
        .all(|cell| cell.trim().is_empty())
    }

    /// Whether anything of what is folded away was typed.
    pub(super) fn has_more(&self) -> bool {
        [
            &self.route,
            &self.as_type,
            &self.granted,
            &self.granted_reason,
            &self.approver,
            &self.late_approved,
        ]
        .into_iter()
        .any(|cell| !cell.trim().is_empty())
    }

    /// What is wrong with a cell.
    pub(super) fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }

    /// The adoption that the row means.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a day or outlet that cannot be read or is not on the list.
    pub(super) async fn meant(&self, visit: &Visit, article_id: ArticleId) -> Result<NewAdoption> {
        let adopted_on: NaiveDate = self
            .on
            .trim()
            .parse()
            .map_err(|_| Error::invalid("adopted_on", "adoption.day_missing"))?;
        let evidence = match self.evidence.trim() {
            "" => None,
            id => {
                Some(FileId(id.parse().map_err(|_| {
                    Error::invalid("evidence", "fault.unknown_evidence")
                })?))
            }
        };
        Ok(NewAdoption {
            article_id,
            outlet_id: self.outlet(visit).await?,
            adopted_on,
            headline: self.headline.clone(),
            page: self.page.clone(),
            position: self.position.clone(),
            form: self.form.clone(),
            is_repost: self.origin == "repost",
            url: self.link.clone(),
            evidence,
            route: self.route.clone(),
            as_type: self.as_type.clone(),
            granted: granted((&self.granted, &self.granted_reason, &self.approver))?,
            is_late_approved: self.late_approved == "true",
        })
    }

    /// The outlet by the name or alias that stands in the row; by its key where a script sent that alone.
    async fn outlet(&self, visit: &Visit) -> Result<OutletId> {
        if self.outlet.trim().is_empty()
            && let Ok(id) = self.outlet_id.trim().parse()
        {
            return Ok(id);
        }
        let named = newsroom::find_outlet(visit.app.db.reader(), &self.outlet).await?;
        named
            .map(|outlet| outlet.id)
            .ok_or_else(|| Error::invalid("outlet", "adoption.unknown_outlet"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Fields(owned.collect())
    }

    #[test]
    fn repeated_columns_become_rows_and_blank_rows_are_left_out() {
        let form = fields(&[
            ("csrf", "t"),
            ("outlet", "云河日报"),
            ("on", "2026-03-02"),
            ("position", "lead"),
            ("page", "2版"),
            ("outlet", " "),
            ("on", "2026-03-02"),
            ("position", "plain"),
            ("page", ""),
            ("outlet", "云河发布"),
            ("on", "2026-03-03"),
            ("position", "plain"),
            ("page", ""),
        ]);
        let rows = RowInput::all(&form);
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (&*row.outlet, &*row.on, &*row.position, &*row.page))
            .collect();
        assert_eq!(
            seen,
            [
                ("云河日报", "2026-03-02", "lead", "2版"),
                ("云河发布", "2026-03-03", "plain", "")
            ]
        );
    }

    #[test]
    fn a_row_without_an_outlet_but_with_a_page_is_kept_for_its_fault() {
        let rows = RowInput::all(&fields(&[("outlet", ""), ("page", "3版")]));
        assert_eq!(rows.len(), 1);
    }
}
