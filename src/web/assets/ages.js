// Ages as people write them, and as the service reads them.

/** @import { Language } from "./i18n.js" */

const AT_BIRTH = /^(?:出生|生下|分娩)(?:直後|時|当日|日)$|^(?:at )?birth$/i;
const BEFORE_BIRTH = /胎|妊娠|出生前|週数|f(?:o)?etus|f(?:o)?etal|prenatal|gestation/i;

/** Words for the units, each with half of one. @type {[string, string, string][]} */
const UNITS = [
  ["歳|才|年間?|years?|yrs?|y", "y", "6m"],
  ["か月|カ月|ヶ月|ケ月|ヵ月|箇月|月|months?|mos?|m", "m", "15d"],
  ["週間?|weeks?|wks?|w", "w", "3d"],
  ["日|days?|d", "d", ""],
];

/**
 * An age as the service reads it: `3歳6か月` and `3 years 6 months` are written `3y6m`. What cannot be read in full stays as
 * it was typed, so that the refusal names it.
 * @param {string} text
 */
export function plainAge(text) {
  const typed = text.normalize("NFKC").trim();
  if (AT_BIRTH.test(typed)) return "0d";
  let rest = typed
    .toLowerCase()
    .replace(/^(?:生後|満)/, "")
    .replace(/^日齢\s*(\d+)$/, "$1日")
    .replace(/^月齢\s*(\d+)$/, "$1か月")
    .replace(/^半年$/, "6か月")
    .replace(/\s*(?:old|of age|時)$/, "");
  let plain = "";
  for (const [words, unit, half] of UNITS) {
    const [whole, amount, and] = new RegExp(`^[\\s,、]*(\\d+(?:\\.\\d+)?)\\s*(?:${words})(?![a-z])(半)?`).exec(rest) ?? [];
    if (whole === undefined) continue;
    if (and && !half) return typed;
    plain += `${amount}${unit}${and ? half : ""}`;
    rest = rest.slice(whole.length);
    if (and) break;
  }
  return plain && !rest.trim() ? plain : typed;
}

/** Whether somebody not yet born is meant. @param {string} text */
export function isBeforeBirth(text) {
  return BEFORE_BIRTH.test(text.normalize("NFKC"));
}

/**
 * An age of ISO 8601 as people write it, `P12Y` as `12 years` or `12歳`; what is no such age stays.
 * @param {string} iso
 * @param {Language} language
 */
export function agesInWords(iso, language) {
  const [whole, ...amounts] = /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T[\dHMS.]*)?$/i.exec(iso.trim()) ?? [];
  if (!whole) return iso;
  const units = language === "ja" ? ["歳", "か月", "週", "日"] : ["year", "month", "week", "day"];
  const parts = units.flatMap((unit, place) => {
    const amount = Number(amounts[place] ?? 0);
    if (!amount) return [];
    return [language === "ja" ? `${amount}${unit}` : `${amount} ${unit}${amount === 1 ? "" : "s"}`];
  });
  if (!parts.length) return language === "ja" ? "0日" : "0 days";
  return parts.join(language === "ja" ? "" : " ");
}
