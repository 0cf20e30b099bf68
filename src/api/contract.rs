//! The OpenAPI document as the door itself reads it: which operation a request is, its act, its query and its body.
//! What is served, what is checked and what is tested is this one document.

use std::collections::{BTreeMap, BTreeSet};

use poem::http::Method;
use serde_json::Value;

use super::operations::act_of;
use crate::people::policy::Act;
use crate::{Error, Result};

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name in the document.
    pub id: String,
    /// Its row of the policy table.
    pub act: Act,
    /// The names that its query may have.
    pub query: BTreeSet<String>,
    /// The schema of its JSON body, if it takes one.
    pub body: Option<Value>,
}

/// The whole document.
#[derive(Clone, Debug)]
pub struct Contract {
    document: Value,
    operations: BTreeMap<(String, String), Operation>,
}

impl Contract {
    /// Reads an OpenAPI document.
    ///
    /// # Errors
    /// [`Error::Broken`] where an operation has no name, no act, or asks for no token.
    pub fn read(document: &str) -> Result<Self> {
        let document: Value = serde_json::from_str(document)?;
        let mut operations = BTreeMap::new();
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in methods.as_object().into_iter().flatten() {
                operations.insert((method.clone(), path.clone()), read(operation, method, path)?);
            }
        }
        Ok(Self { document, operations })
    }

    /// The document, written so that it can be compared line by line.
    #[must_use]
    pub fn document(&self) -> String {
        format!("{:#}\n", self.document)
    }

    /// The operations with method and path.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &Operation)> {
        let all = self.operations.iter();
        all.map(|((method, path), operation)| (method.as_str(), path.as_str(), operation))
    }

    /// The operation that a method and a path lead to; of several, the one with the fewest names in its path.
    pub(super) fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let method = method.as_str().to_ascii_lowercase();
        let is_name = |part: &str| part.starts_with('{');
        let fits = |pattern: &str| {
            pattern.split('/').count() == path.split('/').count()
                && pattern
                    .split('/')
                    .zip(path.split('/'))
                    .all(|(wanted, part)| is_name(wanted) || wanted == part)
        };
        self.operations
            .iter()
            .filter(|((its_method, pattern), _)| *its_method == method && fits(pattern))
            .min_by_key(|((_, pattern), _)| pattern.split('/').filter(|part| is_name(part)).count())
            .map(|(_, operation)| operation)
    }

    /// A schema, or what it refers to.
    pub(super) fn schema<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let name = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        name.map_or(schema, |name| &self.document["components"]["schemas"][name])
    }
}

fn read(operation: &Value, method: &str, path: &str) -> Result<Operation> {
    let wrong = |what: &str| Error::broken(format!("{method} {path} {what}"));
    let id = operation["operationId"]
        .as_str()
        .ok_or_else(|| wrong("has no operationId"))?;
    let act = act_of(id).ok_or_else(|| wrong("has no row in api::OPERATIONS"))?;
    if operation["security"].as_array().is_none_or(Vec::is_empty) {
        return Err(wrong("asks for no token"));
    }
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let query = parameters
        .filter(|one| one["in"] == "query")
        .filter_map(|one| one["name"].as_str().map(str::to_owned))
        .collect();
    let content = operation["requestBody"]["content"].as_object();
    let json = content
        .into_iter()
        .flatten()
        .find(|(kind, _)| kind.starts_with("application/json"));
    Ok(Operation {
        id: id.to_owned(),
        act,
        query,
        body: json.map(|(_, content)| content["schema"].clone()),
    })
}
