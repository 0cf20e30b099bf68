//! PostgreSQL's own tools, where they are installed. The dump is taken of the very snapshot from which the manifest
//! is written, so that the two cannot tell of different moments. The password goes by the environment of the child,
//! not by its arguments, which every user of the machine can see.

use std::path::{Path, PathBuf};
use std::process::Command;

use sea_orm::{ConnectionTrait, Database, Statement};

use super::contents::{Contents, broken_chains, tables_of, uploads_of};
use super::inspect::blocking;
use super::{POSTGRES_FILE, Verdict};
use crate::Result;
use crate::db::{self, Db};
use crate::error::{Error, Message};
use crate::settings::Settings;

/// Dumps the database into the folder; says what it holds and which uploads it names.
pub(super) async fn dump(settings: &Settings, folder: &Path) -> Result<Verdict<(Contents, Vec<String>)>> {
    let house = Db::open(settings).await?;
    let moment = db::read(&house).await?;
    let row = moment
        .query_one_raw(Statement::from_string(
            moment.get_database_backend(),
            "SELECT pg_export_snapshot()",
        ))
        .await?
        .ok_or_else(|| Error::broken("no snapshot"))?;
    let snapshot: String = row.try_get_by_index(0)?;
    let damage = broken_chains(&moment).await?;
    if !damage.is_empty() {
        return Ok(Err(damage));
    }
    let found = (Contents::read(&moment).await?, uploads_of(&moment).await?);
    let mut command = tool("pg_dump", settings)?;
    command
        .args(["--format=custom", "--no-owner", "--no-privileges", "--file"])
        .arg(folder.join(POSTGRES_FILE))
        .arg(format!("--snapshot={snapshot}"));
    run("pg_dump", command).await?;
    // The snapshot lives as long as its transaction.
    drop(moment);
    house.close().await;
    Ok(Ok(found))
}

/// Restores a dump into the empty database that the settings name, whole or not at all, and compares what came.
pub(super) async fn load(settings: &Settings, dump: PathBuf, wanted: &Contents) -> Result<Verdict<()>> {
    let house = Database::connect(&settings.database.url).await?;
    if !tables_of(&house).await?.is_empty() {
        return Err(Error::Refused(Message::new("backup.database_not_empty")));
    }
    let mut command = tool("pg_restore", settings)?;
    command
        .args([
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
        ])
        .arg(dump);
    run("pg_restore", command).await?;
    let mut damage = broken_chains(&house).await?;
    damage.extend(Contents::read(&house).await?.differences(wanted));
    house.close().await?;
    Ok(if damage.is_empty() { Ok(()) } else { Err(damage) })
}

/// One of PostgreSQL's tools, aimed at the database of the settings.
fn tool(name: &str, settings: &Settings) -> Result<Command> {
    let mut url = url::Url::parse(&settings.database.url).map_err(Error::broken)?;
    let mut command = Command::new(name);
    if let Some(password) = url.password().map(decoded) {
        command.env("PGPASSWORD", password);
    }
    url.set_password(None)
        .map_err(|()| Error::broken("database.url has no place for a password"))?;
    command.arg("--no-password").arg(format!("--dbname={url}"));
    Ok(command)
}

/// A password as it is meant, not as an address spells it.
fn decoded(spelt: &str) -> String {
    // `+` is itself in this part of an address; a form would read it as a blank.
    let pair = format!("p={}", spelt.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

async fn run(name: &'static str, mut command: Command) -> Result<()> {
    let output = blocking(move || match command.output() {
        Ok(output) => Ok(output),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::Refused(Message::new("backup.no_tool").with("tool", name)))
        }
        Err(why) => Err(why.into()),
    })
    .await?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::Refused(
        Message::new("backup.tool_failed")
            .with("tool", name)
            .with("why", why),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_no_argument_and_arrives_as_it_is_meant() {
        let mut settings = Settings::default();
        settings.database.url = "postgres://zhibao:a%2Fb+c%20d@127.0.0.1:5432/zhibao".into();
        let command = tool("pg_dump", &settings).expect("a command");
        let arguments: Vec<_> = command.get_args().map(|it| it.to_string_lossy()).collect();
        assert_eq!(
            arguments,
            [
                "--no-password",
                "--dbname=postgres://zhibao@127.0.0.1:5432/zhibao"
            ]
        );
        let environment: Vec<_> = command.get_envs().collect();
        assert_eq!(environment[0].1.and_then(|it| it.to_str()), Some("a/b+c d"));
    }
}
