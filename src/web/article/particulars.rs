//! 计分标记与联合报送单位 of an article: what stands, for every reader, and the form for the editors.

use entity::{ArticleId, article};
use poem::handler;
use poem::web::Path;

use super::path_of;
use super::show::{Typed, article_page};
use super::wording::share;
use crate::error::{Error, Message};
use crate::newsroom::{self, JointUnit, Particulars, Terms};
use crate::people::policy::{self, Act};
use crate::people::{self, Viewer};
use crate::web::desk::parts::{Wrong, wrong};
use crate::web::fail::WebResult;
use crate::web::form::Fields;
use crate::web::{Fail, Page, Visit, reply};
use crate::{Fault, Result};

/// Empty rows below the units that stand: a form without scripts cannot add any.
const BLANK_ROWS: usize = 2;

/// The section of an article's page.
#[derive(Default)]
pub(super) struct Described {
    /// The tags that stand, in words.
    pub told_tags: Vec<String>,
    /// The joint units that stand, with their shares.
    pub told_units: Vec<String>,
    /// What is left to the filing unit; empty where no parts were agreed.
    pub own_share: String,
    /// The form, for whoever may use it now.
    pub form: Option<DescribeForm>,
}

/// The form.
pub(super) struct DescribeForm {
    pub tags: Vec<TagBox>,
    pub units: Vec<UnitRow>,
    /// The names to choose from.
    pub names: Vec<String>,
    pub wrong: Vec<Wrong>,
}

/// A tag to be ticked.
pub(super) struct TagBox {
    pub code: String,
    pub label: String,
    pub on: bool,
}

/// A row of the joint units, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct UnitRow {
    pub unit: String,
    pub share: String,
}

/// What an editor typed that could not be taken, and why.
pub(super) struct Refused {
    tags: Vec<String>,
    units: Vec<UnitRow>,
    wrong: Vec<Wrong>,
}

impl Described {
    /// Whether there is anything to show.
    pub(super) fn is_shown(&self) -> bool {
        self.form.is_some() || !self.told_tags.is_empty() || !self.told_units.is_empty()
    }
}

/// The section for a reader; what was typed and refused stays in the form.
pub(super) async fn described(
    visit: &Visit,
    (p, viewer, terms): (&Page, &Viewer, &Terms),
    article: &article::Model,
    refused: Option<Refused>,
) -> Result<Described> {
    let stands = newsroom::particulars_of(visit.app.db.reader(), article.id).await?;
    let roster = people::Roster::kept(&visit.app.db).await?;
    let word = |code: &str| terms.name("tag", code, p.language()).to_owned();
    let rows: Vec<UnitRow> = stands
        .joint_units
        .iter()
        .map(|joint| UnitRow {
            unit: roster.unit(joint.organisation_id).to_owned(),
            share: joint.share_bp.map_or_else(String::new, share),
        })
        .collect();
    let told = rows.iter().map(|row| format!("{} {}", row.unit, row.share));
    let told_units = told.map(|text| text.trim_end().to_owned()).collect();
    let may = policy::may(Some(viewer), Act::DescribeArticle).is_ok()
        && article.reporter_id != viewer.id()
        && article.left_unit_at.is_some()
        && !article.state.is_writable();
    let form = if may {
        let typed = refused.unwrap_or_else(|| Refused {
            tags: stands.tags.clone(),
            units: rows,
            wrong: Vec::new(),
        });
        Some(form(p, terms, (&stands, typed), names(visit).await?))
    } else {
        None
    };
    Ok(Described {
        told_tags: stands.tags.iter().map(|tag| word(tag)).collect(),
        told_units,
        own_share: stands.own_share_bp().map_or_else(String::new, share),
        form,
    })
}

fn form(
    p: &Page,
    terms: &Terms,
    (stands, typed): (&Particulars, Refused),
    names: Vec<String>,
) -> DescribeForm {
    let all = terms.all().iter().filter(|term| term.kind == "tag");
    let offered = all.filter(|term| term.is_active || stands.tags.contains(&term.code));
    let tags = offered.map(|term| TagBox {
        code: term.code.clone(),
        label: terms.name("tag", &term.code, p.language()).to_owned(),
        on: typed.tags.contains(&term.code),
    });
    let mut units = typed.units;
    units.extend(std::iter::repeat_n(UnitRow::default(), BLANK_ROWS));
    DescribeForm {
        tags: tags.collect(),
        units,
        names,
        wrong: typed.wrong,
    }
}

/// The units that are open, by pinyin.
async fn names(visit: &Visit) -> Result<Vec<String>> {
    let all = people::organisations(visit.app.db.reader()).await?;
    let open = all.into_iter().filter(|unit| unit.closed_on.is_none());
    Ok(open.map(|unit| unit.short_name).collect())
}

#[handler]
pub(super) async fn describe_article(visit: Visit, Path(id): Path<ArticleId>, fields: Fields) -> WebResult {
    newsroom::article_for(visit.app.db.reader(), visit.viewer()?, id).await?;
    match take(&visit, id, &fields).await {
        Ok(()) => {
            let path = format!("{}#particulars", path_of(id));
            let said = Message::new("particulars.saved");
            Ok(reply::to_saying(&visit, &path, "ok", &said))
        }
        Err(error @ (Error::Invalid(_) | Error::Stale(_) | Error::Refused(_))) => {
            let refused = Refused {
                tags: fields.all("tag").map(str::to_owned).collect(),
                units: rows(&fields),
                wrong: wrong(&visit, &error),
            };
            let page = article_page(&visit, id, Some(Typed(refused))).await?;
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// The rows that are not blank.
fn rows(fields: &Fields) -> Vec<UnitRow> {
    let all = fields.all("unit").zip(fields.all("share"));
    let rows = all.map(|(unit, share)| UnitRow {
        unit: unit.trim().to_owned(),
        share: share.trim().to_owned(),
    });
    rows.filter(|row| *row != UnitRow::default()).collect()
}

async fn take(visit: &Visit, id: ArticleId, fields: &Fields) -> Result<()> {
    let editor = visit.viewer()?.editor()?;
    let version = fields.parse("version")?;
    let units = people::organisations(visit.app.db.reader()).await?;
    let mut faults = Vec::new();
    let mut joint_units = Vec::new();
    for row in rows(fields) {
        let mut fault = |key| {
            let message = Message::new(key).with("unit", &row.unit);
            faults.push(Fault::new("joint_units", message));
        };
        let named =
            |unit: &&entity::organisation::Model| unit.short_name == row.unit || unit.name == row.unit;
        let found: Vec<_> = units.iter().filter(named).collect();
        // Of two of one name the open one is meant.
        let open = found.iter().find(|unit| unit.closed_on.is_none());
        let unit = open.or(found.first());
        let share_bp = newsroom::parse_share(&row.share);
        if share_bp.is_err() {
            fault("fault.joint_share");
        }
        match (unit, share_bp) {
            (None, _) => fault("fault.unknown_unit"),
            (Some(unit), Ok(share_bp)) => joint_units.push(JointUnit {
                organisation_id: unit.id,
                share_bp,
            }),
            (Some(_), Err(_)) => {}
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let tags = fields.all("tag").map(str::to_owned).collect();
    let new = Particulars { tags, joint_units };
    newsroom::describe(&visit.app, &editor, id, version, &new).await?;
    Ok(())
}
