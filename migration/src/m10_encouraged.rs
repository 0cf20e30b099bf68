//! Units that may report and are not assessed (鼓励报送).

crate::migration!("m10_encouraged", SQL);

const SQL: &str = "
ALTER TABLE organisation ADD COLUMN is_encouraged {bool} NOT NULL DEFAULT {false};
";
