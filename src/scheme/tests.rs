//! The law held against the worked examples, against itself in any order, and against a second, naive implementation.

mod coverage;
mod features;
mod fixtures;
mod laws;
mod naive;
mod versions;
