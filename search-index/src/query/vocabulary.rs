//! The fields that a query may name and the labels that people type for keys.

use std::collections::BTreeMap;

use crate::fold::fold;

/// A field of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueryField {
    /// 标题: the title contains it.
    Title,
    /// 正文: the body contains it.
    Body,
    /// 作者: an author's name contains it, or is spelled so.
    Author,
    /// 单位: the organisation's name contains it, or is spelled so.
    Unit,
    /// 媒体: the name of an outlet that adopted it contains it.
    Outlet,
    /// 级别: adopted at this level.
    Level,
    /// 类型: the type of article.
    Type,
    /// 类别: the class of the organisation.
    Class,
    /// 状态: the state.
    State,
    /// 周: the reporting week.
    Week,
    /// 日期: the day by which the archive dates it.
    Date,
    /// 采用日期: the day of an adoption.
    Adopted,
}

impl QueryField {
    /// The field of a name as typed, in Chinese or English.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_lowercase().as_str() {
            "标题" | "題目" | "题目" | "標題" | "title" => Self::Title,
            "正文" | "内容" | "內容" | "body" => Self::Body,
            "作者" | "报送人" | "報送人" | "author" => Self::Author,
            "单位" | "單位" | "unit" => Self::Unit,
            "媒体" | "媒體" | "outlet" => Self::Outlet,
            "级别" | "級別" | "层级" | "level" => Self::Level,
            "类型" | "類型" | "type" => Self::Type,
            "类别" | "類別" | "class" => Self::Class,
            "状态" | "狀態" | "state" => Self::State,
            "周" | "週" | "周次" | "week" => Self::Week,
            "日期" | "时间" | "時間" | "date" => Self::Date,
            "采用日期" | "採用日期" | "采用" | "採用" | "adopted" => Self::Adopted,
            _ => return None,
        })
    }

    /// Whether the value is a text that is looked for in the field's words.
    pub(crate) fn is_text(self) -> bool {
        matches!(
            self,
            Self::Title | Self::Body | Self::Author | Self::Unit | Self::Outlet
        )
    }

    pub(crate) fn is_date(self) -> bool {
        matches!(self, Self::Date | Self::Adopted)
    }
}

/// Which labels stand for which keys (`省级` for `province`), in every language of the house.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    keys: BTreeMap<(QueryField, String), String>,
}

impl Vocabulary {
    /// Lets a label stand for a key. The key itself is always understood once it has a label.
    pub fn add(&mut self, field: QueryField, label: &str, key: &str) {
        for known in [label, key] {
            self.keys.insert((field, fold(known.trim())), key.to_owned());
        }
    }

    pub(crate) fn key(&self, field: QueryField, label: &str) -> Option<&str> {
        self.keys.get(&(field, fold(label.trim()))).map(String::as_str)
    }
}
