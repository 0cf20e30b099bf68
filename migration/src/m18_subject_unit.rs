//! Which subjects have facts of which unit's articles in a month: who must be priced together is read from it, not from
//! all facts. Derived when a fact is recorded (`src/ledger/facts.rs`).

crate::migration!("m18_subject_unit", SQL);

const SQL: &str = "
CREATE TABLE subject_unit (
  -- The month of a day under which the facts are found.
  month TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id {int} NOT NULL,
  -- The unit that filed.
  organisation_id {int} NOT NULL,
  PRIMARY KEY (month, subject_kind, subject_id, organisation_id)
){strict};
INSERT INTO subject_unit (month, subject_kind, subject_id, organisation_id)
  SELECT DISTINCT substr(CAST(named.happened_on AS TEXT), 1, 7), named.subject_kind, named.subject_id,
         fact.organisation_id
  FROM fact_subject AS named JOIN fact ON fact.id = named.fact_id
  WHERE fact.organisation_id IS NOT NULL;
";
