// Words that scripts show, in both languages; the page's language decides. A test holds the two lists to the same keys.
export const WORDS = {
  "zh-CN": {
    cancel: "取消", close: "关闭", ok: "确定", continue: "继续", undo: "撤销",
    offline: "网络断开了，你仍可继续写，恢复后自动保存。", online: "网络已恢复。", failed: "没有成功（{0}）。请稍后再试。", no_network: "连不上服务器，请检查网络。",
    session_soon: "还有 {0} 分钟将自动退出。", session_over: "登录已过期。", sign_in_again: "在新窗口登录", leave_unsaved: "本机还有没有存到服务器的稿件。退出后仍会留在这台机器上，直到你再次登录。确定要退出吗？",
    keys: "快捷键", key_search: "检索", key_help: "看快捷键", key_next: "下一篇", key_prev: "上一篇", key_open: "打开", key_accept: "采纳", key_return: "退回修改", key_hold: "待用", key_decline: "退稿", key_claim: "领取", key_record: "登记采用", key_undo: "撤销刚才的决定", key_decide: "确认决定", key_save: "存草稿", key_submit: "提交", key_row: "下一行",
    now: "刚刚", minutes: "{0} 分钟前", hours: "{0} 小时前", yesterday: "昨天", days: "{0} 天前", in_minutes: "{0} 分钟后", in_hours: "{0} 小时后", in_days: "{0} 天后",
    saving: "正在保存", saved: "已保存 {0}", saved_but: "正文已保存，另有未保存的：{0}", unsaved: "有改动", saved_local: "离线，已存本机 {0}", save_failed: "保存失败，已存本机", retry: "重试", conflict: "版本冲突", compare: "对照处理", expired: "登录已过期，文字已存本机", no_room: "本机存储已满，请尽快联网保存",
    found_local: "发现本机有未保存的内容（{0}）", restore: "恢复", discard: "放弃", discarded: "已放弃本机内容。", restored: "已恢复本机内容，请检查后保存。", look: "看一看",
    mine: "我这里的（{0}）", theirs: "服务器上的（{0}）", by: "{0} 保存", keep_mine: "用我的，覆盖服务器的草稿", take_theirs: "用服务器的", conflict_text: "这篇稿件在别处被改过。两份都在下面，选哪一份都不会丢：没选的那份会留在本机备份里。", other_user: "现在登录的是另一个人，没有自动保存。你的文字还在本机。",
    words: "正文 {0} 字", chars: "{0} / {1}", title_long: "，超过建议字数",
    ck_title: "已填标题", ck_title_max: "标题不超过 {0} 字（现 {1}）", ck_body_range: "正文 {0}–{1} 字（现 {2}）", ck_body_min: "正文不少于 {0} 字（现 {1}）", ck_body_max: "正文不超过 {0} 字（现 {1}）", ck_body: "已写正文", ck_pictures: "至少 {0} 张图片（现 {1}）", ck_captions: "每张图片都有说明和摄影", ck_authors: "已填文字作者（份额不填则按办法分配）", ck_shares: "文字作者份额合计 100%（现 {0}%）", ck_blocked: "还有 {0} 处没有达到要求，请先改好再提交。",
    lost_pictures: "{0} 张图片没能随文字粘贴过来。", upload_here: "点此上传", no_pictures_here: "这里不能加图片，请退回给作者补充。", pasted_clean: "已清除粘贴内容的格式。",
    uploading: "正在上传 {0}（{1}%）", uploaded: "已上传 {0}", upload_failed: "《{0}》没有传上去：{1}", too_big: "文件超过 {0} MB", insert: "插入正文", remove: "移除", removed: "已移除。", inserted: "已插入正文。", credit_by: "{0} 摄", caption: "图片说明", credit: "摄影", importing: "正在读取《{0}》", import_empty: "（文件里没有读出标题）", import_dropped: "没有带过来的内容", imported: "已导入，原文还可撤销（Ctrl+Z）。",
    plain_mode: "简易模式", rich_mode: "排版模式", plain_loses: "改用简易模式会去掉图片、表格和加粗，只留文字。确定吗？", editor_missing: "排版编辑器没有载入，已改用简易模式，文字照常保存。", body_label: "正文", placeholder: "在这里写正文；可从 Word、WPS 粘贴，图片在“图片”栏上传",
    removed_author: "已移除 {0}", shares_even: "平均分配",
    row_added: "已加一行", unknown_outlet: "媒体库里没有这个名称", known_as: "即：{0}", duplicate_row: "与第 {0} 行重复", piece_n: "第 {0} 篇，共 {1} 篇：{2}", last_piece: "已是最后一篇", first_piece: "已是第一篇",
  },
  en: {
    cancel: "Cancel", close: "Close", ok: "Confirm", continue: "Continue", undo: "Undo",
    offline: "The network is gone. Keep writing: it is saved when the network returns.", online: "The network is back.", failed: "That did not work ({0}). Please try again.", no_network: "The server cannot be reached. Please check the network.",
    session_soon: "You will be signed out in {0} minutes.", session_over: "You have been signed out.", sign_in_again: "Sign in in a new window", leave_unsaved: "This machine still holds text that is not on the server. It stays here until you sign in again. Sign out?",
    keys: "Keyboard shortcuts", key_search: "Search", key_help: "Show the shortcuts", key_next: "Next piece", key_prev: "Previous piece", key_open: "Open", key_accept: "Accept", key_return: "Return", key_hold: "Hold", key_decline: "Decline", key_claim: "Claim", key_record: "Record adoptions", key_undo: "Undo the last decision", key_decide: "Confirm the decision", key_save: "Save the draft", key_submit: "Submit", key_row: "Next row",
    now: "just now", minutes: "{0} min ago", hours: "{0} h ago", yesterday: "yesterday", days: "{0} days ago", in_minutes: "in {0} min", in_hours: "in {0} h", in_days: "in {0} days",
    saving: "Saving", saved: "Saved {0}", saved_but: "Text saved; not saved: {0}", unsaved: "Changed", saved_local: "Offline, kept on this machine {0}", save_failed: "Not saved, kept on this machine", retry: "Retry", conflict: "Conflicting versions", compare: "Compare", expired: "Signed out; the text is kept on this machine", no_room: "This machine's storage is full: please connect and save soon",
    found_local: "This machine holds unsaved text ({0})", restore: "Restore", discard: "Discard", discarded: "The local copy was discarded.", restored: "The local copy is back. Please check and save it.", look: "Look",
    mine: "Mine ({0})", theirs: "On the server ({0})", by: "saved by {0}", keep_mine: "Use mine, replace the draft on the server", take_theirs: "Use the server's", conflict_text: "This piece was changed elsewhere. Both texts are below and neither is lost: the one you do not choose is kept on this machine.", other_user: "Someone else is signed in now, so nothing was saved. Your text is still on this machine.",
    words: "{0} characters", chars: "{0} / {1}", title_long: ", longer than advised",
    ck_title: "A title", ck_title_max: "Title within {0} characters (now {1})", ck_body_range: "Text of {0}–{1} characters (now {2})", ck_body_min: "Text of at least {0} characters (now {1})", ck_body_max: "Text of at most {0} characters (now {1})", ck_body: "Some text", ck_pictures: "At least {0} pictures (now {1})", ck_captions: "A caption and a credit for every picture", ck_authors: "A writer is named (without shares the scheme splits)", ck_shares: "The writers' shares add up to 100% (now {0}%)", ck_blocked: "{0} points are not met yet. Please correct them before you submit.",
    lost_pictures: "{0} pictures could not be pasted with the text.", upload_here: "Upload them here", no_pictures_here: "Pictures cannot be added here: return the piece to its author.", pasted_clean: "The formatting of the pasted text was removed.",
    uploading: "Uploading {0} ({1}%)", uploaded: "Uploaded {0}", upload_failed: "{0} was not uploaded: {1}", too_big: "the file is larger than {0} MB", insert: "Insert", remove: "Remove", removed: "Removed.", inserted: "Inserted into the text.", credit_by: "Photo: {0}", caption: "Caption", credit: "Credit", importing: "Reading {0}", import_empty: "(no title was found in the file)", import_dropped: "Left behind", imported: "Imported. Ctrl+Z brings the former text back.",
    plain_mode: "Plain mode", rich_mode: "Rich mode", plain_loses: "Plain mode drops pictures, tables and bold type and keeps the words only. Continue?", editor_missing: "The rich editor did not load. Plain mode is on; your text is saved as usual.", body_label: "Text", placeholder: "Write here, or paste from Word or WPS; upload pictures under Pictures",
    removed_author: "Removed {0}", shares_even: "Share evenly",
    row_added: "A row was added", unknown_outlet: "No outlet of this name is on the list", known_as: "That is: {0}", duplicate_row: "Same as row {0}", piece_n: "Piece {0} of {1}: {2}", last_piece: "This is the last piece", first_piece: "This is the first piece",
  },
};

/** The language of the page: "en" or "zh-CN". */
export function language() {
  return typeof document !== "undefined" && document.documentElement.lang === "en" ? "en" : "zh-CN";
}

/** The message `key` with {0}, {1} … filled in. An unknown key shows itself, so that it is noticed. */
export function say(key, ...parts) {
  const text = WORDS[language()][key] || key;
  return text.replace(/\{(\d)\}/g, (_, n) => String(parts[Number(n)] ?? ""));
}
