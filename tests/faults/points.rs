//! SIGKILL, ENOSPC and EIO at every write point of a deed, one point a run, by strace (QUALITY R2, R4, R6). A point is
//! a call that writes, truncates, syncs or renames a file of the data folder. The suite looks at every sync and at each
//! seventh of the other points; `ZHIBAO_FAULT_POINTS=all cargo nextest run -p zhibao faults::points` looks at all.
//!
//! SQLite alone: on PostgreSQL the write points are in the server's process, which is not ours to kill.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::journal::{Deed, Piece};
use super::whole::assert_whole;
use crate::support::app::{On, TestApp};
use crate::support::client::{Answer, Client};
use crate::support::environment;
use crate::support::patience;
use crate::support::premises::Premises;
use crate::support::server::{Server, free_address};
use crate::support::sown::{Sown, serving, sow};
use crate::support::strace::{self, Injection};
use crate::support::texts;

/// Calls that change a file.
const WRITES: &str =
    "write,pwrite64,writev,pwritev,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink";
/// Calls after which what was written survives a power cut, or has its name.
const SYNCS: &str = "fsync,fdatasync";
/// What the index does at its commits; its files have names that nobody knows before.
const COMMITS: &str = "fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink";

/// A folder in which one deed is the next, and the client's journal of what came before.
struct Scene {
    sown: Sown,
    piece: Piece,
}

/// What became of one run with a fault.
struct Run {
    data: Premises,
    server: Server,
    piece: Piece,
    /// Whether the fault came.
    is_dead: bool,
}

/// The files of the database in a data folder.
fn database(data: &Path) -> Vec<PathBuf> {
    ["zhibao.sqlite3", "zhibao.sqlite3-wal"]
        .map(|name| data.join(name))
        .to_vec()
}

impl Scene {
    /// Does all of a plan but its last deed.
    async fn before_last(plan: impl FnOnce(i64) -> Vec<Deed>) -> Self {
        let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
        let sown = sow(house, 1, 1).await;
        let text = texts::articles(1).0.remove(0);
        let plan = plan(sown.outlets[1]);
        let n = plan.len();
        let hands = (sown.reporters[0].as_str(), sown.editors[0].as_str());
        let mut piece = Piece::new("point".to_owned(), text, hands, plan);
        let mut server = serving(sown.path(), free_address()).start().await;
        for _ in 1..n {
            piece.go_on(&server.client()).await.expect("it runs");
        }
        assert_whole(&sown.premises).await;
        server.terminate(Duration::from_secs(12)).await;
        Self { sown, piece }
    }

    /// Starts a server on a copy of the folder with a fault at the `at`-th of these calls, counted from its start.
    async fn faulty(&self, fault: impl Fn(&Path) -> Injection) -> Run {
        let (data, address) = (self.sown.premises.again(), free_address());
        let injection = fault(data.path());
        let launch = strace::injected(
            serving(data.path(), address),
            &injection,
            &data.path().join("trace"),
        );
        let mut server = launch.start_unready();
        let is_dead = !is_ready(&mut server).await;
        Run {
            data,
            server,
            piece: self.piece.clone(),
            is_dead,
        }
    }

    /// Kills at one point, through the door that `door` opens before the server, and looks at what is left.
    async fn kill_at(
        &self,
        fault: impl Fn(&Path) -> Injection,
        door: impl AsyncFn(&Server) -> Client,
    ) -> bool {
        let mut run = self.faulty(fault).await;
        if !run.is_dead {
            let visitor = door(&run.server).await;
            // A broken connection is an answer here: nothing was acknowledged.
            let _ = run.piece.go_on(&visitor).await;
            run.is_dead = is_gone(&mut run.server).await;
        }
        let plain = serving(run.data.path(), address_of(&run.server));
        run.server.restart_as(plain).await;
        let visitor = run.server.client();
        run.piece.compare(&visitor).await;
        assert_whole(&run.data).await;
        // And the house goes on: what was not done can be done now.
        while run.piece.next().is_some() {
            run.piece.go_on(&visitor).await.expect("it runs");
        }
        run.is_dead
    }

    /// Kills at the first point, and each `step`-th after it, until a run comes through; says how many there were.
    async fn kill_at_each(&self, calls: &'static str, step: u32, is_database: bool) -> u32 {
        let mut n = 0;
        loop {
            let at = 1 + n * step;
            let fault = |data: &Path| {
                let injection = Injection::kill(calls, at);
                if is_database {
                    injection.on(&database(data))
                } else {
                    injection
                }
            };
            if !self.kill_at(fault, async |server| server.client()).await {
                return n;
            }
            n += 1;
            assert!(n < 500, "the points do not end");
        }
    }
}

fn address_of(server: &Server) -> SocketAddr {
    let origin = server.origin();
    let address = origin.trim_start_matches("http://");
    address.parse().expect("an address")
}

/// Waits until the server answers; `false` where it died before.
async fn is_ready(server: &mut Server) -> bool {
    let client = server.client();
    patience::until(Duration::from_mins(1), "an answer or an end", async || {
        if server.status().is_some() {
            return Ok(false);
        }
        let answer = client.try_send(Method::GET, "/sign-in", None, Vec::new()).await;
        answer.map(|_| true).map_err(|error| error.to_string())
    })
    .await
}

/// Whether the server dies within the time in which the relay brings a deed into the index.
async fn is_gone(server: &mut Server) -> bool {
    for _ in 0..60 {
        if server.status().is_some() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

/// Kills at the write points of the last deed of a plan: those of the database, then those of the index.
async fn enumerate(plan: impl FnOnce(i64) -> Vec<Deed>) {
    let scene = Scene::before_last(plan).await;
    let is_all = environment::variable("ZHIBAO_FAULT_POINTS").is_some_and(|which| which == "all");
    let step = if is_all { 1 } else { 7 };
    let n_syncs = scene.kill_at_each(SYNCS, 1, true).await;
    let n_writes = scene.kill_at_each(WRITES, step, true).await;
    let n_commits = scene.kill_at_each(COMMITS, step, false).await;
    environment::say(&format!(
        "killed at {n_syncs} syncs and {n_writes} writes of the database, at {n_commits} calls of the index \
         (each {step}th): nothing acknowledged lost, nothing half done"
    ));
    assert!(
        n_syncs > 0 && n_writes > 1 && n_commits > 1,
        "no points: the trace saw nothing"
    );
}

#[tokio::test]
async fn a_submission_is_whole_or_absent_wherever_the_process_is_killed() {
    enumerate(|_| vec![Deed::Start, Deed::Submit]).await;
}

#[tokio::test]
async fn a_withdrawal_is_whole_or_absent_wherever_the_process_is_killed() {
    enumerate(|_| vec![Deed::Start, Deed::Submit, Deed::Withdraw]).await;
}

#[tokio::test]
async fn an_adoption_is_whole_or_absent_wherever_the_process_is_killed() {
    enumerate(|outlet| {
        let filed = [Deed::Start, Deed::Submit, Deed::Claim, Deed::Accept];
        [&filed[..], &[Deed::Adopt(outlet)]].concat()
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_adoption_is_whole_or_absent_wherever_the_process_is_killed() {
    enumerate(|outlet| {
        let filed = [Deed::Start, Deed::Submit, Deed::Claim, Deed::Accept];
        [&filed[..], &[Deed::Adopt(outlet), Deed::WithdrawAdoption(outlet)]].concat()
    })
    .await;
}

/// The twin that must fail: a door that answers before it passes the request on. If these tests could not tell it from
/// the product, they would prove nothing.
#[tokio::test]
#[should_panic(expected = "what was acknowledged is lost")]
async fn a_twin_that_answers_before_its_commit_is_found_out() {
    let scene = Scene::before_last(|_| vec![Deed::Start, Deed::Submit]).await;
    let mut run = scene
        .faulty(|data| Injection::kill(SYNCS, 1).on(&database(data)))
        .await;
    let door = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let visitor = Client::new(&format!("http://{}", door.local_addr().expect("an address")));
    let mut doors = JoinSet::new();
    doors.spawn(answer_early(door, address_of(&run.server)));
    run.piece
        .go_on(&visitor)
        .await
        .expect("the door answers whatever happens");
    assert!(is_gone(&mut run.server).await, "{}", run.server.log());
    run.server
        .restart_as(serving(run.data.path(), address_of(&run.server)))
        .await;
    run.piece.compare(&run.server.client()).await;
}

/// Takes requests at a door, says 200 to each, and only then hands it on.
async fn answer_early(door: TcpListener, server: SocketAddr) {
    let mut hands = JoinSet::new();
    while let Ok((mut visitor, _)) = door.accept().await {
        hands.spawn(async move {
            let mut request = Vec::new();
            let is_whole = |request: &[u8]| {
                let text = String::from_utf8_lossy(request).to_lowercase();
                let (head, body) = text.split_once("\r\n\r\n")?;
                let length = head.split("content-length: ").nth(1)?.lines().next()?.trim();
                (body.len() >= length.parse().ok()?).then_some(())
            };
            while is_whole(&request).is_none() {
                let mut some = [0; 4_096];
                match visitor.read(&mut some).await {
                    Ok(n) if n > 0 => request.extend_from_slice(&some[..n]),
                    _ => return,
                }
            }
            let early = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            visitor
                .write_all(early.as_bytes())
                .await
                .expect("the visitor listens");
            drop(visitor);
            if let Ok(mut onwards) = TcpStream::connect(server).await {
                let _ = onwards.write_all(&request).await;
                let _ = onwards.read_to_end(&mut Vec::new()).await;
            }
        });
    }
}

/// A refusal as the reader sees it: a problem document without anything of the database in it.
fn assert_is_explained(answer: &Answer, what: &str) {
    assert!(answer.status >= 500, "{what}: {}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    for secret in ["INSERT", "sqlite", "SQLITE", "code:"] {
        assert!(!answer.text().contains(secret), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_full_disk_is_said_so_and_leaves_nothing_half_written() {
    let scene = Scene::before_last(|_| vec![Deed::Start, Deed::Submit]).await;
    for n in 0_u32.. {
        let at = 1 + n * 7;
        let once = |data: &Path| Injection {
            onwards: false,
            ..Injection::error("pwrite64", "ENOSPC", at).on(&database(data))
        };
        let mut run = scene.faulty(once).await;
        assert!(!run.is_dead, "ENOSPC at {at}:\n{}", run.server.log());
        let visitor = run.server.client();
        let answer = run.piece.ask(&visitor).await.expect("an answer");
        if answer.status == 200 {
            assert!(n > 0, "no write was seen");
            return;
        }
        assert_is_explained(&answer, &format!("ENOSPC at {at}"));
        assert_eq!(answer.status, 507, "{}", answer.text());
        // Reading goes on, nothing of it is there, and once there is room again so is the house, without a restart.
        run.piece.compare(&visitor).await;
        run.piece.go_on(&visitor).await.expect("it runs");
        assert_whole(&run.data).await;
        run.server
            .restart_as(serving(run.data.path(), address_of(&run.server)))
            .await;
        run.piece.compare(&run.server.client()).await;
    }
}

/// A sync that failed once may succeed the next time and still have lost what it was to keep: the house must not go on.
#[tokio::test]
async fn a_sync_that_fails_ends_the_server_and_nothing_is_acknowledged_after_it() {
    let scene = Scene::before_last(|_| vec![Deed::Start, Deed::Submit]).await;
    for n in 0_u32.. {
        let once = |data: &Path| Injection {
            onwards: false,
            ..Injection::error(SYNCS, "EIO", 1 + n).on(&database(data))
        };
        let mut run = scene.faulty(once).await;
        let visitor = run.server.client();
        while let Ok(answer) = run.piece.ask(&visitor).await {
            if answer.status == 200 {
                assert!(n > 0, "no sync was seen");
                assert!(run.server.status().is_none(), "it runs");
                return;
            }
            assert_is_explained(&answer, &format!("EIO at {n}"));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let status = run.server.ended(Duration::from_secs(15)).await;
        assert_eq!(status.code(), Some(70), "EIO at {n}:\n{}", run.server.log());
        run.server
            .restart_as(serving(run.data.path(), address_of(&run.server)))
            .await;
        let visitor = run.server.client();
        run.piece.compare(&visitor).await;
        assert_whole(&run.data).await;
        while run.piece.next().is_some() {
            run.piece.go_on(&visitor).await.expect("it runs");
        }
    }
}
