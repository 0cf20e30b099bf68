//! The ledger as a book: its head, and a walk over the whole of it.

use entity::ledger_head;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::app::App;
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
    /// What is not: `posting`, `head`, `close`, `statement`, `total`, `fact` or `scheme`.
    broken: Option<String>,
    /// The number of the first broken posting, fact or scheme version; the head's, where the head is broken.
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
        Verdict::Total { subject, period } => broken("total", None, Some(format!("{subject} {period}"))),
        Verdict::Close { period, what } => broken("close", None, Some(format!("{period} {what}"))),
        Verdict::Statement { subject, period } => {
            broken("statement", None, Some(format!("{subject} {period}")))
        }
        Verdict::Fact(id) => broken("fact", Some(id), None),
        Verdict::Scheme(id) => broken("scheme", Some(id), None),
    }
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
        let verdict = ledger::verify(self.0.db.reader()).await?;
        Ok(Json(verdict_document(verdict)))
    }
}
