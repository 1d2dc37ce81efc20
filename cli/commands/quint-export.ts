import { QUINT_TARGETS } from "../../bindings/quint/finding.js";
import { QUINT_INPUTS } from "../../bindings/quint/input-options.js";
import { type Command, readingFlags } from "../command.js";
import { choiceFlag, numberFlag, pathFlag, switchFlag, textFlag, wholeFlag } from "../flags.js";
import { PIXELS } from "./quint-export-options.js";
import { runExport } from "./quint-export-run.js";

export const quintExportCommand: Command = {
  name: "quint export",
  summary: "Make sections for the QUINT workbench, Nutil and PyNutil from what a segmentation program saved.",
  group: "Brain sections",
  operands: [{ name: "IN", summary: "labels, masks, classes or probabilities, one picture a section", many: true }],
  flags: readingFlags(
    [
      pathFlag("output", "the folder for the sections, made where it is missing", {
        alias: "o",
        required: true,
        placeholder: "DIR",
      }),
      choiceFlag("from", QUINT_INPUTS, "what the files are", { shown: "auto" }),
      textFlag("class", "N[,N]", "values, palette indices, colours ('#ff0000') or names (of outlines) of the objects"),
      wholeFlag("channel", "the channel to take, counted from 0"),
      numberFlag("threshold", "probability from which on a pixel is object, 0 to 1", { shown: "0.5" }),
      switchFlag("argmax", "with --channel: object where that channel is the largest, instead of a threshold"),
      textFlag("image-size", "WxH", "size of the image that outlines (GeoJSON, FIJI's ROIs) were drawn on"),
      switchFlag("invert", "exchange objects and background of a mask"),
      textFlag("color", "R,G,B", "colour of the objects: 255,0,0, #ff0000, or safe (magenta, read alike everywhere)", {
        shown: "255,0,0",
      }),
      textFlag("background", "R,G,B", "colour of everything else", { shown: "255,255,255" }),
      choiceFlag("gap", ["none", "8"], "8: a gap of one pixel between objects that touch", {
        shown: "8 for labels, none for masks",
      }),
      wholeFlag("min-area", "drop objects of fewer pixels"),
      wholeFlag("max-area", "drop objects of more pixels"),
      choiceFlag("connectivity", ["4", "8"], "which neighbours make an object of a mask", { shown: "8" }),
      switchFlag("fill-holes", "fill holes in objects"),
      numberFlag("scale", "one factor for the whole series"),
      pathFlag("match-registration", "give each section the size of its registered image"),
      textFlag("size", "WxH", "width and height of all sections"),
      textFlag("rename", "PATTERN", "names of the outputs, of {stem}, {name}, {n} and {n:03d}", { shown: "{stem}" }),
      textFlag("number-regex", "REGEX", "where the section number is: the first group", {
        shown: "_s(\\d+), else the last digits",
      }),
      choiceFlag("png", PIXELS, "24 bits a pixel, or an index into two colours", { shown: "rgb24" }),
      choiceFlag("target", QUINT_TARGETS, "the program that must accept them", { shown: "all" }),
      switchFlag("dry-run", "only print what would be written"),
      pathFlag("report", "write what was done as JSON to this file (.json)"),
    ],
    [],
  ),
  examples: [
    ["segwasm quint export labels/*.tif -o upload", "label images of Cellpose, StarDist or segwasm"],
    [
      "segwasm quint export *Segmentation.png -o upload --class 1",
      "ilastik's Simple Segmentation, class 1 being objects",
    ],
    ["segwasm quint export *.h5 -o upload --channel 0", "ilastik's probabilities, from a half on"],
    [
      "segwasm quint export *.geojson -o upload --image-size 42000x30000 --scale 0.1",
      "QuPath's detections, or FIJI's ROI.zip, drawn on the full image",
    ],
    [
      "segwasm quint export slide7.png slide8.png -o up --rename brain1_s{n:03d} --dry-run",
      "the names, before anything is written",
    ],
    [
      "segwasm quint export labels/*.tif -o upload --match-registration brain1.json",
      "in the size of the registered images",
    ],
  ],
  notes: [
    "Every output is read again and checked as by quint check; one with an error is not written. Labels are never mixed by " +
      "scaling; probabilities are averaged and then cut. The same input gives the same bytes.",
  ],
  run: runExport,
};
