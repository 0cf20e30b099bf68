//! The templates of the circular (通报) that an office laid out: the newest is in force, and each one stays.

crate::migration!("m19_circular", SQL);

const SQL: &str = "
CREATE TABLE circular_template (
  id {id},
  -- The file's name on the machine of whoever gave it.
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- The .docx as the guard let it through.
  document {blob} NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  uploaded_by {int} NOT NULL REFERENCES person(id),
  uploaded_at {int} NOT NULL
){strict};
{append_only:circular_template:id}
";
