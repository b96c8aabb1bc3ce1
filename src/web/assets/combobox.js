// A combobox with a list of suggestions (WAI-ARIA 1.2), safe with input methods: Enter that ends a composition picks
// nothing. A resemblance is offered, never taken: only what was named exactly is chosen before somebody chooses.

import { isAbort } from "./api.js";
import { fill, h, say } from "./dom.js";
import { t } from "./i18n.js";

const DEBOUNCE_MS = 25;

/**
 * @template Item
 * @typedef {object} Options
 * @property {HTMLInputElement} input
 * @property {HTMLElement} list
 * @property {HTMLElement} message What went wrong, or that nothing was found.
 * @property {(text: string, signal: AbortSignal) => Promise<Item[]>} search
 * @property {(item: Item) => (Node|string)[]} row
 * @property {(items: Item[]) => number[]} exact Places of the items that the text names in full, of which one may be chosen unasked.
 * @property {(item: Item, shift: boolean) => void} pick
 * @property {(error: unknown) => Node} complain
 */

/**
 * @template Item
 * @param {Options<Item>} options
 */
export function combobox({ input, list, message, search, row, exact, pick, complain }) {
  /** @type {Item[]} */
  let items = [];
  let active = -1;
  /** The text that `items` belong to. */
  let answered = "";
  /** Enter was pressed before the answer came. @type {{shift: boolean}|null} */
  let waiting = null;
  /** @type {AbortController|null} */
  let running = null;
  /** @type {number|undefined} */
  let timer;

  const optionId = (/** @type {number} */ index) => `${list.id}-${index}`;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  /** @param {number} index */
  function activate(index) {
    active = index;
    for (const [place, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(place === index));
      if (place === index) option.scrollIntoView({ block: "nearest" });
    }
    if (index >= 0) input.setAttribute("aria-activedescendant", optionId(index));
    else input.removeAttribute("aria-activedescendant");
  }

  function open() {
    // An answer that comes when the field was left opens nothing.
    if (!items.length || document.activeElement !== input) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function clear() {
    running?.abort();
    window.clearTimeout(timer);
    items = [];
    answered = "";
    waiting = null;
    list.replaceChildren();
    message.replaceChildren();
    close();
  }

  /** The one item that the text names; -1 where it names none, or several. */
  function meant() {
    const places = exact(items);
    return places.length === 1 ? (places[0] ?? -1) : -1;
  }

  /** Says that nothing was chosen, and how to. */
  function askToChoose() {
    const words = t(exact(items).length > 1 ? "chooseAmong" : "chooseOne", { text: answered });
    fill(message, h("p", { class: "hint choose" }, words));
    say(words);
  }

  /**
   * @param {number} index
   * @param {boolean} shift
   */
  function choose(index, shift) {
    const item = items[index];
    if (item === undefined) return;
    input.value = "";
    clear();
    pick(item, shift);
  }

  function show() {
    fill(
      list,
      items.map((item, index) =>
        h(
          "li",
          {
            id: optionId(index),
            role: "option",
            "aria-selected": "false",
            class: "option",
            onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
            onclick: (/** @type {MouseEvent} */ event) => {
              choose(index, event.shiftKey);
              input.focus();
            },
          },
          row(item),
        ),
      ),
    );
    if (items.length) {
      message.replaceChildren();
      open();
      if (!list.hidden) activate(meant());
      say(t(meant() < 0 ? "suggestionsChoose" : "suggestions", { n: items.length }));
    } else {
      close();
      fill(message, h("p", { class: "hint" }, t("nothingFound", { text: answered })));
      say(t("nothingFound", { text: answered }));
    }
  }

  async function ask() {
    const text = input.value.trim();
    running?.abort();
    if (!text) {
      clear();
      return;
    }
    running = new AbortController();
    const { signal } = running;
    try {
      const found = await search(text, signal);
      if (signal.aborted) return;
      items = found;
      answered = text;
      show();
      const early = waiting;
      waiting = null;
      if (early && items.length) {
        if (meant() >= 0) choose(meant(), early.shift);
        else askToChoose();
      }
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      items = [];
      waiting = null;
      list.replaceChildren();
      close();
      fill(message, complain(error));
    }
  }

  input.addEventListener("input", () => {
    waiting = null;
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, DEBOUNCE_MS);
  });

  input.addEventListener("keydown", (event) => {
    // 229: a key that the input method took; some browsers end the composition before they send its Enter.
    if (event.isComposing || event.keyCode === 229) return;
    const shown = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!items.length) return;
      event.preventDefault();
      if (!shown) {
        open();
        activate(event.key === "ArrowDown" ? 0 : items.length - 1);
        return;
      }
      message.replaceChildren();
      if (active < 0) activate(event.key === "ArrowDown" ? 0 : items.length - 1);
      else activate((active + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length);
    } else if (event.key === "Enter") {
      if (!input.value.trim()) return;
      event.preventDefault();
      if (answered !== input.value.trim()) waiting = { shift: event.shiftKey };
      else if (shown && active >= 0) choose(active, event.shiftKey);
      else if (items.length) {
        open();
        askToChoose();
      }
    } else if (event.key === "Escape") {
      if (shown) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (input.value) {
        event.preventDefault();
        input.value = "";
        clear();
      }
    }
  });

  input.addEventListener("blur", close);
  input.addEventListener("focus", () => {
    if (items.length && answered === input.value.trim()) {
      open();
      activate(meant());
    }
  });

  return { clear };
}
