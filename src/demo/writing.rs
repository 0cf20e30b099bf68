//! Writes one article: its kind gives the structure, its theme the facts and voices, its desk the places.

use std::fmt::Write as _;

use chrono::{Datelike as _, Days, NaiveDate};

use super::desk::Desk;
use super::grammar::Slots;
use super::prng::Prng;
use super::themes::{GLUE, THEMES, Theme};
use super::{names, organisations::organisations};

/// The ten types of article.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Ord, PartialOrd)]
pub enum ArticleType {
    /// 动态信息.
    WorkUpdate,
    /// 经验做法.
    GoodPractice,
    /// 问题建议.
    ProblemSuggestion,
    /// 社情民意.
    PublicOpinion,
    /// 调研报告.
    ResearchReport,
    /// 理论文章.
    Theory,
    /// 评论.
    Commentary,
    /// 通讯.
    Feature,
    /// 消息.
    News,
    /// 图片新闻.
    PhotoNews,
}

impl ArticleType {
    /// All types.
    pub const ALL: [Self; 10] = [
        Self::WorkUpdate,
        Self::GoodPractice,
        Self::ProblemSuggestion,
        Self::PublicOpinion,
        Self::ResearchReport,
        Self::Theory,
        Self::Commentary,
        Self::Feature,
        Self::News,
        Self::PhotoNews,
    ];

    /// How often each type is written, in the order of [`Self::ALL`].
    const WEIGHTS: [i64; 10] = [30, 14, 7, 6, 4, 3, 4, 7, 17, 8];

    /// Returns the word that the database and the interface programmes use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::WorkUpdate => "work_update",
            Self::GoodPractice => "good_practice",
            Self::ProblemSuggestion => "problem_suggestion",
            Self::PublicOpinion => "public_opinion",
            Self::ResearchReport => "research_report",
            Self::Theory => "theory",
            Self::Commentary => "commentary",
            Self::Feature => "feature",
            Self::News => "news",
            Self::PhotoNews => "photo_news",
        }
    }

    /// The shortest body in words, a little more than the dictionary asks of the type.
    const fn least_words(self) -> usize {
        match self {
            Self::ResearchReport | Self::Theory => 650,
            Self::Feature => 520,
            Self::GoodPractice | Self::Commentary => 320,
            Self::WorkUpdate
            | Self::ProblemSuggestion
            | Self::PublicOpinion
            | Self::News
            | Self::PhotoNews => LEAST_WORDS,
        }
    }

    pub(super) fn draw(prng: &mut Prng) -> Self {
        Self::ALL[prng.weighted(&Self::WEIGHTS)]
    }
}

/// A piece of the body, before it becomes HTML.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Block {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
    /// The first row holds the column headings.
    Table(Vec<Vec<String>>),
}

/// An article as written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Article {
    /// Its type.
    pub kind: ArticleType,
    /// The theme's name, a plain noun phrase such as 网格治理.
    pub theme: &'static str,
    /// The title, at most 40 characters.
    pub title: String,
    /// The body as simple HTML: `p`, `h2`, `ol`, `li`, `table`.
    pub body_html: String,
    /// The characters that a reader sees in the body, spaces and tags not counted.
    pub n_characters: usize,
}

/// An article with what its later life needs: the first attempt, captions, a leader's remark.
#[derive(Clone, Debug)]
pub(super) struct Manuscript {
    pub article: Article,
    pub slots: Slots,
    blocks: Vec<Block>,
}

/// Who writes what and when.
pub(super) struct Assignment<'a> {
    pub desk: &'a Desk,
    pub theme: &'static Theme,
    pub kind: ArticleType,
    pub on: NaiveDate,
    pub reporter: &'a str,
}

/// The longest body in characters.
const MOST_CHARACTERS: usize = 1500;
/// The shortest body in words, unless its type asks for more.
const LEAST_WORDS: usize = 250;
/// A paragraph that is added to a short article grows to about so many characters.
const PARAGRAPH: usize = 160;

/// Writes article number `n` of the endless stream of `seed`, for benchmarks; the same pair gives the same text.
#[must_use]
pub fn article(seed: u64, n: u64) -> Article {
    let mut prng = Prng::lane(seed, n);
    let all = organisations();
    let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default() + Days::new(n % 365);
    loop {
        let desk = Desk::of(&all, prng.below(all.len()));
        let themes = themes_for(&desk, day.month());
        if themes.is_empty() {
            continue;
        }
        let theme = prng.pick(&themes);
        let reporter = names::person(&mut prng);
        let kind = ArticleType::draw(&mut prng);
        return write(
            &Assignment {
                desk: &desk,
                theme,
                kind,
                on: day,
                reporter: &reporter,
            },
            &mut prng,
        )
        .article;
    }
}

/// Lists the themes that a desk writes about in `month`.
pub(super) fn themes_for(desk: &Desk, month: u32) -> Vec<&'static Theme> {
    THEMES
        .iter()
        .filter(|theme| theme.letters.contains(desk.letter) || theme.departments.contains(&desk.unit))
        .filter(|theme| theme.months.is_empty() || theme.months.contains(&month))
        .collect()
}

/// Writes the article that is asked for.
pub(super) fn write(assignment: &Assignment<'_>, prng: &mut Prng) -> Manuscript {
    let mut slots = slots_of(assignment, prng);
    let title = title(assignment, &mut slots, prng);
    let mut pen = Pen {
        theme: assignment.theme,
        slots,
        prng,
        hand: Hand::default(),
    };
    let mut blocks = pen.body(assignment.kind);
    let least = assignment.kind.least_words();
    while words(&blocks) < least {
        let mut filler = String::new();
        while filler.chars().count() < PARAGRAPH.min(least - words(&blocks)) {
            let more = pen.more();
            if more.is_empty() {
                break;
            }
            filler.push_str(&more);
        }
        if filler.is_empty() {
            break;
        }
        // What has been done stands before the problems, and before the last word everywhere else.
        let at = if assignment.kind == ArticleType::ProblemSuggestion {
            1
        } else {
            blocks.len() - 1
        };
        blocks.insert(at, Block::Paragraph(filler));
    }
    while length(&blocks) > MOST_CHARACTERS && blocks.len() > 2 {
        let longest_tail = blocks.len() - 2;
        blocks.remove(longest_tail);
    }
    settle_figures(&title, assignment.theme, &mut blocks, &mut pen);
    let slots = pen.slots;
    Manuscript {
        article: Article {
            kind: assignment.kind,
            theme: assignment.theme.name,
            title,
            body_html: html(&blocks),
            n_characters: length(&blocks),
        },
        slots,
        blocks,
    }
}

impl Manuscript {
    /// Whether it is long enough for its type; a theme with little to say may leave it short.
    pub fn is_whole(&self) -> bool {
        words(&self.blocks) >= self.article.kind.least_words()
    }

    /// Returns the title and body of a weaker first attempt, which an editor would send back.
    pub fn first_attempt(&self, prng: &mut Prng) -> (String, String) {
        let mut blocks = self.blocks.clone();
        if blocks.len() > 2 {
            blocks.remove(1 + prng.below(blocks.len() - 2));
        }
        let mut slots = self.slots.clone();
        blocks.pop();
        let close = Block::Paragraph(slots.write(GLUE_FIRST[prng.below(GLUE_FIRST.len())], prng));
        blocks.push(close.clone());
        if words(&blocks) < self.article.kind.least_words() {
            // Too short to be filed as what it is: then the first attempt is weak in its title and wordy at its end.
            blocks.clone_from(&self.blocks);
            blocks.push(close);
        }
        let title = if prng.chance(40) {
            slots.write("{单位}[积极开展|认真做好|大力推进]{题旨}工作", prng)
        } else {
            self.article.title.clone()
        };
        (title, html(&blocks))
    }
}

/// Empty closings of the kind that editors strike out.
const GLUE_FIRST: [&str; 4] = [
    "下一步，{单位}将提高站位、压实责任，推动{题旨}[再上新台阶|再创佳绩]。",
    "通过此次活动，大家[深受鼓舞|受益匪浅]，纷纷表示将以更加饱满的热情投入工作。",
    "{单位}将以此为契机，[真抓实干、开拓进取|凝心聚力、砥砺前行]，为高质量发展作出[更大|新的]贡献。",
    "此次活动取得了圆满成功，[得到一致好评|达到了预期目的]。",
];

fn slots_of(assignment: &Assignment<'_>, prng: &mut Prng) -> Slots {
    let Assignment {
        desk,
        theme,
        on,
        reporter,
        ..
    } = assignment;
    let mut slots = Slots::default();
    let (place, other) = desk.two_places(prng);
    let (first, second) = (names::person(prng), names::person(prng));
    let cadre = names::person(prng);
    slots.fix("民", theme.people.unwrap_or_else(|| desk.people_of(&place)));
    slots.fix("单位", desk.unit);
    slots.fix("地", place);
    slots.fix("地二", other);
    slots.fix("甲", first);
    slots.fix("丁", names::person(prng));
    slots.fix("乙", second);
    slots.fix("干部", format!("{}{cadre}", desk.post));
    slots.fix("记者", *reporter);
    slots.fix("题旨", theme.name);
    slots.fix("品", prng.pick(&theme.brands));
    let day = *on - Days::new(u64::try_from(prng.between(0, 3)).unwrap_or(0));
    slots.fix("日", format!("{}月{}日", day.month(), day.day()));
    slots.fix("月初", format!("{}月初", day.month()));
    let season = [
        "入冬", "入春", "入春", "入春", "入夏", "入夏", "入夏", "入夏", "入秋", "入秋", "入冬", "入冬",
    ];
    let season = season[usize::try_from(day.month0()).unwrap_or(0)];
    slots.fix("季", season);
    slots.vary(
        "时段",
        vec![
            "近一个月来".to_owned(),
            "近段时间".to_owned(),
            format!("{season}以来"),
            format!("{}月以来", day.month()),
        ],
    );
    slots.vary("主", desk.called.clone());
    // A village or a firm counts in smaller figures than a subdistrict.
    let is_small = matches!(desk.letter, 'C' | 'V' | 'E');
    let scale = |n: i64| if is_small { (n / 3).max(2) } else { n };
    for (slot, low, high) in [
        ("户", 60, 980),
        ("人", 120, 1600),
        ("名", 12, 68),
        ("次", 90, 1200),
        ("场", 4, 36),
        ("处", 6, 38),
        ("支", 3, 12),
        ("万", 3, 86),
        ("亩", 40, 1800),
    ] {
        slots.fix(slot, prng.between(scale(low), scale(high)).to_string());
    }
    // The rate follows from the cases, so that a reader who divides finds the same figure.
    let cases = prng.between(scale(24), scale(680));
    let closed = cases - prng.between(1, (cases / 20).max(1));
    slots.fix("件", cases.to_string());
    slots.fix("办结", closed.to_string());
    slots.fix("率", percent(closed * 1000 / cases));
    slots.fix("率二", percent(prng.between(905, 989)));
    slots
}

/// Prints per mille as a percentage with at most one decimal.
fn percent(per_mille: i64) -> String {
    if per_mille % 10 == 0 {
        format!("{}%", per_mille / 10)
    } else {
        format!("{}.{}%", per_mille / 10, per_mille % 10)
    }
}

fn title(assignment: &Assignment<'_>, slots: &mut Slots, prng: &mut Prng) -> String {
    let (pool, percent) = match assignment.kind {
        ArticleType::WorkUpdate => ("title_update", 35),
        ArticleType::GoodPractice => ("title_practice", 55),
        ArticleType::ProblemSuggestion => ("title_problem", 100),
        ArticleType::PublicOpinion => ("title_opinion", 100),
        ArticleType::ResearchReport => ("title_research", 100),
        ArticleType::Theory => ("title_theory", 100),
        ArticleType::Commentary => ("title_comment", 100),
        ArticleType::Feature => ("title_feature", 45),
        ArticleType::News => ("title_update", 0),
        ArticleType::PhotoNews => ("title_photo", 60),
    };
    let template = if prng.chance(percent) {
        prng.pick(GLUE.of(pool))
    } else {
        prng.pick(&assignment.theme.titles)
    };
    let mut slots = slots.clone();
    // A village's title names the village, not its square, unless it names both.
    if matches!(assignment.desk.letter, 'C' | 'V' | 'E') && !template.contains("{单位}") {
        slots.fix("地", assignment.desk.unit);
    }
    slots.write(template, prng)
}

/// Adds the sentence that the title's figure needs when the body does not mention it yet.
fn settle_figures(title: &str, theme: &Theme, blocks: &mut Vec<Block>, pen: &mut Pen<'_>) {
    let text = plain(blocks);
    let missing = |figure: &String| title.contains(figure.as_str()) && !text.contains(figure.as_str());
    let figures = figures_in(title);
    if !figures.iter().any(missing) {
        return;
    }
    let mut extra = String::new();
    for (slot, sentence) in [
        ("户", "据统计，{户}户家庭从中受益。"),
        ("件", "前后共有{件}件具体事项登记在册。"),
        ("名", "先后有{名}人直接投身其中。"),
        ("次", "算下来，各类服务累计{次}次。"),
        ("场", "算起来，大大小小的场次共有{场}次。"),
        ("人", "直接参与的有{人}人。"),
        ("处", "涉及的点位共有{处}处。"),
        ("万", "折算下来约合{万}万元。"),
        ("亩", "涉及面积{亩}亩。"),
        ("支", "先后组建队伍{支}支。"),
        ("率", "回访满意率为{率}。"),
    ] {
        let value = pen.slots.get(slot).to_owned();
        if figures.contains(&value) && !text.contains(&value) && !extra.contains(&value) {
            extra.push_str(&pen.slots.write(sentence, pen.prng));
        }
    }
    debug_assert!(
        !extra.is_empty(),
        "{}: no sentence for the figure of {title}",
        theme.name
    );
    let at = blocks.len().saturating_sub(1).max(1).min(blocks.len());
    blocks.insert(at, Block::Paragraph(extra));
}

/// Lists the runs of digits in `text`.
pub(super) fn figures_in(text: &str) -> Vec<String> {
    text.split(|sign: char| !(sign.is_ascii_digit() || sign == '.' || sign == '%'))
        .filter(|run| run.starts_with(|sign: char| sign.is_ascii_digit()))
        .map(ToOwned::to_owned)
        .collect()
}

/// What has been used of each pool, so that no template serves twice in one article.
#[derive(Default)]
struct Hand {
    used: Vec<&'static str>,
}

struct Pen<'a> {
    theme: &'static Theme,
    slots: Slots,
    prng: &'a mut Prng,
    hand: Hand,
}

impl Pen<'_> {
    fn body(&mut self, kind: ArticleType) -> Vec<Block> {
        match kind {
            ArticleType::WorkUpdate => self.work_update(),
            ArticleType::GoodPractice => self.good_practice(),
            ArticleType::ProblemSuggestion => self.problem_suggestion(),
            ArticleType::PublicOpinion => self.public_opinion(),
            ArticleType::ResearchReport => self.research_report(),
            ArticleType::Theory => self.theory(),
            ArticleType::Commentary => self.commentary(),
            ArticleType::Feature => self.feature(),
            ArticleType::News => self.news(),
            ArticleType::PhotoNews => self.photo_news(),
        }
    }

    /// Draws a template from `pool` that this article has not used, and writes it out.
    fn one_of(&mut self, pool: &[&'static str]) -> String {
        let fresh: Vec<&'static str> = pool
            .iter()
            .filter(|line| !self.hand.used.contains(line))
            .copied()
            .collect();
        let Some(first) = fresh.first() else {
            return String::new();
        };
        let line: &'static str = if fresh.len() == 1 {
            first
        } else {
            fresh[self.prng.below(fresh.len())]
        };
        self.hand.used.push(line);
        self.slots.write(line, self.prng)
    }

    fn several(&mut self, pool: &[&'static str], n: usize) -> String {
        (0..n).map(|_| self.one_of(pool)).collect()
    }

    fn glue(&mut self, purpose: &str) -> String {
        self.one_of(GLUE.of(purpose))
    }

    fn glue_paragraph(&mut self, purpose: &str) -> Block {
        Block::Paragraph(self.glue(purpose))
    }

    fn quote(&mut self, purpose: &str) -> String {
        let quote = self.one_of(&self.theme.quotes);
        self.slots.fix("言", quote);
        self.glue(purpose)
    }

    fn acts(&mut self, n: usize) -> String {
        self.several(&self.theme.acts, n)
    }

    /// Writes a sentence more, for an article that came out too short.
    fn more(&mut self) -> String {
        let text = self.acts(1);
        if !text.is_empty() {
            return text;
        }
        let text = self.one_of(&self.theme.facts);
        if text.is_empty() {
            self.glue("update_next")
        } else {
            text
        }
    }

    fn byline(&mut self) -> String {
        let form = [
            "本报讯（通讯员 {记者}）",
            "本报讯（记者 {记者}）",
            "本报{日}讯（通讯员 {记者}）",
        ];
        let form = form[self.prng.weighted(&[7, 1, 2])];
        self.slots.write(form, self.prng)
    }

    fn work_update(&mut self) -> Vec<Block> {
        let mut blocks = vec![self.glue_paragraph("lead_update")];
        let (first, second) = (self.prng.between(1, 2), self.prng.between(1, 2));
        if self.prng.chance(25) {
            let items = (0..3).map(|_| self.acts(1)).collect();
            blocks.push(Block::List(items));
        } else {
            for n in [first, second] {
                let text = self.acts(usize::try_from(n).unwrap_or(1));
                blocks.push(Block::Paragraph(text));
            }
        }
        let fact = self.one_of(&self.theme.facts);
        let next = self.glue("update_next");
        if self.prng.chance(50) {
            blocks.push(Block::Paragraph(fact));
            blocks.push(Block::Paragraph(next));
        } else {
            blocks.push(Block::Paragraph(format!("{fact}{next}")));
        }
        blocks
    }

    fn news(&mut self) -> Vec<Block> {
        let byline = self.byline();
        let scene = self.one_of(&self.theme.scenes);
        let mut blocks = vec![Block::Paragraph(format!("{byline}{scene}"))];
        let acts = self.acts(2);
        let quote = self.quote("attribution");
        let (acts, quote) = (Block::Paragraph(acts), Block::Paragraph(quote));
        blocks.extend(if self.prng.chance(50) {
            [acts, quote]
        } else {
            [quote, acts]
        });
        let fact = self.one_of(&self.theme.facts);
        let end = self.glue("news_end");
        blocks.push(Block::Paragraph(format!("{fact}{end}")));
        blocks
    }

    fn photo_news(&mut self) -> Vec<Block> {
        let scene = self.one_of(&self.theme.scenes);
        let detail = self.glue("photo_detail");
        let act = self.acts(1);
        let quote = self.quote("attribution");
        vec![
            Block::Paragraph(scene),
            Block::Paragraph(format!("{detail}{act}")),
            Block::Paragraph(quote),
        ]
    }

    fn heads(&mut self, n: usize) -> Vec<(&'static str, &'static str)> {
        let mut heads = self.theme.heads.clone();
        self.prng.shuffle(&mut heads);
        heads.truncate(n);
        heads
    }

    fn good_practice(&mut self) -> Vec<Block> {
        let mut blocks = vec![self.glue_paragraph("practice_lead")];
        let numerals = ["一", "二", "三", "四"];
        for (numeral, (head, first)) in numerals.iter().zip(self.heads(3)) {
            blocks.push(Block::Heading(format!("{numeral}、{head}")));
            let first = self.slots.write(first, self.prng);
            let act = self.acts(1);
            blocks.push(Block::Paragraph(format!("{first}{act}")));
            if self.prng.chance(35) {
                let quote = self.quote("attribution");
                if !quote.contains("“。”") {
                    blocks.push(Block::Paragraph(quote));
                }
            }
        }
        if self.prng.chance(50) {
            blocks.push(Block::Heading("四、取得的成效".to_owned()));
        }
        let facts = self.several(&self.theme.facts, 2);
        blocks.push(Block::Paragraph(facts));
        blocks.push(self.glue_paragraph("practice_end"));
        blocks
    }

    fn listed(&mut self, pool: &[&'static str], n: usize) -> Block {
        let mut items = Vec::new();
        for _ in 0..n {
            let item = self.one_of(pool);
            if !item.is_empty() {
                items.push(item);
            }
        }
        Block::List(items)
    }

    fn problem_suggestion(&mut self) -> Vec<Block> {
        let lead = self.glue_paragraph("problem_lead");
        let problems = self.listed(&self.theme.problems, 3);
        let cause = self.glue_paragraph("problem_cause");
        let advice = self.listed(&self.theme.advice, 3);
        let act = self.acts(1);
        vec![
            lead,
            Block::Heading("一、主要问题".to_owned()),
            problems,
            cause,
            Block::Heading("二、对策建议".to_owned()),
            Block::Paragraph(format!("在前期工作中，{act}在此基础上，提出如下建议：")),
            advice,
        ]
    }

    fn public_opinion(&mut self) -> Vec<Block> {
        let lead = self.glue_paragraph("opinion_lead");
        let problem = self.several(&self.theme.problems, 2);
        let voice = self.glue("opinion_voice");
        let cause = self.glue("opinion_voice");
        let done = self.acts(1);
        let advice = self.several(&self.theme.advice, 2);
        vec![
            lead,
            Block::Paragraph(problem),
            Block::Paragraph(format!("{voice}{cause}")),
            Block::Paragraph(format!("对此，有关方面已做了一些工作。{done}")),
            Block::Paragraph(format!("综合各方意见，{advice}")),
        ]
    }

    fn research_report(&mut self) -> Vec<Block> {
        let mut blocks = vec![
            self.glue_paragraph("research_lead"),
            Block::Heading("一、基本情况".to_owned()),
        ];
        blocks.push(self.glue_paragraph("research_state"));
        blocks.push(self.table());
        let fact = self.one_of(&self.theme.facts);
        blocks.push(Block::Paragraph(fact));
        blocks.push(Block::Heading("二、主要做法".to_owned()));
        for (mark, (head, first)) in ["（一）", "（二）"].iter().zip(self.heads(2)) {
            let first = self.slots.write(first, self.prng);
            let act = self.acts(1);
            blocks.push(Block::Paragraph(format!("{mark}{head}。{first}{act}")));
        }
        let quote = self.quote("attribution");
        blocks.push(Block::Paragraph(quote));
        blocks.push(Block::Heading("三、存在问题".to_owned()));
        blocks.push(self.listed(&self.theme.problems, 3));
        blocks.push(self.glue_paragraph("problem_cause"));
        blocks.push(Block::Heading("四、对策建议".to_owned()));
        blocks.push(self.listed(&self.theme.advice, 3));
        blocks.push(self.glue_paragraph("research_end"));
        blocks
    }

    /// Sets a table whose columns add up to the article's cases.
    fn table(&mut self) -> Block {
        let value = |slots: &Slots, slot: &str| slots.get(slot).parse::<i64>().unwrap_or(0);
        let (cases, closed) = (value(&self.slots, "件"), value(&self.slots, "办结"));
        let row = |name: &str, n: i64, m: i64| vec![name.to_owned(), n.to_string(), m.to_string()];
        let first = cases * self.prng.between(25, 45) / 100;
        let second = cases * self.prng.between(20, 35) / 100;
        let left = (cases - closed) / 2;
        let (place, other) = (self.slots.get("地").to_owned(), self.slots.get("地二").to_owned());
        Block::Table(vec![
            vec![
                "点位".to_owned(),
                "受理（件）".to_owned(),
                "办结（件）".to_owned(),
            ],
            row(&place, first, first - left),
            row(&other, second, second - (cases - closed - left)),
            row("其他点位", cases - first - second, cases - first - second),
            row("合计", cases, closed),
        ])
    }

    /// Turns a piece of advice (建议…) into a sentence that argues.
    fn demand(&mut self) -> String {
        let advice = self.one_of(&self.theme.advice);
        match advice.strip_prefix("建议") {
            Some(rest) => {
                let should = self.slots.write(
                    "[眼下，不妨|现阶段，可以|具体来说，应当|从{地}的情况看，宜]",
                    self.prng,
                );
                format!("{should}{rest}")
            }
            None => advice,
        }
    }

    fn theory(&mut self) -> Vec<Block> {
        let mut blocks = vec![self.glue_paragraph("theory_open")];
        for (numeral, (head, first)) in ["一", "二", "三"].iter().zip(self.heads(3)) {
            blocks.push(Block::Heading(format!("{numeral}、{head}")));
            blocks.push(self.glue_paragraph("theory_reason"));
            let first = self.slots.write(first, self.prng);
            let demand = self.demand();
            blocks.push(Block::Paragraph(format!("{first}{demand}")));
        }
        let close = self.glue_paragraph("theory_close");
        blocks.push(close);
        blocks
    }

    fn commentary(&mut self) -> Vec<Block> {
        let open = self.glue("comment_open");
        let scene = self.one_of(&self.theme.scenes);
        let act = self.acts(1);
        let (first, second) = (self.glue("comment_argue"), self.glue("comment_argue"));
        let problem = self.one_of(&self.theme.problems);
        let demand = self.demand();
        let close = self.glue("comment_close");
        vec![
            Block::Paragraph(format!("{open}{scene}")),
            Block::Paragraph(format!("{act}{first}")),
            Block::Paragraph(format!("现实中，{problem}{demand}")),
            Block::Paragraph(second),
            Block::Paragraph(close),
        ]
    }

    fn feature(&mut self) -> Vec<Block> {
        let scene = self.one_of(&self.theme.scenes);
        let mut blocks = vec![Block::Paragraph(scene)];
        blocks.push(Block::Paragraph(self.quote("attribution")));
        blocks.push(self.glue_paragraph("feature_turn"));
        let acts = self.acts(2);
        blocks.push(Block::Paragraph(acts));
        blocks.push(Block::Paragraph(self.quote("attribution_two")));
        let act = self.acts(1);
        let fact = self.one_of(&self.theme.facts);
        blocks.push(Block::Paragraph(format!("{act}{fact}")));
        blocks.push(self.glue_paragraph("feature_close"));
        blocks
    }
}

/// Joins all visible text of the body.
fn plain(blocks: &[Block]) -> String {
    blocks
        .iter()
        .map(|block| match block {
            Block::Heading(text) | Block::Paragraph(text) => text.clone(),
            Block::List(items) => items.concat(),
            Block::Table(rows) => rows.concat().concat(),
        })
        .collect()
}

/// Counts words as Word does, near enough: each Chinese sign is one, and so is each run of other signs.
fn words(blocks: &[Block]) -> usize {
    let (mut n, mut in_run) = (0, false);
    for sign in plain(blocks).chars() {
        let is_run = sign.is_ascii() && !sign.is_ascii_whitespace();
        if (is_run && !in_run) || (!sign.is_ascii() && !sign.is_whitespace()) {
            n += 1;
        }
        in_run = is_run;
    }
    n
}

fn length(blocks: &[Block]) -> usize {
    plain(blocks).chars().filter(|sign| !sign.is_whitespace()).count()
}

/// Writes the body as HTML. The templates hold no `<`, `>` or `&`, which a test checks, so nothing is escaped.
fn html(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        // Writing to a String cannot fail.
        let _ = match block {
            Block::Heading(text) => write!(out, "<h2>{text}</h2>"),
            Block::Paragraph(text) if text.is_empty() => Ok(()),
            Block::Paragraph(text) => write!(out, "<p>{text}</p>"),
            Block::List(items) => write!(out, "<ol><li>{}</li></ol>", items.join("</li><li>")),
            Block::Table(rows) => write!(out, "<table>{}</table>", table_rows(rows)),
        };
    }
    out
}

fn table_rows(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cell = if at == 0 { "th" } else { "td" };
        out.push_str("<tr>");
        for text in row {
            let _ = write!(out, "<{cell}>{text}</{cell}>");
        }
        out.push_str("</tr>");
    }
    out
}
