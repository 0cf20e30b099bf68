//! The piece that lies open: the text that was filed last, who wrote it, what was said and done so far, and what may
//! be done now. Whether a button is shown is a courtesy; the verb decides.

use entity::{ArticleId, ArticleState, Craft, Step, article, author, decision};

use super::panel::Panel;
use super::parts::Tag;
use super::queue::Place;
use super::rows::{Reading, iso, tags};
use crate::archive;
use crate::newsroom::{self, Decision};
use crate::text::CleanHtml;
use crate::{Error, Result};

/// The open piece.
pub(super) struct Piece {
    pub id: ArticleId,
    pub version: i64,
    pub title: String,
    pub href: String,
    pub meta: String,
    pub tags: Vec<Tag>,
    pub body: CleanHtml,
    pub note: String,
    pub remarks: Vec<Remark>,
    pub alike: Vec<AlikeLine>,
    pub steps: Vec<StepLine>,
    pub panels: Vec<Panel>,
    pub may: May,
    pub why_not: Option<String>,
    pub adopted: Option<String>,
    pub place: String,
    pub next: String,
    pub next_href: Option<String>,
}

/// Another article that is largely the same text.
pub(super) struct AlikeLine {
    pub href: String,
    pub title: String,
    /// Number and state.
    pub meta: String,
    pub percent: u16,
}

/// Something that was said.
pub(super) struct Remark {
    pub text: String,
    pub by: String,
    pub at: String,
    pub internal: bool,
}

/// Something that was done.
pub(super) struct StepLine {
    pub text: String,
    pub at: String,
    pub at_full: String,
    pub iso: String,
    pub by: String,
    pub said: String,
    pub kind: &'static str,
}

/// What the viewer may do now.
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one flag a button, read by the template"
)]
pub(super) struct May {
    pub claim: bool,
    pub release: bool,
    pub edit: bool,
    pub reconsider: bool,
    pub adopt: bool,
}

/// Reads the piece.
pub(super) async fn piece(
    reading: &Reading<'_>,
    place: &Place,
    article: article::Model,
    next: Option<ArticleId>,
) -> Result<Piece> {
    let (visit, p) = (reading.visit, reading.p);
    let (viewer, db) = (visit.viewer()?, visit.app.db.reader());
    let head = match newsroom::revision(db, article.id, article.head).await {
        Err(Error::NotFound) => return Err(Error::broken(format!("article {} has no head", article.id))),
        other => other?,
    };
    let decisions = newsroom::decisions_of(db, viewer, article.id).await?;
    let authors = newsroom::authors_of(db, article.id).await?;
    let alike = archive::near_duplicates(db, viewer, article.id).await?;
    let may = may(&article, viewer.id());
    let open = decisions_open(&article, viewer.id());
    let place_text = place.to_carry();
    let next_text = next.map_or_else(String::new, |id| id.to_string());
    let panels = open
        .iter()
        .map(|decision| {
            Panel::empty(reading, &article, *decision).carrying(place_text.clone(), next_text.clone())
        })
        .collect();
    let mut shown_tags = vec![Tag {
        kind: "info",
        text: p.t(&format!("state.{}", article.state.code())),
    }];
    shown_tags.extend(tags(reading, &article).into_iter().skip(1));
    Ok(Piece {
        id: article.id,
        version: article.version,
        href: format!("/articles/{}", article.id),
        meta: meta(reading, &article, &authors),
        tags: shown_tags,
        note: head.note,
        title: head.title,
        body: CleanHtml::from_stored(head.body_html),
        remarks: remarks(reading, &decisions),
        alike: alike
            .into_iter()
            .map(|other| AlikeLine {
                href: format!("/articles/{}", other.article.id),
                title: other.article.title,
                meta: format!(
                    "{} · {}",
                    other.article.number.unwrap_or_default(),
                    p.t(&format!("state.{}", other.article.state.code()))
                ),
                percent: other.percent,
            })
            .collect(),
        steps: decisions
            .iter()
            .rev()
            .map(|one| step_line(reading, one))
            .collect(),
        panels,
        why_not: open
            .is_empty()
            .then(|| why_not(reading, &article, viewer.id()))
            .flatten(),
        adopted: (article.n_adoptions > 0).then(|| p.t1("desk.adopted_n", article.n_adoptions)),
        may,
        place: place_text,
        next_href: next.map(|id| place.clone().at(Some(id)).href()),
        next: next_text,
    })
}

/// Which decisions are open to an editor: on a piece in their hand, or on one that nobody has yet (it is then claimed
/// with the decision).
fn decisions_open(article: &article::Model, me: entity::PersonId) -> Vec<Decision> {
    let is_free = article.claimed_by.is_none_or(|holder| holder == me);
    if article.reporter_id == me || !is_free {
        return Vec::new();
    }
    match article.state {
        ArticleState::Submitted | ArticleState::InReview => {
            vec![
                Decision::Accept,
                Decision::Return,
                Decision::Hold,
                Decision::Decline,
            ]
        }
        ArticleState::Held => vec![Decision::Accept, Decision::Decline],
        ArticleState::Draft
        | ArticleState::UnitReview
        | ArticleState::Returned
        | ArticleState::Declined
        | ArticleState::Accepted
        | ArticleState::Withdrawn => Vec::new(),
    }
}

fn may(article: &article::Model, me: entity::PersonId) -> May {
    if article.reporter_id == me {
        return May::default();
    }
    let is_free = article.claimed_by.is_none_or(|holder| holder == me);
    let fits = |step: Step| article.state.after(step, false).is_ok();
    May {
        claim: fits(Step::Claim),
        release: fits(Step::Release),
        edit: is_free && fits(Step::Edit),
        reconsider: fits(Step::Reconsider) && article.n_adoptions == 0,
        adopt: fits(Step::Adopt),
    }
}

/// Why no decision is offered.
fn why_not(reading: &Reading<'_>, article: &article::Model, me: entity::PersonId) -> Option<String> {
    let p = reading.p;
    if article.reporter_id == me {
        return Some(p.t("refused.own_article"));
    }
    match (article.state, article.claimed_by) {
        (ArticleState::InReview | ArticleState::Held, Some(holder)) => {
            Some(p.t1("desk.in_hand_of", reading.roster.person(holder)))
        }
        (ArticleState::Returned, _) => Some(p.t("desk.with_reporter")),
        _ => None,
    }
}

/// Unit, authors with shares, type, length, revision, number.
fn meta(reading: &Reading<'_>, article: &article::Model, authors: &[author::Model]) -> String {
    let p = reading.p;
    let names: Vec<String> = authors
        .iter()
        .map(|author| author_text(reading, author))
        .collect();
    let mut parts = vec![
        reading.roster.unit(article.organisation_id).to_owned(),
        names.join("、"),
        reading
            .terms
            .name("type", &article.r#type, p.language())
            .to_owned(),
        p.t1("desk.n_words", article.n_words),
        p.t1("desk.nth", article.head),
    ];
    parts.extend(article.number.clone());
    parts.extend(article.week.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn author_text(reading: &Reading<'_>, author: &author::Model) -> String {
    let share = author.share_bp.map(percent);
    let craft = (author.craft == Craft::Photographer).then(|| reading.p.t("craft.photographer"));
    let extra: Vec<String> = craft.into_iter().chain(share).collect();
    if extra.is_empty() {
        author.name.clone()
    } else {
        format!("{}（{}）", author.name, extra.join(" "))
    }
}

/// Hundredths of a percent as people read them: `60%`, `33.33%`.
fn percent(basis_points: i64) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    if rest == 0 {
        format!("{whole}%")
    } else {
        format!("{whole}.{rest:02}%").replace("0%", "%")
    }
}

/// The newest remarks and notes, at most four.
fn remarks(reading: &Reading<'_>, decisions: &[decision::Model]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for one in decisions.iter().rev() {
        for (text, internal) in [(&one.remark, false), (&one.internal_note, true)] {
            // What a record of adoption or instruction notes of itself is no remark for the author.
            let is_said = !matches!(
                one.step,
                Step::Adopt | Step::WithdrawAdoption | Step::Instruct | Step::WithdrawInstruction
            );
            if !text.is_empty() && is_said {
                remarks.push(Remark {
                    text: text.clone(),
                    by: reading.roster.person(one.decided_by).to_owned(),
                    at: reading.p.time(one.decided_at),
                    internal,
                });
            }
        }
    }
    remarks.truncate(4);
    remarks
}

fn step_line(reading: &Reading<'_>, one: &decision::Model) -> StepLine {
    let p = reading.p;
    let mut text = p.t(&format!("step.{}", one.step.code()));
    if one.step == Step::Submit {
        text = format!("{text} · {}", p.t1("desk.nth", one.revision));
    }
    let kind = match one.step {
        Step::Return => "return_reason",
        _ => "decline_reason",
    };
    let reason = one
        .reason
        .as_ref()
        .map(|code| reading.terms.name(kind, code, p.language()).to_owned());
    let due = one.due_on.map(|day| p.t1("desk.due", day.format("%m-%d")));
    let is_record = matches!(one.step, Step::Adopt | Step::WithdrawAdoption);
    let remark = is_record
        .then(|| one.remark.clone())
        .filter(|text| !text.is_empty());
    let said: Vec<String> = reason.into_iter().chain(due).chain(remark).collect();
    StepLine {
        text,
        at: p.time(one.decided_at),
        at_full: p.time(one.decided_at),
        iso: iso(one.decided_at),
        by: reading.roster.person(one.decided_by).to_owned(),
        said: said.join(" · "),
        kind: match one.step {
            Step::Accept | Step::Adopt | Step::Sign => "ok",
            Step::Return | Step::Decline | Step::Withdraw | Step::WithdrawAdoption => "bad",
            _ => "",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_read_as_percentages() {
        assert_eq!(percent(6_000), "60%");
        assert_eq!(percent(3_333), "33.33%");
        assert_eq!(percent(1_250), "12.5%");
        assert_eq!(percent(10_000), "100%");
    }
}
