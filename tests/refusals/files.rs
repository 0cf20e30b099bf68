//! Files that are not what they should be: by API alone, by API in a form, and at the pages (QUALITY T2, T3, T4).

use std::io::{Cursor, Write};

use reqwest::Method;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::api::desk::{self, Desk, id, read};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Attachment, Client};

stories! {
    every_hostile_file_is_refused_with_its_reason_at_every_door
}

pub const DOCX: &[u8] = include_bytes!("../fixtures/manuscripts/night-school.docx");

/// A package with these members.
fn package(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        package
            .start_file(*name, SimpleFileOptions::default())
            .expect("a member begins");
        package.write_all(bytes).expect("it is written");
    }
    package.finish().expect("the package ends").into_inner()
}

/// A header that promises so many pixels a side, with nothing behind it.
fn promise(side: u32) -> Vec<u8> {
    let ihdr = [
        b"IHDR",
        &side.to_be_bytes()[..],
        &side.to_be_bytes(),
        &[1, 0, 0, 0, 0],
    ]
    .concat();
    let mut crc = flate2::Crc::new();
    crc.update(&ihdr);
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0d";
    [
        &head[..],
        &ihdr,
        &crc.sum().to_be_bytes(),
        b"\0\0\0\0IDAT\x35\xaf\x06\x1e",
    ]
    .concat()
}

/// An OLE file whose directory has one entry of that name.
fn ole(entry: &str) -> Vec<u8> {
    let mut file = vec![0; 1024];
    file[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, unit) in entry.encode_utf16().enumerate() {
        file[512 + 2 * at..514 + 2 * at].copy_from_slice(&unit.to_le_bytes());
    }
    file
}

/// What is sent, under which name, to where, and what must come back: status, and a word of the sentence.
struct Case {
    bytes: Vec<u8>,
    name: &'static str,
    to: &'static str,
    status: u16,
    says: (&'static str, &'static str),
}

fn cases() -> Vec<Case> {
    let case = |bytes: Vec<u8>, name, to, status, says| Case {
        bytes,
        name,
        to,
        status,
        says,
    };
    let blanks = vec![b' '; 60 << 20];
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let html = b"<!doctype html><script>alert(1)</script>";
    let macros = package(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w/>"),
        ("word/vbaProject.bin", b"x"),
    ]);
    vec![
        case(
            DOCX[..DOCX.len() / 2].to_vec(),
            "a.docx",
            "manuscript",
            422,
            ("损坏", "damaged"),
        ),
        case(
            package(&[("word/document.xml", &blanks)]),
            "a.docx",
            "manuscript",
            422,
            ("展开", "unpacks"),
        ),
        case(macros, "a.docx", "manuscript", 422, ("宏", "macros")),
        case(
            ole("EncryptedPackage"),
            "a.docx",
            "manuscript",
            422,
            ("密码", "password"),
        ),
        case(b"%PDF-1.7".to_vec(), "a.docx", "manuscript", 415, ("PDF", "PDF")),
        case(html.to_vec(), "a.docx", "manuscript", 415, ("网页", "web page")),
        case(Vec::new(), "a.docx", "manuscript", 422, ("文件", "file")),
        case(promise(60_000), "a.png", "pictures", 422, ("尺寸", "pixels")),
        case(svg.to_vec(), "a.png", "pictures", 415, ("SVG", "SVG")),
        case(html.to_vec(), "a.png", "pictures", 415, ("网页", "web page")),
        case(
            b"\x89PNG\r\n\x1a\nnothing".to_vec(),
            "a.png",
            "pictures",
            422,
            ("损坏", "damaged"),
        ),
        case(b"MZ\x90\0".to_vec(), "a.png", "pictures", 415, ("JPEG", "JPEG")),
        case(promise(60_000), "a.png", "evidence", 422, ("尺寸", "pixels")),
        case(svg.to_vec(), "a.png", "evidence", 415, ("PDF", "PDF")),
        case(
            vec![0; (20 << 20) + 1],
            "a.png",
            "pictures",
            413,
            ("20 MB", "20 MB"),
        ),
        case(vec![0; (22 << 20) + 1], "a.docx", "manuscript", 413, ("MB", "MB")),
    ]
}

/// Sends a file as the part `file` of a form.
pub async fn in_form(client: &Client, path: &str, name: &str, bytes: &[u8]) -> Answer {
    let file = Attachment {
        field: "file",
        file_name: name,
        content_type: "application/octet-stream",
        bytes,
    };
    client.post_multipart(path, &[], &[file]).await
}

pub async fn alone(client: &Client, path: &str, name: &str, bytes: &[u8]) -> Answer {
    let kind = Some("application/octet-stream");
    client
        .send(Method::POST, &format!("{path}?name={name}"), kind, bytes.to_vec())
        .await
}

/// A draft of the reporter, and one of their articles that is at the desk.
pub async fn pieces(desk: &Desk) -> (i64, i64) {
    let made = read(
        desk.reporter.1.post_json("/api/v1/articles", &json!({})).await,
        201,
    );
    let filed = crate::api::walk::accepted(desk, "渡口新桥通车").await;
    (id(&made["article"]), filed)
}

/// A script of the pages as somebody.
async fn script(desk: &Desk, who: entity::PersonId) -> Client {
    let browser = desk.house.signed_in(&desk.visitor, who).await;
    let token = browser.csrf("/me").await;
    browser
        .with_header("x-csrf-token", &token)
        .with_header("accept", "application/json")
}

async fn every_hostile_file_is_refused_with_its_reason_at_every_door(house: TestApp) {
    let desk = desk::open(house).await;
    let (draft, filed) = pieces(&desk).await;
    let pages = (
        script(&desk, desk.reporter.0).await,
        script(&desk, desk.editor.0).await,
    );
    let mut wrong = Vec::new();
    for case in cases() {
        let (article, program, page) = match case.to {
            "evidence" => (filed, &desk.editor.1, &pages.1),
            _ => (draft, &desk.reporter.1, &pages.0),
        };
        let (path, api) = (
            format!("/articles/{article}/{}", case.to),
            format!("/api/v1/articles/{article}/{}", case.to),
        );
        let english = program.with_header("accept-language", "en");
        for (door, word, answer) in [
            (
                "alone",
                case.says.0,
                alone(program, &api, case.name, &case.bytes).await,
            ),
            (
                "in a form",
                case.says.1,
                in_form(&english, &api, case.name, &case.bytes).await,
            ),
            (
                "at the page",
                case.says.0,
                in_form(page, &path, case.name, &case.bytes).await,
            ),
        ] {
            let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let detail = problem["detail"].as_str().unwrap_or_default();
            if answer.status != case.status || !detail.contains(word) {
                wrong.push(format!(
                    "{} of {} bytes to {} {door}: {} {}",
                    case.name,
                    case.bytes.len(),
                    case.to,
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let kept = read(
        desk.reporter
            .1
            .get(&format!("/api/v1/articles/{draft}/files"))
            .await,
        200,
    );
    assert_eq!(kept, json!([]), "nothing of them was kept");
    read(desk.reporter.1.get("/api/v1/me").await, 200);
    desk.house.end().await;
}
