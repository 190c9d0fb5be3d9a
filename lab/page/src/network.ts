import { colour, fit, h, inputName } from './dom';
import { CLASSES, paint } from './paint';
import type { DecisionMap, StateMessage, UnitMaps } from './protocol';

/** What of the network a person has picked to edit. */
export interface Pick { parameter: string; index: number }

interface Spot { x: number; y: number }

/** The network as a drawing: units with what they answer over the plane, weights as lines between them. */
export class NetworkDrawing {
  readonly canvas = h('canvas', { class: 'network', role: 'img', 'aria-label': 'The network' });
  private lines: { from: Spot; to: Spot; pick: Pick }[] = [];
  private spots: { at: Spot; pick: Pick | null }[] = [];

  constructor(picked: (pick: Pick) => void) {
    this.canvas.addEventListener('click', event => {
      const found = this.near(event.offsetX, event.offsetY);
      if (found) picked(found);
    });
  }

  draw(state: StateMessage, units: UnitMaps | null, weights: Float32Array | null, decision: DecisionMap | null): void {
    const width = this.canvas.clientWidth;
    if (width === 0 || !state.data.area) return;
    const columns = [state.state.network.features.length, ...state.state.network.layers.map(layer => layer.units), state.model.outputs];
    const most = Math.max(...columns);
    const size = Math.max(10, Math.min(34, (width - 20) / columns.length / 1.6));
    const height = Math.min(560, Math.max(150, most * (size + 8) + 30));
    const context = fit(this.canvas, width, height);
    const box = Math.min(size, (height - 24) / most - 3);
    const gap = (width - 24 - size) / (columns.length - 1);
    const spot = (column: number, row: number): Spot => ({
      x: 12 + size / 2 + column * gap, y: 20 + (height - 20) * ((row + 0.5) / columns[column]),
    });
    this.lines = [];
    this.spots = [];
    for (let column = 1; column < columns.length; column++) {
      const name = column === columns.length - 1 ? 'output' : `hidden${column}`;
      const offset = state.model.parameters.find(parameter => parameter.name === `${name}.weight`)?.offset ?? 0;
      for (let to = 0; to < columns[column]; to++) {
        for (let from = 0; from < columns[column - 1]; from++) {
          const index = to * columns[column - 1] + from;
          const line = { from: spot(column - 1, from), to: spot(column, to), pick: { parameter: `${name}.weight`, index } };
          this.lines.push(line);
          this.line(context, line.from, line.to, weights ? weights[offset + index] : 0);
        }
      }
    }
    context.setLineDash([]);
    let unit = 0;
    columns.forEach((count, column) => {
      for (let row = 0; row < count; row++) {
        const at = spot(column, row);
        const last = column === columns.length - 1;
        const name = last ? 'output' : `hidden${column}`;
        this.spots.push({ at, pick: column === 0 ? null : { parameter: `${name}.bias`, index: row } });
        context.fillStyle = colour('map');
        context.fillRect(at.x - box / 2, at.y - box / 2, box, box);
        const map = last ? undefined : units?.maps[unit++];
        if (map) paint(context, map, units!.width, units!.height, at.x - box / 2, at.y - box / 2, box, box);
        else if (last && decision) {
          const [values, certainty] = outputMap(decision, row);
          paint(context, values, decision.width, decision.height, at.x - box / 2, at.y - box / 2, box, box, certainty);
        }
        context.strokeStyle = colour('soft');
        context.lineWidth = 1;
        context.strokeRect(at.x - box / 2, at.y - box / 2, box, box);
        if (column > 0 || box < 18) continue;
        const beside = gap - box > 60;
        this.name(context, inputName(state.model.inputs[row] ?? ''), beside ? at.x + box / 2 + 5 : at.x - box / 2, beside ? at.y - box / 2 + 6 : at.y + box / 2 + 10);
      }
    });
    context.fillStyle = colour('soft');
    context.font = '11px system-ui';
    context.textAlign = 'center';
    columns.forEach((_, column) =>
      context.fillText(column === 0 ? 'inputs' : column === columns.length - 1 ? 'output' : `${column}`, Math.min(width - 20, Math.max(20, spot(column, 0).x)), 12));
    this.canvas.setAttribute('aria-label', `The network: ${columns.join('-')} units`);
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
    const unit = this.spots.find(spot => Math.abs(spot.at.x - x) < 16 && Math.abs(spot.at.y - y) < 16);
    if (unit) return unit.pick;
    let best: Pick | null = null;
    let least = 8;
    for (const line of this.lines) {
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
  private state: StateMessage | null = null;
  private weights: Float32Array | null = null;
  private key = '';

  constructor(private readonly edit: (pick: Pick, value: number) => void) {}

  update(state: StateMessage, weights: Float32Array | null): void {
    this.state = state;
    this.weights = weights;
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
    this.value.value = String(Number(this.weights[offset + Number(index)].toPrecision(6)));
  }

  private set(): void {
    const [parameter, index] = this.menu.value.split(':');
    if (this.value.value !== '') this.edit({ parameter, index: Number(index) }, Number(this.value.value));
  }
}
