//! Message files `assets/locales/*.yml`: every key in both languages, with the same arguments, used, and none missing.
//!
//! What is neither a key nor a text fails the test instead of being passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::rust_text::{Token, tokens};
use crate::support::workspace;

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Key → language → text.
type Messages = BTreeMap<String, BTreeMap<String, String>>;

/// Reads one file of rust-i18n's second format, by the YAML reader that rust-i18n itself uses.
fn read(file: &str, yaml: &str) -> Messages {
    let document: serde_json::Value =
        serde_saphyr::from_str(yaml).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(document["_version"], 2, "{file}: rust-i18n's second format");
    let mut messages = Messages::new();
    gather(file, "", &document, &mut messages);
    messages
}

/// Walks down to the texts; the keys on the way are joined by dots.
fn gather(file: &str, key: &str, value: &serde_json::Value, messages: &mut Messages) {
    let children = value
        .as_object()
        .unwrap_or_else(|| panic!("{file}: {key} holds neither keys nor texts"));
    for (name, child) in children.iter().filter(|(name, _)| *name != "_version") {
        match child.as_str() {
            Some(text) => {
                assert!(
                    LANGUAGES.contains(&name.as_str()),
                    "{file}: {key}: {name} is no language"
                );
                messages
                    .entry(key.to_owned())
                    .or_default()
                    .insert(name.clone(), text.to_owned());
            }
            None => gather(
                file,
                format!("{key}.{name}").trim_start_matches('.'),
                child,
                messages,
            ),
        }
    }
}

/// The arguments `%{name}` of a text.
fn arguments(text: &str) -> BTreeSet<&str> {
    text.split("%{")
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .collect()
}

fn all_messages() -> Messages {
    let mut all = Messages::new();
    for file in workspace::files()
        .into_iter()
        .filter(|path| path.starts_with("assets/locales/"))
    {
        for (key, texts) in read(&file, &workspace::text(&file).expect("UTF-8")) {
            assert!(
                all.insert(key.clone(), texts).is_none(),
                "{file}: {key} is said in another file too"
            );
        }
    }
    all
}

/// Keys asked for by `t("key"`, `t1("key"`, `t2("key"` and `t!("key"`, and every string that may be a key.
#[derive(Default)]
struct Uses {
    asked: BTreeMap<String, String>,
    mentioned: BTreeSet<String>,
    /// `state.` of `format!("state.{state}")`: whatever begins so counts as used.
    beginnings: BTreeSet<String>,
}

impl Uses {
    fn read(&mut self, path: &str, source: &str) {
        let placed = tokens(source);
        for (at, (line, token)) in placed.iter().enumerate() {
            let Token::Text(text) = token else { continue };
            self.mentioned.insert(text.clone());
            if let Some((start, _)) = text.split_once('{')
                && start.ends_with('.')
            {
                self.beginnings.insert(start.to_owned());
            } else if is_asked(&placed[..at]) {
                self.asked.insert(text.clone(), format!("{path}:{line}"));
            }
        }
    }

    fn has(&self, key: &str) -> bool {
        self.mentioned.contains(key)
            || self
                .beginnings
                .iter()
                .any(|start| key.starts_with(start.as_str()))
    }
}

/// Whether the tokens before a string end in `t(`, `t1(`, `t2(`, `t3(` or `t!(`.
fn is_asked(before: &[(usize, Token)]) -> bool {
    let mut before = before
        .iter()
        .rev()
        .map(|it| &it.1)
        .skip_while(|it| **it == Token::Sign('&'));
    if before.next() != Some(&Token::Sign('(')) {
        return false;
    }
    match before.next() {
        Some(Token::Sign('!')) => before.next() == Some(&Token::Word("t".to_owned())),
        Some(Token::Word(word)) => matches!(word.as_str(), "t" | "t1" | "t2" | "t3"),
        _ => false,
    }
}

/// What stands between `{{ }}` and `{% %}`, so that the page's prose is not taken for code.
fn expressions(template: &str) -> String {
    let mut code = String::new();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        for inside in template
            .split(open)
            .skip(1)
            .filter_map(|rest| rest.split(close).next())
        {
            code.push_str(inside);
            code.push('\n');
        }
    }
    code
}

fn all_uses() -> Uses {
    let mut uses = Uses::default();
    for (path, source) in workspace::production_rust() {
        uses.read(&path, &source);
    }
    for path in workspace::files()
        .into_iter()
        .filter(|path| path.starts_with("assets/templates/"))
    {
        let is_text = Path::new(&path)
            .extension()
            .is_some_and(|it| it == "html" || it == "txt" || it == "xml");
        if let Some(template) = workspace::text(&path).filter(|_| is_text) {
            uses.read(&path, &expressions(&template));
        }
    }
    uses
}

#[test]
fn every_message_exists_in_every_language_with_the_same_arguments() {
    let mut faults = Vec::new();
    for (key, texts) in all_messages() {
        let missing: Vec<_> = LANGUAGES.iter().filter(|it| !texts.contains_key(**it)).collect();
        if !missing.is_empty() {
            faults.push(format!("{key} is missing in {missing:?}"));
        }
        let sets: BTreeSet<_> = texts.values().map(|text| arguments(text)).collect();
        if sets.len() > 1 {
            faults.push(format!("{key} takes different arguments: {texts:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_message_that_is_asked_for_exists() {
    let (messages, uses) = (all_messages(), all_uses());
    let asked = uses.asked.iter().filter(|(key, _)| !messages.contains_key(*key));
    let missing: Vec<String> = asked.map(|(key, place)| format!("{place}: {key}")).collect();
    assert!(missing.is_empty(), "no such message:\n{}", missing.join("\n"));
}

#[test]
fn every_message_is_used() {
    let (messages, uses) = (all_messages(), all_uses());
    let idle: Vec<&String> = messages.keys().filter(|key| !uses.has(key)).collect();
    assert!(idle.is_empty(), "nobody says {idle:#?}");
}

/// The deeds of the audit log and what they are done to: `Deed::done("kind", "object"`.
fn deeds() -> BTreeSet<(String, String)> {
    let mut deeds = BTreeSet::new();
    for (_, source) in workspace::production_rust() {
        let tokens: Vec<Token> = tokens(&source).into_iter().map(|(_, token)| token).collect();
        for window in tokens.windows(5) {
            if let [
                Token::Word(done),
                Token::Sign('('),
                Token::Text(deed),
                Token::Sign(','),
                Token::Text(object),
            ] = window
                && done == "done"
            {
                deeds.insert((deed.clone(), object.clone()));
            }
        }
    }
    deeds
}

#[test]
fn every_deed_of_the_audit_log_has_words() {
    let (messages, deeds) = (all_messages(), deeds());
    assert!(deeds.len() > 20, "only {} deeds are found", deeds.len());
    for (deed, object) in deeds {
        let has_words = ["deed", "step", "act"]
            .iter()
            .any(|group| messages.contains_key(&format!("{group}.{deed}")));
        assert!(has_words, "no words for the deed {deed}");
        assert!(
            messages.contains_key(&format!("object.{object}")),
            "no words for the object {object}"
        );
    }
}

#[test]
fn the_reader_and_the_search_find_what_is_planted() {
    let yaml = "_version: 2\nnav.home:\n  zh-CN: 首页\n  en: 'It''s %{n}'\n";
    let messages = read("x.yml", yaml);
    assert_eq!(messages["nav.home"]["en"], "It's %{n}");
    assert_ne!(
        arguments(&messages["nav.home"]["en"]),
        arguments(&messages["nav.home"]["zh-CN"])
    );
    let flow = read(
        "y.yml",
        "_version: 2\nnav:\n  home: {zh-CN: \"首页，甲\", en: Home}\n",
    );
    assert_eq!(flow["nav.home"]["zh-CN"], "首页，甲");

    let mut uses = Uses::default();
    uses.read(
        "a.rs",
        "p.t(\"one\"); t!(\"two\", n = 1); set(\"three\"); format!(\"state.{x}\"); t1(&\"four\", 2)",
    );
    let code = "{{ p.t(\"five\") }} t(\"prose\") {% if x %}";
    uses.read("a.html", &expressions(code));
    assert_eq!(
        uses.asked.keys().map(String::as_str).collect::<Vec<_>>(),
        ["five", "four", "one", "two"]
    );
    assert!(uses.has("three") && uses.has("state.draft") && !uses.has("prose"));
}
