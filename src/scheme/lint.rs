//! Warnings about a scheme that can be read but contradicts itself: rows never reached, ceilings below one award …
//! What is plainly wrong is an error of `document/parse.rs`, not a warning.

use super::book::Book;
use super::document::{Cell, InstructionMode, Keep, Scheme};
use crate::calendar::Length;
use crate::points::Points;

/// A contradiction in a document or between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lint {
    /// A row that an earlier one always hides.
    UnreachableCell {
        /// The table, `adoption` or `submission`.
        table: &'static str,
        /// The row, from 1.
        row: usize,
        /// The row that hides it, from 1.
        hidden_by: usize,
    },
    /// A ceiling lower than a single award under it.
    CapBelowOneAward {
        /// The ceiling's code.
        cap: String,
        /// The ceiling.
        at: Points,
        /// The largest single award.
        award: Points,
    },
    /// A level that no row of the table prices.
    LevelWithoutCell {
        /// The level.
        level: String,
    },
    /// A quota whose outcome changes nothing.
    QuotaWithoutEffect {
        /// The quota's code.
        quota: String,
    },
    /// A veto that needs more causes than its base period can show, or a rule that names an unknown code.
    UnknownRule {
        /// The ceiling's code.
        cap: String,
        /// The code that no rule has.
        rule: String,
    },
    /// Nobody is credited.
    NobodyCredited,
    /// `one_per` with `keep = "first"`: only the first counts anyway.
    OnePerWithoutEffect,
    /// Instructions multiply, but nothing is worth anything to be multiplied.
    NothingToMultiply,
    /// A shorter ceiling that can never be reached because a longer one is lower.
    CapAboveLongerCap {
        /// The shorter ceiling's code.
        cap: String,
        /// The longer ceiling's code.
        longer: String,
    },
    /// Two editions are in force for one class on the same day; the one that began last wins.
    OverlappingEditions {
        /// Code and version of the one.
        one: (String, u32),
        /// Code and version of the other.
        other: (String, u32),
    },
}

/// Looks for contradictions in one document.
#[must_use]
pub fn lint(scheme: &Scheme) -> Vec<Lint> {
    let mut lints = Vec::new();
    let submission = scheme.submission.as_ref().map_or(&[][..], |rules| &rules.cell);
    for (table, cells) in [("submission", submission), ("adoption", &scheme.adoption.cell)] {
        unreachable_cells(scheme, table, cells, &mut lints);
    }
    for level in scheme.levels.iter().flat_map(|levels| &levels.0) {
        let prices = |cell: &Cell| {
            let from = cell.when.level_from.as_ref();
            let reaches = from.is_none_or(|from| scheme.rank(level) >= scheme.rank(from));
            cell.when.level.admits(level) && reaches
        };
        if !scheme.adoption.cell.is_empty() && !scheme.adoption.cell.iter().any(prices) {
            lints.push(Lint::LevelWithoutCell { level: level.clone() });
        }
    }
    caps(scheme, &mut lints);
    for quota in &scheme.quota {
        let amounts = [quota.met, quota.extra, quota.missed, quota.per_missing];
        if amounts.iter().all(|points| points.is_zero()) {
            lints.push(Lint::QuotaWithoutEffect {
                quota: quota.code.clone(),
            });
        }
    }
    if scheme.credit.unit.is_zero() && scheme.credit.person.is_zero() {
        lints.push(Lint::NobodyCredited);
    }
    if scheme.stacking.one_per.is_some() && scheme.stacking.keep == Keep::First {
        lints.push(Lint::OnePerWithoutEffect);
    }
    let multiplies = scheme
        .instruction
        .as_ref()
        .is_some_and(|rules| rules.mode == InstructionMode::Multiply);
    if multiplies && scheme.adoption.cell.is_empty() {
        lints.push(Lint::NothingToMultiply);
    }
    lints
}

impl Book {
    /// Looks for editions that are in force at the same time for the same class.
    #[must_use]
    pub fn lint(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for (at, one) in self.editions.iter().enumerate() {
            for other in &self.editions[at + 1..] {
                let share_class = one.classes.is_empty()
                    || other.classes.is_empty()
                    || one.classes.iter().any(|class| other.classes.contains(class));
                let before = |until: Option<chrono::NaiveDate>, from: Option<chrono::NaiveDate>| {
                    until.zip(from).is_some_and(|(until, from)| until <= from)
                };
                let share_days = !before(one.effective_until, other.effective_from)
                    && !before(other.effective_until, one.effective_from);
                if share_class && share_days {
                    let name = |scheme: &Scheme| (scheme.code.clone(), scheme.version);
                    lints.push(Lint::OverlappingEditions {
                        one: name(&one.scheme),
                        other: name(&other.scheme),
                    });
                }
            }
        }
        lints
    }
}

fn unreachable_cells(scheme: &Scheme, table: &'static str, cells: &[Cell], lints: &mut Vec<Lint>) {
    for (row, cell) in cells.iter().enumerate() {
        if let Some(hidden_by) = cells[..row]
            .iter()
            .position(|earlier| earlier.when.covers(scheme, &cell.when))
        {
            lints.push(Lint::UnreachableCell {
                table,
                row: row + 1,
                hidden_by: hidden_by + 1,
            });
        }
    }
}

fn caps(scheme: &Scheme, lints: &mut Vec<Lint>) {
    use super::line::Family;
    let codes: Vec<&String> = scheme
        .adoption
        .cell
        .iter()
        .filter_map(|cell| cell.code.as_ref())
        .collect();
    for cap in &scheme.cap {
        let limits = |family: Family| cap.family.is_empty() || cap.family.contains(&family);
        let most = |cell: &Cell| cell.points.or(cell.range.map(|[one, other]| one.max(other)));
        let largest = scheme
            .adoption
            .cell
            .iter()
            .filter(|cell| {
                limits(Family::Adoption)
                    && (cap.rule.0.is_empty()
                        || cell.code.as_ref().is_some_and(|code| cap.rule.0.contains(code)))
            })
            .filter_map(most)
            .max();
        if let Some(award) = largest.filter(|award| *award > cap.at) {
            lints.push(Lint::CapBelowOneAward {
                cap: cap.code.clone(),
                at: cap.at,
                award,
            });
        }
        let generated = |rule: &str| {
            ["采用", "报送", "批示"]
                .iter()
                .any(|prefix| rule.starts_with(prefix))
        };
        for rule in cap
            .rule
            .0
            .iter()
            .filter(|rule| !codes.contains(rule) && !generated(rule))
        {
            let other = scheme.quota.iter().any(|quota| quota.code == *rule)
                || scheme
                    .submission
                    .iter()
                    .flat_map(|rules| &rules.cell)
                    .any(|cell| cell.code.as_ref() == Some(rule))
                || scheme
                    .instruction
                    .iter()
                    .flat_map(|rules| &rules.cell)
                    .any(|cell| cell.code.as_ref() == Some(rule));
            if !other {
                lints.push(Lint::UnknownRule {
                    cap: cap.code.clone(),
                    rule: rule.clone(),
                });
            }
        }
        let longer = scheme.cap.iter().find(|longer| {
            longer.period > cap.period
                && cap.period != Length::Week
                && longer.at < cap.at
                && longer.family == cap.family
                && longer.rule == cap.rule
                && longer.subject == cap.subject
        });
        if let Some(longer) = longer {
            lints.push(Lint::CapAboveLongerCap {
                cap: cap.code.clone(),
                longer: longer.code.clone(),
            });
        }
    }
}

impl Lint {
    /// The warning in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Lint::UnreachableCell {
                table,
                row,
                hidden_by,
            } => {
                format!("{table}.cell[{row}] 永远用不到：第 {hidden_by} 行已包含它的全部条件")
            }
            Lint::CapBelowOneAward { cap, at, award } => {
                format!("封顶“{cap}”为 {at} 分，低于单次计分 {award} 分")
            }
            Lint::LevelWithoutCell { level } => format!("级别“{level}”在采用计分表中没有对应的行"),
            Lint::QuotaWithoutEffect { quota } => format!("任务“{quota}”完成与否都不影响得分"),
            Lint::UnknownRule { cap, rule } => format!("封顶“{cap}”引用的规则“{rule}”不存在"),
            Lint::NobodyCredited => "单位和个人的记分权重都是 0，没有任何人得分".to_owned(),
            Lint::OnePerWithoutEffect => "keep = \"first\" 时 one_per 不起作用".to_owned(),
            Lint::NothingToMultiply => "批示为加倍，但没有采用计分表可供加倍".to_owned(),
            Lint::CapAboveLongerCap { cap, longer } => {
                format!("封顶“{cap}”高于更长周期的封顶“{longer}”，不起作用")
            }
            Lint::OverlappingEditions { one, other } => format!(
                "{} 第 {} 版与 {} 第 {} 版同时对同类单位生效，以后开始者为准",
                one.0, one.1, other.0, other.1
            ),
        }
    }

    /// The warning in English.
    #[must_use]
    pub fn en(&self) -> String {
        match self {
            Lint::UnreachableCell {
                table,
                row,
                hidden_by,
            } => {
                format!("{table}.cell[{row}] is never reached: row {hidden_by} covers it")
            }
            Lint::CapBelowOneAward { cap, at, award } => {
                format!("cap `{cap}` of {at} is below one award of {award}")
            }
            Lint::LevelWithoutCell { level } => format!("level `{level}` has no row in the adoption table"),
            Lint::QuotaWithoutEffect { quota } => format!("quota `{quota}` changes no points"),
            Lint::UnknownRule { cap, rule } => format!("cap `{cap}` names the unknown rule `{rule}`"),
            Lint::NobodyCredited => "neither units nor persons are credited".to_owned(),
            Lint::OnePerWithoutEffect => "one_per has no effect with keep = \"first\"".to_owned(),
            Lint::NothingToMultiply => "instructions multiply, but there is no adoption table".to_owned(),
            Lint::CapAboveLongerCap { cap, longer } => {
                format!("cap `{cap}` is above the longer cap `{longer}`")
            }
            Lint::OverlappingEditions { one, other } => {
                format!(
                    "{} v{} and {} v{} are in force together for one class",
                    one.0, one.1, other.0, other.1
                )
            }
        }
    }
}
