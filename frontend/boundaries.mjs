// The outlines of Hubei's 17 units as plain GeoJSON (RFC 7946), from a package that packs them.
// The package does not say where they come from: docs/decisions/0014-front-end.md.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { parseGeoJSON } from "echarts/core";
import { feature } from "topojson-client";
import { topology } from "topojson-server";
import { filter, filterWeight, presimplify, simplify } from "topojson-simplify";

const PACKED = "echarts4/map/json/province/hubei.json";
const LEAST_AREA = 1.5e-4; // square degrees: what is smaller cannot be seen on a page

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
  return feature(simplified(features), "units");
}

/** Fewer points; neighbours keep a common border, since both borrow it from one topology. */
function simplified(features) {
  const units = topology({ units: { type: "FeatureCollection", features } }, 1e5);
  const fewer = simplify(presimplify(units), LEAST_AREA);
  return filter(fewer, filterWeight(fewer, LEAST_AREA));
}
