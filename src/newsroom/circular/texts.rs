//! What a circular's template may name, and what it says in a month. A circular is Chinese, whoever asks for it.

use entity::{Language, SubjectKind};

use super::{AdoptedPiece, Circular, circular_code};
use crate::calendar::day_of;
use crate::docx::{List, Texts};
use crate::i18n;
use crate::newsroom::ranking::{RankTable, Ranked};
use crate::scheme::Craft;
use crate::sheet::Cell;

const CHINESE: Language = Language::Chinese;

/// The columns of a ranking.
const RANKED: &[&str] = &[
    "名次",
    "名称",
    "单位",
    "类别",
    "报送",
    "采用",
    "采用率",
    "得分",
    "累计",
    "升降",
    "备注",
    "编号",
];
/// The columns of what was adopted.
const ADOPTED: &[&str] = &[
    "序号", "标题", "单位", "作者", "媒体", "级别", "版位", "日期", "备注", "编号",
];
/// The columns of the appendix.
const CODED: &[&str] = &["编号", "对象", "得分", "分录"];

/// The lists and their columns.
const LISTS: [(&str, &[&str]); 4] = [
    ("单位", RANKED),
    ("个人", RANKED),
    ("采用稿件", ADOPTED),
    ("分值来源", CODED),
];
/// The single texts.
const SINGLE: [&str; 19] = [
    "年",
    "月",
    "月份",
    "单位数",
    "报送单位数",
    "采用单位数",
    "报送篇数",
    "采用篇数",
    "采用率",
    "采用条次",
    "零报送单位",
    "零采用单位",
    "不参加排名单位",
    "单位得分合计",
    "个人得分合计",
    "分录数",
    "结账日期",
    "账尾号",
    "账尾哈希",
];

/// The texts of a circular, by the names under which a template asks for them.
#[must_use]
pub fn circular_texts(circular: &Circular) -> Texts {
    let (units, persons) = (&circular.units, &circular.persons);
    let rows = [
        ranked(units, SubjectKind::Unit),
        ranked(persons, SubjectKind::Person),
        adopted(&circular.adopted),
        coded(circular),
    ];
    let lists = LISTS.into_iter().zip(rows);
    Texts {
        single: SINGLE.into_iter().zip(single(circular)).collect(),
        lists: lists
            .map(|((name, columns), rows)| (name, list(columns, rows)))
            .collect(),
    }
}

/// The same names without a month: what a template may say.
#[must_use]
pub fn circular_names() -> Texts {
    let lists = LISTS.map(|(name, columns)| (name, list(columns, Vec::new())));
    Texts {
        single: SINGLE.iter().map(|name| (*name, String::new())).collect(),
        lists: lists.into_iter().collect(),
    }
}

const fn list(columns: &'static [&'static str], rows: Vec<Vec<String>>) -> List {
    List { columns, rows }
}

/// In the order of their names.
fn single(circular: &Circular) -> [String; 19] {
    let (month, close, units) = (circular.month, &circular.close, &circular.units);
    let filed = units.total.unwrap_or_default().filed;
    let count = |fits: &dyn Fn(&&Ranked) -> bool| units.rows.iter().filter(fits).count().to_string();
    let named = |fits: &dyn Fn(&&Ranked) -> bool| {
        let names: Vec<&str> = units
            .rows
            .iter()
            .filter(fits)
            .map(|row| row.member.name.as_str())
            .collect();
        if names.is_empty() {
            "无".to_owned()
        } else {
            names.join("、")
        }
    };
    let closed_on =
        day_of(close.closed_at.0).map_or_else(String::new, |day| day.format("%Y年%-m月%-d日").to_string());
    [
        month.year().to_string(),
        month.number().to_string(),
        format!("{}年{}月", month.year(), month.number()),
        units.rows.len().to_string(),
        count(&|row| row.filed.n > 0),
        count(&|row| row.filed.n_adopted > 0),
        filed.n.to_string(),
        filed.n_adopted.to_string(),
        filed.rate(),
        circular.adopted.len().to_string(),
        named(&|row| row.unranked.is_none() && row.filed.n == 0),
        named(&|row| row.unranked.is_none() && row.filed.n_adopted == 0),
        named(&|row| row.unranked.is_some()),
        points(close.unit_points),
        points(close.person_points),
        close.n_postings.to_string(),
        closed_on,
        close.seq.to_string(),
        close.hash.clone(),
    ]
}

fn ranked(table: &RankTable, kind: SubjectKind) -> Vec<Vec<String>> {
    let row = |row: &Ranked| {
        let member = &row.member;
        vec![
            row.place
                .map_or_else(|| "—".to_owned(), |place| place.to_string()),
            member.name.clone(),
            member.unit.clone(),
            member.class.map_or_else(String::new, |class| {
                i18n::t(CHINESE, &format!("class.{}", class.code()))
            }),
            row.filed.n.to_string(),
            row.filed.n_adopted.to_string(),
            row.filed.rate(),
            points(row.points),
            points(row.to_date),
            row.movement(CHINESE),
            row.unranked
                .as_ref()
                .map_or_else(String::new, |why| i18n::say(CHINESE, &why.message())),
            circular_code(kind, member.id),
        ]
    };
    table.rows.iter().map(row).collect()
}

fn adopted(pieces: &[AdoptedPiece]) -> Vec<Vec<String>> {
    let row = |(n, piece): (usize, &AdoptedPiece)| {
        let (adoption, of) = (&piece.then.adoption, &piece.then.piece);
        let units = std::iter::once(&of.unit).chain(&of.joint_units);
        let writers = of.authors.iter().filter(|author| author.craft == Craft::Writer);
        vec![
            n.to_string(),
            of.title.clone(),
            joined(units.map(|unit| unit.name.as_str())),
            joined(writers.map(|author| author.name.as_str())),
            adoption.outlet.name.clone(),
            adoption.outlet.level.clone(),
            joined(adoption.positions.iter().map(String::as_str)),
            adoption.adopted_on.format("%-m月%-d日").to_string(),
            if piece.then.is_late {
                "补记".to_owned()
            } else {
                String::new()
            },
            piece.number.clone(),
        ]
    };
    (1..).zip(pieces).map(row).collect()
}

/// A row for everybody in the rankings: which postings their points are the sum of.
fn coded(circular: &Circular) -> Vec<Vec<String>> {
    let of = |table: &RankTable, kind: SubjectKind| -> Vec<Vec<String>> {
        let row = |row: &Ranked| {
            let numbers = circular.numbers.get(&(kind, row.member.id));
            vec![
                circular_code(kind, row.member.id),
                row.member.name.clone(),
                points(row.points),
                numbers.map_or_else(|| "无".to_owned(), |numbers| runs(numbers)),
            ]
        };
        table.rows.iter().map(row).collect()
    };
    let mut rows = of(&circular.units, SubjectKind::Unit);
    rows.extend(of(&circular.persons, SubjectKind::Person));
    rows
}

/// Numbers in order, those that follow each other as `12–15`; a line may end after each.
fn runs(numbers: &[i64]) -> String {
    let runs = numbers.chunk_by(|one, next| *next == one + 1);
    let said = runs.map(|run| match run {
        [one] => one.to_string(),
        [first, .., last] => format!("{first}–{last}"),
        [] => String::new(),
    });
    format!("第 {} 号", said.collect::<Vec<_>>().join(", "))
}

fn joined<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join("、")
}

fn points(hundredths: i64) -> String {
    Cell::Points(hundredths).shown()
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn numbers_that_follow_each_other_are_said_together() {
        assert_eq!(runs(&[3]), "第 3 号");
        assert_eq!(runs(&[3, 4, 5, 8, 11, 12]), "第 3–5, 8, 11–12 号");
    }
}
