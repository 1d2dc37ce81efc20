import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import binaryen from "binaryen";

const sha = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * What each export of a module does, as one digest: of its code and of all that it calls, whatever their numbers in the
 * module are. An export whose digest has stayed the same need not be tried again after another has changed.
 */
export function exportDigests(path: string): Record<string, string> {
  const module = binaryen.readBinary(readFileSync(path));
  // Types and functions are numbered through the module.
  const text = module.emitText().replace(/ \(type \$\d+\)/g, "");
  module.dispose();
  const [head = "", ...parts] = text.split(/\n(?= \(func \$)/);
  const bodies = new Map(parts.map((part) => [part.match(/^ \(func \$(\S+)/)?.[1] as string, part]));
  const known = new Map<string, string>();
  const digestOf = (name: string): string => {
    const before = known.get(name);
    if (before !== undefined) return before;
    // What is met again before it is known calls itself.
    known.set(name, "itself");
    const body = (bodies.get(name) ?? name).replace(/^ \(func \S+/, "");
    const digest = sha(body.replace(/\(call \$(\S+)/g, (_, callee: string) => `(call ${digestOf(callee)}`));
    known.set(name, digest);
    return digest;
  };
  const exported = [...head.matchAll(/\(export "([^"]+)" \(func \$(\S+)\)\)/g)];
  return Object.fromEntries(exported.map(([, name, id]) => [name, digestOf(id as string)]));
}
