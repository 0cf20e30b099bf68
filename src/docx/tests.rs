//! Templates as Word and WPS leave them: names cut into runs, full-width braces, tables in tables.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{List, Texts, fill};
use crate::error::Error;

const MOST: usize = 1 << 20;

fn texts() -> Texts {
    let units = List {
        columns: &["名称", "得分"],
        rows: vec![
            vec!["甲街道".into(), "15.00".into()],
            vec!["乙<街道>".into(), "5.00".into()],
        ],
    };
    let none = List {
        columns: &["标题"],
        rows: Vec::new(),
    };
    Texts {
        single: [("月份", "2024年3月".to_owned()), ("报送", "8 & 9\n篇".to_owned())].into(),
        lists: [("单位", units), ("采用", none)].into(),
    }
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a package").into_inner()
}

fn part(package: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(package)).expect("a package");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("a part");
    part.read_to_string(&mut text).expect("UTF-8");
    text
}

fn body(of: &str) -> String {
    format!("<w:document xmlns:w=\"w\"><w:body>{of}</w:body></w:document>")
}

fn filled(of: &str) -> String {
    let template = package(&[("word/document.xml", &body(of))]);
    let text = part(
        &fill(&template, &texts(), MOST).expect("filled"),
        "word/document.xml",
    );
    let inner = text
        .split_once("<w:body>")
        .and_then(|(_, rest)| rest.split_once("</w:body>"));
    inner.expect("a body").0.replace(" xml:space=\"preserve\"", "")
}

fn faults(of: &str) -> Vec<(String, Vec<String>)> {
    match fill(&package(&[("word/document.xml", &body(of))]), &texts(), MOST) {
        Err(Error::Invalid(faults)) => faults
            .into_iter()
            .map(|fault| {
                let said = fault.message.args.into_iter().map(|(_, said)| said);
                (fault.message.key.into_owned(), said.collect())
            })
            .collect(),
        other => panic!("faults were expected: {other:?}"),
    }
}

#[test]
fn a_name_that_word_cut_into_runs_is_filled_where_it_begins() {
    let said = filled(
        "<w:p><w:r><w:t>截至{</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{月</w:t></w:r><w:proofErr/><w:r><w:t>份 }} 共</w:t></w:r></w:p>",
    );
    assert_eq!(
        said,
        "<w:p><w:r><w:t>截至2024年3月</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t></w:t></w:r><w:proofErr/><w:r><w:t> 共</w:t></w:r></w:p>"
    );
}

#[test]
fn a_name_does_not_reach_over_a_paragraph() {
    let two = "<w:p><w:r><w:t>{{月份}}{{月</w:t></w:r></w:p><w:p><w:r><w:t>份}}</w:t></w:r></w:p>";
    let left: Vec<String> = faults(two)
        .into_iter()
        .map(|(key, said)| format!("{key} {}", said[0]))
        .collect();
    assert_eq!(left, ["docx.left_over {{月", "docx.left_over }}"]);
}

#[test]
fn full_width_braces_and_points_count_and_values_are_escaped() {
    assert_eq!(
        filled("<w:p><w:r><w:t>｛｛报送｝｝ &amp; {{ 月份 }}</w:t></w:r></w:p>"),
        "<w:p><w:r><w:t>8 &amp; 9 篇 &amp; 2024年3月</w:t></w:r></w:p>"
    );
    assert_eq!(
        filled("<w:p><w:r><w:t>{{单位．名称}}；</w:t></w:r></w:p>"),
        "<w:p><w:r><w:t>甲街道；</w:t></w:r></w:p><w:p><w:r><w:t>乙&lt;街道&gt;；</w:t></w:r></w:p>"
    );
}

#[test]
fn a_row_is_repeated_for_each_row_of_its_list_and_is_empty_where_there_is_none() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|text| cell(text)).collect();
        format!("<w:tr><w:trPr/>{cells}</w:tr>")
    };
    let table = |rows: &[String]| format!("<w:tbl>{}</w:tbl>", rows.concat());
    let head = row(&["单位", "得分"]);
    let units = row(&["{{单位.名称}}", "{{月份}}：{{单位.得分}}"]);
    let done = [
        head.clone(),
        row(&["甲街道", "2024年3月：15.00"]),
        row(&["乙&lt;街道&gt;", "2024年3月：5.00"]),
    ];
    assert_eq!(filled(&table(&[head.clone(), units.clone()])), table(&done));
    let nothing = row(&["{{采用.标题}}", "无"]);
    assert_eq!(
        filled(&table(&[head.clone(), nothing])),
        table(&[head.clone(), row(&["", "无"])])
    );
    // A table in a cell: its own row is repeated, the row around it is not.
    let around = |inner: &str| format!("<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>");
    assert_eq!(filled(&around(&table(&[head, units]))), around(&table(&done)));
}

#[test]
fn headers_are_filled_other_parts_stay_and_the_bytes_are_the_same_again() {
    let text = body("<w:p><w:r><w:t>{{月份}}</w:t></w:r></w:p>");
    let template = package(&[
        ("[Content_Types].xml", "{{月份}}"),
        ("word/document.xml", &text),
        ("word/header1.xml", &text),
        ("word/styles.xml", "<w:t>{{没有}}</w:t>"),
    ]);
    let done = fill(&template, &texts(), MOST).expect("filled");
    assert!(part(&done, "word/header1.xml").contains("2024年3月"));
    assert_eq!(part(&done, "[Content_Types].xml"), "{{月份}}");
    assert_eq!(part(&done, "word/styles.xml"), "<w:t>{{没有}}</w:t>");
    assert_eq!(fill(&template, &texts(), MOST).expect("filled"), done);
}

#[test]
fn every_name_that_is_none_is_pointed_out_with_those_that_are() {
    let found = faults(
        "<w:p><w:r><w:t>{{月分}}{{单位.分}}{{月份}}{{单位.得分}}</w:t></w:r></w:p><w:p><w:r><w:t>{{人.名}}</w:t></w:r></w:p>",
    );
    let (key, said) = &found[0];
    assert_eq!(
        (key.as_str(), said[0].as_str()),
        ("docx.unknown", "{{人.名}}、{{单位.分}}、{{月分}}")
    );
    assert_eq!(
        said[1],
        "{{报送}}、{{月份}}、{{单位.名称}}、{{单位.得分}}、{{采用.标题}}"
    );
}

#[test]
fn a_template_without_a_name_and_one_that_grows_too_long_are_refused() {
    assert_eq!(
        faults("<w:p><w:r><w:t>月份</w:t></w:r></w:p>")[0].0,
        "docx.no_name"
    );
    assert_eq!(
        faults("<x:p><x:r><x:t>{{月份}}</x:t></x:r></x:p>")[0].0,
        "docx.no_name"
    );
    let row = format!(
        "<w:p><w:r><w:t>{{{{单位.名称}}}}{}</w:t></w:r></w:p>",
        "长".repeat(MOST / 4)
    );
    assert_eq!(faults(&row)[0].0, "docx.too_long");
}

#[test]
fn three_braces_and_a_wall_of_them_are_read_in_time() {
    let said = filled("<w:p><w:r><w:t>{{{月份}}</w:t></w:r></w:p>");
    assert_eq!(said, "<w:p><w:r><w:t>{2024年3月</w:t></w:r></w:p>");
    let wall = format!(
        "<w:p><w:r><w:t>{{{{月份}}}}{}</w:t></w:r></w:p>",
        "{".repeat(300_000)
    );
    assert_eq!(faults(&wall)[0].0, "docx.left_over");
}

#[test]
fn a_text_is_read_as_xml_whatever_stands_in_it() {
    let said = |xml: &str| {
        filled(&format!(
            "<w:p><w:r>{xml}</w:r><w:r><w:t>{{{{月份}}}}</w:t></w:r></w:p>"
        ))
    };
    for (xml, text) in [
        ("<w:t>一</w:t >", "一"),
        (
            "<w:t xml:space=\"preserve\">一<!-- 注 --><![CDATA[<二></w:t>]]>&#19977;</w:t>",
            "一&lt;二&gt;&lt;/w:t&gt;三",
        ),
        ("<w:t x=\"中\">a &amp; b</w:t>", "a &amp; b"),
    ] {
        assert!(
            said(xml).contains(&format!("<w:t>{text}</w:t>")),
            "{xml}: {}",
            said(xml)
        );
    }
    for wrong in [
        "<w:t>一<w:b/></w:t>",
        "<w:t><w:t>一</w:t></w:t>",
        "<w:t>&nbsp;</w:t>",
    ] {
        let template = package(&[("word/document.xml", &body(wrong))]);
        assert!(
            matches!(fill(&template, &texts(), MOST), Err(Error::Broken(_))),
            "{wrong}"
        );
    }
}

#[test]
fn a_mark_before_the_first_byte_is_left_out() {
    let marked = format!(
        "\u{feff}{}",
        body("<w:p><w:r><w:t x=\"中\">{{月份}}</w:t></w:r></w:p>")
    );
    let done = fill(&package(&[("word/document.xml", &marked)]), &texts(), MOST).expect("filled");
    assert!(part(&done, "word/document.xml").contains(">2024年3月</w:t>"));
}

#[test]
fn a_row_of_two_lists_is_pointed_out() {
    let found = faults("<w:p><w:r><w:t>{{单位.名称}}：{{采用.标题}}</w:t></w:r></w:p>");
    assert_eq!(
        found,
        [(
            "docx.two_lists".to_owned(),
            vec!["单位".to_owned(), "采用".to_owned()]
        )]
    );
}
