//! The themes that demo articles are about, and the sentences between them: reads `assets/demo`, invents nothing.

use std::sync::LazyLock;

/// One subject of articles with its own sentences; each sentence is a template of [`super::grammar`].
#[derive(Debug, Default)]
pub(super) struct Theme {
    /// The noun phrase that sentences use for it.
    pub name: &'static str,
    /// Letters of the unit kinds that write about it (see [`super::desk::Desk::letter`]).
    pub letters: &'static str,
    /// Short names of the departments that write about it.
    pub departments: Vec<&'static str>,
    /// Months in which it is topical; empty means all year.
    pub months: Vec<u32>,
    /// Names of campaigns, slogans without their quotation marks.
    pub brands: Vec<&'static str>,
    /// What the people of this theme are called, where neither residents nor workers speak.
    pub people: Option<&'static str>,
    pub titles: Vec<&'static str>,
    pub scenes: Vec<&'static str>,
    pub acts: Vec<&'static str>,
    /// Heading and first sentence of a section.
    pub heads: Vec<(&'static str, &'static str)>,
    pub facts: Vec<&'static str>,
    pub quotes: Vec<&'static str>,
    pub problems: Vec<&'static str>,
    pub advice: Vec<&'static str>,
}

/// Sentences of no particular theme, by purpose.
#[derive(Debug)]
pub(super) struct Glue(Vec<(&'static str, Vec<&'static str>)>);

impl Glue {
    /// Lists the templates for `purpose`; empty when there are none.
    pub fn of(&self, purpose: &str) -> &[&'static str] {
        self.0
            .iter()
            .find(|(name, _)| *name == purpose)
            .map_or(&[], |(_, lines)| lines.as_slice())
    }
}

const FILES: [&str; 6] = [
    include_str!("../../assets/demo/themes/1-governance.txt"),
    include_str!("../../assets/demo/themes/2-livelihood.txt"),
    include_str!("../../assets/demo/themes/3-safety.txt"),
    include_str!("../../assets/demo/themes/4-economy.txt"),
    include_str!("../../assets/demo/themes/5-countryside.txt"),
    include_str!("../../assets/demo/themes/6-culture.txt"),
];

/// All themes, in the order of the files.
pub(super) static THEMES: LazyLock<Vec<Theme>> =
    LazyLock::new(|| FILES.iter().flat_map(|file| parse(file)).collect());

/// The sentences between.
pub(super) static GLUE: LazyLock<Glue> = LazyLock::new(|| {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in include_str!("../../assets/demo/glue.txt")
        .lines()
        .filter(|line| !line.is_empty())
    {
        if let Some(name) = line.strip_prefix("== ") {
            sections.push((name, Vec::new()));
        } else if let Some((_, lines)) = sections.last_mut() {
            lines.push(line);
        }
    }
    Glue(sections)
});

/// Reads one file: `# name | letters | departments | months`, then lines whose first character says their use.
/// A line that it does not know is ignored here and reported by the test below.
fn parse(file: &'static str) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    for line in file.lines() {
        let Some((mark, rest)) = line.split_once(' ') else {
            continue;
        };
        if mark == "#" {
            themes.push(heading(rest));
            continue;
        }
        let Some(theme) = themes.last_mut() else { continue };
        match mark {
            "品" => theme.brands.extend(rest.split('/')),
            "民" => theme.people = Some(rest),
            "题" => theme.titles.push(rest),
            "景" => theme.scenes.push(rest),
            "为" => theme.acts.push(rest),
            "纲" => theme.heads.extend(rest.split_once('：')),
            "数" => theme.facts.push(rest),
            "言" => theme.quotes.push(rest),
            "难" => theme.problems.push(rest),
            "策" => theme.advice.push(rest),
            _ => {}
        }
    }
    themes
}

fn heading(line: &'static str) -> Theme {
    let mut fields = line.split('|').map(str::trim);
    Theme {
        name: fields.next().unwrap_or_default(),
        letters: fields.next().unwrap_or_default(),
        departments: fields.next().unwrap_or_default().split_whitespace().collect(),
        months: fields
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|m| m.parse().ok())
            .collect(),
        ..Theme::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FILES, THEMES};

    #[test]
    fn every_theme_has_enough_of_everything() {
        assert!(THEMES.len() >= 60, "{} themes", THEMES.len());
        let names: BTreeSet<_> = THEMES.iter().map(|theme| theme.name).collect();
        assert_eq!(names.len(), THEMES.len(), "two themes share a name");
        for theme in THEMES.iter() {
            let counts = [
                theme.brands.len(),
                theme.titles.len(),
                theme.scenes.len(),
                theme.acts.len(),
                theme.heads.len(),
                theme.facts.len(),
                theme.quotes.len(),
                theme.problems.len(),
                theme.advice.len(),
            ];
            let least = [2, 3, 2, 4, 3, 2, 3, 2, 2];
            assert!(
                counts.iter().zip(least).all(|(has, needs)| *has >= needs),
                "{}: {counts:?}",
                theme.name
            );
            assert!(
                !theme.letters.is_empty() || !theme.departments.is_empty(),
                "{} has no writer",
                theme.name
            );
        }
    }

    #[test]
    fn every_line_of_the_theme_files_is_understood() {
        for line in FILES
            .iter()
            .flat_map(|file| file.lines())
            .filter(|line| !line.is_empty())
        {
            let mark = line.split(' ').next().unwrap_or_default();
            assert!(
                "#品民题景为纲数言难策".contains(mark) && !mark.is_empty(),
                "{line}"
            );
            assert_eq!(line.matches('[').count(), line.matches(']').count(), "{line}");
            assert_eq!(line.matches('<').count(), line.matches('>').count(), "{line}");
            assert_eq!(line.matches('{').count(), line.matches('}').count(), "{line}");
        }
    }
}
