//! Sample pages over invented data, written as files to look at.

use super::*;
use askama::Template;

fn page(who: &'static str, here: &'static str) -> Page {
    Page { lang: "zh-CN", here, who, flash: None, query: String::new() }
}
fn put(name: &str, html: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/look");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), html).unwrap();
}
struct Link { href: &'static str, label: &'static str }

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn { p: Page, login: String, remember: bool, error: Option<String>, help: Option<String>, next: String }
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage { p: Page, status: u16, title: String, text: String, next: Vec<Link>, number: String }
#[derive(Template)]
#[template(path = "first_run.html")]
struct FirstRun { p: Page, has_admin: bool }

#[test]
fn gates_and_errors_render() {
    let gate = SignIn { p: page("nobody", ""), login: "wangxl".into(), remember: true, error: Some("用户名或密码不对。再错 3 次将锁定 15 分钟。".into()), help: Some("区信息中心 0000-0000".into()), next: "/".into() };
    put("sign_in.html", &gate.render().unwrap());
    let mut p = page("nobody", "");
    p.lang = "en";
    put("first_run.html", &FirstRun { p, has_admin: false }.render().unwrap());
    let error = ErrorPage { p: page("reporter", ""), status: 404, title: "没有找到这篇稿件".into(), text: "它可能已被撤回，或者不在你能看到的范围内。".into(), next: vec![Link { href: "/", label: "回到首页" }, Link { href: "/search", label: "去检索" }], number: "7f3a91".into() };
    put("error.html", &error.render().unwrap());
}
