import { colour, h } from './dom';
import { blend, colours } from './paint';

/** How many examples of each class were taken for each class. */
export interface Confusion { classes: number; examples: number; counts: Uint32Array }

export function readConfusion(view: DataView): Confusion {
  const classes = view.getUint32(0, true);
  return {
    classes, examples: view.getUint32(4, true),
    counts: new Uint32Array(view.buffer as ArrayBuffer, view.byteOffset + 8, classes * classes),
  };
}

/** A picture of 28 · 28 levels of ink. */
export type Picture = Uint8Array;
export const SIDE = 28;
const SIZE = SIDE * SIDE;

export interface Mistake { index: number; actual: number; predicted: number; probability: number; picture: Picture }

export function readMistakes(view: DataView): Mistake[] {
  const count = view.getUint32(0, true);
  return Array.from({ length: count }, (_, i) => {
    const at = 8 + 12 * i;
    return {
      index: view.getUint32(at, true), actual: view.getUint8(at + 4), predicted: view.getUint8(at + 5),
      probability: view.getFloat32(at + 8, true), picture: picture(view, 8 + 12 * count, i),
    };
  });
}

/** What a unit looks for: its weights as levels, 128 for none; `largest` is that of the levels 0 and 255. */
export interface Unit { largest: number; levels: Picture }

export function readHidden(view: DataView): Unit[] {
  const count = view.getUint32(4, true);
  return Array.from({ length: count }, (_, i) => ({
    largest: view.getFloat32(8 + 4 * i, true), levels: picture(view, 8 + 4 * count, i),
  }));
}

/** What the network takes a drawing for, and the drawing as it sees it. */
export interface Drawn { number: number; probabilities: Float32Array; picture: Picture }

export function readDrawn(view: DataView): Drawn {
  const classes = view.getUint32(0, true);
  return {
    number: view.getUint32(4, true),
    probabilities: new Float32Array(view.buffer as ArrayBuffer, view.byteOffset + 8, classes),
    picture: picture(view, 8 + 4 * classes, 0),
  };
}

function picture(view: DataView, from: number, at: number): Picture {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + from + at * SIZE, SIZE);
}

/** A canvas of 28 · 28 pixels; the style sheet gives it its size. */
export function pictureCanvas(properties: Record<string, string> = {}): HTMLCanvasElement {
  return h('canvas', { class: 'picture', width: String(SIDE), height: String(SIDE), ...properties });
}

let table = new Uint32Array(256);
let theme = '';

/** The 256 colours from paper to ink. */
function inks(): Uint32Array {
  const [paper, ink] = [colour('ground'), colour('ink')];
  if (theme !== paper + ink) {
    theme = paper + ink;
    table = table.map((_, i) => blend(paper, ink, i / 255));
  }
  return table;
}

/** Ink on paper, as the page's theme has them. */
export function paintInk(canvas: HTMLCanvasElement, levels: Picture): void {
  put(canvas, levels, inks());
}

/** Weights: blue above 0, vermilion below, paper between them. */
export function paintWeights(canvas: HTMLCanvasElement, levels: Picture): void {
  put(canvas, levels, colours());
}

function put(canvas: HTMLCanvasElement, levels: Picture, shades: Uint32Array): void {
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(SIDE, SIDE);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < SIZE; i++) pixels[i] = shades[levels[i]];
  context.putImageData(image, 0, 0);
}
