//! Creating once: a request that names an `Idempotency-Key` is done once, however often it is sent (QUALITY T20, T21).
//! The key is taken in the deed's own transaction; `docs/adr/api-creates-once.md` says what follows.

use std::future::Future;

use entity::Instant;
use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::{ParseFromJSON, ToJSON};

use super::caller::Caller;
use super::fail::Answer;
use crate::Result;
use crate::actor::Once;
use crate::app::App;
use crate::audit;
use crate::error::Error;
use crate::people::Viewer;

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
    let done = match audit::remembered(app.db.reader(), person, &key).await? {
        Some(done) => Err(done),
        None => match make(with_key(caller, deed, &key)).await {
            Ok(id) => Ok(id),
            // Whatever went wrong, an unknown outcome and another request with the key among it: the row knows.
            Err(error) => Err(audit::remembered(app.db.reader(), person, &key)
                .await?
                .ok_or(error)?),
        },
    };
    let id = match done {
        Ok(id) => id,
        Err(done) if done.digest != caller.digest => return Err(Error::refused("api.key_conflict").into()),
        Err(done) => match done.body {
            Some(body) => return read(&body),
            None => find(done.object_id, done.done_at).await?,
        },
    };
    let answer = show(id).await?;
    audit::keep_answer(app, person, &key, &answer.to_json_string()).await?;
    Ok(Created::Created(Json(answer)))
}

/// The caller, whose deed takes the key.
fn with_key(caller: &Caller, deed: &'static str, key: &str) -> Viewer {
    let mut viewer = caller.viewer.clone();
    viewer.actor.once = Some(Once {
        deed,
        key: key.to_owned(),
        digest: caller.digest.clone(),
    });
    viewer
}

fn read<T: ToJSON + ParseFromJSON + Send + Sync>(body: &str) -> Answer<Created<T>> {
    let value = serde_json::from_str(body).map_err(Error::from)?;
    let answer = T::parse_from_json(Some(value)).map_err(|error| Error::broken(error.into_message()))?;
    Ok(Created::Created(Json(answer)))
}
