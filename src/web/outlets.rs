//! 媒体库: the list of outlets, one outlet with its names and its dated level and class, and changing them.

mod list;
mod one;

use super::Door;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    let door = list::open(door);
    one::open(door)
}
