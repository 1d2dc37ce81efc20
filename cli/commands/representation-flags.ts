import type { ConversionParameter } from "../../bindings/core/segmentation.js";
import type { RepresentationKey } from "../../bindings/segmentation/graph.js";
import type { Arguments } from "../arguments.js";
import { choiceFlag, type Flag, parameterFlag, pathFlag, switchFlag, textFlag, wholeFlag } from "../flags.js";

const KINDS: readonly RepresentationKey[] = ["binary", "fractional", "surface", "contours", "ribbon"];
const share = (summary: string) => ({ type: "number", min: 0, max: 1, summary }) as const;

/** Options that set a parameter of the conversion, by Slicer's name of it. */
const PARAMETER_FLAGS: readonly (readonly [name: string, flag: Flag])[] = [
  [
    "Smoothing factor",
    parameterFlag("smoothingFactor", { ...share("strength of the smoothing of surfaces; 0 is off"), default: 0.5 }),
  ],
  [
    "Decimation factor",
    parameterFlag("decimationFactor", { ...share("share of the triangles to do without"), max: 0.999, default: 0 }),
  ],
  [
    "Conversion method",
    choiceFlag("conversion-method", ["0", "1"], "0 marching cubes, 1 surface nets", { shown: "0" }),
  ],
  [
    "SurfaceNets smoothing",
    choiceFlag("surfacenets-smoothing", ["0", "1"], "1: nets relax their own vertices", { shown: "0" }),
  ],
  [
    "Joint smoothing",
    choiceFlag("joint-smoothing", ["0", "1"], "1: surfaces of labels keep fitting together", { shown: "0" }),
  ],
  [
    "Compute surface normals",
    choiceFlag("compute-surface-normals", ["0", "1"], "whether surfaces get normals", { shown: "1" }),
  ],
  [
    "Oversampling factor",
    textFlag("oversampling-factor", "N|A", "voxels per voxel of the grid; A: what suits the surface", { shown: "1" }),
  ],
  [
    "Crop to reference image geometry",
    choiceFlag(
      "crop-to-reference-image-geometry",
      ["0", "1"],
      "1: end where the grid does; 0: be as large as the surface",
      { shown: "1 with --reference" },
    ),
  ],
  [
    "End capping",
    choiceFlag("end-capping", ["0", "1", "2"], "ends of surfaces made of outlines: 0 open, 1 smooth, 2 straight", {
      shown: "1",
    }),
  ],
  [
    "Default slice thickness",
    parameterFlag("defaultSliceThickness", {
      type: "number",
      min: 0,
      default: 0,
      summary: "thickness of the slice of outlines in one plane; 0 is the spacing of its grid",
    }),
  ],
  [
    "Fractional labelmap oversampling factor",
    parameterFlag("fractionalLabelmapOversamplingFactor", {
      type: "number",
      min: 0.01,
      max: 100,
      default: 1,
      summary: "voxels per voxel before a surface is made of fractions",
    }),
  ],
  [
    "Threshold fraction",
    parameterFlag("thresholdFraction", { ...share("the share at which fractions are inside"), default: 0.5 }),
  ],
];

/** The options of `convert` between ways to hold segments. */
export const REPRESENTATION_FLAGS: readonly Flag[] = [
  choiceFlag(
    "to",
    KINDS,
    "hold the labels another way: as voxels, as parts of voxels, as triangles (.stl, .obj, .ply, .glb), as outlines (.json) or as bands around these",
  ),
  textFlag("via", "KIND,...", "go over these kinds: --via surface fills planes between outlines", {
    shown: "the cheapest way",
  }),
  choiceFlag("from", ["binary", "fractional"], "what the voxels of IN are", {
    shown: "fractional for int8 and floats",
  }),
  wholeFlag("label", "take this label only; of fractions and meshes: the label they get", { least: 1 }),
  pathFlag(
    "reference",
    "an image whose grid voxels made from a surface lie on; for DICOM the series that was segmented",
    {
      placeholder: "IMAGE",
    },
  ),
  textFlag("spacing", "Z,Y,X", "spacing of voxels made from a surface, one number or three"),
  choiceFlag("space", ["lps", "ras"], "the world of mesh files where they do not name it, and to write", {
    shown: "lps",
  }),
  pathFlag("display", "colours, opacities and hidden segments of surfaces, as display properties (.json) have them"),
  switchFlag("per-label", "a mesh file for each label: OUT with _label_N before its ending"),
  ...PARAMETER_FLAGS.map(([, flag]) => flag),
];

/** The parameters that were given, and that voxels end where a reference image does. */
export function parametersOf(args: Arguments, hasReference: boolean): ConversionParameter[] {
  return PARAMETER_FLAGS.flatMap(([name, flag]) => {
    const given = args.text(flag.name) as string | number | undefined;
    const crops = name.startsWith("Crop") && hasReference && args.text("reference") !== undefined;
    const value = given ?? (crops ? "1" : undefined);
    return value === undefined ? [] : [{ name, value: String(value), description: "" }];
  });
}
