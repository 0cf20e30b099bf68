//! What the editor, Word, WPS and people paste, and what it becomes.

use proptest::prelude::*;

use super::*;

fn normal(html: &str) -> String {
    normalise(html).into_string()
}

#[test]
fn foreign_names_become_ours() {
    assert_eq!(
        normal("<h1><b>大标题</b></h1><h4>小</h4><div><b>粗</b><i>斜</i></div>散文"),
        "<h2>大标题</h2><h3>小</h3><p><strong>粗</strong><em>斜</em></p><p>散文</p>"
    );
}

#[test]
fn indents_and_empties_go() {
    assert_eq!(
        normal("<p>　　甲</p><p>&nbsp;&nbsp;\t乙 </p><p>&nbsp;</p><p><strong> </strong></p><p><br></p>"),
        "<p>甲</p><p>乙</p>"
    );
}

#[test]
fn breaks_part_paragraphs() {
    assert_eq!(
        normal("<p>甲<br><br>乙<br>丙<br>　　丁<br></p>戊<br> <br>己"),
        "<p>甲</p><p>乙<br>丙</p><p>丁</p><p>戊</p><p>己</p>"
    );
}

#[test]
fn bullet_paragraphs_become_one_list() {
    let word = "<p class=MsoListParagraph style='text-indent:-21pt'><![if !supportLists]><span style='font-family:Wingdings'>l<span style='font:7.0pt'>&nbsp;&nbsp; </span></span><![endif]>第一条</p><p>·第二条</p><p>● <b>第三</b>条</p><p>正文</p><p>■ 另一列</p>";
    assert_eq!(
        normal(word),
        "<ul><li>第一条</li><li>第二条</li><li><strong>第三</strong>条</li></ul><p>正文</p><ul><li>另一列</li></ul>"
    );
    assert_eq!(
        normal("<p>l am not a list</p><p>●</p>"),
        "<p>l am not a list</p><p>●</p>"
    );
}

#[test]
fn lists_and_tables_keep_their_structure() {
    assert_eq!(
        normal("<ul><li><p>一</p><ul><li>二</li></ul></li><ul><li>三</li></ul><li> </li></ul>"),
        "<ul><li>一<ul><li>二</li></ul><ul><li>三</li></ul></li></ul>"
    );
    assert_eq!(
        normal(
            "<table class=x><caption>表一</caption><tr><th colspan=2 width=9><p>甲</p></th></tr><tfoot><tr><td>1</td><td></td></tr></tfoot></table>"
        ),
        "<p>表一</p><table><tbody><tr><th colspan=\"2\">甲</th></tr><tr><td>1</td><td></td></tr></tbody></table>"
    );
}

#[test]
fn formats_are_spelled_one_way() {
    assert_eq!(
        normal(
            "<p><strong>a</strong><strong>b</strong><b> </b><em><strong>c</strong></em><u><a href='https://e.cn'>d</a></u></p>"
        ),
        "<p><strong>ab <em>c</em></strong><a href=\"https://e.cn\"><u>d</u></a></p>"
    );
    assert_eq!(
        normal("<strong><p>甲</p><p>乙</p></strong>"),
        "<p><strong>甲</strong></p><p><strong>乙</strong></p>"
    );
}

#[test]
fn lines_of_the_source_do_not_part_chinese_words() {
    assert_eq!(
        normal("<p>信息\n  直报 two\nwords</p>"),
        "<p>信息直报 two words</p>"
    );
}

#[test]
fn figures_are_pictures_with_a_caption() {
    let figure = "<figure><img src=\"/files/1\" alt=\"现场\"><figcaption>夜校开班。<em>李四</em> 摄</figcaption></figure>";
    assert_eq!(normal(figure), figure);
    assert_eq!(
        normal("<figure><figcaption>无图</figcaption></figure>"),
        "<p>无图</p>"
    );
}

#[test]
fn what_is_lost_is_reported() {
    let (html, dropped) = normalise_and_report(
        "<p style='x'>甲<img src='file:///C:/ksohtml/1.png'><img src='data:image/png;base64,AA'><img src='/files/9'></p><a href='javascript:x'>乙</a><script>x</script>",
    );
    assert_eq!(html.as_str(), "<p>甲<img src=\"/files/9\"></p><p>乙</p>");
    assert_eq!(
        dropped,
        Dropped {
            n_pictures: 2,
            n_styles: 1,
            n_links: 1,
            n_embeds: 1
        }
    );
}

#[test]
fn plain_text_is_a_paragraph_a_line() {
    assert_eq!(
        text_to_html("　　甲 < 乙\r\n\r\n丙&丁\n").as_str(),
        "<p>甲 &lt; 乙</p><p>丙&amp;丁</p>"
    );
    assert_eq!(
        plain_text(&normalise(
            "<h2>题</h2><p>甲<br>乙</p><ul><li>丙</li></ul><table><tr><td>1</td><td>2</td></tr></table><figure><img src=/files/1 alt=x><figcaption>说</figcaption></figure>"
        )),
        "题\n甲\n乙\n丙\n1\t2\n说"
    );
}

#[test]
fn a_deep_nest_neither_overflows_nor_loses_text() {
    for tag in [
        "div",
        "b",
        "ul><li",
        "blockquote",
        "table><tr><td",
        "span",
        "font size=1",
    ] {
        let html = format!("{}底{}", format!("<{tag}>").repeat(4_000), "</p>".repeat(10));
        assert!(normal(&html).contains('底'), "{tag}");
    }
}

const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<strong>",
    "</strong>",
    "<em>",
    "</i>",
    "<u>",
    "<br>",
    "<br>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<ol>",
    "<table>",
    "<tr>",
    "<td>",
    "<td colspan=3>",
    "<th>",
    "</td>",
    "</tr>",
    "</table>",
    "<thead>",
    "<caption>",
    "<h1>",
    "</h1>",
    "<h3>",
    "<div>",
    "</div>",
    "<figure>",
    "<img src=/files/1 alt='a\"<'>",
    "<img src=x>",
    "<figcaption>",
    "</figure>",
    "<blockquote>",
    "</blockquote>",
    "<hr>",
    "<a href=https://e.cn/?a&b>",
    "<a href=x>",
    "</a>",
    "<pre>",
    "</pre>",
    "<span style=x>",
    "甲",
    "乙，",
    " ",
    "\n",
    "　　",
    "&nbsp;",
    "\t",
    "· ",
    "●",
    "l&nbsp;",
    "x",
    "&lt;",
    "&amp;",
    "\u{200B}",
    "\u{FE0F}",
    "<!--",
    "-->",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn normalising_twice_is_normalising_once(parts in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let html: String = parts.iter().map(|at| PIECES[*at]).collect();
        let once = normalise(&html);
        prop_assert_eq!(&normalise(once.as_str()), &once);
        prop_assert_eq!(&CleanHtml::clean(once.as_str()), &once);
    }

    #[test]
    fn any_string_normalises(text in any::<String>()) {
        let once = normalise(&text);
        prop_assert_eq!(normalise(once.as_str()), once);
    }

    #[test]
    fn plain_lines_come_back_as_they_were(lines in proptest::collection::vec("[甲乙丙a-c<&\"][甲a<&>\"' ]{0,8}[丁b]", 1..6)) {
        let text = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n");
        prop_assert_eq!(plain_text(&text_to_html(&text)), text);
    }
}
