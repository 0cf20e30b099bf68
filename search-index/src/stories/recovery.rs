//! What happens to an index that is damaged, interrupted or in use: it says so, and a rebuild brings it back.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use search_index::{Change, Dictionary, Document, Error, Index, Reason, Status};

use crate::stories::world::{DICTIONARY, World, piece, rebuild};

fn documents() -> Vec<Document> {
    (1..=30).map(|id| piece(id, "社区食堂", "老人刷卡用餐")).collect()
}

fn the_directory(root: &Path) -> PathBuf {
    fs::read_dir(root)
        .expect("lists")
        .map(|e| e.expect("an entry").path())
        .find(|p| {
            p.file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with("idx-"))
        })
        .expect("an index")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("makes");
    for entry in fs::read_dir(from).expect("lists") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copies");
        }
    }
}

#[test]
fn every_damaged_file_is_noticed_and_a_rebuild_restores_the_same_documents() {
    let world = World::of(documents());
    // A second segment and deletions, so that every kind of file is there.
    let batch = [
        Change::Upsert(Box::new(piece(31, "加装电梯", "电梯"))),
        Change::Delete(5),
    ];
    world.index.apply(&batch, 2).expect("applies");
    let expected = world.index.ids().expect("ids");
    let World { index, dir } = world;
    drop(index);
    let master = the_directory(dir.path());
    let files: Vec<_> = fs::read_dir(&master)
        .expect("lists")
        .map(|e| e.expect("an entry").file_name())
        .filter(|name| !name.to_string_lossy().ends_with(".lock"))
        .collect();
    assert!(
        files.iter().any(|f| f.to_string_lossy().ends_with(".del")),
        "{files:?}"
    );
    for file in files {
        for damage in ["delete", "empty", "half", "first bit", "middle bit", "last bit"] {
            let copied = tempfile::tempdir().expect("a directory");
            copy(dir.path(), copied.path());
            let path = copied
                .path()
                .join(master.file_name().expect("a name"))
                .join(&file);
            let mut bytes = fs::read(&path).expect("reads");
            let n = bytes.len();
            if n == 0 && damage != "delete" {
                continue;
            }
            match damage {
                "delete" => fs::remove_file(&path).expect("removes"),
                "empty" => fs::write(&path, b"").expect("writes"),
                "half" => fs::write(&path, &bytes[..n / 2]).expect("writes"),
                bit => {
                    bytes[match bit {
                        "first bit" => 0,
                        "middle bit" => n / 2,
                        _ => n - 1,
                    }] ^= 1;
                    fs::write(&path, &bytes).expect("writes");
                }
            }
            let index = Index::open(copied.path(), &DICTIONARY).expect("opens whatever happened");
            // Either the damage is noticed, or it hit nothing that matters: never other documents.
            if index.status() == Status::Current {
                assert_eq!(
                    index.ids().expect("ids"),
                    expected,
                    "{damage} of {}",
                    file.display()
                );
                index.verify().expect("whole");
            } else {
                let mut all: Vec<Document> = documents().into_iter().filter(|d| d.id != 5).collect();
                all.push(piece(31, "加装电梯", "电梯"));
                rebuild(&index, all, 2);
                assert_eq!(index.ids().expect("ids"), expected);
                assert_eq!(index.status(), Status::Current);
            }
        }
    }
}

#[test]
fn a_flipped_bit_in_a_list_of_files_never_changes_what_is_found() {
    let world = World::of(documents());
    world.index.apply(&[Change::Delete(5)], 2).expect("applies");
    let expected = world.index.ids().expect("ids");
    let World { index, dir } = world;
    drop(index);
    let meta = the_directory(dir.path()).join("meta.json");
    let bytes = fs::read(&meta).expect("reads");
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let copied = tempfile::tempdir().expect("a directory");
        copy(dir.path(), copied.path());
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        fs::write(the_directory(copied.path()).join("meta.json"), &bytes).expect("writes");
        let index = Index::open(copied.path(), &DICTIONARY).expect("opens");
        if index.status() == Status::Current {
            assert_eq!(index.ids().expect("ids"), expected, "byte {at}");
            assert_eq!(index.applied_seq(), 2, "byte {at}");
        }
    }
}

#[test]
fn damage_is_moved_aside_and_not_wiped() {
    let World { index, dir } = World::of(documents());
    drop(index);
    fs::write(the_directory(dir.path()).join("meta.json"), "{").expect("writes");
    let index = Index::open(dir.path(), &DICTIONARY).expect("opens");
    assert!(
        matches!(index.status(), Status::NeedsRebuild(Reason::Damaged(_))),
        "{:?}",
        index.status()
    );
    assert_eq!((index.applied_seq(), index.ids().expect("ids")), (0, vec![]));
    let aside = fs::read_dir(dir.path())
        .expect("lists")
        .filter_map(Result::ok)
        .any(|e| e.file_name().to_string_lossy().starts_with("damaged-"));
    assert!(aside);
}

#[test]
fn an_index_in_use_is_an_error_and_is_left_alone() {
    let world = World::of(documents());
    let second = Index::open(world.dir.path(), &DICTIONARY);
    assert!(matches!(second, Err(Error::LockBusy)));
    assert_eq!(world.ids("社区食堂").len(), 20);
    let reader = Index::open_read_only(world.dir.path(), &DICTIONARY).expect("reads beside the writer");
    assert_eq!(reader.ids().expect("ids"), world.index.ids().expect("ids"));
    assert!(matches!(
        reader.apply(&[Change::Delete(1)], 5),
        Err(Error::ReadOnly)
    ));
}

#[test]
fn an_unfinished_rebuild_leaves_the_index_in_use_and_a_new_one_asks_again() {
    let dir = tempfile::tempdir().expect("a directory");
    let index = Index::open(dir.path(), &DICTIONARY).expect("opens");
    assert_eq!(index.status(), Status::NeedsRebuild(Reason::Absent));
    index
        .apply(&[Change::Upsert(Box::new(piece(1, "社区", "食堂")))], 3)
        .expect("applies");
    let broken = documents().into_iter().map(Ok).chain([Err("the source broke")]);
    let failed = index.rebuild(broken, 9, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(failed, Err(Error::Source(_))));
    let many = (1..=300).map(|id| Ok::<_, Error>(piece(id, "社区", "食堂")));
    assert!(matches!(
        index.rebuild(many, 9, &mut |_| ControlFlow::Break(())),
        Err(Error::Stopped)
    ));
    assert_eq!((index.ids().expect("ids").len(), index.applied_seq()), (1, 3));
    drop(index);
    let index = Index::open(dir.path(), &DICTIONARY).expect("opens");
    assert_eq!(index.status(), Status::NeedsRebuild(Reason::Absent));
    rebuild(&index, documents(), 9);
    assert_eq!(
        (
            index.status(),
            index.applied_seq(),
            index.ids().expect("ids").len()
        ),
        (Status::Current, 9, 30)
    );
}

#[test]
fn searches_answer_while_the_index_is_rebuilt_and_changes_go_on_after() {
    let world = World::of(documents());
    let mut n_seen = 0;
    let all = (1..=450).map(|id| Ok::<_, Error>(piece(id, "社区食堂", "老人")));
    world
        .index
        .rebuild(all, 2, &mut |_| {
            n_seen += usize::from(world.ids("社区食堂").len() == 20);
            ControlFlow::Continue(())
        })
        .expect("rebuilds");
    assert_eq!(n_seen, 5);
    world.index.apply(&[Change::Delete(450)], 3).expect("applies");
    assert_eq!(world.index.ids().expect("ids").len(), 449);
    world.index.verify().expect("whole");
}

#[test]
fn another_dictionary_is_another_index() {
    let World { index, dir } = World::of(documents());
    drop(index);
    let other = Dictionary::new(["老人刷卡"]);
    let index = Index::open(dir.path(), &other).expect("opens");
    assert_eq!(index.status(), Status::NeedsRebuild(Reason::OtherSchema));
    rebuild(&index, documents(), 4);
    drop(index);
    let left = fs::read_dir(dir.path()).expect("lists").filter_map(Result::ok);
    assert_eq!(
        left.filter(|e| e.file_name().to_string_lossy().starts_with("idx-"))
            .count(),
        1
    );
    assert_eq!(
        Index::open(dir.path(), &other).expect("opens").status(),
        Status::Current
    );
}
