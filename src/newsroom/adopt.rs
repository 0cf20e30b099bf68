//! 采用登记: an editor records that a medium adopted an article, and withdraws a record that was wrong. The record
//! stays; the ledger follows.

use chrono::NaiveDate;
use entity::{AdoptionId, ArticleId, FileId, Instant, Language, OutletId, Step, adoption, article, outlet};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, SqlErr,
};

use super::enclosures::is_evidence_of;
use super::grant::{Granted, grant};
use super::steps::{self, Said};
use super::{Terms, notices, standing_on, terms};
use crate::app::App;
use crate::error::{Error, Fault, Message};
use crate::ledger::{self, NewFact, Settled};
use crate::people::Editor;
use crate::points::Points;
use crate::scheme::{self, Body, OutletRef};
use crate::text::{Headline, Line};
use crate::{Result, db};

/// An adoption to be recorded.
#[derive(Clone, Debug)]
pub struct NewAdoption {
    /// Which article.
    pub article_id: ArticleId,
    /// Where.
    pub outlet_id: OutletId,
    /// The day of publication.
    pub adopted_on: NaiveDate,
    /// The headline as printed; empty: the article's title.
    pub headline: String,
    /// Page, column or programme (版面、栏目).
    pub page: String,
    /// The position's code in the dictionary.
    pub position: String,
    /// The form's code in the dictionary.
    pub form: String,
    /// A repost of what another medium published (转载).
    pub is_repost: bool,
    /// The link, if there is one: http or https.
    pub url: String,
    /// The evidence, uploaded before.
    pub evidence: Option<FileId>,
    /// How it went there (转报、直报、自投), at most 20 characters; empty is not stated.
    pub route: String,
    /// The code of the type under which it was printed; empty: that of the article.
    pub as_type: String,
    /// The points chosen where the scheme leaves a range.
    pub granted: Granted,
    /// Registered after the scheme's deadline and nevertheless approved.
    pub is_late_approved: bool,
}

/// Records an adoption. The article moves no further: 'adopted' is read from these rows.
///
/// # Errors
/// [`Error::Invalid`] for a field; [`Error::Refused`] where it was recorded before, or the article is not accepted;
/// [`Error::NotFound`].
pub async fn adopt(app: &App, editor: &Editor, new: &NewAdoption) -> Result<(adoption::Model, Settled)> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let article = super::article(&tx, new.article_id).await?;
    editor.is_not_author(&article)?;
    let held = steps::hold(&tx, editor.viewer(), new.article_id, article.version).await?;
    steps::after(&held, Step::Adopt)?;
    let outlet = outlet::Entity::find_by_id(new.outlet_id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    let terms = terms(&tx).await?;
    let row = checked(&tx, editor, new, (&article, &terms), (app.today(), now)).await?;
    let adoption = insert(&tx, row).await?;
    let n = count(&tx, article.id).await?;
    let said = Said {
        remark: format!("{}·{}", outlet.name, adoption.headline),
        ..Said::default()
    };
    let article = steps::take(&tx, editor.actor(), held, (Step::Adopt, said), now, |article| {
        article.n_adoptions = Set(n);
    })
    .await?;
    let body = fact(&terms, &adoption, &outlet);
    let fact = NewFact {
        body,
        source: Some(format!("adoption:{}", adoption.id)),
        replaces: None,
    };
    let (fact, scope) = ledger::record(&tx, fact, editor.actor(), now).await?;
    let settled = ledger::settle(&tx, scope, editor.id(), now).await?;
    tell(&tx, &article, (&adoption, &outlet), (&settled, fact), now).await?;
    tx.commit().await?;
    Ok((adoption, settled))
}

/// Withdraws a recorded adoption: the row stays and says why, the ledger reverses what it gave.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] without a reason; [`Error::Refused`] where it is withdrawn already.
pub async fn withdraw_adoption(
    app: &App,
    editor: &Editor,
    id: AdoptionId,
    reason: &str,
) -> Result<(adoption::Model, Settled)> {
    let now = app.clock.now();
    let reason = Line::parse(reason, 200)
        .map_err(|_| Error::invalid("reason", "fault.reason_missing"))?
        .into_string();
    let tx = db::write(&app.db).await?;
    let was = adoption::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    if was.withdrawn_at.is_some() {
        return Err(Error::refused("refused.withdrawn_already"));
    }
    let article = super::article(&tx, was.article_id).await?;
    editor.is_not_author(&article)?;
    let held = steps::hold(&tx, editor.viewer(), article.id, article.version).await?;
    let mut row = was.into_active_model();
    row.withdrawn_at = Set(Some(now));
    row.withdrawn_by = Set(Some(editor.id()));
    row.withdrawn_reason = Set(Some(reason.clone()));
    let adoption = row.update(&tx).await?;
    let n = count(&tx, article.id).await?;
    let said = Said {
        remark: reason.clone(),
        ..Said::default()
    };
    let article = steps::take(
        &tx,
        editor.actor(),
        held,
        (Step::WithdrawAdoption, said),
        now,
        |article| {
            article.n_adoptions = Set(n);
        },
    )
    .await?;
    let settled = match ledger::fact_of(&tx, &format!("adoption:{id}")).await? {
        None => Settled::default(),
        Some(fact) => {
            let scope = ledger::withdraw_fact(&tx, fact, &reason, editor.actor(), now).await?;
            ledger::settle(&tx, scope, editor.id(), now).await?
        }
    };
    let outlet = outlet::Entity::find_by_id(adoption.outlet_id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    let args = [("outlet", outlet.name), ("remark", reason)];
    notices::tell(
        &tx,
        article.reporter_id,
        "adoption_withdrawn",
        &article,
        &args,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok((adoption, settled))
}

/// How many adoptions of an article stand.
async fn count(tx: &DatabaseTransaction, article: ArticleId) -> Result<i64> {
    let standing = adoption::Entity::find()
        .filter(adoption::Column::ArticleId.eq(article))
        .filter(adoption::Column::WithdrawnAt.is_null());
    Ok(i64::try_from(standing.count(tx).await?).unwrap_or(i64::MAX))
}

/// The row of a new adoption, every field checked.
async fn checked(
    tx: &DatabaseTransaction,
    editor: &Editor,
    new: &NewAdoption,
    (article, terms): (&article::Model, &Terms),
    (today, now): (NaiveDate, Instant),
) -> Result<adoption::ActiveModel> {
    let mut faults = Vec::new();
    let mut fault = |field, key| faults.push(Fault::new(field, Message::new(key)));
    let headline = if new.headline.trim().is_empty() {
        &article.title
    } else {
        &new.headline
    };
    let headline = Headline::parse(headline).map(Headline::into_string);
    if headline.is_err() {
        fault("headline", "fault.headline");
    }
    let page =
        Line::parse_optional(&new.page, 60).map(|line| line.map_or_else(String::new, Line::into_string));
    if page.is_err() {
        fault("page", "fault.page");
    }
    let url = new.url.trim();
    let is_link =
        (url.starts_with("http://") || url.starts_with("https://")) && !url.contains(char::is_whitespace);
    if !url.is_empty() && (!is_link || url.len() > 1_000) {
        fault("url", "fault.url");
    }
    if new.adopted_on > today {
        fault("adopted_on", "fault.day_in_future");
    }
    if terms.find("position", &new.position).is_none() {
        fault("position", "fault.unknown_position");
    }
    if terms.find("form", &new.form).is_none() {
        fault("form", "fault.unknown_form");
    }
    if let Some(evidence) = new.evidence
        && !is_evidence_of(tx, article.id, evidence).await?
    {
        fault("evidence", "fault.unknown_evidence");
    }
    let as_type = Some(new.as_type.trim()).filter(|code| !code.is_empty());
    if as_type.is_some_and(|code| terms.find("type", code).is_none()) {
        fault("as_type", "fault.unknown_type");
    }
    let route =
        Line::parse_optional(&new.route, 20).map(|line| line.map_or_else(String::new, Line::into_string));
    if route.is_err() {
        fault("route", "fault.route");
    }
    let granted = new.granted.kept(&mut faults);
    let (Ok(headline), Ok(page), Ok(route), true) = (headline, page, route, faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    let standing = standing_on(tx, new.outlet_id, new.adopted_on).await?;
    Ok(adoption::ActiveModel {
        id: NotSet,
        article_id: Set(article.id),
        outlet_id: Set(new.outlet_id),
        adopted_on: Set(new.adopted_on),
        position: Set(new.position.clone()),
        form: Set(new.form.clone()),
        is_repost: Set(new.is_repost),
        headline: Set(headline),
        page: Set(page),
        url: Set(url.to_owned()),
        evidence_id: Set(new.evidence),
        level: Set(standing.level),
        outlet_class: Set(standing.class),
        route: Set(route),
        as_type: Set(as_type.map(str::to_owned)),
        granted: Set(granted.points),
        granted_reason: Set(granted.reason),
        approver: Set(granted.approver),
        is_late_approved: Set(new.is_late_approved),
        recorded_by: Set(editor.id()),
        recorded_at: Set(now),
        withdrawn_at: Set(None),
        withdrawn_by: Set(None),
        withdrawn_reason: Set(None),
    })
}

/// The insert is the check: one row an (article, outlet, date, position).
async fn insert(tx: &DatabaseTransaction, row: adoption::ActiveModel) -> Result<adoption::Model> {
    row.insert(tx).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused("refused.adopted_before"),
        _ => error.into(),
    })
}

/// The adoption as a fact, in the dictionary's Chinese words.
fn fact(terms: &Terms, row: &adoption::Model, outlet: &outlet::Model) -> Body {
    let word = |kind: &'static str, code: &str| terms.name(kind, code, Language::Chinese).to_owned();
    let positions = if row.position == "plain" {
        Vec::new()
    } else {
        vec![word("position", &row.position)]
    };
    Body::Adoption(scheme::Adoption {
        article: scheme::ArticleId(row.article_id.0),
        outlet: OutletRef {
            id: scheme::OutletId(outlet.id.0),
            name: outlet.name.clone(),
            level: word("level", &row.level),
            class: word("outlet_class", &row.outlet_class),
        },
        adopted_on: row.adopted_on,
        recorded_on: crate::calendar::day_of(row.recorded_at.0),
        positions,
        form: word("form", &row.form),
        repost: row.is_repost,
        proven: row.evidence_id.is_some() || !row.url.is_empty() || !row.page.is_empty(),
        route: row.route.clone(),
        as_type: row.as_type.as_deref().map(|code| word("type", code)),
        granted: grant(row.granted, &row.granted_reason, &row.approver),
        late_approved: row.is_late_approved,
        piece: None,
        n_words: None,
    })
}

/// The adoption that a fact of the ledger comes from, if it comes from one.
#[must_use]
pub fn adoption_of(source: &str) -> Option<AdoptionId> {
    source.strip_prefix("adoption:")?.parse().ok()
}

/// Tells the reporter outlet, points and rule (FEATURES 55).
async fn tell(
    tx: &DatabaseTransaction,
    article: &article::Model,
    (adoption, outlet): (&adoption::Model, &outlet::Model),
    (settled, fact): (&Settled, entity::FactId),
    now: Instant,
) -> Result<()> {
    let points = settled.person_points(article.reporter_id, fact);
    let args = [
        ("outlet", outlet.name.clone()),
        ("day", adoption.adopted_on.to_string()),
        ("points", Points::from_hundredths(points).to_string()),
    ];
    notices::tell(tx, article.reporter_id, "adopted", article, &args, now).await
}
