// Runs before the page is painted: the remembered theme and language, so that nothing flickers.
(function () {
  "use strict";
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("shirube.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    var language = localStorage.getItem("shirube.language");
    if (language !== "en" && language !== "ja") {
      language = (navigator.languages || [navigator.language]).some(function (tag, index) {
        return index === 0 && /^ja\b/i.test(tag);
      })
        ? "ja"
        : "en";
    }
    root.lang = language;
  } catch (_) {
    root.lang = "en";
  }
})();
