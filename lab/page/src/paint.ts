import { colour } from './dom';

/** Blue for class 1, vermilion for class 0; more classes have the other colours of Okabe and Ito. */
export const CLASSES = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#F0E442', '#7F7F7F', '#8C564B', '#5B4BB2'];

function parts(hex: string): [number, number, number] {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function blend(from: string, to: string, share: number): number {
  const a = parts(from);
  const b = parts(to);
  const mixed = a.map((value, i) => Math.round(value + (b[i] - value) * share));
  return ((255 << 24) | (mixed[2] << 16) | (mixed[1] << 8) | mixed[0]) >>> 0;
}

let ramp = new Uint32Array(256);
let middle = '';

/** The 256 colours of a map of values: 0 is class 0, 255 class 1, between them the page's ground. */
function colours(): Uint32Array {
  const ground = colour('map');
  if (ground !== middle) {
    middle = ground;
    ramp = ramp.map((_, i) => blend(ground, CLASSES[i > 127.5 ? 1 : 0], 0.75 * Math.abs(i - 127.5) / 127.5));
  }
  return ramp;
}

interface Pad { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D; image: ImageData; pixels: Uint32Array }

const pads = new Map<string, Pad>();

/** A place of a map's own size, to be drawn at the size of the screen. */
function pad(width: number, height: number): Pad {
  const key = `${width} ${height}`;
  let found = pads.get(key);
  if (!found) {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const image = context.createImageData(width, height);
    found = { canvas, context, image, pixels: new Uint32Array(image.data.buffer) };
    pads.set(key, found);
  }
  return found;
}

/** Paints a map of bytes over a rectangle. */
export function paint(
  context: CanvasRenderingContext2D, bytes: Uint8Array, width: number, height: number,
  x: number, y: number, w: number, h: number, certainty?: Uint8Array,
): void {
  const { canvas, context: small, image, pixels } = pad(width, height);
  const table = colours();
  if (certainty) {
    for (let i = 0; i < bytes.length; i++) pixels[i] = blend(middle, CLASSES[bytes[i] % 10], (0.75 * certainty[i]) / 255);
  } else {
    for (let i = 0; i < bytes.length; i++) pixels[i] = table[bytes[i]];
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = !certainty;
  context.drawImage(canvas, x, y, w, h);
}

/** The line on which a map of bytes crosses 127.5, by marching squares. */
export function contour(
  context: CanvasRenderingContext2D, bytes: Uint8Array, width: number, height: number, w: number, h: number,
): void {
  const sx = w / width;
  const sy = h / height;
  const cross = (a: number, b: number) => (127.5 - a) / (b - a);
  context.beginPath();
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const at = row * width + column;
      const a = bytes[at], b = bytes[at + 1], c = bytes[at + width + 1], d = bytes[at + width];
      const ends: number[] = [];
      if (a > 127 !== b > 127) ends.push(column + cross(a, b), row);
      if (b > 127 !== c > 127) ends.push(column + 1, row + cross(b, c));
      if (d > 127 !== c > 127) ends.push(column + cross(d, c), row + 1);
      if (a > 127 !== d > 127) ends.push(column, row + cross(a, d));
      for (let i = 0; i + 3 < ends.length; i += 4) {
        context.moveTo((ends[i] + 0.5) * sx, (ends[i + 1] + 0.5) * sy);
        context.lineTo((ends[i + 2] + 0.5) * sx, (ends[i + 3] + 0.5) * sy);
      }
    }
  }
  context.stroke();
}
