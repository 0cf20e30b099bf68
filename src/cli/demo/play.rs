//! Playing the scenes of articles by the verbs of the newsroom, each as the person who does it.

use std::collections::HashMap;

use entity::{AdoptionId, Craft, Instant, article};

use super::cast::Cast;
use super::painter::Painter;
use super::story::Scene;
use super::words;
use crate::app::App;
use crate::calendar;
use crate::demo::{ArticlePlan, ArticleType, Deed, District};
use crate::error::Error;
use crate::newsroom::{
    self, Decision, DraftText, Granted, NewAdoption, NewAuthor, NewFile, NewInstruction, Remark,
};
use crate::text::file_link;

/// One in so many articles that need no picture has its pictures all the same.
const ILLUSTRATED: usize = 5;

/// The play: what the scenes so far left behind.
pub(super) struct Play<'a> {
    app: &'a App,
    district: &'a District,
    cast: &'a Cast,
    articles: HashMap<usize, article::Model>,
    figures: HashMap<usize, Vec<String>>,
    adoptions: HashMap<(usize, usize), AdoptionId>,
    painter: Painter,
}

impl<'a> Play<'a> {
    pub fn new(app: &'a App, district: &'a District, cast: &'a Cast) -> Self {
        Self {
            app,
            district,
            cast,
            articles: HashMap::new(),
            figures: HashMap::new(),
            adoptions: HashMap::new(),
            painter: Painter::default(),
        }
    }

    /// Plays a scene of an article; the others are not played here.
    pub async fn act(&mut self, scene: &Scene) -> Result<(), Error> {
        match scene {
            Scene::Draft(n) => self.draft(*n).await,
            Scene::Step(n, step) => self.step(*n, *step).await,
            Scene::Adopt(n, adoption) => self.adopt(*n, *adoption).await,
            Scene::WithdrawAdoption(n, adoption) => self.withdraw_adoption(*n, *adoption).await,
            Scene::Instruct(n) => self.instruct(*n).await,
            Scene::Publish(_) | Scene::Night(_) | Scene::Close(_) | Scene::ReadNotices => Ok(()),
        }
    }

    fn plan(&self, n: usize) -> &'a ArticlePlan {
        &self.district.articles[n]
    }

    fn article(&self, n: usize) -> Result<&article::Model, Error> {
        self.articles
            .get(&n)
            .ok_or_else(|| Error::broken("the article was not begun"))
    }

    /// Begins an article; its pictures need the article, and its text then needs its pictures.
    async fn draft(&mut self, n: usize) -> Result<(), Error> {
        let plan = self.plan(n);
        let reporter = self.cast.viewers[plan.reporter].reporter()?;
        let unit = self.cast.organisations[plan.organisation];
        let text = self.text(n, 0);
        let saved = newsroom::start_draft(self.app, &reporter, Some(unit), &text).await?;
        let mut article = saved.article;
        let is_illustrated = plan.kind == ArticleType::PhotoNews || n.is_multiple_of(ILLUSTRATED);
        if is_illustrated && !plan.pictures.is_empty() {
            let mut figures = Vec::new();
            for (at, picture) in plan.pictures.iter().enumerate() {
                let file = NewFile {
                    name: format!("图{}.png", at + 1),
                    bytes: self.painter.png(picture.seed)?,
                };
                let kept = newsroom::keep_picture(self.app, &reporter, article.id, file).await?;
                let seen = (kept.key.as_str(), kept.version);
                newsroom::caption_picture(self.app, &reporter, seen, &picture.caption, &picture.credit)
                    .await?;
                figures.push(figure(&kept.key, &picture.caption, &picture.credit)?);
            }
            self.figures.insert(n, figures);
            article = self.rewrite(&article, n, 0).await?;
        }
        self.articles.insert(n, article);
        Ok(())
    }

    /// The text of a version, with the figures that were kept.
    fn text(&self, n: usize, version: usize) -> DraftText {
        let plan = self.plan(n);
        let version = &plan.versions[version];
        let figures = self.figures.get(&n).map(|figures| figures.concat());
        DraftText {
            title: version.title.clone(),
            r#type: plan.kind.code().to_owned(),
            body_html: with_figures(&version.body_html, &figures.unwrap_or_default()),
            note: plan.note.clone(),
            authors: Some(self.authors(plan)),
        }
    }

    fn authors(&self, plan: &ArticlePlan) -> Vec<NewAuthor> {
        let author = |person: usize, craft: Craft, share_bp: Option<i64>| NewAuthor {
            person_id: Some(self.cast.people[person]),
            name: self.district.people[person].name.clone(),
            craft,
            share_bp,
            is_external: false,
        };
        let is_alone = plan.authors.len() == 1;
        let writers = plan.authors.iter().map(|one| {
            let share = (!is_alone).then(|| i64::from(one.percent) * 100);
            author(one.person, Craft::Writer, share)
        });
        let photographer = plan
            .photographer
            .map(|person| author(person, Craft::Photographer, None));
        writers.chain(photographer).collect()
    }

    async fn step(&mut self, n: usize, step: usize) -> Result<(), Error> {
        let plan = &self.plan(n).steps[step];
        let by = &self.cast.viewers[plan.by];
        let article = self.article(n)?;
        let (app, id, version) = (self.app, article.id, article.version);
        let moved = match &plan.deed {
            Deed::Submit { version: text } => self.submit(n, *text).await?,
            Deed::Sign => newsroom::sign(app, &by.unit_reviewer()?, id, version, "").await?,
            Deed::Claim => newsroom::claim(app, &by.editor()?, id, version).await?,
            Deed::Return { remark, due_at } => {
                let remark = Remark {
                    reason: words::return_reason(remark),
                    remark: remark.clone(),
                    due_on: calendar::day_of(Instant::from(*due_at).0),
                    ..Remark::default()
                };
                newsroom::decide(app, &by.editor()?, id, version, (Decision::Return, &remark)).await?
            }
            Deed::Hold { remark } => {
                let remark = Remark {
                    remark: remark.clone(),
                    ..Remark::default()
                };
                newsroom::decide(app, &by.editor()?, id, version, (Decision::Hold, &remark)).await?
            }
            Deed::Decline { reason } => {
                let remark = Remark {
                    reason: words::decline_reason(reason),
                    remark: reason.clone(),
                    ..Remark::default()
                };
                newsroom::decide(app, &by.editor()?, id, version, (Decision::Decline, &remark)).await?
            }
            Deed::Withdraw { reason } => {
                newsroom::withdraw(app, &by.reporter()?, id, version, reason).await?
            }
            Deed::Accept => {
                let silent = Remark::default();
                newsroom::decide(app, &by.editor()?, id, version, (Decision::Accept, &silent)).await?
            }
        };
        self.articles.insert(n, moved);
        Ok(())
    }

    /// Submits a version. A first attempt that breaks a rule of its type is refused, as it would be on the page; the
    /// reporter then files the finished text.
    async fn submit(&self, n: usize, version: usize) -> Result<article::Model, Error> {
        let plan = self.plan(n);
        let reporter = self.cast.viewers[plan.reporter].reporter()?;
        let mut article = self.article(n)?.clone();
        if version > 0 {
            article = self.rewrite(&article, n, version).await?;
        }
        let last = plan.versions.len() - 1;
        match newsroom::submit(self.app, &reporter, article.id, article.version).await {
            Err(Error::Invalid(_)) if version < last => {
                let article = self.rewrite(&article, n, last).await?;
                newsroom::submit(self.app, &reporter, article.id, article.version).await
            }
            done => done,
        }
    }

    /// Puts a version of the text into the draft.
    async fn rewrite(
        &self,
        article: &article::Model,
        n: usize,
        version: usize,
    ) -> Result<article::Model, Error> {
        let reporter = self.cast.viewers[self.plan(n).reporter].reporter()?;
        let text = self.text(n, version);
        let saved = newsroom::save_draft(self.app, &reporter, article.id, article.version, &text).await?;
        Ok(saved.article)
    }

    async fn adopt(&mut self, n: usize, at: usize) -> Result<(), Error> {
        let plan = &self.plan(n).adoptions[at];
        let editor = self.cast.viewers[plan.recorded_by].editor()?;
        let new = NewAdoption {
            article_id: self.article(n)?.id,
            outlet_id: self.cast.outlets[plan.outlet],
            adopted_on: plan.adopted_on,
            headline: plan.headline.clone(),
            page: plan.page.to_owned(),
            position: words::position(plan.position),
            form: words::form(plan.form),
            is_repost: plan.is_repost,
            url: plan.link.clone().unwrap_or_default(),
            evidence: None,
            route: String::new(),
            as_type: String::new(),
            granted: Granted::default(),
            is_late_approved: false,
        };
        let (adoption, _) = newsroom::adopt(self.app, &editor, &new).await?;
        self.adoptions.insert((n, at), adoption.id);
        Ok(())
    }

    async fn withdraw_adoption(&mut self, n: usize, at: usize) -> Result<(), Error> {
        let plan = &self.plan(n).adoptions[at];
        let Some(withdrawal) = &plan.withdrawn else {
            return Ok(());
        };
        let editor = self.cast.viewers[plan.recorded_by].editor()?;
        let id = self
            .adoptions
            .get(&(n, at))
            .ok_or_else(|| Error::broken("the adoption was not recorded"))?;
        newsroom::withdraw_adoption(self.app, &editor, *id, &withdrawal.reason).await?;
        Ok(())
    }

    async fn instruct(&mut self, n: usize) -> Result<(), Error> {
        let Some(plan) = &self.plan(n).instruction else {
            return Ok(());
        };
        let editor = self.cast.viewers[plan.recorded_by].editor()?;
        let new = NewInstruction {
            article_id: self.article(n)?.id,
            leader: plan.leader_title.to_owned(),
            leader_level: plan.level.code().to_owned(),
            instructed_on: plan.given_on,
            excerpt: plan.excerpt.clone(),
            is_confidential: false,
            evidence: None,
            has_copy: true,
            granted: Granted::default(),
        };
        newsroom::instruct(self.app, &editor, &new).await?;
        Ok(())
    }
}

/// A picture with its caption, as the writing page makes it.
fn figure(key: &str, caption: &str, credit: &str) -> Result<String, Error> {
    let link = file_link(key).ok_or_else(|| Error::broken("a file's key is no link"))?;
    Ok(format!(
        "<figure><img src=\"{link}\" alt=\"{caption}\"><figcaption>{caption}（{credit}）</figcaption></figure>"
    ))
}

/// The body with its figures after the first paragraph.
fn with_figures(body: &str, figures: &str) -> String {
    match body.split_once("</p>") {
        Some((lead, rest)) => format!("{lead}</p>{figures}{rest}"),
        None => format!("{body}{figures}"),
    }
}

#[cfg(test)]
mod tests {
    use super::with_figures;

    #[test]
    fn figures_stand_after_the_lead() {
        assert_eq!(
            with_figures("<p>一</p><p>二</p>", "<图>"),
            "<p>一</p><图><p>二</p>"
        );
        assert_eq!(with_figures("<h2>一</h2>", "<图>"), "<h2>一</h2><图>");
    }
}
