//! Full-time publicity officers (专职宣传人员), whom a scheme may leave out.

crate::migration!("m12_full_time", SQL);

const SQL: &str = "
ALTER TABLE person ADD COLUMN is_full_time {bool} NOT NULL DEFAULT {false};
";
