// Sets the reader's display switches before the first paint, so that the page does not flicker. Classic script, no imports.
(function () {
  try {
    var kept = JSON.parse(localStorage.getItem("zb.display") || "{}");
    ["size", "contrast", "side"].forEach(function (name) {
      if (typeof kept[name] === "string") document.documentElement.setAttribute("data-" + name, kept[name]);
    });
  } catch (e) { /* storage closed or damaged: the plain look */ }
})();
