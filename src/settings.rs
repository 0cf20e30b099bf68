//! Every setting and every limit, with its default. Read once at start: defaults, then `zhibao.toml` in the data
//! folder (or `--config`), then the environment (`ZHIBAO__SECTION__NAME`). The only place that reads the
//! environment.

mod limits;
mod newsroom;
mod sign_in;

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

pub use limits::Limits;
pub use newsroom::{NewsroomSettings, Publication, TieRule};
pub use sign_in::{PasswordProfile, SecondFactor, SignInSettings};

/// The settings of one installation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the database, the index, the uploads and the secrets lie.
    pub data_dir: PathBuf,
    /// The name of the installation, as the pages show it.
    pub title: String,
    /// Who runs it, for the foot of the pages.
    pub organiser: String,
    /// Further lines for the foot of the pages: technical support, ICP and police record numbers.
    pub footer: Vec<String>,
    /// Days on which the pages are grey, as `12-13` for every year or `2026-12-13` for one.
    pub grey_days: Vec<String>,
    /// Whom to ask for help, on the sign-in page.
    pub help: String,
    /// The address and port that are served.
    pub listen: String,
    /// The address and port, on loopback, of `/metrics`, `/healthz` and `/readyz`; none where empty.
    pub admin_listen: String,
    /// How the log is written.
    pub log: LogSettings,
    /// Where the database is: empty for SQLite in the data folder, else `postgres://…`.
    pub database: DatabaseSettings,
    /// How the outside reaches us.
    pub http: HttpSettings,
    /// Signing in.
    pub sign_in: SignInSettings,
    /// The newsroom's own calendar.
    pub newsroom: NewsroomSettings,
    /// Every limit.
    pub limits: Limits,
}

/// How the log is written, on stderr.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// One JSON object a line for machines, or plain lines for people.
    pub format: LogFormat,
}

/// What a line of the log is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// A JSON object.
    #[default]
    Json,
    /// Plain text.
    Text,
}

/// Where the database is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseSettings {
    /// Empty for SQLite in the data folder, else `postgres://…`.
    pub url: String,
    /// SQLite's `synchronous`: FULL unless false. Only tests and the fill of the demo say false, and no house is served so
    /// (F16).
    pub durable: Option<bool>,
}

/// How the outside reaches us.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpSettings {
    /// Allows cookies without TLS on addresses other than loopback, for closed office networks.
    pub allow_plain_http: bool,
    /// The origin that readers type, such as `https://zhibao.example.gov.cn`; empty: whatever `Host` says on loopback.
    pub public_origin: String,
    /// Proxies whose `X-Forwarded-For` is believed, as single addresses.
    pub trusted_proxies: Vec<IpAddr>,
}

impl HttpSettings {
    /// What browsers are told of TLS (QUALITY C7): to keep to it for a year, where readers come by it.
    #[must_use]
    pub fn strict_transport(&self) -> Option<&'static str> {
        self.public_origin
            .starts_with("https://")
            .then_some("max-age=31536000")
    }

    /// The client of a connection: the socket's address, or the last one that a trusted proxy names in its
    /// `X-Forwarded-For` headers (F9). A name that cannot be read ends the search: what stands before it is the
    /// client's own word.
    pub fn client<'h>(&self, socket: IpAddr, forwarded: impl Iterator<Item = &'h str>) -> IpAddr {
        if !self.trusted_proxies.contains(&socket) {
            return socket;
        }
        let named: Vec<Option<IpAddr>> = forwarded
            .flat_map(|value| value.split(','))
            .map(address_of)
            .collect();
        let is_proxy = |named: &Option<IpAddr>| named.is_some_and(|ip| self.trusted_proxies.contains(&ip));
        let client = named.into_iter().rev().find(|named| !is_proxy(named));
        client.flatten().unwrap_or(socket)
    }
}

/// An address as proxies write it: bare, with a port, or in brackets.
fn address_of(named: &str) -> Option<IpAddr> {
    let named = named.trim();
    let bare = named.trim_start_matches('[').trim_end_matches(']');
    let with_port = || named.parse().ok().map(|socket: std::net::SocketAddr| socket.ip());
    bare.parse().ok().or_else(with_port)
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            title: "信息直报".into(),
            organiser: String::new(),
            footer: Vec::new(),
            grey_days: Vec::new(),
            help: String::new(),
            listen: "127.0.0.1:8080".into(),
            admin_listen: String::new(),
            log: LogSettings::default(),
            database: DatabaseSettings::default(),
            http: HttpSettings::default(),
            sign_in: SignInSettings::default(),
            newsroom: NewsroomSettings::default(),
            limits: Limits::default(),
        }
    }
}

impl Settings {
    /// Reads the settings of a data folder.
    ///
    /// # Errors
    /// A sentence that names the file or variable, the key, and what is allowed.
    pub fn read(data_dir: &Path, config: Option<&Path>) -> Result<Self, String> {
        let file = config.map_or_else(|| data_dir.join("zhibao.toml"), Path::to_path_buf);
        let mut settings: Self = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file(file))
            .merge(Env::prefixed("ZHIBAO__").split("__"))
            .extract()
            .map_err(|error| error.to_string())?;
        if settings.data_dir == Self::default().data_dir {
            settings.data_dir = data_dir.to_path_buf();
        }
        Ok(settings)
    }

    /// Whether the pages are grey on a day of mourning.
    #[must_use]
    pub fn is_grey(&self, day: chrono::NaiveDate) -> bool {
        let (of_year, one) = (day.format("%m-%d").to_string(), day.to_string());
        self.grey_days.iter().any(|grey| *grey == of_year || *grey == one)
    }

    /// Makes the data folder where it is missing, for its owner alone: unpublished texts and hashes of keys lie in it.
    ///
    /// # Errors
    /// Whatever the disk answers.
    pub fn make_data_dir(&self) -> std::io::Result<()> {
        use std::os::unix::fs::DirBuilderExt;

        let mut folder = std::fs::DirBuilder::new();
        folder.recursive(true).mode(0o700).create(&self.data_dir)
    }
}

/// An environment variable that is not a setting (such as `RUST_LOG`), if it is set and readable.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::{HttpSettings, Settings};

    #[test]
    fn only_a_trusted_proxy_says_who_the_client_is() {
        let settings = HttpSettings {
            trusted_proxies: vec!["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()],
            ..HttpSettings::default()
        };
        // The socket, its headers, the client.
        let table: &[(&str, &[&str], &str)] = &[
            ("192.0.2.7", &[], "192.0.2.7"),
            // Whoever comes by themselves is believed nothing.
            ("192.0.2.7", &["198.51.100.1"], "192.0.2.7"),
            ("192.0.2.7", &["198.51.100.1, 10.0.0.1"], "192.0.2.7"),
            ("192.0.2.7", &["10.0.0.1"], "192.0.2.7"),
            // By a trusted proxy: the last one that it names, whatever the client wrote before.
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            // A chain of proxies: the last one that is none of them.
            (
                "10.0.0.1",
                &["203.0.113.9, 198.51.100.1, 10.0.0.2"],
                "198.51.100.1",
            ),
            (
                "10.0.0.1",
                &["198.51.100.1", "10.0.0.2", "10.0.0.2"],
                "198.51.100.1",
            ),
            // As some proxies write it.
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            // What cannot be read hides nothing behind it.
            ("10.0.0.1", &["203.0.113.9, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.9, "], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.9, x, 10.0.0.2"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.2"], "10.0.0.1"),
        ];
        for (socket, headers, client) in table {
            let found = settings.client(socket.parse().unwrap(), headers.iter().copied());
            assert_eq!(found.to_string(), *client, "{socket} {headers:?}");
        }
    }

    #[test]
    fn a_day_of_mourning_is_grey_each_year_or_once() {
        let settings = Settings {
            grey_days: vec!["12-13".into(), "2026-05-12".into()],
            ..Settings::default()
        };
        let grey = |day: &str| settings.is_grey(day.parse().unwrap());
        assert!(grey("2026-12-13") && grey("2031-12-13") && grey("2026-05-12"));
        assert!(!grey("2027-05-12") && !grey("2026-12-14"));
    }
}
