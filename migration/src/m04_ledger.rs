//! Facts, schemes and postings: what happened, what it is worth, what was awarded. All are written once and stay;
//! `total` and `ledger_head` are caches that `zhibao ledger verify` compares with the postings.

crate::migration!("m04_ledger", SQL);

const SQL: &str = "
CREATE TABLE scheme (
  id {id},
  code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 40),
  created_at {int} NOT NULL
){strict};

CREATE TABLE scheme_draft (
  scheme_id {int} PRIMARY KEY REFERENCES scheme(id),
  document TEXT NOT NULL,
  saved_by {int} NOT NULL REFERENCES person(id),
  saved_at {int} NOT NULL,
  version {int} NOT NULL
){strict};

CREATE TABLE scheme_version (
  id {id},
  scheme_id {int} NOT NULL REFERENCES scheme(id),
  n {int} NOT NULL CHECK (n > 0),
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  effective_from {date} NOT NULL,
  drafted_by {int} NOT NULL REFERENCES person(id),
  published_by {int} NOT NULL REFERENCES person(id),
  published_at {int} NOT NULL,
  reason TEXT NOT NULL,
  UNIQUE (scheme_id, n)
){strict};
{append_only:scheme_version:scheme_id+n}

CREATE TABLE fact (
  id {id},
  kind TEXT NOT NULL,
  source TEXT NOT NULL UNIQUE,
  article_id {int} REFERENCES article(id),
  organisation_id {int} REFERENCES organisation(id),
  happened_on {date} NOT NULL,
  recorded_at {int} NOT NULL,
  recorded_by {int} NOT NULL REFERENCES person(id),
  withdraws {int} REFERENCES fact(id),
  body TEXT NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  CHECK (withdraws IS NULL OR withdraws < id)
){strict};
-- Partial, here and below: SQLite takes `IS NULL` on a whole unique index for a narrow search and reads every row.
CREATE UNIQUE INDEX fact_withdraws ON fact(withdraws) WHERE withdraws IS NOT NULL;
CREATE INDEX fact_article ON fact(article_id);
CREATE INDEX fact_happened ON fact(happened_on);
CREATE INDEX fact_kind ON fact(kind);
{append_only:fact:source}

CREATE TABLE fact_subject (
  fact_id {int} NOT NULL REFERENCES fact(id),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('person','unit')),
  subject_id {int} NOT NULL,
  happened_on {date} NOT NULL,
  PRIMARY KEY (subject_kind, subject_id, happened_on, fact_id)
){strict};
CREATE INDEX fact_subject_fact ON fact_subject(fact_id);
{append_only:fact_subject:subject_kind+subject_id+happened_on+fact_id}

CREATE TABLE posting (
  seq {int} PRIMARY KEY CHECK (seq > 0),
  line TEXT NOT NULL CHECK (length(line) > 0),
  revision {int} NOT NULL CHECK (revision >= 0),
  reverses {int} REFERENCES posting(seq),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('person','unit')),
  subject_id {int} NOT NULL,
  period TEXT NOT NULL CHECK (length(period) = 7),
  origin_period TEXT NOT NULL CHECK (length(origin_period) = 7),
  happened_on {date} NOT NULL,
  points {int} NOT NULL CHECK (points BETWEEN -1000000000000 AND 1000000000000),
  contra TEXT NOT NULL CHECK (length(contra) > 0),
  rule TEXT NOT NULL,
  scheme_version_id {int} REFERENCES scheme_version(id),
  article_id {int} REFERENCES article(id),
  facts TEXT NOT NULL,
  -- The last fact that was known when this was written: its digest, which covers all before it, is in the hash.
  last_fact {int} NOT NULL,
  sentence TEXT NOT NULL CHECK (length(sentence) > 0),
  trace TEXT NOT NULL,
  recorded_at {int} NOT NULL,
  recorded_by {int} NOT NULL REFERENCES person(id),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  CHECK (reverses IS NULL OR reverses < seq)
){strict};
CREATE UNIQUE INDEX posting_reverses ON posting(reverses) WHERE reverses IS NOT NULL;
CREATE UNIQUE INDEX posting_line ON posting(line, revision) WHERE reverses IS NULL;
CREATE INDEX posting_subject ON posting(subject_kind, subject_id, period, seq);
CREATE INDEX posting_origin ON posting(subject_kind, subject_id, origin_period, seq);
CREATE INDEX posting_article ON posting(article_id);
{append_only:posting:seq}

CREATE TABLE total (
  subject_kind TEXT NOT NULL,
  subject_id {int} NOT NULL,
  period TEXT NOT NULL,
  points {int} NOT NULL,
  n_postings {int} NOT NULL,
  PRIMARY KEY (subject_kind, subject_id, period)
){strict};
CREATE INDEX total_ranking ON total(subject_kind, period, points);

CREATE TABLE ledger_head (
  one {int} PRIMARY KEY CHECK (one = 1),
  seq {int} NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  last_fact {int} NOT NULL,
  facts_hash TEXT NOT NULL CHECK (length(facts_hash) = 64),
  schemes_hash TEXT NOT NULL CHECK (length(schemes_hash) = 64)
){strict};
INSERT INTO ledger_head (one, seq, hash, last_fact, facts_hash, schemes_hash)
  SELECT 1, 0, nought, 0, nought, nought FROM (SELECT '0000000000000000000000000000000000000000000000000000000000000000' AS nought) AS beginning;

CREATE TABLE period_close (
  period TEXT PRIMARY KEY CHECK (length(period) = 7),
  closed_at {int} NOT NULL,
  closed_by {int} NOT NULL REFERENCES person(id),
  -- The head of the chain and the last fact as they were.
  seq {int} NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  last_fact {int} NOT NULL,
  ties TEXT NOT NULL CHECK (ties IN ('1224','1223')),
  n_statements {int} NOT NULL,
  n_postings {int} NOT NULL,
  person_points {int} NOT NULL,
  unit_points {int} NOT NULL,
  -- What still held the close, as JSON, and why it was closed all the same; [] and empty where nothing did.
  held_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- Over all of the above and the digests of the statements.
  digest TEXT NOT NULL CHECK (length(digest) = 64)
){strict};
{append_only:period_close:period}
{shut_by_close:posting}

CREATE TABLE frozen_statement (
  period TEXT NOT NULL REFERENCES period_close(period),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('person','unit')),
  subject_id {int} NOT NULL,
  name TEXT NOT NULL,
  unit_id {int},
  unit TEXT NOT NULL,
  class TEXT NOT NULL,
  -- The first month of the assessment year that opening and closing balance count from.
  year_first TEXT NOT NULL CHECK (length(year_first) = 7),
  opening {int} NOT NULL,
  earned {int} NOT NULL,
  deducted {int} NOT NULL CHECK (deducted <= 0),
  prior {int} NOT NULL,
  closing {int} NOT NULL CHECK (closing = opening + earned + deducted + prior),
  n_postings {int} NOT NULL,
  n_filed {int} NOT NULL,
  n_adopted {int} NOT NULL,
  place {int},
  n_ranked {int} NOT NULL,
  -- Why there is no place: 'exempt' or 'encouraged', and the fact's own words.
  unranked TEXT NOT NULL CHECK (unranked IN ('','exempt','encouraged')),
  unranked_why TEXT NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  PRIMARY KEY (period, subject_kind, subject_id)
){strict};
{append_only:frozen_statement:period+subject_kind+subject_id}

CREATE TABLE dispute (
  id {id},
  posting_seq {int} NOT NULL REFERENCES posting(seq),
  raised_by {int} NOT NULL REFERENCES person(id),
  raised_at {int} NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) > 0),
  due_on {date} NOT NULL,
  -- Over all of the above, here and in the three tables below.
  digest TEXT NOT NULL CHECK (length(digest) = 64)
){strict};
CREATE INDEX dispute_posting ON dispute(posting_seq);
{append_only:dispute:id}

CREATE TABLE dispute_answer (
  dispute_id {int} PRIMARY KEY REFERENCES dispute(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('confirmed','corrected')),
  answer TEXT NOT NULL CHECK (length(answer) > 0),
  fact_id {int} REFERENCES fact(id),
  answered_by {int} NOT NULL REFERENCES person(id),
  answered_at {int} NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  CHECK ((outcome = 'corrected') = (fact_id IS NOT NULL))
){strict};
{append_only:dispute_answer:dispute_id}

CREATE TABLE adjustment (
  id {id},
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('person','unit')),
  subject_id {int} NOT NULL,
  day {date} NOT NULL,
  points {int} NOT NULL CHECK (points <> 0),
  reason TEXT NOT NULL CHECK (length(reason) > 0),
  entered_by {int} NOT NULL REFERENCES person(id),
  entered_at {int} NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64)
){strict};
{append_only:adjustment:id}

CREATE TABLE adjustment_decision (
  adjustment_id {int} PRIMARY KEY REFERENCES adjustment(id),
  is_approved {bool} NOT NULL,
  remark TEXT NOT NULL,
  fact_id {int} REFERENCES fact(id),
  decided_by {int} NOT NULL REFERENCES person(id),
  decided_at {int} NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  CHECK (is_approved = (fact_id IS NOT NULL))
){strict};
{append_only:adjustment_decision:adjustment_id}
";
