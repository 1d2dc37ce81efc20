/**
 * `npm run demo`: installs what is missing, builds, makes example images, segments them with the command line, and
 * leaves labels, tables, pictures and a report in demo-output/. Needs Node and npm only, no network once installed.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "demo-output");
const say = (line) => process.stdout.write(`${line}\n`);

/** What is run on each example image; the options not named are the lesson's defaults: sigma 3, Otsu, 10, 10. */
const EXAMPLES = [
  { name: "nuclei", what: "thirty noisy nuclei in a volume, many touching", options: [] },
  { name: "cells", what: "sixty noisy cells in a picture, some touching", options: [] },
  {
    name: "acceptance",
    what: "seven spheres, the volume that published figures are tied to",
    options: ["--sigma", "1", "--erode", "4", "--expand", "4"],
  },
];

/** Runs one command line and returns its JSON document. */
function segwasm(...argv) {
  const command = [join(root, "dist/cli/bin.js"), ...argv, "--json", "--quiet", "--force"];
  const { status, stdout } = spawnSync(process.execPath, command, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`segwasm ${argv.join(" ")} ended with ${status}`);
  return JSON.parse(stdout);
}

function build() {
  const { status } = spawnSync(process.execPath, [join(root, ".ci/build.mjs"), "wasm", "ts"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("the build failed");
}

function runExample({ name, what, options }) {
  const files = {
    image: `${name}.tif`,
    labels: `${name}-labels.tif`,
    table: `${name}-table.csv`,
    overlay: `${name}-overlay.png`,
    histogram: `${name}-histogram.svg`,
    recipe: `${name}-recipe.json`,
  };
  segwasm("sample", name, "-o", files.image);
  const inspection = segwasm("inspect", files.image, "--histogram", files.histogram);
  const outputs = ["--stats", files.table, "--overlay", files.overlay, "--recipe-out", files.recipe];
  const result = segwasm("segment", files.image, "-o", files.labels, ...outputs, ...options);
  const shape = result.shape.join("×");
  say(
    `  ${name.padEnd(12)}${String(result.labels).padStart(3)} objects in ${shape} voxels, ${seconds(result)} of computing`,
  );
  return { name, what, files, inspection, result, options };
}

const seconds = ({ ms }) => `${(ms.compute / 1000).toFixed(2)} s`;

const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

function section({ name, what, files, inspection, result, options }) {
  const lines = readFileSync(join(folder, files.table), "utf8").trimEnd().split("\r\n");
  const row = (line, tag) =>
    `<tr>${line
      .split(",")
      .map((cell) => `<${tag}>${escaped(shorter(cell))}</${tag}>`)
      .join("")}</tr>`;
  const links = Object.entries(files).map(([kind, file]) => `<a href="${file}">${kind}</a>`);
  const verdicts = inspection.verdicts.map(({ level, text }) => `<li class="${level}">${escaped(text)}</li>`);
  return `<section>
<h2>${name}: ${result.labels} objects</h2>
<p>${escaped(what)}; ${result.shape.join("×")} ${inspection.dtype}. Threshold ${Number(result.threshold.toPrecision(6))},
${seconds(result)} of computing. <code>segwasm segment ${escaped([files.image, ...options].join(" "))} -o ${files.labels}</code></p>
<p>${links.join(" · ")}</p>
<img src="${files.overlay}" alt="the outlines of the objects found in ${name}">
<img src="${files.histogram}" alt="histogram of ${name}">
<ul>${verdicts.join("")}</ul>
<div><table>${row(lines[0], "th")}${lines
    .slice(1, 11)
    .map((line) => row(line, "td"))
    .join("\n")}</table></div>
<p>The first ${Math.min(10, lines.length - 1)} of ${lines.length - 1} rows of ${files.table}.</p>
</section>`;
}

const shorter = (cell) => (/^-?\d+\.\d{3,}$/.test(cell) ? Number(cell).toFixed(2) : cell);

function report(examples) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>segwasm demo</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
  section { border-top: 1px solid #8886; margin-top: 2rem; }
  img { max-width: 100%; height: auto; display: block; margin: 1rem 0; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
  th, td { padding: .1rem .6rem; text-align: right; border-bottom: 1px solid #8883; }
  div { overflow-x: auto; }
  code { font-size: 13px; }
  .warn { color: #c60; }
</style>
<h1>segwasm demo</h1>
<p>Blur, threshold, erode, label, expand: three generated images, segmented on the command line. The same bytes come out in
every engine.</p>
${examples.map(section).join("\n")}
</html>
`;
}

try {
  const start = performance.now();
  installPackages();
  build();
  mkdirSync(folder, { recursive: true });
  say("Segmenting three generated images:");
  const examples = EXAMPLES.map(runExample);
  writeFileSync(join(folder, "index.html"), report(examples));
  const objects = examples.reduce((sum, { result }) => sum + result.labels, 0);
  say(`Done: ${objects} objects, ${((performance.now() - start) / 1000).toFixed(1)} s with everything.`);
  say(`Look at ${join(folder, "index.html")}: pictures, tables and links to all files.`);
} catch (error) {
  process.stderr.write(`demo: ${error.message}\n`);
  process.exitCode = 1;
}
