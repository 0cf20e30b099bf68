//! People and policy: who reaches what, walked over every page and every operation; who is assessed, who is admin.

mod admins;
pub mod factor;
mod former_class;
mod matrix;
mod old_passwords;
mod pace;
pub mod roll;
mod sessions;
mod targets;
