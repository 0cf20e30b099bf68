//! Templates to text: `[this|that]` chooses, `<this|that>` lists all in any order, `{slot}` takes the article's value, `{3-9}` draws a number.
//!
//! A slot keeps its value for the whole article, so that figures in the title recur in the body.

use std::collections::BTreeMap;

use super::prng::Prng;

/// The values that one article's slots take.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    fixed: BTreeMap<&'static str, String>,
    loose: BTreeMap<&'static str, Vec<String>>,
    subject_named: bool,
}

impl Slots {
    /// Gives `slot` one value for the whole article.
    pub fn fix(&mut self, slot: &'static str, value: impl Into<String>) {
        self.fixed.insert(slot, value.into());
    }

    /// Gives `slot` several values, of which each use draws one.
    pub fn vary(&mut self, slot: &'static str, values: Vec<String>) {
        self.loose.insert(slot, values);
    }

    /// Returns the fixed value of `slot`, empty when it has none.
    pub fn get(&self, slot: &str) -> &str {
        self.fixed.get(slot).map_or("", String::as_str)
    }

    /// Writes `template` out. An unknown slot stays visible in its braces, for the tests to find.
    pub fn write(&mut self, template: &str, prng: &mut Prng) -> String {
        let mut out = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some(at) = rest.find(['[', '<', '{']) {
            out.push_str(&rest[..at]);
            let close = match rest.as_bytes()[at] {
                b'[' => ']',
                b'<' => '>',
                _ => '}',
            };
            let Some(length) = rest[at..].find(close) else {
                break;
            };
            let inner = &rest[at + 1..at + length];
            if close == ']' {
                let choices: Vec<&str> = inner.split('|').collect();
                let choice = prng.pick(&choices);
                out.push_str(&self.write(choice, prng));
            } else if close == '>' {
                let mut items: Vec<&str> = inner.split('|').collect();
                prng.shuffle(&mut items);
                out.push_str(&self.write(&items.join("、"), prng));
            } else {
                out.push_str(&self.value(inner, prng));
            }
            rest = &rest[at + length + 1..];
        }
        out.push_str(rest);
        out
    }

    /// Finds what stands for `slot`. The subject `主` is named in full once and by its kind afterwards.
    fn value(&mut self, slot: &str, prng: &mut Prng) -> String {
        if slot == "主" && !self.subject_named {
            self.subject_named = true;
            return self.get("单位").to_owned();
        }
        if let Some(values) = self.loose.get(slot).filter(|values| !values.is_empty()) {
            return values[prng.below(values.len())].clone();
        }
        if let Some(value) = self.fixed.get(slot) {
            return value.clone();
        }
        if let Some((Ok(low), Ok(high))) = slot
            .split_once('-')
            .map(|(low, high)| (low.parse(), high.parse()))
        {
            return prng.between(low, high).to_string();
        }
        format!("{{{slot}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;
    use crate::demo::prng::Prng;

    #[test]
    fn a_slot_keeps_its_value_and_a_range_is_drawn() {
        let mut slots = Slots::default();
        slots.fix("户", "86");
        let text = slots.write("{户}户，[甲{户}|甲{户}]，{3-3}次", &mut Prng::new(1));
        assert_eq!(text, "86户，甲86，3次");
    }

    #[test]
    fn the_subject_is_named_once_and_then_called_by_its_kind() {
        let mut slots = Slots::default();
        slots.fix("单位", "柳林村");
        slots.vary("主", vec!["村里".to_owned()]);
        assert_eq!(
            slots.write("{主}先，{主}后", &mut Prng::new(1)),
            "柳林村先，村里后"
        );
    }

    #[test]
    fn a_list_names_every_item() {
        let text = Slots::default().write("<甲|乙>两家", &mut Prng::new(1));
        assert!(text == "甲、乙两家" || text == "乙、甲两家", "{text}");
    }

    #[test]
    fn an_unknown_slot_stays_visible() {
        assert_eq!(Slots::default().write("{无此}", &mut Prng::new(1)), "{无此}");
    }
}
