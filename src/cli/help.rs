//! The help of the command line in the operator's language: sentences of `cli_help` by command and argument.

use std::ffi::OsString;

use clap::{Command, CommandFactory};
use entity::Language;

use crate::{i18n, settings};

/// The language that `--lang` names, else that of `LANG`; Chinese unless one of them says English.
pub(super) fn language(args: &[OsString]) -> Language {
    let words: Vec<String> = args
        .iter()
        .map(|arg| arg.to_string_lossy().into_owned())
        .collect();
    let after = words.iter().position(|word| word == "--lang");
    let named = after
        .and_then(|at| words.get(at + 1).cloned())
        .or_else(|| {
            words
                .iter()
                .find_map(|word| word.strip_prefix("--lang=").map(str::to_owned))
        })
        .or_else(|| settings::environment("LANG"))
        .unwrap_or_default();
    if named.starts_with("en") {
        Language::English
    } else {
        Language::Chinese
    }
}

/// The command line with its help.
pub(super) fn command<L: CommandFactory>(language: Language) -> Command {
    let mut command = L::command();
    command.build();
    told(command, "zhibao", language)
}

/// A command and all below it with their sentences; what has none keeps what clap says.
fn told(command: Command, path: &str, language: Language) -> Command {
    let say = |name: &str| {
        let key = format!("cli_help.{name}");
        let text = i18n::t(language, &key);
        (text != key).then_some(text)
    };
    let command = match say(path) {
        Some(text) => command.about(text),
        None => command,
    };
    let command = command.mut_args(|arg| {
        let id = arg.get_id().as_str().to_owned();
        match say(&format!("{path}_{id}")).or_else(|| say(&id)) {
            Some(text) => arg.help(text),
            None => arg,
        }
    });
    command.mut_subcommands(|sub| {
        let path = format!("{path}_{}", sub.get_name().replace('-', "_"));
        told(sub, &path, language)
    })
}
