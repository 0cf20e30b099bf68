//! What grows with the house, asked at once: the few facts by which somebody has no place lie in an index of their own,
//! and PostgreSQL counts the articles of one statement together (SQLite has triggers for each row alone).

crate::migration!("m17_at_once", SQL);

const SQL: &str = "
CREATE INDEX fact_unranked ON fact(id)
  WHERE kind = 'exemption' OR (kind = 'roster' AND body LIKE '%\"encouraged\":true%');
{counted_at_once:filed:article}
";
