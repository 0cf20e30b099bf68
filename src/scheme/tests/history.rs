//! Random histories: records that are made, corrected, withdrawn and brought back in any order, and what is true in the
//! end. The law sees the records alone, the oracle only the truth; both must come to the same points.

use chrono::NaiveDate;
use proptest::prelude::*;

use crate::scheme::{
    Adoption, ArticleId, Author, Body, Fact, FactId, Incident, Instruction, Named, OutletId, OutletRef,
    PersonId, Piece, Standing, Subject, Submission, UnitId, UnitRef, Withdrawal,
};

/// Levels of media, the lowest first.
pub(crate) const LEVELS: [&str; 3] = ["区级", "市级", "省级"];
/// Levels of leaders.
pub(crate) const LEADERS: [&str; 2] = ["市领导", "省领导"];

/// Day 0 is a Monday, 1 January 2024; 120 days reach into the last days of April.
pub(crate) fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Duration::days(n.into())
}

/// How an article was filed.
#[derive(Clone, Debug)]
pub(crate) struct Filing {
    pub unit: i64,
    pub authors: Vec<i64>,
    pub on: u32,
    pub standing: Standing,
}

/// Where it was adopted.
#[derive(Clone, Debug)]
pub(crate) struct Adopted {
    pub on: u32,
    pub level: usize,
    pub is_front: bool,
    pub is_repost: bool,
}

/// Which leader wrote on it.
#[derive(Clone, Debug)]
pub(crate) struct Instructed {
    pub on: u32,
    pub level: usize,
}

/// What went wrong.
#[derive(Clone, Debug)]
pub(crate) struct Blame {
    pub on: u32,
    /// Plagiarism; else an error.
    pub is_stolen: bool,
}

/// A record with its corrections, each in the place of the one before, and what became of the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Record<T> {
    pub versions: Vec<T>,
    pub fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Stands,
    /// Withdrawn: the version before it stands again, if there was one.
    Withdrawn,
    /// Withdrawn, and the withdrawal withdrawn.
    Revived,
}

#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub filing: Record<Filing>,
    pub adoptions: Vec<Record<Adopted>>,
    pub instructions: Vec<Record<Instructed>>,
    pub blames: Vec<Record<Blame>>,
}

/// Everything that was recorded in a district, with a seed for the order in which it was.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub stories: Vec<Story>,
    /// Errors of a unit and no article.
    pub errors: Vec<Record<(i64, u32)>>,
    pub seed: u64,
}

/// What is true in the end: of each record the version that stands, with the number of its fact.
#[derive(Clone, Debug, Default)]
pub(crate) struct Truth {
    pub articles: Vec<Article>,
    /// Unit and day.
    pub errors: Vec<(i64, u32)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Article {
    /// Nothing where it was never filed, or that was withdrawn.
    pub filing: Option<Filing>,
    pub adoptions: Vec<(i64, Adopted)>,
    pub instructions: Vec<(i64, Instructed)>,
    pub blames: Vec<Blame>,
}

impl<T: Clone> Record<T> {
    /// The version that stands in the end.
    fn standing(&self) -> Option<usize> {
        let last = self.versions.len() - 1;
        match self.fate {
            Fate::Stands | Fate::Revived => Some(last),
            Fate::Withdrawn => last.checked_sub(1),
        }
    }

    fn chain(&self, body: impl Fn(&T) -> Body) -> Vec<Step> {
        let mut steps: Vec<Step> = self
            .versions
            .iter()
            .map(|version| Step::Says(Box::new(body(version))))
            .collect();
        match self.fate {
            Fate::Stands => {}
            Fate::Withdrawn => steps.push(Step::Undoes),
            Fate::Revived => steps.extend([Step::Undoes, Step::Undoes]),
        }
        steps
    }
}

/// A fact of a chain: each but the first replaces or withdraws the one before it.
enum Step {
    Says(Box<Body>),
    Undoes,
}

impl History {
    /// The facts, numbered in the order in which they were recorded, and what is true after them.
    pub fn told(&self) -> (Vec<Fact>, Truth) {
        let mut chains: Vec<Vec<Step>> = Vec::new();
        for (at, story) in self.stories.iter().enumerate() {
            let article = ArticleId(i64::try_from(at).unwrap() + 1);
            chains.push(story.filing.chain(|filing| filed(article, filing)));
            let adoptions = story.adoptions.iter();
            chains.extend(adoptions.map(|record| record.chain(|it| adopted(article, it))));
            let instructions = story.instructions.iter();
            chains.extend(instructions.map(|record| record.chain(|it| instructed(article, it))));
            let blames = story.blames.iter();
            chains.extend(blames.map(|record| record.chain(|it| blamed(article, it))));
        }
        chains.extend(
            self.errors
                .iter()
                .map(|record| record.chain(|(unit, on)| erred(*unit, *on))),
        );
        let (facts, numbers) = recorded(&chains, self.seed);
        (facts, self.truth(&mut numbers.into_iter()))
    }

    /// The truth, from the numbers of the facts of each chain.
    fn truth(&self, numbers: &mut impl Iterator<Item = Vec<i64>>) -> Truth {
        fn standing<T: Clone>(record: &Record<T>, numbers: &[i64]) -> Option<(i64, T)> {
            let at = record.standing()?;
            Some((numbers[at], record.versions[at].clone()))
        }
        let mut truth = Truth::default();
        for story in &self.stories {
            let mut next = || numbers.next().unwrap();
            let filing = standing(&story.filing, &next()).map(|(_, filing)| filing);
            let adoptions = story
                .adoptions
                .iter()
                .filter_map(|record| standing(record, &next()));
            let adoptions: Vec<_> = adoptions.collect();
            let instructions = story
                .instructions
                .iter()
                .filter_map(|record| standing(record, &next()));
            let instructions: Vec<_> = instructions.collect();
            let blames = story.blames.iter().filter_map(|record| standing(record, &next()));
            truth.articles.push(Article {
                filing,
                adoptions,
                instructions,
                blames: blames.map(|(_, blame)| blame).collect(),
            });
        }
        for record in &self.errors {
            let numbers = numbers.next().unwrap();
            truth
                .errors
                .extend(standing(record, &numbers).map(|(_, error)| error));
        }
        truth
    }
}

/// The next number of a sequence that looks like chance.
pub(crate) fn draw(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 27)
}

/// Numbers the facts of all chains as if they were recorded in any order that leaves each chain in its own.
fn recorded(chains: &[Vec<Step>], seed: u64) -> (Vec<Fact>, Vec<Vec<i64>>) {
    let mut state = seed;
    let mut order: Vec<(u64, usize, usize)> = Vec::new();
    for (of, chain) in chains.iter().enumerate() {
        let mut moments: Vec<u64> = chain.iter().map(|_| draw(&mut state)).collect();
        moments.sort_unstable();
        order.extend(
            moments
                .into_iter()
                .enumerate()
                .map(|(at, moment)| (moment, of, at)),
        );
    }
    order.sort_unstable();
    let mut numbers: Vec<Vec<i64>> = chains.iter().map(|chain| vec![0; chain.len()]).collect();
    let mut facts = Vec::new();
    for (n, (_, of, at)) in order.into_iter().enumerate() {
        let id = i64::try_from(n).unwrap() + 1;
        numbers[of][at] = id;
        let former = at.checked_sub(1).map(|at| FactId(numbers[of][at]));
        let (replaces, body) = match &chains[of][at] {
            Step::Says(body) => (former, Body::clone(body)),
            Step::Undoes => {
                let withdraws = former.unwrap();
                let reason = "登记有误".to_owned();
                (None, Body::Withdrawal(Withdrawal { withdraws, reason }))
            }
        };
        facts.push(Fact {
            id: FactId(id),
            replaces,
            body,
        });
    }
    (facts, numbers)
}

fn filed(article: ArticleId, filing: &Filing) -> Body {
    let authors = filing.authors.iter().map(|person| Author {
        person: PersonId(*person),
        name: format!("人{person}"),
        ..Author::default()
    });
    Body::Submission(Submission {
        article,
        piece: Piece {
            title: format!("稿{article}"),
            unit: UnitRef {
                id: UnitId(filing.unit),
                name: format!("单位{}", filing.unit),
                ..UnitRef::default()
            },
            article_type: "信息".to_owned(),
            n_words: 500,
            authors: authors.collect(),
            ..Piece::default()
        },
        first_submitted_at: 0,
        day: Some(day(filing.on)),
        late: false,
        standing: filing.standing,
    })
}

fn adopted(article: ArticleId, it: &Adopted) -> Body {
    let level = i64::try_from(it.level).unwrap();
    Body::Adoption(Adoption {
        article,
        outlet: OutletRef {
            id: OutletId(level),
            name: "报".to_owned(),
            level: LEVELS[it.level].to_owned(),
            class: String::new(),
        },
        adopted_on: day(it.on),
        positions: if it.is_front {
            vec!["头版".to_owned()]
        } else {
            Vec::new()
        },
        repost: it.is_repost,
        proven: true,
        ..Adoption::default()
    })
}

fn instructed(article: ArticleId, it: &Instructed) -> Body {
    Body::Instruction(Instruction {
        article,
        piece: None,
        leader: String::new(),
        level: LEADERS[it.level].to_owned(),
        day: day(it.on),
        proven: true,
        granted: None,
    })
}

fn incident(word: &str, on: u32) -> Incident {
    Incident {
        incident: word.to_owned(),
        day: day(on),
        article: None,
        subjects: Vec::new(),
        note: String::new(),
        granted: None,
    }
}

fn blamed(article: ArticleId, it: &Blame) -> Body {
    let word = if it.is_stolen { "plagiarism" } else { "error" };
    Body::Incident(Incident {
        article: Some(article),
        ..incident(word, it.on)
    })
}

fn erred(unit: i64, on: u32) -> Body {
    let named = Named {
        subject: Subject::Unit(UnitId(unit)),
        name: format!("单位{unit}"),
        class: String::new(),
    };
    Body::Incident(Incident {
        subjects: vec![named],
        ..incident("error", on)
    })
}

fn record<T: Clone + std::fmt::Debug>(version: impl Strategy<Value = T>) -> impl Strategy<Value = Record<T>> {
    let fate = prop_oneof![6 => Just(Fate::Stands), 2 => Just(Fate::Withdrawn), 1 => Just(Fate::Revived)];
    let versions = proptest::collection::vec(version, 1..4);
    (versions, fate).prop_map(|(versions, fate)| Record { versions, fate })
}

fn stories() -> impl Strategy<Value = Story> {
    let standing = prop_oneof![
        5 => Just(Standing::Valid),
        3 => Just(Standing::Accepted),
        1 => Just(Standing::Declined),
        1 => Just(Standing::Duplicate),
        1 => Just(Standing::NotFirst),
        1 => Just(Standing::Withdrawn),
    ];
    let authors = proptest::sample::subsequence(vec![1_i64, 2, 3, 4, 5], 1..4).prop_shuffle();
    let filing = (1_i64..4, authors, 0_u32..120, standing);
    let filing = filing.prop_map(|(unit, authors, on, standing)| Filing {
        unit,
        authors,
        on,
        standing,
    });
    let adoption = (0_u32..120, 0_usize..3, any::<bool>(), any::<bool>());
    let adoption = adoption.prop_map(|(on, level, is_front, is_repost)| Adopted {
        on,
        level,
        is_front,
        is_repost,
    });
    let instruction = (0_u32..120, 0_usize..2).prop_map(|(on, level)| Instructed { on, level });
    let blame = (0_u32..120, prop::bool::weighted(0.4));
    let blame = blame.prop_map(|(on, is_stolen)| Blame { on, is_stolen });
    let blames = prop_oneof![3 => Just(0..1_usize), 1 => Just(1..3)]
        .prop_flat_map(move |n| proptest::collection::vec(record(blame.clone()), n));
    (
        record(filing),
        proptest::collection::vec(record(adoption), 0..5),
        proptest::collection::vec(record(instruction), 0..3),
        blames,
    )
        .prop_map(|(filing, adoptions, instructions, blames)| Story {
            filing,
            adoptions,
            instructions,
            blames,
        })
}

pub(crate) fn histories(n_articles: usize) -> impl Strategy<Value = History> {
    let stories = proptest::collection::vec(stories(), 0..n_articles);
    let errors = proptest::collection::vec(record((1_i64..4, 0_u32..120)), 0..3);
    (stories, errors, any::<u64>()).prop_map(|(stories, errors, seed)| History {
        stories,
        errors,
        seed,
    })
}
