//! A district in March 2024 with two units, and whatever may happen to it afterwards: late and withdrawn adoptions,
//! re-levelled outlets, changed co-authors, new articles. Events come from a fixed sequence of numbers.

use std::fmt::Write;

use entity::{ArticleId, ArticleState, Craft, OrganisationId, OutletId, PersonId, Role, SubjectKind};
use zhibao::ledger::{self, RankFilter, TieRule};
use zhibao::newsroom::{self, Decision, NewAuthor, Sight};

use crate::support::app::{TestApp, adoption, day, text};

const SCHEME: &str = include_str!("../../../assets/schemes/s01-rebook.toml");

pub struct World {
    pub house: TestApp,
    pub units: [OrganisationId; 2],
    pub reporters: [PersonId; 2],
    pub editor: PersonId,
    pub office: PersonId,
    outlets: [OutletId; 3],
    /// Accepted articles.
    accepted: Vec<ArticleId>,
    /// Articles that still wait for a decision, with their reporter.
    waiting: Vec<(ArticleId, PersonId)>,
    adopted: Vec<entity::AdoptionId>,
    /// The state of the sequence.
    state: u64,
}

impl World {
    /// Two units, six accepted articles, two that wait, and two adoptions: 15 points for the first, 5 for the second.
    pub async fn of_march(house: TestApp) -> Self {
        house.scheme(SCHEME, "2024-03-04").await;
        let units = [
            house.unit("甲街道", false).await,
            house.unit("乙街道", false).await,
        ];
        let reporters = [
            house.person("执笔人甲", Role::Reporter, units[0]).await,
            house.person("执笔人乙", Role::Reporter, units[1]).await,
        ];
        let editor = house.person("编辑丙", Role::Editor, house.top).await;
        let office = house.person("办公室戊", Role::Office, house.top).await;
        let outlets = [
            house.outlet("市府信息", "municipal").await,
            house.outlet("市府信息（增刊）", "municipal").await,
            house.outlet("省府信息", "provincial").await,
        ];
        let mut world = Self {
            house,
            units,
            reporters,
            editor,
            office,
            outlets,
            accepted: Vec::new(),
            waiting: Vec::new(),
            adopted: Vec::new(),
            state: 20_240_331,
        };
        for n in 0..8 {
            world.house.clock(&format!("2024-03-{:02} 10:00:00", 5 + n * 2));
            let by = world.reporters[n % 2];
            let id = world.house.submit(by, &format!("三月动态之{n}"), 300).await.id;
            if n < 6 {
                world.accept(id).await;
            } else {
                world.waiting.push((id, by));
            }
        }
        world.house.clock("2024-03-28 10:00:00");
        world
            .adopt(world.accepted[0], world.outlets[2], "2024-03-20")
            .await;
        world
            .adopt(world.accepted[1], world.outlets[0], "2024-03-21")
            .await;
        world
    }

    pub async fn settle_through(&self, text: &str) {
        let house = &self.house;
        let tx = zhibao::db::write(&house.app.db).await.expect("a transaction");
        ledger::settle_through(&tx, day(text), house.admin, house.app.clock.now())
            .await
            .expect("settled");
        tx.commit().await.expect("committed");
    }

    /// Closes March on 2 April, two articles notwithstanding.
    pub async fn close_march(&self) {
        self.house.clock("2024-04-02 09:00:00");
        self.settle_through("2024-04-01").await;
        self.close("2024-03", "两篇稿件转下月审").await;
    }

    /// Closes a month that is over and settled.
    pub async fn close(&self, month: &str, reason: &str) {
        let office = self.house.viewer(self.office).await.office().expect("the office");
        newsroom::close_month(&self.house.app, &office, month.parse().expect("a month"), reason)
            .await
            .expect("closed");
    }

    /// Everything that is printed of March: statements with their lines as they stood, and both rankings.
    pub async fn march(&self) -> String {
        let db = self.house.app.db.reader();
        let mut printed = String::new();
        let people = self.reporters.map(|id| (SubjectKind::Person, id.0));
        let units = self.units.map(|id| (SubjectKind::Unit, id.0));
        for subject in people.into_iter().chain(units) {
            let frozen = ledger::frozen(db, subject, "2024-03").await.expect("a statement");
            let read = ledger::statement(db, subject, "2024-03")
                .await
                .expect("a statement");
            let close = read.close.clone().expect("the month is closed");
            let articles: Vec<ArticleId> = read
                .rows
                .iter()
                .filter_map(|row| row.posting.article_id)
                .collect();
            let titles = ledger::titles_then(db, &close, &articles).await.expect("titles");
            writeln!(printed, "{frozen:?}\n{read:?}").expect("written");
            for row in &read.rows {
                let title = row.posting.article_id.and_then(|id| titles.get(&id));
                writeln!(printed, "{title:?}").expect("written");
            }
        }
        for kind in [SubjectKind::Person, SubjectKind::Unit] {
            let filter = RankFilter {
                kind,
                period: "2024-03".into(),
                class: None,
                ties: TieRule::Standard,
            };
            let period = "2024-03".parse().expect("a period");
            let ranking = newsroom::ranking(db, Sight::whole(), &filter, period)
                .await
                .expect("a ranking");
            writeln!(printed, "{ranking:?}").expect("written");
        }
        printed
    }

    /// The next number of the sequence, below `n`.
    fn draw(&mut self, n: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).expect("small") % n
    }

    /// Something that happens after March was closed, most of it about March.
    pub async fn event(&mut self, n: usize) {
        let (month, date) = (4 + n / 208, 3 + (n / 8) % 26);
        self.house.clock(&format!("2024-{month:02}-{date:02} 10:00:00"));
        match self.draw(8) {
            0 | 1 => {
                let (article, outlet) = (self.draw(self.accepted.len()), self.draw(3));
                let (article, outlet) = (self.accepted[article], self.outlets[outlet]);
                let on = format!("2024-03-{:02}", 1 + self.draw(31));
                self.adopt(article, outlet, &on).await;
            }
            2 | 3 if !self.adopted.is_empty() => {
                let at = self.draw(self.adopted.len());
                let id = self.adopted.swap_remove(at);
                let editor = self.house.viewer(self.editor).await.editor().expect("an editor");
                newsroom::withdraw_adoption(&self.house.app, &editor, id, "登记有误")
                    .await
                    .expect("withdrawn");
            }
            4 | 5 => {
                let level = ["district", "municipal", "provincial"][self.draw(3)];
                let outlet = self.draw(3);
                let outlet = self.outlets[outlet];
                let viewer = self.house.viewer(self.editor).await;
                let from = self.house.app.today();
                // A second change on one day is refused; that is an event, too.
                let _ =
                    newsroom::move_outlet(&self.house.app, &viewer, outlet, (level, "bulletin"), from).await;
            }
            6 if !self.waiting.is_empty() => self.change_authors().await,
            // Few new articles: every event settles all that there are.
            _ if n.is_multiple_of(4) => {
                let by = self.draw(2);
                let by = self.reporters[by];
                let id = self.house.submit(by, &format!("其后之{n}"), 300).await.id;
                self.accept(id).await;
            }
            _ => {
                let (article, outlet) = (self.draw(6), self.draw(3));
                let (article, outlet) = (self.accepted[article], self.outlets[outlet]);
                self.adopt(article, outlet, "2024-03-31").await;
            }
        }
    }

    /// An article of March comes back, gets another byline and title, and is filed again.
    async fn change_authors(&mut self) {
        let at = self.draw(self.waiting.len());
        let (id, by) = self.waiting[at];
        let back = self
            .house
            .decide(self.editor, id, Decision::Return, "facts")
            .await
            .expect("returned");
        let reporter = self.house.viewer(by).await.reporter().expect("a reporter");
        let mut authors = self.reporters.to_vec();
        authors.rotate_left(self.draw(2));
        authors.truncate(1 + self.draw(2));
        let author = |id: PersonId| NewAuthor {
            person_id: Some(id),
            name: String::new(),
            craft: Craft::Writer,
            share_bp: None,
            is_external: false,
        };
        let title = format!("改过的三月动态之{}", self.draw(1_000));
        let words = newsroom::DraftText {
            authors: Some(authors.into_iter().map(author).collect()),
            ..text(&title, 300)
        };
        let saved = newsroom::save_draft(&self.house.app, &reporter, id, back.version, &words)
            .await
            .expect("saved")
            .article;
        let filed = newsroom::submit(&self.house.app, &reporter, id, saved.version)
            .await
            .expect("filed again");
        assert_eq!(filed.state, ArticleState::Submitted);
    }

    async fn accept(&mut self, id: ArticleId) {
        self.house
            .decide(self.editor, id, Decision::Accept, "")
            .await
            .expect("accepted");
        self.accepted.push(id);
    }

    /// Records an adoption; one that is recorded already is refused, and that is all.
    async fn adopt(&mut self, article: ArticleId, outlet: OutletId, on: &str) {
        match self.house.adopt(self.editor, adoption(article, outlet, on)).await {
            Ok((row, _)) => self.adopted.push(row.id),
            Err(zhibao::Error::Refused(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}
