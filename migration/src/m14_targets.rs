//! Targets of one's own (自定任务): how many pieces a quota asks of a unit or person in place of its own minimum.

crate::migration!("m14_targets", SQL);

const SQL: &str = "
CREATE TABLE quota_target (
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('person','unit')),
  subject_id {int} NOT NULL,
  -- The code of the quota in the scheme.
  quota TEXT NOT NULL CHECK (length(quota) BETWEEN 1 AND 100),
  min {int} NOT NULL CHECK (min >= 0),
  PRIMARY KEY (subject_kind, subject_id, quota)
){strict};
";
