//! The contract for readers: the document itself, and a page over it from vendored files. No foreign host, no eval.

use poem::http::header;
use poem::{Endpoint, Response, endpoint};

/// `script-src` and `style-src` are ours alone; the library sets styles by attribute and draws with data: pictures.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; object-src 'none'; \
    frame-ancestors 'none'";

/// Answers the OpenAPI document.
pub(super) fn document(text: String) -> impl Endpoint<Output = Response> + 'static {
    endpoint::make_sync(move |_| {
        Response::builder()
            .content_type("application/json; charset=utf-8")
            .body(text.clone())
    })
}

/// Answers the page. The document's address stands beside the library's own, as the page has no inline script.
pub(super) fn page(asset_url: fn(&str) -> String) -> impl Endpoint<Output = Response> + 'static {
    let html = format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>API · 直报 Zhibao</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"{}\">\n</head>\n<body>\n\
         <div id=\"docs\" data-document=\"openapi.json\"></div>\n\
         <noscript><p>本页需要 JavaScript；也可以直接读取 <a href=\"openapi.json\">openapi.json</a>。 \
         This page needs JavaScript; the document itself is <a href=\"openapi.json\">openapi.json</a>.</p></noscript>\n\
         <script src=\"{}\"></script>\n<script src=\"{}\"></script>\n</body>\n</html>\n",
        asset_url("vendor/swagger-ui/swagger-ui.css"),
        asset_url("vendor/swagger-ui/swagger-ui-bundle.js"),
        asset_url("js/api-docs.js"),
    );
    endpoint::make_sync(move |_| {
        Response::builder()
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
            .body(html.clone())
    })
}
