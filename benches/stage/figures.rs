//! Figures and how they are printed: rate, p50, p99, what is asked for, the ratio to the peer of the same run.

#![expect(clippy::print_stdout, reason = "a bench is a table on standard output")]
#![expect(clippy::float_arithmetic, reason = "rates and ratios")]

use std::time::Duration;

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Run {
    pub name: String,
    /// From the shortest to the longest.
    pub latencies: Vec<Duration>,
    pub took: Duration,
    pub n_failed: usize,
}

impl Run {
    pub fn new(name: &str, mut latencies: Vec<Duration>, took: Duration, n_failed: usize) -> Self {
        latencies.sort_unstable();
        Self {
            name: name.to_owned(),
            latencies,
            took,
            n_failed,
        }
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        f64::from(u32::try_from(self.latencies.len()).unwrap_or(u32::MAX)) / self.took.as_secs_f64()
    }

    /// A latency in milliseconds: of so many thousandths of all answers none was longer.
    pub fn ms(&self, permille: usize) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        self.latencies
            .get(last * permille / 1_000)
            .map_or(f64::NAN, |it| it.as_secs_f64() * 1_000.0)
    }

    /// A row of the table; `asked` is the bar of QUALITY section 3.
    pub fn print(&self, asked: &str, peer: Option<&Self>) {
        let ratio = peer.map_or_else(String::new, |peer| format!("{:.3}", self.rate() / peer.rate()));
        println!(
            "{:<52}{:>10.0}{:>10.2}{:>10.2}{:>8}  {:<26}{ratio:>8}",
            self.name,
            self.rate(),
            self.ms(500),
            self.ms(990),
            self.n_failed,
            asked,
        );
    }
}

/// The head of the table.
pub fn head(what: &str) {
    println!(
        "\n{what}\n{:<52}{:>10}{:>10}{:>10}{:>8}  {:<26}{:>8}",
        "", "a second", "p50 ms", "p99 ms", "failed", "asked for", "of peer"
    );
}

/// A line of explanation.
pub fn say(line: &str) {
    println!("{line}");
}
