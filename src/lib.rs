//! Zhibao.

pub mod calendar;
pub mod points;
pub mod scheme;
