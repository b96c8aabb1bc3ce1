// Starts the real service with a configuration of the test's own. SHIRUBE_BIN: the program; SHIRUBE_DATA: its data.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A free port of this machine. */
export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().once("error", failed).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/**
 * @param {(base: string) => string} configuration the TOML, from the service's address
 * @param {Record<string, string>} files more files beside it, by name
 */
export async function startService(configuration, files = {}) {
  const program = process.env.SHIRUBE_BIN;
  if (!program) throw new Error("SHIRUBE_BIN must name the program");
  const folder = await mkdtemp(join(tmpdir(), "shirube-interop-"));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, "shirube.toml"), configuration(base));
  const child = spawn(program, ["serve", "--config", join(folder, "shirube.toml"), "--listen", `127.0.0.1:${port}`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  await new Promise((done, failed) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      said += `${line}\n`;
      if (line.includes('"listening"')) done();
    });
    child.once("exit", (code) => failed(new Error(`the service ended (${code}): ${said}`)));
  });
  return {
    base,
    folder,
    /** What the service has logged so far. */
    log: () => said,
    stop: async () => {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
