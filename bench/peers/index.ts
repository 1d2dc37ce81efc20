import { imageJsPeer } from "./imagejs.js";
import { opencvPeer } from "./opencv.js";
import type { Peer } from "./peer.js";
import { pythonPeer } from "./python.js";

/** All peers that are here. Python's libraries may be absent; those from npm are installed with the checkout. */
export async function startPeers(): Promise<Peer[]> {
  const python = await pythonPeer();
  if (!python) {
    process.stderr.write("no Python with scikit-image (name one in SEGWASM_PYTHON): its peers are not measured\n");
  }
  return [...(python ? [python] : []), await opencvPeer(), imageJsPeer()];
}
