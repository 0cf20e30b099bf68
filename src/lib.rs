//! Zhibao.

pub mod demo;
