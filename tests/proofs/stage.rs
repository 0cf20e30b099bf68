//! A tiny site of our own on loopback, which the proofs visit; it is not the product.

use std::fmt::Write as _;

use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::{Form, Html, Multipart};
use poem::{Body, Endpoint, EndpointExt, IntoResponse, Request, Response, Route, Server, get, handler, post};
use tokio::task::JoinSet;

/// Serves until dropped.
pub struct Stage {
    pub origin: String,
    _server: JoinSet<()>,
}

const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'";

impl Stage {
    pub async fn open() -> Self {
        let site = Route::new()
            .at("/", get(desk))
            .at("/filed", post(filed))
            .at("/upload", post(uploaded))
            .at("/broken", get(broken))
            .at("/look.css", get(look))
            .at("/desk.js", get(script))
            .at("/cookie", get(cookie))
            .at("/echo", get(echo).post(echo).put(echo))
            .around(async |site, request| {
                let mut response = site.call(request).await?.into_response();
                response
                    .headers_mut()
                    .insert("content-security-policy", POLICY.parse().expect("a header"));
                Ok(response)
            });
        let acceptor = TcpListener::bind("127.0.0.1:0")
            .into_acceptor()
            .await
            .expect("loopback has a free port");
        let address = acceptor.local_addr()[0]
            .as_socket_addr()
            .copied()
            .expect("a TCP address");
        let mut server = JoinSet::new();
        server.spawn(async move {
            Server::new_with_acceptor(acceptor)
                .run(site)
                .await
                .expect("it serves");
        });
        Self {
            origin: format!("http://{address}"),
            _server: server,
        }
    }
}

#[handler]
fn desk() -> Html<&'static str> {
    Html(
        r#"<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>采编台</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/look.css">
<link rel="icon" href="data:,"></head><body><main><h1>写稿</h1>
<form method="post" action="/filed"><input type="hidden" value="s3cret" name="csrf">
<p><label for="title">标题</label> <input id="title" name="title" value="旧标题"></p>
<p><label for="body">正文</label> <textarea id="body" name="body" rows="4"></textarea></p>
<p><label for="on">刊发日期</label> <input id="on" name="on" type="date"></p>
<p><label for="kind">体裁</label> <select id="kind" name="kind"><option value="news">动态信息</option>
<option value="survey">调研报告</option></select></p>
<p><label><input type="checkbox" name="urgent" value="yes"> 加急</label></p>
<button>报送</button></form>
<form method="post" action="/upload" enctype="multipart/form-data"><p><label for="file">附件</label>
<input id="file" type="file" name="file"></p><button>上传</button></form>
<p><button type="button" id="later">稍后</button> <output id="state" role="status"></output></p>
<p><button type="button" id="sure">确认删除</button></p></main><script src="/desk.js"></script></body></html>"#,
    )
}

/// Everything that a good page must not do: an inline script, a console error, a thrown error, a missing label, a wide
/// box, two buttons of one name.
#[handler]
fn broken() -> Html<&'static str> {
    Html(
        r#"<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>坏</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/look.css"></head><body><main><h1>坏页</h1><script>document.title = "ran"</script>
<input class="wide"><img src="/nowhere.png"><button>同名</button><button>同名</button><div class="under"><button>盖住</button>
<div class="lid"></div></div><script src="/desk.js"></script></main></body></html>"#,
    )
}

#[handler]
fn look() -> Response {
    Response::builder().content_type("text/css").body(
        "body { font: 16px/1.6 'Noto Sans CJK SC', sans-serif; margin: 16px; color: #1c1c1c; background: #fff }
         input, textarea, select { font: inherit; max-width: 100%; box-sizing: border-box }
         .wide { width: 2000px; max-width: none } .under { position: relative; width: 90px }
         .lid { position: absolute; inset: 0; background: #fff }",
    )
}

#[handler]
fn script() -> Response {
    Response::builder().content_type("text/javascript").body(
        "document.getElementById('later')?.addEventListener('click', () => setTimeout(() => {
           document.getElementById('state').textContent = '已存' }, 300));
         document.getElementById('sure')?.addEventListener('click', () => {
           if (confirm('?')) document.getElementById('sure').remove() });
         document.addEventListener('keydown', (it) => { if (it.ctrlKey && it.key === 'Enter') {
           document.getElementById('state').textContent = '快捷键' } });
         if (location.pathname === '/broken') { console.error('planted'); throw new Error('thrown') }",
    )
}

#[handler]
fn filed(Form(fields): Form<Vec<(String, String)>>) -> Html<String> {
    let mut list = String::new();
    for (name, value) in fields {
        write!(list, "<li>{name}={value}</li>").expect("a String takes everything");
    }
    Html(page(&format!("<h1>已报送</h1><ul>{list}</ul>")))
}

#[handler]
async fn uploaded(mut form: Multipart) -> Html<String> {
    let mut list = String::new();
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.file_name().or(field.name()).unwrap_or_default().to_owned();
        let n_bytes = field.bytes().await.expect("the field").len();
        write!(list, "<li>{name}: {n_bytes}</li>").expect("a String takes everything");
    }
    Html(page(&format!("<h1>已上传</h1><ul>{list}</ul>")))
}

fn page(main: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>直报</title>\
         <link rel=\"icon\" href=\"data:,\"><main>{main}</main>"
    )
}

/// Sets one cookie, ends another, and sends the visitor elsewhere.
#[handler]
fn cookie() -> Response {
    Response::builder()
        .status(poem::http::StatusCode::SEE_OTHER)
        .header("location", "/")
        .header(
            "set-cookie",
            "__Host-sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax",
        )
        .header("set-cookie", "old=; Path=/; Max-Age=0")
        .finish()
}

/// Answers with the method, the headers and the body that it was sent.
#[handler]
async fn echo(request: &Request, body: Body) -> String {
    let mut text = format!("{}\n", request.method());
    for (name, value) in request.headers() {
        writeln!(text, "{name}: {}", value.to_str().unwrap_or("?")).expect("a String takes everything");
    }
    text + &body.into_string().await.unwrap_or_default()
}
