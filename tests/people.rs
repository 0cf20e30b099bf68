//! People and policy: who reaches what, walked over every page and every operation.

mod matrix;
