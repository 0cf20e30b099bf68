//! A reporter's piece from what they have: a Word file through the dialog, a picture of their own, a passage pasted from
//! WPS; and it is filed whole.

use entity::{ArticleState, Purpose, Role};
use serde_json::json;
use zhibao::newsroom;

use crate::stories;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::workspace;

stories! {
    a_word_file_a_picture_and_a_pasted_passage_are_filed_in_a_browser
}

/// What WPS puts on the clipboard: a list whose mark is text, a picture of the local disk, its own tags and styles.
const WPS: &str = "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p{mso-style-name:x}</style></head>\
    <body><!--StartFragment--><p class=MsoNormal style='mso-list:l0 level1 lfo1;font-family:仿宋'>\
    <![if !supportLists]><span>1.&nbsp;</span><![endif]>第一条：<b>错时</b>开课<o:p></o:p></p>\
    <p class=MsoNormal><img src=\"file:///C:/ksohtml/wps1.png\">第二条：<span style='color:red'>送课上门</span></p>\
    <!--EndFragment--></body></html>";

/// A script that pastes into the editor, at its end, as the clipboard event of the browser would.
fn paste(html: &str) -> String {
    let script = "((html) => {
        const editor = window.hugerte.activeEditor;
        editor.focus();
        editor.selection.select(editor.getBody(), true);
        editor.selection.collapse(false);
        const { DataTransfer, ClipboardEvent } = editor.getWin();
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/html', html);
        clipboardData.setData('text/plain', '第一条');
        editor.getBody().dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    })";
    format!("{script}({})", json!(html))
}

async fn body(tab: &Tab) -> String {
    let html = tab.evaluate("window.hugerte.activeEditor.getContent()").await;
    html.as_str().expect("HTML").to_owned()
}

/// A tab in which a piece was begun and the editor is there.
async fn begun(browser: &Browser, origin: &str, username: &str) -> Tab {
    let tab = browser.signed_in(Screen::Desk, origin, username).await;
    tab.goto(&format!("{origin}/write")).await;
    tab.follow("button", "开始写").await;
    tab.wait_for_text("报送前检查").await;
    tab.fill("标题", "先写下的标题").await;
    crate::support::patience::until(crate::support::patience::LIMIT, "the editor", async || {
        let is_there = tab
            .evaluate("Boolean(window.hugerte?.activeEditor?.initialized)")
            .await;
        if is_there == json!(true) {
            Ok(())
        } else {
            Err("it is not there".to_owned())
        }
    })
    .await;
    tab
}

async fn a_word_file_a_picture_and_a_pasted_passage_are_filed_in_a_browser(house: TestApp) {
    let unit = house.unit("滨海街道", false).await;
    let reporter = house.person("林岚", Role::Reporter, unit).await;
    let origin = house.serve().await.origin().to_owned();
    let browser = Browser::open().await;
    let username = house.viewer(reporter).await.person.username;
    let tab = begun(&browser, &origin, &username).await;

    // A Word file: looked at first, then it takes the place of what is there.
    let docx = workspace::root().join("tests/fixtures/manuscripts/night-school.docx");
    tab.upload("导入 Word / WPS", &[&docx]).await;
    tab.wait_for("heading", "请核对导入的内容").await;
    tab.wait_for_text("青禾街道社区夜校开班").await;
    // What lies behind a dialog has no name, so it is looked at by its key.
    assert_eq!(
        tab.evaluate("document.getElementById('title').value").await,
        "先写下的标题",
        "nothing is taken before it is confirmed"
    );
    tab.screenshot("dialog").await;
    tab.click("button", "替换现有内容").await;
    tab.wait_for_text("已导入").await;
    assert_eq!(tab.value_of("标题").await, "青禾街道社区夜校开班");
    let imported = body(&tab).await;
    for part in ["本报讯", "<table", "<img", "𠮷祥里小区", "<li>"] {
        assert!(imported.contains(part), "{part}: {imported}");
    }

    // A picture of their own.
    let folder = crate::support::folder();
    let picture = folder.path().join("走访.png");
    image::RgbImage::from_pixel(640, 480, image::Rgb([40, 90, 160]))
        .save(&picture)
        .expect("a picture");
    let n_before = tab
        .evaluate("document.querySelectorAll('#pictures > li').length")
        .await;
    tab.upload("上传图片", &[&picture]).await;
    tab.wait_for_text("已上传 走访.png").await;
    let n_after = tab
        .evaluate("document.querySelectorAll('#pictures > li').length")
        .await;
    assert_eq!((n_before.as_u64(), n_after.as_u64()), (Some(1), Some(2)));
    tab.evaluate(
        "for (const [name, value] of [['caption', '干部走访夜校学员'], ['credit', '林岚']])
            for (const field of document.querySelectorAll(`#pictures [name=${name}]`)) {
                field.value = value;
                field.dispatchEvent(new Event('input', { bubbles: true }));
            }",
    )
    .await;
    tab.wait_for_body("林岚 摄").await;

    // A passage from WPS: without its mark, its styles and the picture that no clipboard carries.
    tab.evaluate(&paste(WPS)).await;
    tab.wait_for_body("送课上门").await;
    tab.wait_for_text("1 张图片没能随文字粘贴过来").await;
    let pasted = body(&tab).await;
    for gone in ["mso", "supportLists", "file:", "o:p", "color", "仿宋", "1.&nbsp;"] {
        assert!(!pasted.contains(gone), "{gone}: {pasted}");
    }
    tab.screenshot("whole").await;

    tab.wait_for_text("已保存").await;
    tab.follow("button", "报送").await;
    tab.wait_for_text("青禾街道社区夜校开班").await;
    tab.screenshot("filed").await;
    tab.assert_quiet().await;
    let db = house.app.db.reader();
    let writer = house.viewer(reporter).await;
    let id = tab.url().await;
    let id = id
        .split("/articles/")
        .nth(1)
        .and_then(|rest| rest.split(['?', '#', '/']).next())
        .expect("a key");
    let filed = house.article(id.parse().expect("a key")).await;
    assert_eq!(filed.state, ArticleState::Submitted);
    assert_eq!(filed.title, "青禾街道社区夜校开班");
    let cut = newsroom::revisions_of(db, filed.id).await.expect("revisions");
    let text = &cut.last().expect("the one that was filed").body_html;
    for part in ["本报讯", "第一条：", "送课上门", "<table", "𠮷祥里小区"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let files = newsroom::files_of(db, filed.id, Purpose::Picture)
        .await
        .expect("files");
    assert_eq!(files.len(), 2, "the one of the file and the reporter's own");
    assert_eq!(text.matches("<img").count(), 2, "both stand in the text: {text}");
    for file in files {
        assert_eq!(file.caption, "干部走访夜校学员");
        newsroom::file_for(&house.app, &writer, &file.key)
            .await
            .expect("it is served");
    }
    browser.close().await;
    house.end().await;
}
