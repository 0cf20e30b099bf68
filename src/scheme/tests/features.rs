//! One rule feature after another.
