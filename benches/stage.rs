//! What the benches stand on: a house of 100,000 articles, clients in a closed or an open loop, figures in a table, and
//! the bare peers that run beside the product. Nothing is asserted here: a bench prints.

#![expect(dead_code, reason = "each bench uses a part of it")]

pub mod district;
pub mod figures;
pub mod house;
pub mod load;
pub mod peers;
pub mod support;

/// That of the executable (src/main.rs), for what a bench runs in its own process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The number of articles that the command line asks for.
pub fn n_articles() -> usize {
    std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100_000)
}
