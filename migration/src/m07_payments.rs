//! 稿酬: what was paid to whom for which month, and what was taken back. Written once and kept; what is due is never
//! stored, it follows from the points.

crate::migration!("m07_payments", SQL);

const SQL: &str = "
CREATE TABLE payment (
  id {id},
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('person','unit')),
  subject_id {int} NOT NULL,
  period TEXT NOT NULL CHECK (length(period) = 7),
  -- Hundredths of a yuan: above 0 paid, below 0 taken back.
  fen {int} NOT NULL CHECK (fen <> 0),
  takes_back {int} REFERENCES payment(id),
  reason TEXT NOT NULL,
  recorded_by {int} NOT NULL REFERENCES person(id),
  recorded_at {int} NOT NULL,
  CHECK ((takes_back IS NULL) = (fen > 0)),
  CHECK (takes_back IS NULL OR takes_back < id)
){strict};
CREATE UNIQUE INDEX payment_takes_back ON payment(takes_back) WHERE takes_back IS NOT NULL;
CREATE INDEX payment_period ON payment(period);
{append_only:payment:id}
";
