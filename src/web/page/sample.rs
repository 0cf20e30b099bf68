//! Sample pages over invented data, written as files to look at.

use super::*;
use askama::Template;

fn page(who: &'static str, here: &'static str) -> Page {
    Page {
        lang: "zh-CN",
        here,
        who,
        flash: None,
        query: String::new(),
    }
}
fn put(name: &str, html: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/look");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), html).unwrap();
}
struct Link {
    href: &'static str,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    p: Page,
    login: String,
    remember: bool,
    error: Option<String>,
    help: Option<String>,
    next: String,
}
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    p: Page,
    status: u16,
    title: String,
    text: String,
    next: Vec<Link>,
    number: String,
}
#[derive(Template)]
#[template(path = "first_run.html")]
struct FirstRun {
    p: Page,
    has_admin: bool,
}

#[test]
fn gates_and_errors_render() {
    let gate = SignIn {
        p: page("nobody", ""),
        login: "wangxl".into(),
        remember: true,
        error: Some("用户名或密码不对。再错 3 次将锁定 15 分钟。".into()),
        help: Some("区信息中心 0000-0000".into()),
        next: "/".into(),
    };
    put("sign_in.html", &gate.render().unwrap());
    let mut p = page("nobody", "");
    p.lang = "en";
    put(
        "first_run.html",
        &FirstRun { p, has_admin: false }.render().unwrap(),
    );
    let error = ErrorPage {
        p: page("reporter", ""),
        status: 404,
        title: "没有找到这篇稿件".into(),
        text: "它可能已被撤回，或者不在你能看到的范围内。".into(),
        next: vec![
            Link {
                href: "/",
                label: "回到首页",
            },
            Link {
                href: "/search",
                label: "去检索",
            },
        ],
        number: "7f3a91".into(),
    };
    put("error.html", &error.render().unwrap());
}

struct Tag {
    kind: &'static str,
    text: &'static str,
}
struct Pick {
    value: &'static str,
    label: &'static str,
}
struct Author {
    name: &'static str,
    role: &'static str,
    share: &'static str,
}
struct Picture {
    id: &'static str,
    location: &'static str,
    caption: &'static str,
    credit: &'static str,
}
struct Tick {
    name: &'static str,
    label: &'static str,
    on: bool,
}
struct Remark {
    text: &'static str,
    by: &'static str,
    at: &'static str,
    internal: bool,
}
struct Fault {
    id: &'static str,
    text: &'static str,
}
struct Piece {
    id: u64,
    user: u64,
    version: u32,
    saved_at: &'static str,
    title: &'static str,
    type_: &'static str,
    types: Vec<Pick>,
    body_text: String,
    body_html: String,
    note: &'static str,
    rules: String,
    authors: Vec<Author>,
    pictures: Vec<Picture>,
    ticks: Vec<Tick>,
    people: Vec<&'static str>,
    remarks: Vec<Remark>,
    errors: Vec<Fault>,
}
#[derive(Template)]
#[template(path = "write.html")]
struct Write {
    p: Page,
    w: Piece,
}

const TEXT: [&str; 3] = [
    "本报讯（通讯员 王晓琳）清晨七点，滨海街道云栖社区的网格员已经沿着老街走完第一圈。哪家老人独居、哪条巷道路灯不亮，她都记在随身的小本子上。今年以来，街道党工委把党支部建在网格上，46 名党员“包栋联户”，让小事不出格、急事有人应。",
    "“以前反映问题不知道找谁，现在扫一下门牌上的公开码，办到哪一步都看得见。”居民陈秀英说。街道把网格事项纳入党务公开目录，每周更新办理进度，群众评价直接计入支部考核。",
    "截至 10 月底，全街道累计解决群众诉求 1 286 件，按时办结率 98.7%。",
];
fn html() -> String {
    TEXT.iter().map(|one| format!("<p>{one}</p>")).collect()
}

#[test]
fn writing_renders() {
    let rules = r#"{"update":{"title_max":30,"body_min":200,"body_max":1500,"captions":true}}"#.to_owned();
    let w = Piece {
        id: 12,
        user: 7,
        version: 3,
        saved_at: "2026-11-22T01:31:00Z",
        title: "“红色网格”守好千家万户平安灯",
        type_: "update",
        types: vec![
            Pick {
                value: "update",
                label: "动态信息",
            },
            Pick {
                value: "practice",
                label: "经验做法",
            },
        ],
        body_text: TEXT.join("\n"),
        body_html: html(),
        note: "",
        rules,
        authors: vec![
            Author {
                name: "王晓琳",
                role: "writer",
                share: "60",
            },
            Author {
                name: "刘强",
                role: "writer",
                share: "40",
            },
        ],
        pictures: vec![Picture {
            id: "p1",
            location: "/pic.svg",
            caption: "网格员走访独居老人",
            credit: "",
        }],
        ticks: vec![Tick {
            name: "secrecy",
            label: "已经保密审查，不涉及国家秘密和工作秘密",
            on: false,
        }],
        people: vec!["王晓琳", "刘强"],
        remarks: vec![Remark {
            text: "第二段缺少时间与人数，请补充；图片请加说明。明天 12:00 前。",
            by: "周明",
            at: "今天 10:22",
            internal: false,
        }],
        errors: vec![],
    };
    put(
        "write.html",
        &Write {
            p: page("reporter", "/write"),
            w,
        }
        .render()
        .unwrap(),
    );
}

struct Week {
    n: u32,
    kind: &'static str,
    label: String,
    href: &'static str,
}
struct Task {
    kind: &'static str,
    tag: &'static str,
    title: &'static str,
    href: &'static str,
    text: &'static str,
    action: &'static str,
    main: bool,
}
struct Recent {
    title: &'static str,
    href: &'static str,
    on: &'static str,
    outlet: &'static str,
    rank: i64,
    level: &'static str,
    points: &'static str,
    points_href: &'static str,
}
struct Rank {
    rank: u32,
    name: &'static str,
    unit: &'static str,
    points: &'static str,
    me: bool,
}
struct Why {
    label: &'static str,
    value: &'static str,
    href: &'static str,
}
struct Home {
    hello: &'static str,
    sub: &'static str,
    n: u32,
    of: u32,
    percent: i64,
    ring_label: &'static str,
    left: &'static str,
    weeks: Vec<Week>,
    weeks_label: &'static str,
    points: &'static str,
    points_href: &'static str,
    rank: &'static str,
    moved: i64,
    adopted: &'static str,
    adopted_aside: &'static str,
    adopted_below: &'static str,
    adopted_href: &'static str,
    tasks: Vec<Task>,
    recent: Vec<Recent>,
    ranking: Vec<Rank>,
    why: Vec<Why>,
    why_title: &'static str,
}
#[derive(Template)]
#[template(path = "home_reporter.html")]
struct HomePage {
    p: Page,
    h: Home,
}

#[test]
fn home_renders() {
    let weeks = [2, 3, 2, 1, 2, 2, 4, 2, 2, 3, 2, 1]
        .into_iter()
        .enumerate()
        .map(|(i, n)| Week {
            n,
            kind: if i == 11 {
                "now"
            } else if n < 2 {
                "miss"
            } else if n > 2 {
                "over"
            } else {
                "met"
            },
            label: format!("第 {} 周：{n} 篇", 36 + i),
            href: "/articles",
        })
        .collect();
    let h = Home {
        hello: "下午好，王晓琳",
        sub: "2026 年第 47 周 · 本周四 17:30 截止，还有 1 天 3 小时",
        n: 1,
        of: 2,
        percent: 50,
        ring_label: "本周 1 篇，任务 2 篇",
        left: "还差 1 篇有效稿件",
        weeks,
        weeks_label: "近 12 周有效稿件数",
        points: "37.50",
        points_href: "/points",
        rank: "第 6 名 / 58 人，距上一名 2.00 分",
        moved: 3,
        adopted: "5",
        adopted_aside: "/ 报送 9",
        adopted_below: "省级 1 · 市级 2 · 区级 2，采用率 55.6%",
        adopted_href: "/articles",
        tasks: vec![
            Task {
                kind: "bad",
                tag: "退回修改",
                title: "云栖社区“板凳会”把党务讲到群众家门口",
                href: "/write",
                text: "周明：第二段缺少时间与人数，请补充；图片请加说明 · 明天 12:00 前",
                action: "去修改",
                main: true,
            },
            Task {
                kind: "warn",
                tag: "约稿",
                title: "基层党组织书记述职经验做法（800–1200 字）",
                href: "/write",
                text: "区委宣传部 · 11 月 28 日前 · 按时完成 +2 分",
                action: "开始写",
                main: false,
            },
            Task {
                kind: "",
                tag: "草稿",
                title: "滨海街道开展冬季安全生产“敲门行动”",
                href: "/write",
                text: "486 字 · 已保存 14:03，本机与服务器一致",
                action: "继续",
                main: false,
            },
        ],
        recent: vec![
            Recent {
                title: "“红色网格”守好千家万户平安灯",
                href: "/a",
                on: "11 月 18 日 · 头版",
                outlet: "新海日报",
                rank: 3,
                level: "省级",
                points: "+15.00",
                points_href: "/p",
            },
            Recent {
                title: "一张党务公开清单晒出来的民心账",
                href: "/a",
                on: "11 月 15 日",
                outlet: "临江日报",
                rank: 2,
                level: "市级",
                points: "+5.00",
                points_href: "/p",
            },
            Recent {
                title: "云栖社区开展“我来读公开栏”活动",
                href: "/a",
                on: "11 月 12 日",
                outlet: "云河发布",
                rank: 1,
                level: "区级",
                points: "+2.00",
                points_href: "/p",
            },
        ],
        ranking: vec![
            Rank {
                rank: 4,
                name: "李建国",
                unit: "产业园党委",
                points: "41.00",
                me: false,
            },
            Rank {
                rank: 5,
                name: "赵敏",
                unit: "区教育局",
                points: "39.50",
                me: false,
            },
            Rank {
                rank: 6,
                name: "王晓琳",
                unit: "滨海街道",
                points: "37.50",
                me: true,
            },
            Rank {
                rank: 7,
                name: "孙浩",
                unit: "柳林村",
                points: "36.00",
                me: false,
            },
        ],
        why: vec![
            Why {
                label: "报送",
                value: "9 篇 × 1.00 = 9.00",
                href: "/p",
            },
            Why {
                label: "采用",
                value: "省 15.00，市 8.00，区 3.50",
                href: "/p",
            },
            Why {
                label: "周任务",
                value: "达标 3 周 +3.00，缺 1 周 −1.00",
                href: "/p",
            },
        ],
        why_title: "为什么是 37.50 分",
    };
    put(
        "home.html",
        &HomePage {
            p: page("reporter", "/"),
            h,
        }
        .render()
        .unwrap(),
    );
}

struct Place2 {
    href: &'static str,
    label: &'static str,
    n: u32,
    on: bool,
}
struct Row {
    href: &'static str,
    title: &'static str,
    who: &'static str,
    at: &'static str,
    at_full: &'static str,
    iso: &'static str,
    on: bool,
    unread: bool,
    tags: Vec<Tag>,
}
struct Step {
    text: &'static str,
    at: &'static str,
    at_full: &'static str,
    iso: &'static str,
    by: &'static str,
    said: &'static str,
    kind: &'static str,
}
struct Decide {
    accept: bool,
    return_: bool,
    hold: bool,
    decline: bool,
    next_href: Option<&'static str>,
    id: u64,
}
struct Shown {
    title: &'static str,
    meta: &'static str,
    tags: Vec<Tag>,
    body: String,
    remarks: Vec<Remark>,
    steps: Vec<Step>,
    decide: Decide,
    id: u64,
    version: u32,
    reasons: Vec<&'static str>,
    due: &'static str,
}
struct Desk {
    heading: &'static str,
    order: &'static str,
    list_href: &'static str,
    queues: Vec<Place2>,
    rows: Vec<Row>,
    piece: Option<Shown>,
}
#[derive(Template)]
#[template(path = "queue.html")]
struct Queue {
    p: Page,
    q: Desk,
}

#[test]
fn queue_renders() {
    let row = |title, who, at, on, tags| Row {
        href: "/queue/1",
        title,
        who,
        at,
        at_full: "2026-11-22 11:48",
        iso: "",
        on,
        unread: !on,
        tags,
    };
    let step = |text, at, by, said, kind| Step {
        text,
        at,
        at_full: "2026-11-22 11:48",
        iso: "",
        by,
        said,
        kind,
    };
    let body = html()
        .replace(
            "哪家老人独居、哪条巷道路灯不亮",
            "<mark>哪家老人独居、哪条巷道路灯不亮</mark>",
        )
        .replace("46 名", "<del>40 多名</del><ins>46 名</ins>");
    let piece = Shown {
        title: "“红色网格”守好千家万户平安灯",
        meta: "滨海街道党工委 · 王晓琳（文 60%）、刘强（40%）· 动态信息 · 642 字 · 第 2 稿",
        tags: vec![
            Tag {
                kind: "ok",
                text: "单位已审签 李伟",
            },
            Tag {
                kind: "info",
                text: "我已领取",
            },
        ],
        body,
        remarks: vec![
            Remark {
                text: "细节好，可放到导语。",
                by: "周明",
                at: "10:21",
                internal: false,
            },
            Remark {
                text: "与区教育局一稿可合并。",
                by: "周明",
                at: "10:25",
                internal: true,
            },
        ],
        steps: vec![
            step("第 2 稿提交", "今天 11:48", "王晓琳", "", ""),
            step("退回修改", "今天 10:22", "周明", "请补充人数", "bad"),
            step("单位审签", "昨天 17:05", "李伟", "", "ok"),
            step("第 1 稿提交", "昨天 16:40", "王晓琳", "", ""),
        ],
        decide: Decide {
            accept: true,
            return_: true,
            hold: true,
            decline: true,
            next_href: Some("/queue/2"),
            id: 1,
        },
        id: 1,
        version: 4,
        reasons: vec!["缺少时间地点", "与旧稿重复", "图片没有说明"],
        due: "2026-11-24",
    };
    let desk = |piece| Desk {
        heading: "待我审",
        order: "按等待时间",
        list_href: "/queue",
        queues: vec![
            Place2 {
                href: "/q",
                label: "待我审",
                n: 17,
                on: true,
            },
            Place2 {
                href: "/q",
                label: "待领取",
                n: 23,
                on: false,
            },
            Place2 {
                href: "/q",
                label: "退回待改",
                n: 5,
                on: false,
            },
            Place2 {
                href: "/q",
                label: "超时",
                n: 3,
                on: false,
            },
        ],
        rows: vec![
            row(
                "“红色网格”守好千家万户平安灯",
                "滨海街道 · 王晓琳",
                "2 小时前",
                true,
                vec![],
            ),
            row(
                "产业园区“一企一策”党建指导员上岗",
                "产业园党委 · 李建国",
                "3 小时前",
                false,
                vec![Tag {
                    kind: "warn",
                    text: "相近 62%",
                }],
            ),
            row(
                "柳林村把村务账本搬上“小板凳”",
                "柳林村 · 孙浩",
                "昨天",
                false,
                vec![Tag {
                    kind: "bad",
                    text: "超时 1 天",
                }],
            ),
            row(
                "区教育局晒出“师德公开清单”",
                "区教育局 · 赵敏",
                "昨天",
                false,
                vec![],
            ),
            row(
                "企业党组织结对共建开新局",
                "宏远制造党总支 · 高飞",
                "昨天",
                false,
                vec![Tag {
                    kind: "info",
                    text: "约稿",
                }],
            ),
        ],
        piece,
    };
    put(
        "queue.html",
        &Queue {
            p: page("editor", "/queue"),
            q: desk(Some(piece)),
        }
        .render()
        .unwrap(),
    );
    put(
        "queue_list.html",
        &Queue {
            p: page("editor", "/queue"),
            q: desk(None),
        }
        .render()
        .unwrap(),
    );
}

struct Month {
    href: &'static str,
    label: &'static str,
    on: bool,
}
struct Card {
    label: &'static str,
    value: &'static str,
    href: &'static str,
    aside: &'static str,
    below: &'static str,
}
struct Line {
    date: &'static str,
    date_full: &'static str,
    title: &'static str,
    href: &'static str,
    sentence: &'static str,
    arithmetic: &'static str,
    rule: &'static str,
    rule_href: &'static str,
    kind: Option<&'static str>,
    kind_class: &'static str,
    points: &'static str,
    posting_href: &'static str,
    void: bool,
}
struct Bar {
    label: String,
    text: String,
    height: usize,
    now: bool,
}
struct Sheet {
    title: &'static str,
    sub: &'static str,
    months: Vec<Month>,
    cards: Vec<Card>,
    lines: Vec<Line>,
    total: &'static str,
    trend_title: &'static str,
    trend: Vec<Bar>,
    export: &'static str,
}
#[derive(Template)]
#[template(path = "statement.html")]
struct Statement {
    p: Page,
    s: Sheet,
}

#[test]
fn statement_renders() {
    let line = |date, title, sentence, arithmetic, rule, kind: Option<&'static str>, points, void| Line {
        date,
        date_full: "2026-11-18",
        title,
        href: "/a",
        sentence,
        arithmetic,
        rule,
        rule_href: "/r",
        kind,
        kind_class: "",
        points,
        posting_href: "/p",
        void,
    };
    let s = Sheet {
        title: "2026 年 11 月对账单",
        sub: "王晓琳 · 滨海街道党工委 · 开放期间，12 月 5 日结账",
        months: vec![
            Month {
                href: "/",
                label: "9 月",
                on: false,
            },
            Month {
                href: "/",
                label: "10 月",
                on: false,
            },
            Month {
                href: "/",
                label: "11 月",
                on: true,
            },
        ],
        cards: vec![
            Card {
                label: "本月合计",
                value: "37.50",
                href: "/p",
                aside: "",
                below: "上月结转不计入排名",
            },
            Card {
                label: "本年累计",
                value: "318.20",
                href: "/p",
                aside: "",
                below: "年度第 4 名",
            },
            Card {
                label: "台账校验",
                value: "✓ 一致",
                href: "/p",
                aside: "",
                below: "链首 9f3c…e21a · 2 分钟前",
            },
        ],
        lines: vec![
            line(
                "11-18",
                "“红色网格”守好千家万户平安灯",
                "被省级《新海日报》采用（头版）",
                "10 × 1.5（头版）= 15.00",
                "R12 v3",
                None,
                "+15.00",
                false,
            ),
            line(
                "11-18",
                "“红色网格”守好千家万户平安灯",
                "市级采用已被更高级别覆盖，不计分",
                "就高不就低，冲回",
                "R10 v3",
                Some("冲回"),
                "−5.00",
                true,
            ),
            line(
                "11-15",
                "一张党务公开清单晒出来的民心账",
                "被市级《临江日报》采用",
                "5.00",
                "R10 v3",
                None,
                "+5.00",
                false,
            ),
            line(
                "11-06",
                "第 44 周任务",
                "1 篇有效，缺 1 篇",
                "缺额 1 × −1.00",
                "R03 v2",
                None,
                "−1.00",
                false,
            ),
        ],
        total: "37.50",
        trend_title: "近 12 个月积分",
        trend: (0..12)
            .map(|i| Bar {
                label: format!("{} 月", i % 12 + 1),
                text: format!("{}", 20 + i * 3),
                height: 20 + i * 6,
                now: i == 11,
            })
            .collect(),
        export: "/x",
    };
    put(
        "statement.html",
        &Statement {
            p: page("reporter", "/points"),
            s,
        }
        .render()
        .unwrap(),
    );
}

struct Hit {
    href: &'static str,
    title: &'static str,
    snippet: &'static str,
    meta: &'static str,
    tags: Vec<Tag>,
    points: &'static str,
    points_href: &'static str,
}
struct Group {
    title: &'static str,
    values: Vec<Place2>,
}
struct Chip {
    text: &'static str,
    href: &'static str,
}
struct Size {
    n: u32,
    href: &'static str,
    on: bool,
}
struct Num {
    page: u32,
    href: &'static str,
    on: bool,
    gap: bool,
}
struct Pages {
    total: u64,
    sizes: Vec<Size>,
    links: Vec<Num>,
    prev: Option<&'static str>,
    next: Option<&'static str>,
}
struct Found {
    found: &'static str,
    sorts: Vec<Month>,
    groups: Vec<Group>,
    chips: Vec<Chip>,
    clear_href: &'static str,
    hits: Vec<Hit>,
    page: Pages,
    export: &'static str,
}
#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    p: Page,
    s: Found,
}

#[test]
fn search_renders() {
    let f = |label, n, on| Place2 {
        href: "/search",
        label,
        n,
        on,
    };
    let hits = || {
        vec![
            Hit {
                href: "/a",
                title: "一张<mark>党务公开</mark>清单晒出来的民心账",
                snippet: "……云栖社区把<mark>党务公开</mark>清单贴到楼道口，86 个事项逐条写明责任人和办理时限，居民扫码就能评价……",
                meta: "滨海街道 · 王晓琳 · 2026-11-10",
                tags: vec![Tag {
                    kind: "info",
                    text: "市级 临江日报",
                }],
                points: "+5.00",
                points_href: "/p",
            },
            Hit {
                href: "/a",
                title: "柳林村把村务账本搬上“小板凳”",
                snippet: "……每月 15 日晚上，村党支部在老槐树下开“板凳会”，<mark>党务公开</mark>栏里的每一笔都念给大家听……",
                meta: "柳林村 · 孙浩 · 2026-11-09",
                tags: vec![Tag {
                    kind: "warn",
                    text: "待用",
                }],
                points: "",
                points_href: "",
            },
        ]
    };
    let make = |hits, chips| Found {
        found: "找到 143 篇 · 采用 61 次 · 积分 402.50 · 用时 6 毫秒",
        sorts: vec![
            Month {
                href: "/",
                label: "相关",
                on: true,
            },
            Month {
                href: "/",
                label: "时间",
                on: false,
            },
        ],
        groups: vec![
            Group {
                title: "级别",
                values: vec![f("省级", 14, true), f("市级", 31, false), f("区级", 52, false)],
            },
            Group {
                title: "单位类别",
                values: vec![
                    f("街道党委", 58, false),
                    f("区直部门", 37, false),
                    f("村居", 33, false),
                    f("企业", 15, false),
                ],
            },
        ],
        chips,
        clear_href: "/search",
        hits,
        page: Pages {
            total: 143,
            sizes: vec![
                Size {
                    n: 10,
                    href: "/",
                    on: true,
                },
                Size {
                    n: 20,
                    href: "/",
                    on: false,
                },
                Size {
                    n: 50,
                    href: "/",
                    on: false,
                },
            ],
            links: vec![
                Num {
                    page: 1,
                    href: "/",
                    on: true,
                    gap: false,
                },
                Num {
                    page: 2,
                    href: "/",
                    on: false,
                    gap: false,
                },
                Num {
                    page: 0,
                    href: "",
                    on: false,
                    gap: true,
                },
                Num {
                    page: 15,
                    href: "/",
                    on: false,
                    gap: false,
                },
            ],
            prev: None,
            next: Some("/"),
        },
        export: "/x",
    };
    let mut p = page("editor", "/search");
    p.query = "党务公开 日期:2026-10..2026-11 -简讯".into();
    put(
        "search.html",
        &Search {
            p: p.clone(),
            s: make(
                hits(),
                vec![
                    Chip {
                        text: "省级",
                        href: "/",
                    },
                    Chip {
                        text: "日期 2026-10 至 2026-11",
                        href: "/",
                    },
                ],
            ),
        }
        .render()
        .unwrap(),
    );
    put(
        "search_empty.html",
        &Search {
            p,
            s: make(vec![], vec![]),
        }
        .render()
        .unwrap(),
    );
}

struct AdoptRow {
    outlet: &'static str,
    outlet_id: &'static str,
    on: &'static str,
    position: &'static str,
    form: &'static str,
    origin: &'static str,
    headline: &'static str,
    page: &'static str,
    link: &'static str,
}
struct Known {
    outlet: &'static str,
    rank: i64,
    level: &'static str,
    on: &'static str,
    position: &'static str,
    points: &'static str,
    href: &'static str,
}
struct AdoptView {
    id: u64,
    version: u32,
    title: &'static str,
    meta: &'static str,
    outlets_json: String,
    outlets: Vec<&'static str>,
    positions: Vec<Pick>,
    forms: Vec<Pick>,
    origins: Vec<Pick>,
    rows: Vec<AdoptRow>,
    errors: Vec<Fault>,
    known: Vec<Known>,
}
#[derive(Template)]
#[template(path = "adopt.html")]
struct Adopt {
    p: Page,
    a: AdoptView,
}

#[test]
fn adoption_renders() {
    let a = AdoptView {
        id: 1,
        version: 4,
        title: "“红色网格”守好千家万户平安灯",
        meta: "滨海街道 · 王晓琳",
        outlets_json: r#"[{"id":1,"name":"新海日报","level":"省级","aliases":["新海日报客户端"]}]"#.into(),
        outlets: vec!["新海日报", "新海日报客户端"],
        positions: vec![
            Pick {
                value: "plain",
                label: "普通",
            },
            Pick {
                value: "front",
                label: "头版",
            },
        ],
        forms: vec![
            Pick {
                value: "single",
                label: "独立",
            },
            Pick {
                value: "compiled",
                label: "综合",
            },
        ],
        origins: vec![
            Pick {
                value: "original",
                label: "首发",
            },
            Pick {
                value: "repost",
                label: "转载",
            },
        ],
        rows: vec![AdoptRow {
            outlet: "新海日报客户端",
            outlet_id: "",
            on: "2026-11-18",
            position: "front",
            form: "single",
            origin: "original",
            headline: "",
            page: "",
            link: "",
        }],
        errors: vec![Fault {
            id: "",
            text: "第 2 行与已登记的采用重复",
        }],
        known: vec![Known {
            outlet: "临江日报",
            rank: 2,
            level: "市级",
            on: "2026-11-15",
            position: "普通",
            points: "+5.00",
            href: "/p",
        }],
    };
    put(
        "adopt.html",
        &Adopt {
            p: page("editor", "/adopt"),
            a,
        }
        .render()
        .unwrap(),
    );
}
