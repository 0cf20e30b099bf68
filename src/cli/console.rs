//! Speaking to the operator: sentences in their language on stdout, complaints on stderr.

use std::io::Write;

use entity::Language;

use super::call::Failure;
use crate::error::{Error, Message};
use crate::i18n;

/// Where a command speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console(Language);

impl Console {
    pub const fn new(language: Language) -> Self {
        Self(language)
    }

    pub const fn language(self) -> Language {
        self.0
    }

    /// The sentence of a key.
    pub fn t(self, key: &str) -> String {
        i18n::t(self.0, key)
    }

    /// Says a message on a line of its own.
    pub fn say(self, message: &Message) {
        self.line(&i18n::say(self.0, message));
    }

    /// Prints a line as it is. A reader who has gone away is no failure of the command.
    #[expect(clippy::unused_self, reason = "whoever may speak holds the console")]
    pub fn line(self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{text}").and_then(|()| out.flush());
    }

    /// Says a message on stderr.
    pub fn warn(self, message: &Message) {
        self.warn_line(&i18n::say(self.0, message));
    }

    /// Prints a line as it is on stderr.
    #[expect(clippy::unused_self, reason = "whoever may speak holds the console")]
    pub fn warn_line(self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// Says on stderr why a command could not do its work.
    pub fn complain(self, failure: &Failure) {
        for text in self.reasons(failure) {
            self.warn_line(&text);
        }
    }

    fn reasons(self, failure: &Failure) -> Vec<String> {
        let said = |message: &Message| vec![i18n::say(self.0, message)];
        match failure {
            Failure::Said(message)
            | Failure::Error(
                Error::Refused(message)
                | Error::NotAllowed(message)
                | Error::Upload(message)
                | Error::Unavailable(message)
                | Error::TooOften { message, .. },
            ) => said(message),
            Failure::Error(Error::Invalid(faults)) => faults
                .iter()
                .map(|fault| format!("{}: {}", fault.field, i18n::say(self.0, &fault.message)))
                .collect(),
            Failure::Error(Error::NotFound) => said(&Message::new("cli.not_found")),
            Failure::Error(Error::NotSignedIn) => said(&Message::new("error.not_signed_in")),
            Failure::Error(Error::Stale(_)) => said(&Message::new("error.stale")),
            Failure::Error(Error::Broken(why)) => said(&Message::new("cli.broken").with("why", why)),
        }
    }
}
