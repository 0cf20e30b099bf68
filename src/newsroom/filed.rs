//! What subjects filed in a period and what of that was adopted. Points are not read here (`ledger`), nothing is changed.

use std::collections::HashMap;

use entity::{Instant, SubjectKind, article, filed};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use crate::calendar::Period;
use crate::db::packed;
use crate::scheme::assess::adoption_rate;
use crate::sheet::Cell;
use crate::{Result, ledger};

use super::filter::VALID;

/// What a subject filed in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// Pieces filed and valid: left the unit, neither declined nor withdrawn.
    pub n: i64,
    /// Those of them that a medium adopted.
    pub n_adopted: i64,
}

impl Filed {
    /// 采用率 in thousandths, a half up; 0 where nothing was filed (DOMAIN G4).
    #[must_use]
    pub const fn per_mille(self) -> i64 {
        adoption_rate(self.n_adopted, self.n)
    }

    /// 采用率 as it is printed: of nothing by nothing it is 0 (DOMAIN G4).
    #[must_use]
    pub fn rate(self) -> String {
        if self.n == 0 {
            "0".to_owned()
        } else {
            Cell::PerMille(self.per_mille()).shown()
        }
    }
}

/// What every subject of a kind filed in a period, by key.
///
/// # Errors
/// Whatever the database answers.
pub async fn filed(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: Period,
) -> Result<HashMap<i64, Filed>> {
    let rows = filed::Entity::find()
        .select_only()
        .columns([
            filed::Column::SubjectId,
            filed::Column::N,
            filed::Column::NAdopted,
        ])
        .filter(filed::Column::SubjectKind.eq(kind))
        .filter(filed::Column::Period.is_in(ledger::kept_for(period)))
        .build(db.get_database_backend());
    let rows: Vec<(i64, i64, i64)> = packed(db, &["subject_id", "n", "n_adopted"], rows).await?;
    let mut found: HashMap<i64, Filed> = HashMap::new();
    for (id, n, n_adopted) in rows {
        let sum = found.entry(id).or_default();
        sum.n += n;
        sum.n_adopted += n_adopted;
    }
    // A count of nothing is left where the only piece was withdrawn.
    found.retain(|_, filed| filed.n > 0);
    Ok(found)
}

/// The same as [`filed()`], counted from the articles themselves: for what is frozen for good.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn counted(
    db: &impl ConnectionTrait,
    kind: SubjectKind,
    period: Period,
) -> Result<HashMap<i64, Filed>> {
    let adopted = Expr::case(adopted(), article::Column::Id.into_expr());
    let rows: Vec<(i64, i64, i64)> = article::Entity::find()
        .select_only()
        .column(whose(kind))
        .expr(article::Column::Id.count())
        .expr(Expr::expr(adopted).count())
        .filter(valid_in(period))
        .group_by(whose(kind))
        .into_tuple()
        .all(db)
        .await?;
    let filed = |(id, n, n_adopted)| (id, Filed { n, n_adopted });
    Ok(rows.into_iter().map(filed).collect())
}

/// The pieces that [`filed()`] counts for one subject, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn filed_pieces(
    db: &impl ConnectionTrait,
    (kind, id): (SubjectKind, i64),
    period: Period,
    adopted_only: bool,
) -> Result<Vec<article::Model>> {
    let mut of = article::Entity::find()
        .filter(valid_in(period))
        .filter(whose(kind).eq(id));
    if adopted_only {
        of = of.filter(adopted());
    }
    Ok(of
        .order_by_desc(article::Column::FirstSubmittedAt)
        .order_by_desc(article::Column::Id)
        .all(db)
        .await?)
}

const fn whose(kind: SubjectKind) -> article::Column {
    match kind {
        SubjectKind::Person => article::Column::ReporterId,
        SubjectKind::Unit => article::Column::OrganisationId,
    }
}

fn adopted() -> Expr {
    article::Column::NAdoptions.gt(0)
}

/// First submitted in the period, and valid.
fn valid_in(period: Period) -> Condition {
    let instants = period.instants();
    Condition::all()
        .add(article::Column::FirstSubmittedAt.gte(Instant(instants.start)))
        .add(article::Column::FirstSubmittedAt.lt(Instant(instants.end)))
        .add(article::Column::State.is_in(VALID.iter().copied()))
        .add(article::Column::LeftUnitAt.is_not_null())
}
