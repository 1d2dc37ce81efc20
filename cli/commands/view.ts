import type { Call, Command, Outcome } from "../command.js";
import { COMMON_FLAGS, usageError, wholeFlag } from "../flags.js";
import { plural } from "../printable.js";
import { builtViewer, servedFiles } from "../viewer-files.js";
import { serveViewer } from "../viewer-server.js";

export const viewCommand: Command = {
  name: "view",
  summary: "Serve the viewer to this machine alone, with files to look at.",
  group: "Look and measure",
  operands: [
    {
      name: "FILE",
      summary: "images, segmentations, folders of DICOM, OME-Zarr or brain sections; opened together",
      many: true,
      optional: true,
    },
  ],
  flags: [wholeFlag("port", "port to listen on, 0 to 65535", { shown: "a free one" }), ...COMMON_FLAGS],
  examples: [
    ["segwasm view ct.nrrd ct.seg.nrrd", "a volume with its segments: open the address in a browser"],
    ["segwasm view", "the empty page; files are dropped there"],
    ["segwasm view scan/ --port 8080", "a DICOM series at a port of your choice"],
  ],
  notes: [
    "Prints the address and serves until Ctrl-C. Only this machine can reach it; the files lie under an address that " +
      "nobody can guess, are read when the page asks for them, and never written. The page asks nobody else for anything.",
  ],
  run: runView,
};

async function runView({ args }: Call): Promise<Outcome> {
  const port = args.number("port") ?? 0;
  if (port > 65535) throw usageError(args.who, `expected --port 0 to 65535, got ${port}`);
  const files = servedFiles(args.operands);
  const server = await serveViewer(builtViewer(), files, port);
  return {
    document: { url: server.url, port: server.port, files: files.map(({ path, size }) => ({ path, size })) },
    data: `${server.url}\n`,
    messages: [`${plural(files.length, "file")} to look at; Ctrl-C ends it`],
    server,
  };
}
