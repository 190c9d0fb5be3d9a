import { percent } from './bars';
import { h, number } from './dom';
import { type Cell, type CellNumbers, learnsNothing } from './sweepcells';
import { scrolling } from './table';

interface Row { at: number; cell: Cell; numbers: CellNumbers; idle: boolean }
type Column = [title: string, value: (row: Row) => number | string, text?: (row: Row) => string];

const NAN_LAST = (value: number, row: Row) => (row.numbers.diverged || !Number.isFinite(value) ? Infinity : value);
const COLUMNS: Column[] = [
  ['optimizer', row => row.cell.optimizer],
  ['batch size', row => row.cell.batchSize],
  ['learning rate', row => row.cell.learningRate],
  ['epochs', row => row.numbers.epochs, row => String(Math.floor(row.numbers.epochs + 1e-9))],
  ['training loss', row => NAN_LAST(row.numbers.trainLoss, row), row => number(row.numbers.trainLoss)],
  ['validation loss', row => NAN_LAST(row.numbers.testLoss, row), row => number(row.numbers.testLoss)],
  ['validation accuracy', row => NAN_LAST(row.numbers.testAccuracy, row), row => percent(row.numbers.testAccuracy)],
  ['state', row => (row.numbers.diverged ? 'diverged' : row.idle ? 'learns nothing' : 'fine')],
];

/** A sweep as a table that can be sorted by each column. Its content is only made while it is open. */
export class SweepTable {
  private readonly place = scrolling('The sweep as a table');
  readonly element = h('details', { class: 'panel', toggle: () => this.refresh() }, h('summary', {}, 'The sweep as a table'), this.place);
  private by = 5;
  private down = false;
  private majority: number | null = null;
  private cells: Cell[] = [];
  private numbers: CellNumbers[] = [];
  private heads: HTMLTableCellElement[] = [];
  private readonly body = h('tbody', {});

  constructor(private readonly open: (at: number) => void) {}

  /** Makes the table; `majority` is what a network gets right that has learned nothing. */
  build(cells: Cell[], majority: number | null): void {
    this.majority = majority;
    this.cells = cells;
    this.numbers = [];
    this.heads = COLUMNS.map(([title], i) => h('th', { scope: 'col' }, h('button', { type: 'button', class: 'sort', click: () => this.sort(i) }, title)));
    this.place.replaceChildren(h('table', {}, h('thead', {}, h('tr', {}, ...this.heads, h('td', {}))), this.body));
    this.refresh();
  }

  show(numbers: CellNumbers[]): void {
    this.numbers = numbers;
    if (!this.body.contains(document.activeElement)) this.refresh(); // no row is taken from under a finger
  }

  private sort(by: number): void {
    this.down = this.by === by && !this.down;
    this.by = by;
    this.refresh();
  }

  private refresh(): void {
    if (!this.element.open || this.numbers.length !== this.cells.length) return;
    const value = COLUMNS[this.by][1];
    const rows = this.cells.map((cell, at) => ({ at, cell, numbers: this.numbers[at], idle: learnsNothing(this.numbers[at], this.majority) }));
    rows.sort((a, b) => {
      const [x, y] = this.down ? [value(b), value(a)] : [value(a), value(b)];
      return x < y ? -1 : x > y ? 1 : a.at - b.at;
    });
    this.heads.forEach((head, i) => {
      if (i === this.by) head.setAttribute('aria-sort', this.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    this.body.replaceChildren(...rows.map(row => h('tr', {},
      ...COLUMNS.map(([, get, text], i) => h(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, text ? text(row) : String(get(row)))),
      h('td', {}, h('button', { type: 'button', class: 'link', 'aria-label': `Open ${row.cell.optimizer}, batch size ${row.cell.batchSize}, learning rate ${row.cell.learningRate}`, click: () => this.open(row.at) }, 'Open')))));
  }
}
