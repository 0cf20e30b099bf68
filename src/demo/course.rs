//! The course of one article: steps of the review, adoptions by media, a leader's instruction.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::activity::Version;
use super::outlets::{OUTLETS, OutletClass, OutletLevel};
use super::people::{Person, Role};
use super::prng::Prng;
use super::themes::{GLUE, THEMES};
use super::working_hours::{day_of, later};
use super::writing::Manuscript;

/// What somebody did to an article.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Deed {
    /// 报送: the reporter submits version number `version`.
    Submit {
        /// Index into the article's versions.
        version: usize,
    },
    /// 审签: the unit reviewer signs; follows each submission of a unit that requires it.
    Sign,
    /// 领取: an editor claims it.
    Claim,
    /// 退回修改.
    Return {
        /// What to change.
        remark: String,
        /// Until when.
        due_at: DateTime<Utc>,
    },
    /// 待用.
    Hold {
        /// Why.
        remark: String,
    },
    /// 退稿.
    Decline {
        /// Why.
        reason: String,
    },
    /// 撤回, by the reporter.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// 采纳.
    Accept,
}

/// A deed with its doer and instant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// Index of the person.
    pub by: usize,
    /// What.
    pub deed: Deed,
}

/// Where in the medium an article stood.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Ord, PartialOrd)]
pub enum Position {
    /// No special place.
    Ordinary,
    /// 头版.
    FrontPage,
    /// 头条.
    Lead,
    /// 头版头条.
    FrontPageLead,
    /// 黄金时段.
    PrimeTime,
}

impl Position {
    /// Returns the word that the database and the interface programmes use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::FrontPage => "front_page",
            Self::Lead => "lead",
            Self::FrontPageLead => "front_page_lead",
            Self::PrimeTime => "prime_time",
        }
    }
}

/// How an article was used.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Ord, PartialOrd)]
pub enum AdoptionForm {
    /// 独立.
    Independent,
    /// 综合.
    Compiled,
    /// 一句话.
    OneLiner,
}

impl AdoptionForm {
    /// Returns the word that the database and the interface programmes use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Compiled => "compiled",
            Self::OneLiner => "one_liner",
        }
    }
}

/// An adoption that was recorded by mistake and withdrawn.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdoptionWithdrawal {
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// An adoption by a medium.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdoptionPlan {
    /// Index of the outlet; no article has an outlet twice.
    pub outlet: usize,
    /// The day on which the medium ran it.
    pub adopted_on: NaiveDate,
    /// When an editor recorded it.
    pub recorded_at: DateTime<Utc>,
    /// Index of that editor.
    pub recorded_by: usize,
    /// The headline as printed.
    pub headline: String,
    /// Page or column.
    pub page: &'static str,
    /// The position.
    pub position: Position,
    /// The form.
    pub form: AdoptionForm,
    /// Whether the medium took it from another.
    pub is_repost: bool,
    /// The link; none for media without a site.
    pub link: Option<String>,
    /// Set when the record was withdrawn later.
    pub withdrawn: Option<AdoptionWithdrawal>,
}

/// A leader's instruction (批示) on an article.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InstructionPlan {
    /// The leader's post; no name.
    pub leader_title: &'static str,
    /// The leader's level.
    pub level: OutletLevel,
    /// The day that stands under it.
    pub given_on: NaiveDate,
    /// When an editor recorded it.
    pub recorded_at: DateTime<Utc>,
    /// Index of that editor.
    pub recorded_by: usize,
    /// What it says.
    pub excerpt: String,
}

/// The people who decide.
pub(super) struct Cast {
    editors: Vec<usize>,
}

impl Cast {
    pub fn of(people: &[Person]) -> Self {
        Self {
            editors: (0..people.len())
                .filter(|at| people[*at].role == Role::Editor)
                .collect(),
        }
    }

    /// Finds the unit reviewer of an organisation.
    #[expect(clippy::unused_self, reason = "the cast answers for all who take part")]
    pub fn reviewer_of(&self, people: &[Person], organisation: usize) -> Option<usize> {
        people
            .iter()
            .position(|one| one.role == Role::UnitReviewer && one.organisation == organisation)
    }
}

/// Where a course begins.
pub(super) struct Start<'a> {
    pub manuscript: &'a Manuscript,
    pub reporter: usize,
    /// The unit reviewer, when the unit requires sign-off.
    pub reviewer: Option<usize>,
    pub submitted_at: DateTime<Utc>,
    /// Nothing happens at or after this instant.
    pub cutoff: DateTime<Utc>,
    pub number: usize,
}

/// What became of an article.
pub(super) struct Course {
    pub versions: Vec<Version>,
    pub steps: Vec<Step>,
    pub adoptions: Vec<AdoptionPlan>,
    pub instruction: Option<InstructionPlan>,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Fate {
    Accept,
    ReviseAndAccept,
    HoldAndAccept,
    Decline,
    ReviseAndDecline,
    Hold,
    Withdraw,
    LeaveReturned,
    LeaveDraft,
}

/// Plans the course of one article.
pub(super) fn plan(start: &Start<'_>, cast: &Cast, prng: &mut Prng) -> Course {
    use Fate::{
        Accept, Decline, Hold, HoldAndAccept, LeaveDraft, LeaveReturned, ReviseAndAccept, ReviseAndDecline,
        Withdraw,
    };
    let fates = [
        Accept,
        ReviseAndAccept,
        HoldAndAccept,
        Decline,
        ReviseAndDecline,
        Hold,
        Withdraw,
        LeaveReturned,
        LeaveDraft,
    ];
    let fate = fates[prng.weighted(&[43, 15, 5, 14, 4, 8, 4, 4, 3])];
    // Of the last days' articles some wait in each queue, so that every screen has work to show.
    let is_fresh = start.cutoff - start.submitted_at < TimeDelta::days(9);
    let (fate, keep) = if is_fresh {
        match start.number % 9 {
            0 => (LeaveDraft, 0),
            1 | 2 => (Accept, 1),
            3 => (Accept, 2),
            4 => (Accept, 3),
            5 => (LeaveReturned, 9),
            6 => (Hold, 9),
            _ => (fate, 9),
        }
    } else {
        (fate, usize::MAX)
    };
    let editor = cast.editors[prng.weighted(&[5, 3, 3]).min(cast.editors.len() - 1)];
    let mut road = Road {
        start,
        editor,
        versions: Vec::new(),
        steps: Vec::new(),
        at: start.submitted_at,
    };
    road.walk(fate, prng);
    let before = road.steps.len();
    road.steps.retain(|step| step.at < start.cutoff);
    road.steps.truncate(keep);
    let is_whole = road.steps.len() == before;
    let accepted_at = road
        .steps
        .last()
        .filter(|step| is_whole && step.deed == Deed::Accept)
        .map(|step| step.at);
    let n_submitted = road
        .steps
        .iter()
        .filter(|step| matches!(step.deed, Deed::Submit { .. }))
        .count();
    road.versions.truncate(n_submitted.max(1));
    let (mut adoptions, mut instruction) = (Vec::new(), None);
    if let Some(accepted_at) = accepted_at {
        if prng.chance(36) {
            adoptions = adopt(start, editor, accepted_at, prng);
        }
        if prng.chance(4) {
            instruction = instruct(start, editor, accepted_at, prng);
        }
    }
    Course {
        versions: road.versions,
        steps: road.steps,
        adoptions,
        instruction,
    }
}

struct Road<'a> {
    start: &'a Start<'a>,
    editor: usize,
    versions: Vec<Version>,
    steps: Vec<Step>,
    at: DateTime<Utc>,
}

impl Road<'_> {
    fn step(&mut self, by: usize, deed: Deed) {
        self.steps.push(Step {
            at: self.at,
            by,
            deed,
        });
    }

    fn remark(&self, purpose: &str, prng: &mut Prng) -> String {
        self.start
            .manuscript
            .slots
            .clone()
            .write(prng.pick(GLUE.of(purpose)), prng)
    }

    fn wait(&mut self, low: i64, high: i64, prng: &mut Prng) {
        self.at = later(self.at, low, high, prng);
    }

    /// Submits the newest version, has it signed where the unit asks for it, and claimed.
    fn submit(&mut self, prng: &mut Prng) {
        self.step(
            self.start.reporter,
            Deed::Submit {
                version: self.versions.len() - 1,
            },
        );
        if let Some(reviewer) = self.start.reviewer {
            self.wait(10, 600, prng);
            self.step(reviewer, Deed::Sign);
        }
        self.wait(20, 1300, prng);
        self.step(self.editor, Deed::Claim);
    }

    fn walk(&mut self, fate: Fate, prng: &mut Prng) {
        let article = &self.start.manuscript.article;
        let whole = Version {
            title: article.title.clone(),
            body_html: article.body_html.clone(),
        };
        let needs_revision = matches!(
            fate,
            Fate::ReviseAndAccept | Fate::ReviseAndDecline | Fate::LeaveReturned
        );
        if needs_revision {
            let (title, body_html) = self.start.manuscript.first_attempt(prng);
            self.versions.push(Version { title, body_html });
        } else {
            self.versions.push(whole.clone());
        }
        if fate == Fate::LeaveDraft {
            return;
        }
        self.submit(prng);
        if fate == Fate::Withdraw {
            self.wait(10, 900, prng);
            let reason = self.remark("remark_withdraw", prng);
            self.step(self.start.reporter, Deed::Withdraw { reason });
            return;
        }
        self.wait(8, 240, prng);
        if needs_revision {
            let remark = self.remark("remark_return", prng);
            let due_at = later(self.at, 1400, 2900, prng);
            self.step(self.editor, Deed::Return { remark, due_at });
            if fate == Fate::LeaveReturned {
                return;
            }
            self.wait(60, 1500, prng);
            self.versions.push(whole);
            self.submit(prng);
            self.wait(8, 240, prng);
        }
        if matches!(fate, Fate::Hold | Fate::HoldAndAccept) {
            let remark = self.remark("remark_hold", prng);
            self.step(self.editor, Deed::Hold { remark });
            if fate == Fate::Hold {
                return;
            }
            self.wait(2000, 9000, prng);
        }
        if matches!(fate, Fate::Decline | Fate::ReviseAndDecline) {
            let reason = self.remark("remark_decline", prng);
            self.step(self.editor, Deed::Decline { reason });
        } else {
            self.step(self.editor, Deed::Accept);
        }
    }
}

/// Draws one to three adoptions at different outlets, higher levels rarer; those after the cutoff are left out.
fn adopt(start: &Start<'_>, editor: usize, accepted_at: DateTime<Utc>, prng: &mut Prng) -> Vec<AdoptionPlan> {
    let mut plans: Vec<AdoptionPlan> = Vec::new();
    for turn in 0..[1, 2, 3][prng.weighted(&[62, 27, 11])] {
        let level = [
            OutletLevel::District,
            OutletLevel::Municipal,
            OutletLevel::Provincial,
            OutletLevel::National,
        ][prng.weighted(&[58, 27, 11, 4])];
        let free: Vec<usize> = (0..OUTLETS.len())
            .filter(|at| OUTLETS[*at].level == level && plans.iter().all(|plan| plan.outlet != *at))
            .collect();
        let outlet = free[prng.below(free.len())];
        let days = prng.between(i64::from(turn > 0), if turn == 0 { 4 } else { 12 });
        let ran_at = accepted_at + TimeDelta::days(days);
        let recorded_at = later(ran_at, 240, 2600, prng);
        if recorded_at < start.cutoff {
            plans.push(adoption(
                start,
                outlet,
                (day_of(ran_at), recorded_at, editor),
                turn > 0,
                prng,
            ));
        }
    }
    plans.sort_by_key(|plan| plan.recorded_at);
    plans
}

fn adoption(
    start: &Start<'_>,
    at: usize,
    (adopted_on, recorded_at, recorded_by): (NaiveDate, DateTime<Utc>, usize),
    is_later: bool,
    prng: &mut Prng,
) -> AdoptionPlan {
    let outlet = &OUTLETS[at];
    let (position, form) = match outlet.class {
        OutletClass::Newspaper => (
            [
                Position::Ordinary,
                Position::FrontPage,
                Position::Lead,
                Position::FrontPageLead,
            ][prng.weighted(&[76, 13, 8, 3])],
            [AdoptionForm::Independent, AdoptionForm::Compiled][prng.weighted(&[85, 15])],
        ),
        OutletClass::Tv | OutletClass::Radio => (
            [Position::Ordinary, Position::PrimeTime][prng.weighted(&[70, 30])],
            AdoptionForm::Independent,
        ),
        OutletClass::Bulletin | OutletClass::InternalJournal => (
            Position::Ordinary,
            [
                AdoptionForm::Independent,
                AdoptionForm::Compiled,
                AdoptionForm::OneLiner,
            ][prng.weighted(&[45, 35, 20])],
        ),
        OutletClass::Web | OutletClass::NewMedia | OutletClass::Journal => (
            [Position::Ordinary, Position::Lead][prng.weighted(&[90, 10])],
            [AdoptionForm::Independent, AdoptionForm::Compiled][prng.weighted(&[90, 10])],
        ),
    };
    let is_front = matches!(position, Position::FrontPage | Position::FrontPageLead);
    let page = if is_front {
        outlet.columns[0]
    } else {
        prng.pick(outlet.columns)
    };
    let link = (!outlet.host.is_empty()).then(|| {
        let (day, number) = (adopted_on.format("%Y/%m/%d"), prng.between(100_000, 999_999));
        format!("https://{}/{day}/{number}.html", outlet.host)
    });
    let withdrawn = prng
        .chance(4)
        .then(|| later(recorded_at, 30, 4000, prng))
        .filter(|at| *at < start.cutoff)
        .map(|at| AdoptionWithdrawal {
            at,
            reason: start
                .manuscript
                .slots
                .clone()
                .write(prng.pick(GLUE.of("adoption_withdrawn")), prng),
        });
    let is_repost =
        is_later && matches!(outlet.class, OutletClass::Web | OutletClass::NewMedia) && prng.chance(45);
    AdoptionPlan {
        outlet: at,
        adopted_on,
        recorded_at,
        recorded_by,
        headline: headline(start.manuscript, prng),
        page,
        position,
        form,
        is_repost,
        link,
        withdrawn,
    }
}

/// Prints the title as it is, or as another editor would put it.
fn headline(manuscript: &Manuscript, prng: &mut Prng) -> String {
    let theme = THEMES.iter().find(|theme| theme.name == manuscript.article.theme);
    match theme {
        Some(theme) if prng.chance(35) => manuscript.slots.clone().write(prng.pick(&theme.titles), prng),
        _ => manuscript.article.title.clone(),
    }
}

const LEADERS: [(&str, OutletLevel); 7] = [
    ("区党工委主要负责同志", OutletLevel::District),
    ("区党工委分管副书记", OutletLevel::District),
    ("区管委会分管副主任", OutletLevel::District),
    ("澜州市委分管领导", OutletLevel::Municipal),
    ("澜州市政府分管副市长", OutletLevel::Municipal),
    ("东澜省政府分管领导", OutletLevel::Provincial),
    ("国家有关部委分管领导", OutletLevel::National),
];

fn instruct(
    start: &Start<'_>,
    editor: usize,
    accepted_at: DateTime<Utc>,
    prng: &mut Prng,
) -> Option<InstructionPlan> {
    let (leader_title, level) = LEADERS[prng.weighted(&[30, 25, 20, 10, 8, 5, 1])];
    let given_on = day_of(accepted_at) + Days::new(u64::try_from(prng.between(2, 12)).unwrap_or(2));
    let recorded_at = later(super::working_hours::at(given_on, 600), 200, 3000, prng);
    (recorded_at < start.cutoff).then(|| InstructionPlan {
        leader_title,
        level,
        given_on,
        recorded_at,
        recorded_by: editor,
        excerpt: start
            .manuscript
            .slots
            .clone()
            .write(prng.pick(GLUE.of("instruction")), prng),
    })
}
