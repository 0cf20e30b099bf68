//! Zhibao.
pub mod manuscript;
pub mod picture;
pub mod text;
