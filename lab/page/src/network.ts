import { Rhythm, colour, fit, h, inputName, stack } from './dom';
import { CLASSES, paintSmall } from './paint';
import type { DecisionMap, StateMessage, UnitMaps } from './protocol';

/** What of the network a person has picked to edit. */
export interface Pick { parameter: string; index: number }

/** A weight is drawn in so many shades for each 1 of its size, up to a size from which all look alike. */
const SHADES = 32;
const MOST = 4;

interface Spot { x: number; y: number }

interface Line { from: Spot; to: Spot; pick: Pick; offset: number }

/** Where everything of a network stands in a drawing of some width. */
interface Layout { state: StateMessage; columns: number[]; width: number; height: number; box: number; gap: number; lines: Line[]; spots: Spot[][] }

/** The middle of a box whose edge lies on the middle of a pixel, so that it is drawn sharply. */
const sharp = (middle: number, box: number) => Math.round(middle - box / 2 - 0.5) + 0.5 + box / 2;

function arrange(state: StateMessage, width: number): Layout {
  const columns = [state.state.network.features.length, ...state.state.network.layers.map(layer => layer.units), state.model.outputs];
  const most = Math.max(...columns);
  const size = Math.max(10, Math.min(34, (width - 20) / columns.length / 1.6));
  const height = Math.min(560, Math.max(150, most * (size + 8) + 30));
  const box = Math.floor(Math.min(size, (height - 24) / most - 3));
  const gap = (width - 24 - size) / (columns.length - 1);
  const spots = columns.map((count, column) => Array.from({ length: count }, (_, row) => ({
    x: sharp(12 + size / 2 + column * gap, box), y: sharp(20 + (height - 20) * ((row + 0.5) / count), box),
  })));
  const lines: Line[] = [];
  for (let column = 1; column < columns.length; column++) {
    const name = layerName(columns, column);
    const offset = state.model.parameters.find(parameter => parameter.name === `${name}.weight`)?.offset ?? 0;
    spots[column].forEach((to, row) => spots[column - 1].forEach((from, input) => {
      const index = row * columns[column - 1] + input;
      lines.push({ from, to, pick: { parameter: `${name}.weight`, index }, offset: offset + index });
    }));
  }
  return { state, columns, width, height, box, gap, lines, spots };
}

const layerName = (columns: number[], column: number) => (column === columns.length - 1 ? 'output' : `hidden${column}`);

/** The network as a drawing: units with what they answer over the plane, weights as lines between them. */
export class NetworkDrawing {
  private readonly back = h('canvas', {});
  private readonly canvas = h('canvas', { class: 'network', role: 'img', 'aria-label': 'The network' });
  readonly element = stack(this.back, this.canvas);
  private readonly rhythm = new Rhythm(true);
  private layout: Layout | null = null;
  /** The lines as they were drawn last. */
  private strokes = new Int16Array();

  constructor(picked: (pick: Pick) => void) {
    this.canvas.getContext('2d', { willReadFrequently: true }); // it is painted pixel by pixel
    this.canvas.addEventListener('click', event => {
      const found = this.near(event.offsetX, event.offsetY);
      if (found) picked(found);
    });
  }

  draw(state: StateMessage, units: UnitMaps | null, weights: Float32Array | null, decision: DecisionMap | null, moving = false): void {
    const width = this.canvas.clientWidth;
    if (width === 0 || !state.data.area) return;
    if (!moving || this.layout?.state !== state || this.layout.width !== width) {
      this.layout = arrange(state, width);
      this.canvas.setAttribute('aria-label', `The network: ${this.layout.columns.join('-')} units`);
      this.drawBoxes(this.layout);
    }
    if (this.rhythm.due(moving)) this.drawLines(this.layout, weights, moving);
    this.drawUnits(this.layout, units, decision);
  }

  /** While it trains, lines are drawn anew only if that can be seen. */
  private drawLines(layout: Layout, weights: Float32Array | null, moving: boolean): void {
    const strokes = new Int16Array(layout.lines.length);
    layout.lines.forEach(({ offset }, i) => {
      const weight = weights ? weights[offset] : 0;
      strokes[i] = Math.sign(weight) * Math.ceil(SHADES * Math.min(MOST, Math.abs(weight)));
    });
    if (moving && strokes.length === this.strokes.length && strokes.every((stroke, i) => stroke === this.strokes[i])) return;
    this.strokes = strokes;
    const context = fit(this.back, layout.width, layout.height);
    layout.lines.forEach(({ from, to }, i) => this.line(context, from, to, strokes[i] / SHADES));
  }

  /** Boxes and names, which stay as they are while it trains. */
  private drawBoxes({ state, columns, width, height, box, gap, spots }: Layout): void {
    const context = fit(this.canvas, width, height);
    spots.forEach((rows, column) => rows.forEach((at, row) => {
      const [x, y] = [at.x - box / 2, at.y - box / 2];
      context.fillStyle = colour('map');
      context.fillRect(x, y, box, box);
      context.strokeStyle = colour('soft');
      context.lineWidth = 1;
      context.strokeRect(x, y, box, box);
      if (column > 0 || box < 18) return;
      const beside = gap - box > 60;
      this.name(context, inputName(state.model.inputs[row] ?? ''), beside ? x + box + 5 : x, beside ? y + 6 : y + box + 10);
    }));
    context.fillStyle = colour('soft');
    context.font = '11px system-ui';
    context.textAlign = 'center';
    columns.forEach((_, column) =>
      context.fillText(column === 0 ? 'inputs' : column === columns.length - 1 ? 'output' : `${column}`, Math.min(width - 20, Math.max(20, spots[column][0].x)), 12));
  }

  /** What the units answer, within their boxes. */
  private drawUnits({ columns, width, box, spots }: Layout, units: UnitMaps | null, decision: DecisionMap | null): void {
    const context = this.canvas.getContext('2d')!;
    const ratio = this.canvas.width / width;
    const side = Math.max(1, Math.round((box - 1) * ratio));
    const place = (at: number) => Math.round((at - box / 2 + 0.5) * ratio);
    let unit = 0;
    spots.forEach((rows, column) => rows.forEach((at, row) => {
      if (column < columns.length - 1) {
        const map = units?.maps[unit++];
        if (map) paintSmall(context, map, units!.width, units!.height, place(at.x), place(at.y), side, side);
      } else if (decision) {
        const [values, certainty] = outputMap(decision, row);
        paintSmall(context, values, decision.width, decision.height, place(at.x), place(at.y), side, side, certainty);
      }
    }));
  }

  /** A name beside its box, with the ground around it: lines pass behind. */
  private name(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
    context.font = '11px system-ui';
    context.textAlign = 'left';
    context.strokeStyle = colour('panel');
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeText(text, x, y);
    context.fillStyle = colour('ink');
    context.fillText(text, x, y);
  }

  private line(context: CanvasRenderingContext2D, from: Spot, to: Spot, weight: number): void {
    context.strokeStyle = CLASSES[weight > 0 ? 1 : 0];
    context.setLineDash(weight < 0 ? [5, 4] : []);
    context.lineWidth = Math.min(7, 0.5 + 2 * Math.abs(weight));
    context.globalAlpha = Math.min(0.9, 0.25 + Math.abs(weight));
    const bend = (to.x - from.x) / 2;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.bezierCurveTo(from.x + bend, from.y, to.x - bend, to.y, to.x, to.y);
    context.stroke();
    context.globalAlpha = 1;
  }

  private near(x: number, y: number): Pick | null {
    if (!this.layout) return null;
    const { columns, lines, spots } = this.layout;
    for (const [column, rows] of spots.entries()) {
      const row = rows.findIndex(at => Math.abs(at.x - x) < 16 && Math.abs(at.y - y) < 16);
      if (row >= 0) return column === 0 ? null : { parameter: `${layerName(columns, column)}.bias`, index: row };
    }
    let best: Pick | null = null;
    let least = 8;
    for (const line of lines) {
      const share = (x - line.from.x) / (line.to.x - line.from.x);
      if (share < 0 || share > 1) continue;
      const ease = 3 * share * share * (1 - share) + share ** 3;
      const away = Math.abs(y - line.from.y - (line.to.y - line.from.y) * ease);
      if (away < least) [least, best] = [away, line.pick];
    }
    return best;
  }
}

/** What one output says over the plane: of one alone its value, of several where its class is the likeliest. */
function outputMap(map: DecisionMap, output: number): [Uint8Array, Uint8Array | undefined] {
  const [classes, certainty] = map.planes;
  if (!certainty) return [classes, undefined];
  return [classes, certainty.map((value, i) => (classes[i] === output ? value : 0))];
}

/** The form in which one weight or bias is read and set, by mouse or keyboard. */
export class WeightForm {
  private readonly menu = h('select', { 'aria-label': 'Weight or bias', change: () => this.refresh() });
  private readonly value = h('input', { type: 'number', step: '0.1', min: '-1000', max: '1000', 'aria-label': 'Value', change: () => this.set() });
  readonly element = h('div', { class: 'row edit' }, this.menu, this.value);
  private readonly rhythm = new Rhythm();
  private state: StateMessage | null = null;
  private weights: Float32Array | null = null;
  private key = '';

  constructor(private readonly edit: (pick: Pick, value: number) => void) {}

  update(state: StateMessage, weights: Float32Array | null, moving: boolean): void {
    this.weights = weights;
    if (this.state === state) {
      if (this.rhythm.due(moving)) this.refresh();
      return;
    }
    this.state = state;
    const key = state.model.parameters.map(parameter => `${parameter.name}${parameter.shape}`).join();
    if (key !== this.key) {
      this.key = key;
      this.menu.replaceChildren(...state.model.parameters.flatMap(parameter => {
        const count = parameter.shape.reduce((product, size) => product * size, 1);
        const columns = parameter.shape[1] ?? 1;
        return Array.from({ length: count }, (_, index) => {
          const place = parameter.shape.length > 1 ? `${Math.floor(index / columns) + 1}, ${(index % columns) + 1}` : `${index + 1}`;
          return h('option', { value: `${parameter.name}:${index}` }, `${parameter.name} [${place}]`);
        });
      }));
    }
    this.refresh();
  }

  pick(pick: Pick): void {
    this.menu.value = `${pick.parameter}:${pick.index}`;
    this.refresh();
    this.value.focus();
    this.value.select();
  }

  private refresh(): void {
    const [name, index] = this.menu.value.split(':');
    const offset = this.state?.model.parameters.find(parameter => parameter.name === name)?.offset;
    if (offset === undefined || !this.weights || document.activeElement === this.value) return;
    const value = String(Number(this.weights[offset + Number(index)].toPrecision(6)));
    if (this.value.value !== value) this.value.value = value;
  }

  private set(): void {
    const [parameter, index] = this.menu.value.split(':');
    if (this.value.value !== '') this.edit({ parameter, index: Number(index) }, Number(this.value.value));
  }
}
