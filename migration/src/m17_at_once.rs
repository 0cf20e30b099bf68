//! What grows with the house, asked at once: the few stretches of the roll that ask for no place lie in an index of their own,
//! and PostgreSQL counts the articles of one statement together (SQLite has triggers for each row alone).

crate::migration!("m17_at_once", SQL);

const SQL: &str = "
CREATE INDEX fact_encouraged ON fact(kind) WHERE kind = 'roster' AND body LIKE '%\"encouraged\":true%';
{counted_at_once:filed:article}
";
