// Making elements, and keeping the focus while parts of the page are made anew.

/** @typedef {Node|string|null|undefined|false} Child */

/**
 * An element. Properties whose names begin with `on` are listeners; false, null and undefined are left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Child|Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  put(element, ...children);
  return element;
}

/**
 * @param {Element} element
 * @param {...(Child|Child[])} children
 */
export function put(element, ...children) {
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/**
 * @param {Element} element
 * @param {...(Child|Child[])} children
 */
export function fill(element, ...children) {
  element.replaceChildren();
  put(element, ...children);
}

/**
 * The element of the page with this id.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {{new (): T}} [kind]
 * @returns {T}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!found || (kind && !(found instanceof kind))) throw new Error(`the page lacks #${id}`);
  return /** @type {T} */ (found);
}

/**
 * Runs `make`, which replaces parts of `container`, and gives the focus back to the element with the same `data-key`.
 * @param {HTMLElement} container
 * @param {() => void} make
 */
export function keepingFocus(container, make) {
  const active = document.activeElement;
  const held = active instanceof HTMLElement && container.contains(active) ? active : null;
  const key = held?.closest("[data-key]")?.getAttribute("data-key");
  make();
  if (!held || document.contains(held)) return;
  const again = key ? container.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

let last = 0;

/**
 * An id that no other element has.
 * @param {string} stem
 */
export function freshId(stem) {
  last += 1;
  return `${stem}-${last}`;
}

/**
 * Text for readers of the screen only.
 * @param {string} text
 */
export function unseen(text) {
  return h("span", { class: "unseen" }, text);
}

/**
 * A link to another site: it learns nothing of this page.
 * @param {string} url
 * @param {...(Child|Child[])} children
 */
export function outLink(url, ...children) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** @type {number|undefined} */
let speaking;

/**
 * Says a text to readers of the screen, politely.
 * @param {string} text
 */
export function say(text) {
  const live = byId("live");
  window.clearTimeout(speaking);
  live.textContent = "";
  speaking = window.setTimeout(() => {
    live.textContent = text;
  }, 60);
}
