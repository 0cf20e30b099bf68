//! One article priced whole: each fact under the version in force on its day, their competition under the version of
//! the first one that counts. What the article means for its unit's and authors' periods is noted in their accounts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::account::{Account, Adopted, Filed};
use super::award::{Award, excluded, sight_of_adoption, sight_of_piece};
use super::book::Shelf;
use super::docket::Dossier;
use super::document::Scheme;
use super::fact::{Adoption, Body, Fact, Piece};
use super::ids::{FactId, Subject};
use super::line::{Family, Reason};
use super::post::{Bars, Post, credit};
use super::rule::{adoption, clue, deduction, instruction, quality, split, stacking, submission, views};

/// Whom an article concerns: the account, the printed name, place in the byline and number of authors.
type Concerned<'a> = (Subject, &'a str, (usize, usize));

/// The accounts of all subjects.
pub(super) type Accounts<'a> = BTreeMap<Subject, Account<'a>>;

/// Prices an article; without particulars (no fact carries its unit and authors) there is nobody to credit.
pub(super) fn price<'a>(shelf: &Shelf<'a>, dossier: &Dossier<'a>, bars: &Bars, posts: &mut Vec<Post>) {
    let Some(piece) = dossier.piece else { return };
    let class = piece.unit.class.as_str();
    let in_force = |fact: &Fact| shelf.on(class, fact.body.day()?);
    let Some(stack) = dossier
        .facts
        .iter()
        .filter(|fact| is_counted(fact))
        .find_map(|fact| in_force(fact))
    else {
        return post_incidents(shelf, dossier, piece, posts);
    };
    let submitted_on = submitted_on(dossier);

    let mut adoptions: Vec<Award<'a>> = Vec::new();
    let mut instructions: Vec<Award<'a>> = Vec::new();
    for fact in &dossier.facts {
        match (&fact.body, in_force(fact)) {
            (Body::Adoption(it), Some(scheme)) => {
                adoptions.push(adoption::award(
                    scheme,
                    dossier.numbers(fact),
                    it,
                    piece,
                    submitted_on,
                ));
            }
            (Body::Instruction(it), Some(scheme)) => {
                if let Some(award) = instruction::award(scheme, dossier.numbers(fact), it, piece) {
                    let side = if instruction::competes(&award) {
                        &mut adoptions
                    } else {
                        &mut instructions
                    };
                    side.push(award);
                }
            }
            _ => {}
        }
    }
    stacking::resolve(stack, &mut adoptions);
    instruction::resolve(stack, &mut instructions, &adoptions);
    let is_adopted = adoptions
        .iter()
        .any(|award| award.counts() && award.family == Family::Adoption);
    let cuts = stacking::article_cap(stack, &piece.title, &adoptions);

    let mut awards = submissions(shelf, dossier, is_adopted);
    awards.append(&mut adoptions);
    awards.extend(cuts);
    awards.append(&mut instructions);
    awards.extend(views_award(shelf, dossier, piece, submitted_on));
    awards.extend(quality_award(shelf, dossier, piece));
    if let Some(by) = emptied_by(shelf, dossier, class) {
        for award in &mut awards {
            award.reason.get_or_insert(Reason::ArticleVetoed { by });
        }
        awards.retain(|award| award.family != Family::Cap);
    }
    for award in &awards {
        credit(award, dossier.article, piece, bars, posts);
    }
    post_clues(shelf, dossier, piece, is_adopted, posts);
    post_incidents(shelf, dossier, piece, posts);
}

/// Notes what the article means for the periods of its unit and authors.
pub(super) fn note<'a>(shelf: &Shelf<'a>, dossier: &Dossier<'a>, accounts: &mut Accounts<'a>) {
    let Some(piece) = dossier.piece else {
        for fact in &dossier.facts {
            note_named(fact, accounts);
        }
        return;
    };
    let class = piece.unit.class.as_str();
    let is_emptied = emptied_by(shelf, dossier, class).is_some();
    let mut newest: Option<(&'a Scheme, Vec<Concerned<'a>>)> = None;
    for fact in &dossier.facts {
        note_named(fact, accounts);
        let Some((day, scheme)) = fact.body.day().and_then(|day| Some((day, shelf.on(class, day)?))) else {
            continue;
        };
        if newest
            .as_ref()
            .is_none_or(|(known, _)| !std::ptr::eq(*known, scheme))
        {
            newest = Some((scheme, concerned(scheme, piece)));
        }
        let concerned = newest
            .as_ref()
            .map(|(_, concerned)| concerned.as_slice())
            .unwrap_or_default();
        for (subject, name, byline) in concerned {
            let account = accounts.entry(*subject).or_default();
            account.name = name;
            account.appearances.push((day, fact.id, class));
            match &fact.body {
                Body::Submission(it) if !is_emptied && it.is_valid() && !is_excluded(scheme, piece) => {
                    account.filed.push(Filed {
                        day,
                        fact: fact.id,
                        article: dossier.article,
                        piece,
                        is_late: it.late,
                        byline: *byline,
                    });
                }
                Body::Adoption(it) if !is_emptied && !is_void(scheme, piece, it) => {
                    account.adopted.push(Adopted {
                        day,
                        fact: fact.id,
                        article: dossier.article,
                        adoption: it,
                        piece,
                        byline: *byline,
                    });
                }
                Body::Incident(it) if it.subjects.is_empty() => {
                    account.incidents.push((day, fact.id, &it.incident));
                }
                _ => {}
            }
        }
    }
}

/// Notes name and class of joint units that have lines of the article: no fact else may tell them.
pub(super) fn note_joint_units<'a>(dossier: &Dossier<'a>, accounts: &mut Accounts<'a>) {
    let Some(piece) = dossier.piece else { return };
    for unit in &piece.joint_units {
        let Some(account) = accounts.get_mut(&Subject::Unit(unit.id)) else {
            continue;
        };
        account.name = &unit.name;
        let days = dossier
            .facts
            .iter()
            .filter_map(|fact| Some((fact.body.day()?, fact.id)));
        account
            .appearances
            .extend(days.map(|(day, fact)| (day, fact, unit.class.as_str())));
    }
}

fn is_excluded(scheme: &Scheme, piece: &Piece) -> bool {
    excluded(scheme, &sight_of_piece(piece), true).is_some()
}

fn is_void(scheme: &Scheme, piece: &Piece, adoption: &Adoption) -> bool {
    adoption::void(scheme, adoption, &sight_of_adoption(piece, adoption)).is_some()
}

/// The filing unit and the eligible authors with their place in the byline.
fn concerned<'a>(scheme: &Scheme, piece: &'a Piece) -> Vec<Concerned<'a>> {
    let authors = split::eligible(&scheme.authors, piece);
    let n = authors.len();
    let unit = (Subject::Unit(piece.unit.id), piece.unit.name.as_str(), (0, 1));
    let authors = authors
        .into_iter()
        .enumerate()
        .filter(|(_, author)| !author.external);
    let authors = authors.map(|(at, author)| (Subject::Person(author.person), author.name.as_str(), (at, n)));
    std::iter::once(unit).chain(authors).collect()
}

/// Notes the subjects that an incident or a clue names itself.
fn note_named<'a>(fact: &'a Fact, accounts: &mut Accounts<'a>) {
    let Some(day) = fact.body.day() else { return };
    match &fact.body {
        Body::Incident(it) => {
            for named in &it.subjects {
                let account = accounts.entry(named.subject).or_default();
                account.name = &named.name;
                account.appearances.push((day, fact.id, &named.class));
                account.incidents.push((day, fact.id, &it.incident));
            }
        }
        Body::Clue(it) => {
            let account = accounts.entry(it.provider.subject).or_default();
            account.name = &it.provider.name;
            account.appearances.push((day, fact.id, &it.provider.class));
        }
        _ => {}
    }
}

const fn is_counted(fact: &Fact) -> bool {
    matches!(
        fact.body,
        Body::Submission(_) | Body::Adoption(_) | Body::Instruction(_) | Body::Measure(_) | Body::Mark(_)
    )
}

fn submitted_on(dossier: &Dossier<'_>) -> Option<NaiveDate> {
    dossier
        .facts
        .iter()
        .find(|fact| matches!(fact.body, Body::Submission(_)))
        .and_then(|fact| fact.body.day())
}

fn submissions<'a>(shelf: &Shelf<'a>, dossier: &Dossier<'a>, is_adopted: bool) -> Vec<Award<'a>> {
    let mut awards = Vec::new();
    for fact in &dossier.facts {
        if let Body::Submission(it) = &fact.body
            && let Some(scheme) = shelf.on(&it.piece.unit.class, it.day())
        {
            awards.extend(submission::award(scheme, dossier.numbers(fact), it, is_adopted));
        }
    }
    awards
}

fn views_award<'a>(
    shelf: &Shelf<'a>,
    dossier: &Dossier<'a>,
    piece: &Piece,
    submitted_on: Option<NaiveDate>,
) -> Option<Award<'a>> {
    let adopted_on = dossier.facts.iter().find_map(|fact| match &fact.body {
        Body::Adoption(it) => Some(it.adopted_on),
        _ => None,
    });
    // The facts are in the order of days: the last count in time is the newest.
    let (scheme, fact, measure) = dossier.facts.iter().rev().find_map(|fact| match &fact.body {
        Body::Measure(it) => {
            let scheme = shelf.on(&piece.unit.class, it.day)?;
            views::is_in_time(scheme, it, adopted_on.or(submitted_on)).then_some((scheme, fact.id, it))
        }
        _ => None,
    })?;
    views::award(scheme, dossier.article, fact, measure, piece)
}

fn quality_award<'a>(shelf: &Shelf<'a>, dossier: &Dossier<'a>, piece: &Piece) -> Option<Award<'a>> {
    let marks: Vec<_> = dossier
        .facts
        .iter()
        .filter_map(|fact| match &fact.body {
            Body::Mark(it) => Some((fact.id, it)),
            _ => None,
        })
        .collect();
    let scheme = shelf.on(&piece.unit.class, marks.first()?.1.day)?;
    quality::award(scheme, dossier.article, &marks, piece)
}

/// The first incident that takes everything from the article.
fn emptied_by(shelf: &Shelf<'_>, dossier: &Dossier<'_>, class: &str) -> Option<FactId> {
    dossier.facts.iter().find_map(|fact| match &fact.body {
        Body::Incident(it) => shelf
            .on(class, it.day)
            .filter(|scheme| deduction::empties_article(scheme, it))
            .map(|_| fact.id),
        _ => None,
    })
}

fn post_clues(
    shelf: &Shelf<'_>,
    dossier: &Dossier<'_>,
    piece: &Piece,
    is_adopted: bool,
    posts: &mut Vec<Post>,
) {
    for fact in &dossier.facts {
        if let Body::Clue(it) = &fact.body {
            let class = if it.provider.class.is_empty() {
                &piece.unit.class
            } else {
                &it.provider.class
            };
            let scheme = shelf.on(class, it.day);
            posts.extend(
                scheme.and_then(|scheme| clue::post(scheme, dossier.article, fact.id, it, piece, is_adopted)),
            );
        }
    }
}

fn post_incidents(shelf: &Shelf<'_>, dossier: &Dossier<'_>, piece: &Piece, posts: &mut Vec<Post>) {
    // An article whose lateness is an incident of its own is charged by that, once.
    let is_told = dossier.facts.iter().any(|fact| {
        matches!(&fact.body, Body::Incident(it) if it.subjects.is_empty() && it.incident == deduction::LATE)
    });
    for fact in &dossier.facts {
        let Some(scheme) = fact.body.day().and_then(|day| shelf.on(&piece.unit.class, day)) else {
            continue;
        };
        match &fact.body {
            Body::Submission(it) if it.late && !is_told => {
                deduction::post_late(scheme, dossier.article, fact.id, it.day(), piece, posts);
            }
            Body::Incident(it) if it.subjects.is_empty() => {
                deduction::post_incident(scheme, fact.id, it, &deduction::answerable(scheme, piece), posts);
            }
            Body::Incident(it) => deduction::post_incident(scheme, fact.id, it, &it.subjects, posts),
            _ => {}
        }
    }
}
