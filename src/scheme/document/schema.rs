//! The JSON Schema of a scheme document, made from the types that the parser itself reads: a key that the one knows
//! the other knows too (`schema/tests.rs` asks the parser for every one).

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Scheme;

#[cfg(test)]
mod tests;

/// The schema (draft 2020-12) of a scheme document. It says what a key is called and what kind of value it takes; what
/// only the whole document can tell (a level that no list names, two caps of one code) is said by [`Scheme::parse`].
#[must_use]
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Scheme>();
    schema.insert("title".to_owned(), "Zhibao scoring scheme (计分办法)".into());
    schema.to_value()
}
