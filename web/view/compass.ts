import type { Camera } from "./camera.js";

/** Length of an arm and place of the middle from the lower left corner, in CSS pixels. */
const ARM = 24;
const MIDDLE = 42;

/** The ends of the world's axes: x, y, z, each to the one and to the other side. */
const PATIENT = ["L", "R", "P", "A", "S", "I"];
const PLAIN = ["X", "", "Y", "", "Z", ""];

/** Shows in a corner how the world lies: letters of the patient's sides, or of the axes of the volume. */
export function drawCompass(
  context: CanvasRenderingContext2D,
  { rotation }: Camera,
  isPatient: boolean,
  ink: string,
  density: number,
): void {
  const { canvas } = context;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, canvas.width / density, canvas.height / density);
  const [middleX, middleY] = [MIDDLE, canvas.height / density - MIDDLE];
  const letters = isPatient ? PATIENT : PLAIN;
  const ends = letters.map((letter, at) => {
    const [axis, sign] = [at >> 1, at % 2 === 0 ? 1 : -1];
    const [x, y, z] = [0, 3, 6].map((row) => sign * (rotation[row + axis] as number)) as [number, number, number];
    return { letter, x: middleX + ARM * x, y: middleY - ARM * y, z };
  });
  context.font = "600 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = 1;
  for (const { letter, x, y, z } of ends.sort((a, b) => a.z - b.z)) {
    if (letter === "") continue;
    // What points away is fainter.
    context.globalAlpha = z < -0.2 ? 0.4 : 1;
    context.beginPath();
    context.moveTo(middleX, middleY);
    context.lineTo(middleX + 0.72 * (x - middleX), middleY + 0.72 * (y - middleY));
    context.stroke();
    context.fillText(letter, middleX + 1.3 * (x - middleX), middleY + 1.3 * (y - middleY));
  }
  context.globalAlpha = 1;
}
