//! Zhibao.

rust_i18n::i18n!("assets/locales", fallback = "zh-CN");

pub mod web;
