import { Rhythm, h, inputName, number } from './dom';
import type { Columns } from './curve';
import type { StateMessage } from './protocol';

/** A table; the first cell of each row is its name. */
export function table(head: string[], rows: (string | Node)[][]): HTMLTableElement {
  return h('table', {},
    h('thead', {}, h('tr', {}, ...head.map(text => (text ? h('th', { scope: 'col' }, text) : h('td'))))),
    h('tbody', {}, ...rows.map(row => h('tr', {}, ...row.map((text, i) => (i === 0 ? h('th', { scope: 'row' }, text) : h('td', {}, text)))))));
}

/** A place whose content can be wider than the screen: the keyboard scrolls it too. */
export function scrolling(name: string, ...children: Node[]): HTMLElement {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name }, ...children);
}

/** A fold whose content is only made while it is open. */
export class FoldedTable {
  private readonly place: HTMLElement;
  private readonly rhythm = new Rhythm();
  readonly element: HTMLDetailsElement;

  constructor(summary: string, touch: () => void) {
    this.place = scrolling(summary);
    this.element = h('details', { toggle: touch }, h('summary', {}, summary), this.place);
  }

  show(make: () => Node[], moving = false): void {
    if (this.element.open && this.rhythm.due(moving)) this.place.replaceChildren(...make());
  }
}

/** The newest points of a curve, the newest first. */
export function curveTable(curve: Columns, count = 12): HTMLTableElement {
  const end = curve[0].length;
  return table(['step', 'training loss', 'validation loss', 'training accuracy', 'validation accuracy', 'learning rate'],
    Array.from({ length: Math.min(count, end) }, (_, i) => curve.map((column, c) => (c === 0 ? String(column[end - 1 - i]) : number(column[end - 1 - i])))));
}

/** Every weight and bias, a table a layer: a row a neuron, a column an input. */
export function weightTables(state: StateMessage, weights: Float32Array): Node[] {
  const { parameters } = state.model;
  return parameters.filter(parameter => parameter.shape.length === 2).flatMap(({ name, shape, offset }) => {
    const [rows, columns] = shape;
    const layer = name.replace('.weight', '');
    const bias = parameters.find(parameter => parameter.name === `${layer}.bias`);
    const inputs = columns === state.model.inputs.length && parameters[0].name === name
      ? state.model.inputs.map(inputName) : Array.from({ length: columns }, (_, i) => `from ${i + 1}`);
    return [h('h3', {}, layer.replace('hidden', 'layer ')), table(['neuron', ...inputs, 'bias'], Array.from({ length: rows }, (_, row) => [
      String(row + 1), ...Array.from({ length: columns }, (_, column) => number(weights[offset + row * columns + column])),
      bias ? number(weights[bias.offset + row]) : '']))];
  });
}
