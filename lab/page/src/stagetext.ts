import { h } from './dom';
import { result } from './formulas';
import type { Look, LookParameter } from './look';
import type { Stage } from './stages';
import { scrolling, table } from './table';

const SHOWN = 60;

/** What happens at a stage, in words, as a formula, and with its numbers. */
export class StageText {
  readonly element = h('section', { class: 'panel stage', 'aria-label': 'What happens here', 'aria-live': 'polite' });
  private which = '';

  constructor(private readonly pick: (unit: number) => void) {}

  show(look: Look, stage: Stage, unit: number, place: string, batch: number): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.keep;
    this.element.replaceChildren(
      h('p', { class: 'note' }, `Stage ${place}, ${stage.way === 'back' ? 'backwards' : stage.way === 'forward' ? 'forwards' : 'the weights move'}`),
      h('h2', {}, stage.title), h('p', { class: 'says' }, stage.says),
      ...(stage.formula ? [h('p', { class: 'formula' }, ...stage.formula.split(',  ').map(part => h('span', {}, part)))] : []),
      stage.way === 'update' ? this.update(look, batch) : this.rows(stage, unit));
    if (focused) this.element.querySelector<HTMLElement>(`[data-keep="${focused}"]`)?.focus();
  }

  private rows(stage: Stage, unit: number): HTMLElement {
    const choice = stage.rows.length > 1 && stage.rows.some((row, i) => i > 0 && row.unit !== stage.rows[0].unit) && stage.layer >= 0;
    return scrolling('The numbers', h('table', { class: 'sums' }, h('tbody', {}, ...stage.rows.map(row => {
      const name = choice
        ? h('button', { type: 'button', class: 'link', 'aria-pressed': String(row.unit === unit), 'data-keep': `unit${row.unit}`, click: () => this.pick(row.unit) }, row.name)
        : row.name;
      return h('tr', { class: choice && row.unit === unit ? 'picked' : '' }, h('th', { scope: 'row' }, name),
        h('td', {}, ...row.sums.map(sum => h('div', {}, h('i', {}, sum.left), sum.numbers ? ` = ${sum.numbers} = ` : ' = ', h('b', {}, sum.value)))));
    }))));
  }

  private update(look: Look, batch: number): HTMLElement {
    const parameter = look.parameters.find(({ name }) => name === this.which) ?? look.parameters[0];
    const menu = h('select', { 'aria-label': 'Weights of', 'data-keep': 'which', change: () => {
      this.which = menu.value;
      place.replaceChildren(this.table(look, look.parameters.find(({ name }) => name === menu.value)!));
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
    const columns = look.layers.find(layer => `${layer.name}.weight` === parameter.name)?.weight[0]?.length ?? 0;
    const name = (i: number) => (columns > 0 ? `${Math.floor(i / columns) + 1}, ${(i % columns) + 1}` : `${i + 1}`);
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
