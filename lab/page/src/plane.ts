import { colour, fit, h, number, stack } from './dom';
import { CLASSES, contour, paintWhole } from './paint';
import type { DecisionMap, Point, Scale } from './protocol';

export interface PlaneOptions {
  label?: string;
  /** What stands below the map until something is probed. */
  hint?: string;
  /** What arrow keys do, if they do not move the probe. */
  arrow?: (dx: number, dy: number) => void;
}

/** A triangle, a circle, a square; from the fourth class on, a diamond and what has more and more corners, or stands on one. */
const CORNERS = [3, 0, 4, 4, 5, 3, 6, 5, 8, 7];
const TURNS = [0, 0, 0.5, 0, 0, 0.5, 0, 0.5, 0, 0];

function shape(context: CanvasRenderingContext2D, kind: number, x: number, y: number, r: number): void {
  const corners = CORNERS[kind];
  if (corners === 0) {
    context.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  const reach = r * (corners === 3 ? 1.32 : corners === 4 ? 1.25 : 1.12); // as much to see of each
  for (let i = 0; i < corners; i++) {
    const angle = (2 * Math.PI * (i + TURNS[kind])) / corners - Math.PI / 2;
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
}

let planes = 0;

/** Whether two maps are drawn alike. */
function same(a: DecisionMap, b: DecisionMap): boolean {
  return a.width === b.width && a.planes.length === b.planes.length
    && a.area.every((value, i) => value === b.area[i])
    && a.planes.every((plane, p) => plane.length === b.planes[p].length && plane.every((value, i) => value === b.planes[p][i]));
}

/** The decision map with the points over it, and a probe that the arrow keys move. */
export class Plane {
  readonly element: HTMLElement;
  private readonly levels = h('canvas', { class: 'levels' });
  private readonly line = h('canvas', {});
  private readonly canvas: HTMLCanvasElement;
  readonly probe = h('p', { id: `probe${++planes}`, class: 'note', role: 'status' });
  points: Point[] = [];
  showTrain = true;
  showTest = false;
  /** What a pasted table calls its columns, and their ranges there. */
  data: { scale: Scale | null; classes: string[] } = { scale: null, classes: [] };
  /** The point that has a ring around it. */
  picked: Point | null = null;
  private map: DecisionMap | null = null;
  private at: [number, number] | null = null;

  constructor(private readonly add: (x: number, y: number) => void, private readonly options: PlaneOptions = {}) {
    this.probe.textContent = options.hint ?? 'Arrow keys or the pointer probe the map.';
    this.canvas = h('canvas', {
      tabindex: '0', role: 'application', 'aria-describedby': this.probe.id,
      'aria-label': options.label ?? 'Decision map. Arrow keys move a probe; Enter adds a point to your own data.',
    });
    this.element = stack(this.levels, this.line, this.canvas);
    this.canvas.addEventListener('keydown', event => this.key(event));
    this.canvas.addEventListener('pointermove', event => this.move(event));
    this.canvas.addEventListener('pointerdown', event => {
      this.move(event);
      if (this.at) this.add(...this.at);
    });
    this.canvas.addEventListener('pointerleave', () => { this.at = null; this.drawPoints(); });
  }

  /** Shows a map; what lies over it stays as it is. */
  show(map: DecisionMap | null): void {
    const before = this.map;
    this.map = map;
    if (!map || !before || !same(map, before)) this.drawMap();
  }

  draw(): void {
    this.drawMap();
    this.drawPoints();
  }

  private drawMap(): void {
    const { map } = this;
    const side = this.canvas.clientWidth;
    this.levels.hidden = this.line.hidden = map === null;
    if (!map || side === 0) return;
    paintWhole(this.levels, map.planes[0], map.width, map.height, map.planes[1]);
    this.levels.classList.toggle('classes', map.planes.length > 1);
    this.line.hidden = map.planes.length > 1;
    if (map.planes.length > 1) return;
    const context = fit(this.line, side, side);
    context.strokeStyle = colour('ink');
    context.lineWidth = 1.5;
    contour(context, map.planes[0], map.width, map.height, side, side);
  }

  private drawPoints(): void {
    const side = this.canvas.clientWidth;
    if (side === 0) return;
    const context = fit(this.canvas, side, side);
    for (const point of this.points) if (point.test ? this.showTest : this.showTrain) this.mark(context, point, side);
    context.beginPath(); // round corners, which cost less than to cut every layer
    context.rect(0, 0, side, side);
    context.roundRect(0, 0, side, side, 8);
    context.fillStyle = colour('panel');
    context.fill('evenodd');
    if (this.picked) this.ring(context, this.picked, side);
    if (this.at) {
      const [x, y] = this.place(...this.at, side);
      context.strokeStyle = colour('ink');
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x - 9, y);
      context.lineTo(x + 9, y);
      context.moveTo(x, y - 9);
      context.lineTo(x, y + 9);
      context.stroke();
    }
  }

  private area(): ArrayLike<number> {
    return this.map?.area ?? [-6, 6, -6, 6];
  }

  private place(x: number, y: number, side: number): [number, number] {
    const [x0, x1, y0, y1] = Array.from(this.area());
    return [((x - x0) / (x1 - x0)) * side, ((y1 - y) / (y1 - y0)) * side];
  }

  private mark(context: CanvasRenderingContext2D, point: Point, side: number): void {
    const [x, y] = this.place(point.x, point.y, side);
    const whole = Number.isInteger(point.label) && point.label >= 0;
    const kind = whole ? point.label % 10 : point.label > 0 ? 1 : 0;
    const r = Math.max(2.5, side / 130);
    context.beginPath();
    shape(context, kind, x, y, r);
    context.lineWidth = 1;
    context.fillStyle = point.test ? colour('ground') : CLASSES[kind];
    context.strokeStyle = point.test ? CLASSES[kind] : '#ffffff'; // on a map of the same colour, in both themes
    context.fill();
    context.stroke();
  }

  private ring(context: CanvasRenderingContext2D, point: Point, side: number): void {
    const [x, y] = this.place(point.x, point.y, side);
    for (const [colourName, width] of [['ground', 6], ['ink', 2.5]] as const) {
      context.strokeStyle = colour(colourName);
      context.lineWidth = width;
      context.beginPath();
      context.arc(x, y, Math.max(8, side / 45), 0, 2 * Math.PI);
      context.stroke();
    }
  }

  private move(event: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const [x0, x1, y0, y1] = Array.from(this.area());
    this.at = [
      x0 + ((event.clientX - box.left) / box.width) * (x1 - x0), y1 - ((event.clientY - box.top) / box.height) * (y1 - y0),
    ];
    this.tell();
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      if (this.options.arrow) {
        this.options.arrow(...step);
        return;
      }
      const [x, y] = this.at ?? [0, 0];
      const size = event.shiftKey ? 1 : 0.25;
      const hold = (value: number) => Math.max(-6, Math.min(6, value));
      this.at = [hold(x + step[0] * size), hold(y + step[1] * size)];
      this.tell();
    } else if (event.key === 'Enter' && this.at) {
      this.add(...this.at);
    }
  }

  private tell(): void {
    this.drawPoints();
    if (!this.at || !this.map) return;
    const [x, y] = this.at;
    const { width, height, planes, area } = this.map;
    const column = Math.min(width - 1, Math.max(0, Math.floor(((x - area[0]) / (area[1] - area[0])) * width)));
    const row = Math.min(height - 1, Math.max(0, Math.floor(((area[3] - y) / (area[3] - area[2])) * height)));
    const value = planes[0][row * width + column];
    this.probe.textContent = `${this.where(x, y)}: ${this.says(value, planes[1]?.[row * width + column])}`;
  }

  private where(x: number, y: number): string {
    const { scale } = this.data;
    if (!scale) return `x1 ${x.toFixed(2)}, x2 ${y.toFixed(2)}`;
    const back = (at: number, [from, to]: [number, number]) => number(from + ((at + 5) / 10) * (to - from));
    return `${scale.names[0]} ${back(x, scale.x)}, ${scale.names[1]} ${back(y, scale.y)}`;
  }

  private says(value: number, certainty: number | undefined): string {
    const name = (at: number) => `class ${this.data.classes[at] ?? at}`;
    if (certainty !== undefined) return `${name(value)}, probability ${number(certainty / 255, 2)}`;
    const shown = `value ${number(value / 127.5 - 1, 2)}`;
    return this.data.classes.length > 0 ? `${shown}, ${name(value > 127 ? 1 : 0)}` : shown;
  }
}
