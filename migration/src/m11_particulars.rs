//! What a scheme may ask of an article beside its text: tags (计分标记) as words of the dictionary, and the further units
//! of a joint report (联合报送单位). Both are replaced as a whole under the article's version.

crate::migration!("m11_particulars", SQL);

const SQL: &str = "
CREATE TABLE article_tag (
  article_id {int} NOT NULL REFERENCES article(id),
  -- The code of a word of the kind tag.
  tag TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 40),
  PRIMARY KEY (article_id, tag)
){strict};

CREATE TABLE joint_unit (
  article_id {int} NOT NULL REFERENCES article(id),
  organisation_id {int} NOT NULL REFERENCES organisation(id),
  -- Its place in the printed order, from 0.
  place {int} NOT NULL,
  -- Its part in hundredths of a percent, where the parts were agreed; what is left is the filing unit's.
  share_bp {int} CHECK (share_bp BETWEEN 1 AND 9999),
  PRIMARY KEY (article_id, organisation_id)
){strict};
CREATE INDEX joint_unit_organisation ON joint_unit(organisation_id);

INSERT INTO term (kind, code, name_zh, name_en, ord, rules) VALUES
 ('tag','original','原创','Original',1,'{}'),
 ('tag','announcement','通知公告','Announcement',2,'{}'),
 ('tag','reprint','转载','Reprint',3,'{}'),
 ('tag','advertisement','广告','Advertisement',4,'{}'),
 ('tag','exclusive','独家','Exclusive',5,'{}');
";
