//! Deadlines and connections of an address (F10, T29), by bare sockets: whoever drips is cut off, whoever opens too many
//! connections is turned away, and everybody else is served meanwhile.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::api::desk;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;

stories! {
    a_dripped_header_and_a_stalled_body_are_cut_off_and_others_are_served
    an_address_has_so_many_connections_and_the_next_is_turned_away
    everybody_behind_a_trusted_proxy_is_counted_in_all_alone
}

/// Short ones, so that nobody waits.
const HEADER_MS: u64 = 600;
const BODY_MS: u64 = 900;

/// A house with these limits, and where it is served.
async fn served(
    mut house: TestApp,
    change: impl FnOnce(&mut zhibao::settings::Settings),
) -> (TestApp, Client, SocketAddr) {
    house
        .reopen(|settings| {
            settings.limits.header_timeout_ms = HEADER_MS;
            settings.limits.body_timeout_ms = BODY_MS;
            change(settings);
        })
        .await;
    let visitor = desk::serve(&house).await;
    let address = visitor
        .origin()
        .trim_start_matches("http://")
        .parse()
        .expect("an address");
    (house, visitor, address)
}

/// Sends a head, then a piece every 50 ms for as long as it is taken; says after how long it was cut off, and what had
/// been answered.
async fn drip(address: SocketAddr, head: &str, piece: &str) -> (Duration, String) {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(head.as_bytes()).await.expect("sent");
    let begun = Instant::now();
    let mut answer = Vec::new();
    while begun.elapsed() < Duration::from_secs(8) {
        let mut some = [0; 4_096];
        match tokio::time::timeout(Duration::from_millis(50), stream.read(&mut some)).await {
            Ok(Ok(0) | Err(_)) => return (begun.elapsed(), String::from_utf8_lossy(&answer).into_owned()),
            Ok(Ok(n)) => answer.extend_from_slice(&some[..n]),
            Err(_) => {
                // It may be gone already: the next look says so.
                let _ = stream.write_all(piece.as_bytes()).await;
            }
        }
    }
    panic!("still open after {:?}", begun.elapsed());
}

/// That it took about so long.
fn assert_about(took: Duration, wanted_ms: u64) {
    let wanted = Duration::from_millis(wanted_ms);
    assert!(
        took >= wanted * 3 / 4 && took < wanted + Duration::from_secs(4),
        "{took:?}, not {wanted:?}"
    );
}

async fn a_dripped_header_and_a_stalled_body_are_cut_off_and_others_are_served(house: TestApp) {
    let (house, visitor, address) = served(house, |_| {}).await;
    let head = "GET /sign-in HTTP/1.1\r\nhost: zhibao\r\n";
    let post = "POST /sign-in HTTP/1.1\r\nhost: zhibao\r\norigin: http://zhibao\r\n\
        content-type: application/x-www-form-urlencoded\r\ncontent-length: 100000\r\n\r\nlogin=";
    let (dripped, stalled, slow, ()) = tokio::join!(
        drip(address, head, "x-more: 1\r\n"),
        drip(address, post, ""),
        drip(address, post, "a"),
        async {
            for _ in 0..10 {
                let begun = Instant::now();
                visitor.get("/sign-in").await.expect_status(200);
                assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    );
    assert_about(dripped.0, HEADER_MS);
    assert_eq!(dripped.1, "", "nothing is answered to half a head");
    for (took, answer) in [stalled, slow] {
        assert_about(took, BODY_MS);
        // Told so, or cut off: the two deadlines are one.
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 503"),
            "{answer}"
        );
    }
    // A body by the API, whose guard reads it by itself.
    let admin = desk::token(&house, house.admin, entity::Scope::Write).await;
    let post = format!(
        "POST /api/v1/organisations HTTP/1.1\r\nhost: zhibao\r\nauthorization: Bearer {admin}\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
    );
    let (took, answer) = drip(address, &post, " ").await;
    assert_about(took, BODY_MS);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 503"),
        "{answer}"
    );
    house.end().await;
}

/// Opens a connection, asks for a page, and gives the connection back if it was answered.
async fn answered(address: SocketAddr) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream
        .write_all(b"GET /sign-in HTTP/1.1\r\nhost: zhibao\r\n\r\n")
        .await
        .ok()?;
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.ok()?;
    assert_eq!(&start, b"HTTP/1.1 200");
    Some(stream)
}

async fn an_address_has_so_many_connections_and_the_next_is_turned_away(house: TestApp) {
    let (house, _, address) = served(house, |settings| settings.limits.connections_per_address = 3).await;
    let mut open = Vec::new();
    for n in 0..3 {
        open.push(
            answered(address)
                .await
                .unwrap_or_else(|| panic!("connection {n} is refused")),
        );
    }
    assert!(answered(address).await.is_none(), "the fourth is served");
    // Another address of this machine is another address.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket
        .bind("127.0.0.2:0".parse().expect("an address"))
        .expect("bound");
    let mut other = socket.connect(address).await.expect("connected");
    other
        .write_all(b"GET /sign-in HTTP/1.1\r\nhost: zhibao\r\nconnection: close\r\n\r\n")
        .await
        .expect("sent");
    let mut told = String::new();
    other.read_to_string(&mut told).await.expect("an answer");
    assert!(told.starts_with("HTTP/1.1 200"), "{told}");
    drop(open.pop());
    crate::support::patience::until(Duration::from_secs(10), "a free place", async || {
        answered(address).await.ok_or_else(|| "refused".to_owned())
    })
    .await;
    house.end().await;
}

async fn everybody_behind_a_trusted_proxy_is_counted_in_all_alone(house: TestApp) {
    let (house, _, address) = served(house, |settings| {
        settings.limits.connections_per_address = 1;
        settings.limits.connections = 4;
        settings.http.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
    })
    .await;
    let mut open = Vec::new();
    for n in 0..4 {
        open.push(
            answered(address)
                .await
                .unwrap_or_else(|| panic!("connection {n} is refused")),
        );
    }
    assert!(answered(address).await.is_none(), "the fifth is served");
    house.end().await;
}

#[test]
fn the_limits_are_those_that_the_decision_names() {
    let limits = zhibao::settings::Limits::default();
    assert_eq!(
        (limits.header_timeout_ms, limits.body_timeout_ms),
        (10_000, 60_000)
    );
    assert_eq!((limits.connections, limits.connections_per_address), (2_000, 200));
    assert_eq!((limits.requests_per_s, limits.searches_per_minute), (100, 30));
}
