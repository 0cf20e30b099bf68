//! Stopping (R24): whoever is connected is answered, what was answered is kept, and nothing was done that was not
//! answered.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::stories;
use crate::support::app::TestApp;
use crate::support::serving::{Serving, launch, sown};

stories! {
    under_load_every_answered_write_is_there_and_no_request_is_cut
    a_request_that_was_half_sent_is_answered_and_one_that_never_ends_is_not_waited_for
}

/// What one writer saw.
#[derive(Default)]
struct Seen {
    created: Vec<String>,
    submitted: Vec<String>,
    /// Requests that were sent and got no whole answer, or another one than was wanted.
    cut: Vec<String>,
}

async fn under_load_every_answered_write_is_there_and_no_request_is_cut(house: TestApp) {
    let mut serving = Serving::start(house, &[]).await;
    let n_filed = Arc::new(AtomicUsize::new(0));
    let mut load = tokio::task::JoinSet::new();
    for lane in 0..4 {
        for (n, writer) in serving.writers().into_iter().enumerate() {
            let n_filed = n_filed.clone();
            load.spawn(async move {
                let mut seen = Seen::default();
                for piece in 0.. {
                    let title = format!("停机期间第{lane}道第{n}人第{piece}篇");
                    let made = match writer.create(&title).await {
                        Ok(answer) if answer.status == 201 => answer.json::<Value>(),
                        Ok(answer) => {
                            seen.cut.push(format!("{title}: {}", answer.status));
                            return seen;
                        }
                        // The door is closed: nothing was sent.
                        Err(error) if error.is_connect() => return seen,
                        Err(error) => {
                            seen.cut.push(format!("{title}: {error:?}"));
                            return seen;
                        }
                    };
                    seen.created.push(title.clone());
                    match writer
                        .submit(made["article"]["id"].as_i64().expect("an id"))
                        .await
                    {
                        Ok(answer) if answer.status == 200 => seen.submitted.push(title),
                        Ok(answer) => {
                            seen.cut.push(format!("submit {title}: {}", answer.status));
                            return seen;
                        }
                        Err(error) if error.is_connect() => return seen,
                        Err(error) => {
                            seen.cut.push(format!("submit {title}: {error:?}"));
                            return seen;
                        }
                    }
                    n_filed.fetch_add(1, Ordering::SeqCst);
                }
                seen
            });
        }
    }
    crate::support::patience::until(Duration::from_mins(1), "some load", async || {
        let n = n_filed.load(Ordering::SeqCst);
        if n >= 20 {
            Ok(())
        } else {
            Err(format!("{n} filed"))
        }
    })
    .await;
    let begun = Instant::now();
    let status = serving.server.terminate(Duration::from_secs(15)).await;
    assert!(status.success(), "{status}:\n{}", serving.server.log());
    assert!(
        begun.elapsed() <= Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    let (mut created, mut submitted, mut cut) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(seen) = load.join_next().await {
        let seen = seen.expect("a writer");
        created.extend(seen.created);
        submitted.extend(seen.submitted);
        cut.extend(seen.cut);
    }
    assert!(cut.is_empty(), "{cut:#?}");
    let there = serving.titles().await;
    let mut is: Vec<&String> = there.keys().collect();
    created.sort();
    is.sort();
    assert_eq!(
        is,
        created.iter().collect::<Vec<_>>(),
        "answered and done are the same"
    );
    let mut filed: Vec<&String> = there.iter().filter(|one| *one.1).map(|one| one.0).collect();
    submitted.sort();
    filed.sort();
    assert_eq!(
        filed,
        submitted.iter().collect::<Vec<_>>(),
        "answered and done are the same"
    );
    for check in [&["ledger", "verify"][..], &["audit", "verify"], &["check"]] {
        let said = crate::support::command::zhibao(serving.data(), check, "");
        assert_eq!(said.code, 0, "{check:?}: {said:?}");
    }
    serving.premises.end().await;
}

async fn a_request_that_was_half_sent_is_answered_and_one_that_never_ends_is_not_waited_for(house: TestApp) {
    let (premises, tokens) = sown(house).await;
    let launch = launch(premises.path(), &[("ZHIBAO__LIMITS__STOP_S", "4")]);
    let mut server = launch.start().await;
    let host = server.origin().trim_start_matches("http://").to_owned();
    let body = r#"{"title":"发到一半","type":"work_update","body_html":"<p>正文</p>"}"#;
    let head = format!(
        "POST /api/v1/articles HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        tokens[0],
        body.len()
    );
    let mut half = TcpStream::connect(&host).expect("connected");
    half.write_all(head.as_bytes()).expect("sent");
    half.write_all(&body.as_bytes()[..20]).expect("sent");
    let mut endless = TcpStream::connect(&host).expect("connected");
    endless.write_all(&head.as_bytes()[..40]).expect("sent");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let rest = body.as_bytes()[20..].to_vec();
    let answered = std::thread::spawn(move || {
        // The stop comes between the halves.
        std::thread::sleep(Duration::from_millis(1_200));
        half.write_all(&rest).expect("sent");
        let mut answer = String::new();
        half.read_to_string(&mut answer).expect("an answer");
        answer
    });
    let begun = Instant::now();
    let status = server.terminate(Duration::from_secs(12)).await;
    assert!(status.success(), "{status}:\n{}", server.log());
    let took = begun.elapsed();
    assert!(
        took >= Duration::from_secs(1) && took < Duration::from_secs(8),
        "{took:?}"
    );
    let answer = answered.join().expect("answered");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(
        answer.to_ascii_lowercase().contains("connection: close"),
        "{answer}"
    );
    premises.end().await;
}
