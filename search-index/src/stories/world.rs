//! An index in a directory that goes away, and documents to put into it. All text here is invented.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use search_index::{
    Access, Adoption, Author, Dictionary, Document, Index, Query, Request, Results, Vocabulary, day_of_date,
    start_of,
};

pub static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::new(["云河区", "社区食堂"]));

pub struct World {
    pub index: Index,
    pub dir: tempfile::TempDir,
}

impl World {
    pub fn of(documents: Vec<Document>) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let index = Index::open(dir.path(), &DICTIONARY).expect("opens");
        rebuild(&index, documents, 1);
        Self { index, dir }
    }

    pub fn search(&self, request: &Request) -> Results {
        self.index.search(request).expect("answers")
    }

    /// The ids found by everyone's access, best first.
    pub fn ids(&self, typed: &str) -> Vec<u64> {
        self.search(&ask(typed))
            .hits
            .iter()
            .map(|h| h.document.id)
            .collect()
    }

    /// The same, in order of id.
    pub fn id_set(&self, typed: &str) -> Vec<u64> {
        let mut ids = self.ids(typed);
        ids.sort_unstable();
        ids
    }
}

pub fn rebuild(index: &Index, documents: Vec<Document>, seq: u64) {
    let documents = documents.into_iter().map(Ok::<_, Infallible>);
    index
        .rebuild(documents, seq, &mut |_| ControlFlow::Continue(()))
        .expect("rebuilds");
}

pub fn parse(typed: &str) -> Query {
    Query::parse(typed, &Vocabulary::default()).expect("within the limits")
}

pub fn ask(typed: &str) -> Request {
    Request {
        query: parse(typed),
        access: Access::holding(["all"]),
        ..Request::default()
    }
}

pub fn piece(id: u64, title: &str, body: &str) -> Document {
    Document {
        id,
        title: title.into(),
        body: body.into(),
        state: "accepted".into(),
        at: start_of(day_of_date(2024, 1, 1).expect("a date"))
            + i64::try_from(id).expect("small") * 86_400_000,
        acl: vec!["all".into()],
        ..Document::default()
    }
}

pub fn author(id: u64, name: &str) -> Author {
    Author {
        id: Some(id),
        name: name.into(),
    }
}

pub fn adoption(outlet: u64, name: &str, level: &str, date: (i32, u32, u32)) -> Adoption {
    Adoption {
        outlet,
        outlet_name: name.into(),
        level: level.into(),
        on: day_of_date(date.0, date.1, date.2).expect("a date"),
    }
}
