//! Files that a browser loads: style sheets, scripts, icons and vendored libraries, embedded in the executable.
//!
//! Served under `/assets/{hash}/…` with one hash over all files, so that modules and style sheets may name each other by relative
//! paths and every address changes with every release. Templates and locales are compiled in elsewhere and never served.

use std::borrow::Cow;
use std::sync::LazyLock;

use poem::http::{StatusCode, header};
use poem::web::Path;
use poem::{IntoResponse as _, Request, Response, handler};
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

#[derive(RustEmbed)]
#[folder = "assets/"]
#[include = "*.css"]
#[include = "*.svg"]
#[include = "js/*.js"]
#[include = "vendor/*"]
#[exclude = "vendor/*.md"]
#[exclude = "vendor/*.txt"]
#[exclude = "vendor/SHA256SUMS"]
#[exclude = "js/tests/*"]
#[exclude = "templates/*"]
#[exclude = "schemes/*"]
#[exclude = "demo/*"]
#[exclude = "locales/*"]
struct Embedded;

/// The first 16 hexadecimal digits of the SHA-256 over the names and bytes of all embedded files, computed once.
static RELEASE: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<Cow<'static, str>> = Embedded::iter().collect();
    names.sort_unstable();
    let mut all = Sha256::new();
    for name in names {
        if let Some(file) = Embedded::get(&name) {
            all.update(name.as_bytes());
            all.update([0]);
            all.update(file.metadata.sha256_hash());
        }
    }
    let mut hash = hex::encode(all.finalize());
    hash.truncate(16);
    hash
});

/// Returns the address of an embedded file: `asset_url("zhibao.css")` is `/assets/<hash>/zhibao.css`.
///
/// A folder may be named too (`"vendor/hugerte"`), for libraries that load their parts by themselves.
#[must_use]
pub fn asset_url(path: &str) -> String {
    format!("/assets/{}/{path}", *RELEASE)
}

/// Answers `GET /assets/{hash}/{path}`; mount it as `/assets/:hash/*path`.
///
/// The bytes of this release are immutable for a year under their own hash. Under another hash (a page from before an upgrade, or
/// another node during one) the same path is answered with today's file and may not be kept.
#[handler]
pub fn asset(request: &Request, Path((hash, path)): Path<(String, String)>) -> Response {
    let Some(file) = Embedded::get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    let keep = if hash == *RELEASE {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = request.header(header::IF_NONE_MATCH).is_some_and(|list| {
        list.split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
    });
    let response = Response::builder()
        .header(header::ETAG, &tag)
        .header(header::CACHE_CONTROL, keep)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header("Cross-Origin-Resource-Policy", "same-origin");
    if known {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    let response = response.header(header::CONTENT_TYPE, mime(&path));
    match file.data {
        Cow::Borrowed(bytes) => response.body(bytes),
        Cow::Owned(bytes) => response.body(bytes),
    }
}

/// Names the media type by the ending of a file that we ourselves embedded; uploads never come this way.
fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::test::TestClient;
    use poem::{Route, get};

    fn client() -> TestClient<Route> {
        TestClient::new(Route::new().at("/assets/:hash/*path", get(asset)))
    }

    fn at_root(path: &str) -> std::path::PathBuf {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    #[test]
    fn vendored_files_are_those_that_were_pinned() {
        let sums = std::fs::read_to_string(at_root("assets/vendor/SHA256SUMS")).unwrap();
        let pinned: Vec<(&str, &str)> = sums.lines().filter_map(|line| line.split_once("  ")).collect();
        assert!(pinned.len() > 20, "SHA256SUMS names only {} files", pinned.len());
        for (sum, path) in &pinned {
            let bytes = std::fs::read(at_root(path)).unwrap();
            assert_eq!(hex::encode(Sha256::digest(bytes)), *sum, "{path} was changed");
        }
        for name in Embedded::iter().filter(|name| name.starts_with("vendor/")) {
            let path = format!("assets/{name}");
            assert!(
                pinned.iter().any(|(_, known)| *known == path),
                "{path} is not pinned"
            );
        }
    }

    #[test]
    fn templates_locales_tests_and_source_maps_are_not_embedded() {
        for name in Embedded::iter() {
            let shown = ["templates/", "locales/", "schemes/", "demo/", "js/tests/"]
                .iter()
                .any(|part| name.starts_with(part));
            assert!(
                !shown && !name.contains(".map") && !name.contains("SHA256SUMS"),
                "{name} must not be served"
            );
        }
        for name in [
            "zhibao.css",
            "article.css",
            "icons.svg",
            "js/app.js",
            "js/write.js",
            "vendor/hugerte/hugerte.min.js",
        ] {
            assert!(Embedded::get(name).is_some(), "{name} is not embedded");
        }
    }

    #[tokio::test]
    async fn a_file_is_immutable_under_its_release_and_revalidated_by_its_tag() {
        let response = client().get(asset_url("zhibao.css")).send().await;
        response.assert_status_is_ok();
        response.assert_header("content-type", "text/css; charset=utf-8");
        response.assert_header("x-content-type-options", "nosniff");
        response.assert_header("cache-control", "public, max-age=31536000, immutable");
        let tag = response.0.header("etag").unwrap().to_owned();
        let again = client()
            .get(asset_url("zhibao.css"))
            .header("if-none-match", &tag)
            .send()
            .await;
        again.assert_status(StatusCode::NOT_MODIFIED);
        assert_eq!(again.0.header("etag"), Some(tag.as_str()));
    }

    #[tokio::test]
    async fn an_old_hash_gets_the_present_file_but_may_not_keep_it() {
        let response = client().get("/assets/0000000000000000/js/app.js").send().await;
        response.assert_status_is_ok();
        response.assert_header("cache-control", "no-cache");
        response.assert_header("content-type", "text/javascript; charset=utf-8");
    }

    #[tokio::test]
    async fn nothing_outside_the_embedded_files_is_answered() {
        for path in [
            "templates/layout.html",
            "locales/look.yml",
            "../Cargo.toml",
            "vendor/SHA256SUMS",
            "js/tests/logic.js",
            "",
        ] {
            let response = client()
                .get(format!("/assets/0000000000000000/{path}"))
                .send()
                .await;
            response.assert_status(StatusCode::NOT_FOUND);
        }
    }

    #[test]
    fn our_own_styles_keep_to_the_oldest_browser_we_promise() {
        for name in ["zhibao.css", "article.css"] {
            let css = String::from_utf8(Embedded::get(name).unwrap().data.into_owned()).unwrap();
            for newer in [
                "oklch(",
                "color-mix(",
                ":has(",
                "light-dark(",
                "@layer",
                "@container",
                "http:",
                "https:",
                "&:",
                "& ",
            ] {
                let used = css
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("/*"))
                    .any(|line| line.contains(newer));
                assert!(!used, "{name} uses {newer}");
            }
        }
    }

    #[test]
    fn every_icon_that_a_template_or_script_names_is_in_the_sprite() {
        let sprite = std::fs::read_to_string(at_root("assets/icons.svg")).unwrap();
        let mut seen = 0;
        let mut folders = vec![at_root("assets/templates"), at_root("assets/js")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for call in ["icon::ic(\"", "icon::big(\"", "icon('"] {
                    for rest in text.split(call).skip(1) {
                        let name = rest.split(['"', '\'']).next().unwrap();
                        seen += 1;
                        assert!(
                            sprite.contains(&format!("id=\"{name}\"")),
                            "{}: no icon {name}",
                            path.display()
                        );
                    }
                }
            }
        }
        assert!(
            seen > 20,
            "only {seen} icons were found: has the macro been renamed?"
        );
    }
}
