//! Captions of pictures count their changes, as the words of the dictionary do.

crate::migration!("m09_captions", SQL);

const SQL: &str = "
ALTER TABLE file ADD COLUMN version {int} NOT NULL DEFAULT 1;
";
