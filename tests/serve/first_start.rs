//! The first start in an empty folder: the console prints a link, the link makes the first admin, and from then on there
//! is none. There is no default password.

use std::time::Duration;

use crate::stories;
use crate::support::app::PASSWORD;
use crate::support::patience;
use crate::support::premises::Premises;
use crate::support::serving::launch;

stories! {
    an_empty_folder_prints_a_link_that_makes_the_first_admin_once: bare
}

/// The links that were printed, in their order.
fn links(log: &str) -> Vec<String> {
    let words = log.split_whitespace();
    let links = words.filter(|word| word.starts_with("http://") && word.contains("/setup/"));
    links.map(str::to_owned).collect()
}

async fn an_empty_folder_prints_a_link_that_makes_the_first_admin_once(premises: Premises) {
    let mut server = launch(premises.path(), &[]).start().await;
    let link = patience::until(Duration::from_secs(10), "a link on the console", async || {
        links(&server.log()).pop().ok_or_else(|| server.log())
    })
    .await;
    assert!(
        server.log().contains("24"),
        "how long it is good for: {}",
        server.log()
    );
    let path = link
        .strip_prefix(&server.origin())
        .expect("an address of ours")
        .to_owned();
    assert!(path.len() >= "/setup/".len() + 43, "{path}");
    let visitor = server.client();
    visitor.get("/sign-in").await.expect_status(200);
    let fields = [
        ("organisation", "试验区党工委"),
        ("name", "吴帆"),
        ("username", "wufan"),
        ("password", PASSWORD),
    ];
    // A link that was made up opens nothing.
    let guessed = format!("/setup/{}", "x".repeat(43));
    let told = visitor.submit(&path, &guessed, &fields).await;
    assert!(
        matches!(told.status, 403 | 404 | 409),
        "{}: {}",
        told.status,
        told.text()
    );
    // A second start before anybody came prints another link, and the first is no longer good.
    server.terminate(Duration::from_secs(15)).await;
    server.restart().await;
    let printed = patience::until(Duration::from_secs(10), "a second link", async || {
        Some(links(&server.log()))
            .filter(|all| all.len() == 2)
            .ok_or_else(|| server.log())
    })
    .await;
    assert_ne!(printed[0], printed[1]);
    let second = printed[1]
        .strip_prefix(&server.origin())
        .expect("an address of ours")
        .to_owned();
    let visitor = server.client();
    let told = visitor.submit(&second, &path, &fields).await;
    assert!(
        matches!(told.status, 403 | 404 | 409),
        "{}: {}",
        told.status,
        told.text()
    );
    let done = visitor.submit(&second, &second, &fields).await.expect_status(303);
    assert_eq!(done.location(), Some("/sign-in"));
    let fields = [("login", "wufan"), ("password", PASSWORD)];
    visitor
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    visitor.get("/installation").await.expect_status(200);
    // It was good once, and no start prints one again.
    let gone = server.client().get(&second).await.expect_status(303);
    assert_eq!(gone.location(), Some("/sign-in"));
    server.terminate(Duration::from_secs(15)).await;
    server.restart().await;
    let visitor = server.client();
    visitor
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    assert_eq!(links(&server.log()).len(), 2, "{}", server.log());
    server.terminate(Duration::from_secs(15)).await;
    premises.end().await;
}
