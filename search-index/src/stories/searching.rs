//! What a person finds: the language, both scripts, pinyin, filters, order, facets.

use search_index::{
    After, Change, DayRange, Document, Error, Facet, Filter, Query, QueryField, Request, Sort, Tally,
    Vocabulary, day_of_date,
};

use crate::stories::world::{World, adoption, ask, author, parse, piece};

fn district() -> World {
    let mut canteen = piece(
        1,
        "云河区社区食堂开张",
        "今日天气好，社区食堂在５Ｇ时代开张，老人刷卡即可用餐。",
    );
    canteen.authors = vec![author(11, "单明远")];
    canteen.units = vec![21, 20];
    canteen.unit_name = "柳荫街道办事处".into();
    canteen.adoptions = vec![
        adoption(31, "云河日报", "district", (2024, 1, 10)),
        adoption(32, "江省新闻", "province", (2024, 5, 2)),
    ];
    canteen.points = 350;
    let mut lift = piece(
        2,
        "老旧小区加裝電梯",
        "加裝電梯讓老人下樓不再難。天，气象台说有雨。",
    );
    lift.authors = vec![author(12, "钱小满")];
    lift.units = vec![22, 20];
    lift.unit_name = "石桥镇".into();
    lift.adoptions = vec![adoption(32, "江省新闻", "province", (2024, 2, 1))];
    lift.points = 200;
    let mut draft = piece(3, "夜间巡河记录", "巡河员记录水位，食堂未提。");
    draft.units = vec![21, 20];
    draft.state = "draft".into();
    World::of(vec![canteen, lift, draft])
}

#[test]
fn any_two_characters_are_found_in_title_and_body_and_not_across_punctuation() {
    let world = district();
    assert_eq!(world.ids("天气"), [1]);
    assert_eq!(world.ids("气好"), [1]);
    assert_eq!(world.ids("旧小"), [2]);
    assert!(world.ids("好社").is_empty());
}

#[test]
fn one_character_and_a_word_beside_an_ideograph_are_found() {
    let world = district();
    assert_eq!(world.id_set("梯"), [2]);
    assert_eq!(world.id_set("录"), [3]);
    assert_eq!(world.id_set("河"), [1, 3]);
    assert_eq!(world.ids("在5g时"), [1]);
    assert_eq!(world.ids("5G时代"), [1]);
    assert!(world.ids("5G代").is_empty());
}

#[test]
fn either_script_finds_the_other() {
    let world = district();
    assert_eq!(world.ids("加装电梯"), [2]);
    assert_eq!(world.ids("社區食堂"), [1]);
}

#[test]
fn the_language_combines_excludes_and_asks_fields() {
    let world = district();
    assert_eq!(world.id_set("食堂"), [1, 3]);
    assert_eq!(world.id_set("食堂 -巡河"), [1]);
    assert_eq!(world.id_set("食堂 NOT 开张"), [3]);
    assert_eq!(world.id_set("电梯 OR 巡河"), [2, 3]);
    assert_eq!(world.id_set("(电梯 | 食堂) 老人"), [1, 2]);
    assert_eq!(world.id_set("-食堂"), [2]);
    assert_eq!(world.id_set("标题:食堂"), [1]);
    assert_eq!(world.id_set("正文:食堂"), [1, 3]);
    assert_eq!(world.id_set("媒体:江省"), [1, 2]);
    assert_eq!(world.id_set("日期:2024-01-03..2024-01-04"), [2, 3]);
    assert_eq!(world.id_set("采用日期:2024-05"), [1]);
}

#[test]
fn names_are_found_by_characters_by_pinyin_and_by_initials() {
    let world = district();
    for typed in [
        "单明远",
        "作者:明远",
        "作者:shanmingyuan",
        "danmingyuan",
        "smy",
        "单位:liuyin",
        "lyjdbsc",
    ] {
        assert_eq!(world.ids(typed), [1], "{typed}");
    }
}

#[test]
fn labels_of_the_vocabulary_stand_for_keys() {
    let world = district();
    let mut vocabulary = Vocabulary::default();
    vocabulary.add(QueryField::State, "草稿", "draft");
    let query = Query::parse("状态:草稿", &vocabulary).expect("within the limits");
    let found = world.search(&Request { query, ..ask("") });
    assert_eq!(found.hits.iter().map(|h| h.document.id).collect::<Vec<_>>(), [3]);
}

#[test]
fn few_exact_results_are_followed_by_related_ones_that_respect_exclusions() {
    let world = district();
    let found = world.search(&ask("云河社区食堂"));
    assert_eq!(found.total.n, 0);
    assert!(found.related.iter().any(|h| h.document.id == 1));
    let without = world.search(&ask("云河社区食堂 -开张"));
    assert!(without.related.iter().all(|h| h.document.id != 1));
    // The same sound in other characters.
    let homophone = world.search(&ask("食唐"));
    assert!(homophone.hits.is_empty() && homophone.related.iter().any(|h| h.document.id == 1));
}

#[test]
fn a_sentence_ranks_the_piece_that_it_is_about_first() {
    let world = district();
    assert_eq!(world.ids("哪个街道的老人可以刷卡用餐？").first(), Some(&1));
    assert_eq!(world.ids("给没有电梯的老旧小区装电梯").first(), Some(&2));
}

#[test]
fn an_adoption_meets_level_and_period_together_or_not_at_all() {
    let world = district();
    let quarter = |from, to| {
        Some(DayRange {
            from: day_of_date(2024, from, 1),
            to: day_of_date(2024, to, 30),
        })
    };
    let find = |filter: Filter| {
        let request = Request {
            filter,
            sort: Sort::Oldest,
            ..ask("")
        };
        world
            .search(&request)
            .hits
            .iter()
            .map(|h| h.document.id)
            .collect::<Vec<_>>()
    };
    let level = vec!["province".to_owned()];
    assert_eq!(
        find(Filter {
            levels: level.clone(),
            adopted: quarter(1, 3),
            ..Filter::default()
        }),
        [2]
    );
    assert_eq!(
        find(Filter {
            levels: level.clone(),
            adopted: quarter(4, 6),
            ..Filter::default()
        }),
        [1]
    );
    assert_eq!(
        find(Filter {
            levels: level,
            outlets: vec![31],
            ..Filter::default()
        }),
        [1]
    );
    assert_eq!(
        find(Filter {
            adopted: quarter(1, 3),
            ..Filter::default()
        }),
        [1, 2]
    );
}

#[test]
fn facets_are_counted_without_their_own_filter_and_carry_adoptions_and_points() {
    let world = district();
    let filter = Filter {
        units: vec![21],
        ..Filter::default()
    };
    let found = world.search(&Request {
        filter,
        facets: vec![Facet::Unit, Facet::Level],
        ..ask("")
    });
    assert_eq!(
        found.total,
        Tally {
            n: 2,
            n_adoptions: 2,
            points: 350
        }
    );
    let count = |facet, key: &str| {
        found.facets[&facet]
            .iter()
            .find(|c| c.key == key)
            .map(|c| (c.tally.n, c.tally.points))
    };
    assert_eq!(count(Facet::Unit, "22"), Some((1, 200)));
    assert_eq!(count(Facet::Unit, "20"), Some((3, 550)));
    assert_eq!(count(Facet::Level, "province"), Some((1, 350)));
}

#[test]
fn pages_by_date_go_on_after_the_last_hit_and_end_at_a_limit_by_offset() {
    let mut documents: Vec<Document> = (1..=25).map(|id| piece(id, "例行巡查", "无异常")).collect();
    for document in &mut documents {
        document.at -= document.at % (3 * 86_400_000);
    }
    let mut truth: Vec<(i64, u64)> = documents.iter().map(|d| (d.at, d.id)).collect();
    truth.sort_unstable();
    let world = World::of(documents);
    for sort in [Sort::Newest, Sort::Oldest] {
        let (mut seen, mut after): (Vec<(i64, u64)>, Option<After>) = (Vec::new(), None);
        loop {
            let page = world.search(&Request {
                sort,
                limit: 7,
                after,
                ..ask("巡查")
            });
            assert_eq!(page.total.n, 25);
            seen.extend(page.hits.iter().map(|h| (h.document.at, h.document.id)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        if sort == Sort::Newest {
            seen.reverse();
        }
        assert_eq!(seen, truth);
    }
    let too_far = world.index.search(&Request {
        offset: 9_990,
        limit: 20,
        ..ask("")
    });
    assert!(matches!(too_far, Err(Error::TooFar)));
}

#[test]
fn the_newer_of_two_equal_pieces_stands_first() {
    let world = World::of(vec![
        piece(1, "河长制", "河长巡河"),
        piece(300, "河长制", "河长巡河"),
    ]);
    let today = day_of_date(2024, 11, 1);
    let found = world.search(&Request {
        today,
        ..ask("河长巡河")
    });
    assert_eq!(
        found.hits.iter().map(|h| h.document.id).collect::<Vec<_>>(),
        [300, 1]
    );
}

#[test]
fn a_change_is_found_at_once_and_a_replay_changes_nothing() {
    let world = district();
    let batch = [
        Change::Upsert(Box::new(piece(4, "新增口袋公园", "口袋公园三处"))),
        Change::Delete(3),
    ];
    world.index.apply(&batch, 9).expect("applies");
    assert_eq!((world.ids("口袋公园"), world.index.applied_seq()), (vec![4], 9));
    let (ids, stats) = (
        world.index.ids().expect("ids"),
        world.index.stats().expect("stats"),
    );
    world.index.apply(&batch, 9).expect("applies again");
    assert_eq!(world.index.ids().expect("ids"), ids);
    assert_eq!(world.index.stats().expect("stats").content, stats.content);
    let piece = world.index.doc(4).expect("reads").expect("is there");
    assert_eq!(world.index.digest(4).expect("reads"), Some(piece.digest()));
}

#[test]
fn like_a_text_finds_its_shortened_copy_within_the_viewers_access() {
    let world = district();
    let access = search_index::Access::holding(["all"]);
    let like = world
        .index
        .similar("社区食堂开张，老人刷卡用餐", &access, None, 5)
        .expect("answers");
    assert_eq!(like.first().map(|(d, _)| d.id), Some(1));
    let nobody = search_index::Access::default();
    assert!(
        world
            .index
            .similar("社区食堂开张，老人刷卡用餐", &nobody, None, 5)
            .expect("answers")
            .is_empty()
    );
    assert!(
        world
            .index
            .similar("社区食堂", &access, Some(1), 5)
            .expect("answers")
            .iter()
            .all(|(d, _)| d.id != 1)
    );
}

#[test]
fn hits_carry_marks_on_the_original() {
    let world = district();
    let found = world.search(&ask("社区食堂"));
    let hit = &found.hits[0];
    let marked: Vec<&str> = hit
        .title_marks
        .iter()
        .map(|r| &hit.document.title[r.clone()])
        .collect();
    assert_eq!(marked, ["社区食堂"]);
    let marked: Vec<&str> = hit
        .fragment
        .marks
        .iter()
        .map(|r| &hit.fragment.text[r.clone()])
        .collect();
    assert_eq!(marked, ["社区食堂"]);
    assert!(parse("").is_empty());
}

#[test]
fn an_exclusion_that_starts_far_behind_the_first_hit_is_whole() {
    let mut documents: Vec<Document> = (1..=400).map(|id| piece(id, "例行巡查", "巡查无异常")).collect();
    for id in [300, 390] {
        documents[id - 1].body = "巡查发现隐患".into();
    }
    let world = World::of(documents);
    for typed in [
        "巡查 -发现隐患",
        "巡查 -(正文:隐患 正文:发现隐患)",
        "巡查 -正文:发现隐患",
        "-发现隐患 -日期:2030",
    ] {
        assert_eq!(world.search(&ask(typed)).total.n, 398, "{typed}");
        assert_eq!(
            world
                .search(&Request {
                    limit: 500,
                    ..ask(typed)
                })
                .hits
                .len(),
            398,
            "{typed}"
        );
    }
}
