// Language and theme: the only things remembered without being asked.

import { byId } from "./dom.js";
import { language, setLanguage, t } from "./i18n.js";
import { emit, on } from "./state.js";

/**
 * @param {string} key
 * @param {string} value
 */
function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private windows may refuse; the choice then holds until the page is closed.
  }
}

/** Puts the strings of the chosen language into the fixed parts of the page. */
export function translatePage() {
  document.documentElement.lang = language();
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = t(/** @type {any} */ (element.getAttribute("data-t")));
  }
  for (const element of document.querySelectorAll("[data-t-attr]")) {
    for (const pair of (element.getAttribute("data-t-attr") ?? "").split(";")) {
      const [name, key] = pair.split(":");
      if (name && key) element.setAttribute(name.trim(), t(/** @type {any} */ (key.trim())));
    }
  }
  for (const code of ["en", "ja"]) {
    byId(`language-${code}`).setAttribute("aria-pressed", String(code === language()));
  }
}

export function startSettings() {
  setLanguage(document.documentElement.lang === "ja" ? "ja" : "en");
  for (const code of /** @type {const} */ (["en", "ja"])) {
    byId(`language-${code}`).addEventListener("click", () => {
      setLanguage(code);
      remember("shirube.language", code);
      emit("language");
    });
  }
  const theme = byId("theme", HTMLSelectElement);
  theme.value = document.documentElement.dataset.theme ?? "auto";
  theme.addEventListener("change", () => {
    if (theme.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
    remember("shirube.theme", theme.value);
  });
  on("language", translatePage);
  translatePage();
}
