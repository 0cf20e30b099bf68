//! The law of relations by hand: who may know of which thing. Written from DESIGN section 2 and QUALITY C11, not from
//! the code.

use entity::PersonId;

use super::probe::Door;
use super::stage::{Home, Piece, Stage, State};
use super::visitors::Someone;

/// What an answer says about the right of whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was dealt with: done, or refused for what was sent.
    In,
    /// To the sign-in page.
    SignIn,
    /// To the page where the first password is changed.
    Password,
    /// 401.
    WhoAreYou,
    /// 403.
    NotAllowed,
    /// 404: foreign and missing are the same.
    Missing,
}

/// What is sent with a request. `{id}` is the key of the thing.
#[derive(Clone, Copy, Debug)]
pub enum Send {
    Nothing,
    /// A form, as `name=value&…`.
    Form(&'static str),
    /// A form with a file.
    Parts(&'static [(&'static str, &'static str)]),
    /// A document.
    Json(&'static str),
    /// A file's bytes.
    Bytes,
    /// A form that ends the session of whoever sends it: sent in a session of its own.
    Leaving,
}

/// What a route is about.
#[derive(Clone, Copy, Debug)]
pub enum Over {
    Nothing,
    /// An article that one may read.
    Read,
    /// An article in whose history one has a part.
    History,
    /// A revision of such an article.
    Revision,
    /// One's own article.
    Own,
    /// An article that was filed in one's unit.
    Unit,
    /// An article that is at the desk.
    Desk,
    /// The manuscript of an article: for its reporter and the desk.
    Manuscript,
    /// The manuscript of one's own article.
    OwnManuscript,
    PersonStatement,
    UnitStatement,
    AnyStatement,
    Posting,
    /// A posting that one may dispute: one's own, or of the unit that one signs for.
    OwnPosting,
    /// A dispute about a statement that one may read.
    Dispute,
    Adjustment,
    /// What was recorded of the reporter: for them and the desk.
    Occurrence,
    /// The same, for whoever records: it is there or it is not.
    AnyOccurrence,
    Notice,
    Session,
    Token,
    Person,
    Appointment,
    AnyAppointment,
    Organisation,
    Outlet,
    Scheme,
    SchemeVersion,
    Adoption,
    Instruction,
    Term,
    Asset,
    /// The form of the first admin: it holds nobody's data, whatever the link.
    SetupForm,
    SetupLink,
}

/// A route, who may reach it, what it is about, and a request that disturbs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub method: &'static str,
    pub path: &'static str,
    /// Letters of [`Someone::letter`].
    pub who: &'static str,
    pub over: Over,
    pub send: Send,
}

/// Anybody, signed in or not.
pub const EVERYBODY: &str = "-nrueosa";
/// Anybody who is signed in.
pub const SIGNED_IN: &str = "nrueosa";
/// Everybody with a part in reporting.
pub const NEWSROOM: &str = "rueos";

pub const fn row(method: &'static str, path: &'static str, who: &'static str, over: Over, send: Send) -> Row {
    Row {
        method,
        path,
        who,
        over,
        send,
    }
}

/// A thing to ask about.
pub struct Case {
    pub says: String,
    /// What stands for the names in the path, and for `{id}` in what is sent.
    pub fill: Vec<(&'static str, String)>,
    /// Whether whoever asks may know that it exists.
    pub knows: bool,
    pub stands_for_its_relation: bool,
}

/// What must come back.
pub fn expected(door: Door, row: &Row, someone: &Someone, case: &Case) -> Told {
    let is_form = row.method == "GET" && door == Door::Pages;
    let is_open = row.who.contains('-');
    if !someone.is_signed_in && !is_open {
        return if is_form { Told::SignIn } else { Told::WhoAreYou };
    }
    // A key for reading changes nothing, whatever its holder may do.
    let is_refused = someone.is_reading_only && row.method != "GET";
    // Whoever still has the first password keeps their account and does nothing else.
    let is_setting_up = row.method == "POST" && row.path.starts_with("/setup");
    let keeps_account = ["/session", "/password", "/sign-out", "/me"].contains(&row.path)
        || row.path.starts_with("/me/sessions")
        || row.path.starts_with("/second-factor")
        || (is_open && !is_setting_up);
    let is_held = someone.has_first_password && !keeps_account;
    if is_held && is_form && row.who.contains(someone.letter()) {
        return Told::Password;
    }
    if is_refused || is_held || !row.who.contains(someone.letter()) {
        return Told::NotAllowed;
    }
    if case.knows { Told::In } else { Told::Missing }
}

/// Whether somebody may read an article.
fn reads(someone: &Someone, piece: &Piece) -> bool {
    let is_own = someone.id == Some(piece.by);
    match (someone.role, piece.state) {
        ('-' | 'n' | 'a', _) => false,
        (_, State::Adopted) | ('e' | 'o' | 's', State::AtDesk) => true,
        ('u', State::AtUnit | State::AtDesk) => is_own || piece.home == Home::Unit,
        _ => is_own,
    }
}

/// Whether somebody has a part in an article's history: what a medium adopted is public, how it came about is not.
fn follows(someone: &Someone, piece: &Piece) -> bool {
    let is_own = someone.id == Some(piece.by);
    let is_at_desk = matches!(piece.state, State::AtDesk | State::Adopted);
    match someone.role {
        'r' => is_own,
        'u' => piece.home == Home::Unit && piece.state != State::Draft,
        'e' | 'o' | 's' => is_at_desk,
        _ => false,
    }
}

fn has_manuscript(someone: &Someone, piece: &Piece) -> bool {
    follows(someone, piece) && someone.role != 'u'
}

/// Whether the title of an article may appear before somebody: beside what they read, a reporter and a unit reviewer
/// see in their unit's statement what it earned its points with.
pub fn may_meet(someone: &Someone, piece: &Piece) -> bool {
    let is_of_unit = matches!(someone.role, 'r' | 'u') && piece.home == Home::Unit;
    reads(someone, piece) || (is_of_unit && piece.state == State::AtDesk)
}

/// The cases of a route, seen by somebody.
pub fn cases(stage: &Stage, over: Over, someone: &Someone) -> Vec<Case> {
    let pieces = |knows: fn(&Someone, &Piece) -> bool, name: &'static str, key: fn(&Piece) -> String| {
        let mut cases: Vec<Case> = stage
            .pieces
            .iter()
            .map(|piece| Case {
                says: piece.title.clone(),
                fill: vec![(name, key(piece))],
                knows: knows(someone, piece),
                stands_for_its_relation: piece.state == State::Adopted,
            })
            .collect();
        let missing = if name == "key" {
            "0".repeat(32)
        } else {
            "987654321".to_owned()
        };
        cases.push(case("nothing that exists", vec![(name, missing)], false));
        cases
    };
    let by_id: fn(&Piece) -> String = |piece| piece.id.to_string();
    let by_file: fn(&Piece) -> String = |piece| piece.manuscript.clone();
    match over {
        Over::Nothing => vec![case("nothing", Vec::new(), true)],
        Over::Read => pieces(reads, "id", by_id),
        Over::History => pieces(follows, "id", by_id),
        Over::Revision => pieces(
            |someone, piece| follows(someone, piece) && piece.state != State::Draft,
            "id",
            by_id,
        ),
        Over::Own => pieces(|someone, piece| someone.id == Some(piece.by), "id", by_id),
        Over::Unit => pieces(
            |_, piece| piece.home == Home::Unit && piece.state != State::Draft,
            "id",
            by_id,
        ),
        Over::Desk => pieces(
            |_, piece| matches!(piece.state, State::AtDesk | State::Adopted),
            "id",
            by_id,
        ),
        Over::Manuscript => pieces(has_manuscript, "key", by_file),
        Over::OwnManuscript => pieces(|someone, piece| someone.id == Some(piece.by), "key", by_file),
        Over::PersonStatement
        | Over::UnitStatement
        | Over::AnyStatement
        | Over::Posting
        | Over::OwnPosting => statements(stage, over, someone),
        Over::Dispute => of_reporter("dispute", stage.dispute, someone),
        Over::Occurrence => of_reporter("occurrence", stage.occurrence, someone),
        Over::AnyOccurrence => known(&stage.occurrence.1.to_string()),
        Over::Adjustment => known(&stage.adjustment.to_string()),
        Over::Notice => owned(&stage.notices, someone),
        Over::Session => owned(&stage.sessions, someone),
        Over::Token => owned(&stage.tokens, someone),
        Over::Appointment => {
            let (person, held, other) = stage.appointment;
            let fill =
                |person: i64, held: i64| vec![("id", person.to_string()), ("appointment", held.to_string())];
            vec![
                case("an appointment of the person", fill(person, held), true),
                case("an appointment of another", fill(person, other), false),
                case("no appointment", fill(person, 987_654_321), false),
                case("no person", fill(987_654_321, held), false),
            ]
        }
        Over::AnyAppointment => known(&stage.appointment.1.to_string()),
        Over::Person => known(&stage.spare_person.to_string()),
        Over::Organisation => known(&stage.foreign_unit.to_string()),
        Over::Outlet => known(&stage.outlet.to_string()),
        Over::Scheme => known(&stage.scheme.to_string()),
        Over::SchemeVersion => known(&stage.scheme_version.to_string()),
        Over::Adoption => known(&stage.withdrawn_adoption.to_string()),
        Over::Instruction => known(&stage.withdrawn_instruction.to_string()),
        Over::Term => {
            let fill = |code: &str| vec![("kind", "return_reason".to_owned()), ("code", code.to_owned())];
            vec![
                case("a word", fill("facts"), true),
                case("no word", fill("none_such"), false),
            ]
        }
        Over::Asset => {
            let fill = |address: &str| {
                let (hash, path) = address
                    .trim_start_matches("/assets/")
                    .split_once('/')
                    .expect("an address");
                vec![("hash", hash.to_owned()), ("path", path.to_owned())]
            };
            let there = zhibao::web::assets::asset_url("seal.svg");
            vec![
                case("a file", fill(&there), true),
                case("no file", fill("/assets/0000/none.css"), false),
            ]
        }
        Over::SetupForm | Over::SetupLink => {
            let fill = vec![("key", "x".repeat(43))];
            vec![case(
                "a link that is no more",
                fill,
                matches!(over, Over::SetupForm),
            )]
        }
    }
}

/// Something of the reporter's, with whose it is, which the desk may read, too.
fn of_reporter(what: &str, (of, id): (PersonId, i64), someone: &Someone) -> Vec<Case> {
    let fill = |id: i64| vec![("id", id.to_string())];
    let knows = matches!(someone.role, 'e' | 'o' | 's') || someone.id == Some(of);
    vec![
        case(&format!("the reporter's {what}"), fill(id), knows),
        case(&format!("no {what}"), fill(987_654_321), false),
    ]
}

fn case(says: &str, fill: Vec<(&'static str, String)>, knows: bool) -> Case {
    Case {
        says: says.to_owned(),
        fill,
        knows,
        stands_for_its_relation: true,
    }
}

/// A thing that everybody may know of who may reach the route, and one that does not exist.
fn known(key: &str) -> Vec<Case> {
    vec![
        case("one that exists", vec![("id", key.to_owned())], true),
        case("none that exists", vec![("id", "987654321".to_owned())], false),
    ]
}

/// Things that belong to one person: a key each.
fn owned(things: &[(PersonId, String)], someone: &Someone) -> Vec<Case> {
    let mut cases: Vec<Case> = things
        .iter()
        .map(|(owner, key)| {
            let is_own = someone.id == Some(*owner);
            let says = if is_own { "their own" } else { "another's" };
            case(says, vec![("id", key.clone())], is_own)
        })
        .collect();
    cases.push(case(
        "none that exists",
        vec![("id", "987654321".to_owned())],
        false,
    ));
    cases
}

/// Statements and postings of people and units in every relation.
fn statements(stage: &Stage, over: Over, someone: &Someone) -> Vec<Case> {
    let mut cases = Vec::new();
    for subject in &stage.subjects {
        let is_person = subject.kind == "person";
        let is_own = match someone.role {
            'r' if !is_person && matches!(over, Over::OwnPosting) => false,
            'r' | 'u' if !is_person => subject.home == Home::Unit,
            _ => is_person && someone.id.is_some_and(|id| id.0 == subject.id),
        };
        let knows = matches!(someone.role, 'e' | 'o' | 's') || is_own;
        let fill = match over {
            Over::PersonStatement if is_person => vec![("id", subject.id.to_string())],
            Over::UnitStatement if !is_person => vec![("id", subject.id.to_string())],
            Over::AnyStatement => vec![("kind", subject.kind.to_owned()), ("id", subject.id.to_string())],
            Over::Posting | Over::OwnPosting => vec![("seq", subject.posting.to_string())],
            _ => continue,
        };
        cases.push(case(
            &format!("the {} of {:?}", subject.kind, subject.home),
            fill,
            knows,
        ));
    }
    let missing = "987654321".to_owned();
    let fill = match over {
        Over::Posting | Over::OwnPosting => vec![("seq", missing)],
        Over::AnyStatement => vec![("kind", "person".to_owned()), ("id", missing)],
        _ => vec![("id", missing)],
    };
    cases.push(case("nobody", fill, false));
    cases
}
