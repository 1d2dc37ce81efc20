import { MEASURE_GROUPS } from "../../bindings/ops/measures/select.js";
import { choiceFlag, pathFlag, secondsFlag, sizeFlag, switchFlag, textFlag, wholeFlag } from "../flags.js";
import { IMAGE_ENDINGS } from "../formats.js";

/** Endings of results, as words. */
const FORMATS = IMAGE_ENDINGS.map((ending) => ending.slice(1));

/** Which inputs there are, and what is to come out of them. */
export const JOB_FLAGS = [
  pathFlag("output", "the folder to write into; made where it is missing", {
    alias: "o",
    placeholder: "DIR",
    required: true,
  }),
  pathFlag("from-file", "also take the inputs that this file lists, one a line; - is standard input", {
    placeholder: "LIST",
  }),
  switchFlag("null", "the names of --from-file end with NUL, as find -print0 writes them", { alias: "0" }),
  switchFlag("keep-folders", "call the results by the folders of their inputs too: needed where names are alike"),
  choiceFlag("format", FORMATS, "the format of the results", { shown: "tif" }),
  textFlag("measures", "LIST", `what to measure: names or ${MEASURE_GROUPS.join(", ")}, joined by commas`, {
    shown: "basic with sum, mean, std, min and max",
  }),
];

/** How the work is done; no result depends on it. */
export const WORK_FLAGS = [
  wholeFlag("jobs", "files to work on at once, each in a process of its own", {
    alias: "j",
    least: 1,
    shown: "one per processor, as far as the memory goes",
  }),
  secondsFlag("timeout", "time that the work on one file may take, reading included", {
    group: "Limits",
    shown: "10 minutes, and 1 s for every MB",
  }),
  sizeFlag("max-memory", "memory that the work on one file may take", {
    group: "Limits",
    shown: "three quarters of the machine's, shared by the jobs",
  }),
];
