// The outlines of Hubei's 17 units as plain GeoJSON (RFC 7946), from a package that packs them.
// The package does not say where they come from: docs/decisions/0014-front-end.md.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { parseGeoJSON } from "echarts/core";

const PACKED = "echarts4/map/json/province/hubei.json";

/** A feature for each unit, with its code of GB/T 2260 as `id` and its Chinese name. */
export async function boundaries() {
  const packed = JSON.parse(await readFile(createRequire(import.meta.url).resolve(PACKED), "utf8"));
  parseGeoJSON(packed); // unpacks the coordinates where they stand
  const features = packed.features.map(({ id, geometry, properties }) => ({
    type: "Feature",
    id,
    properties: { name: properties.name },
    geometry,
  }));
  return { type: "FeatureCollection", features };
}
