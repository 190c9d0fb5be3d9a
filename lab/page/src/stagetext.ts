import { become, h } from './dom';
import { result } from './formulas';
import type { Look, LookParameter } from './look';
import { type Stage, into } from './stages';
import { scrolling, table } from './table';

const SHOWN = 60;

/** What happens at a stage, in words, as a formula, and with its numbers. */
export class StageText {
  private readonly place = h('p', { class: 'note', role: 'status' });
  private readonly content = h('div', {});
  readonly element = h('section', { class: 'panel stage', 'aria-label': 'What happens here' }, this.place, this.content);
  private which = '';
  private again = () => {};

  constructor(private readonly pick: (unit: number) => void) {}

  show(look: Look, stage: Stage, unit: number, place: string, batch: number): void {
    this.again = () => this.show(look, stage, unit, place, batch);
    const says = `Stage ${place}, ${stage.way === 'back' ? 'backwards' : stage.way === 'forward' ? 'forwards' : 'the weights move'}`;
    if (this.place.textContent !== says) this.place.textContent = says;
    become(this.content, h('div', {}, h('h2', {}, stage.title), h('p', { class: 'says' }, stage.says),
      ...(stage.formula ? [h('p', { class: 'formula' }, ...stage.formula.split(',  ').map(part => h('span', {}, part)))] : []),
      stage.way === 'update' ? this.update(look, batch) : this.rows(stage, unit)));
  }

  private rows(stage: Stage, unit: number): HTMLElement {
    const choice = stage.rows.length > 1 && stage.rows.some((row, i) => i > 0 && row.unit !== stage.rows[0].unit) && stage.layer >= 0;
    return scrolling('The numbers', h('table', { class: 'sums' }, h('tbody', {}, ...stage.rows.map(row => {
      const name = choice
        ? h('button', { type: 'button', class: 'link', 'aria-pressed': String(row.unit === unit), click: () => this.pick(row.unit) }, row.name)
        : row.name;
      return h('tr', { class: choice && row.unit === unit ? 'picked' : '' }, h('th', { scope: 'row' }, name),
        h('td', {}, ...row.sums.map(sum => h('div', {}, h('i', {}, sum.left), sum.numbers ? ` = ${sum.numbers} = ` : ' = ', h('b', {}, sum.value)))));
    }))));
  }

  private update(look: Look, batch: number): HTMLElement {
    const parameter = look.parameters.find(({ name }) => name === this.which) ?? look.parameters[0];
    const menu = h('select', { 'aria-label': 'Weights of', change: event => {
      this.which = (event.target as HTMLSelectElement).value;
      this.again();
    } }, ...look.parameters.map(({ name }) => h('option', { value: name }, name)));
    menu.value = parameter.name;
    const place = scrolling('The numbers', this.table(look, parameter));
    const honest = batch === 1
      ? 'This is a step on this example alone. Training takes the examples in its own order.'
      : `This is a step on this example alone. A step of training takes the mean of the gradients of ${batch} examples: “Make one step” does that.`;
    return h('div', {}, menu, place, h('p', { class: 'note' }, honest));
  }

  private table(look: Look, parameter: LookParameter): HTMLElement {
    const kept = Object.keys(parameter.stateAfter);
    const at = look.layers.findIndex(layer => `${layer.name}.weight` === parameter.name);
    const inputs = at < 0 ? [] : into(look, at);
    const name = (i: number) => (at < 0 ? `neuron ${i + 1}` : `neuron ${Math.floor(i / inputs.length) + 1}, ${inputs[i % inputs.length].name}`);
    const head = ['', 'before', 'gradient', ...kept.map(state => `${state}: before → after`), 'change', 'after'];
    const rows = parameter.before.slice(0, SHOWN).map((before, i) => [
      name(i), result(before), result(parameter.gradient[i]),
      ...kept.map(state => `${parameter.state[state] ? result(parameter.state[state][i]) : '0'} → ${result(parameter.stateAfter[state][i])}`),
      result(parameter.after[i] - before), result(parameter.after[i])]);
    const made = table(head, rows);
    if (parameter.before.length > SHOWN) made.append(h('caption', {}, `The first ${SHOWN} of ${parameter.before.length}`));
    return made;
  }
}
