//! What most looks at a page begin and end with.

use super::{Browser, Screen, Tab};
use crate::support::app::PASSWORD;

impl Browser {
    /// A new visitor who has signed in by the form. What the home page complains of belongs to another test.
    pub async fn signed_in(&self, screen: Screen, origin: &str, username: &str) -> Tab {
        let tab = self.visitor(screen).await;
        tab.goto(&format!("{origin}/sign-in")).await;
        tab.fill("用户名", username).await;
        tab.fill("密码", PASSWORD).await;
        tab.follow("button", "登录").await;
        tab.complaints().await;
        tab
    }
}

impl Tab {
    /// Goes to a page of the house at `origin` and takes its picture: nothing sticks out, nothing complains, axe is
    /// content.
    pub async fn look(&self, origin: &str, path: &str, name: &str) {
        self.goto(&format!("{origin}{path}")).await;
        self.screenshot(name).await;
        self.assert_fits().await;
        self.assert_accessible().await;
        self.assert_quiet().await;
    }
}
