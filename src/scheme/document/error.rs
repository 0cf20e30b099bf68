//! What can be wrong with a scheme document: where, which key, what is allowed; in Chinese and in English.

use std::fmt;

/// One fault of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeError {
    /// The line, from 1; a fault of the whole document stands at its first.
    pub line: usize,
    /// The key's path, such as `adoption.cell[2].points`; may be empty for a fault of syntax.
    pub key: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not TOML at all.
    Syntax(String),
    /// A key that the section does not have.
    UnknownKey {
        /// The key.
        found: String,
        /// The keys that it has.
        allowed: Vec<String>,
    },
    /// A word that is not one of those allowed.
    UnknownWord {
        /// The word.
        found: String,
        /// The words allowed.
        allowed: Vec<String>,
    },
    /// A key that must be there.
    Missing(String),
    /// A key that must be there with one of these words.
    MissingWord {
        /// The key.
        key: String,
        /// The words allowed.
        allowed: &'static [&'static str],
    },
    /// A value of another kind than the key takes.
    Value(String),
    /// Exactly one of these keys must be given.
    OneOf(&'static [&'static str]),
    /// The key makes sense only beside another setting.
    Needs(&'static str),
    /// A number outside its bounds.
    Bounds(&'static str),
    /// A document in yuan credits the unit and the persons, so that every piece is paid for twice.
    PaidTwice,
    /// Two rules have one code.
    SameCode(String),
}

impl SchemeError {
    /// The fault in Chinese: line, key, and what is allowed.
    #[must_use]
    pub fn zh(&self) -> String {
        let what = match &self.fault {
            Fault::Syntax(message) => format!("TOML 语法错误（{message}）"),
            Fault::UnknownKey { found, allowed } => {
                format!("没有“{found}”这个键，可用的键：{}", allowed.join("、"))
            }
            Fault::UnknownWord { found, allowed } => {
                format!("“{found}”不在允许的取值内，可取：{}", allowed.join("、"))
            }
            Fault::Missing(key) => format!("缺少必填的键“{key}”"),
            Fault::MissingWord { key, allowed } => {
                format!("缺少必填的键“{key}”，可取：{}", allowed.join("、"))
            }
            Fault::Value(message) => format!("取值不对（{message}）"),
            Fault::OneOf(keys) => format!("必须且只能填写其中一个：{}", keys.join("、")),
            Fault::Needs(other) => format!("须与 {other} 同时使用"),
            Fault::Bounds(bounds) => format!("数值超出范围，应为 {bounds}"),
            Fault::PaidTwice => {
                "单位为元的办法里 unit 和 person 不能都大于 0，否则同一篇稿件付给单位又付给个人；\
                请在 [credit] 里把其中一个写成 0"
                    .to_owned()
            }
            Fault::SameCode(code) => format!("规则代码“{code}”重复"),
        };
        match (self.line, self.key.as_str()) {
            (line, "") => format!("第 {line} 行：{what}"),
            (line, key) => format!("第 {line} 行 {key}：{what}"),
        }
    }

    /// The fault in English.
    #[must_use]
    pub fn en(&self) -> String {
        let what = match &self.fault {
            Fault::Syntax(message) => format!("not TOML ({message})"),
            Fault::UnknownKey { found, allowed } => {
                format!("no key `{found}` here; allowed: {}", allowed.join(", "))
            }
            Fault::UnknownWord { found, allowed } => {
                format!("`{found}` is not allowed; allowed: {}", allowed.join(", "))
            }
            Fault::Missing(key) => format!("key `{key}` is missing"),
            Fault::MissingWord { key, allowed } => {
                format!("key `{key}` is missing; allowed: {}", allowed.join(", "))
            }
            Fault::Value(message) => format!("wrong value ({message})"),
            Fault::OneOf(keys) => format!("give exactly one of {}", keys.join(", ")),
            Fault::Needs(other) => format!("only together with {other}"),
            Fault::Bounds(bounds) => format!("out of bounds, must be {bounds}"),
            Fault::PaidTwice => {
                "in a scheme in yuan `unit` and `person` cannot both be above 0, or every piece is \
                paid to the unit and to the persons; set one of them to 0 in [credit]"
                    .to_owned()
            }
            Fault::SameCode(code) => format!("rule code `{code}` is used twice"),
        };
        match (self.line, self.key.as_str()) {
            (line, "") => format!("line {line}: {what}"),
            (line, key) => format!("line {line}, {key}: {what}"),
        }
    }
}

impl fmt::Display for SchemeError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.en())
    }
}

impl std::error::Error for SchemeError {}

#[cfg(test)]
mod tests {
    use crate::scheme::Scheme;

    #[test]
    fn an_error_prints_in_english_with_its_line_and_key() {
        let faults = Scheme::parse("code = 'T'\nname = 'T'\n[[cap]]\ncode = 'C'\nperiod = 'month'\n");
        let printed: Vec<String> = faults
            .expect_err("no amount")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(printed, ["line 3, cap[1]: key `at` is missing"]);
    }
}
