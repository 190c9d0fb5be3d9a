import { h } from './dom';
import type { Confusion } from './pictures';

/** What was taken for what: a table whose cells are also shaded, right ones blue and wrong ones vermilion. */
export class ConfusionTable {
  readonly element: HTMLElement;
  private readonly note = h('p', { class: 'note' });
  private readonly cells: HTMLTableCellElement[][];

  constructor(private readonly classes: string[]) {
    this.cells = classes.map((_, row) => classes.map((_, column) => h('td', { class: row === column ? 'right' : 'wrong' })));
    const table = h('table', { class: 'confusion' },
      h('thead', {},
        h('tr', {}, h('td', {}), h('th', { scope: 'colgroup', colspan: String(classes.length) }, 'taken for')),
        h('tr', {}, h('th', { scope: 'col' }, 'is'), ...classes.map(name => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...classes.map((name, i) => h('tr', {}, h('th', { scope: 'row' }, name), ...this.cells[i]))));
    this.element = h('section', { class: 'panel', 'aria-label': 'Confusion matrix' },
      h('h2', {}, 'What it takes for what'), h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Confusion matrix, table' }, table), this.note);
  }

  show({ counts, examples }: Confusion): void {
    const size = this.classes.length;
    const total = (row: number) => this.classes.reduce((sum, _, column) => sum + counts[row * size + column], 0);
    let worst = [0, 1];
    let most = 0;
    let right = 0;
    for (let row = 0; row < size; row++) {
      right += counts[row * size + row];
      for (let column = 0; column < size; column++) {
        if (row === column || counts[row * size + column] <= most) continue;
        most = counts[row * size + column];
        worst = [row, column];
      }
    }
    this.cells.forEach((cells, row) => cells.forEach((cell, column) => {
      const count = counts[row * size + column];
      cell.textContent = count === 0 ? '·' : String(count);
      cell.classList.toggle('none', count === 0);
      cell.style.setProperty('--share', `${Math.round((100 * count) / Math.max(1, row === column ? total(row) : most))}%`);
    }));
    this.note.textContent = `${right} of ${examples} validation pictures are right. ` + (most === 0
      ? 'There is no mistake.'
      : `Most often, a ${this.classes[worst[0]]} is taken for a ${this.classes[worst[1]]}: ${most} times.`);
  }
}
