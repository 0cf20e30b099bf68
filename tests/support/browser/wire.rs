//! One call of the `DevTools` protocol with plain JSON in and out.
//!
//! The generated types refuse whole answers when a newer Chromium adds a value to an enum, so only events use them.

use std::borrow::Cow;

use chromiumoxide::types::{Command, Method, MethodId};
use chromiumoxide::{Page, error::CdpError};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

#[derive(Debug)]
struct Call {
    method: &'static str,
    parameters: Value,
}

impl Serialize for Call {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parameters.serialize(serializer)
    }
}

impl Method for Call {
    fn identifier(&self) -> MethodId {
        Cow::Borrowed(self.method)
    }
}

impl Command for Call {
    type Response = Value;
}

/// Calls `method`; an error is usually a page that went away in between, so the caller asks again.
pub async fn call(page: &Page, method: &'static str, parameters: Value) -> Result<Value, String> {
    let answer: Result<_, CdpError> = page.execute(Call { method, parameters }).await;
    answer
        .map(|it| it.result)
        .map_err(|error| format!("{method}: {error}"))
}

/// Evaluates an expression in the page, awaiting a promise; the page's CSP does not apply to it.
pub async fn evaluate(page: &Page, expression: &str) -> Result<Value, String> {
    let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
    value_of(call(page, "Runtime.evaluate", parameters).await?)
}

/// Calls a function with an element as `this`.
pub async fn on_element(
    page: &Page,
    object: &str,
    function: &str,
    arguments: &[Value],
) -> Result<Value, String> {
    let arguments: Vec<Value> = arguments.iter().map(|value| json!({ "value": value })).collect();
    let parameters = json!({
        "objectId": object, "functionDeclaration": function, "arguments": arguments,
        "returnByValue": true, "awaitPromise": true,
    });
    value_of(call(page, "Runtime.callFunctionOn", parameters).await?)
}

fn value_of(mut answer: Value) -> Result<Value, String> {
    if let Some(thrown) = answer.get("exceptionDetails") {
        let text = thrown
            .pointer("/exception/description")
            .or_else(|| thrown.get("text"));
        return Err(text
            .and_then(Value::as_str)
            .unwrap_or("the script threw")
            .to_owned());
    }
    Ok(answer
        .pointer_mut("/result/value")
        .map_or(Value::Null, Value::take))
}
