//! Words of the dictionary count their changes, so that nobody writes over one that they did not see.

crate::migration!("m08_versions", SQL);

const SQL: &str = "
ALTER TABLE term ADD COLUMN version {int} NOT NULL DEFAULT 1;
";
