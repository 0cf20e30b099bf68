//! The scripts of the pages by themselves, in the browser that runs them: their own tests, and 字数 counted as the
//! server counts it.

use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::{Html, Path};
use poem::{EndpointExt, Response, Route, Server, get, handler};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use zhibao::text::word_count;

use crate::support::browser::{Browser, Screen, Tab};
use crate::support::workspace;

/// Serves an empty page and the scripts as they lie in `assets/js`, their tests too, until it is dropped.
async fn served() -> (String, JoinSet<()>) {
    let acceptor = TcpListener::bind("127.0.0.1:0")
        .into_acceptor()
        .await
        .expect("loopback has a free port");
    let address = acceptor.local_addr()[0]
        .as_socket_addr()
        .copied()
        .expect("a TCP address");
    let site = Route::new()
        .at("/", get(empty))
        .at("/js/*path", get(script))
        .boxed();
    let mut server = JoinSet::new();
    server.spawn(async move {
        Server::new_with_acceptor(acceptor)
            .run(site)
            .await
            .expect("it serves");
    });
    (format!("http://{address}/"), server)
}

#[handler]
fn empty() -> Html<&'static str> {
    Html("<!doctype html><html lang=\"zh-CN\"><title>空</title><link rel=\"icon\" href=\"data:,\">")
}

#[handler]
fn script(Path(path): Path<String>) -> Response {
    let file = workspace::root().join("assets/js").join(&path);
    match std::fs::read_to_string(file) {
        Ok(text) => Response::builder().content_type("text/javascript").body(text),
        Err(_) => Response::builder()
            .status(poem::http::StatusCode::NOT_FOUND)
            .finish(),
    }
}

async fn opened(origin: &str) -> (Browser, Tab) {
    let browser = Browser::open().await;
    let tab = browser.visitor(Screen::Desk).await;
    tab.goto(origin).await;
    (browser, tab)
}

#[tokio::test]
async fn the_scripts_pass_their_own_tests_in_the_browser() {
    let (origin, _server) = served().await;
    let (browser, tab) = opened(&origin).await;
    let run =
        "import('/js/tests/logic.js').then(() => import('/js/tests/harness.js')).then((it) => it.run())";
    let told = tab.evaluate(run).await;
    assert_eq!(told["failed"], json!([]), "{told:#}");
    let source = include_str!("../../assets/js/tests/logic.js");
    let n_written = source.lines().filter(|line| line.starts_with("test(")).count();
    assert!(n_written >= 11);
    assert_eq!(told["count"], n_written, "each of them was run");
    // The harness tells a test that fails.
    let failing = "import('/js/tests/harness.js').then((it) => {
        it.test('planted', () => it.assert.deepEqual({ a: [1] }, { a: [2] }));
        return it.run();
    })";
    let told = tab.evaluate(failing).await;
    assert_eq!(told["failed"], json!([r#"planted: {"a":[1]}, not {"a":[2]}"#]));
    browser.close().await;
}

#[derive(Deserialize)]
struct Golden {
    text: String,
    count: u32,
    why: String,
}

/// How a character counts alone, within a Latin word, and between a Latin and a Chinese one: as one number.
fn counted(c: char) -> u32 {
    word_count(&c.to_string()) * 100 + word_count(&format!("a{c}b")) * 10 + word_count(&format!("a {c}文"))
}

/// The same by the script, over all characters: where a run of equal numbers begins, with that number.
const RUNS: &str = "import('/js/word-count.js').then(({ wordCount }) => {
  const runs = []; let last = null;
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const c = String.fromCodePoint(code);
    const now = wordCount(c) * 100 + wordCount('a' + c + 'b') * 10 + wordCount('a ' + c + '文');
    if (now !== last) runs.push([code, now]);
    last = now;
  }
  return runs;
})";

#[tokio::test]
async fn the_browser_counts_every_character_and_the_golden_texts_as_the_server_does() {
    let (origin, _server) = served().await;
    let (browser, tab) = opened(&origin).await;
    let golden: Vec<Golden> =
        serde_json::from_str(include_str!("../fixtures/word-count.json")).expect("the golden file is JSON");
    assert!(golden.len() >= 20);
    for Golden { text, count, why } in golden {
        let count_it = format!(
            "import('/js/word-count.js').then((it) => it.wordCount({}))",
            json!(text)
        );
        assert_eq!(tab.evaluate(&count_it).await, count, "{text:?}: {why}");
        assert_eq!(word_count(&text), count, "{text:?}: {why}");
    }
    let (mut ours, mut last) = (Vec::new(), None);
    for c in '\0'..=char::MAX {
        let now = counted(c);
        if last != Some(now) {
            ours.push(json!([u32::from(c), now]));
        }
        last = Some(now);
    }
    let theirs = tab.evaluate(RUNS).await;
    let theirs = theirs.as_array().expect("runs");
    assert!(ours.len() > 30, "{} runs", ours.len());
    let differing: Option<(&Value, &Value)> = ours.iter().zip(theirs).find(|(one, other)| one != other);
    assert_eq!(differing, None, "U+… in decimal, and the number");
    assert_eq!(ours.len(), theirs.len());
    browser.close().await;
}
