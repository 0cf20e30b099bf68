//! What class a unit was of before it changed: the rankings, assessments and fees of a past period go by it. What changed
//! before this migration is not known to it.

crate::migration!("m16_former_class", SQL);

const SQL: &str = "
CREATE TABLE former_class (
  organisation_id {int} NOT NULL REFERENCES organisation(id),
  -- The last day on which it was of this class.
  until_on {date} NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('party_work_committee','subdistrict','district_department','village','enterprise')),
  PRIMARY KEY (organisation_id, until_on)
){strict};
{append_only:former_class:organisation_id+until_on}
";
