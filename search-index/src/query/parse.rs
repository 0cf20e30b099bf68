//! Recursive descent over the lexemes. Depth and number of terms are bounded before the first call, so the stack
//! cannot grow with the input (F1).

use super::lexer::{Lexeme, lex};
use super::vocabulary::Vocabulary;
use super::{MAX_CHARS, MAX_DEPTH, MAX_TERMS, Mode, Node, Notice, Query, QueryError, date, mode_of};
use crate::analysis::n_units;

pub(super) fn parse(typed: &str, vocabulary: &Vocabulary) -> Result<Query, QueryError> {
    let chars = typed.chars().count();
    if chars > MAX_CHARS {
        return Err(QueryError::TooLong { chars });
    }
    let mut notices = Vec::new();
    let lexemes = lex(typed, &mut notices);
    check_limits(&lexemes)?;
    let mut parser = Parser {
        lexemes: &lexemes,
        at: 0,
        notices,
        vocabulary,
    };
    let mut roots = Vec::new();
    while parser.at < lexemes.len() {
        roots.extend(parser.alternatives());
        if parser.at < lexemes.len() {
            // Only a closing parenthesis without its opening one stops the descent here.
            parser.notices.push(Notice::UnbalancedParenthesis);
            parser.at += 1;
        }
    }
    Ok(Query {
        root: joined(roots, Node::And),
        notices: parser.notices,
    })
}

fn check_limits(lexemes: &[Lexeme]) -> Result<(), QueryError> {
    let (mut depth, mut terms) = (0_usize, 0_usize);
    for lexeme in lexemes {
        match lexeme {
            Lexeme::Open => depth += 1,
            Lexeme::Close => depth = depth.saturating_sub(1),
            Lexeme::Quoted(_) | Lexeme::Word(_) | Lexeme::Field { .. } => terms += 1,
            Lexeme::And | Lexeme::Or | Lexeme::Not => {}
        }
        if depth > MAX_DEPTH {
            return Err(QueryError::TooDeep);
        }
    }
    if terms > MAX_TERMS {
        Err(QueryError::TooManyTerms { terms })
    } else {
        Ok(())
    }
}

fn joined(mut nodes: Vec<Node>, with: fn(Vec<Node>) -> Node) -> Option<Node> {
    match nodes.len() {
        0 => None,
        1 => nodes.pop(),
        _ => Some(with(nodes)),
    }
}

struct Parser<'l> {
    lexemes: &'l [Lexeme],
    at: usize,
    notices: Vec<Notice>,
    vocabulary: &'l Vocabulary,
}

impl Parser<'_> {
    /// all-of, or all-of, …
    fn alternatives(&mut self) -> Option<Node> {
        let mut found: Vec<Node> = Vec::new();
        let mut n_sides = 0;
        loop {
            let side = self.all_of();
            n_sides += 1;
            let is_dangling = side.is_none();
            found.extend(side);
            let has_more = self.lexemes.get(self.at) == Some(&Lexeme::Or);
            if is_dangling && (has_more || n_sides > 1) {
                self.notices.push(Notice::DanglingOperator);
            }
            if !has_more {
                break;
            }
            self.at += 1;
        }
        joined(found, Node::Or)
    }

    fn all_of(&mut self) -> Option<Node> {
        let mut found = Vec::new();
        while let Some(lexeme) = self.lexemes.get(self.at) {
            match lexeme {
                Lexeme::Or | Lexeme::Close => break,
                Lexeme::And => self.at += 1,
                _ => found.extend(self.one()),
            }
        }
        joined(found, Node::And)
    }

    fn one(&mut self) -> Option<Node> {
        let mut is_excluded = false;
        while self.lexemes.get(self.at) == Some(&Lexeme::Not) {
            is_excluded = !is_excluded;
            self.at += 1;
        }
        let node = match self.lexemes.get(self.at) {
            None | Some(Lexeme::Or | Lexeme::And | Lexeme::Close | Lexeme::Not) => {
                self.notices.push(Notice::DanglingOperator);
                return None;
            }
            Some(Lexeme::Open) => {
                self.at += 1;
                let group = self.alternatives();
                if self.lexemes.get(self.at) == Some(&Lexeme::Close) {
                    self.at += 1;
                } else {
                    self.notices.push(Notice::UnbalancedParenthesis);
                }
                group
            }
            Some(Lexeme::Quoted(text)) => {
                self.at += 1;
                self.text(text.clone(), Some(Mode::Exact))
            }
            Some(Lexeme::Word(text)) => {
                self.at += 1;
                self.text(text.clone(), None)
            }
            Some(Lexeme::Field { field, name, value }) => {
                self.at += 1;
                self.field(*field, name, value)
            }
        }?;
        Some(if is_excluded {
            Node::Not(Box::new(node))
        } else {
            node
        })
    }

    fn text(&mut self, text: String, mode: Option<Mode>) -> Option<Node> {
        if n_units(&text) == 0 {
            self.notices.push(Notice::NothingToFind(text));
            return None;
        }
        let mode = mode.unwrap_or_else(|| mode_of(&text));
        Some(Node::Text { text, mode })
    }

    fn field(&mut self, field: super::QueryField, name: &str, value: &str) -> Option<Node> {
        if field.is_date() {
            if let Some(days) = date::days(value) {
                return Some(Node::Days { field, days });
            }
            self.notices.push(Notice::UnreadableDate(value.to_owned()));
            return self.text(format!("{name}{value}"), None);
        }
        if value.trim().is_empty() || field.is_text() && n_units(value) == 0 {
            self.notices
                .push(Notice::NothingToFind(format!("{name}:{value}")));
            return None;
        }
        if field.is_text() {
            return Some(Node::Field {
                field,
                value: value.to_owned(),
            });
        }
        let key = if let Some(key) = self.vocabulary.key(field, value) {
            key.to_owned()
        } else {
            if field != super::QueryField::Week {
                self.notices.push(Notice::UnknownValue(field, value.to_owned()));
            }
            value.trim().to_owned()
        };
        Some(Node::Field { field, value: key })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::QueryField;

    fn ask(typed: &str) -> Query {
        Query::parse(typed, &Vocabulary::default()).expect("within the limits")
    }

    fn exact(text: &str) -> Node {
        Node::Text {
            text: text.into(),
            mode: Mode::Exact,
        }
    }

    #[test]
    fn spaces_and_enumeration_commas_mean_and() {
        let both = Some(Node::And(vec![exact("社区"), exact("食堂")]));
        for typed in ["社区 食堂", "社区、食堂", "社区　食堂", "社区 AND 食堂"] {
            assert_eq!(ask(typed).root, both, "{typed}");
        }
    }

    #[test]
    fn or_binds_weaker_than_and_and_parentheses_group() {
        assert_eq!(
            ask("(甲乙 | 丙丁) -戊己").root,
            Some(Node::And(vec![
                Node::Or(vec![exact("甲乙"), exact("丙丁")]),
                Node::Not(Box::new(exact("戊己")))
            ]))
        );
        assert_eq!(
            ask("甲乙 丙丁 OR 戊己").root,
            Some(Node::Or(vec![
                Node::And(vec![exact("甲乙"), exact("丙丁")]),
                exact("戊己")
            ]))
        );
        assert_eq!(ask("NOT NOT 甲乙").root, Some(exact("甲乙")));
    }

    #[test]
    fn a_long_part_or_a_question_is_free_text_and_a_quoted_one_is_exact() {
        let long = "云河区老旧小区加装电梯进展";
        assert_eq!(
            ask(long).root,
            Some(Node::Text {
                text: long.into(),
                mode: Mode::Free
            })
        );
        assert_eq!(
            ask("食堂在哪里？").root,
            Some(Node::Text {
                text: "食堂在哪里？".into(),
                mode: Mode::Free
            })
        );
        assert_eq!(ask(&format!("“{long}”")).root, Some(exact(long)));
    }

    #[test]
    fn fields_are_a_white_list_and_others_are_text_with_a_notice() {
        assert_eq!(
            ask("标题：食堂").root,
            Some(Node::Field {
                field: QueryField::Title,
                value: "食堂".into()
            })
        );
        let odd = ask("口味:食堂");
        assert_eq!(odd.root, Some(exact("口味:食堂")));
        assert_eq!(odd.notices(), [Notice::UnknownField("口味".into())]);
        assert_eq!(
            ask("日期:昨天").notices(),
            [Notice::UnreadableDate("昨天".into())]
        );
    }

    #[test]
    fn a_label_stands_for_its_key() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add(QueryField::Level, "省级", "province");
        let query = Query::parse("級別:省級", &vocabulary).expect("within the limits");
        assert_eq!(
            query.root,
            Some(Node::Field {
                field: QueryField::Level,
                value: "province".into()
            })
        );
        assert!(query.notices().is_empty());
    }

    #[test]
    fn what_is_broken_is_read_leniently_with_a_notice() {
        assert_eq!(ask("\"社区食堂").root, Some(exact("社区食堂")));
        assert_eq!(ask("\"社区食堂").notices(), [Notice::UnclosedQuote]);
        assert_eq!(ask("社区) 食堂").notices(), [Notice::UnbalancedParenthesis]);
        assert_eq!(ask("社区 OR").notices(), [Notice::DanglingOperator]);
        assert_eq!(ask("！！！").root, None);
        assert!(ask("").is_empty() && ask("   ").notices().is_empty());
    }

    #[test]
    fn beyond_the_limits_a_query_is_refused() {
        let parse = |typed: &str| Query::parse(typed, &Vocabulary::default());
        assert_eq!(parse(&"(".repeat(800)), Err(QueryError::TooLong { chars: 800 }));
        assert_eq!(parse(&"(".repeat(256)), Err(QueryError::TooDeep));
        assert_eq!(parse("((((甲))))").map(|q| q.root), Ok(Some(exact("甲"))));
        assert_eq!(parse("(((((甲)))))"), Err(QueryError::TooDeep));
        assert_eq!(
            parse(&"甲 ".repeat(17)),
            Err(QueryError::TooManyTerms { terms: 17 })
        );
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(typed in "\\PC{0,300}") {
            let _ = Query::parse(&typed, &Vocabulary::default());
        }

        #[test]
        fn any_soup_of_operators_is_parsed_or_refused(
            soup in proptest::collection::vec(
                proptest::sample::select(vec!["(", ")", "-", "NOT ", "OR ", "|", "\"", "“", "标题:", "日期:", "甲", " ", "AND ", "..", "2024"]),
                0..60,
            )
        ) {
            let _ = Query::parse(&soup.concat(), &Vocabulary::default());
        }
    }
}
