//! People and policy: who reaches what, walked over every page and every operation; who is assessed, who is admin.

mod admins;
pub mod factor;
mod matrix;
mod old_passwords;
mod pace;
mod roll;
mod sessions;
mod targets;
