import { basename, dirname, join, resolve } from "node:path";
import { isSegmentError } from "../../bindings/core/errors.js";
import { DEFAULT_LIMITS } from "../../bindings/io/file.js";
import { checkQuintSeries, type QuintReport } from "../../bindings/quint/check.js";
import { exportQuintSection } from "../../bindings/quint/export.js";
import { listed, several } from "../../bindings/quint/finding.js";
import { type FixPlan, planFixes, type QuintFix } from "../../bindings/quint/fix.js";
import type { Registration } from "../../bindings/quint/registration.js";
import type { Call } from "../command.js";
import { inflateNatively } from "../inflate.js";
import { makeFolder } from "../make-folder.js";
import { Outputs } from "../output.js";
import { printable } from "../printable.js";
import { readRegularFile } from "../regular-file.js";
import { quintFile } from "../series.js";

/** What --fix prints, and what it has done. */
export interface Fixed {
  document: object;
  lines: string[];
  messages: string[];
  /** True where something is left to be put right. */
  failed: boolean;
}

/** Prints the plan, and with --yes writes right copies of the files into another folder. */
export async function fixSeries(
  call: Call,
  folder: string,
  report: QuintReport,
  registration: Registration | undefined,
): Promise<Fixed> {
  const { args } = call;
  const plan = planFixes(report);
  const output = args.text("output") ?? join(dirname(resolve(folder)), `${basename(resolve(folder))}-fixed`);
  const lines = [
    ...plan.fixes.map((fix) => `fix: ${printable(fix.from)} -> ${printable(join(output, fix.to))} (${describe(fix)})`),
    ...plan.left.map(({ file, codes }) => `left: ${printable(file)} (${listed(codes)}: somebody must decide)`),
  ];
  const document = {
    output,
    done: args.has("yes"),
    fixes: plan.fixes.map(({ options: _, ...fix }) => fix),
    left: plan.left,
  };
  if (!args.has("yes")) {
    const messages = [`${several(plan.fixes.length, "file")} would be written to ${output}; carry it out with --yes`];
    return { document, lines, messages, failed: report.errors > 0 };
  }
  const remaining = await carryOut(call, folder, output, plan, report, registration);
  const messages = [
    `${several(plan.fixes.length, "file")} written to ${output}, ${several(remaining, "error")} left there`,
  ];
  return { document: { ...document, errors: remaining }, lines, messages, failed: remaining + plan.left.length > 0 };
}

function describe({ how, codes }: QuintFix): string {
  const reasons = codes.length > 0 ? ` for ${listed(codes)}` : "";
  return how === "copy" ? `copied${reasons}` : `written anew${reasons}`;
}

/** Returns the number of errors that the copies still have. */
async function carryOut(
  call: Call,
  folder: string,
  output: string,
  { fixes }: FixPlan,
  report: QuintReport,
  registration: Registration | undefined,
): Promise<number> {
  const { args, host } = call;
  const inputs = report.sections.map(({ file }) => join(folder, file));
  makeFolder(output);
  const targets = fixes.map(({ to }) => ({ flag: "--output", path: join(output, to), extensions: [".png"] }));
  const outputs = Outputs.plan(host, args.who, targets, inputs, args.has("force"));
  const limits = args.limits();
  const k = await call.kernels();
  const files: [string, Uint8Array][] = [];
  for (const { from, to, how, options } of fixes) {
    const path = join(folder, from);
    host.progress(`writing ${to}`);
    call.reader.watch(path);
    const bytes =
      how === "copy"
        ? readRegularFile(path, limits.maxBytes ?? DEFAULT_LIMITS.maxBytes)
        : await remade(() =>
            exportQuintSection(k, quintFile(path, limits), to, { ...options, limits, inflater: inflateNatively }),
          );
    if (bytes) files.push([to, bytes]);
  }
  call.reader.unwatch();
  outputs.write(files.map(([to, bytes]) => [join(output, to), bytes] as const));
  const copies = files.map(([name, bytes]) => ({ name, head: (n: number) => bytes.subarray(0, n), read: () => bytes }));
  const colour = report.colour ?? "auto";
  const again = await checkQuintSeries(k, copies, {
    colour,
    registration,
    target: report.target,
    limits,
    inflater: inflateNatively,
  });
  return again.errors + fixes.length - files.length;
}

async function remade(make: () => Promise<{ bytes: Uint8Array }>): Promise<Uint8Array | undefined> {
  try {
    return (await make()).bytes;
  } catch (error) {
    // A file that is nothing at all stays among the errors.
    if (isSegmentError(error)) return undefined;
    throw error;
  }
}
