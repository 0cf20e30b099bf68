//! The ledger as a book: its head, a walk over the whole of it, and its price counted again.

use entity::ledger_head;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::app::App;
use crate::db;
use crate::ledger::{self, Verdict};

/// The ledger.
pub(super) struct Book(pub App);

/// The last posting: whoever notes it down can see later whether anything before it was changed.
#[derive(Clone, Debug, Object)]
struct LedgerHead {
    /// Its number.
    seq: i64,
    /// Its hash.
    hash: String,
}

/// How the ledger was found.
#[derive(Clone, Debug, Object)]
struct LedgerVerdict {
    /// Whether everything is as it was written.
    is_whole: bool,
    /// What is not: `posting`, `head`, `close`, `statement`, `total`, `filed`, `subject_unit`, `fact`, `scheme` or `record`.
    broken: Option<String>,
    /// The number of the first broken posting, fact, scheme version or record; the head's, where the head is broken.
    seq: Option<i64>,
    /// What does not fit.
    what: Option<String>,
    /// How many postings, where everything is whole.
    n_postings: Option<i64>,
    /// The hash of the last, where everything is whole.
    head: Option<String>,
}

fn verdict_document(verdict: Verdict) -> LedgerVerdict {
    let broken = |part: &str, seq: Option<i64>, what: Option<String>| LedgerVerdict {
        is_whole: false,
        broken: Some(part.to_owned()),
        seq,
        what,
        n_postings: None,
        head: None,
    };
    match verdict {
        Verdict::Whole { n, head } => LedgerVerdict {
            is_whole: true,
            broken: None,
            seq: None,
            what: None,
            n_postings: Some(n),
            head: Some(head),
        },
        Verdict::Posting { seq, what } => broken("posting", Some(seq), Some(what.to_owned())),
        Verdict::Head { head, last } => broken("head", Some(head), Some(format!("last: {last}"))),
        Verdict::Kept {
            table,
            subject,
            period,
        } => broken(table, None, Some(format!("{subject} {period}"))),
        Verdict::Close { period, what } => broken("close", None, Some(format!("{period} {what}"))),
        Verdict::Statement { subject, period } => {
            broken("statement", None, Some(format!("{subject} {period}")))
        }
        Verdict::Fact(id) => broken("fact", Some(id), None),
        Verdict::Record { table, id } => broken("record", Some(id), Some(table.to_owned())),
        Verdict::Scheme(id) => broken("scheme", Some(id), None),
    }
}

/// What pricing every fact again came to.
#[derive(Clone, Debug, Object)]
struct Replayed {
    /// How many lines were compared.
    n_lines: u64,
    /// Those that differ; none where the ledger is what the facts are worth.
    differences: Vec<ReplayDifference>,
}

/// A line that is not what its facts are worth.
#[derive(Clone, Debug, Object)]
struct ReplayDifference {
    /// The line.
    line: String,
    /// What the facts are worth; none: no such line.
    wanted: Option<String>,
    /// What stands; none: no such posting.
    stands: Option<String>,
}

#[OpenApi(tag = "Family::Points")]
impl Book {
    /// Number and hash of the last posting.
    #[oai(path = "/ledger/head", method = "get", operation_id = "read_ledger_head")]
    async fn read_ledger_head(&self, _caller: Caller) -> Answer<Json<LedgerHead>> {
        let ledger_head::Model { seq, hash, .. } = ledger::head(self.0.db.reader()).await?;
        Ok(Json(LedgerHead { seq, hash }))
    }

    /// Walks the whole ledger: every hash, the head, the totals, the digests of facts and schemes.
    #[oai(path = "/ledger/verify", method = "post", operation_id = "verify_ledger")]
    async fn verify_ledger(&self, _caller: Caller) -> Answer<Json<LedgerVerdict>> {
        let verdict = ledger::verify(&db::read(&self.0.db).await?).await?;
        Ok(Json(verdict_document(verdict)))
    }

    /// Prices every fact again under the schemes in force and compares with what stands.
    #[oai(path = "/ledger/replay", method = "post", operation_id = "replay_ledger")]
    async fn replay_ledger(&self, _caller: Caller) -> Answer<Json<Replayed>> {
        let (n_lines, differences) = ledger::replay(&db::read(&self.0.db).await?).await?;
        let differences = differences.into_iter().map(|one| ReplayDifference {
            line: one.line,
            wanted: one.wanted.map(written::points),
            stands: one.stands.map(written::points),
        });
        Ok(Json(Replayed {
            n_lines: n_lines as u64,
            differences: differences.collect(),
        }))
    }
}
