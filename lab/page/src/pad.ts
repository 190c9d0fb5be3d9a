import { colour, fit, h } from './dom';
import type { Picture } from './pictures';

/** The side of what is sent, in pixels, and of the cells in which the keyboard moves. */
const SIDE = 112;
const CELLS = 24;
const PEN = 9;

type Stroke = { points: [number, number][] } | { picture: Picture };

/** A drawing as the server takes it (PROTOCOL.md, 7.3). */
export function drawingMessage(number: number, width: number, height: number, levels: Uint8Array): ArrayBuffer {
  const message = new ArrayBuffer(16 + levels.length);
  const view = new DataView(message);
  view.setUint8(0, 1);
  view.setUint8(1, 1);
  view.setUint16(2, width, true);
  view.setUint16(4, height, true);
  view.setUint32(8, number, true);
  new Uint8Array(message, 16).set(levels);
  return message;
}

/** A place to draw on by mouse, finger, pen or keyboard. Places are from 0 to 1, from the top left. */
export class Pad {
  readonly canvas: HTMLCanvasElement;
  readonly element: HTMLElement;
  private strokes: Stroke[] = [];
  private stroke: [number, number][] | null = null;
  private cursor: [number, number] = [CELLS / 2, CELLS / 2];
  private penDown = false;
  private readonly ink = h('canvas', { width: String(SIDE), height: String(SIDE) });
  private readonly undoButton = h('button', { type: 'button', click: () => this.undo() }, 'Undo');
  private readonly clearButton = h('button', { type: 'button', click: () => this.clear() }, 'Clear');
  private readonly says = h('p', { class: 'note', role: 'status', id: 'pad-says' });

  constructor(private readonly drawn: (width: number, height: number, levels: Uint8Array) => void) {
    this.canvas = h('canvas', {
      class: 'pad', tabindex: '0', role: 'application', 'aria-label': 'Pad to draw a digit on', 'aria-describedby': 'pad-help pad-says',
    });
    this.canvas.addEventListener('pointerdown', event => this.press(event));
    this.canvas.addEventListener('pointermove', event => this.drag(event));
    for (const end of ['pointerup', 'pointercancel']) this.canvas.addEventListener(end, () => { this.stroke = null; });
    this.canvas.addEventListener('keydown', event => this.key(event));
    for (const change of ['focus', 'blur']) this.canvas.addEventListener(change, () => this.focus(change === 'focus'));
    new ResizeObserver(() => this.paint()).observe(this.canvas);
    this.element = h('div', {}, this.canvas,
      h('div', { class: 'row' }, this.undoButton, this.clearButton, this.says),
      h('p', { class: 'note', id: 'pad-help' }, 'Draw with the mouse, a finger or a pen. By keyboard: arrow keys move, Space lowers and lifts the pen, Backspace takes the last line back.'));
    this.changed(false);
  }

  /** Takes a picture onto the pad, in place of what was there; undo brings that back. */
  put(picture: Picture): void {
    this.strokes.push({ picture });
    this.changed();
  }

  /** Says again what is drawn: the server may have forgotten it. */
  send(): void {
    if (this.strokes.length > 0) this.drawn(SIDE, SIDE, this.levels());
  }

  paint(): void {
    const side = this.canvas.clientWidth;
    if (side === 0) return;
    const context = fit(this.canvas, side, side);
    this.guide(context, side);
    this.paintStrokes(context, side, colour('ink'));
    if (document.activeElement === this.canvas && this.canvas.matches(':focus-visible')) this.paintCursor(context, side);
  }

  private clear(): void {
    this.strokes = [];
    this.stroke = null;
    this.changed();
  }

  private undo(): void {
    this.strokes.pop();
    this.stroke = null;
    this.changed();
  }

  private changed(tell = true): void {
    const empty = this.strokes.length === 0;
    for (const button of [this.undoButton, this.clearButton]) {
      if (empty && document.activeElement === button) this.canvas.focus({ preventScroll: true });
      button.disabled = empty;
    }
    this.paint();
    if (tell) this.drawn(SIDE, SIDE, this.levels());
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.penDown = false;
    this.begin(this.place(event));
  }

  private drag(event: PointerEvent): void {
    if (!this.stroke || !(event.buttons & 1)) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) this.stroke.push(this.place(each));
    this.changed();
  }

  private place(event: PointerEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  private begin(point: [number, number]): void {
    this.stroke = [point];
    this.strokes.push({ points: this.stroke });
    this.changed();
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (step) this.move(step[0], step[1]);
    else if (event.key === ' ') this.toggle();
    else if (event.key === 'Escape') this.lift();
    else if (event.key === 'Backspace' || (event.key === 'z' && (event.ctrlKey || event.metaKey))) this.undo();
    else if (event.key === 'Delete') this.clear();
    else return;
    event.preventDefault();
    this.tell();
  }

  private move(dx: number, dy: number): void {
    const hold = (value: number) => Math.max(2, Math.min(CELLS - 2, value));
    this.cursor = [hold(this.cursor[0] + dx), hold(this.cursor[1] + dy)];
    if (this.penDown && this.stroke) {
      this.stroke.push(this.at());
      this.changed();
    } else {
      this.paint();
    }
  }

  private at(): [number, number] {
    return [this.cursor[0] / CELLS, this.cursor[1] / CELLS];
  }

  private toggle(): void {
    if (this.penDown) this.lift();
    else {
      this.penDown = true;
      this.begin(this.at());
    }
  }

  private lift(): void {
    this.penDown = false;
    this.stroke = null;
    this.paint();
  }

  private focus(on: boolean): void {
    if (!on) this.lift();
    this.paint();
    this.says.textContent = '';
  }

  private tell(): void {
    this.says.textContent = `Pen ${this.penDown ? 'down' : 'up'}, column ${this.cursor[0]}, row ${this.cursor[1]}`;
  }

  private guide(context: CanvasRenderingContext2D, side: number): void {
    if (this.strokes.length > 0) return;
    context.fillStyle = colour('soft');
    context.textAlign = 'center';
    context.font = '15px system-ui, sans-serif';
    context.fillText('Draw a digit here', side / 2, side / 2 + 5);
  }

  private paintCursor(context: CanvasRenderingContext2D, side: number): void {
    const [x, y] = this.at();
    context.strokeStyle = colour('accent');
    context.lineWidth = 2.5;
    context.beginPath();
    context.arc(x * side, y * side, this.penDown ? 6 : 10, 0, 2 * Math.PI);
    context.stroke();
  }

  private paintStrokes(context: CanvasRenderingContext2D, side: number, ink: string): void {
    context.strokeStyle = ink;
    context.lineCap = context.lineJoin = 'round';
    context.lineWidth = (PEN * side) / SIDE;
    const from = Math.max(0, this.strokes.findLastIndex(stroke => 'picture' in stroke)); // a picture hides what was before it
    for (const stroke of this.strokes.slice(from)) {
      if ('picture' in stroke) paintPicture(context, side, ink, stroke.picture);
      else {
        context.beginPath();
        const [[x, y], ...rest] = stroke.points;
        context.moveTo(x * side, y * side);
        for (const [px, py] of rest) context.lineTo(px * side, py * side);
        if (rest.length === 0) context.lineTo(x * side + 0.01, y * side); // a line of no length is not drawn, not even its ends
        context.stroke();
      }
    }
  }

  /** What is sent: 0 is paper, 255 ink. */
  private levels(): Uint8Array {
    const context = this.ink.getContext('2d', { willReadFrequently: true })!;
    context.fillStyle = '#000';
    context.fillRect(0, 0, SIDE, SIDE);
    this.paintStrokes(context, SIDE, '#fff');
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i]);
  }
}

const scratch = document.createElement('canvas');

/** The ink of a picture of 28 · 28. */
function paintPicture(context: CanvasRenderingContext2D, side: number, ink: string, picture: Picture): void {
  scratch.width = scratch.height = 28;
  const small = scratch.getContext('2d')!;
  const image = small.createImageData(28, 28);
  for (let i = 0; i < picture.length; i++) image.data[4 * i + 3] = picture[i];
  small.putImageData(image, 0, 0);
  small.globalCompositeOperation = 'source-in';
  small.fillStyle = ink;
  small.fillRect(0, 0, 28, 28);
  context.imageSmoothingEnabled = true;
  context.drawImage(scratch, 0, 0, side, side);
}
