//! `zhibao demo`: an invented district in a data folder, filled once through the product's own verbs, served on
//! loopback. Its showcase accounts share one printed password, so it is never served to a network from here.

mod cast;
mod fill;
mod painter;
mod play;
mod state;
mod story;
mod words;

use std::net::SocketAddr;

use super::call::{Call, Failure, Outcome};
use super::{log, serve};
use crate::app::App;
use crate::clock::Clock;
use crate::demo::Role;
use crate::error::{Error, Message};
use crate::settings::{SecondFactor, Settings};
use crate::{calendar, demo, web};

use state::State;

/// What every showcase account signs in with. It is printed at each start and opens nothing but invented data.
const PASSWORD: &str = "Kite-Over-7-Harbours";
/// The district is the same whenever it is filled on the same day.
const SEED: u64 = 20_260_101;

/// What the command line asked for.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// The address to serve on, if not that of the settings.
    pub listen: Option<String>,
    /// How many articles at the most, evenly over the weeks.
    pub articles: Option<usize>,
    /// Fill and end.
    pub no_serve: bool,
}

pub(super) async fn demo(call: &Call, wish: Wish) -> Result<Outcome, Failure> {
    log::start("warn");
    let mut settings = call.settings()?;
    // Whoever tries the house has no app at hand yet; it can be switched on under 我的账号.
    settings.sign_in.second_factor = Some(SecondFactor::Offered);
    // Its people came in the past, as its articles did.
    settings.sign_in.password_days = 36_500;
    if let Some(listen) = &wish.listen {
        settings.listen.clone_from(listen);
    }
    let listener = if wish.no_serve {
        None
    } else {
        Some(bind(&settings).await?)
    };
    match state::read(&settings).await? {
        State::Filled => call.console.say(&Message::new("demo.kept")),
        State::Foreign => {
            let folder = settings.data_dir.display();
            return Err(Message::new("demo.foreign").with("folder", folder).into());
        }
        State::Empty => fill_up(call, &settings, &wish).await?,
    }
    match listener {
        None => Ok(Outcome::Done),
        Some(listener) => show(call, settings, listener).await,
    }
}

/// Fills an empty folder and marks it as filled, the whole of it or nothing.
async fn fill_up(call: &Call, settings: &Settings, wish: &Wish) -> Result<(), Failure> {
    state::begin(settings)?;
    let today = calendar::day_of(Clock::System.now().0).unwrap_or_default();
    let mut district = demo::district(SEED, today);
    if let Some(n) = wish.articles {
        thin(&mut district.articles, n);
    }
    // Whatever is lost before the mark is made again from nothing, so no write waits for the disk until then.
    let mut hasty = settings.clone();
    hasty.database.durable = Some(false);
    let app = App::open(hasty, Clock::standing_at(fill::opening(&district))).await?;
    fill::fill(&app, &district, today, call.console).await?;
    super::call::close(&app).await;
    state::finish(settings, today)?;
    Ok(())
}

/// Keeps `n` articles, evenly spread.
fn thin<T>(all: &mut Vec<T>, n: usize) {
    let total = all.len();
    let mut at = 0;
    all.retain(|_| {
        let keep = (at * n) / total != ((at + 1) * n) / total;
        at += 1;
        keep || n >= total
    });
}

/// Binds loopback and nothing else: the password is no secret.
async fn bind(settings: &Settings) -> Result<web::Listener, Failure> {
    let refused = || Message::new("demo.loopback_only").with("address", &settings.listen);
    let address: SocketAddr = settings.listen.parse().map_err(|_| refused())?;
    if !address.ip().is_loopback() {
        return Err(refused().into());
    }
    serve::bind(settings).await
}

async fn show(call: &Call, settings: Settings, listener: web::Listener) -> Result<Outcome, Failure> {
    let app = App::open(settings, Clock::System).await?;
    let address = listener.address().map_err(Error::from)?;
    let origin = serve::origin(&app, address);
    call.console
        .say(&Message::new("cli.listening").with("origin", origin));
    call.console
        .say(&Message::new("demo.sign_in").with("password", PASSWORD));
    call.console.say(&Message::new("demo.second_factor"));
    let today = app.today();
    let district_people = demo::district(SEED, today);
    for role in Role::ALL {
        if let Some(person) = district_people.showcase(role) {
            let unit = district_people.organisations[person.organisation].short_name;
            let role = call.console.t(&format!("role.{}", role.code()));
            let username = &person.username;
            call.console
                .line(&format!("  {username:<14}{}（{unit} {role}）", person.name));
        }
    }
    call.console.say(&Message::new("demo.how_to_stop"));
    serve::run(call, &app, listener).await
}

#[cfg(test)]
mod tests {
    use super::thin;

    #[test]
    fn thinning_keeps_as_many_as_asked_from_the_whole_length() {
        let mut some: Vec<usize> = (0..100).collect();
        thin(&mut some, 4);
        assert_eq!(some, [24, 49, 74, 99]);
        let mut all: Vec<usize> = (0..3).collect();
        thin(&mut all, 10);
        assert_eq!(all, [0, 1, 2]);
        thin(&mut all, 0);
        assert!(all.is_empty());
    }
}
