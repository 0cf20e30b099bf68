//! The shape of an article's body: blocks of runs. What `normalise` makes and `render` writes.

/// A paragraph-level piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Text(Kind, Vec<Run>),
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Table {
        head: Vec<Row>,
        body: Vec<Row>,
    },
    Figure {
        pictures: Vec<Picture>,
        caption: Vec<Run>,
    },
    Quote(Vec<Block>),
    Rule,
}

/// What a block of text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Paragraph,
    Heading,
    Subheading,
}

pub(super) type Row = Vec<Cell>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) is_header: bool,
    pub(super) n_columns: Option<String>,
    pub(super) n_rows: Option<String>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) source: String,
    pub(super) alt: String,
    pub(super) title: String,
}

/// A stretch of one format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) leaf: Leaf,
    pub(super) format: Format,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    Text(String),
    Break,
    Picture(Picture),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) link: Option<Link>,
    pub(super) is_strong: bool,
    pub(super) is_emphasis: bool,
    pub(super) is_underlined: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) address: String,
    pub(super) title: String,
}

impl Run {
    pub(super) fn text(&self) -> Option<&str> {
        match &self.leaf {
            Leaf::Text(text) => Some(text),
            Leaf::Break | Leaf::Picture(_) => None,
        }
    }

    pub(super) fn is_picture(&self) -> bool {
        matches!(self.leaf, Leaf::Picture(_))
    }
}
