//! Zhibao.
