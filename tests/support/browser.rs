//! A real headless Chromium. One process per [`Browser`]; each [`Tab`] is a visitor of its own, with cookies of its own.
//!
//! Controls are found as a person who cannot see would find them: by role and accessible name. Never by CSS class.

mod complaints;
mod keys;
mod look;
mod tab;
mod wire;

use std::path::PathBuf;

use chromiumoxide::BrowserConfig;
use chromiumoxide::cdp::browser_protocol::target::{CreateBrowserContextParams, CreateTargetParams};
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::task::JoinSet;

pub use tab::Tab;

use super::workspace;

/// The Chromium process of one test.
pub struct Browser {
    process: chromiumoxide::Browser,
    _pump: JoinSet<()>,
    _profile: TempDir,
    artefacts: PathBuf,
}

/// What the visitor holds in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1440 × 1000, mouse.
    Desk,
    /// 360 × 780, touch.
    Phone,
    /// 320 × 640, touch: the narrowest that WCAG 1.4.10 asks for.
    Narrow,
}

impl Screen {
    /// Width and height in CSS pixels.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Desk => (1440, 1000),
            Self::Phone => (360, 780),
            Self::Narrow => (320, 640),
        }
    }
}

impl Browser {
    /// Starts Chromium with an empty profile. Screenshots go to `tests/artefacts/<test>/`.
    pub async fn open() -> Self {
        let profile = tempfile::Builder::new()
            .prefix("zhibao-chromium")
            .tempdir()
            .expect("a temporary folder");
        let config = BrowserConfig::builder()
            .new_headless_mode()
            .no_sandbox()
            .viewport(None)
            .user_data_dir(profile.path())
            .launch_timeout(std::time::Duration::from_mins(1))
            // On a closed network Chromium's own look-ups are refused many at a time and slow every page down.
            .args([
                "disable-gpu",
                "disable-quic",
                "disable-component-update",
                "no-default-browser-check",
            ])
            .arg(("accept-lang", "zh-CN,zh"))
            .env("LANGUAGE", "zh_CN")
            .build()
            .expect("Chromium is installed (./test installs it)");
        let (process, mut handler) = chromiumoxide::Browser::launch(config)
            .await
            .expect("Chromium starts");
        let mut pump = JoinSet::new();
        pump.spawn(async move { while handler.next().await.is_some() {} });
        Self {
            process,
            _pump: pump,
            _profile: profile,
            artefacts: workspace::artefacts(&workspace::test_name()),
        }
    }

    /// A new visitor without cookies, on an empty page.
    pub async fn visitor(&self, screen: Screen) -> Tab {
        let context = self
            .process
            .create_browser_context(CreateBrowserContextParams::default())
            .await;
        let target = CreateTargetParams::builder()
            .url("about:blank")
            .browser_context_id(context.expect("a context"))
            .build()
            .expect("a target needs its address only");
        let page = self.process.new_page(target).await.expect("a page opens");
        Tab::new(page, screen, self.artefacts.clone()).await
    }

    /// Ends Chromium and waits for it, so that no process outlives the test.
    pub async fn close(mut self) {
        self.process
            .close()
            .await
            .expect("Chromium takes the order to close");
        self.process.wait().await.expect("Chromium ends");
    }
}
