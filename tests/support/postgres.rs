//! A database of its own for one test, on the throw-away PostgreSQL cluster that nextest starts once per run
//! (`.config/nextest.toml`, `tests/support/postgres.sh`) and whose address it hands over in `ZHIBAO_TEST_POSTGRES`.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use super::environment;

const TEMPLATE: &str = "zhibao_template";
/// Any number that no other advisory lock of the cluster uses.
const TEMPLATE_LOCK: i64 = 0x7a68_6962_616f;

/// A fresh, migrated database.
pub struct Postgres {
    /// What `database.url` takes.
    pub url: String,
    name: String,
    server: String,
}

/// The address of the cluster's `postgres` database; `None` where no cluster was started, which fails in CI.
pub fn cluster() -> Option<String> {
    let url = environment::variable("ZHIBAO_TEST_POSTGRES");
    if url.is_none() {
        environment::skip("no PostgreSQL cluster: run through ./test or cargo nextest run");
    }
    url
}

impl Postgres {
    /// Makes a database for this test, by copying a template that the first test of the run fills with `migrate`.
    /// `migrate` gets the template's address and must have closed its connections when it returns.
    pub async fn fresh(migrate: impl AsyncFnOnce(&str)) -> Option<Self> {
        let server = cluster()?;
        let admin = connect(&server).await;
        run(&admin, &format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await;
        if !template_is_ready(&admin).await {
            run(&admin, &format!("DROP DATABASE IF EXISTS {TEMPLATE}")).await;
            run(&admin, &format!("CREATE DATABASE {TEMPLATE}")).await;
            migrate(&in_cluster(&server, TEMPLATE)).await;
            run(&admin, &format!("ALTER DATABASE {TEMPLATE} IS_TEMPLATE true")).await;
        }
        run(&admin, &format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await;
        // Page by page through the log, as it is copied by default, takes the kernel half a second.
        let copy = format!(" TEMPLATE {TEMPLATE} STRATEGY file_copy");
        Some(Self::create(admin, server, &copy).await)
    }

    /// Makes a database without a single table.
    pub async fn empty() -> Option<Self> {
        let server = cluster()?;
        let admin = connect(&server).await;
        Some(Self::create(admin, server, "").await)
    }

    async fn create(admin: DatabaseConnection, server: String, like: &str) -> Self {
        let name = new_name(&admin).await;
        run(&admin, &format!("CREATE DATABASE {name}{like}")).await;
        admin.close().await.expect("the connection closes");
        Self {
            url: in_cluster(&server, &name),
            name,
            server,
        }
    }

    /// Drops the database and whatever is still connected to it; without this it stays until the run ends.
    pub async fn discard(self) {
        let admin = connect(&self.server).await;
        run(&admin, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        admin.close().await.expect("the connection closes");
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.to_owned());
    // One connection: the advisory lock belongs to it.
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("the cluster answers")
}

async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn template_is_ready(db: &DatabaseConnection) -> bool {
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}' AND datistemplate");
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await;
    row.expect("the catalogue answers").is_some()
}

async fn new_name(db: &DatabaseConnection) -> String {
    let sql = "SELECT 'test_' || replace(gen_random_uuid()::text, '-', '') AS name";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await;
    row.expect("a name")
        .expect("one row")
        .try_get("", "name")
        .expect("a text")
}

fn in_cluster(server: &str, database: &str) -> String {
    let (start, _) = server.rsplit_once('/').expect("an address ends in its database");
    format!("{start}/{database}")
}
