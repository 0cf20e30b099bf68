//! A house with one person in every role, each with a token, served on loopback beside the pages.

use entity::{OrganisationId, PersonId, Role, Scope};
use poem::Route;
use serde_json::Value;
use zhibao::people::{self, NewToken, Secret};

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client};

/// A house whose API is open.
pub struct Desk {
    pub house: TestApp,
    pub visitor: Client,
    pub unit: OrganisationId,
    pub reporter: (PersonId, Client),
    pub reviewer: (PersonId, Client),
    pub editor: (PersonId, Client),
    pub office: (PersonId, Client),
    pub admin: Client,
}

/// Opens a house whose unit signs its articles.
pub async fn open(house: TestApp) -> Desk {
    let _ = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::ERROR)
        .with_test_writer()
        .try_init();
    let visitor = serve(&house).await;
    let unit = house.unit("临川街道", true).await;
    let someone = async |name: &str, role, place| {
        let id = house.person(name, role, place).await;
        (id, visitor.with_token(&token(&house, id, Scope::Write).await))
    };
    let reporter = someone("执笔人甲", Role::Reporter, unit).await;
    let reviewer = someone("审核人乙", Role::UnitReviewer, unit).await;
    let editor = someone("编辑丙", Role::Editor, house.top).await;
    let office = someone("办公室丁", Role::Office, house.top).await;
    let admin = visitor.with_token(&token(&house, house.admin, Scope::Write).await);
    Desk {
        house,
        visitor,
        unit,
        reporter,
        reviewer,
        editor,
        office,
        admin,
    }
}

/// Serves the API beside the pages, as the product does.
pub async fn serve(house: &TestApp) -> Client {
    let listener = zhibao::web::Listener::bind("127.0.0.1:0", &house.app.settings.limits)
        .await
        .expect("a port")
        .trusting(&house.app.settings.http.trusted_proxies);
    let address = listener.address().expect("an address");
    let api = zhibao::api::endpoint(&house.app, zhibao::web::assets::asset_url, zhibao::web::sheet_at)
        .expect("every operation has a row");
    let doors = Route::new()
        .nest_no_strip("/", zhibao::web::endpoint(&house.app))
        .nest(zhibao::api::PREFIX, api);
    let doors = zhibao::web::answering_strays(doors);
    let tasks = house.app.tasks.clone();
    house.app.tasks.start(async move {
        let stopping = async move { tasks.stopping().await };
        let server = poem::Server::new_with_acceptor(listener);
        let _ = server
            .run_with_graceful_shutdown(doors, stopping, Some(std::time::Duration::ZERO))
            .await;
    });
    Client::new(&format!("http://{address}"))
}

/// A token of somebody, who changes their first password before.
pub async fn token(house: &TestApp, person: PersonId, scope: Scope) -> String {
    let viewer = house.viewer(person).await;
    if viewer.person.must_change_password {
        let (old, new) = (
            Secret::new(PASSWORD.into()),
            Secret::new("Evening-Paper-8-Lamps".into()),
        );
        people::change_password(&house.app, &viewer, &old, &new)
            .await
            .expect("a better password");
    }
    let new = NewToken {
        name: "程序".to_owned(),
        scope,
        days: 30,
    };
    let (_, key) = people::make_token(&house.app, &viewer, &new)
        .await
        .expect("a token");
    key.reveal().to_owned()
}

/// What came back, as JSON, with the status that was expected.
pub fn read(answer: Answer, status: u16) -> Value {
    answer.expect_status(status).json()
}

/// The key of what an answer shows.
pub fn id(document: &Value) -> i64 {
    document["id"].as_i64().expect("a key")
}
