//! Sheets: lists leave the house as they stand on the screen, and the roster comes in from one.

mod budget;
mod console;
pub mod importing;
mod lists;
mod pages;
mod progress;
pub mod reading;
mod screen;
