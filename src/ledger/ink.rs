//! The pen of the ledger: it knows the head of the chain, the closed months and who writes. Postings are chained one by
//! one and written together, with what they add to the totals, when the pen is put down. Only `settle` holds it.

use entity::{ArticleId, Instant, PersonId, SchemeVersionId, ledger_head, posting};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};

use super::cause::Cause;
use super::chain::Grounds;
use super::reach::key;
use super::schemes::Published;
use super::settle::{Said, Settled};
use super::{chain, closed_through, head, totals};
use crate::calendar::Month;
use crate::scheme::Line;
use crate::{Result, db};

/// The posting of a line before the one that is to be posted; a line that came back was posted several times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Former {
    pub seq: i64,
    pub revision: i64,
}

/// The pen that appends: it knows the head of the chain, the closed months, and who writes.
pub(super) struct Ink<'a> {
    tx: &'a DatabaseTransaction,
    published: &'a Published,
    by: PersonId,
    now: Instant,
    head: ledger_head::Model,
    closed: Option<Month>,
    written: Vec<posting::Model>,
}

impl<'a> Ink<'a> {
    pub(super) async fn dip(
        tx: &'a DatabaseTransaction,
        published: &'a Published,
        by: PersonId,
        now: Instant,
    ) -> Result<Self> {
        Ok(Self {
            tx,
            published,
            by,
            now,
            head: head(tx).await?,
            closed: closed_through(tx).await?,
            written: Vec::new(),
        })
    }

    /// The month in which something of this month can be booked: itself, or the first open one after it.
    fn open_month(&self, month: &str) -> String {
        let open = match (month.parse::<Month>(), self.closed) {
            (Ok(month), Some(closed)) => month.max(closed.plus(1)),
            (Ok(month), None) => month,
            (Err(_), _) => return month.to_owned(),
        };
        open.to_string()
    }

    /// Whether a standing posting says what the line says; on which facts both rest is asked apart.
    pub(super) fn is_same(&self, line: &Line, row: &Said) -> Result<bool> {
        Ok(row.points == line.points.hundredths()
            && row.origin_period == line.period.to_string()
            && row.happened_on == line.happened_on
            && row.rule == line.rule
            && self.is_of_version(line, row.scheme_version_id)
            && trace_text(line)? == row.trace)
    }

    /// Whether a line is priced by the version that priced the posting.
    pub(super) fn is_of_version(&self, line: &Line, version: Option<SchemeVersionId>) -> bool {
        version == self.version_of(line)
    }

    fn version_of(&self, line: &Line) -> Option<SchemeVersionId> {
        let stamp = line.scheme.as_ref()?;
        self.published
            .keys
            .get(&(stamp.code.clone(), stamp.version))
            .copied()
    }

    /// Reverses a posting and says why; the fact that undid what it rested on joins its grounds.
    pub(super) fn reverse(&mut self, row: &posting::Model, cause: &Cause) -> Result<()> {
        let period = self.open_month(&row.period);
        let is_late = period != row.period;
        let word = if is_late {
            format!("冲回 {} ", row.origin_period)
        } else {
            "冲销".to_owned()
        };
        let mut facts: Vec<i64> = serde_json::from_str(&row.facts)?;
        facts.extend(cause.undone_by);
        let reversal = posting::Model {
            seq: self.head.seq + 1,
            reverses: Some(row.seq),
            period,
            points: -row.points,
            facts: serde_json::to_string(&facts)?,
            last_fact: self.head.last_fact,
            sentence: format!("{word}第 {} 号（因{}）：{}", row.seq, cause.text, row.sentence),
            recorded_at: self.now,
            recorded_by: self.by,
            hash: String::new(),
            ..row.clone()
        };
        self.chain(reversal);
        Ok(())
    }

    /// Posts a line; `former` is the posting of the same line before it, if there was one.
    pub(super) fn post(&mut self, line: &Line, former: Option<Former>) -> Result<()> {
        let (kind, id) = key(line.subject);
        let origin = line.period.to_string();
        let period = self.open_month(&origin);
        let sentence = match former {
            _ if period == origin => line.sentence(),
            Some(former) => format!("补记 {origin}（更正第 {} 号）：{}", former.seq, line.sentence()),
            None => format!("补记 {origin}：{}", line.sentence()),
        };
        let row = posting::Model {
            seq: self.head.seq + 1,
            line: line.key.clone(),
            revision: former.map_or(0, |former| former.revision + 1),
            reverses: None,
            subject_kind: kind,
            subject_id: id,
            period,
            origin_period: origin,
            happened_on: line.happened_on,
            points: line.points.hundredths(),
            contra: format!("issued:{}", family_code(line)),
            rule: line.rule.clone(),
            scheme_version_id: self.version_of(line),
            article_id: line.article.map(|article| ArticleId(article.0)),
            facts: facts_text(line),
            last_fact: self.head.last_fact,
            sentence,
            trace: trace_text(line)?,
            recorded_at: self.now,
            recorded_by: self.by,
            hash: String::new(),
        };
        self.chain(row);
        Ok(())
    }

    /// Chains a posting to the one before it, to the facts that are known, and to the scheme that priced it.
    fn chain(&mut self, mut row: posting::Model) {
        let scheme = row
            .scheme_version_id
            .and_then(|id| self.published.digests.get(&id));
        let grounds = Grounds {
            facts: &self.head.facts_hash,
            scheme: scheme.map_or("", String::as_str),
        };
        row.hash = chain::hash(&self.head.hash, &row, grounds);
        self.head.seq = row.seq;
        self.head.hash.clone_from(&row.hash);
        self.written.push(row);
    }

    /// Writes what was posted, adds it to the totals, and moves the head of the chain on.
    pub(super) async fn dry(self) -> Result<Settled> {
        let rows = self.written.iter().cloned();
        let rows = rows.map(|row| posting::ActiveModel::from(row).reset_all());
        db::insert_rows(self.tx, rows, None).await?;
        totals::add(self.tx, &self.written).await?;
        if !self.written.is_empty() {
            ledger_head::Entity::update_many()
                .col_expr(ledger_head::Column::Seq, Expr::value(self.head.seq))
                .col_expr(ledger_head::Column::Hash, Expr::value(self.head.hash))
                .exec(self.tx)
                .await?;
        }
        Ok(Settled {
            postings: self.written,
        })
    }
}

fn facts_text(line: &Line) -> String {
    let ids: Vec<i64> = line.facts.iter().map(|id| id.0).collect();
    serde_json::to_string(&ids).unwrap_or_default()
}

/// The trace and the reason as they are stored.
pub(super) fn trace_text(line: &Line) -> Result<String> {
    let trace = serde_json::json!({ "trace": line.trace, "reason": line.reason, "family": line.family });
    Ok(serde_json::to_string(&trace)?)
}

fn family_code(line: &Line) -> String {
    serde_json::to_value(line.family)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
