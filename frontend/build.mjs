// Builds what the browser loads, and the boundaries that the server draws, into one folder.
// Names carry a digest of the content, so that a browser may keep a file for good; manifest.json
// leads from the plain name to that name.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import * as esbuild from "esbuild";

import { boundaries } from "./boundaries.mjs";
import { notices } from "./notices.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "../src/hbgraph/web/static/dist");
const ENTRIES = ["page.ts", "style.css"];

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const { metafile } = await esbuild.build({
  absWorkingDir: HERE,
  entryPoints: ENTRIES,
  outdir: OUT,
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
  minify: true,
  charset: "utf8",
  legalComments: "none", // licences.txt has them in full
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [path, output] of Object.entries(metafile.outputs)) {
  if (ENTRIES.includes(output.entryPoint)) manifest[builtName(output.entryPoint)] = basename(path);
}

/** The name a page asks for: a script by what the browser runs, not by what we write. */
function builtName(entry) {
  return basename(entry).replace(/\.ts$/, ".js");
}

/** Degrees to ten metres, as numbers of few digits. */
function rounded(_key, value) {
  return typeof value === "number" ? Number(value.toFixed(4)) : value;
}

for (const path of Object.keys(metafile.outputs)) {
  const content = await readFile(join(HERE, path));
  await writeFile(join(HERE, `${path}.br`), brotliCompressSync(content));
  await writeFile(join(HERE, `${path}.gz`), gzipSync(content, { level: 9 }));
}
await writeFile(join(OUT, "hubei.geojson"), JSON.stringify(await boundaries(), rounded));
await writeFile(join(OUT, "licences.txt"), await notices(HERE, Object.keys(metafile.inputs)));
await writeFile(join(OUT, "manifest.json"), JSON.stringify(manifest, null, 2)); // last: it says all is there
console.log(`${relative(process.cwd(), OUT)}: ${Object.values(manifest).join(", ")}`);
