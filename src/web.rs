//! Stub of the room `web` in this worktree: assets and the page contract.

pub mod assets;
pub mod page;
