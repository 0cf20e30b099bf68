//! Key names as people write them, `Enter`, `Control+Enter`, `j`, to `DevTools` key events.

use chromiumoxide::keys;
use serde_json::{Value, json};

/// The events of pressing and releasing a key with its modifiers (`Alt Control Meta Shift`, joined by `+`).
pub fn events(combination: &str) -> Vec<Value> {
    let (modifiers, key) = combination.rsplit_once('+').unwrap_or(("", combination));
    let flags: u8 = modifiers.split('+').filter(|it| !it.is_empty()).map(flag).sum();
    let definition = keys::get_key_definition(key).unwrap_or_else(|| panic!("no key is called {key}"));
    // A key with Control or Alt is a command, not text.
    let text = if flags & (flag("Control") | flag("Alt") | flag("Meta")) == 0 {
        definition
            .text
            .or_else(|| (definition.key.chars().count() == 1).then_some(definition.key))
    } else {
        None
    };
    let event = |kind: &str, text: Option<&str>| {
        let mut event = json!({
            "type": kind, "modifiers": flags, "key": definition.key, "code": definition.code,
            "windowsVirtualKeyCode": definition.key_code, "nativeVirtualKeyCode": definition.key_code,
        });
        if let Some(text) = text {
            event["text"] = text.into();
        }
        event
    };
    vec![
        event(if text.is_some() { "keyDown" } else { "rawKeyDown" }, text),
        event("keyUp", None),
    ]
}

fn flag(modifier: &str) -> u8 {
    match modifier {
        "Alt" => 1,
        "Control" => 2,
        "Meta" => 4,
        "Shift" => 8,
        other => panic!("no modifier is called {other}"),
    }
}
