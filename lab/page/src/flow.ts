import { h, inputName } from './dom';
import { result } from './formulas';
import type { Look } from './look';
import { CLASSES } from './paint';
import type { Stage } from './stages';

const SVG = 'http://www.w3.org/2000/svg';

function s(tag: string, properties: Record<string, string | number>, text = ''): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

/** The network with its numbers, and the place of it where the present stage is. */
export class Flow {
  readonly element = h('div', { class: 'flow' });

  constructor(private readonly pick: (unit: number) => void) {}

  draw(look: Look, stage: Stage, unit: number): void {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const columns = [look.inputs.length, ...look.layers.map(layer => layer.sums.length)];
    const most = Math.max(...columns);
    const high = Math.max(8, Math.min(40, 420 / most - 8));
    const height = most * (high + 8) + 26;
    const wide = Math.min(84, width / columns.length - 14);
    const x = (column: number) => wide / 2 + 4 + (column * (width - wide - 8)) / (columns.length - 1);
    const y = (column: number, row: number) => 24 + (height - 24) * ((row + 0.5) / columns[column]);
    const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': `The network at the stage: ${stage.title}` });
    look.layers.forEach((layer, at) => layer.weight.forEach((row, to) => row.forEach((weight, from) => {
      const here = at === stage.layer || stage.way === 'update';
      svg.append(s('path', {
        d: `M${x(at) + wide / 2} ${y(at, from)}C${(x(at) + x(at + 1)) / 2} ${y(at, from)} ${(x(at) + x(at + 1)) / 2} ${y(at + 1, to)} ${x(at + 1) - wide / 2} ${y(at + 1, to)}`,
        fill: 'none', stroke: CLASSES[weight > 0 ? 1 : 0], 'stroke-width': Math.min(6, 0.6 + 1.6 * Math.abs(weight)),
        'stroke-dasharray': weight < 0 ? '5 4' : 'none', opacity: here ? 0.95 : 0.18,
      }));
    })));
    columns.forEach((count, column) => {
      const name = column === 0 ? 'inputs' : column === columns.length - 1 ? 'output' : `layer ${column}`;
      const here = column - 1 === stage.layer;
      svg.append(s('text', { x: x(column), y: 12, class: here ? 'here' : 'name' }, name));
      for (let row = 0; row < count; row++) svg.append(this.box(look, stage, unit, column, row, x(column), y(column, row), wide, high));
    });
    this.element.replaceChildren(svg);
  }

  private box(look: Look, stage: Stage, unit: number, column: number, row: number, x: number, y: number, wide: number, high: number): SVGElement {
    const layer = column - 1;
    const here = layer === stage.layer;
    const known = stage.way !== 'forward' || layer <= stage.layer;
    const group = s('g', { class: `box${here ? ' here' : ''}${here && row === unit ? ' picked' : ''}` });
    group.append(s('rect', { x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: 6 }));
    const value = layer < 0 ? look.inputs[row].value : look.layers[layer].outputs[row];
    const back = stage.way !== 'forward' && layer >= stage.layer && layer >= 0 && stage.way === 'back';
    const name = layer < 0 ? inputName(look.inputs[row].name) : layer === look.layers.length - 1 ? 'z' : `a${row + 1}`;
    if (high >= 14 && !known) group.append(s('text', { x, y: y + 4, class: 'name' }, name));
    if (high >= 14 && known) {
      const two = high >= 30;
      if (two && !back) group.append(s('text', { x, y: y - 5, class: 'name' }, name));
      if (two || !back) group.append(s('text', { x, y: y + (two ? (back ? -4 : 11) : 4) }, !two && layer < 0 && wide > 72 ? `${name} ${result(value)}` : result(value)));
      if (back) group.append(s('text', { x, y: y + (two ? 12 : 4), class: 'slope' }, `∂ ${result(look.layers[layer].gradients.sums[row])}`));
    }
    group.addEventListener('click', () => this.pick(row));
    return group;
  }
}
