// Dialogs: asking before something is lost, and the help on keys.

import { byId, fill, h } from "./dom.js";
import { t } from "./i18n.js";
import { on } from "./state.js";

/**
 * @param {string} title
 * @param {string} text
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
export function confirmed(title, text, yes) {
  const dialog = byId("confirm", HTMLDialogElement);
  byId("confirm-heading").textContent = title;
  byId("confirm-text").textContent = text;
  const [accept, refuse] = [byId("confirm-yes"), byId("confirm-no")];
  accept.textContent = yes;
  return new Promise((resolve) => {
    let answer = false;
    const accepted = () => {
      answer = true;
      dialog.close();
    };
    const refused = () => dialog.close();
    accept.addEventListener("click", accepted);
    refuse.addEventListener("click", refused);
    dialog.addEventListener(
      "close",
      () => {
        accept.removeEventListener("click", accepted);
        refuse.removeEventListener("click", refused);
        resolve(answer);
      },
      { once: true },
    );
    dialog.showModal();
    refuse.focus();
  });
}

/** Whether single keys work outside of fields. */
let singleKeys = true;

function help() {
  const key = (/** @type {string} */ name) => h("kbd", {}, name);
  /** @type {[Node[], string][]} */
  const rows = [
    [[key("/")], t("keySearch")],
    [[key("?")], t("keyHelp")],
    [[key("↓"), key("↑"), key("Enter")], t("keyAdd")],
    [[key("Shift"), key("Enter")], t("keyAddAbsent")],
    [[key("−")], t("keyToggle")],
    [[key("x"), key("Delete")], t("keyRemove")],
    [[key("↓"), key("↑")], t("keyMove")],
    [[key("Esc")], t("keyEscape")],
  ];
  const toggle = h("input", { type: "checkbox", id: "single-keys", checked: singleKeys });
  toggle.addEventListener("change", () => {
    singleKeys = toggle.checked;
  });
  fill(
    byId("help-body"),
    h(
      "dl",
      { class: "keys" },
      rows.map(([keys, text]) => h("div", {}, h("dt", {}, keys), h("dd", {}, text))),
    ),
    h("p", {}, h("label", {}, toggle, " ", t("singleKeys"))),
  );
}

export function startDialogs() {
  for (const button of document.querySelectorAll("dialog [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog")?.close());
  }
  const dialog = byId("help-dialog", HTMLDialogElement);
  const open = () => {
    help();
    dialog.showModal();
  };
  byId("help").addEventListener("click", open);
  on("language", () => {
    if (dialog.open) help();
  });
  document.addEventListener("keydown", (event) => {
    if (!singleKeys || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const target = event.target;
    if (target instanceof HTMLElement && target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
    if (event.key === "?") {
      event.preventDefault();
      open();
    } else if (event.key === "/") {
      event.preventDefault();
      byId("finding").focus();
    }
  });
}
