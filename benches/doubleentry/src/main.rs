//! doubleentry, the ledger that LEDGER section 2 names as the peer, on the same file system with its own settings (WAL,
//! `synchronous=FULL`): entries a second with one and with a thousand a commit, and audited. Every entry has two
//! postings; each line of the output is a word and a rate.
//!
//! `peer FOLDER ACCOUNTS ENTRIES`

use std::time::{Duration, Instant};

use doubleentry::currency::EUR;
use doubleentry::store::SqlStore;
use doubleentry::{AccountKind, Amount, Entry, Ledger, LedgerId, date};

/// Entries that are recorded one a commit.
const ALONE: u64 = 500;
/// Entries of one commit of the rest.
const TOGETHER: u64 = 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, accounts, entries] = words.as_slice() else {
        return Err("usage: peer FOLDER ACCOUNTS ENTRIES".into());
    };
    let (accounts, entries): (u64, u64) = (accounts.parse()?, entries.parse()?);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(run(folder, accounts, entries))
}

async fn run(folder: &str, accounts: u64, entries: u64) -> Result<(), Box<dyn std::error::Error>> {
    let store = SqlStore::sqlite(&format!("sqlite://{folder}/peer.db?mode=rwc")).await?;
    let books = Ledger::new(store, LedgerId::new("example.com/peer")?).await?;
    let on = date!("2024-01-01");
    books.declare_currency(EUR, 2, on).await?;
    books.define_months(2024, 1..=12).await?;
    books.open("Equity:Issued", AccountKind::Equity, on).await?;
    for n in 0..accounts {
        books
            .open(&format!("Liabilities:A{n}"), AccountKind::Liability, on)
            .await?;
    }
    let entry = |n: u64| -> Result<Entry, doubleentry::Error> {
        let points = Amount::from_minor(150)?;
        Ok(Entry::new(format!("award-{n}"), date!("2024-02-15"))
            .debit("Equity:Issued", points, EUR)
            .credit(format!("Liabilities:A{}", n % accounts).as_str(), points, EUR))
    };
    let begun = Instant::now();
    for n in 0..ALONE {
        books.record(entry(n)?).await?;
    }
    say("alone", ALONE, begun.elapsed());
    let begun = Instant::now();
    let mut n = ALONE;
    while n < entries {
        let until = entries.min(n + TOGETHER);
        let some: Result<Vec<Entry>, _> = (n..until).map(entry).collect();
        books.record_batch(some?).await?;
        n = until;
    }
    say("together", entries - ALONE, begun.elapsed());
    let begun = Instant::now();
    books.audit().await?;
    say("audited", entries, begun.elapsed());
    Ok(())
}

fn say(what: &str, n: u64, took: Duration) {
    let per_second = u128::from(n) * 1_000_000 / took.as_micros().max(1);
    println!("{what} {per_second}");
}
