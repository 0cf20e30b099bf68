//! Good files come out whole; hostile ones get their reason, soon, and never take the process along.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::*;
use crate::text::plain_text;

const DOCX: &[u8] = include_bytes!("../../tests/fixtures/manuscripts/night-school.docx");
const DOCX_LIBREOFFICE: &[u8] =
    include_bytes!("../../tests/fixtures/manuscripts/night-school-libreoffice.docx");
const DOC: &[u8] = include_bytes!("../../tests/fixtures/manuscripts/night-school.doc");
const WPS: &[u8] = include_bytes!("../../tests/fixtures/manuscripts/night-school.wps");

fn read(file: &[u8]) -> Result<Manuscript, ManuscriptError> {
    let started = Instant::now();
    let outcome = UndocReader::default().read(file);
    assert!(started.elapsed() < Duration::from_secs(11));
    outcome
}

/// The members of the good `.docx`.
fn members() -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(DOCX)).expect("the fixture is a package");
    (0..archive.len())
        .map(|at| {
            let mut member = archive.by_index(at).expect("a member");
            let mut bytes = Vec::new();
            std::io::copy(&mut member, &mut bytes).expect("it inflates");
            (member.name().to_owned(), bytes)
        })
        .collect()
}

fn packed(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in members {
        package
            .start_file(name.as_str(), deflated)
            .expect("a member begins");
        package.write_all(bytes).expect("it is written");
    }
    package.finish().expect("the package ends").into_inner()
}

/// The good `.docx` with members added, or changed where the name is there already.
fn docx_with(changes: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all = members();
    for (name, bytes) in changes {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = bytes.to_vec(),
            None => all.push(((*name).to_owned(), bytes.to_vec())),
        }
    }
    packed(&all)
}

fn body(inside: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{inside}</w:body></w:document>").into_bytes()
}

#[test]
fn a_docx_comes_out_whole() {
    let manuscript = read(DOCX).unwrap();
    assert_eq!(manuscript.title.as_deref(), Some("青禾街道社区夜校开班"));
    insta::assert_snapshot!(manuscript.html.as_str().replace("><", ">\n<"));
    assert_eq!(manuscript.authors, ["王小禾", "李青"]);
    assert_eq!(manuscript.photographers, ["李青"]);
    assert_eq!(manuscript.pictures.len(), 1);
    assert_eq!(
        manuscript.pictures[0].caption.as_deref(),
        Some("图为夜校书法课现场。")
    );
    assert!(
        manuscript.notes.is_empty() && manuscript.dropped.is_nothing(),
        "{:?} {:?}",
        manuscript.notes,
        manuscript.dropped
    );
    let picture = crate::picture::recode(
        &manuscript.pictures[0].bytes,
        &crate::picture::PictureLimits::default(),
    );
    assert_eq!(
        picture.map(|picture| (picture.full.width, picture.full.height)),
        Ok((96, 48))
    );
}

#[test]
fn the_same_text_comes_out_of_every_format() {
    let expected = plain_text(&read(DOCX).unwrap().html);
    for (name, file) in [
        ("doc", DOC),
        ("wps", WPS),
        ("docx by LibreOffice", DOCX_LIBREOFFICE),
    ] {
        let manuscript = read(file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            manuscript.title.as_deref(),
            Some("青禾街道社区夜校开班"),
            "{name}"
        );
        assert_eq!(plain_text(&manuscript.html), expected, "{name}");
        assert_eq!(manuscript.pictures.len(), 1, "{name}");
        let html = manuscript.html.as_str();
        for part in [
            "<h2>精准排课</h2>",
            "<strong>每周二、周四晚七点</strong>",
            "<ul><li>书法课由退休教师授课",
            "<ul><li>幼儿另设看护</li></ul>",
            "<ol><li>急救课发结业证</li>",
            "<ul><li>街道干部轮流值班</li><li>楼栋长负责通知</li></ul>",
            "<ol><li>先登记</li><li>后入座</li></ol>",
            "<table>",
            "<figure>",
        ] {
            assert!(html.contains(part), "{name} lacks {part}: {html}");
        }
        // undoc gives no spans for the binary format: the row is short, no text is lost.
        assert_eq!(html.contains("colspan=\"2\""), name.starts_with("docx"), "{name}");
    }
}

#[test]
fn pictures_take_the_place_of_their_stored_files() {
    let manuscript = read(DOCX).unwrap();
    let placed = manuscript.placed(&[Some("41".to_owned())]);
    assert!(
        placed
            .as_str()
            .contains("<img src=\"/files/41\" alt=\"图为夜校书法课现场。\">"),
        "{placed}"
    );
    for ids in [&[][..], &[None], &[Some("../x".to_owned())]] {
        let without = manuscript.placed(ids);
        assert!(
            !without.as_str().contains("<img") && without.as_str().contains("<p>图为夜校书法课现场。</p>"),
            "{without}"
        );
    }
}

#[test]
fn a_zip_bomb_is_refused() {
    let blanks = vec![b' '; 60 * 1024 * 1024];
    let bomb = docx_with(&[("word/blank.xml", &blanks)]);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(
        read(&bomb),
        Err(ManuscriptError::InflatesTooFar {
            max: 50 * 1024 * 1024
        })
    );
    let smaller = docx_with(&[("word/media/blank.bin", &blanks[..8 * 1024 * 1024])]);
    assert_eq!(
        read(&smaller),
        Err(ManuscriptError::InflatesTooFar {
            max: 50 * 1024 * 1024
        })
    );
}

#[test]
fn a_member_that_lies_about_its_size_is_counted_all_the_same() {
    let mut bomb = docx_with(&[("word/media/blank.bin", &vec![0; 60 * 1024 * 1024])]);
    let true_size = (60_u32 * 1024 * 1024).to_le_bytes();
    let places: Vec<usize> = bomb
        .windows(4)
        .enumerate()
        .filter(|(_, window)| *window == true_size)
        .map(|(at, _)| at)
        .collect();
    assert!(places.len() >= 2, "local header and directory");
    for at in places {
        bomb[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
    }
    assert!(matches!(
        read(&bomb),
        Err(ManuscriptError::InflatesTooFar { .. } | ManuscriptError::Broken)
    ));
}

#[test]
fn deep_xml_is_refused() {
    let deep = format!("{}{}", "<w:p>".repeat(100_000), "</w:p>".repeat(100_000));
    assert_eq!(
        read(&docx_with(&[("word/document.xml", &body(&deep))])),
        Err(ManuscriptError::TooDeep { max: 256 })
    );
    assert_eq!(
        read(&docx_with(&[("word/footer9.xml", &body(&deep))])),
        Err(ManuscriptError::TooDeep { max: 256 })
    );
}

#[test]
fn document_types_are_refused() {
    let laughs = b"<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document>&b;</w:document>";
    assert_eq!(
        read(&docx_with(&[("word/document.xml", laughs)])),
        Err(ManuscriptError::Doctype)
    );
    let outside = b"<!doctype x SYSTEM \"file:///etc/passwd\"><x/>";
    assert_eq!(
        read(&docx_with(&[("docProps/core.xml", outside)])),
        Err(ManuscriptError::Doctype)
    );
    let wide: Vec<u8> = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><!DOCTYPE x><x/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        read(&docx_with(&[("word/document.xml", &wide)])),
        Err(ManuscriptError::Broken)
    );
}

#[test]
fn members_with_wandering_names_are_left_out() {
    let file = docx_with(&[
        ("../../evil.sh", b"x"),
        ("word/../../evil.xml", b"<!DOCTYPE"),
        ("/etc/cron.d/x", b"x"),
        ("word\\..\\x", b"x"),
        ("C:/x", b"x"),
    ]);
    assert_eq!(read(&file).unwrap().html, read(DOCX).unwrap().html);
}

#[test]
fn too_many_members_are_refused() {
    let many: Vec<(String, Vec<u8>)> = (0..20_000)
        .map(|n| (format!("word/media/{n}.png"), Vec::new()))
        .collect();
    assert_eq!(
        read(&packed(&many)),
        Err(ManuscriptError::TooManyMembers { max: 200 })
    );
}

#[test]
fn macros_are_refused() {
    assert_eq!(
        read(&docx_with(&[("word/vbaProject.bin", b"x")])),
        Err(ManuscriptError::Macros)
    );
    let types = members()
        .into_iter()
        .find(|(name, _)| name == "[Content_Types].xml")
        .expect("types")
        .1;
    let types = String::from_utf8(types)
        .expect("text")
        .replace("document.main+xml", "document.macroEnabled.main+xml");
    assert_eq!(
        read(&docx_with(&[("[Content_Types].xml", types.as_bytes())])),
        Err(ManuscriptError::Macros)
    );
    assert_eq!(read(&ole_with("_VBA_PROJECT")), Err(ManuscriptError::Macros));
}

/// An OLE header and one directory entry: what recognition looks at.
fn ole_with(entry: &str) -> Vec<u8> {
    let mut file = vec![0_u8; 1024];
    file[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let name: Vec<u8> = entry.encode_utf16().flat_map(u16::to_le_bytes).collect();
    file[512..512 + name.len()].copy_from_slice(&name);
    file
}

#[test]
fn locked_files_are_refused_with_their_reason() {
    assert_eq!(
        read(&ole_with("EncryptedPackage")),
        Err(ManuscriptError::Encrypted)
    );
}

#[test]
fn other_files_are_named_whatever_their_suffix() {
    let odt = packed(&[(
        "mimetype".into(),
        b"application/vnd.oasis.opendocument.text".to_vec(),
    )]);
    let xlsx = packed(&[
        ("[Content_Types].xml".into(), b"<Types/>".to_vec()),
        ("xl/workbook.xml".into(), b"<x/>".to_vec()),
    ]);
    for (file, kind) in [
        (&b"{\\rtf1\\ansi x}"[..], ForeignKind::Rtf),
        (b"%PDF-1.7\n", ForeignKind::Pdf),
        (
            b"\xef\xbb\xbf<!DOCTYPE html><html><script>x()</script>",
            ForeignKind::WebPage,
        ),
        (b"\x89PNG\r\n\x1a\n\0\0", ForeignKind::Picture),
        ("只是文字".as_bytes(), ForeignKind::PlainText),
        (b"", ForeignKind::Unknown),
        (b"\0\x01\x02\x03", ForeignKind::Unknown),
        (&odt, ForeignKind::OpenDocument),
        (&xlsx, ForeignKind::OtherOffice),
        (&ole_with("Workbook"), ForeignKind::OtherOffice),
        (&packed(&[("a.txt".into(), b"x".to_vec())]), ForeignKind::Archive),
    ] {
        assert_eq!(read(file), Err(ManuscriptError::Foreign(kind)));
    }
}

#[test]
fn truncated_files_are_broken() {
    for file in [DOCX, DOC] {
        for part in [1, 2, 3] {
            let cut = &file[..file.len() * part / 4];
            assert!(read(cut).is_err() || file == DOC, "{part}/4");
        }
    }
    assert_eq!(read(&DOCX[..DOCX.len() / 2]), Err(ManuscriptError::Broken));
}

#[test]
fn oversized_files_are_refused_unread() {
    let max = ManuscriptLimits::default().max_bytes;
    assert_eq!(read(&vec![0; max + 1]), Err(ManuscriptError::TooLarge { max }));
}

#[test]
fn parts_outside_the_file_are_dropped_and_named() {
    let rels = members()
        .into_iter()
        .find(|(name, _)| name == "word/_rels/document.xml.rels")
        .expect("relations")
        .1;
    let rels = String::from_utf8(rels).expect("text");
    let outside = "<Relationship Id=\"rId10\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"http://10.0.0.1/x.png\" TargetMode=\"External\"/></Relationships>";
    let inside = rels
        .split("<Relationship Id=\"rId10\"")
        .next()
        .expect("what is before")
        .to_owned();
    let manuscript = read(&docx_with(&[(
        "word/_rels/document.xml.rels",
        (inside + outside).as_bytes(),
    )]))
    .unwrap();
    assert!(manuscript.notes.contains(&ManuscriptNote::ExternalPartsDropped));
    assert!(manuscript.pictures.is_empty() && !manuscript.html.as_str().contains("10.0.0.1"));
}

#[test]
fn a_slow_reading_ends_at_the_deadline() {
    let reader = UndocReader {
        limits: ManuscriptLimits {
            deadline: Duration::ZERO,
            ..ManuscriptLimits::default()
        },
    };
    assert_eq!(
        reader.read(DOCX),
        Err(ManuscriptError::TooSlow { max: Duration::ZERO })
    );
}

#[test]
fn hostile_text_is_text() {
    let hostile = body(
        "<w:p><w:r><w:t>&lt;script&gt;x()&lt;/script&gt;&lt;img src=x onerror=x()&gt;</w:t></w:r></w:p>",
    );
    let manuscript = read(&docx_with(&[("word/document.xml", &hostile)])).unwrap();
    assert_eq!(
        manuscript.html.as_str(),
        "<p>&lt;script&gt;x()&lt;/script&gt;&lt;img src=x onerror=x()&gt;</p>"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn random_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), head in 0_usize..3) {
        let head: &[u8] = [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b""][head];
        prop_assert!(read(&[head, &bytes].concat()).is_err());
    }

    #[test]
    fn mutated_files_never_take_the_reader_along(
        which in 0_usize..3, changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..24)
    ) {
        let mut file = [DOCX, DOC, DOCX_LIBREOFFICE][which].to_vec();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        prop_assert_ne!(read(&file), Err(ManuscriptError::ReaderFailed));
    }

    #[test]
    fn mutated_documents_never_take_the_reader_along(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), "[<>/\"=&a-z:0-9]"), 1..12)
    ) {
        let xml = members().into_iter().find(|(name, _)| name == "word/document.xml").expect("a body").1;
        let mut xml = xml;
        for (at, with) in changes {
            let at = at.index(xml.len());
            xml[at] = with.as_bytes()[0];
        }
        prop_assert_ne!(read(&docx_with(&[("word/document.xml", &xml)])), Err(ManuscriptError::ReaderFailed));
    }
}
