//! Zhibao.

pub mod calendar;
pub mod points;
