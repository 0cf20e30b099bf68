//! Bars with numbers for long work, on a terminal; one line for each stage anywhere.

use indicatif::{ProgressBar, ProgressStyle};

use super::console::Console;
use crate::error::Message;

/// A stage of long work.
pub(super) struct Stage {
    console: Console,
    name: String,
    bar: ProgressBar,
    begun: std::time::Instant,
}

impl Stage {
    /// Begins a stage of `n` steps; `key` names it.
    pub fn begin(console: Console, key: &str, n: usize) -> Self {
        let name = console.t(key);
        let bar = ProgressBar::new(n as u64);
        let style = ProgressStyle::with_template("  {msg} {wide_bar} {human_pos}/{human_len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(name.clone());
        Self {
            console,
            name,
            bar,
            begun: std::time::Instant::now(),
        }
    }

    /// One step is done.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// The bar, for work that counts by itself.
    pub fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }

    /// The stage is done.
    pub fn end(self) {
        let n = self.bar.position();
        self.bar.finish_and_clear();
        let message = Message::new("demo.stage")
            .with("name", &self.name)
            .with("n", n)
            .with("seconds", self.begun.elapsed().as_secs());
        self.console.say(&message);
    }
}
