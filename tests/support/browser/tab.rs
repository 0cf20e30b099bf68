//! One visitor's tab: what a person does and sees. Every step waits for what it needs and fails with what it saw.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chromiumoxide::Page;
use serde_json::{Value, json};

use super::complaints::Complaints;
use super::{Screen, keys, wire};
use crate::support::patience;

/// Roles that take typed text or a picked value.
const FIELDS: [&str; 9] = [
    "textbox",
    "searchbox",
    "combobox",
    "spinbutton",
    "listbox",
    "Date",
    "DateTime",
    "InputTime",
    "slider",
];

/// A visitor. Cookies are its own; other tabs of the same browser are other people.
pub struct Tab {
    page: Page,
    complaints: Complaints,
    screen: Screen,
    artefacts: PathBuf,
    limit: Duration,
}

/// An element of the page, as `DevTools` names it.
struct Control(String);

impl Tab {
    pub(super) async fn new(page: Page, screen: Screen, artefacts: PathBuf) -> Self {
        let complaints = Complaints::listen(&page).await;
        let tab = Self {
            page,
            complaints,
            screen,
            artefacts,
            limit: patience::LIMIT,
        };
        let (width, height) = screen.size();
        let is_phone = screen != Screen::Desk;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone });
        tab.call("Emulation.setDeviceMetricsOverride", metrics).await;
        tab.call(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": is_phone }),
        )
        .await;
        tab.call(
            "Emulation.setTimezoneOverride",
            json!({ "timezoneId": "Asia/Shanghai" }),
        )
        .await;
        tab.call("Log.enable", json!({})).await;
        tab.call("Runtime.enable", json!({})).await;
        tab.call("Accessibility.enable", json!({})).await;
        tab
    }

    /// Changes how long a step waits for what it needs: shorter where a test expects it not to come.
    #[must_use]
    pub fn patient_for(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Sets the size of letters, in pixels, that this visitor chose in the settings of the browser: 16 unless told.
    pub async fn letters(&self, pixels: u32) {
        let sizes = json!({ "fontSizes": { "standard": pixels } });
        self.call("Page.setFontSizes", sizes).await;
    }

    /// Opens an address and waits until the page and what it loads are there.
    pub async fn goto(&self, url: &str) {
        let before = self.document_birth().await;
        let answer = self.call("Page.navigate", json!({ "url": url })).await;
        if let Some(error) = answer.get("errorText").and_then(Value::as_str) {
            panic!("{url}: {error}");
        }
        let is_new_document = answer.get("loaderId").is_some();
        self.until_loaded(if is_new_document { before } else { Value::Null })
            .await;
    }

    /// Reloads the page.
    pub async fn reload(&self) {
        let before = self.document_birth().await;
        self.call("Page.reload", json!({})).await;
        self.until_loaded(before).await;
    }

    /// The address bar.
    pub async fn url(&self) -> String {
        self.evaluate("location.href")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// All text that the page shows.
    pub async fn text(&self) -> String {
        self.try_text().await.unwrap_or_default()
    }

    /// Waits until the page shows `text` somewhere.
    pub async fn wait_for_text(&self, text: &str) {
        patience::until(self.limit, &format!("the text '{text}'"), async || {
            let shown = self.try_text().await?;
            if shown.contains(text) {
                Ok(())
            } else {
                Err(format!("the page shows:\n{shown}"))
            }
        })
        .await;
    }

    /// Waits until exactly one control has this role and name, such as `("button", "报送")`.
    pub async fn wait_for(&self, role: &str, name: &str) {
        self.find(&[role], name).await;
    }

    /// Waits until no control has this role and name.
    pub async fn wait_until_gone(&self, role: &str, name: &str) {
        patience::until(self.limit, &format!("{role} '{name}' to go away"), async || {
            let found = self.query(&[role], name).await?.len();
            if found == 0 {
                Ok(())
            } else {
                Err(format!("{found} are still there"))
            }
        })
        .await;
    }

    /// How many controls have this role and name now, without waiting.
    pub async fn count(&self, role: &str, name: &str) -> usize {
        self.query(&[role], name).await.unwrap_or_default().len()
    }

    /// The text inside a control, such as `("status", "")`; the name `""` means any.
    pub async fn text_of(&self, role: &str, name: &str) -> String {
        let control = self.find(&[role], name).await;
        let text = self
            .on(
                &control,
                "function() { return this.innerText ?? this.textContent }",
                &[],
            )
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The value of the field with this label.
    pub async fn value_of(&self, label: &str) -> String {
        let control = self.find(&FIELDS, label).await;
        self.on(
            &control,
            "function() { return this.value ?? this.innerText }",
            &[],
        )
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
    }

    /// Clicks where a person would; fails when something else lies on top.
    pub async fn click(&self, role: &str, name: &str) {
        let what = format!("{role} '{name}' to be clickable");
        let at = patience::until(self.limit, &what, async || {
            let control = one(self.query(&[role], name).await?)?;
            let place = wire::on_element(&self.page, &control.0, PLACE, &[]).await?;
            if place["hit"] == json!(true) {
                Ok(place)
            } else {
                Err(format!("it is covered or hidden: {place}"))
            }
        })
        .await;
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let event = json!({
                "type": kind, "x": at["x"], "y": at["y"], "button": if kind == "mouseMoved" { "none" } else { "left" },
                "buttons": buttons, "clickCount": i32::from(kind != "mouseMoved"),
            });
            self.call("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Clicks what leads to another document, a link or a form's button, and waits for that document.
    pub async fn follow(&self, role: &str, name: &str) {
        let before = self.document_birth().await;
        self.click(role, name).await;
        self.until_loaded(before).await;
    }

    /// Replaces what the field with this label holds.
    pub async fn fill(&self, label: &str, value: &str) {
        let control = self.find(&FIELDS, label).await;
        let is_set = self.on(&control, FOCUS_OR_SET, &[json!(value)]).await;
        if is_set != json!(true) {
            self.type_text(value).await;
        }
    }

    /// Types at the end of the text of an article, as an input method commits it, once the editor is there.
    pub async fn write_body(&self, text: &str) {
        let ready = "new Promise((done) => { const look = () => { const it = window.hugerte?.get()[0]; \
            if (it?.initialized) { it.focus(); it.selection.select(it.getBody(), true); it.selection.collapse(false); done(true) } \
            else setTimeout(look, 50) }; look() })";
        self.evaluate(ready).await;
        self.type_text(text).await;
    }

    /// Waits until the text of an article holds this in its editor.
    pub async fn wait_for_body(&self, text: &str) {
        patience::until(patience::LIMIT, text, async || {
            let html = self
                .evaluate("window.hugerte?.get()[0]?.getContent() ?? ''")
                .await;
            let html = html.as_str().unwrap_or_default().to_owned();
            if html.contains(text) { Ok(()) } else { Err(html) }
        })
        .await;
    }

    /// Types into whatever has the focus, as an input method would commit it.
    pub async fn type_text(&self, text: &str) {
        self.call("Input.insertText", json!({ "text": text })).await;
    }

    /// Picks an option, by the text it shows, in the select with this label.
    pub async fn choose(&self, label: &str, option: &str) {
        let control = self.find(&["combobox", "listbox"], label).await;
        let is_done = self.on(&control, CHOOSE, &[json!(option)]).await;
        assert_eq!(
            is_done,
            json!(true),
            "'{label}' has no option '{option}'; it has {is_done}"
        );
    }

    /// Presses a key, `Enter`, `Control+Enter`, `j`, wherever the focus is.
    pub async fn press(&self, combination: &str) {
        for event in keys::events(combination) {
            self.call("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Role and name of what has the focus, such as `("textbox", "标题")`: for tests without a mouse.
    pub async fn focused(&self) -> (String, String) {
        let object = self
            .object("document.activeElement")
            .await
            .expect("something has the focus");
        let node = self.call(
            "Accessibility.getPartialAXTree",
            json!({ "objectId": object, "fetchRelatives": false }),
        );
        let node = node.await;
        let of = |field: &str| {
            node["nodes"][0][field]["value"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        (of("role"), of("name"))
    }

    /// Puts files into the file field with this label.
    pub async fn upload(&self, label: &str, files: &[&Path]) {
        let what = format!("a file field '{label}'");
        let object = patience::until(self.limit, &what, async || {
            let script = format!("({FILE_FIELD})({})", json!(label));
            self.object(&script)
                .await
                .ok_or_else(|| "no label leads to one".to_owned())
        })
        .await;
        let paths: Vec<String> = files.iter().map(|it| it.display().to_string()).collect();
        self.call(
            "DOM.setFileInputFiles",
            json!({ "objectId": object, "files": paths }),
        )
        .await;
    }

    /// Evaluates an expression in the page; for what no role shows.
    pub async fn evaluate(&self, expression: &str) -> Value {
        wire::evaluate(&self.page, expression)
            .await
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// Turns the page's own scripts off or on, from the next page on.
    pub async fn scripts(&self, is_on: bool) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !is_on }))
            .await;
    }

    /// Cuts or restores the tab's network.
    pub async fn network(&self, is_on: bool) {
        let conditions =
            json!({ "offline": !is_on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.call("Network.emulateNetworkConditions", conditions).await;
    }

    /// Shows the page as it would be printed on paper, or as on the screen again.
    pub async fn print_view(&self, is_on: bool) {
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "media": if is_on { "print" } else { "" } }),
        )
        .await;
    }

    /// Saves the whole page, below the fold too, as `tests/artefacts/<test>/<name>-<width>.png`.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let picture = self.call(
            "Page.captureScreenshot",
            json!({ "format": "png", "captureBeyondViewport": true,
            "clip": self.whole_page().await }),
        );
        let picture = picture.await["data"].take();
        let bytes = base64::Engine::decode(
            &base64::engine::general_purpose::STANDARD,
            picture.as_str().expect("a picture"),
        );
        let path = self
            .artefacts
            .join(format!("{name}-{}.png", self.screen.size().0));
        std::fs::write(&path, bytes.expect("base64")).expect("the picture can be written");
        path
    }

    /// What axe-core holds against the page: its serious and critical violations, one line each.
    pub async fn axe(&self) -> Vec<String> {
        let library = crate::support::workspace::root().join("tests/vendor/axe.min.js");
        let library = std::fs::read_to_string(&library)
            .unwrap_or_else(|error| panic!("{}: {error}", library.display()));
        self.evaluate(&format!("{library}; null")).await;
        let found = self.evaluate(AXE).await;
        found
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect()
    }

    /// Fails when axe-core finds anything serious or critical.
    #[track_caller]
    pub fn assert_accessible(&self) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let found = self.axe().await;
            assert!(
                found.is_empty(),
                "{place}: {} is not accessible:\n{}",
                self.url().await,
                found.join("\n")
            );
        }
    }

    /// Takes what the browser complained about since the last time: uncaught and console errors, CSP violations,
    /// failed loads.
    pub async fn complaints(&self) -> Vec<String> {
        // Events come behind the answers on the same wire: one more answer, and a moment for the listeners.
        self.evaluate("null").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.complaints.take()
    }

    /// Fails when the browser complained about anything.
    #[track_caller]
    pub fn assert_quiet(&self) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let complaints = self.complaints().await;
            assert!(
                complaints.is_empty(),
                "{place}: the browser complains:\n{}",
                complaints.join("\n")
            );
        }
    }

    /// Fails when the page is wider than the screen, so that a phone would scroll sideways.
    #[track_caller]
    pub fn assert_fits(&self) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let wide = self.evaluate(TOO_WIDE).await;
            assert_eq!(
                wide,
                json!([]),
                "{place}: {} is wider than its screen",
                self.url().await
            );
        }
    }

    async fn find(&self, roles: &[&str], name: &str) -> Control {
        let what = format!("one {} '{name}'", roles.join(" or "));
        patience::until(self.limit, &what, async || {
            let found = self.query(roles, name).await?;
            if found.is_empty() {
                return Err(format!("none is on {}:\n{}", self.url().await, self.text().await));
            }
            one(found)
        })
        .await
    }

    /// The visible controls with one of these roles and exactly this name (`""`: any name).
    async fn query(&self, roles: &[&str], name: &str) -> Result<Vec<Control>, String> {
        let root = self
            .object("document.readyState === 'complete' ? document : null")
            .await
            .ok_or(LOADING)?;
        let mut wanted = json!({ "objectId": root });
        if name.is_empty() {
            wanted["role"] = json!(roles[0]);
        } else {
            wanted["accessibleName"] = json!(name);
        }
        let answer = wire::call(&self.page, "Accessibility.queryAXTree", wanted).await?;
        let mut controls = Vec::new();
        for node in answer["nodes"].as_array().into_iter().flatten() {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            if node["ignored"] == json!(true) || !roles.contains(&role) {
                continue;
            }
            let backend = json!({ "backendNodeId": node["backendDOMNodeId"] });
            let resolved = wire::call(&self.page, "DOM.resolveNode", backend).await?;
            let object = resolved
                .pointer("/object/objectId")
                .and_then(Value::as_str)
                .ok_or("it went away")?;
            controls.push(Control(object.to_owned()));
        }
        Ok(controls)
    }

    /// The page's text; an error until it is loaded, since its scripts may still change it.
    async fn try_text(&self) -> Result<String, String> {
        let shown = "document.readyState === 'complete' ? document.body?.innerText ?? '' : null";
        let text = wire::evaluate(&self.page, shown).await?;
        text.as_str()
            .map(ToOwned::to_owned)
            .ok_or_else(|| LOADING.to_owned())
    }

    /// A handle to what an expression yields; `None` for null.
    async fn object(&self, expression: &str) -> Option<String> {
        let answer = wire::call(
            &self.page,
            "Runtime.evaluate",
            json!({ "expression": expression }),
        )
        .await
        .ok()?;
        answer
            .pointer("/result/objectId")
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
    }

    async fn on(&self, control: &Control, function: &str, arguments: &[Value]) -> Value {
        wire::on_element(&self.page, &control.0, function, arguments)
            .await
            .unwrap_or_else(|error| panic!("{function}: {error}"))
    }

    async fn call(&self, method: &'static str, parameters: Value) -> Value {
        wire::call(&self.page, method, parameters)
            .await
            .unwrap_or_else(|error| panic!("{error}"))
    }

    async fn whole_page(&self) -> Value {
        let size = self.evaluate(
            "({ x: 0, y: 0, scale: 1, width: Math.max(innerWidth, document.documentElement.scrollWidth), \
             height: Math.max(innerHeight, document.documentElement.scrollHeight) })",
        );
        size.await
    }

    /// When the current document began: another value means another document.
    async fn document_birth(&self) -> Value {
        wire::evaluate(&self.page, "performance.timeOrigin")
            .await
            .unwrap_or(Value::Null)
    }

    async fn until_loaded(&self, before: Value) {
        patience::until(self.limit, "another page", async || {
            let state = wire::evaluate(&self.page, "[performance.timeOrigin, document.readyState]").await?;
            let is_there = state[0] != before && state[1] == json!("complete");
            if is_there {
                Ok(())
            } else {
                Err(format!("it is {state}, before {before}"))
            }
        })
        .await;
    }
}

fn one(mut found: Vec<Control>) -> Result<Control, String> {
    match (found.pop(), found.len()) {
        (Some(control), 0) => Ok(control),
        (Some(_), others) => Err(format!("{} have this role and name", others + 1)),
        (None, _) => Err("none is there".to_owned()),
    }
}

/// Why there is no answer yet.
const LOADING: &str = "the page is still loading";

/// Where to click, and whether a click there reaches the element.
const PLACE: &str = "function() {
  this.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  const box = [...this.getClientRects()].find((it) => it.width > 0 && it.height > 0);
  if (!box) return { hit: false, why: 'no size' };
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  const hit = !!top && (this.contains(top) || top.closest('label')?.control === this);
  return { x, y, hit: hit && !this.disabled, top: top?.outerHTML.slice(0, 160), disabled: !!this.disabled };
}";

/// Focuses a field and marks its old content; kinds that cannot be typed into by text are set outright.
const FOCUS_OR_SET: &str = "function(value) {
  this.scrollIntoView({ block: 'center', behavior: 'instant' });
  this.focus();
  const picked = ['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range'];
  if (picked.includes(this.type)) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(this, value);
    this.dispatchEvent(new Event('input', { bubbles: true }));
    this.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
  }
  if (this.select) this.select();
  else getSelection().selectAllChildren(this);
  if (value === '') { document.execCommand('delete'); return true; }
  return false;
}";

const CHOOSE: &str = "function(text) {
  const options = [...(this.options ?? [])];
  const found = options.find((it) => it.textContent.trim() === text);
  if (!found || found.disabled) return options.map((it) => it.textContent.trim());
  this.focus();
  if (this.multiple) found.selected = true; else this.value = found.value;
  this.dispatchEvent(new Event('input', { bubbles: true }));
  this.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}";

const FILE_FIELD: &str = "(name) => [...document.querySelectorAll('input[type=file]')].find((it) =>
  it.getAttribute('aria-label') === name || [...it.labels].some((label) => label.textContent.trim() === name)) ?? null";

const AXE: &str = "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations
  .filter((it) => ['serious', 'critical'].includes(it.impact))
  .map((it) => `${it.id} (${it.impact}): ${it.help}: ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`))";

const TOO_WIDE: &str = "document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.body.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map((it) => it.outerHTML.slice(0, 120))";
