//! Creating once: a request that names an `Idempotency-Key` is done once, however often it is sent (QUALITY T20, T21).
//! `docs/adr/api-creates-once.md` says why this holds across a crash between the deed and its answer.

use std::future::Future;
use std::time::Duration;

use entity::Instant;
use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::{ParseFromJSON, ToJSON};

use super::caller::Caller;
use super::fail::Answer;
use crate::Result;
use crate::app::App;
use crate::audit::{self, Remembered};
use crate::error::{Error, Message};
use crate::people::Viewer;

/// How often a repetition looks whether the first request has its answer.
const LOOK: Duration = Duration::from_millis(50);

/// Something was made.
#[derive(ApiResponse)]
pub(super) enum Created<T: ToJSON + ParseFromJSON + Send + Sync> {
    /// It was made, now or by an earlier request with the same Idempotency-Key.
    #[oai(status = 201)]
    Created(Json<T>),
}

/// What a creating operation is, in parts: `make` does it and gives the new key, `find` gives the key of what a deed of
/// the log made, `show` writes the answer.
pub(super) struct Creation<Make, Find, Show> {
    /// The deed's name in the audit log.
    pub deed: &'static str,
    /// Does it.
    pub make: Make,
    /// From the log's object and instant to the new key.
    pub find: Find,
    /// Writes the answer.
    pub show: Show,
}

/// Does it once for a key; without a key, simply does it.
pub(super) async fn once<T, Make, Made, Find, Found, Show, Shown>(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    creation: Creation<Make, Find, Show>,
) -> Answer<Created<T>>
where
    T: ToJSON + ParseFromJSON + Send + Sync,
    Make: FnOnce(Viewer) -> Made,
    Made: Future<Output = Result<i64>>,
    Find: FnOnce(String, Instant) -> Found,
    Found: Future<Output = Result<i64>>,
    Show: FnOnce(i64) -> Shown,
    Shown: Future<Output = Result<T>>,
{
    let Creation {
        deed,
        make,
        find,
        show,
    } = creation;
    let Some(key) = key else {
        let id = make(caller.viewer.clone()).await?;
        return Ok(Created::Created(Json(show(id).await?)));
    };
    if key.is_empty() || key.len() > 200 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::invalid("Idempotency-Key", "api.key").into());
    }
    let person = caller.viewer.id();
    let request_id = audit::request_of_key(person, &key);
    let done = match hold(app, caller, &key).await? {
        Held::Answer(body) => return read(&body),
        Held::Fresh => None,
        Held::Abandoned => audit::deed_of(app.db.reader(), person, &request_id, deed).await?,
    };
    let id = if let Some((object, at)) = done {
        find(object, at).await?
    } else {
        let mut viewer = caller.viewer.clone();
        viewer.actor.request_id = request_id;
        match make(viewer).await {
            Ok(id) => id,
            Err(error) => {
                audit::drop_key(app, person, &key).await?;
                return Err(error.into());
            }
        }
    };
    let answer = show(id).await?;
    audit::keep_answer(app, person, &key, (201, &answer.to_json_string())).await?;
    Ok(Created::Created(Json(answer)))
}

/// What holding a key came to.
enum Held {
    Fresh,
    Abandoned,
    Answer(String),
}

/// Takes the key, or waits for whoever has it.
async fn hold(app: &App, caller: &Caller, key: &str) -> Result<Held> {
    let looks = app.settings.limits.write_wait_ms / 50;
    for _ in 0..=looks {
        match audit::take_key(app, caller.viewer.id(), key, &caller.digest).await? {
            Remembered::Fresh => return Ok(Held::Fresh),
            Remembered::Abandoned => return Ok(Held::Abandoned),
            Remembered::Answer(_, body) => return Ok(Held::Answer(body)),
            Remembered::Conflict => return Err(Error::refused("api.key_conflict")),
            Remembered::UnderWay => tokio::time::sleep(LOOK).await,
        }
    }
    Err(Error::Unavailable(Message::new("error.busy")))
}

fn read<T: ToJSON + ParseFromJSON + Send + Sync>(body: &str) -> Answer<Created<T>> {
    let value = serde_json::from_str(body).map_err(Error::from)?;
    let answer = T::parse_from_json(Some(value)).map_err(|error| Error::broken(error.into_message()))?;
    Ok(Created::Created(Json(answer)))
}
