import { DEFAULT_LIMITS } from "../bindings/io/index.js";
import type { Arguments } from "./arguments.js";

/** Bytes a file may have. */
export const limitOf = (args: Arguments): number => args.limits().maxBytes ?? DEFAULT_LIMITS.maxBytes;
