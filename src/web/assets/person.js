// Who a record's patient is (FHIR R4), and ages.

const REPRESENTATION = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";

/** @typedef {{years: number, months: number, days: number}} Age */

/** A date as FHIR writes it; what is not given is null. @param {unknown} text */
function dateOf(text) {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(typeof text === "string" ? text : "") ?? [];
  if (!year) return null;
  return { year: Number(year), month: month ? Number(month) : null, day: day ? Number(day) : null };
}

/**
 * The age at a date. Without the month of one of them it is not known.
 * @param {unknown} birth
 * @param {unknown} date
 * @returns {Age|null}
 */
export function ageAt(birth, date) {
  const [born, then] = [dateOf(birth), dateOf(date)];
  if (!born?.month || !then?.month) return null;
  let months = (then.year - born.year) * 12 + then.month - born.month;
  let days = 0;
  if (born.day && then.day) {
    days = then.day - born.day;
    if (days < 0) {
      months -= 1;
      // Counted on from the day of birth in the month before.
      const before = new Date(Date.UTC(then.year, then.month - 1, 0)).getUTCDate();
      days = Math.max(0, before - born.day) + then.day;
    }
  }
  if (months < 0 || months > 150 * 12) return null;
  return { years: Math.floor(months / 12), months: months % 12, days };
}

/**
 * An age as the page's field takes it.
 * @param {Age} age
 * @param {"en"|"ja"} language
 */
export function ageText({ years, months, days }, language) {
  const [y, m, d] = language === "ja" ? ["歳", "か月", "日"] : ["y", "m", "d"];
  if (years) return months ? `${years}${y}${months}${m}` : `${years}${y}`;
  return months ? `${months}${m}` : `${days}${d}`;
}

/**
 * Who the patient is.
 * @typedef {object} Person
 * @property {string} name In the script it is written in.
 * @property {string} kana How it is read; empty where that is not known.
 * @property {string} birth As the record has it; may be empty.
 * @property {"female"|"male"|"unknown"} sex
 * @property {Age|null} age Today, or at death.
 */

/** @param {any} name */
function written(name) {
  if (typeof name?.text === "string" && name.text.trim()) return name.text.trim();
  const given = Array.isArray(name?.given) ? name.given : [];
  const parts = [name?.family, ...given].filter((part) => typeof part === "string" && part);
  // Family name first, as in Japan; elsewhere after the given names.
  const japanese = parts.some((part) => /[\u3040-\u30ff\u3400-\u9fff]/.test(part));
  return (japanese ? parts : [...parts.slice(name?.family ? 1 : 0), ...(name?.family ? [name.family] : [])]).join(" ");
}

/**
 * @param {any} resource
 * @param {string} today `2026-11-25`
 * @returns {Person}
 */
export function personOf(resource, today) {
  const names = (Array.isArray(resource?.name) ? resource.name : []).filter((/** @type {any} */ name) => name && name.use !== "old");
  /** @param {string} code */
  const represented = (code) =>
    names.find((/** @type {any} */ name) => (Array.isArray(name.extension) ? name.extension : []).some((/** @type {any} */ each) => each?.url === REPRESENTATION && each?.valueCode === code));
  const usual = represented("IDE") ?? names.find((/** @type {any} */ name) => name.use === "official") ?? names[0];
  const syllables = represented("SYL");
  const birth = typeof resource?.birthDate === "string" ? resource.birthDate : "";
  const dead = resource?.deceasedBoolean === true;
  const age = dead ? null : ageAt(birth, resource?.deceasedDateTime ?? today);
  const sex = resource?.gender === "female" || resource?.gender === "male" ? resource.gender : "unknown";
  return { name: written(usual), kana: syllables && syllables !== usual ? written(syllables) : "", birth, sex, age };
}
