//! Making anew what is kept beside articles and facts so that nobody has to walk them, where it was found to differ: what
//! was filed (`filed`, kept by triggers) and who has facts of which unit's articles (`subject_unit`). No posting changes.

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::Result;
use crate::actor::Actor;
use crate::audit::{self, Deed};

const FILED: &str = "INSERT INTO filed (subject_kind, subject_id, period, n, n_adopted)
  SELECT subject_kind, subject_id, period, SUM(n), SUM(n_adopted) FROM filed_of_article
  GROUP BY subject_kind, subject_id, period";
const UNITS: &str = "INSERT INTO subject_unit (month, subject_kind, subject_id, organisation_id)
  SELECT DISTINCT substr(CAST(named.happened_on AS TEXT), 1, 7), named.subject_kind, named.subject_id,
         fact.organisation_id
  FROM fact_subject AS named JOIN fact ON fact.id = named.fact_id
  WHERE fact.organisation_id IS NOT NULL";

/// Empties both tables and fills them from articles and facts; how many rows each has then.
///
/// # Errors
/// Whatever the database answers.
pub async fn recount(tx: &DatabaseTransaction, actor: &Actor, now: entity::Instant) -> Result<(u64, u64)> {
    tx.execute_unprepared("DELETE FROM filed").await?;
    let n_filed = tx.execute_unprepared(FILED).await?.rows_affected();
    tx.execute_unprepared("DELETE FROM subject_unit").await?;
    let n_units = tx.execute_unprepared(UNITS).await?.rows_affected();
    let detail = serde_json::json!({ "filed": n_filed, "subject_unit": n_units });
    let deed = Deed::done("recount", "ledger", "").with(detail);
    audit::note(tx, actor, deed, now).await?;
    Ok((n_filed, n_units))
}
