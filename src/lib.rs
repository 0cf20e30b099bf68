//! Zhibao (直报).
rust_i18n::i18n!("assets/locales", fallback = "zh-CN");
pub mod demo;
pub mod manuscript;
pub mod picture;
pub mod text;
pub mod web;
