//! Who belongs where: organisations, people, appointments, and the proofs by which they are recognised.

crate::migration!("m01_roster", SQL);

const SQL: &str = "
CREATE TABLE organisation (
  id {id},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  short_name TEXT NOT NULL CHECK (length(short_name) BETWEEN 1 AND 30),
  name_pinyin TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('party_work_committee','subdistrict','district_department','village','enterprise')),
  parent_id {int} REFERENCES organisation(id),
  needs_signature {bool} NOT NULL,
  is_contact_point {bool} NOT NULL,
  is_model_point {bool} NOT NULL,
  opened_on {date} NOT NULL,
  closed_on {date},
  version {int} NOT NULL,
  CHECK (parent_id IS NULL OR parent_id <> id)
){strict};
CREATE INDEX organisation_parent ON organisation(parent_id);
CREATE UNIQUE INDEX organisation_name ON organisation(name) WHERE closed_on IS NULL;

CREATE TABLE person (
  id {id},
  username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 2 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
  name_pinyin TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change_password {bool} NOT NULL,
  password_changed_at {int} NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('zh-CN','en')),
  disabled_at {int},
  created_at {int} NOT NULL,
  version {int} NOT NULL
){strict};

CREATE TABLE password_history (
  id {id},
  person_id {int} NOT NULL REFERENCES person(id),
  password_hash TEXT NOT NULL,
  set_at {int} NOT NULL
){strict};
CREATE INDEX password_history_person ON password_history(person_id, set_at);

CREATE TABLE appointment (
  id {id},
  person_id {int} NOT NULL REFERENCES person(id),
  organisation_id {int} NOT NULL REFERENCES organisation(id),
  role TEXT NOT NULL CHECK (role IN ('reporter','unit_reviewer','editor','office','supervisor','admin')),
  from_on {date} NOT NULL,
  until_on {date},
  appointed_by {int} REFERENCES person(id),
  created_at {int} NOT NULL,
  CHECK (until_on IS NULL OR until_on > from_on)
){strict};
CREATE INDEX appointment_person ON appointment(person_id);
CREATE INDEX appointment_organisation ON appointment(organisation_id);
CREATE UNIQUE INDEX appointment_once ON appointment(person_id, organisation_id, role, from_on);

CREATE TABLE session (
  id {id},
  key_hash TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64),
  person_id {int} NOT NULL REFERENCES person(id),
  created_at {int} NOT NULL,
  last_seen_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  revoked_at {int},
  awaits_code {bool} NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
){strict};
CREATE INDEX session_person ON session(person_id);

-- The seed is sealed: the key lies beside the database. A pending one waits for its first code.
CREATE TABLE second_factor (
  person_id {int} PRIMARY KEY REFERENCES person(id),
  sealed TEXT,
  enrolled_at {int},
  last_step {int} NOT NULL,
  pending TEXT,
  pending_at {int},
  CHECK ((sealed IS NULL) = (enrolled_at IS NULL))
){strict};

CREATE TABLE recovery_code (
  id {id},
  person_id {int} NOT NULL REFERENCES person(id),
  code_hash TEXT NOT NULL CHECK (length(code_hash) = 64),
  used_at {int},
  UNIQUE (person_id, code_hash)
){strict};

CREATE TABLE token (
  id {id},
  person_id {int} NOT NULL REFERENCES person(id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  key_hash TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64),
  scope TEXT NOT NULL CHECK (scope IN ('read','write')),
  created_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  last_used_at {int},
  revoked_at {int}
){strict};
CREATE INDEX token_person ON token(person_id);

CREATE TABLE sign_in_failure (
  id {id},
  username TEXT NOT NULL,
  network TEXT NOT NULL,
  failed_at {int} NOT NULL
){strict};
CREATE INDEX sign_in_failure_username ON sign_in_failure(username, failed_at);
CREATE INDEX sign_in_failure_network ON sign_in_failure(network, failed_at);

CREATE TABLE setup_link (
  id {id},
  key_hash TEXT NOT NULL UNIQUE,
  created_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  used_at {int}
){strict};
";
