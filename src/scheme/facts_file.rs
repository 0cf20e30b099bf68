//! A file of facts that people write by hand (JSON, names instead of numbers), priced into a sheet of lines and totals.
//! Pure: reading the files and printing the sheet is the command's work.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};

use super::book::Book;
use super::fact::{
    Adjustment, Adoption, Author, Body, Clue, Commission, Craft, Exemption, Fact, Grant, Incident,
    Instruction, Mark, Measure, Named, Opening, Outcome, OutletRef, Piece, Roster, Standing, Submission,
    Target, UnitRef, Withdrawal,
};
use super::ids::{ArticleId, FactId, OutletId, PersonId, Subject, UnitId};
use super::line::Line;
use super::{Scheme, price_all};
use crate::calendar::{Month, Period};
use crate::points::Points;

mod sheet;

pub use sheet::{Mismatch, Sheet, Total};

/// Facts as numbers, and the names behind the numbers.
#[derive(Clone, Debug)]
pub struct FactsFile {
    /// What the file shows.
    pub title: String,
    /// The facts.
    pub facts: Vec<Fact>,
    /// The last day that is over; periods that end later are not yet missed.
    pub through: Option<NaiveDate>,
    /// What ought to come out, if the file says so.
    pub expect: Expectation,
    names: Names,
}

/// What ought to come out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// How the figures were found by hand.
    #[serde(default)]
    pub why: Vec<String>,
    /// Totals per subject, and per period where one is named.
    #[serde(default)]
    pub totals: Vec<ExpectedTotal>,
    /// Single lines, found by subject, day and, where needed, rule.
    #[serde(default)]
    pub lines: Vec<ExpectedLine>,
}

/// A total that ought to come out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedTotal {
    /// The subject's name.
    pub subject: String,
    /// The months that are added up; all when absent.
    #[serde(default)]
    pub period: Option<Period>,
    /// How much.
    pub points: Points,
}

/// A line that ought to come out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedLine {
    /// The subject's name.
    pub subject: String,
    /// The day.
    pub on: NaiveDate,
    /// The rule's code, where the day alone does not tell.
    #[serde(default)]
    pub rule: Option<String>,
    /// How much.
    pub points: Points,
    /// The code of the reason, such as `covered`.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Why a file of facts cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// Not JSON, or a key that no fact has.
    #[error("not a file of facts: {0}")]
    Shape(String),
    /// A fact lacks what its kind needs.
    #[error("fact {at} ({kind}) needs `{key}`")]
    Missing {
        /// Its place in the list, from 1.
        at: usize,
        /// Its kind.
        kind: String,
        /// The key.
        key: &'static str,
    },
    /// An article's unit and authors are nowhere said.
    #[error("article {0} has no submission and no fact that carries its unit, type and authors")]
    UnknownArticle(String),
}

impl FactsError {
    /// The error in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            FactsError::Shape(message) => format!("事实文件格式不对：{message}"),
            FactsError::Missing { at, kind, key } => format!("第 {at} 条事实（{kind}）缺少“{key}”"),
            FactsError::UnknownArticle(article) => {
                format!("稿件“{article}”没有报送事实，也没有写明单位、类型和作者")
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    title: String,
    #[serde(default)]
    through: Option<NaiveDate>,
    facts: Vec<Entry>,
    #[serde(default)]
    expect: Expectation,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Submission,
    Adoption,
    Instruction,
    Commission,
    Incident,
    Measure,
    Mark,
    Clue,
    Exemption,
    Roster,
    Adjustment,
    Opening,
    Withdrawal,
}

/// One fact as people write it: all keys of all kinds, so that a misspelt one is refused by name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the keys of a file, each a fact of its own"
)]
struct Entry {
    kind: Kind,
    /// Its number; its place in the list when absent.
    id: Option<i64>,
    replaces: Option<i64>,
    withdraws: Option<i64>,
    /// The same again so many times, on articles of their own.
    times: Option<u32>,
    /// A remark for the reader of the file.
    #[serde(default)]
    #[expect(dead_code, reason = "a remark, read by people")]
    remark: String,
    article: Option<String>,
    title: Option<String>,
    unit: Option<String>,
    /// The unit's class of organisation.
    #[serde(default)]
    class: String,
    #[serde(default)]
    joint_units: Vec<Name>,
    #[serde(rename = "type")]
    article_type: Option<String>,
    words: Option<u32>,
    #[serde(default)]
    pictures: u32,
    #[serde(default)]
    authors: Vec<Name>,
    #[serde(default)]
    tags: Vec<String>,
    person: Option<String>,
    on: Option<NaiveDate>,
    /// An instant with its offset, where the minute matters.
    at: Option<DateTime<chrono::FixedOffset>>,
    recorded_on: Option<NaiveDate>,
    #[serde(default)]
    late: bool,
    #[serde(default)]
    standing: Standing,
    outlet: Option<String>,
    #[serde(default)]
    level: String,
    #[serde(default)]
    outlet_class: String,
    position: Option<serde_json::Value>,
    #[serde(default)]
    form: String,
    #[serde(default)]
    repost: bool,
    #[serde(default)]
    route: String,
    as_type: Option<String>,
    adopted_words: Option<u32>,
    proven: Option<bool>,
    granted: Option<Grant>,
    #[serde(default)]
    late_approved: bool,
    #[serde(default)]
    leader: String,
    outcome: Option<Outcome>,
    due: Option<NaiveDate>,
    incident: Option<String>,
    #[serde(default)]
    note: String,
    views: Option<u64>,
    #[serde(default)]
    part: String,
    mark: Option<Points>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    #[serde(default)]
    why: String,
    #[serde(default)]
    encouraged: bool,
    #[serde(default)]
    targets: BTreeMap<String, u32>,
    points: Option<Points>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    approver: String,
    month: Option<Month>,
}

/// A name, alone or with particulars.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Name {
    Plain(String),
    Full(FullName),
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FullName {
    name: String,
    #[serde(default)]
    craft: Craft,
    share: Option<u32>,
    #[serde(default)]
    external: bool,
    #[serde(default)]
    full_time: bool,
    #[serde(default)]
    class: String,
}

impl Name {
    fn full(&self) -> FullName {
        match self {
            Name::Full(full) => full.clone(),
            Name::Plain(name) => FullName {
                name: name.clone(),
                craft: Craft::Writer,
                share: None,
                external: false,
                full_time: false,
                class: String::new(),
            },
        }
    }
}

/// Numbers given to names in the order of their first appearance.
#[derive(Clone, Debug, Default)]
struct Names {
    persons: Interner,
    units: Interner,
    outlets: Interner,
    articles: Interner,
}

#[derive(Clone, Debug, Default)]
struct Interner {
    numbers: HashMap<String, i64>,
    names: Vec<String>,
}

impl Interner {
    fn number(&mut self, name: &str) -> i64 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.names.push(name.to_owned());
        let number = i64::try_from(self.names.len()).unwrap_or(i64::MAX);
        self.numbers.insert(name.to_owned(), number);
        number
    }

    fn name(&self, number: i64) -> &str {
        let at = number.checked_sub(1).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.names.get(at)).map_or("", String::as_str)
    }
}

impl FactsFile {
    /// Reads a file of facts.
    ///
    /// # Errors
    /// Names the first fact that cannot be read and the key that is wrong or missing.
    pub fn parse(json: &str) -> Result<FactsFile, FactsError> {
        let file: File = serde_json::from_str(json).map_err(|error| FactsError::Shape(error.to_string()))?;
        let mut names = Names::default();
        let mut facts = Vec::new();
        let mut next = 1 + file.facts.iter().filter_map(|entry| entry.id).max().unwrap_or(0);
        for (at, entry) in file.facts.iter().enumerate() {
            let place = At {
                at: at + 1,
                kind: entry.kind,
            };
            for copy in 0..entry.times.unwrap_or(1) {
                let id = match entry.id {
                    Some(id) if copy == 0 => id,
                    _ => {
                        next += 1;
                        next - 1
                    }
                };
                let suffix = if copy == 0 {
                    String::new()
                } else {
                    format!("#{}", copy + 1)
                };
                let body = entry.body(place, &suffix, &mut names)?;
                facts.push(Fact {
                    id: FactId(id),
                    replaces: entry.replaces.map(FactId),
                    body,
                });
            }
        }
        let mut is_known: HashMap<ArticleId, bool> = HashMap::new();
        for fact in &facts {
            if let Some(article) = fact.body.article() {
                *is_known.entry(article).or_default() |= fact.body.piece().is_some();
            }
        }
        let unknown = is_known
            .iter()
            .filter(|(_, known)| !**known)
            .map(|(article, _)| *article)
            .min();
        if let Some(article) = unknown {
            return Err(FactsError::UnknownArticle(
                names.articles.name(article.0).to_owned(),
            ));
        }
        Ok(FactsFile {
            title: file.title,
            facts,
            through: file.through,
            expect: file.expect,
            names,
        })
    }

    /// The printed name of a subject.
    #[must_use]
    pub fn name(&self, subject: Subject) -> &str {
        match subject {
            Subject::Unit(unit) => self.names.units.name(unit.0),
            Subject::Person(person) => self.names.persons.name(person.0),
        }
    }

    /// Prices the facts under one scheme, whatever its dates and classes.
    #[must_use]
    pub fn price(&self, scheme: &Scheme) -> Sheet {
        let edition = super::Edition {
            scheme: scheme.clone(),
            effective_from: None,
            effective_until: None,
            classes: Vec::new(),
        };
        self.price_all(&Book {
            editions: vec![edition],
            through: None,
        })
    }

    /// Prices the facts under a book; the file's own `through` wins over the book's.
    #[must_use]
    pub fn price_all(&self, book: &Book) -> Sheet {
        let book = Book {
            editions: book.editions.clone(),
            through: self.through.or(book.through),
        };
        let lines: Vec<Line> = price_all(&book, &self.facts);
        Sheet::of(self, lines)
    }
}

#[derive(Clone, Copy)]
struct At {
    at: usize,
    kind: Kind,
}

impl At {
    fn need<T>(self, value: Option<T>, key: &'static str) -> Result<T, FactsError> {
        value.ok_or_else(|| {
            let kind = serde_json::to_value(self.kind)
                .ok()
                .and_then(|kind| kind.as_str().map(str::to_owned));
            FactsError::Missing {
                at: self.at,
                kind: kind.unwrap_or_default(),
                key,
            }
        })
    }
}

impl Entry {
    fn body(&self, at: At, suffix: &str, names: &mut Names) -> Result<Body, FactsError> {
        let on = || at.need(self.on, "on");
        Ok(match self.kind {
            Kind::Submission => Body::Submission(Submission {
                article: self.article(at, suffix, names)?,
                piece: at.need(self.piece(names), "unit, type")?,
                first_submitted_at: self.at.map_or(0, |instant| instant.timestamp_millis()),
                day: if self.at.is_some() { None } else { Some(on()?) },
                late: self.late,
                standing: self.standing,
            }),
            Kind::Adoption => Body::Adoption(Adoption {
                article: self.article(at, suffix, names)?,
                piece: self.piece(names),
                outlet: self.outlet(at, names)?,
                adopted_on: on()?,
                recorded_on: self.recorded_on,
                positions: self.positions()?,
                form: self.form.clone(),
                repost: self.repost,
                route: self.route.clone(),
                as_type: self.as_type.clone(),
                n_words: self.adopted_words,
                proven: self.proven.unwrap_or(true),
                granted: self.granted.clone(),
                late_approved: self.late_approved,
            }),
            Kind::Instruction => Body::Instruction(Instruction {
                article: self.article(at, suffix, names)?,
                piece: self.piece(names),
                leader: self.leader.clone(),
                level: self.level.clone(),
                day: on()?,
                proven: self.proven.unwrap_or(true),
                granted: self.granted.clone(),
            }),
            Kind::Commission => Body::Commission(Commission {
                unit: at.need(self.unit_ref(names), "unit")?,
                person: self.person.as_ref().map(|name| self.person_named(name, names)),
                title: self.title.clone().unwrap_or_default(),
                due: self.due.map_or_else(on, Ok)?,
                day: on()?,
                outcome: at.need(self.outcome, "outcome")?,
            }),
            Kind::Incident => Body::Incident(Incident {
                incident: at.need(self.incident.clone(), "incident")?,
                day: on()?,
                article: match self.article {
                    Some(_) => Some(self.article(at, suffix, names)?),
                    None => None,
                },
                subjects: self.subjects(names),
                note: self.note.clone(),
                granted: self.granted.clone(),
            }),
            Kind::Measure => Body::Measure(Measure {
                article: self.article(at, suffix, names)?,
                n_views: at.need(self.views, "views")?,
                day: on()?,
            }),
            Kind::Mark => Body::Mark(Mark {
                article: self.article(at, suffix, names)?,
                part: self.part.clone(),
                mark: at.need(self.mark, "mark")?,
                day: on()?,
            }),
            Kind::Clue => Body::Clue(Clue {
                article: self.article(at, suffix, names)?,
                provider: self.named(at, names)?,
                day: on()?,
            }),
            Kind::Exemption => Body::Exemption(Exemption {
                subject: self.subjects(names).first().map(|named| named.subject),
                from: at.need(self.from, "from")?,
                until: at.need(self.until, "until")?,
                why: self.why.clone(),
            }),
            Kind::Roster => Body::Roster(Roster {
                named: self.named(at, names)?,
                from: at.need(self.from, "from")?,
                until: self.until,
                encouraged: self.encouraged,
                targets: self
                    .targets
                    .iter()
                    .map(|(quota, min)| Target {
                        quota: quota.clone(),
                        min: *min,
                    })
                    .collect(),
            }),
            Kind::Adjustment => Body::Adjustment(Adjustment {
                named: self.named(at, names)?,
                day: on()?,
                points: at.need(self.points, "points")?,
                reason: self.reason.clone(),
                entered_by: String::new(),
                approver: self.approver.clone(),
            }),
            Kind::Opening => Body::Opening(Opening {
                named: self.named(at, names)?,
                month: at.need(self.month, "month")?,
                points: at.need(self.points, "points")?,
                note: self.note.clone(),
            }),
            Kind::Withdrawal => Body::Withdrawal(Withdrawal {
                withdraws: FactId(at.need(self.withdraws, "withdraws")?),
                reason: self.reason.clone(),
            }),
        })
    }

    fn article(&self, at: At, suffix: &str, names: &mut Names) -> Result<ArticleId, FactsError> {
        let name = at.need(self.article.as_ref(), "article")?;
        Ok(ArticleId(names.articles.number(&format!("{name}{suffix}"))))
    }

    /// The particulars, if the entry says unit and type; the title is the article's name where none is written.
    fn piece(&self, names: &mut Names) -> Option<Piece> {
        let article_type = self.article_type.clone()?;
        let unit = self.unit_ref(names)?;
        let joint_units = self.joint_units.iter().map(Name::full).map(|joint| UnitRef {
            id: UnitId(names.units.number(&joint.name)),
            class: if joint.class.is_empty() {
                self.class.clone()
            } else {
                joint.class
            },
            name: joint.name,
            share: joint.share,
        });
        let joint_units = joint_units.collect();
        let authors = self.authors.iter().map(Name::full).map(|author| Author {
            person: PersonId(names.persons.number(&author.name)),
            name: author.name,
            craft: author.craft,
            share: author.share,
            external: author.external,
            full_time: author.full_time,
        });
        let authors = authors.collect();
        Some(Piece {
            title: self
                .title
                .clone()
                .or_else(|| self.article.clone())
                .unwrap_or_default(),
            unit,
            joint_units,
            article_type,
            n_words: self.words.unwrap_or(0),
            n_pictures: self.pictures,
            authors,
            tags: self.tags.clone(),
        })
    }

    fn unit_ref(&self, names: &mut Names) -> Option<UnitRef> {
        let name = self.unit.clone()?;
        Some(UnitRef {
            id: UnitId(names.units.number(&name)),
            name,
            class: self.class.clone(),
            share: None,
        })
    }

    fn outlet(&self, at: At, names: &mut Names) -> Result<OutletRef, FactsError> {
        let name = at.need(self.outlet.clone(), "outlet")?;
        Ok(OutletRef {
            id: OutletId(names.outlets.number(&name)),
            name,
            level: self.level.clone(),
            class: self.outlet_class.clone(),
        })
    }

    fn positions(&self) -> Result<Vec<String>, FactsError> {
        let shape = |error: serde_json::Error| FactsError::Shape(error.to_string());
        match &self.position {
            None => Ok(Vec::new()),
            Some(serde_json::Value::String(one)) => Ok(vec![one.clone()]),
            Some(many) => serde_json::from_value(many.clone()).map_err(shape),
        }
    }

    fn person_named(&self, name: &str, names: &mut Names) -> Named {
        let subject = Subject::Person(PersonId(names.persons.number(name)));
        Named {
            subject,
            name: name.to_owned(),
            class: self.class.clone(),
        }
    }

    /// The unit and the person that the entry names.
    fn subjects(&self, names: &mut Names) -> Vec<Named> {
        let unit = self.unit_ref(names);
        let unit = unit.map(|unit| Named {
            subject: Subject::Unit(unit.id),
            name: unit.name,
            class: unit.class,
        });
        let person = self.person.as_ref().map(|name| self.person_named(name, names));
        unit.into_iter().chain(person).collect()
    }

    fn named(&self, at: At, names: &mut Names) -> Result<Named, FactsError> {
        at.need(self.subjects(names).pop(), "unit / person")
    }
}
