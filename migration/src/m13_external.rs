//! Names of the byline who are reporters of a medium (外部记者): no member of the assessed staff, without an account.

crate::migration!("m13_external", SQL);

const SQL: &str = "
ALTER TABLE author ADD COLUMN is_external {bool} NOT NULL DEFAULT {false} CHECK (NOT is_external OR person_id IS NULL);
";
