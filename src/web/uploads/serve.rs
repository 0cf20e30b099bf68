//! A stored file to whoever may read its article. Pictures that we encoded ourselves are shown; everything else is
//! only ever downloaded, and nothing that is served may run (QUALITY T2).

use std::fmt::Write as _;

use entity::{Purpose, file};
use poem::http::{StatusCode, header};
use poem::web::Path;
use poem::{Request, Response, handler};

use crate::newsroom;
use crate::web::Visit;
use crate::web::fail::WebResult;

/// Gives a file.
#[handler]
pub(super) async fn give(visit: Visit, Path(key): Path<String>, request: &Request) -> WebResult {
    let (row, bytes) = newsroom::file_for(&visit.app, visit.viewer()?, &key).await?;
    let etag = format!("\"{}\"", row.sha256);
    let known = request.header(header::IF_NONE_MATCH).unwrap_or_default();
    let response = Response::builder()
        .header(header::ETAG, &etag)
        .header(header::CACHE_CONTROL, "private, no-cache")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    if known.split(',').any(|one| one.trim() == etag) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    let is_shown = row.purpose == Purpose::Picture && row.mime.starts_with("image/");
    let kind = if is_shown {
        row.mime.as_str()
    } else {
        "application/octet-stream"
    };
    Ok(response
        .content_type(kind)
        .header(header::CONTENT_DISPOSITION, disposition(&row, is_shown))
        .body(bytes))
}

/// `Content-Disposition` after RFC 6266: a plain name for old browsers, the real one in UTF-8.
fn disposition(row: &file::Model, is_shown: bool) -> String {
    let plain: String = row
        .name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let how = if is_shown { "inline" } else { "attachment" };
    format!(
        "{how}; filename=\"{plain}\"; filename*=UTF-8''{}",
        percent(&row.name)
    )
}

/// RFC 8187's `value-chars`, everything else by its bytes.
fn percent(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_survives_and_a_line_break_does_not() {
        assert_eq!(percent("夜校.docx"), "%E5%A4%9C%E6%A0%A1.docx");
        assert_eq!(percent("a\r\nb\""), "a%0D%0Ab%22");
    }
}
