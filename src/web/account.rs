//! One's own account: who the house takes me for, my password, the devices that are signed in, my keys for the API.

mod me;
mod password;
mod picture;
mod second_factor;
mod sessions;
mod tokens;

use super::Door;
use crate::people::policy::Act;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/me", Act::ReadAccount, me::show_me)
        .get("/password", Act::KeepAccount, password::show_password)
        .post("/password", Act::KeepAccount, password::change)
        .get("/second-factor", Act::ReadAccount, second_factor::show)
        .post("/second-factor/begin", Act::KeepAccount, second_factor::begin)
        .post("/second-factor/confirm", Act::KeepAccount, second_factor::confirm)
        .post("/second-factor/remove", Act::KeepAccount, second_factor::remove)
        .post("/me/sessions/:id/end", Act::KeepAccount, sessions::end_one)
        .post("/me/sessions/end-all", Act::KeepAccount, sessions::end_all)
        .post("/me/tokens", Act::KeepTokens, tokens::make)
        .post("/me/tokens/:id/revoke", Act::KeepTokens, tokens::revoke)
}
