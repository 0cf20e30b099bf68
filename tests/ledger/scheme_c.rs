//! Acceptance scheme C through the running system: co-authors 3:2, the top two levels, reclassification by length.

use entity::{Craft, PersonId, Role, SubjectKind};
use zhibao::newsroom::{self, Decision, DraftText, NewAdoption, NewAuthor};

use crate::stories;
use crate::support::app::{TestApp, adoption, text};

stories! {
    scheme_c_awards_27_points_and_shares_them_three_to_two
}

const SCHEME_C: &str = include_str!("../../assets/schemes/s24.toml");

fn author(id: PersonId) -> NewAuthor {
    NewAuthor {
        person_id: Some(id),
        name: String::new(),
        craft: Craft::Writer,
        share_bp: None,
        is_external: false,
    }
}

async fn scheme_c_awards_27_points_and_shares_them_three_to_two(house: TestApp) {
    // The scheme's own words for types and levels stand where the dictionary of the house has others.
    let document = SCHEME_C
        .replace("types = [\"信息\", \"调研\"]", "types = [\"动态信息\", \"调研\"]")
        .replace("type = \"信息\"", "type = \"动态信息\"")
        .replace("\"本局\"", "\"本单位\"");
    house.scheme(&document, "2024-01-01").await;
    let unit = house.unit("畜牧局", false).await;
    let mut people = Vec::new();
    for name in ["张", "李", "王", "赵"] {
        people.push(house.person(name, Role::Reporter, unit).await);
    }
    let [zhang, li, wang, zhao] = people[..] else {
        unreachable!("four people")
    };
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    house.clock("2024-05-06 08:00:00");
    let mut articles = Vec::new();
    for (reporter, authors, n_words) in [
        (zhang, vec![zhang, li, wang], 650),
        (zhao, vec![zhao], 900),
        (li, vec![li], 400),
    ] {
        let proof = house.viewer(reporter).await.reporter().expect("a reporter");
        let draft = DraftText {
            authors: Some(authors.into_iter().map(author).collect()),
            ..text(&format!("第 {} 篇", articles.len() + 1), n_words)
        };
        let draft = newsroom::start_draft(&house.app, &proof, None, &draft)
            .await
            .expect("a draft")
            .article;
        let filed = newsroom::submit(&house.app, &proof, draft.id, draft.version)
            .await
            .expect("submitted");
        house
            .decide(editor, filed.id, Decision::Accept, "")
            .await
            .expect("accepted");
        articles.push(filed.id);
    }
    let [c1, c2, c3] = articles[..] else {
        unreachable!("three articles")
    };
    let own = house.outlet("畜牧网", "own").await;
    let daily = house.outlet("市日报", "municipal").await;
    let evening = house.outlet("市晚报", "municipal").await;
    let provincial = house.outlet("省农村报", "provincial").await;
    house.clock("2024-05-31 08:00:00");
    for new in [
        adoption(c1, provincial, "2024-05-20"),
        adoption(c1, own, "2024-05-06"),
        adoption(c1, evening, "2024-05-12"),
        adoption(c1, daily, "2024-05-10"),
        adoption(c2, own, "2024-05-21"),
        adoption(c2, daily, "2024-05-25"),
        NewAdoption {
            is_repost: true,
            ..adoption(c3, own, "2024-05-28")
        },
    ] {
        house.adopt(editor, new).await.expect("recorded");
    }
    let mut totals = Vec::new();
    for person in [zhang, li, wang, zhao] {
        totals.push(house.points(SubjectKind::Person, person.0, "2024-05").await);
    }
    assert_eq!(totals, ["7.2", "5.8", "0", "14"]);
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2024-05").await, "27");
    house.assert_ledger_is_whole().await;
    house.end().await;
}
