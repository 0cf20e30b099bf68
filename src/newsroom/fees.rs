//! 稿酬: what is due to whom for a month, by the fee rules of the schemes of points and by the fee schemes beside them,
//! each with its arithmetic; and what was paid of it. Due is reckoned whenever it is read; payments are rows that stay.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{Instant, OrganisationClass, PaymentId, Role, SubjectKind, payment};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};

use super::assess::subject_of;
use super::facts::class_name;
use super::members::{Member, members_and};
use super::sight::own_subjects;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::calendar::{Month, Period};
use crate::error::{Error, Message};
use crate::ledger::{self, CountedBy, Yield};
use crate::people::{Office, Roster, Viewer};
use crate::points::Points;
use crate::scheme::fee::{Earned, Fee};
use crate::scheme::{Book, Scheme, Subject};
use crate::text::Line;
use crate::{Result, db};

/// A person or unit.
type Key = (SubjectKind, i64);

/// What is due to somebody: yuan, and how it was reckoned.
type Due = BTreeMap<Key, (Points, Vec<String>)>;

/// One row of the list.
#[derive(Clone, Debug)]
pub struct FeeRow {
    /// Who.
    pub subject: Key,
    /// The name as printed.
    pub name: String,
    /// The unit's short name.
    pub unit: String,
    /// Yuan due.
    pub due: Points,
    /// How it was reckoned, a sentence a rule or piece.
    pub words: Vec<String>,
    /// Yuan paid, less what was taken back.
    pub paid: Points,
    /// The payments that stand, the oldest first.
    pub payments: Vec<payment::Model>,
}

impl FeeRow {
    /// Yuan that are still to be paid; below 0 where too much was.
    #[must_use]
    pub fn open(&self) -> Points {
        Points::from_hundredths(self.due.hundredths() - self.paid.hundredths())
    }
}

/// The fees of a month.
#[derive(Clone, Debug)]
pub struct FeeList {
    /// The month.
    pub month: Month,
    /// Whether any scheme pays anything; if not, there is nothing to list.
    pub has_rules: bool,
    /// Whether the month is over, so that it can be paid.
    pub is_over: bool,
    /// Whoever the reader may see, persons first, by unit and name.
    pub rows: Vec<FeeRow>,
}

/// The months whose fees can be asked for beside those with points: from the first in which a scheme in yuan was in
/// force and anything was filed or adopted, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn fee_months(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Month>> {
    let editions = ledger::book(db).await?.fees.editions;
    let begun = editions
        .iter()
        .map(|edition| edition.effective_from.unwrap_or(NaiveDate::MIN));
    let (Some(from), Some(first)) = (begun.min(), ledger::first_day(db).await?) else {
        return Ok(Vec::new());
    };
    let (this, from) = (Month::of(today), Month::of(from.max(first)));
    let months = std::iter::successors(Some(this), |month| Some(month.minus(1)));
    Ok(months.take_while(|month| *month >= from).collect())
}

/// The keys of a kind.
fn of_kind<'a>(subjects: impl IntoIterator<Item = &'a Key>, kind: SubjectKind) -> BTreeSet<i64> {
    let of = subjects.into_iter().filter(|(one, _)| *one == kind);
    of.map(|(_, id)| *id).collect()
}

/// The fees of a month: everybody's for the office and supervisors, one's own and one's units' for the others.
///
/// # Errors
/// Whatever the database answers.
pub async fn fees(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    (month, today): (Month, NaiveDate),
) -> Result<FeeList> {
    let (has_rules, due) = due(db, month).await?;
    let sees_all = viewer.is(Role::Office) || viewer.is(Role::Supervisor);
    let own = own_subjects(viewer);
    let payments = standing(db, month).await?;
    let whose: BTreeSet<Key> = due.keys().chain(payments.keys()).copied().collect();
    let roster = Roster::load(db).await?;
    let period = Period::month(month);
    let mut homes: HashMap<Key, Member> = HashMap::new();
    for kind in [SubjectKind::Person, SubjectKind::Unit] {
        let all = members_and(db, kind, period, of_kind(&whose, kind)).await?;
        homes.extend(all.into_iter().map(|member| ((kind, member.id), member)));
    }
    let row = |subject: Key| {
        let (due, words) = due.get(&subject).cloned().unwrap_or_default();
        let payments = payments.get(&subject).cloned().unwrap_or_default();
        FeeRow {
            subject,
            name: roster.subject(subject).to_owned(),
            unit: homes
                .get(&subject)
                .map_or_else(String::new, |member| member.unit.clone()),
            due,
            words,
            paid: payments.iter().map(|one| Points::from_hundredths(one.fen)).sum(),
            payments,
        }
    };
    let shown = whose
        .into_iter()
        .filter(|subject| sees_all || own.contains(subject));
    let mut rows: Vec<FeeRow> = shown.map(row).collect();
    rows.sort_by(|one, other| {
        let of = |row: &FeeRow| (row.subject.0, row.unit.clone(), row.name.clone());
        of(one).cmp(&of(other))
    });
    Ok(FeeList {
        month,
        has_rules,
        is_over: month.last_day() < today,
        rows,
    })
}

/// Notes that what is due was paid: all of it to each of the subjects, less what was paid before, which must be the
/// amount, in fen, that whoever pays was shown.
///
/// # Errors
/// [`Error::Refused`] where the month is not over, nothing is due to any of them, or somebody's amount is another by
/// now.
pub async fn pay_fees(
    app: &App,
    office: &Office,
    month: Month,
    shown: &[(Key, i64)],
) -> Result<Vec<payment::Model>> {
    let now = app.clock.now();
    if month.last_day() >= app.today() {
        return Err(Error::refused("fee.not_over"));
    }
    // Reckoned before the write begins, which others wait for; what changes after this moment changed after the payment.
    let (_, due) = due(app.db.reader(), month).await?;
    let tx = db::write(&app.db).await?;
    let before = standing(&tx, month).await?;
    let shown: BTreeMap<Key, i64> = shown.iter().copied().collect();
    let open = |subject: &Key| {
        let yuan = due.get(subject).map_or(Points::ZERO, |(yuan, _)| *yuan);
        let already = before.get(subject).into_iter().flatten();
        yuan.hundredths() - already.map(|one| one.fen).sum::<i64>()
    };
    if shown.keys().all(|subject| open(subject) <= 0) {
        return Err(Error::refused("fee.nothing_due"));
    }
    if let Some((subject, fen)) = shown.iter().find(|(subject, fen)| open(subject) != **fen) {
        let changed = Message::new("fee.has_changed")
            .with("name", Roster::load(&tx).await?.subject(*subject))
            .with("shown", Points::from_hundredths(*fen).fixed())
            .with("open", Points::from_hundredths(open(subject)).fixed());
        return Err(Error::Refused(changed));
    }
    let mut paid = Vec::new();
    for (subject, fen) in shown.into_iter().filter(|(_, fen)| *fen > 0) {
        paid.push(insert(&tx, (subject, month, fen), (None, String::new()), (office, now)).await?);
    }
    let sum: i64 = paid.iter().map(|one| one.fen).sum();
    let detail = serde_json::json!({
        "n": paid.len(), "yuan": Points::from_hundredths(sum).fixed(),
        "payments": paid.iter().map(|one| one.id.0).collect::<Vec<_>>(),
    });
    let deed = Deed::done("pay_fees", "payment", month).with(detail);
    audit::note(&tx, office.actor(), deed, now).await?;
    tx.commit().await?;
    Ok(paid)
}

/// Takes a payment back, which stays in the list with the reason in the audit log.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] where it was taken back already or is itself a taking back;
/// [`Error::Invalid`] without a reason.
pub async fn take_back_fee(
    app: &App,
    office: &Office,
    id: PaymentId,
    reason: &str,
) -> Result<payment::Model> {
    let reason = Line::parse(reason, 200)
        .map_err(|_| Error::invalid("reason", "fault.reason_missing"))?
        .into_string();
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let was = payment::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    let later = payment::Entity::find()
        .filter(payment::Column::TakesBack.eq(id))
        .one(&tx)
        .await?;
    if was.takes_back.is_some() || later.is_some() {
        return Err(Error::refused("fee.taken_back_already"));
    }
    let month = was.period.parse().map_err(Error::broken)?;
    let what = ((was.subject_kind, was.subject_id), month, -was.fen);
    let row = insert(&tx, what, (Some(id), reason.clone()), (office, now)).await?;
    let detail = serde_json::json!({
        "yuan": Points::from_hundredths(was.fen).fixed(), "period": was.period, "reason": reason,
    });
    let deed = Deed::done("take_back_fee", "payment", id).with(detail);
    audit::note(&tx, office.actor(), deed, now).await?;
    tx.commit().await?;
    Ok(row)
}

async fn insert(
    tx: &DatabaseTransaction,
    ((kind, id), month, fen): (Key, Month, i64),
    (takes_back, reason): (Option<PaymentId>, String),
    (office, now): (&Office, Instant),
) -> Result<payment::Model> {
    let row = payment::ActiveModel {
        id: NotSet,
        subject_kind: Set(kind),
        subject_id: Set(id),
        period: Set(month.to_string()),
        fen: Set(fen),
        takes_back: Set(takes_back),
        reason: Set(reason),
        recorded_by: Set(office.id()),
        recorded_at: Set(now),
    };
    Ok(row.insert(tx).await?)
}

/// The payments of a month that stand: neither taken back nor a taking back.
async fn standing(db: &impl ConnectionTrait, month: Month) -> Result<BTreeMap<Key, Vec<payment::Model>>> {
    let rows = payment::Entity::find()
        .filter(payment::Column::Period.eq(month.to_string()))
        .order_by_asc(payment::Column::Id)
        .all(db)
        .await?;
    let gone: BTreeSet<PaymentId> = rows.iter().filter_map(|row| row.takes_back).collect();
    let mut standing: BTreeMap<Key, Vec<payment::Model>> = BTreeMap::new();
    for row in rows {
        if row.takes_back.is_none() && !gone.contains(&row.id) {
            standing
                .entry((row.subject_kind, row.subject_id))
                .or_default()
                .push(row);
        }
    }
    Ok(standing)
}

/// Whether anything pays, and what is due to whom.
async fn due(db: &impl ConnectionTrait, month: Month) -> Result<(bool, Due)> {
    let published = ledger::book(db).await?;
    let rules = rules(&published.book, month);
    let has_rules = !rules.is_empty() || !published.fees.editions.is_empty();
    let mut due = Due::new();
    for (scheme, classes) in &rules {
        for fee in &scheme.fee {
            let Some(span) = span(fee, scheme, month) else {
                continue;
            };
            let earned = earned(db, span, classes).await?;
            let paid = fee
                .pay(&earned, scheme.rounding)
                .ok_or_else(|| Error::broken(format!("the fee {} of {month} does not fit", fee.code)))?;
            for one in paid.into_iter().filter(|one| one.yuan > Points::ZERO) {
                add(&mut due, one.subject, one.yuan, one.sentence);
            }
        }
    }
    for line in ledger::fee_lines(db, published.fees, month).await? {
        add(&mut due, line.subject, line.points, line.sentence());
    }
    Ok((has_rules, due))
}

fn add(due: &mut Due, subject: Subject, yuan: Points, words: String) {
    let key = match subject {
        Subject::Person(id) => (SubjectKind::Person, id.0),
        Subject::Unit(id) => (SubjectKind::Unit, id.0),
    };
    let row = due.entry(key).or_default();
    row.0 = Points::from_hundredths(row.0.hundredths() + yuan.hundredths());
    row.1.push(words);
}

/// The schemes with fee rules in force when the month ends, each with its classes.
fn rules(book: &Book, month: Month) -> Vec<(&Scheme, Vec<OrganisationClass>)> {
    let mut rules: Vec<(&Scheme, Vec<OrganisationClass>)> = Vec::new();
    for class in OrganisationClass::ALL {
        let Some(scheme) = book.scheme_on(&class_name(*class), month.last_day()) else {
            continue;
        };
        match rules.iter_mut().find(|(known, _)| std::ptr::eq(*known, scheme)) {
            Some((_, classes)) => {
                classes.push(*class);
            }
            None if !scheme.fee.is_empty() => rules.push((scheme, vec![*class])),
            None => {}
        }
    }
    rules
}

/// The period of a fee that ends with the month; none where it is reckoned in another.
fn span(fee: &Fee, scheme: &Scheme, month: Month) -> Option<Period> {
    let n_months = fee.period.months().unwrap_or(1);
    let span = Period::of_month(month, n_months, scheme.calendar.year_starts);
    (Month::of(span.last_day()) == month).then_some(span)
}

/// What everybody of the classes earned of a period, whenever it was booked: what is taken back after the close of a
/// month was not earned in it.
async fn earned(
    db: &impl ConnectionTrait,
    span: Period,
    classes: &[OrganisationClass],
) -> Result<Vec<Earned>> {
    let yields: HashMap<Key, Yield> = ledger::yields(db, None, span, CountedBy::Origin).await?;
    let mut earned = Vec::new();
    for kind in [SubjectKind::Person, SubjectKind::Unit] {
        for member in members_and(db, kind, span, of_kind(yields.keys(), kind)).await? {
            let Some(of) = yields.get(&(kind, member.id)) else {
                continue;
            };
            if member.class.is_some_and(|class| classes.contains(&class)) {
                let pairs = |of: &BTreeMap<_, _>| of.iter().map(|(family, sum)| (*family, *sum)).collect();
                earned.push(Earned {
                    subject: subject_of(kind, member.id),
                    points: pairs(&of.points),
                    items: of.items.values().map(pairs).collect(),
                });
            }
        }
    }
    Ok(earned)
}
