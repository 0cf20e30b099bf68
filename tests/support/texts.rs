//! Articles to file: real ones of the test data where it is there, else those that our own generator writes. What a
//! story needs of a text is its size and its language, not whose it is.

use serde::Deserialize;

use super::data;

/// What a reporter types.
#[derive(Clone, Debug)]
pub struct Text {
    pub title: String,
    pub body_html: String,
}

#[derive(Deserialize)]
struct News {
    title: String,
    body: String,
}

/// So many articles that the rules of `work_update` take (100 to 1,500 words), each under a title of its own, and
/// where they come from.
pub fn articles(n: usize) -> (Vec<Text>, &'static str) {
    if data::place().join("news.jsonl.gz").is_file() {
        let news = data::rows::<News>("news.jsonl.gz").expect("the folder was there");
        let fitting: Vec<News> = news
            .filter(|news| (120..1_400).contains(&zhibao::text::word_count(&news.body)))
            .collect();
        let texts = fitting.iter().cycle().take(n).enumerate();
        let texts = texts.map(|(at, news)| Text {
            title: numbered(&news.title, at),
            body_html: paragraphs(&news.body),
        });
        return (texts.collect(), "real articles of the test data");
    }
    let written = (0..).map(|at| zhibao::demo::article(7, at));
    let fitting = written.filter(|article| article.n_characters < 1_200);
    let texts = fitting.take(n).enumerate().map(|(at, article)| Text {
        title: numbered(&article.title, at),
        body_html: article.body_html,
    });
    (texts.collect(), "articles of our own generator")
}

/// A title that fits, and that no other article has.
fn numbered(title: &str, at: usize) -> String {
    let start: String = title.chars().filter(|sign| !sign.is_control()).take(20).collect();
    format!("{start} {at}")
}

fn paragraphs(body: &str) -> String {
    let escaped = body
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let lines = escaped.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| format!("<p>{line}</p>"))
        .collect::<Vec<_>>()
        .concat()
}
