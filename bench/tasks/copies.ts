import { putImage, type ResidentImage, takeResident } from "../../bindings/core/resident.js";
import { scratch } from "../../bindings/core/scratch.js";
import type { Image } from "../../bindings/index.js";
import type { InputName } from "../images.js";
import type { Task } from "../task.js";

/** Copying alone: within linear memory as the kernel, in and out of it as the whole call. */
function copyTask(title: string, input: InputName): Task {
  return {
    op: "copies",
    title,
    input,
    kind: "image",
    kernel(s, image) {
      const { at, dtype, shape } = image as ResidentImage;
      const bytes = shape.reduce((n, extent) => n * extent, dtype === "uint8" ? 1 : 2);
      s.copy(s.alloc(bytes), at, bytes);
    },
    call: (k, image) => scratch(k, (s) => takeResident(s, putImage(s, "bench", image as Image))),
    peers: [],
  };
}

export const copyTasks: Task[] = [
  copyTask("Copies alone, 4096² u8", "slide"),
  copyTask("Copies alone, CT 300×512×512 i16", "body"),
];
