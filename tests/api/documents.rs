//! Office files through the running system: a manuscript with headings, list, table and picture goes in as .docx, and
//! as the .doc that LibreOffice writes of it here, once more under the name of a .wps, whose older form is the same
//! binary one; it comes out whole in the archive and in search. No file that WPS itself saved was at hand.

use std::path::Path;
use std::process::Command;

use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{self, Desk, id, read};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::{environment, folder};

stories! {
    office_files_come_out_whole_in_the_archive_and_in_search
}

const DOCX: &[u8] = include_bytes!("../fixtures/manuscripts/night-school.docx");

/// What every one of the files must still say after all of it.
const PARTS: [&str; 8] = [
    "<h2>精准排课</h2>",
    "<strong>每周二、周四晚七点</strong>",
    "<ul><li>书法课由退休教师授课",
    "<ul><li>幼儿另设看护</li></ul>",
    "<ol><li>先登记</li><li>后入座</li></ol>",
    "<td>书法</td><td>48</td><td>二楼</td>",
    "<figcaption>图为夜校书法课现场。</figcaption>",
    "下一步，街道将把课程送进楼院。",
];

/// The manuscript as a binary Word file, made by LibreOffice; nothing where there is none.
fn as_doc(away: &Path) -> Option<Vec<u8>> {
    std::fs::write(away.join("夜校.docx"), DOCX).expect("written");
    let profile = format!("-env:UserInstallation=file://{}", away.join("profile").display());
    let made = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--convert-to",
            "doc:MS Word 97",
            "--outdir",
        ])
        .arg(away)
        .arg(away.join("夜校.docx"))
        .output();
    match made {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            Some(std::fs::read(away.join("夜校.doc")).unwrap_or_else(|error| panic!("{error}: {said}")))
        }
        Err(_) => None,
    }
}

async fn office_files_come_out_whole_in_the_archive_and_in_search(house: TestApp) {
    let away = folder();
    let Some(doc) = as_doc(away.path()) else {
        return environment::skip("LibreOffice (soffice) writes the .doc, which is sent as .wps too");
    };
    let desk = desk::open(house).await;
    let files = [
        ("夜校.docx", DOCX),
        ("夜校.doc", doc.as_slice()),
        ("夜校.wps", doc.as_slice()),
    ];
    let mut filed = Vec::new();
    for (name, bytes) in files {
        filed.push(file(&desk, name, bytes).await);
    }
    zhibao::archive::catch_up(&desk.house.app).await.expect("indexed");
    for (n, (name, _)) in files.into_iter().enumerate() {
        let path = format!("/api/v1/articles/{}", filed[n]);
        let seen = read(desk.editor.1.get(&path).await, 200);
        assert_eq!(seen["article"]["title"], title(name), "{name}");
        let html = seen["revision"]["body_html"].as_str().expect("a body");
        for part in PARTS {
            assert!(html.contains(part), "{name} lacks {part}: {html}");
        }
        picture(&desk, name, html).await;
    }
    // One word of the list, the table, the caption and the last paragraph each, as an exact phrase.
    for phrase in ["幼儿另设看护", "二楼", "夜校书法课现场", "课程送进楼院"] {
        let path = format!("/api/v1/search?{}", parameter("q", &format!("\"{phrase}\"")));
        let found = read(desk.office.1.get(&path).await, 200);
        let mut ids: Vec<i64> = found["hits"]
            .as_array()
            .expect("hits")
            .iter()
            .filter_map(|hit| hit["article_id"].as_i64())
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, filed, "{phrase}");
    }
    desk.house.end().await;
}

/// Each file is an article of its own name, so that the three can be told apart.
fn title(name: &str) -> String {
    format!("青禾街道社区夜校开班（{name}）")
}

/// Takes one file from the import to the archive, as a reporter, the unit and an editor do.
async fn file(desk: &Desk, name: &str, bytes: &[u8]) -> i64 {
    let reporter = &desk.reporter.1;
    let made = read(reporter.post_json("/api/v1/articles", &json!({})).await, 201);
    let article = id(&made["article"]);
    let path = format!(
        "/api/v1/articles/{article}/manuscript?{}",
        parameter("name", name)
    );
    let kind = Some("application/octet-stream");
    let imported = read(
        reporter.send(Method::POST, &path, kind, bytes.to_vec()).await,
        200,
    );
    assert_eq!(imported["title"], "青禾街道社区夜校开班", "{name}");
    assert_eq!(imported["n_refused"], 0, "{name}");
    let draft = json!({
        "version": made["article"]["version"], "title": title(name), "type": "work_update",
        "body_html": imported["body_html"],
    });
    let saved = read(
        reporter
            .send_json(Method::PUT, &format!("/api/v1/articles/{article}/draft"), &draft)
            .await,
        200,
    );
    let mut version = saved["article"]["version"].clone();
    for (who, step, more) in [
        (reporter, "submit", json!({})),
        (&desk.reviewer.1, "sign", json!({})),
        (&desk.editor.1, "claim", json!({})),
        (&desk.editor.1, "decisions", json!({ "kind": "accept" })),
    ] {
        let mut body = more;
        body["version"] = version;
        let path = format!("/api/v1/articles/{article}/{step}");
        let row: Value = read(who.post_json(&path, &body).await, 200);
        version = row["version"].clone();
    }
    article
}

/// The picture in a body can be fetched and is one.
async fn picture(desk: &Desk, name: &str, html: &str) {
    let source = html
        .split_once("<img src=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .unwrap_or_else(|| panic!("{name} has no picture: {html}"))
        .0;
    let key = source.rsplit('/').next().unwrap_or_default();
    let got = desk
        .editor
        .1
        .get(&format!("/api/v1/files/{key}"))
        .await
        .expect_status(200);
    let picture = image::load_from_memory(&got.body).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (96, 48), "{name}");
}

/// One parameter of an address.
fn parameter(name: &str, value: &str) -> String {
    serde_urlencoded::to_string([(name, value)]).expect("text")
}
