//! The child server and the injected faults, shown on a small server of our own that lives in this very binary: it
//! appends each posted line to a file and answers once the line is synced.

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use poem::http::StatusCode;
use poem::listener::TcpListener;
use poem::web::Data;
use poem::{Body, EndpointExt, Route, Server, get, handler};
use reqwest::Method;

use crate::support::environment;
use crate::support::server::{Launch, free_address};
use crate::support::strace::{self, Injection};

const CHILD: &str = "proofs::fault::child_a_server_that_the_fault_proofs_start";

fn launch(folder: &Path, address: SocketAddr) -> Launch {
    let program = std::env::current_exe().expect("this binary has a path");
    Launch::program(
        &program,
        &["--ignored", "--exact", CHILD],
        address,
        &folder.join("log"),
    )
    .with_variable("ZHIBAO_PROOF_FILE", &folder.join("lines").display().to_string())
    .with_variable("ZHIBAO_PROOF_ADDRESS", &address.to_string())
    .ready_when("/lines")
}

#[handler]
fn lines(Data(path): Data<&String>) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[handler]
async fn append(Data(path): Data<&String>, body: Body) -> StatusCode {
    let line = body.into_string().await.unwrap_or_default();
    let write = || {
        let mut file = File::options().create(true).append(true).open(path)?;
        writeln!(file, "{line}")?;
        file.sync_data()
    };
    if write().is_ok() {
        StatusCode::CREATED
    } else {
        StatusCode::INSUFFICIENT_STORAGE
    }
}

#[tokio::test]
#[ignore = "not a test: the fault proofs start it as a child process"]
async fn child_a_server_that_the_fault_proofs_start() {
    let (Some(file), Some(address)) = (
        environment::variable("ZHIBAO_PROOF_FILE"),
        environment::variable("ZHIBAO_PROOF_ADDRESS"),
    ) else {
        return;
    };
    let site = Route::new().at("/lines", get(lines).post(append)).data(file);
    Server::new(TcpListener::bind(address))
        .run(site)
        .await
        .expect("it serves");
}

#[tokio::test]
async fn a_killed_server_comes_back_on_its_folder_and_address() {
    let folder = crate::support::folder();
    let mut server = launch(folder.path(), free_address()).start().await;
    let client = server.client();
    client
        .send(Method::POST, "/lines", None, b"one".to_vec())
        .await
        .expect_status(201);
    server.kill();
    assert!(
        client
            .try_send(Method::GET, "/lines", None, Vec::new())
            .await
            .is_err(),
        "a killed server answers nothing"
    );
    server.restart().await;
    assert_eq!(client.get("/lines").await.text(), "one\n");
    let status = server.terminate(Duration::from_secs(10)).await;
    assert!(!status.success(), "this server does not handle SIGTERM");
}

#[tokio::test]
async fn strace_kills_at_exactly_the_nth_sync() {
    let folder = crate::support::folder();
    let (address, trace) = (free_address(), folder.path().join("trace"));
    let plain = launch(folder.path(), address);
    let mut server = strace::injected(plain.clone(), &Injection::kill("fdatasync", 3), &trace)
        .start()
        .await;
    let client = server.client();
    let mut acknowledged = 0;
    for n in 1..=5 {
        let sent = client
            .try_send(Method::POST, "/lines", None, format!("line {n}").into_bytes())
            .await;
        acknowledged += u32::from(sent.is_ok_and(|answer| answer.status == 201));
    }
    server.ended(Duration::from_secs(10)).await;
    assert_eq!(acknowledged, 2, "{}", server.log());
    assert_eq!(strace::calls_per_thread(&trace), [3]);
    server.restart_as(plain).await;
    assert_eq!(
        client.get("/lines").await.text().lines().count(),
        3,
        "the third was written but never acknowledged"
    );
}

#[tokio::test]
async fn strace_makes_every_sync_fail_from_the_nth_on() {
    let folder = crate::support::folder();
    let trace = folder.path().join("trace");
    let plain = launch(folder.path(), free_address());
    let server = strace::injected(plain, &Injection::error("fdatasync", "ENOSPC", 2), &trace)
        .start()
        .await;
    let client = server.client();
    for wanted in [201, 507, 507] {
        client
            .send(Method::POST, "/lines", None, b"line".to_vec())
            .await
            .expect_status(wanted);
    }
    drop(server);
    assert_eq!(strace::calls_per_thread(&trace), [3]);
}

#[tokio::test]
async fn strace_counts_the_points_of_a_run_without_a_fault() {
    let folder = crate::support::folder();
    let trace = folder.path().join("trace");
    let server = strace::traced(
        launch(folder.path(), free_address()),
        "fdatasync,openat",
        &[],
        &trace,
    )
    .start()
    .await;
    server
        .client()
        .send(Method::POST, "/lines", None, b"line".to_vec())
        .await
        .expect_status(201);
    drop(server);
    assert!(
        strace::calls_per_thread(&trace)[0] > 1,
        "opening files and one sync"
    );
}

#[tokio::test]
#[should_panic(expected = "before it was ready")]
async fn a_server_that_ends_at_once_fails_the_test_with_its_log() {
    let folder = crate::support::folder();
    let launch = Launch::zhibao(&["--version"], free_address(), &folder.path().join("log"));
    launch.start().await;
}
