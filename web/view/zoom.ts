/** Where a slice lies on the canvas. All lengths on the canvas are CSS pixels. */
export interface View {
  /** Canvas pixels per image pixel, along the axis with the smaller spacing. */
  scale: number;
  /** Canvas position of the image's upper left corner. */
  x: number;
  y: number;
}

/** What the view is of and where it is shown. */
export interface Frame {
  /** Extent of the slice in image pixels. */
  width: number;
  height: number;
  /** How much longer an image pixel is than on the finest axis: at least 1. */
  aspectX: number;
  aspectY: number;
  canvasWidth: number;
  canvasHeight: number;
}

/** Room left around a slice that just fits, and how much of it always stays in sight. */
const MARGIN = 16;
const IN_SIGHT = 48;
/** Largest size of an image pixel on the canvas. */
const LARGEST_PIXEL = 96;

/** Stretch of the two axes, from their spacings. */
export function aspectOf(spacingY: number, spacingX: number): { aspectX: number; aspectY: number } {
  const finest = Math.min(spacingY, spacingX);
  return { aspectX: spacingX / finest, aspectY: spacingY / finest };
}

/** The whole slice, centred, as large as it fits. */
export function fitView(frame: Frame): View {
  const width = frame.width * frame.aspectX;
  const height = frame.height * frame.aspectY;
  const roomX = Math.max(1, frame.canvasWidth - 2 * MARGIN);
  const roomY = Math.max(1, frame.canvasHeight - 2 * MARGIN);
  const scale = Math.min(roomX / width, roomY / height, LARGEST_PIXEL);
  return { scale, x: (frame.canvasWidth - width * scale) / 2, y: (frame.canvasHeight - height * scale) / 2 };
}

/** Zooms by `factor` while the point of the image under (`atX`, `atY`) stays where it is. */
export function zoomAbout(view: View, frame: Frame, factor: number, atX: number, atY: number): View {
  const fit = fitView(frame).scale;
  const smallest = Math.min(fit / 4, 1);
  const largest = Math.max(fit * 4, LARGEST_PIXEL);
  const scale = Math.min(largest, Math.max(smallest, view.scale * factor));
  const real = scale / view.scale;
  return keepInSight({ scale, x: atX - (atX - view.x) * real, y: atY - (atY - view.y) * real }, frame);
}

/** Moves the slice, but never out of sight. */
export function panBy(view: View, frame: Frame, dx: number, dy: number): View {
  return keepInSight({ scale: view.scale, x: view.x + dx, y: view.y + dy }, frame);
}

/** The view with an image position in the middle of the canvas. */
export function centreOn(view: View, frame: Frame, x: number, y: number): View {
  const { canvasX, canvasY } = toCanvas(view, frame, x, y);
  return panBy(view, frame, frame.canvasWidth / 2 - canvasX, frame.canvasHeight / 2 - canvasY);
}

/** Canvas position of an image position; (0, 0) is the upper left corner of the first pixel. */
export function toCanvas(view: View, frame: Frame, x: number, y: number): { canvasX: number; canvasY: number } {
  return { canvasX: view.x + x * view.scale * frame.aspectX, canvasY: view.y + y * view.scale * frame.aspectY };
}

/** The pixel under a canvas position, or undefined outside of the slice. */
export function pixelAt(view: View, frame: Frame, canvasX: number, canvasY: number): Pixel | undefined {
  const x = Math.floor((canvasX - view.x) / (view.scale * frame.aspectX));
  const y = Math.floor((canvasY - view.y) / (view.scale * frame.aspectY));
  const inside = x >= 0 && y >= 0 && x < frame.width && y < frame.height;
  return inside ? { x, y } : undefined;
}

export interface Pixel {
  x: number;
  y: number;
}

/** True when the pixel lies on the visible part of the canvas. */
export function isVisible(view: View, frame: Frame, { x, y }: Pixel): boolean {
  const { canvasX, canvasY } = toCanvas(view, frame, x + 0.5, y + 0.5);
  return canvasX >= 0 && canvasY >= 0 && canvasX <= frame.canvasWidth && canvasY <= frame.canvasHeight;
}

function keepInSight(view: View, frame: Frame): View {
  const width = frame.width * frame.aspectX * view.scale;
  const height = frame.height * frame.aspectY * view.scale;
  return {
    scale: view.scale,
    x: Math.min(frame.canvasWidth - Math.min(IN_SIGHT, width), Math.max(Math.min(IN_SIGHT, width) - width, view.x)),
    y: Math.min(frame.canvasHeight - Math.min(IN_SIGHT, height), Math.max(Math.min(IN_SIGHT, height) - height, view.y)),
  };
}

/** A round length that is about 100 canvas pixels long, for the scale bar. */
export function scaleBar(canvasPixelsPerUnit: number): { length: number; pixels: number } {
  let length = 1;
  while (length * canvasPixelsPerUnit > 140) length /= 10;
  while (length * canvasPixelsPerUnit * 10 <= 140) length *= 10;
  const factor = [5, 2, 1].find((step) => length * step * canvasPixelsPerUnit <= 140) as number;
  return { length: length * factor, pixels: length * factor * canvasPixelsPerUnit };
}
