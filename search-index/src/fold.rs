//! Character folding, one character in and one out: full-width to half-width, lower case, traditional to
//! simplified. Nothing that changes the number of characters may live here: offsets must keep mapping.

use std::collections::HashMap;
use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

struct Table {
    basic: Vec<char>,
    rare: HashMap<char, char>,
}

/// `OpenCC`'s T2S, asked once for every ideograph alone. A phrase rule can never fire and a character that
/// would become two is left as it is, so the table is one to one.
static SIMPLIFIED: LazyLock<Table> = LazyLock::new(|| {
    let ideographs: Vec<char> = (FIRST..=LAST)
        .chain(0xF900..=0xFAFF)
        .chain(0x2_0000..=0x2_FA1F)
        .filter_map(char::from_u32)
        .collect();
    let mut table = Table {
        basic: (FIRST..=LAST)
            .map(|code| char::from_u32(code).unwrap_or('\u{FFFD}'))
            .collect(),
        rare: HashMap::new(),
    };
    let Ok(opencc) = OpenCC::from_config(BuiltinConfig::T2s) else {
        return table;
    };
    // Twice, since a few variants reach their simplified form over a traditional one; folding is idempotent.
    let mut forms = ideographs.clone();
    for _ in 0..3 {
        let lines: String = forms.iter().flat_map(|&c| [c, '\n']).collect();
        let converted = opencc.convert(&lines);
        let answers: Vec<&str> = converted.split('\n').collect();
        if answers.len() <= forms.len() {
            break;
        }
        for (form, answer) in forms.iter_mut().zip(answers) {
            let mut chars = answer.chars();
            if let (Some(c), None) = (chars.next(), chars.next()) {
                *form = c;
            }
        }
    }
    for (&from, &to) in ideographs.iter().zip(&forms) {
        if from == to {
            continue;
        }
        match slot(from) {
            Some(slot) => table.basic[slot] = to,
            None => {
                table.rare.insert(from, to);
            }
        }
    }
    table
});

fn slot(c: char) -> Option<usize> {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code).then(|| (code - FIRST) as usize)
}

/// Folds one character.
#[must_use]
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let c = match u32::from(c) {
        0x3000 => ' ',
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    if let Some(slot) = slot(c) {
        return SIMPLIFIED.basic[slot];
    }
    if let Some(&simplified) = SIMPLIFIED.rare.get(&c) {
        return simplified;
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Folds a text, character by character: the result has as many characters as the text.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scripts_widths_and_cases_meet_in_one_form() {
        assert_eq!(fold("ＡＢＣ１２３　５Ｇ"), "abc123 5g");
        assert_eq!(
            fold("國務院發布關於資訊報送的規定"),
            fold("国务院发布关于资讯报送的规定")
        );
        assert_eq!(fold("臺灣"), "台湾");
    }

    proptest! {
        #[test]
        fn folding_keeps_the_number_of_characters_and_is_idempotent(text in "\\PC{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(once.chars().count(), text.chars().count());
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn every_ideograph_folds_to_a_fixed_point(code in 0x3400u32..0x3_0000) {
            if let Some(c) = char::from_u32(code) {
                prop_assert_eq!(fold_char(fold_char(c)), fold_char(c));
            }
        }
    }
}
