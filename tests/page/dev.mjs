// A server for work on the page: the assets from the source tree, everything else from the real binary. What a binary
// does not have yet is answered in its place, roughly. `node dev.mjs [port]`.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "../../src/web/assets");

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const KINDS = /** @type {Record<string, string>} */ ({
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
});

/**
 * The real service, on a free port where none is said.
 * @param {number} [port]
 * @param {string[]} [more] Arguments of `shirube serve`.
 * @returns {Promise<{base: string, stop: () => void}>}
 */
export async function startService(port = 0, more = []) {
  const binary = process.env.SHIRUBE_BIN;
  if (!binary) throw new Error("SHIRUBE_BIN is not set: the path of the shirube binary");
  const child = spawn(binary, ["serve", "--listen", `127.0.0.1:${port}`, ...more], { stdio: ["ignore", "ignore", "pipe"], env: process.env });
  const lines = createInterface({ input: child.stderr });
  const address = await new Promise((resolve, reject) => {
    /** @type {string[]} */
    const heard = [];
    lines.on("line", (line) => {
      heard.push(line);
      if (line.includes('"listening"')) resolve(JSON.parse(line).address);
    });
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`the service ended: ${heard.join("\n")}`)));
  });
  return { base: `http://${address}`, stop: () => void child.kill() };
}

/** A port that nothing listens on now. @returns {Promise<number>} */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  return bound && typeof bound === "object" ? bound.port : 0;
}

/**
 * The real service with a configuration, and its audit log in a folder of its own. With SHIRUBE_ASSETS=disk the page's
 * files come from the source tree.
 * @param {string} toml Everything but `[server]` and `[audit]`.
 * @param {number} [port] Where it is reached.
 * @returns {Promise<{base: string, audit: string, stop: () => void}>}
 */
export async function startConfigured(toml, port) {
  const public_ = port ?? (await freePort());
  const base = `http://127.0.0.1:${public_}`;
  const folder = await mkdtemp(join(tmpdir(), "shirube-page-"));
  const file = join(folder, "shirube.toml");
  await writeFile(file, `[server]\npublic_url = "${base}"\n\n[audit]\nfolder = "audit"\n\n${toml}`);
  const fromDisk = process.env.SHIRUBE_ASSETS === "disk";
  const service = await startService(fromDisk ? 0 : public_, ["--config", file]);
  const dev = fromDisk ? await startDev(service.base, public_) : null;
  return {
    base,
    audit: join(folder, "audit"),
    stop: () => {
      dev?.stop();
      service.stop();
      void rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param {import("node:http").IncomingMessage} request */
async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/**
 * @param {string} base
 * @param {string} id
 */
async function term(base, id) {
  const { name, name_ja } = /** @type {any} */ (await (await fetch(`${base}/v1/terms/${id}`)).json());
  return { id, name, name_ja };
}

const ASKED = [
  ["HP:0001083", "examination"],
  ["HP:0002616", "imaging"],
  ["HP:0000098", "examination"],
  ["HP:0002650", "imaging"],
  ["HP:0003155", "laboratory"],
  ["HP:0001250", "examination"],
];

/**
 * @param {string} base
 * @param {any} answer
 * @param {number} count
 */
async function mockRank(base, answer, count) {
  const told = new Set(answer.candidates[0]?.findings.map((/** @type {any} */ finding) => finding.term.id));
  const shifts = (/** @type {number} */ by) =>
    answer.candidates.slice(0, 3).map((/** @type {any} */ each, /** @type {number} */ index) => ({
      disease_id: each.disease_id,
      name: each.name,
      name_ja: each.name_ja,
      probability_before: each.probability,
      probability_after: Math.min(0.99, each.probability * (index === 0 ? by : 1 / by)),
    }));
  const open = ASKED.filter(([id]) => !told.has(id)).slice(0, count);
  answer.questions = await Promise.all(
    open.map(async ([id, kind], index) => ({
      term: await term(base, String(id)),
      kind,
      expected_gain: 0.61 / (index + 1),
      probability_present: 0.4,
      if_present: shifts(1.6),
      if_absent: shifts(0.5),
    })),
  );
  for (const candidate of answer.candidates) {
    const number = candidate.designated_number;
    candidate.designated = number ? { number, name_ja: candidate.name_ja ?? "", kana: null, match: "exact" } : null;
    candidate.insured_test =
      number === 167
        ? { group: "ア", item: 1, name_ja: candidate.name_ja, name_en: candidate.name, list_date: "2019-09", matched_by: "mock" }
        : null;
  }
}

/** @type {[RegExp, string][]} */
const WORDS = [
  [/arachnodactyly|くも状指|くも指/gi, "HP:0001166"],
  [/ectopia lentis|水晶体偏位/gi, "HP:0001083"],
  [/tall stature|高身長/gi, "HP:0000098"],
  [/scoliosis|側弯/gi, "HP:0002650"],
  [/seizures?|けいれん/gi, "HP:0001250"],
  [/pectus excavatum|漏斗胸/gi, "HP:0000767"],
];

/**
 * @param {string} base
 * @param {string} text
 */
async function mockRecognise(base, text) {
  const mentions = [];
  const place = (/** @type {number} */ index) => [...text.slice(0, index)].length;
  for (const [pattern, id] of WORDS) {
    for (const match of text.matchAll(pattern)) {
      const before = text.slice(0, match.index).split(/[.。\n]/).pop() ?? "";
      const after = text.slice(match.index + match[0].length).split(/[.。、\n]/)[0] ?? "";
      const no = /\bno\b|without|denies/i.exec(before);
      const start = place(match.index);
      mentions.push({
        start,
        end: start + [...match[0]].length,
        text: match[0],
        term: await term(base, id),
        status: no || /^(は|の)?(なし|認めず|認めない)/.test(after) ? "excluded" : "observed",
        experiencer: /mother|father|母|父/i.test(before) ? "family" : "patient",
        uncertain: /possible|suspected/i.test(before) || /疑い/.test(after),
        confidence: 0.93,
        cue: no ? { start: place(match.index - before.length + no.index), end: place(match.index - before.length + no.index + no[0].length) } : null,
        alternatives: [],
      });
    }
  }
  return { mentions: mentions.sort((a, b) => a.start - b.start) };
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * @param {Buffer} body
 * @param {string} kind
 */
function mockReport(body, kind) {
  const json = kind.startsWith("multipart/")
    ? (/name="case"\r\n\r\n([\s\S]*?)\r\n--/.exec(body.toString("utf8"))?.[1] ?? "{}")
    : kind.startsWith("application/x-www-form-urlencoded")
      ? (new URLSearchParams(body.toString("utf8")).get("request") ?? "{}")
      : body.toString("utf8");
  const request = JSON.parse(json);
  const japanese = request.language === "ja";
  return `<!doctype html><html lang="${japanese ? "ja" : "en"}"><meta charset="utf-8"><title>${japanese ? "報告書" : "Report"}</title><h1>${japanese ? "報告書" : "Report"}</h1><pre>${escaped(JSON.stringify(request, null, 1))}</pre></html>`;
}

/**
 * @param {string} base The service behind.
 * @param {number} [port]
 * @returns {Promise<{base: string, stop: () => void}>}
 */
export async function startDev(base, port = 0) {
  // The policy follows the configuration.
  const policy = (await fetch(`${base}/`)).headers.get("content-security-policy") ?? POLICY;
  const known = Object.keys(/** @type {any} */ (await (await fetch(`${base}/openapi.json`)).json()).paths);
  const asks = JSON.stringify(await (await fetch(`${base}/openapi.json`)).json()).includes('"expected_gain"');
  const server = createServer(async (request, response) => {
    const address = new URL(request.url ?? "/", "http://localhost");
    const path = address.pathname;
    /** @param {number} status @param {string} kind @param {string|Buffer} body @param {string|null} [own] The answer's own policy, as the report has one. */
    const send = (status, kind, body, own) => {
      response.writeHead(status, { "content-type": kind, "content-security-policy": own ?? policy, "cross-origin-opener-policy": "same-origin", "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
      response.end(body);
    };
    try {
      if (path === "/" || path === "/smart/launch" || path.startsWith("/assets/")) {
        const name = path.startsWith("/assets/") ? path.slice("/assets/".length) : "index.html";
        const file = normalize(join(assets, name));
        if (!file.startsWith(assets)) return send(404, "text/plain", "");
        return send(200, KINDS[extname(file)] ?? "application/octet-stream", await readFile(file));
      }
      let body = await bodyOf(request);
      const kind = request.headers["content-type"] ?? "";
      if (path === "/v1/recognize" && !known.includes(path)) {
        return send(200, "application/json", JSON.stringify(await mockRecognise(base, JSON.parse(body.toString("utf8")).text)));
      }
      if (path === "/v1/report" && !known.includes(path)) {
        response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
        response.end(mockReport(body, kind));
        return undefined;
      }
      let count = 0;
      if (path === "/v1/rank" && !asks) {
        const text = body.toString("latin1");
        count = Number(/"questions":(\d+)/.exec(text)?.[1] ?? 0);
        body = Buffer.from(text.replace(/,"questions":\d+/, ""), "latin1");
      }
      const answer = await fetch(base + path + address.search, {
        method: request.method ?? "GET",
        headers: { ...(kind ? { "content-type": kind } : {}), ...Object.fromEntries(["authorization", "x-api-key"].flatMap((name) => (typeof request.headers[name] === "string" ? [[name, String(request.headers[name])]] : []))) },
        ...(body.length ? { body } : {}),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const answerKind = answer.headers.get("content-type") ?? "application/json";
      for (const name of ["www-authenticate", "retry-after"]) {
        const value = answer.headers.get(name);
        if (value) response.setHeader(name, value);
      }
      if (count && answer.ok) {
        const result = JSON.parse(bytes.toString("utf8"));
        await mockRank(base, result, count);
        return send(200, "application/json", JSON.stringify(result));
      }
      return send(answer.status, answerKind, bytes, answer.headers.get("content-security-policy"));
    } catch (error) {
      return send(path.startsWith("/assets/") ? 404 : 502, "text/plain", String(error));
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const bound = server.address();
  const number = bound && typeof bound === "object" ? bound.port : port;
  return {
    base: `http://127.0.0.1:${number}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const service = await startService();
  const dev = await startDev(service.base, Number(process.argv[2] ?? 8420));
  console.log(dev.base);
  process.on("SIGINT", () => {
    service.stop();
    dev.stop();
    process.exit(0);
  });
  process.on("SIGTERM", () => {
    service.stop();
    dev.stop();
    process.exit(0);
  });
}
