//! The rows about the database itself: version, the settings of every connection, pages and keys, schema.

use sea_orm::DbBackend;

use super::{Mark, Row};
use crate::Result;
use crate::db::{self, Db, SchemaState};
use crate::error::Message;

/// The row about the database as a whole.
const DATABASE: &str = "check.database";
/// The row about pages and foreign keys.
const PAGES: &str = "check.pages";
/// The row about the schema.
const SCHEMA: &str = "check.schema";
/// The rows without which nothing that the database holds can be told.
pub(super) const NEEDED: [&str; 3] = [DATABASE, PAGES, SCHEMA];

pub(super) async fn rows(db: &Db) -> Result<Vec<Row>> {
    let state = match db::state(db).await {
        Ok(state) => state,
        Err(why) => {
            let finding = Message::new("check.database_closed").with("why", why);
            return Ok(vec![Row::new(Mark::Bad, DATABASE, finding)]);
        }
    };
    let opened = Message::new("check.database_open")
        .with("kind", state.kind)
        .with("version", &state.version)
        .with("mib", state.bytes >> 20);
    let mut rows = vec![Row::new(Mark::Good, DATABASE, opened)];
    if db.backend() == DbBackend::Sqlite {
        rows.push(match db::check(db).await {
            Ok(n) => Row::new(
                Mark::Good,
                "check.connections",
                Message::new("check.connections_good").with("n", n),
            ),
            Err(why) => Row::new(
                Mark::Bad,
                "check.connections",
                Message::new("check.connections_bad").with("why", why),
            ),
        });
        let flaws = db::quick_flaws(db.reader()).await?;
        rows.push(match flaws.first() {
            None => Row::new(Mark::Good, PAGES, Message::new("check.pages_good")),
            Some(first) => {
                let finding = Message::new("check.pages_bad")
                    .with("n", flaws.len())
                    .with("first", first.chars().take(200).collect::<String>());
                return Ok(rows
                    .into_iter()
                    .chain([Row::new(Mark::Bad, PAGES, finding)])
                    .collect());
            }
        });
    }
    rows.push(schema(&db::schema(db).await?));
    Ok(rows)
}

fn schema(state: &SchemaState) -> Row {
    let (mark, finding) = if let Some(unknown) = state.unknown.first() {
        (
            Mark::Bad,
            Message::new("check.schema_newer").with("name", unknown),
        )
    } else if !state.pending.is_empty() {
        let n = state.pending.len();
        (Mark::Odd, Message::new("check.schema_pending").with("n", n))
    } else if state.altered.is_empty() {
        (Mark::Good, Message::new("check.schema_good"))
    } else {
        let what = state.altered.join(", ");
        (Mark::Bad, Message::new("check.schema_altered").with("what", what))
    };
    Row::new(mark, SCHEMA, finding)
}
