//! Forty invented outlets of four levels: none of them exists, nor do their places.

/// How high an outlet stands.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Ord, PartialOrd)]
pub enum OutletLevel {
    /// 区级.
    District,
    /// 市级.
    Municipal,
    /// 省级.
    Provincial,
    /// 国家级.
    National,
}

impl OutletLevel {
    /// Returns the word that the database and the interface programmes use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Municipal => "municipal",
            Self::Provincial => "provincial",
            Self::National => "national",
        }
    }
}

/// What kind of medium an outlet is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Ord, PartialOrd)]
pub enum OutletClass {
    /// 报.
    Newspaper,
    /// 刊.
    Journal,
    /// 电视.
    Tv,
    /// 广播.
    Radio,
    /// 网.
    Web,
    /// 新媒体.
    NewMedia,
    /// 内刊.
    InternalJournal,
    /// 简报.
    Bulletin,
}

impl OutletClass {
    /// Returns the word that the database and the interface programmes use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Newspaper => "newspaper",
            Self::Journal => "journal",
            Self::Tv => "tv",
            Self::Radio => "radio",
            Self::Web => "web",
            Self::NewMedia => "new_media",
            Self::InternalJournal => "internal_journal",
            Self::Bulletin => "bulletin",
        }
    }
}

/// An outlet to register.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Outlet {
    /// Its name without book-title marks.
    pub name: &'static str,
    /// Its level.
    pub level: OutletLevel,
    /// Its class.
    pub class: OutletClass,
    /// Other names that reporters write.
    pub aliases: &'static [&'static str],
    /// Its columns or pages (栏目、版面).
    pub columns: &'static [&'static str],
    /// Host name for links (reserved `.example`), empty for those without a site.
    pub host: &'static str,
}

use OutletClass::{Bulletin, InternalJournal, Journal, NewMedia, Newspaper, Radio, Tv, Web};
use OutletLevel::{District, Municipal, National, Provincial};

const PAGES: &[&str] = &["1版 要闻", "2版 综合", "3版 基层", "4版 民生", "6版 理论"];
const FEW_PAGES: &[&str] = &["1版 要闻", "2版 综合", "3版 专题"];
const SCREENS: &[&str] = &["要闻", "基层动态", "民生", "经验交流"];
const SHOWS: &[&str] = &["晚间新闻", "民生直通", "一线见闻"];
const INNER: &[&str] = &["情况反映", "经验交流", "调查研究", "群众呼声"];

const fn outlet(
    name: &'static str,
    level: OutletLevel,
    class: OutletClass,
    aliases: &'static [&'static str],
    columns: &'static [&'static str],
    host: &'static str,
) -> Outlet {
    Outlet {
        name,
        level,
        class,
        aliases,
        columns,
        host,
    }
}

/// The outlets, lowest level first.
pub(super) const OUTLETS: [Outlet; 40] = [
    outlet(
        "云河发布",
        District,
        NewMedia,
        &["云河发布公众号", "云河微发布"],
        SCREENS,
        "fabu.yunhe.example",
    ),
    outlet(
        "云河开发区网",
        District,
        Web,
        &["云河网", "开发区门户"],
        SCREENS,
        "www.yunhe.example",
    ),
    outlet("今日云河", District, Newspaper, &["今日云河报"], FEW_PAGES, ""),
    outlet(
        "云河融媒",
        District,
        NewMedia,
        &["云河融媒客户端"],
        SCREENS,
        "app.yunhe.example",
    ),
    outlet("云河电视新闻", District, Tv, &["云河台", "云河新闻"], SHOWS, ""),
    outlet("云河之声", District, Radio, &["云河广播"], SHOWS, ""),
    outlet(
        "云河党建",
        District,
        InternalJournal,
        &["云河党建内刊"],
        INNER,
        "",
    ),
    outlet("云河信息", District, Bulletin, &["云河政务信息"], INNER, ""),
    outlet(
        "云河信息增刊",
        District,
        Bulletin,
        &["云河信息（增刊）"],
        INNER,
        "",
    ),
    outlet("云河宣传工作", District, Bulletin, &["宣传工作简报"], INNER, ""),
    outlet("云河社区周刊", District, Newspaper, &["社区周刊"], FEW_PAGES, ""),
    outlet(
        "云河先锋",
        District,
        NewMedia,
        &["云河先锋号"],
        SCREENS,
        "xianfeng.yunhe.example",
    ),
    outlet(
        "澜州日报",
        Municipal,
        Newspaper,
        &["澜报", "澜州日报社"],
        PAGES,
        "daily.lanzhoushi.example",
    ),
    outlet("澜州晚间报", Municipal, Newspaper, &["澜晚"], PAGES, ""),
    outlet(
        "澜州在线",
        Municipal,
        Web,
        &["澜州新闻在线"],
        SCREENS,
        "www.lanzhoushi.example",
    ),
    outlet(
        "澜州观察",
        Municipal,
        NewMedia,
        &["澜州观察客户端", "澜观"],
        SCREENS,
        "gc.lanzhoushi.example",
    ),
    outlet("澜州电视一套", Municipal, Tv, &["澜州一套", "澜州台"], SHOWS, ""),
    outlet("澜州交通之音", Municipal, Radio, &["澜州广播"], SHOWS, ""),
    outlet("澜州党建研究", Municipal, Journal, &["澜州党研"], INNER, ""),
    outlet("澜州要情", Municipal, Bulletin, &["澜州每日要情"], INNER, ""),
    outlet("澜州信息专报", Municipal, Bulletin, &["澜州专报"], INNER, ""),
    outlet(
        "澜州社情",
        Municipal,
        InternalJournal,
        &["澜州社情民意"],
        INNER,
        "",
    ),
    outlet(
        "澜州发布厅",
        Municipal,
        NewMedia,
        &["澜州发布"],
        SCREENS,
        "fbt.lanzhoushi.example",
    ),
    outlet(
        "澜州文明网页",
        Municipal,
        Web,
        &["澜州文明"],
        SCREENS,
        "wm.lanzhoushi.example",
    ),
    outlet(
        "东澜日报",
        Provincial,
        Newspaper,
        &["东澜日报社", "东报"],
        PAGES,
        "daily.donglan.example",
    ),
    outlet("东澜农友报", Provincial, Newspaper, &["农友报"], PAGES, ""),
    outlet(
        "东澜新闻港",
        Provincial,
        Web,
        &["新闻港", "东澜港"],
        SCREENS,
        "www.donglan.example",
    ),
    outlet(
        "东澜潮头",
        Provincial,
        NewMedia,
        &["潮头客户端"],
        SCREENS,
        "ct.donglan.example",
    ),
    outlet("东澜卫星电视", Provincial, Tv, &["东澜台"], SHOWS, ""),
    outlet("东澜乡村广播", Provincial, Radio, &["东澜乡广"], SHOWS, ""),
    outlet("东澜基层党建", Provincial, Journal, &["东澜党建刊"], INNER, ""),
    outlet("东澜信息", Provincial, Bulletin, &["东澜政务信息"], INNER, ""),
    outlet(
        "东澜决策内参",
        Provincial,
        InternalJournal,
        &["东澜内参"],
        INNER,
        "",
    ),
    outlet(
        "寰宇民声报",
        National,
        Newspaper,
        &["民声报"],
        PAGES,
        "paper.minsheng.example",
    ),
    outlet("大地基层报", National, Newspaper, &["大地报"], PAGES, ""),
    outlet(
        "九野新闻网",
        National,
        Web,
        &["九野网"],
        SCREENS,
        "www.jiuye.example",
    ),
    outlet("九野视讯", National, Tv, &["九野台"], SHOWS, ""),
    outlet("治理纵横", National, Journal, &["治理纵横杂志"], INNER, ""),
    outlet(
        "长风客户端",
        National,
        NewMedia,
        &["长风"],
        SCREENS,
        "changfeng.example",
    ),
    outlet(
        "万象情况摘编",
        National,
        InternalJournal,
        &["万象摘编"],
        INNER,
        "",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::OUTLETS;

    #[test]
    fn no_name_or_alias_belongs_to_two_outlets() {
        let words: Vec<_> = OUTLETS
            .iter()
            .flat_map(|one| one.aliases.iter().chain([&one.name]))
            .collect();
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
    }

    #[test]
    fn all_levels_and_classes_are_there() {
        assert_eq!(
            OUTLETS
                .iter()
                .map(|one| one.level.code())
                .collect::<BTreeSet<_>>()
                .len(),
            4
        );
        assert_eq!(
            OUTLETS
                .iter()
                .map(|one| one.class.code())
                .collect::<BTreeSet<_>>()
                .len(),
            8
        );
    }
}
