//! Premises that a server can be started on: people with tokens, outlets, a scheme in force, last night's jobs done.
//! Made once by the verbs; a server is killed over them, or over a copy each time.

use std::net::SocketAddr;
use std::path::Path;

use entity::{PersonId, Role, Scope};
use zhibao::clock::Clock;
use zhibao::people::{self, NewToken};
use zhibao::{archive, jobs};

use super::app::TestApp;
use super::premises::Premises;
use super::server::Launch;

const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");

/// The premises and who may do what in them.
pub struct Sown {
    pub premises: Premises,
    /// The tokens of the reporters.
    pub reporters: Vec<String>,
    /// The tokens of the editors.
    pub editors: Vec<String>,
    pub outlets: Vec<i64>,
}

/// Fills a house with so many reporters (ten to a unit) and editors, and five outlets.
pub async fn sow(house: TestApp, n_reporters: usize, n_editors: usize) -> Sown {
    // The servers that follow run by the clock of the machine, and tokens end.
    house.app.clock.set(Clock::System.now());
    house.scheme(SCHEME, "2024-01-01").await;
    let mut reporters = Vec::new();
    let mut unit = house.top;
    for n in 0..n_reporters {
        if n % 10 == 0 {
            unit = house.unit(&format!("第{}街道", n / 10 + 1), false).await;
        }
        let id = house.person(&format!("执笔人{n}"), Role::Reporter, unit).await;
        reporters.push(token(&house, id).await);
    }
    let mut editors = Vec::new();
    for n in 0..n_editors {
        let id = house.person(&format!("编辑{n}"), Role::Editor, house.top).await;
        editors.push(token(&house, id).await);
    }
    let mut outlets = Vec::new();
    for (name, level) in [
        ("云河周报", "district"),
        ("市府信息", "municipal"),
        ("临川日报", "municipal"),
        ("省府信息", "provincial"),
        ("省内新闻", "provincial"),
    ] {
        outlets.push(house.outlet(name, level).await.0);
    }
    jobs::catch_up(&house.app).await.expect("the nights are done");
    archive::catch_up(&house.app).await.expect("the index follows");
    Sown {
        premises: house.leave().await,
        reporters,
        editors,
        outlets,
    }
}

async fn token(house: &TestApp, person: PersonId) -> String {
    let new = NewToken {
        name: "程序".to_owned(),
        scope: Scope::Write,
        days: 30,
    };
    let (_, key) = people::make_token(&house.app, &house.viewer(person).await, &new)
        .await
        .expect("a token");
    key.reveal().to_owned()
}

impl Sown {
    /// The data folder.
    pub fn path(&self) -> &Path {
        self.premises.path()
    }
}

/// The executable, serving a data folder as an office would run it, but that nobody is slowed down for asking often.
pub fn serving(data: &Path, address: SocketAddr) -> Launch {
    let (folder, listen) = (data.display().to_string(), address.to_string());
    let arguments = ["--data", &folder, "--lang", "zh-CN", "serve", "--listen", &listen];
    Launch::zhibao(&arguments, address, &data.join("log"))
        .with_variable("ZHIBAO__LIMITS__REQUESTS_PER_S", "1000000")
        .with_variable("ZHIBAO__LIMITS__SEARCHES_PER_MINUTE", "1000000")
        .with_variable("ZHIBAO__LIMITS__UPLOADS_PER_MINUTE", "1000000")
        .with_variable("ZHIBAO__SIGN_IN__SECOND_FACTOR", "offered")
        .ready_when("/sign-in")
}

/// Copies what is in a folder into another.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder is read") {
        let entry = entry.expect("an entry");
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            std::fs::copy(&source, &target).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
        }
    }
}
