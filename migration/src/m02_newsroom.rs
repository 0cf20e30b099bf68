//! Articles and what is decided about them. Revisions and decisions are written once and stay.

crate::migration!("m02_newsroom", format!("{TABLES}{TERMS}"));

const TABLES: &str = "
CREATE TABLE term (
  kind TEXT NOT NULL,
  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
  name_zh TEXT NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 40),
  name_en TEXT NOT NULL CHECK (length(name_en) BETWEEN 1 AND 60),
  ord {int} NOT NULL,
  rules TEXT NOT NULL DEFAULT '{}',
  is_active {bool} NOT NULL DEFAULT {true},
  PRIMARY KEY (kind, code)
){strict};

CREATE TABLE article (
  id {id},
  number TEXT UNIQUE,
  reporter_id {int} NOT NULL REFERENCES person(id),
  organisation_id {int} NOT NULL REFERENCES organisation(id),
  title TEXT NOT NULL,
  type TEXT NOT NULL,
  n_words {int} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft','unit_review','submitted','in_review','returned','held','declined','accepted','withdrawn')),
  week TEXT,
  head {int} NOT NULL DEFAULT 0,
  claimed_by {int} REFERENCES person(id),
  claimed_at {int},
  due_on {date},
  first_submitted_at {int},
  submitted_at {int},
  left_unit_at {int},
  decided_at {int},
  accepted_at {int},
  duplicate_of {int} REFERENCES article(id),
  n_adoptions {int} NOT NULL DEFAULT 0,
  created_at {int} NOT NULL,
  updated_at {int} NOT NULL,
  version {int} NOT NULL,
  CHECK ((number IS NULL) = (first_submitted_at IS NULL)),
  CHECK ((week IS NULL) = (first_submitted_at IS NULL)),
  CHECK (state <> 'in_review' OR claimed_by IS NOT NULL)
){strict};
CREATE INDEX article_state ON article(state, submitted_at);
CREATE INDEX article_reporter ON article(reporter_id, updated_at);
CREATE INDEX article_organisation ON article(organisation_id, week);
CREATE INDEX article_submitted ON article(submitted_at);
CREATE INDEX article_claimed ON article(claimed_by, state);
-- What is only counted is counted without a look at the rows: a reporter's own, the desk's queues, a period, a week.
CREATE INDEX article_own ON article(reporter_id, state, first_submitted_at, left_unit_at, n_adoptions);
CREATE INDEX article_desk ON article(state, n_adoptions, left_unit_at, due_on, claimed_by);
CREATE INDEX article_filed ON article(state, first_submitted_at, left_unit_at, n_adoptions, reporter_id, organisation_id);
CREATE INDEX article_week ON article(week, reporter_id, state, left_unit_at, organisation_id);

CREATE TABLE draft (
  article_id {int} PRIMARY KEY REFERENCES article(id),
  title TEXT NOT NULL,
  type TEXT NOT NULL,
  body_html TEXT NOT NULL,
  note TEXT NOT NULL,
  n_words {int} NOT NULL,
  saved_at {int} NOT NULL
){strict};

CREATE TABLE author (
  id {id},
  article_id {int} NOT NULL REFERENCES article(id),
  ord {int} NOT NULL CHECK (ord >= 0),
  person_id {int} REFERENCES person(id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
  craft TEXT NOT NULL CHECK (craft IN ('writer','photographer')),
  share_bp {int} CHECK (share_bp BETWEEN 0 AND 10000),
  UNIQUE (article_id, ord)
){strict};
CREATE INDEX author_person ON author(person_id);

CREATE TABLE revision (
  id {id},
  article_id {int} NOT NULL REFERENCES article(id),
  n {int} NOT NULL CHECK (n > 0),
  cause TEXT NOT NULL CHECK (cause IN ('submit','return','edit','accept')),
  title TEXT NOT NULL,
  type TEXT NOT NULL,
  body_html TEXT NOT NULL,
  body_text TEXT NOT NULL,
  n_words {int} NOT NULL,
  authors TEXT NOT NULL,
  note TEXT NOT NULL,
  made_by {int} NOT NULL REFERENCES person(id),
  made_at {int} NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  UNIQUE (article_id, n)
){strict};
{append_only:revision:article_id+n}

CREATE TABLE decision (
  id {id},
  article_id {int} NOT NULL REFERENCES article(id),
  step TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  decided_by {int} NOT NULL REFERENCES person(id),
  decided_at {int} NOT NULL,
  reason TEXT,
  remark TEXT NOT NULL,
  internal_note TEXT NOT NULL,
  due_on {date},
  revision {int} NOT NULL
){strict};
CREATE INDEX decision_article ON decision(article_id, id);
{append_only:decision:id}

CREATE TABLE file (
  id {id},
  key TEXT NOT NULL UNIQUE CHECK (length(key) = 32),
  purpose TEXT NOT NULL CHECK (purpose IN ('picture','manuscript','evidence')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  mime TEXT NOT NULL,
  n_bytes {int} NOT NULL CHECK (n_bytes >= 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  width {int},
  height {int},
  caption TEXT NOT NULL DEFAULT '',
  credit TEXT NOT NULL DEFAULT '',
  article_id {int} REFERENCES article(id),
  uploaded_by {int} NOT NULL REFERENCES person(id),
  uploaded_at {int} NOT NULL
){strict};
CREATE INDEX file_article ON file(article_id);
CREATE INDEX file_sha256 ON file(sha256);

CREATE TABLE near_duplicate_band (
  band {int} NOT NULL,
  hash {int} NOT NULL,
  article_id {int} NOT NULL REFERENCES article(id),
  PRIMARY KEY (band, hash, article_id)
){strict};
CREATE INDEX near_duplicate_article ON near_duplicate_band(article_id);

CREATE TABLE notice (
  id {id},
  person_id {int} NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL,
  article_id {int} REFERENCES article(id),
  args TEXT NOT NULL,
  made_at {int} NOT NULL,
  read_at {int}
){strict};
CREATE INDEX notice_person ON notice(person_id, read_at, made_at);

CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value {int} NOT NULL
){strict};
";

const TERMS: &str = r#"
INSERT INTO term (kind, code, name_zh, name_en, ord, rules) VALUES
 ('type','work_update','动态信息','Work update',1,'{"title_max":30,"words_min":100,"words_max":1500}'),
 ('type','good_practice','经验做法','Good practice',2,'{"title_max":30,"words_min":300,"words_max":3000}'),
 ('type','problem_suggestion','问题建议','Problem and suggestion',3,'{"title_max":30,"words_min":200,"words_max":3000}'),
 ('type','public_opinion','社情民意','Public opinion',4,'{"title_max":30,"words_min":100,"words_max":1500}'),
 ('type','research_report','调研报告','Research report',5,'{"title_max":40,"words_min":600,"words_max":8000}'),
 ('type','theory','理论文章','Theory article',6,'{"title_max":40,"words_min":600,"words_max":8000}'),
 ('type','commentary','评论','Commentary',7,'{"title_max":30,"words_min":300,"words_max":3000}'),
 ('type','feature','通讯','Feature',8,'{"title_max":30,"words_min":500,"words_max":5000}'),
 ('type','news','消息','News',9,'{"title_max":30,"words_min":100,"words_max":1500}'),
 ('type','photo_news','图片新闻','Photo news',10,'{"title_max":30,"words_min":20,"words_max":500,"pictures_min":1}'),
 ('type','short_video','短视频','Short video',11,'{"title_max":30,"words_min":20,"words_max":500}'),
 ('level','own','本单位','Own organisation',0,'{}'),
 ('level','district','区级','District',1,'{}'),
 ('level','municipal','市级','Municipal',2,'{}'),
 ('level','provincial','省级','Provincial',3,'{}'),
 ('level','national','国家级','National',4,'{}'),
 ('outlet_class','newspaper','报纸','Newspaper',1,'{}'),
 ('outlet_class','journal','期刊','Journal',2,'{}'),
 ('outlet_class','tv','电视','Television',3,'{}'),
 ('outlet_class','radio','广播','Radio',4,'{}'),
 ('outlet_class','web','网站','Website',5,'{}'),
 ('outlet_class','new_media','新媒体','New media',6,'{}'),
 ('outlet_class','internal_journal','内刊','Internal journal',7,'{}'),
 ('outlet_class','bulletin','简报','Bulletin',8,'{}'),
 ('position','plain','普通版位','Plain',0,'{}'),
 ('position','front_page','头版','Front page',1,'{}'),
 ('position','lead','头条','Lead story',2,'{}'),
 ('position','front_page_lead','头版头条','Front-page lead',3,'{}'),
 ('position','full_page','整版','Full page',4,'{}'),
 ('position','prime_time','黄金时段','Prime time',5,'{}'),
 ('form','alone','独立','On its own',1,'{}'),
 ('form','compiled','综合','In a compilation',2,'{}'),
 ('form','one_liner','一句话','One-liner',3,'{}'),
 ('leader_level','district','区领导','District leader',1,'{}'),
 ('leader_level','municipal','市领导','Municipal leader',2,'{}'),
 ('leader_level','provincial','省领导','Provincial leader',3,'{}'),
 ('leader_level','national','中央领导','National leader',4,'{}'),
 ('return_reason','facts','事实、数据待核实','Facts or figures to be checked',1,'{}'),
 ('return_reason','thin','内容单薄','Too thin',2,'{}'),
 ('return_reason','elements','要素不全（时间、地点、人物）','Elements missing',3,'{}'),
 ('return_reason','picture','图片缺说明或不清晰','Picture without caption or unclear',4,'{}'),
 ('return_reason','wording','表述不规范','Wording not up to standard',5,'{}'),
 ('return_reason','other','其他','Other',9,'{}'),
 ('decline_reason','duplicate','重复报送','Filed before',1,'{}'),
 ('decline_reason','stale','时效已过','Out of date',2,'{}'),
 ('decline_reason','unsuitable','不宜公开','Not fit for publication',3,'{}'),
 ('decline_reason','copied','抄袭、雷同','Copied',4,'{}'),
 ('decline_reason','little_value','信息价值不高','Of little value',5,'{}'),
 ('decline_reason','other','其他','Other',9,'{}');
"#;
