import { type Op, type Other, othersOf } from "../core/op.js";
import type { Parameter } from "../core/options.js";
import { REGISTRY } from "../registry.js";
import { MOST_STEPS, NAME } from "./recipe.js";

/** JSON Schema of one parameter's values. */
function valueSchema(parameter: Parameter): object {
  const { summary, default: fallback } = parameter;
  const common = { description: summary, ...(fallback !== undefined && { default: fallback }) };
  if (parameter.type === "boolean") return { ...common, type: "boolean" };
  if (parameter.type === "choice") return { ...common, enum: parameter.choices };
  if (parameter.type === "number-or-choice") {
    return { ...common, anyOf: [{ type: "number" }, { enum: parameter.choices }] };
  }
  const { min, max, exclusive } = parameter;
  const range = {
    ...(min !== undefined && { [exclusive ? "exclusiveMinimum" : "minimum"]: min }),
    ...(max !== undefined && { maximum: max }),
  };
  const one = { type: parameter.type === "integer" ? "integer" : "number", ...range };
  if (parameter.type !== "vector") return { ...common, ...one };
  return { ...common, anyOf: [one, { type: "array", items: one, minItems: 2, maxItems: 3 }] };
}

const NAME_SCHEMA = { type: "string", pattern: NAME.source };

function otherSchema({ summary }: Other): object {
  return { ...NAME_SCHEMA, description: `${summary}: the name of an earlier result, or "input"` };
}

function stepSchema(op: Op): object {
  const others = othersOf(op);
  const options = Object.entries(op.parameters).map(([name, parameter]) => [name, valueSchema(parameter)]);
  const further = Object.entries(others).map(([name, other]) => [name, otherSchema(other)]);
  const required = Object.entries({ ...op.parameters, ...others }).flatMap(([name, { required }]) =>
    required ? [name] : [],
  );
  return {
    type: "object",
    description: op.summary,
    properties: {
      op: { const: op.name },
      as: { ...NAME_SCHEMA, description: "a name for the result, for later steps" },
      of: { ...NAME_SCHEMA, description: 'the result to work on, or "input"; default: that of the step before' },
      ...Object.fromEntries([...options, ...further]),
    },
    required: ["op", ...required],
    additionalProperties: false,
  };
}

/** The JSON Schema of recipes, made from the operations there are. */
export function recipeSchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "segwasm recipe",
    type: "object",
    properties: {
      segwasm: { const: 1 },
      steps: { type: "array", minItems: 1, maxItems: MOST_STEPS, items: { oneOf: REGISTRY.map(stepSchema) } },
    },
    required: ["segwasm", "steps"],
    additionalProperties: false,
  };
}
