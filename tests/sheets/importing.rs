//! The roster from a sheet: checked first, then whole or not at all, and never twice.

use entity::{Language, Role, SubjectKind};
use zhibao::people::{self, Import, Importing};
use zhibao::sheet::{self, Cell, Sheet};
use zhibao::{jobs, ledger, newsroom};

use crate::api::desk;
use crate::stories;
use crate::support::app::{On, TestApp, day};
use crate::support::client::{Answer, Attachment, Client};

use super::reading::between;

stories! {
    an_import_is_checked_confirmed_and_done_once
    one_wrong_row_and_nothing_is_written
    hostile_sheets_are_refused_with_a_sentence
    the_roster_of_one_house_fills_an_empty_one
    the_api_imports_as_the_page_does
    imported_reporters_are_assessed_as_long_as_they_are_appointed
}

/// Two valid articles a week, else a missed week.
const WEEKLY: &str = include_str!("../../assets/schemes/s01.toml");

pub const PEOPLE: [&str; 8] = [
    "登录名",
    "姓名",
    "单位",
    "角色",
    "任职日期",
    "离任日期",
    "账号停用",
    "专职宣传人员",
];
pub const ORGANISATIONS: [&str; 4] = ["全称", "简称", "类别", "上级单位"];

pub fn file(headings: &[&str], rows: &[&[&str]]) -> Vec<u8> {
    let cells = |row: &&[&str]| row.iter().map(|text| Cell::text(*text)).collect();
    let sheet = Sheet {
        title: "名册".to_owned(),
        notes_title: "说明".to_owned(),
        notes: Vec::new(),
        headings: headings.iter().map(|heading| (*heading).to_owned()).collect(),
        rows: rows.iter().map(cells).collect(),
    };
    sheet::write(&sheet).expect("a sheet")
}

pub async fn upload(client: &Client, what: &str, bytes: &[u8]) -> Answer {
    let csrf = client.csrf(&format!("/import/{what}")).await;
    let attachment = Attachment {
        field: "file",
        file_name: "名册.xlsx",
        content_type: sheet::MIME,
        bytes,
    };
    client
        .post_multipart(&format!("/import/{what}"), &[("csrf", &csrf)], &[attachment])
        .await
}

/// Confirms what a report showed.
pub async fn confirm(client: &Client, what: &str, report: &str) -> Answer {
    let hidden = |name: &str| {
        let field = format!("name=\"{name}\" value=\"");
        between(report, &field, "\"")
            .expect("a field of the confirmation")
            .to_owned()
    };
    let (csrf, file, digest) = (hidden("csrf"), hidden("file"), hidden("digest"));
    let fields = [("csrf", csrf.as_str()), ("file", &file), ("digest", &digest)];
    client
        .post_form(&format!("/import/{what}/confirm"), &fields)
        .await
}

async fn n_people(house: &TestApp) -> usize {
    people::people(house.app.db.reader()).await.expect("people").len()
}

async fn an_import_is_checked_confirmed_and_done_once(house: TestApp) {
    let door = desk::serve(&house).await;
    let admin = house.signed_in(&door, house.admin).await;
    let units = file(
        &ORGANISATIONS,
        &[
            // A child before its parent.
            &["花园社区", "花园社区", "村居", "云溪街道党工委"],
            &["云溪街道党工委", "云溪街道", "街道", "试验区党工委"],
        ],
    );
    let report = upload(&admin, "organisations", &units)
        .await
        .expect_status(200)
        .text();
    assert!(report.contains("尚未写入") && report.contains("新增"), "{report}");
    assert_eq!(
        people::organisations(house.app.db.reader())
            .await
            .expect("units")
            .len(),
        1,
        "a dry run writes nothing"
    );
    confirm(&admin, "organisations", &report).await.expect_status(200);
    let all = people::organisations(house.app.db.reader()).await.expect("units");
    let of = |name: &str| all.iter().find(|one| one.name == name).expect("a unit");
    assert_eq!(of("花园社区").parent_id, Some(of("云溪街道党工委").id));
    assert_eq!(of("云溪街道党工委").parent_id, Some(house.top));

    let rows: [&[&str]; 3] = [
        &["lin.qiao", "林巧", "云溪街道", "信息直报员", "2024-01-01"],
        &["lin.qiao", "林巧", "花园社区", "单位审核人", "2024/2/1"],
        &["zhou.an", "周安", "", "", ""],
    ];
    let sheet = file(&PEOPLE, &rows);
    let report = upload(&admin, "people", &sheet).await.expect_status(200).text();
    assert_eq!(n_people(&house).await, 1, "a dry run writes nothing");
    let done = confirm(&admin, "people", &report).await.expect_status(200);
    assert_eq!(done.header("cache-control"), Some("no-store"));
    let done = done.text();
    assert_eq!(n_people(&house).await, 3);
    let row = between(&done, "<td class=\"code\">lin.qiao</td>", "</tr>").expect("the first password");
    let password = between(row, "<td class=\"code\">", "</td>").expect("the first password");

    // It signs in, leads to its change, and stands in no list.
    let newcomer = Client::new(door.origin());
    let fields = [("login", "lin.qiao"), ("password", password)];
    newcomer
        .submit("/sign-in", "/sign-in", &fields)
        .await
        .expect_status(303);
    assert_eq!(newcomer.get("/articles").await.location(), Some("/password"));
    for path in [
        "/people",
        "/audit",
        "/import/people",
        "/people?format=xlsx",
        "/import/people/sheet?rows=current",
    ] {
        assert!(!admin.get(path).await.text().contains(password), "{path}");
    }

    // The same sheet again adds nothing, and a confirmation that was sent twice finds nothing to do.
    let again = upload(&admin, "people", &sheet).await.expect_status(200).text();
    assert!(
        again.contains("没有要导入的内容") && !again.contains("name=\"digest\""),
        "{again}"
    );
    confirm(&admin, "people", &report).await.expect_status(409);
    assert_eq!(n_people(&house).await, 3);
    let held = people::appointments(house.app.db.reader())
        .await
        .expect("appointments");
    assert_eq!(held.len(), 3, "the first admin's and two");

    // Somebody is dismissed by a day in the sheet.
    let ending = file(
        &PEOPLE,
        &[&[
            "lin.qiao",
            "林巧",
            "花园社区",
            "单位审核人",
            "2024-02-01",
            "2024-03-01",
        ]],
    );
    let report = upload(&admin, "people", &ending).await.expect_status(200).text();
    let done = confirm(&admin, "people", &report).await.expect_status(200).text();
    assert!(!done.contains("初始密码</h2>"), "no new account");
    let held = people::appointments(house.app.db.reader())
        .await
        .expect("appointments");
    assert!(
        held.iter()
            .any(|one| one.role == Role::UnitReviewer && one.until_on == Some(day("2024-03-01")))
    );
    house.end().await;
}

async fn one_wrong_row_and_nothing_is_written(house: TestApp) {
    let door = desk::serve(&house).await;
    let admin = house.signed_in(&door, house.admin).await;
    let sheet = file(
        &PEOPLE,
        &[
            &["lin.qiao", "林巧", "试验区党工委", "信息直报员", "2024-01-01"],
            &["Zhou An", "", "没有的街道", "记者", "明天", "2024-13-01", "也许"],
            &["lin.qiao", "林乔", "试验区党工委", "编辑", "2024-01-01"],
            &["first", "另一人", "", "", ""],
        ],
    );
    let report = upload(&admin, "people", &sheet).await.expect_status(422).text();
    for told in [
        "用户名为 2–64 位",
        "请填写 1–50 个字",
        "没有单位“没有的街道”",
        "只能是：信息直报员",
        "请填写日期",
        "请填写“是”或“否”",
        "属于“林巧”",
        "属于“首任管理”",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
    assert!(
        report.contains(">3</td>") && !report.contains("name=\"digest\""),
        "{report}"
    );
    assert_eq!(n_people(&house).await, 1);

    // Whoever confirms it all the same, or confirms a plan that has moved on, writes nothing.
    let encoded = base64_url(&sheet);
    let csrf = admin.csrf("/import/people").await;
    let fields = [("csrf", csrf.as_str()), ("file", &encoded), ("digest", "")];
    admin
        .post_form("/import/people/confirm", &fields)
        .await
        .expect_status(409);
    let sound = file(
        &PEOPLE,
        &[&["lin.qiao", "林巧", "试验区党工委", "编辑", "2024-01-01"]],
    );
    let report = upload(&admin, "people", &sound).await.expect_status(200).text();
    let moved = report.replacen("name=\"digest\" value=\"", "name=\"digest\" value=\"0", 1);
    let refused = confirm(&admin, "people", &moved).await.expect_status(409).text();
    assert!(refused.contains("预检之后名册有了变化"), "{refused}");
    assert_eq!(n_people(&house).await, 1);

    // Rings and missing parents of organisations.
    let ring = file(
        &ORGANISATIONS,
        &[
            &["甲社区", "甲", "村居", "乙社区"],
            &["乙社区", "乙", "村居", "甲社区"],
            &["丙社区", "丙", "学校", "丁社区"],
        ],
    );
    let report = upload(&admin, "organisations", &ring)
        .await
        .expect_status(422)
        .text();
    assert!(
        report.contains("没有单位“丁社区”") && report.contains("只能是：党工委"),
        "{report}"
    );
    assert_eq!(
        people::organisations(house.app.db.reader())
            .await
            .expect("units")
            .len(),
        1
    );

    // A short name that two bear says of whom nothing.
    let twins: [&[&str]; 2] = [
        &["甲街道党工委", "同名", "街道", "试验区党工委"],
        &["乙街道党工委", "同名", "街道", "试验区党工委"],
    ];
    let report = upload(&admin, "organisations", &file(&ORGANISATIONS, &twins)).await;
    confirm(&admin, "organisations", &report.text())
        .await
        .expect_status(200);
    let sheet = file(&PEOPLE, &[&["lin.qiao", "林巧", "同名", "编辑", "2024-01-01"]]);
    let report = upload(&admin, "people", &sheet).await.expect_status(422).text();
    assert!(report.contains("几个单位的简称"), "{report}");
    house.end().await;
}

fn base64_url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

async fn hostile_sheets_are_refused_with_a_sentence(house: TestApp) {
    let door = desk::serve(&house).await;
    let admin = house.signed_in(&door, house.admin).await;
    let names: Vec<String> = (0..2_001).map(|n| format!("u{n}")).collect();
    let many: Vec<Vec<&str>> = names.iter().map(|name| vec![name.as_str(), "林巧"]).collect();
    let many: Vec<&[&str]> = many.iter().map(Vec::as_slice).collect();
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default())
        .expect("a member");
    std::io::Write::write_all(&mut bomb, &vec![b' '; 30 << 20]).expect("a bomb");
    let bomb = bomb.finish().expect("a bomb").into_inner();
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    let cases: [(Vec<u8>, u16, &str); 5] = [
        (
            b"<html><table><tr><td>x</td></tr></table>".to_vec(),
            415,
            "这不是能读的 .xlsx",
        ),
        (bomb, 413, "解开后超过 20 MiB"),
        (file(&PEOPLE, &many), 413, "超过 2000 行"),
        (file(&["登录名", "工资"], &[]), 415, "不认识第一行里的列名“工资”"),
        (vec![0; 600 << 10], 413, "超过 512 KiB"),
    ];
    for (bytes, status, told) in cases {
        let answer = upload(&admin, "people", &bytes)
            .await
            .expect_status(status)
            .text();
        assert!(answer.contains(told), "{told}: {answer}");
    }
    let template = admin.get("/import/people/sheet").await.expect_status(200);
    let report = upload(&admin, "people", &template.body)
        .await
        .expect_status(200)
        .text();
    assert!(
        report.contains("没有要导入的内容"),
        "the example is passed over: {report}"
    );
    assert_eq!(n_people(&house).await, 1);
    house.end().await;
}

async fn the_roster_of_one_house_fills_an_empty_one(house: TestApp) {
    let street = house.unit("云溪街道", true).await;
    house.unit("花园社区", false).await;
    house.person("林巧", Role::Reporter, street).await;
    house.person("=周安", Role::UnitReviewer, street).await;
    let gone = house.person("何平", Role::Editor, house.top).await;
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    let version = house.viewer(gone).await.person.version;
    people::disable_person(&house.app, &admin, gone, version)
        .await
        .expect("disabled");
    let db = house.app.db.reader();
    let units = people::organisations_sheet(db, Language::Chinese)
        .await
        .expect("a sheet");
    let everybody = people::people_sheet(db, Language::English)
        .await
        .expect("a sheet");

    let other = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let (app, limits) = (&other.app, &other.app.settings.limits);
    let admin = other.viewer(other.admin).await.admin().expect("an admin");
    let import = |what, sheet: &Sheet| Import::read(what, sheet::write(sheet).expect("a sheet"), limits);
    let read = import(Importing::Organisations, &units).await.expect("read");
    let plan = people::plan_organisations(app.db.reader(), &read)
        .await
        .expect("a plan");
    newsroom::import_organisations(app, &admin, &read, &plan.digest(), |_| ())
        .await
        .expect("imported");
    let read = import(Importing::People, &everybody).await.expect("read");
    let plan = people::plan_people(app.db.reader(), &read).await.expect("a plan");
    let done = newsroom::import_people(app, &admin, &read, &plan.digest(), |_| ())
        .await
        .expect("imported");
    assert_eq!(done.passwords.len(), 3, "the first admin was there already");

    let db = app.db.reader();
    let back = people::organisations_sheet(db, Language::Chinese)
        .await
        .expect("a sheet");
    assert_eq!(back.rows, units.rows);
    let back = people::people_sheet(db, Language::English)
        .await
        .expect("a sheet");
    assert_eq!(back.rows, everybody.rows);
    assert!(back.rows.len() >= 4);
    assert!(zhibao::audit::verify(db).await.expect("audit runs").is_ok());
    other.end().await;
    house.end().await;
}

async fn the_api_imports_as_the_page_does(house: TestApp) {
    let desk = desk::open(house).await;
    let sheet = file(
        &PEOPLE,
        &[&["lin.qiao", "林巧", "临川街道", "信息直报员", "2024-01-01"]],
    );
    let post = async |client: &Client, query: &str| {
        let path = format!("/api/v1/import/people{query}");
        client
            .send(
                reqwest::Method::POST,
                &path,
                Some("application/octet-stream"),
                sheet.clone(),
            )
            .await
    };
    let dry = desk::read(post(&desk.admin, "?dry_run=true").await, 200);
    assert_eq!(
        (dry["is_done"].as_bool(), dry["n_added"].as_u64()),
        (Some(false), Some(1))
    );
    let before = n_people(&desk.house).await;
    let done = desk::read(post(&desk.admin, "").await, 200);
    assert_eq!(done["is_done"].as_bool(), Some(true));
    assert_eq!(done["passwords"][0]["username"], "lin.qiao");
    assert_eq!(n_people(&desk.house).await, before + 1);
    let again = desk::read(post(&desk.admin, "").await, 200);
    assert_eq!(
        (again["is_done"].as_bool(), again["n_left"].as_u64()),
        (Some(false), Some(1))
    );
    post(&desk.office.1, "").await.expect_status(403);
    let current = desk
        .office
        .1
        .get("/api/v1/import/people?rows=current")
        .await
        .expect_status(200);
    assert_eq!(super::reading::read(&current.body).headings, PEOPLE);
    desk.house.end().await;
}

/// How many missed weeks stand for a unit in March.
async fn n_missed(house: &TestApp, unit: entity::OrganisationId) -> usize {
    let subject = (SubjectKind::Unit, unit.0);
    let statement = ledger::statement(house.app.db.reader(), subject, "2024-03")
        .await
        .expect("a statement");
    let missed = statement.rows.iter().filter(|row| row.stands());
    missed.filter(|row| row.posting.rule == "R6").count()
}

async fn import_one(house: &TestApp, row: &[&str]) {
    let sheet = file(&PEOPLE, &[row]);
    let import = Import::read(Importing::People, sheet, &house.app.settings.limits)
        .await
        .expect("a sheet");
    let plan = people::plan_people(house.app.db.reader(), &import)
        .await
        .expect("a plan");
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    newsroom::import_people(&house.app, &admin, &import, &plan.digest(), |_| ())
        .await
        .expect("imported");
}

async fn imported_reporters_are_assessed_as_long_as_they_are_appointed(house: TestApp) {
    house.scheme(WEEKLY, "2024-03-01").await;
    let unit = house.unit("沉默街道", false).await;
    import_one(
        &house,
        &["bu.bao", "不报的人", "沉默街道", "信息直报员", "2024-01-01"],
    )
    .await;
    house.clock("2024-03-18 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    assert_eq!(n_missed(&house, unit).await, 2, "two weeks are over");
    import_one(
        &house,
        &[
            "bu.bao",
            "不报的人",
            "沉默街道",
            "信息直报员",
            "2024-01-01",
            "2024-03-11",
        ],
    )
    .await;
    assert_eq!(n_missed(&house, unit).await, 1, "the second week is not theirs");
    house.end().await;
}
