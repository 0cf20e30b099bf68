//! Stories of backups: a house is lived in, copied, restored elsewhere and compared; damage is named and refused.

mod damage;
mod drill;
pub mod life;
mod live;
