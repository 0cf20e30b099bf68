// The rich editor on the writing page: HugeRTE held to the elements that the server keeps. Loaded on demand; null when it fails.
import { ZH } from "./editor_zh.js";
import { cleanPaste } from "./paste.js";
import { language, say } from "./words.js";

const ELEMENTS = "p,strong/b,em/i,u,h2,h3,ul,ol,li,table,thead,tbody,tr,td[colspan|rowspan],th[colspan|rowspan],img[src|alt],figure,figcaption,a[href|title],blockquote,br,hr";

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("editor")));
    document.head.append(script);
  });
}

/**
 * Starts HugeRTE over a textarea. options: {base, contentCss, html, onChange, onLost(n), uploadPicture(blob, name, onProgress) → {location}, commands: {save, submit}}
 * Resolves to the editor, or null when it could not be loaded (the caller then stays with the textarea).
 */
export async function startEditor(textarea, options) {
  try {
    if (!window.hugerte) await load(`${options.base}/hugerte.min.js`);
    const { hugerte } = window;
    hugerte.baseURL = options.base;
    hugerte.suffix = ".min";
    const isChinese = language() === "zh-CN";
    if (isChinese) hugerte.addI18n("zh_CN", ZH);
    const isSmall = window.matchMedia("(max-width: 767px)").matches;
    const editors = await hugerte.init({
      target: textarea, base_url: options.base, suffix: ".min",
      // The words were given above; a language file must not be asked for.
      language: isChinese ? "zh_CN" : "en", language_load: false,
      plugins: "lists table image link",
      toolbar: isSmall ? "bold blocks bullist numlist | undo redo | table link removeformat" : "undo redo | blocks | bold italic | bullist numlist blockquote | table link image | removeformat",
      toolbar_mode: isSmall ? "scrolling" : "sliding", mobile: { toolbar_mode: "scrolling" },
      menubar: false, branding: false, promotion: false, statusbar: false, contextmenu: false, elementpath: false, help_accessibility: false,
      height: isSmall ? 420 : 560, min_height: 320, resize: false, placeholder: say("placeholder"), iframe_aria_text: say("body_label"),
      block_formats: isChinese ? "正文=p;小标题=h2;次级标题=h3" : "Text=p;Heading=h2;Subheading=h3",
      body_class: "zb-article", content_css: [options.contentCss], content_css_cors: false, skin: "oxide",
      convert_urls: false, entity_encoding: "raw", paste_data_images: true, automatic_uploads: true, smart_paste: false, browser_spellcheck: false,
      valid_elements: ELEMENTS, valid_styles: { "*": "" }, invalid_styles: { "*": "width height" }, formats: { underline: { inline: "u" } },
      table_toolbar: "tableinsertrowbefore tableinsertrowafter tabledeleterow | tableinsertcolbefore tableinsertcolafter tabledeletecol | tablemergecells tablesplitcells | tabledelete",
      table_advtab: false, table_cell_advtab: false, table_row_advtab: false, table_appearance_options: false, table_resize_bars: false, table_sizing_mode: "responsive", table_default_attributes: {}, table_default_styles: {}, object_resizing: false,
      image_caption: true, image_dimensions: false, link_target_list: false, link_title: false, link_default_protocol: "https",
      images_upload_handler: async (info, progress) => (await options.uploadPicture(info.blob(), info.filename(), progress)).location,
      paste_preprocess: (_editor, args) => {
        const { html, lost } = cleanPaste(args.content);
        args.content = html;
        if (lost > 0) options.onLost(lost);
      },
      setup: (editor) => {
        // Markup of the server goes in as it is; what the editor adds while composing is read after the composition.
        let isFilled = false;
        editor.on("init", () => { editor.setContent(options.html || ""); editor.undoManager.clear(); setTimeout(() => { isFilled = true; }); });
        editor.on("input change undo redo ExecCommand compositionend", (event) => {
          // Filling the editor at the start is no change: opening a page must not save anything.
          if (isFilled && !(event.isComposing && event.type === "input")) options.onChange();
        });
        editor.addShortcut("meta+s", "save", options.commands.save);
        editor.on("keydown", (event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.isComposing) { event.preventDefault(); options.commands.submit(); }
        });
      },
    });
    return editors[0] || null;
  } catch { return null; }
}
