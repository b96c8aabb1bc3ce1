// Load: 200 connections of mixed rankings and searches, without an error. SECONDS: how long (60).
//
//   SHIRUBE_BIN=target/release/shirube SHIRUBE_DATA=… node tests/interop/load.mjs

import autocannon from "autocannon";
import { startService } from "./service.mjs";

const CONNECTIONS = 200;
const TERMS = ["HP:0001166", "HP:0001083", "HP:0002616", "HP:0001250", "HP:0001249", "HP:0001252", "HP:0000252", "HP:0001290", "HP:0000407", "HP:0001263", "HP:0000365", "HP:0001627", "HP:0004322", "HP:0000316"];
const WORDS = ["seizure", "arachno", "けいれん", "Marfan", "低身長", "FBN1"];

/** The cases are all different: nothing may be answered from memory alone. */
let turn = 0;
const rank = () => {
  turn += 1;
  const observed = TERMS.filter((_, at) => (turn * 2654435761) & (1 << at));
  return { id: `load-${turn}`, observed: observed.length > 0 ? observed : TERMS.slice(0, 3), top: 10 };
};

const service = await startService(() => "[audit]\nfolder = \"log\"\n");
const ranking = {
  method: "POST", path: "/v1/rank", headers: { "content-type": "application/json" },
  setupRequest: (request) => ({ ...request, body: JSON.stringify(rank()) }),
};
const searches = WORDS.map((word) => ({ method: "GET", path: `/v1/search?q=${encodeURIComponent(word)}` }));
const result = await autocannon({
  url: service.base, connections: CONNECTIONS, duration: Number(process.env.SECONDS ?? 60), timeout: 15,
  requests: [ranking, searches[0], searches[1], ranking, searches[2], searches[3], ranking, searches[4], searches[5]],
});
await service.stop();
const { latency, requests, errors, timeouts, non2xx } = result;
console.log(`${requests.total} requests on ${CONNECTIONS} connections in ${result.duration} s: ${requests.average.toFixed(0)} a second`);
console.log(`latency p50 ${latency.p50} ms, p97.5 ${latency.p97_5} ms, p99 ${latency.p99} ms, most ${latency.max} ms`);
console.log(`${errors} errors, ${timeouts} timeouts, ${non2xx} answers other than 2xx`);
if (errors + timeouts + non2xx > 0 || requests.total < CONNECTIONS) process.exit(1);
