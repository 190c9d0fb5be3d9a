import { colour } from './dom';

/** Blue for class 1, vermilion for class 0; more classes have the other colours of Okabe and Ito. */
export const CLASSES = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#F0E442', '#7F7F7F', '#8C564B', '#5B4BB2'];

type Parts = [red: number, green: number, blue: number];

const reader = document.createElement('canvas').getContext('2d')!;
const known = new Map<string, Parts>();

/** Red, green and blue of a colour, however the style sheet writes it. */
function parts(text: string): Parts {
  let found = known.get(text);
  if (!found) {
    reader.fillStyle = text;
    const value = parseInt(String(reader.fillStyle).slice(1), 16);
    found = [value >> 16, (value >> 8) & 255, value & 255];
    known.set(text, found);
  }
  return found;
}

/** A colour between two, as the bytes of a pixel. */
export function blend(from: string, to: string, share: number): number {
  const a = parts(from);
  const b = parts(to);
  const mixed = a.map((value, i) => Math.round(value + (b[i] - value) * share));
  return ((255 << 24) | (mixed[2] << 16) | (mixed[1] << 8) | mixed[0]) >>> 0;
}

let ramp = new Uint32Array(256);
let certainties: Uint32Array[] = [];
let middle = '';

/** The colours are those of the page's ground, light or dark. */
function renew(): void {
  const ground = colour('map');
  if (ground === middle) return;
  middle = ground;
  ramp = ramp.map((_, i) => blend(ground, CLASSES[i > 127.5 ? 1 : 0], 0.75 * Math.abs(i - 127.5) / 127.5));
  certainties = CLASSES.map(name => new Uint32Array(256).map((_, i) => blend(ground, name, (0.75 * i) / 255)));
}

/** The 256 colours of a map of values: 0 is class 0, 255 class 1, between them the page's ground. */
export function colours(): Uint32Array {
  renew();
  return ramp;
}

/** Colours the levels of a map: values, or classes with how certain they are. */
function colourIn(pixels: Uint32Array, bytes: Uint8Array, certainty?: Uint8Array): void {
  const table = colours();
  if (certainty) for (let i = 0; i < bytes.length; i++) pixels[i] = certainties[bytes[i] % 10][certainty[i]];
  else for (let i = 0; i < bytes.length; i++) pixels[i] = table[bytes[i]];
}

interface Pad { image: ImageData; pixels: Uint32Array }

const pads = new Map<string, Pad>();

/** The pixels of a picture of some size. */
function pad(width: number, height: number): Pad {
  const key = `${width} ${height}`;
  let found = pads.get(key);
  if (!found) {
    const image = new ImageData(width, height);
    found = { image, pixels: new Uint32Array(image.data.buffer) };
    pads.set(key, found);
  }
  return found;
}

/** Paints a map of bytes over a whole canvas, a pixel for a byte: the style sheet stretches it to its place. */
export function paintWhole(canvas: HTMLCanvasElement, bytes: Uint8Array, width: number, height: number, certainty?: Uint8Array): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const { image, pixels } = pad(width, height);
  colourIn(pixels, bytes, certainty);
  canvas.getContext('2d')!.putImageData(image, 0, 0);
}

/** Where the pixels of a small picture lie in a map: the pixel of the map before each, and how far it is from there to the next. */
interface Reach { before: Uint16Array; share: Float32Array }

const reaches = new Map<string, Reach>();

function reach(from: number, to: number): Reach {
  const key = `${from} ${to}`;
  let found = reaches.get(key);
  if (!found) {
    found = { before: new Uint16Array(to), share: new Float32Array(to) };
    for (let i = 0; i < to; i++) {
      const at = Math.max(0, Math.min(from - 1, ((i + 0.5) * from) / to - 0.5));
      found.before[i] = Math.min(from - 2, Math.floor(at));
      found.share[i] = at - found.before[i];
    }
    reaches.set(key, found);
  }
  return found;
}

/**
 * Paints a map of bytes over a rectangle of the screen's own pixels. Values between those of the map are on the way from one to
 * the other; classes have hard edges. By hand: many little maps at a time cost a canvas more.
 */
export function paintSmall(
  context: CanvasRenderingContext2D, bytes: Uint8Array, width: number, height: number,
  x: number, y: number, w: number, h: number, certainty?: Uint8Array,
): void {
  const { image, pixels } = pad(w, h);
  const table = colours();
  const across = reach(width, w);
  const down = reach(height, h);
  for (let row = 0, at = 0; row < h; row++) {
    const line = down.before[row] * width;
    const v = down.share[row];
    for (let column = 0; column < w; column++, at++) {
      const from = line + across.before[column];
      const u = across.share[column];
      if (certainty) {
        const nearest = from + (u >= 0.5 ? 1 : 0) + (v >= 0.5 ? width : 0);
        pixels[at] = certainties[bytes[nearest] % 10][certainty[nearest]];
      } else {
        const upper = bytes[from] + (bytes[from + 1] - bytes[from]) * u;
        const lower = bytes[from + width] + (bytes[from + width + 1] - bytes[from + width]) * u;
        pixels[at] = table[(upper + (lower - upper) * v + 0.5) | 0];
      }
    }
  }
  context.putImageData(image, x, y);
}

/** The levels of a nearly flat map are far apart in the plane; without this, the line between two of them has steps. */
function smooth(bytes: Uint8Array, width: number, height: number): ArrayLike<number> {
  let least = 255;
  let most = 0;
  for (const value of bytes) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const coarse = width < 100 ? 1 : 0; // where a coarse map is steep, its line would have steps as well
  const radius = most - least < 40 ? 4 : most - least < 100 ? 2 : coarse;
  if (radius === 0 || least > 127 || most < 128) return bytes;
  let values: ArrayLike<number> = bytes;
  for (let pass = 0; pass < (radius === 1 ? 1 : 2); pass++) values = mean(mean(values, width, height, 1, width, radius), height, width, width, 1, radius);
  return values;
}

/** The mean of each value and its neighbours along one way; `step` leads to the next neighbour, `line` to the next line. */
function mean(values: ArrayLike<number>, length: number, lines: number, step: number, line: number, radius: number): Float32Array {
  const means = new Float32Array(values.length);
  for (let at = 0; at < lines; at++) {
    for (let i = 0; i < length; i++) {
      const reach = Math.min(radius, i, length - 1 - i); // the same to both sides, so that a slope stays what it is
      let sum = 0;
      for (let j = i - reach; j <= i + reach; j++) sum += values[at * line + j * step];
      means[at * line + i * step] = sum / (2 * reach + 1);
    }
  }
  return means;
}

/** The line on which a map of bytes crosses 127.5, by marching squares. */
export function contour(
  context: CanvasRenderingContext2D, bytes: Uint8Array, width: number, height: number, w: number, h: number,
): void {
  const levels = smooth(bytes, width, height);
  const sx = w / width;
  const sy = h / height;
  const cross = (a: number, b: number) => (127.5 - a) / (b - a);
  context.beginPath();
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const at = row * width + column;
      const a = levels[at], b = levels[at + 1], c = levels[at + width + 1], d = levels[at + width];
      const above = a > 127.5;
      if (above === b > 127.5 && above === c > 127.5 && above === d > 127.5) continue;
      const ends: number[] = [];
      if (a > 127.5 !== b > 127.5) ends.push(column + cross(a, b), row);
      if (b > 127.5 !== c > 127.5) ends.push(column + 1, row + cross(b, c));
      if (d > 127.5 !== c > 127.5) ends.push(column + cross(d, c), row + 1);
      if (a > 127.5 !== d > 127.5) ends.push(column, row + cross(a, d));
      for (let i = 0; i + 3 < ends.length; i += 4) {
        context.moveTo((ends[i] + 0.5) * sx, (ends[i + 1] + 0.5) * sy);
        context.lineTo((ends[i + 2] + 0.5) * sx, (ends[i + 3] + 0.5) * sy);
      }
    }
  }
  context.stroke();
}
