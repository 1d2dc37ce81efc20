/** Everything public about conversions between the ways to hold segments. */
export {
  type ConvertOptions,
  convertRepresentation,
  type LabelContour,
  type Representation,
} from "./convert.js";
export {
  CONVERSION_RULES,
  cheapestPath,
  conversionPaths,
  type Path,
  pathCost,
  REPRESENTATIONS,
  type RepresentationKey,
  type Rule,
} from "./graph.js";
export {
  CONVERSION_PARAMETERS,
  parameterNumber,
  parameterValue,
  parseGeometry,
  parseParameters,
  serializeGeometry,
  serializeParameters,
} from "./parameters.js";
