//! What keeps the house in order: the audit log, the outbox, the job runs, the remembered answers.

crate::migration!("m05_upkeep", SQL);

const SQL: &str = "
CREATE TABLE audit (
  seq {int} PRIMARY KEY CHECK (seq > 0),
  at {int} NOT NULL,
  actor_id {int},
  actor_name TEXT NOT NULL,
  address TEXT NOT NULL,
  request_id TEXT NOT NULL,
  deed TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('done','refused','failed')),
  detail TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
){strict};
CREATE INDEX audit_at ON audit(at);
CREATE INDEX audit_actor ON audit(actor_id, seq);
CREATE INDEX audit_object ON audit(object_kind, object_id);
{append_only:audit:seq}

CREATE TABLE audit_head (
  one {int} PRIMARY KEY CHECK (one = 1),
  seq {int} NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
){strict};
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE errand (
  id {id},
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  made_at {int} NOT NULL,
  not_before {int} NOT NULL,
  attempts {int} NOT NULL,
  last_error TEXT
){strict};

CREATE TABLE index_change (
  seq {id},
  article_id {int} NOT NULL,
  made_at {int} NOT NULL
){strict};

CREATE TABLE job_run (
  job TEXT NOT NULL,
  period TEXT NOT NULL,
  started_at {int} NOT NULL,
  finished_at {int},
  outcome TEXT,
  PRIMARY KEY (job, period)
){strict};

CREATE TABLE remembered_answer (
  person_id {int} NOT NULL REFERENCES person(id),
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  object_id TEXT NOT NULL,
  done_at {int} NOT NULL,
  body TEXT,
  PRIMARY KEY (person_id, key)
){strict};
";
