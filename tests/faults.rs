//! Faults on purpose: the real executable is killed, or its disk fails, and what it had promised is looked for in the
//! same data folder afterwards (QUALITY R1, R2, R4, R6).

mod journal;
mod kills;
mod points;
mod whole;
