//! What every subject filed in a month, quarter and year, kept in step with the articles by triggers, so that no ranking
//! walks them. An article counts while it is valid (`VALID` in `src/newsroom/filter.rs`) and has left its unit.

crate::migration!("m15_filed", SQL);

const SQL: &str = "
-- What each article counts for: for its reporter and its unit, in three periods each.
CREATE VIEW filed_of_article AS
SELECT valid.id, subject.subject_kind,
       CASE subject.subject_kind WHEN 'person' THEN valid.reporter_id ELSE valid.organisation_id END AS subject_id,
       CASE kept.span
         WHEN 'month' THEN substr(valid.day, 1, 7)
         WHEN 'quarter' THEN substr(valid.day, 1, 4) || '-Q' || ((CAST(substr(valid.day, 6, 2) AS INTEGER) + 2) / 3)
         ELSE substr(valid.day, 1, 4)
       END AS period,
       1 AS n, valid.is_adopted AS n_adopted
FROM (SELECT id, reporter_id, organisation_id, {day_of:first_submitted_at} AS day,
             CASE WHEN n_adoptions > 0 THEN 1 ELSE 0 END AS is_adopted
      FROM article
      WHERE state IN ('submitted','in_review','returned','held','accepted')
        AND first_submitted_at IS NOT NULL AND left_unit_at IS NOT NULL) AS valid
CROSS JOIN (SELECT 'person' AS subject_kind UNION ALL SELECT 'unit') AS subject
CROSS JOIN (SELECT 'month' AS span UNION ALL SELECT 'quarter' UNION ALL SELECT 'year') AS kept;

CREATE TABLE filed (
  subject_kind TEXT NOT NULL,
  subject_id {int} NOT NULL,
  period TEXT NOT NULL,
  n {int} NOT NULL,
  n_adopted {int} NOT NULL,
  PRIMARY KEY (subject_kind, period, subject_id)
){strict};
INSERT INTO filed (subject_kind, subject_id, period, n, n_adopted)
  SELECT subject_kind, subject_id, period, SUM(n), SUM(n_adopted) FROM filed_of_article
  GROUP BY subject_kind, subject_id, period;
-- A ranking reads the totals of a period, whatever they are, from the index alone.
DROP INDEX total_ranking;
CREATE INDEX total_ranking ON total(subject_kind, period, subject_id, points);
{counted:filed:article:state+first_submitted_at+left_unit_at+n_adoptions+reporter_id+organisation_id}
";
