//! Where an article was adopted: outlets with dated standing, adoptions, leaders' instructions. An adoption and an
//! instruction are never deleted and never edited: they can only be withdrawn, once, with a reason.

crate::migration!("m03_adoption", SQL);

const SQL: &str = "
CREATE TABLE outlet (
  id {id},
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 60),
  name_pinyin TEXT NOT NULL,
  pages TEXT NOT NULL DEFAULT '[]',
  is_active {bool} NOT NULL,
  created_at {int} NOT NULL,
  version {int} NOT NULL
){strict};

CREATE TABLE outlet_alias (
  id {id},
  outlet_id {int} NOT NULL REFERENCES outlet(id),
  alias TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE
){strict};
CREATE INDEX outlet_alias_outlet ON outlet_alias(outlet_id);

CREATE TABLE outlet_standing (
  id {id},
  outlet_id {int} NOT NULL REFERENCES outlet(id),
  level TEXT NOT NULL,
  class TEXT NOT NULL,
  from_on {date} NOT NULL,
  UNIQUE (outlet_id, from_on)
){strict};

CREATE TABLE adoption (
  id {id},
  article_id {int} NOT NULL REFERENCES article(id),
  outlet_id {int} NOT NULL REFERENCES outlet(id),
  adopted_on {date} NOT NULL,
  position TEXT NOT NULL,
  form TEXT NOT NULL,
  is_repost {bool} NOT NULL,
  headline TEXT NOT NULL CHECK (length(headline) BETWEEN 1 AND 200),
  page TEXT NOT NULL,
  url TEXT NOT NULL,
  evidence_id {int} REFERENCES file(id),
  level TEXT NOT NULL,
  outlet_class TEXT NOT NULL,
  -- How it went there (转报、直报、自投); empty is not stated.
  route TEXT NOT NULL,
  -- The type under which it was printed, if another than that of the article.
  as_type TEXT,
  -- In hundredths: the points chosen where the scheme leaves a range, why, and who stands for them.
  granted {int},
  granted_reason TEXT NOT NULL,
  approver TEXT NOT NULL,
  -- Registered after the scheme's deadline and nevertheless approved.
  is_late_approved {bool} NOT NULL,
  recorded_by {int} NOT NULL REFERENCES person(id),
  recorded_at {int} NOT NULL,
  withdrawn_at {int},
  withdrawn_by {int} REFERENCES person(id),
  withdrawn_reason TEXT,
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
  CHECK (withdrawn_reason IS NULL OR length(withdrawn_reason) > 0)
){strict};
CREATE UNIQUE INDEX adoption_once ON adoption(article_id, outlet_id, adopted_on, position) WHERE withdrawn_at IS NULL;
CREATE INDEX adoption_article ON adoption(article_id);
CREATE INDEX adoption_outlet ON adoption(outlet_id, adopted_on);
CREATE INDEX adoption_recorded ON adoption(recorded_at);

CREATE TABLE instruction (
  id {id},
  article_id {int} NOT NULL REFERENCES article(id),
  leader TEXT NOT NULL CHECK (length(leader) BETWEEN 1 AND 60),
  leader_level TEXT NOT NULL,
  instructed_on {date} NOT NULL,
  excerpt TEXT NOT NULL,
  is_confidential {bool} NOT NULL,
  evidence_id {int} REFERENCES file(id),
  -- The office holds a copy on paper.
  has_copy {bool} NOT NULL,
  granted {int},
  granted_reason TEXT NOT NULL,
  approver TEXT NOT NULL,
  recorded_by {int} NOT NULL REFERENCES person(id),
  recorded_at {int} NOT NULL,
  withdrawn_at {int},
  withdrawn_by {int} REFERENCES person(id),
  withdrawn_reason TEXT,
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
){strict};
CREATE UNIQUE INDEX instruction_once ON instruction(article_id, leader, instructed_on) WHERE withdrawn_at IS NULL;
CREATE INDEX instruction_article ON instruction(article_id);
{withdraw_only:adoption:article_id+outlet_id+adopted_on+position+form+is_repost+headline+page+url+evidence_id+level+outlet_class+route+as_type+granted+granted_reason+approver+is_late_approved+recorded_by+recorded_at}
{withdraw_only:instruction:article_id+leader+leader_level+instructed_on+excerpt+is_confidential+evidence_id+has_copy+granted+granted_reason+approver+recorded_by+recorded_at}
";
