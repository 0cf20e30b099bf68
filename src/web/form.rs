//! Reading what a form or script sent. Unknown fields are refused; nothing of a request ever becomes a row directly.

use poem::{FromRequest, Request, RequestBody};
use serde::de::DeserializeOwned;

use super::fail::Fail;
use crate::error::Error;

/// The fields of a form. A field that may be repeated is read with [`Fields`].
#[derive(Clone, Debug)]
pub struct Form<T>(pub T);

impl<'a, T: DeserializeOwned> FromRequest<'a> for Form<T> {
    async fn from_request(_request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let bytes = body
            .take()?
            .into_bytes()
            .await
            .map_err(|_| Fail(Error::invalid("form", "fault.form")))?;
        let fields: Vec<(String, String)> =
            serde_urlencoded::from_bytes(&bytes).map_err(|_| Fail(Error::invalid("form", "fault.form")))?;
        let fields: Vec<_> = fields.into_iter().filter(|(name, _)| name != "csrf").collect();
        let text = serde_urlencoded::to_string(fields).map_err(|error| Fail(Error::broken(error)))?;
        let form =
            serde_urlencoded::from_str(&text).map_err(|_| Fail(Error::invalid("form", "fault.form")))?;
        Ok(Self(form))
    }
}

/// The fields of a form in their order, repeated ones included.
#[derive(Clone, Debug)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The value of a field; empty where it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// All values of a field, in their order.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> + 's {
        self.0
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a field as something that can be parsed.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field.
    pub fn parse<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Error> {
        self.get(name)
            .trim()
            .parse()
            .map_err(|_| Error::invalid(name, "fault.field"))
    }

    /// The value of a field that may be empty.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field.
    pub fn parse_optional<T: std::str::FromStr>(&self, name: &'static str) -> Result<Option<T>, Error> {
        if self.get(name).trim().is_empty() {
            Ok(None)
        } else {
            self.parse(name).map(Some)
        }
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn is_ticked(&self, name: &str) -> bool {
        matches!(self.get(name), "true" | "on" | "1")
    }
}

impl<'a> FromRequest<'a> for Fields {
    async fn from_request(_request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let bytes = body
            .take()?
            .into_bytes()
            .await
            .map_err(|_| Fail(Error::invalid("form", "fault.form")))?;
        let fields =
            serde_urlencoded::from_bytes(&bytes).map_err(|_| Fail(Error::invalid("form", "fault.form")))?;
        Ok(Self(fields))
    }
}

/// A JSON document of a script.
#[derive(Clone, Debug)]
pub struct Document<T>(pub T);

impl<'a, T: DeserializeOwned> FromRequest<'a> for Document<T> {
    async fn from_request(_request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let bytes = body
            .take()?
            .into_bytes()
            .await
            .map_err(|_| Fail(Error::invalid("form", "fault.form")))?;
        let document =
            serde_json::from_slice(&bytes).map_err(|_| Fail(Error::invalid("form", "fault.json")))?;
        Ok(Self(document))
    }
}

/// The address's question mark: `?name=value`, read into a struct whose fields all have defaults.
#[derive(Clone, Debug)]
pub struct Asked<T>(pub T);

impl<'a, T: DeserializeOwned> FromRequest<'a> for Asked<T> {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self(
            asked(request.uri().query().unwrap_or_default()).map_err(Fail)?,
        ))
    }
}

/// Reads what stands behind the question mark of an address.
///
/// # Errors
/// [`Error::Invalid`] where a value cannot be one.
pub fn asked<T: DeserializeOwned>(query: &str) -> Result<T, Error> {
    serde_urlencoded::from_str(query).map_err(|_| Error::invalid("query", "fault.query"))
}
