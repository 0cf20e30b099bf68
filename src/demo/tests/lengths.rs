//! How long the articles are, against what the dictionary asks of each type.

use super::super::ArticleType;
use super::{sample, text_of};

#[test]
fn every_version_has_the_length_that_the_dictionary_asks_of_its_type() {
    for plan in &sample().articles {
        let (least, most) = match plan.kind {
            ArticleType::ResearchReport | ArticleType::Theory => (600, 1700),
            ArticleType::Feature => (500, 1700),
            ArticleType::GoodPractice | ArticleType::Commentary => (300, 1700),
            ArticleType::PhotoNews => (100, 500),
            ArticleType::ProblemSuggestion => (200, 1700),
            ArticleType::WorkUpdate | ArticleType::PublicOpinion | ArticleType::News => (100, 1500),
        };
        for version in &plan.versions {
            let text = text_of(&version.body_html);
            let n = text
                .chars()
                .filter(|sign| !sign.is_ascii() && !sign.is_whitespace())
                .count();
            assert!(
                (least..=most).contains(&n),
                "{} has {n}: {text}",
                plan.kind.code()
            );
        }
    }
}
