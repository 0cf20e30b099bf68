//! How a file may be sent to the API, what its form must be, and what becomes of its name (QUALITY T11, T16).

use std::io::Cursor;

use reqwest::Method;
use serde_json::{Value, json};

use super::files::{DOCX, alone, in_form, pieces};
use crate::api::desk::{self, read};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Attachment;

stories! {
    a_good_file_is_the_same_by_either_body
    a_form_that_is_no_file_form_is_refused
    a_file_name_never_breaks_a_header
    nobody_writes_over_a_caption_that_they_did_not_see
}

async fn a_good_file_is_the_same_by_either_body(house: TestApp) {
    let desk = desk::open(house).await;
    let (draft, _) = pieces(&desk).await;
    let reporter = &desk.reporter.1;
    let path = format!("/api/v1/articles/{draft}/manuscript");
    let one = read(in_form(reporter, &path, "夜校.docx", DOCX).await, 200);
    let other = read(alone(reporter, &path, "other.docx", DOCX).await, 200);
    assert_eq!(one["title"], other["title"]);
    assert_eq!(one["file"]["name"], "夜校.docx");
    assert_eq!(other["file"]["name"], "other.docx");
    assert_eq!(one["file"]["sha256"], other["file"]["sha256"]);
    let picture = picture();
    let path = format!("/api/v1/articles/{draft}/pictures");
    let kept = read(in_form(reporter, &path, "现场.png", &picture).await, 200);
    assert_eq!((&kept["width"], &kept["name"]), (&json!(4), &json!("现场.png")));
    let named = format!("{path}?name=renamed.png");
    let kept = read(in_form(reporter, &named, "现场.png", &picture).await, 200);
    assert_eq!(kept["name"], "renamed.png", "the query goes before the form");
    desk.house.end().await;
}

async fn nobody_writes_over_a_caption_that_they_did_not_see(house: TestApp) {
    let desk = desk::open(house).await;
    let (draft, _) = pieces(&desk).await;
    let reporter = &desk.reporter.1;
    let files = format!("/api/v1/articles/{draft}/files");
    let path = format!("/api/v1/articles/{draft}/pictures");
    let kept = read(in_form(reporter, &path, "现场.png", &picture()).await, 200);
    let at = format!("/api/v1/files/{}/caption", kept["key"].as_str().expect("a key"));
    let say =
        |version: &Value, caption: &str| json!({ "version": version, "caption": caption, "credit": "林岚" });
    let first = read(
        reporter
            .send_json(Method::PUT, &at, &say(&kept["version"], "夜校第一课"))
            .await,
        200,
    );
    assert_eq!(
        (&first["caption"], &first["version"]),
        (&json!("夜校第一课"), &json!(2))
    );
    // Another window still shows the page from before.
    let stale = reporter
        .send_json(Method::PUT, &at, &say(&kept["version"], "另一句"))
        .await;
    read(stale, 409);
    let stands = read(reporter.get(&files).await, 200);
    assert_eq!(stands[0]["caption"], "夜校第一课", "nothing was written over");
    read(
        reporter
            .send_json(Method::PUT, &at, &say(&first["version"], "另一句"))
            .await,
        200,
    );
    desk.house.end().await;
}

/// A small picture.
fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::new(4, 4)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    bytes.into_inner()
}

async fn a_form_that_is_no_file_form_is_refused(house: TestApp) {
    let desk = desk::open(house).await;
    let (draft, _) = pieces(&desk).await;
    let (reporter, path) = (&desk.reporter.1, format!("/api/v1/articles/{draft}/pictures"));
    let file = |field| Attachment {
        field,
        file_name: "a.png",
        content_type: "image/png",
        bytes: b"x",
    };
    for answer in [
        reporter.post_multipart(&path, &[], &[]).await,
        reporter.post_multipart(&path, &[], &[file("picture")]).await,
        reporter
            .post_multipart(&path, &[("state", "accepted")], &[file("file")])
            .await,
        reporter
            .send(Method::POST, &path, Some("multipart/form-data"), b"--x".to_vec())
            .await,
        reporter
            .send(
                Method::POST,
                &path,
                Some("multipart/form-data; boundary=x"),
                b"--x\r\ncut".to_vec(),
            )
            .await,
    ] {
        let problem = read(answer, 422);
        assert_eq!(problem["errors"][0]["field"], "file", "{problem}");
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|said| said.contains("multipart"))
        );
    }
    for kind in [
        None,
        Some("image/png"),
        Some("application/json"),
        Some("text/plain"),
    ] {
        read(
            reporter.send(Method::POST, &path, kind, b"{}".to_vec()).await,
            415,
        );
    }
    desk.house.end().await;
}

async fn a_file_name_never_breaks_a_header(house: TestApp) {
    let desk = desk::open(house).await;
    let (_, filed) = pieces(&desk).await;
    let path = format!("/api/v1/articles/{filed}/evidence");
    let browser = desk.house.signed_in(&desk.visitor, desk.editor.0).await;
    for name in [
        "a%0D%0ASet-Cookie:%20sid=1.pdf",
        "..%2F..%2Fetc%2Fpasswd",
        "a%22;%20filename=%22b.exe",
        "%E2%80%A8%E2%80%AEfdp.exe",
        "..%5C..%5Cboot.ini",
    ] {
        let kept = read(
            alone(&desk.editor.1, &path, name, b"%PDF-1.4\n%%EOF\n").await,
            200,
        );
        let (shown, key) = (
            kept["name"].as_str().expect("a name"),
            kept["key"].as_str().expect("a key"),
        );
        assert!(
            !shown.contains(['/', '\\', '\r', '\n', '\u{2028}', '\u{202e}']),
            "{shown:?}"
        );
        for answer in [
            desk.editor.1.get(&format!("/api/v1/files/{key}")).await,
            browser.get(&format!("/files/{key}")).await,
        ] {
            let answer = answer.expect_status(200);
            let said = answer.header("content-disposition").expect("a disposition");
            assert!(said.starts_with("attachment;") && said.is_ascii(), "{said}");
            assert!(answer.header("set-cookie").is_none(), "{name}");
            assert_eq!(said.matches('"').count() % 2, 0, "{said}");
            assert!(!said.contains("filename=\"b.exe"), "{said}");
        }
    }
    desk.house.end().await;
}
