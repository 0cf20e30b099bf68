//! The one policy table: who may do what. A door cannot offer an act that has no row here (the doors are declared by
//! [`Act`]); whether the thing acted upon is the viewer's own is then proved by the verb.

use entity::Role;

use super::Viewer;
use crate::Result;
use crate::app::{Pace, Paced};
use crate::error::{Error, Message};

/// Who may reach an act at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, signed in or not.
    Everybody,
    /// Anybody who is signed in.
    SignedIn,
    /// Anybody who holds one of these roles.
    Roles(&'static [Role]),
}

/// To which things the act is limited, beside the role; proved by the verb, walked by the matrix test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// To nothing, or to what everybody with the role shares.
    Any,
    /// To the viewer's own articles, sessions, tokens, notices.
    Own,
    /// To articles of the viewer's unit.
    Unit,
    /// To what the viewer may read (`people::article_terms`).
    Readable,
}

use Relation::{Any, Own, Readable, Unit};
use Role::{Admin, Editor, Office, Reporter, Supervisor, UnitReviewer};
use Who::{Everybody, Roles, SignedIn};

/// Everybody with a part in reporting: all but an admin as such, who reads no texts and no points.
const NEWSROOM: Who = Roles(&[Reporter, UnitReviewer, Editor, Office, Supervisor]);

macro_rules! policy {
    ($($(#[$doc:meta])* $act:ident = $code:literal: $who:expr, $relation:expr, changes $changes:literal;)*) => {
        /// Something that a door offers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Act {$($(#[$doc])* $act,)*}

        /// The table, one row an act.
        pub const TABLE: &[Row] = &[$(Row { act: Act::$act, code: $code, who: $who, relation: $relation, changes: $changes },)*];
    };
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The act.
    pub act: Act,
    /// Its name in the audit log and in the API (`operationId`).
    pub code: &'static str,
    /// Who may reach it.
    pub who: Who,
    /// To which things it is limited.
    pub relation: Relation,
    /// Whether it changes anything.
    pub changes: bool,
}

policy! {
    /// Assets, the sign-in page, the health of the process.
    Enter = "enter": Everybody, Any, changes false;
    /// 登录.
    SignIn = "sign_in": Everybody, Any, changes true;
    /// Making the first admin by the one-time link.
    SetUp = "set_up": Everybody, Any, changes true;
    /// 退出.
    SignOut = "sign_out": SignedIn, Own, changes true;
    /// Changing one's password, language, sessions.
    KeepAccount = "keep_account": SignedIn, Own, changes true;
    /// Reading one's account.
    ReadAccount = "read_account": SignedIn, Own, changes false;
    /// Making and ending personal tokens.
    KeepTokens = "keep_tokens": SignedIn, Own, changes true;
    /// Reading one's notices.
    ReadNotices = "read_notices": SignedIn, Own, changes false;
    /// Marking notices as read.
    MarkNotices = "mark_notices": SignedIn, Own, changes true;
    /// 导出: a list as a sheet by API; whether the list is the viewer's to read is asked by its own act.
    ExportLists = "export_lists": SignedIn, Readable, changes false;
    /// The home page of one's role.
    ReadHome = "read_home": SignedIn, Own, changes false;
    /// 写稿: starting and saving a draft.
    WriteArticle = "write_article": Roles(&[Reporter]), Own, changes true;
    /// Reading one's own articles.
    ReadOwnArticles = "read_own_articles": Roles(&[Reporter]), Own, changes false;
    /// 报送.
    SubmitArticle = "submit_article": Roles(&[Reporter]), Own, changes true;
    /// 撤回.
    WithdrawArticle = "withdraw_article": Roles(&[Reporter]), Own, changes true;
    /// Uploading pictures and manuscripts.
    UploadFile = "upload_file": Roles(&[Reporter, Editor]), Own, changes true;
    /// Reading an article, its revisions, its files.
    ReadArticle = "read_article": NEWSROOM, Readable, changes false;
    /// Reading the unit's queue.
    ReadUnitQueue = "read_unit_queue": Roles(&[UnitReviewer]), Unit, changes false;
    /// 审签.
    SignArticle = "sign_article": Roles(&[UnitReviewer]), Unit, changes true;
    /// 退回修改 by the unit reviewer or by the editor.
    ReturnArticle = "return_article": Roles(&[UnitReviewer, Editor]), Readable, changes true;
    /// Reading the desk's queues.
    ReadDesk = "read_desk": Roles(&[Editor]), Any, changes false;
    /// 领取, 放回.
    ClaimArticle = "claim_article": Roles(&[Editor]), Any, changes true;
    /// 待用, 退稿, 采纳, 重新审稿.
    DecideArticle = "decide_article": Roles(&[Editor]), Any, changes true;
    /// 编辑修改.
    EditArticle = "edit_article": Roles(&[Editor]), Any, changes true;
    /// 计分标记, 联合报送单位.
    DescribeArticle = "describe_article": Roles(&[Editor]), Any, changes true;
    /// 采用登记, 撤销采用.
    RecordAdoption = "record_adoption": Roles(&[Editor]), Any, changes true;
    /// Reading the register of adoptions.
    ReadAdoptions = "read_adoptions": NEWSROOM, Readable, changes false;
    /// 批示登记, 撤销批示.
    RecordInstruction = "record_instruction": Roles(&[Editor]), Any, changes true;
    /// Reading the register of what happened beside articles and adoptions.
    ListOccurrences = "list_occurrences": Roles(&[Editor, Office, Supervisor]), Any, changes false;
    /// Reading one record of it: that of one's own account, unit or article, or all for the desk.
    ReadOccurrence = "read_occurrence": NEWSROOM, Readable, changes false;
    /// 考核事项登记, 撤销.
    RecordOccurrence = "record_occurrence": Roles(&[Editor, Office]), Any, changes true;
    /// Reading outlets.
    ReadOutlets = "read_outlets": SignedIn, Any, changes false;
    /// Changing outlets, their standing and aliases.
    KeepOutlets = "keep_outlets": Roles(&[Editor, Admin]), Any, changes true;
    /// Reading rankings.
    ReadStandings = "read_standings": NEWSROOM, Any, changes false;
    /// Reading a statement: one's own and one's units', or all for the desk.
    ReadStatement = "read_statement": NEWSROOM, Readable, changes false;
    /// Reading assessments: one's own and one's units', or all for the desk.
    ReadAssessments = "read_assessments": NEWSROOM, Readable, changes false;
    /// Reading fees: one's own and one's units', or all for office and supervisors.
    ReadFees = "read_fees": NEWSROOM, Readable, changes false;
    /// 发放稿酬: noting what was paid, and taking it back.
    PayFees = "pay_fees": Roles(&[Office]), Any, changes true;
    /// Reading which months are closed.
    ReadCloses = "read_closes": NEWSROOM, Any, changes false;
    /// Reading what stands between a month and its close.
    CheckClose = "check_close": Roles(&[Office, Supervisor]), Any, changes false;
    /// 结账.
    CloseMonth = "close_month": Roles(&[Office]), Any, changes true;
    /// Reading how filing, deciding and adoption went over the months (趋势).
    ReadTrends = "read_trends": Roles(&[Editor, Office, Supervisor]), Any, changes false;
    /// Reading the circulars of closed months (通报).
    ReadCirculars = "read_circulars": Roles(&[Office, Supervisor]), Any, changes false;
    /// 通报模板: giving the house its own.
    SetCircularTemplate = "set_circular_template": Roles(&[Office]), Any, changes true;
    /// Reading disputes about statements that one may read.
    ReadDisputes = "read_disputes": NEWSROOM, Readable, changes false;
    /// 申诉, about one's own posting or the unit's.
    RaiseDispute = "raise_dispute": Roles(&[Reporter, UnitReviewer]), Own, changes true;
    /// 答复申诉.
    AnswerDispute = "answer_dispute": Roles(&[Office]), Any, changes true;
    /// Reading points by hand.
    ReadAdjustments = "read_adjustments": Roles(&[Office, Supervisor]), Any, changes false;
    /// 人工调整: entering, and deciding as the second person.
    Adjust = "adjust": Roles(&[Office]), Any, changes true;
    /// 导入期初: opening balances and the points of past years from a sheet.
    BringOpenings = "bring_openings": Roles(&[Office]), Any, changes true;
    /// 检索.
    Search = "search": NEWSROOM, Readable, changes false;
    /// Reading published schemes.
    ReadSchemes = "read_schemes": SignedIn, Any, changes false;
    /// Trying a draft of a scheme and reading what it would change.
    TrySchemes = "try_schemes": Roles(&[Admin, Office]), Any, changes false;
    /// Drafting and publishing schemes.
    KeepSchemes = "keep_schemes": Roles(&[Admin, Office]), Any, changes true;
    /// Reading organisations and people.
    ReadRoster = "read_roster": Roles(&[Admin, Editor, Office, Supervisor]), Any, changes false;
    /// Changing organisations, people, appointments, passwords.
    KeepRoster = "keep_roster": Roles(&[Admin]), Any, changes true;
    /// Reading the dictionary.
    ReadTerms = "read_terms": SignedIn, Any, changes false;
    /// Changing the dictionary.
    KeepTerms = "keep_terms": Roles(&[Admin]), Any, changes true;
    /// Reading the audit log.
    ReadAudit = "read_audit": Roles(&[Admin, Supervisor]), Any, changes false;
    /// Reading the state of the installation.
    ReadInstallation = "read_installation": Roles(&[Admin]), Any, changes false;
}

impl Act {
    /// The act's row.
    #[must_use]
    pub fn row(self) -> &'static Row {
        // The macro writes the rows in the order of the enum.
        &TABLE[self as usize]
    }

    /// The act of that name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.code == code).map(|row| row.act)
    }
}

/// Whether the viewer (nobody, where there is none) may reach the act.
///
/// # Errors
/// [`Error::NotSignedIn`]; [`Error::NotAllowed`] naming the act.
pub fn may(viewer: Option<&Viewer>, act: Act) -> Result<()> {
    let row = act.row();
    let may = match (row.who, viewer) {
        (SignedIn | Roles(_), None) => return Err(Error::NotSignedIn),
        (Everybody, _) | (SignedIn, Some(_)) => true,
        (Roles(roles), Some(viewer)) => roles.iter().any(|role| viewer.is(*role)),
    };
    let scope = !row.changes || viewer.is_none_or(|viewer| viewer.may_write);
    if may && scope {
        Ok(())
    } else {
        Err(Error::NotAllowed(Message::new("right.act").with("act", row.code)))
    }
}

/// Counts what a person does at a pace of its own (QUALITY C18).
///
/// # Errors
/// [`Error::TooOften`] saying when.
pub fn keep_pace(pace: &Pace, viewer: &Viewer, act: Act) -> Result<()> {
    match act {
        Act::Search => pace.admit_person(Paced::Search, viewer.id()),
        Act::UploadFile => pace.admit_person(Paced::Upload, viewer.id()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_finds_its_own_row_and_no_two_share_a_name() {
        for row in TABLE {
            assert_eq!(row.act.row().code, row.code);
            assert_eq!(Act::from_code(row.code), Some(row.act));
        }
    }

    #[test]
    fn a_supervisor_changes_nothing_but_their_own_account() {
        for row in TABLE.iter().filter(|row| row.changes) {
            if let Roles(roles) = row.who {
                assert!(!roles.contains(&Supervisor), "{}", row.code);
            }
        }
    }
}
