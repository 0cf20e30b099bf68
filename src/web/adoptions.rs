//! Adoptions: recording several of one article at once, withdrawing one, the register of all of them.

mod evidence;
mod known;
mod record;
mod register;
mod row;
mod withdraw;

use super::Door;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    let door = record::open(door);
    let door = evidence::open(door);
    let door = withdraw::open(door);
    register::open(door)
}
