//! What every page template may ask of its page: words, language, menu, person, addresses. Stub with invented data, replaced at merge.

use super::assets::asset_url;

/// Whoever is signed in, as the frame shows it.
#[derive(Clone, Debug)]
pub struct Me {
    /// Full name.
    pub name: String,
    /// Organisation of the appointment in use.
    pub organisation: String,
    /// Roles, as text.
    pub roles: String,
}

/// One place of the menu.
#[derive(Clone, Debug)]
pub struct Place {
    /// Address.
    pub href: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Word shown.
    pub label: String,
    /// How many things wait there.
    pub count: Option<u64>,
    /// Whether the reader is there.
    pub on: bool,
}

/// A message carried over one redirect.
#[derive(Clone, Debug)]
pub struct Flash {
    /// "ok", "warn", "bad" or "".
    pub kind: &'static str,
    /// What happened.
    pub text: String,
}

/// The frame's side of a page.
#[derive(Clone, Debug)]
pub struct Page {
    /// "zh-CN" or "en".
    pub lang: &'static str,
    /// Address of the present page.
    pub here: &'static str,
    /// Nobody, a reporter or an editor.
    pub who: &'static str,
    /// Message of the last action.
    pub flash: Option<Flash>,
    /// Text in the search box.
    pub query: String,
}

impl Page {
    /// Translates a message.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        let text = rust_i18n::t!(key, locale = self.lang).into_owned();
        assert!(
            text != key && !text.starts_with("zh-CN.") && !text.starts_with("en."),
            "no message {key}"
        );
        text
    }

    /// Translates a message with one argument.
    #[must_use]
    pub fn t1<A: ToString>(&self, key: &str, a: A) -> String {
        self.t(key).replace("%{a}", &a.to_string())
    }

    /// Translates a message with two arguments.
    #[must_use]
    pub fn t2<A: ToString, B: ToString>(&self, key: &str, a: A, b: B) -> String {
        self.t1(key, a).replace("%{b}", &b.to_string())
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.lang
    }

    /// The session's token.
    #[must_use]
    pub fn csrf(&self) -> &'static str {
        "t0ken"
    }

    /// The nonce of this answer.
    #[must_use]
    pub fn nonce(&self) -> &'static str {
        "n0nce"
    }

    /// Whoever is signed in.
    #[must_use]
    pub fn person(&self) -> Option<Me> {
        let me = |name: &str, organisation: &str, roles: &str| Me {
            name: name.into(),
            organisation: organisation.into(),
            roles: roles.into(),
        };
        match self.who {
            "reporter" => Some(me("王晓琳", "滨海街道党工委", "信息直报员")),
            "editor" => Some(me("周明", "区委宣传部", "编辑")),
            _ => None,
        }
    }

    /// The side menu.
    #[must_use]
    pub fn menu(&self) -> Vec<Place> {
        let rows: &[(&'static str, &'static str, &str, Option<u64>)] = match self.who {
            "reporter" => &[
                ("/", "home", "首页", None),
                ("/write", "edit", "写稿", None),
                ("/articles", "files", "我的稿件", Some(1)),
                ("/points", "award", "积分与排名", None),
                ("/search", "search", "检索", None),
                ("/scheme", "book-2", "计分办法", None),
            ],
            "editor" => &[
                ("/", "home", "工作台", None),
                ("/queue", "inbox", "审稿", Some(17)),
                ("/adopt", "broadcast", "采用登记", Some(6)),
                ("/commissions", "calendar", "约稿", None),
                ("/search", "search", "检索", None),
                ("/points", "award", "积分台账", None),
                ("/circulars", "clipboard-data", "通报", None),
                ("/admin", "settings", "管理", None),
            ],
            _ => &[],
        };
        rows.iter()
            .map(|&(href, icon, label, count)| Place {
                href,
                icon,
                label: label.into(),
                count,
                on: href == self.here,
            })
            .collect()
    }

    /// The bottom tabs.
    #[must_use]
    pub fn tabs(&self) -> Vec<Place> {
        self.menu().into_iter().take(5).collect()
    }

    /// How many notices are unread.
    #[must_use]
    pub fn n_notices(&self) -> u64 {
        3
    }

    /// The message of the last action.
    #[must_use]
    pub fn flash(&self) -> Option<Flash> {
        self.flash.clone()
    }

    /// The standing warning.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        (self.who == "nobody").then(|| "本系统运行在未加密的 http 上，密码可能被同网络的人看到。".into())
    }

    /// An address of an embedded file.
    #[must_use]
    pub fn asset(&self, path: &str) -> String {
        asset_url(path)
    }

    /// What follows each title.
    #[must_use]
    pub fn title_suffix(&self) -> &'static str {
        "直报"
    }

    /// Text in the search box.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The name of this installation.
    #[must_use]
    pub fn name(&self) -> &'static str {
        "云河开发区信息直报"
    }

    /// Lines of the footer.
    #[must_use]
    pub fn footer(&self) -> Vec<&'static str> {
        vec![
            "主办：云河开发区党工委宣传部",
            "技术支持：区信息中心",
            "直报 0.1.0",
        ]
    }

    /// Seconds of rest after which the session ends, 0 for nobody.
    #[must_use]
    pub fn idle_seconds(&self) -> u64 {
        1800
    }

    /// Whether today is a day of mourning.
    #[must_use]
    pub fn grey(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod sample;
