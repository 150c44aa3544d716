// The licences of the packages whose code is in the bundle: they ask to travel with it.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const PACKAGE = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const READ_BESIDES = ["echarts4"]; // its data, not its code, goes into the bundle

/** One text with name, version and licence of each package among the inputs of the bundle. */
export async function notices(root, inputs) {
  const found = inputs.flatMap((path) => PACKAGE.exec(path)?.[1] ?? []);
  const names = [...new Set([...found, ...READ_BESIDES])].sort();
  const parts = await Promise.all(names.map((name) => notice(join(root, "node_modules", name))));
  return parts.join("\n\n");
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name));
  const paths = files.map((entry) => join(folder, entry.name)).sort();
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  return [`${name} ${version} (${license})`, ...texts].join("\n\n").trimEnd() + "\n";
}
