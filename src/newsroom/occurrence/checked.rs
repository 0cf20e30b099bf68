//! A new record checked field by field: every fault is named, not the first alone.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{ArticleId, Instant, OccurrenceKind, OrganisationId, PersonId, SubjectKind, occurrence};
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ConnectionTrait, DatabaseTransaction};

use super::{Field, NewOccurrence, OUTCOMES, Whom};
use crate::error::{Error, Fault, Message};
use crate::newsroom::facts::home;
use crate::newsroom::grant::MOST;
use crate::newsroom::shelf;
use crate::people::{self, Recorder};
use crate::points::Points;
use crate::scheme::{INCIDENTS, Scheme};
use crate::text::Line;
use crate::{Result, ledger};

/// The incidents that may be recorded: those that every office knows, and those that a published scheme names.
///
/// # Errors
/// Whatever the database answers.
pub async fn incident_words(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let known = INCIDENTS.map(|(code, _)| code.to_owned());
    let named = named(db, |scheme| scheme.incidents().map(str::to_owned).collect()).await?;
    let own = named.into_iter().filter(|word| !known.contains(word));
    Ok(known.iter().cloned().chain(own).collect())
}

/// The parts of a rubric that marks may be given for: those that a published scheme names.
///
/// # Errors
/// Whatever the database answers.
pub async fn mark_parts(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let named = named(db, |scheme| scheme.mark_parts().map(str::to_owned).collect()).await?;
    Ok(named.into_iter().collect())
}

async fn named(db: &impl ConnectionTrait, of: fn(&Scheme) -> Vec<String>) -> Result<BTreeSet<String>> {
    let published = ledger::book(db).await?;
    let editions = published.book.editions.iter().chain(&published.fees.editions);
    Ok(editions.flat_map(|edition| of(&edition.scheme)).collect())
}

/// The row of a new record.
pub(super) async fn row(
    tx: &DatabaseTransaction,
    recorder: &Recorder,
    new: &NewOccurrence,
    (today, now): (NaiveDate, Instant),
) -> Result<occurrence::ActiveModel> {
    let mut faults = Faults::default();
    faults.fields(new);
    faults.days(new, today);
    faults.figures(new);
    let note = faults.line(Field::Note, &new.note, 200);
    let approver = faults.line(Field::Approver, &new.approver, 50);
    if let Some(id) = new.article_id {
        faults.article(tx, recorder, id).await?;
    }
    if let Whom::One(kind, id) = new.whom {
        faults.subject(tx, recorder, new, (kind, id)).await?;
    }
    faults.what(tx, new).await?;
    if !faults.0.is_empty() {
        return Err(Error::Invalid(faults.0));
    }
    let (subject_kind, subject_id) = match new.whom {
        Whom::One(kind, id) => (Some(kind), Some(id)),
        Whom::Nobody | Whom::Everybody => (None, None),
    };
    Ok(occurrence::ActiveModel {
        id: NotSet,
        kind: Set(new.kind),
        happened_on: Set(new.happened_on),
        until_on: Set(new.until_on),
        article_id: Set(new.article_id),
        subject_kind: Set(subject_kind),
        subject_id: Set(subject_id),
        what: Set(new.what.trim().to_owned()),
        n_views: Set(new.n_views),
        points: Set(new.points.map(Points::hundredths)),
        approver: Set(approver),
        note: Set(note),
        recorded_by: Set(recorder.id()),
        recorded_at: Set(now),
        withdrawn_at: Set(None),
        withdrawn_by: Set(None),
        withdrawn_reason: Set(None),
    })
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, field: Field, key: &'static str) {
        // One field says one thing: the first that was found.
        if self.0.iter().all(|fault| fault.field != field.name()) {
            self.0.push(Fault::new(field.name(), Message::new(key)));
        }
    }

    /// That what the kind asks for is there, and nothing that it does not take.
    fn fields(&mut self, new: &NewOccurrence) {
        for field in Field::ALL {
            match (field.of(new.kind), field.is_said(new)) {
                (Some(true), false) => self.add(field, "occurrence.missing"),
                (None, true) => self.add(field, "occurrence.not_of_kind"),
                _ => {}
            }
        }
        let is_of_nobody = new.article_id.is_none() && new.whom == Whom::Nobody;
        if new.kind == OccurrenceKind::Incident && is_of_nobody {
            self.add(Field::Article, "occurrence.of_nobody");
        }
        if new.whom == Whom::Everybody && new.kind != OccurrenceKind::Exemption {
            self.add(Field::Subject, "occurrence.not_everybody");
        }
    }

    fn days(&mut self, new: &NewOccurrence, today: NaiveDate) {
        let is_leave = new.kind == OccurrenceKind::Exemption;
        if !is_leave && new.happened_on > today {
            let fault = Fault::new("happened_on", Message::new("fault.day_in_future"));
            self.0.push(fault);
        }
        if is_leave && new.until_on.is_some_and(|until| until < new.happened_on) {
            self.add(Field::Until, "occurrence.until_before");
        }
    }

    fn figures(&mut self, new: &NewOccurrence) {
        if new.n_views.is_some_and(i64::is_negative) {
            self.add(Field::Views, "occurrence.views_negative");
        }
        let is_mark = new.kind == OccurrenceKind::Mark;
        if let Some(points) = new.points.map(Points::hundredths) {
            let least = if is_mark { 0 } else { -MOST };
            if points < least || points > MOST {
                self.add(Field::Points, "occurrence.points_range");
            }
        }
        if !is_mark && new.points.is_some() {
            for field in [Field::Approver, Field::Note] {
                if !field.is_said(new) {
                    self.add(field, "occurrence.missing");
                }
            }
        }
    }

    fn line(&mut self, field: Field, text: &str, max: usize) -> String {
        if let Ok(line) = Line::parse_optional(text, max) {
            return line.map_or_else(String::new, Line::into_string);
        }
        self.add(field, "occurrence.too_long");
        String::new()
    }

    /// That the article has left its unit, and is not the recorder's own.
    async fn article(&mut self, tx: &DatabaseTransaction, recorder: &Recorder, id: ArticleId) -> Result<()> {
        match shelf::article(tx, id).await {
            Ok(article) if article.left_unit_at.is_some() => recorder.is_not_author(&article)?,
            Ok(_) | Err(Error::NotFound) => self.add(Field::Article, "occurrence.no_article"),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// That the person or unit is there, and not the recorder's own.
    async fn subject(
        &mut self,
        tx: &DatabaseTransaction,
        recorder: &Recorder,
        new: &NewOccurrence,
        (kind, id): (SubjectKind, i64),
    ) -> Result<()> {
        let found = match kind {
            SubjectKind::Person => people::person(tx, PersonId(id)).await.map(drop),
            SubjectKind::Unit => people::organisation(tx, OrganisationId(id)).await.map(drop),
        };
        match found {
            Ok(()) => recorder.is_not_for_own((kind, id))?,
            Err(Error::NotFound) => {
                self.add(Field::Subject, "occurrence.no_subject");
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        if new.kind == OccurrenceKind::Commission
            && kind == SubjectKind::Person
            && home(tx, PersonId(id), new.happened_on).await?.is_none()
        {
            self.add(Field::Subject, "occurrence.no_home");
        }
        Ok(())
    }

    async fn what(&mut self, tx: &DatabaseTransaction, new: &NewOccurrence) -> Result<()> {
        let word = new.what.trim();
        let is_known = match new.kind {
            OccurrenceKind::Commission => OUTCOMES.contains(&word),
            OccurrenceKind::Incident => incident_words(tx).await?.iter().any(|one| one == word),
            OccurrenceKind::Mark => mark_parts(tx).await?.iter().any(|one| one == word),
            OccurrenceKind::Measure | OccurrenceKind::Clue | OccurrenceKind::Exemption => true,
        };
        if !is_known {
            self.add(Field::What, "occurrence.unknown_word");
        }
        Ok(())
    }
}
