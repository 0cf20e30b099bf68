//! What happened that is no article and no adoption, and counts all the same (考核事项): commissions, incidents, views,
//! marks, clues, exemptions. A row is never deleted and never edited: it can only be withdrawn, once, with a reason.

crate::migration!("m06_occurrence", SQL);

const SQL: &str = "
CREATE TABLE occurrence (
  id {id},
  kind TEXT NOT NULL CHECK (kind IN ('commission','incident','measure','mark','clue','exemption')),
  -- Of an exemption the first day.
  happened_on {date} NOT NULL,
  -- The deadline of a commission; the last day of an exemption.
  until_on {date},
  article_id {int} REFERENCES article(id),
  -- Who was asked, answers for it, gave the clue or is excused; nobody here where the article says it, and for an
  -- exemption of everybody.
  subject_kind TEXT CHECK (subject_kind IN ('person','unit')),
  subject_id {int},
  -- The outcome of a commission, the word of an incident, the part of the rubric of a mark.
  what TEXT NOT NULL,
  n_views {int} CHECK (n_views >= 0),
  -- In hundredths: the mark, or the points chosen for an incident where the scheme leaves a range.
  points {int},
  approver TEXT NOT NULL,
  -- The title of a commission, what an incident was, who gave a mark, why an exemption.
  note TEXT NOT NULL,
  recorded_by {int} NOT NULL REFERENCES person(id),
  recorded_at {int} NOT NULL,
  withdrawn_at {int},
  withdrawn_by {int} REFERENCES person(id),
  withdrawn_reason TEXT,
  CHECK ((subject_kind IS NULL) = (subject_id IS NULL)),
  CHECK ((until_on IS NOT NULL) = (kind IN ('commission','exemption'))),
  CHECK (kind <> 'exemption' OR happened_on <= until_on),
  CHECK (kind NOT IN ('measure','mark','clue') OR article_id IS NOT NULL),
  CHECK (kind NOT IN ('commission','clue') OR subject_id IS NOT NULL),
  CHECK (kind <> 'incident' OR article_id IS NOT NULL OR subject_id IS NOT NULL),
  CHECK ((n_views IS NOT NULL) = (kind = 'measure')),
  CHECK (kind <> 'mark' OR points IS NOT NULL),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
){strict};
CREATE UNIQUE INDEX occurrence_once ON occurrence(
  kind, happened_on, COALESCE(article_id, 0), COALESCE(subject_kind, ''), COALESCE(subject_id, 0), what, note
) WHERE withdrawn_at IS NULL;
CREATE INDEX occurrence_article ON occurrence(article_id);
CREATE INDEX occurrence_subject ON occurrence(subject_kind, subject_id);
CREATE INDEX occurrence_happened ON occurrence(happened_on);
{withdraw_only:occurrence:kind+happened_on+until_on+article_id+subject_kind+subject_id+what+n_views+points+approver+note+recorded_by+recorded_at}
";
