//! Zhibao (直报): reporters file weekly publicity articles, editors record where they were adopted, the ledger
//! awards the points and says why, the office finds them by search. `docs/ARCHITECTURE.md` shows the floors.

rust_i18n::i18n!("assets/locales", fallback = "zh-CN");

pub mod actor;
pub mod api;
pub mod app;
pub mod archive;
pub mod audit;
pub mod backup;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod db;
pub mod demo;
pub mod docx;
pub mod error;
pub mod files;
pub mod i18n;
pub mod jobs;
pub mod ledger;
pub mod manuscript;
pub mod newsroom;
pub mod outbox;
pub mod people;
pub mod picture;
pub mod points;
pub mod scheme;
pub mod seal;
pub mod settings;
pub mod sheet;
pub mod text;
pub mod web;

pub use error::{Error, Fault, Message, Result};
