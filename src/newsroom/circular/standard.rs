//! The template that a house begins with: an official paper after GB/T 9704-2012 (A4, 3 号仿宋, 22 lines a page), with every
//! name that a circular knows in its place. An office takes it, changes it in Word or WPS and gives it back.

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph,
    Run, RunFonts, SpecialIndentType, Table, TableAlignmentType, TableCell, TableRow, VAlignType, WidthType,
};

use crate::Result;
use crate::error::Error;

/// Twentieths of a point: A4, and its margins (天头 37 mm, 订口 28 mm, 版心 156 × 225 mm).
const PAGE: (u32, u32) = (11_906, 16_838);
const WIDTH: usize = 8_845;
/// Half points: 2 号, 3 号, 4 号, and what tables are set in.
const SIZES: Sizes = Sizes {
    title: 44,
    text: 32,
    foot: 28,
    table: 21,
};

struct Sizes {
    title: usize,
    text: usize,
    foot: usize,
    table: usize,
}

const SONG: &str = "方正小标宋简体";
const FANG: &str = "仿宋_GB2312";
const HEI: &str = "黑体";

/// What a table says: heading, its part of the width in hundredths, and the name.
type Column = (&'static str, usize, &'static str);

const UNITS: &[Column] = &[
    ("名次", 7, "{{单位.名次}}"),
    ("单位", 24, "{{单位.名称}}"),
    ("报送", 8, "{{单位.报送}}"),
    ("采用", 8, "{{单位.采用}}"),
    ("采用率", 11, "{{单位.采用率}}"),
    ("得分", 12, "{{单位.得分}}"),
    ("累计", 12, "{{单位.累计}}"),
    ("升降", 10, "{{单位.升降}}"),
    ("编号", 8, "{{单位.编号}}"),
];
const PERSONS: &[Column] = &[
    ("名次", 7, "{{个人.名次}}"),
    ("姓名", 13, "{{个人.名称}}"),
    ("单位", 21, "{{个人.单位}}"),
    ("报送", 7, "{{个人.报送}}"),
    ("采用", 7, "{{个人.采用}}"),
    ("得分", 12, "{{个人.得分}}"),
    ("累计", 13, "{{个人.累计}}"),
    ("升降", 11, "{{个人.升降}}"),
    ("编号", 9, "{{个人.编号}}"),
];
const ADOPTED: &[Column] = &[
    ("序号", 6, "{{采用稿件.序号}}"),
    ("标题", 32, "{{采用稿件.标题}}"),
    ("单位", 14, "{{采用稿件.单位}}"),
    ("作者", 11, "{{采用稿件.作者}}"),
    ("媒体", 13, "{{采用稿件.媒体}}{{采用稿件.版位}}"),
    ("日期", 9, "{{采用稿件.日期}}{{采用稿件.备注}}"),
    ("稿号", 15, "{{采用稿件.编号}}"),
];
const SOURCES: &[Column] = &[
    ("编号", 9, "{{分值来源.编号}}"),
    ("对象", 20, "{{分值来源.对象}}"),
    ("得分", 12, "{{分值来源.得分}}"),
    ("分录", 59, "{{分值来源.分录}}"),
];

/// The template's bytes, the same ones in every house of one version.
///
/// # Errors
/// [`Error::Broken`] where it cannot be written.
pub(super) fn standard() -> Result<Vec<u8>> {
    let mut paper = Paper::default();
    let document = paper.written();
    let mut bytes = std::io::Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(Error::broken)?;
    Ok(bytes.into_inner())
}

/// What is being written: docx-rs numbers paragraphs by a counter of the process, so they are numbered here.
#[derive(Default)]
struct Paper {
    n_paragraphs: u32,
}

impl Paper {
    fn written(&mut self) -> Docx {
        let (width, height) = PAGE;
        let margin = PageMargin::new()
            .top(2_098)
            .bottom(1_984)
            .left(1_587)
            .right(1_474);
        let foot = Footer::new().add_paragraph(self.foot());
        let document = Docx::new()
            .page_size(width, height)
            .page_margin(margin)
            .footer(foot)
            .add_paragraph(self.title("{{月份}}信息报送和采用情况通报"))
            .add_paragraph(self.line(""))
            .add_paragraph(self.line("各有关单位：").indent(Some(0), None, None, None))
            .add_paragraph(self.line("现将{{月份}}信息报送、采用和计分情况通报如下。"))
            .add_paragraph(self.heading("一、总体情况"))
            .add_paragraph(self.line(
                "本月{{单位数}}个单位中有{{报送单位数}}个报送稿件，共{{报送篇数}}篇；{{采用单位数}}个单位的{{采用篇数}}篇被媒体采用，采用率{{采用率}}，各级媒体采用{{采用条次}}条次。",
            ))
            .add_paragraph(self.line("零报送单位：{{零报送单位}}。零采用单位：{{零采用单位}}。不参加排名的单位：{{不参加排名单位}}。"))
            .add_paragraph(self.heading("二、单位得分"));
        let document = self
            .table(document, UNITS)
            .add_paragraph(self.heading("三、个人得分"));
        let document = self
            .table(document, PERSONS)
            .add_paragraph(self.heading("四、采用稿件"));
        let document = self
            .table(document, ADOPTED)
            .add_paragraph(self.line(""))
            .add_paragraph(self.line("{{结账日期}}").align(AlignmentType::Right))
            .add_paragraph(self.paragraph().add_run(Run::new().add_break(BreakType::Page)))
            .add_paragraph(self.heading("附录 分值来源"))
            .add_paragraph(self.line(
                "各表中的得分，均为附录中同一编号所列分录之和；分录可在系统中按号查看规则、事实与算式。单位得分合计{{单位得分合计}}，个人得分合计{{个人得分合计}}，共{{分录数}}条分录。",
            ));
        self.table(document, SOURCES).add_paragraph(self.line(
            "{{月份}}账目已于{{结账日期}}结账，账尾第{{账尾号}}号，哈希 {{账尾哈希}}。日后核验台账时，应与此一致。",
        ))
    }

    fn paragraph(&mut self) -> Paragraph {
        self.n_paragraphs += 1;
        Paragraph::new().id(format!("{:08X}", self.n_paragraphs))
    }

    fn title(&mut self, text: &str) -> Paragraph {
        self.paragraph()
            .align(AlignmentType::Center)
            .line_spacing(lines(720))
            .add_run(run(text, SONG, SIZES.title))
    }

    fn heading(&mut self, text: &str) -> Paragraph {
        self.paragraph()
            .keep_next(true)
            .indent(None, Some(SpecialIndentType::FirstLine(640)), None, None)
            .line_spacing(lines(579))
            .add_run(run(text, HEI, SIZES.text))
    }

    fn line(&mut self, text: &str) -> Paragraph {
        self.paragraph()
            .indent(None, Some(SpecialIndentType::FirstLine(640)), None, None)
            .line_spacing(lines(579))
            .add_run(run(text, FANG, SIZES.text))
    }

    /// The page's number between dashes.
    fn foot(&mut self) -> Paragraph {
        let dash = || run("—", "宋体", SIZES.foot);
        self.paragraph()
            .align(AlignmentType::Center)
            .add_run(dash())
            .add_page_num(PageNum::new())
            .add_run(dash())
    }

    fn table(&mut self, document: Docx, columns: &[Column]) -> Docx {
        let widths: Vec<usize> = columns.iter().map(|(_, part, _)| WIDTH * part / 100).collect();
        let mut row = |text: &dyn Fn(&Column) -> &'static str, font: &str| {
            let cells = columns.iter().zip(&widths).map(|(column, width)| {
                let text = run(text(column), font, SIZES.table);
                // A sentence begins at the left, everything short stands in the middle.
                let align = if column.1 > 30 {
                    AlignmentType::Left
                } else {
                    AlignmentType::Center
                };
                let text = self.paragraph().align(align).add_run(text);
                TableCell::new()
                    .width(*width, WidthType::Dxa)
                    .vertical_align(VAlignType::Center)
                    .add_paragraph(text)
            });
            TableRow::new(cells.collect()).cant_split()
        };
        let rows = vec![row(&|column| column.0, HEI), row(&|column| column.2, "宋体")];
        document.add_table(
            Table::new(rows)
                .set_grid(widths)
                .width(WIDTH, WidthType::Dxa)
                .align(TableAlignmentType::Center),
        )
    }
}

fn run(text: &str, font: &str, size: usize) -> Run {
    let fonts = RunFonts::new()
        .east_asia(font)
        .ascii("Times New Roman")
        .hi_ansi("Times New Roman");
    Run::new().add_text(text).size(size).fonts(fonts)
}

fn lines(exactly: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(exactly)
}

#[cfg(test)]
mod tests {
    use super::standard;

    #[test]
    fn it_is_the_same_ever() {
        assert_eq!(standard().expect("a template"), standard().expect("a template"));
    }
}
