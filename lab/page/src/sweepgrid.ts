import { percent } from './bars';
import { colour, fit, h, number } from './dom';
import { contour, paintSmall } from './paint';
import { type Cell, type CellNumbers, type SweepFrame, best } from './sweepcells';

interface Tile { button: HTMLButtonElement; canvas: HTMLCanvasElement; loss: HTMLElement; accuracy: HTMLElement; epochs: HTMLElement; mark: HTMLElement; share: HTMLElement }

/** The networks of a sweep side by side: learning rates from left to right, batch sizes downwards, a block an optimizer. */
export class SweepGrid {
  readonly element = h('div', { class: 'blocks', keydown: event => this.key(event as KeyboardEvent) });
  private tiles: Tile[] = [];
  private cells: Cell[] = [];
  private perRow = 1;
  private shown: SweepFrame | null = null;
  private classes = 0;

  constructor(private readonly open: (at: number) => void) {
    new ResizeObserver(() => this.repaint()).observe(this.element);
  }

  /** Makes a place for each network. */
  build(cells: Cell[], classes: number): void {
    this.cells = cells;
    this.classes = classes;
    this.shown = null;
    const rates = [...new Set(cells.map(cell => cell.learningRate))];
    this.perRow = rates.length;
    this.tiles = cells.map((_, i) => this.tile(i));
    const optimizers = [...new Set(cells.map(cell => cell.optimizer))];
    this.element.replaceChildren(...optimizers.map(optimizer => {
      const members = cells.map((cell, i) => ({ cell, i })).filter(each => each.cell.optimizer === optimizer);
      const batches = [...new Set(members.map(each => each.cell.batchSize))];
      const grid = h('div', { class: 'multiples', role: 'grid', 'aria-label': `${optimizer}: learning rates across, batch sizes down` },
        h('div', { role: 'row' }, h('span', { role: 'columnheader' }), ...rates.map(rate => h('span', { role: 'columnheader' }, `rate ${rate}`))),
        ...batches.map(batch => h('div', { role: 'row' }, h('span', { role: 'rowheader' }, `batch ${batch}`),
          ...members.filter(each => each.cell.batchSize === batch).map(({ i }) => h('div', { role: 'gridcell' }, this.tiles[i].button)))));
      grid.style.setProperty('--columns', String(rates.length));
      return h('section', { class: 'panel block', 'aria-label': optimizer }, h('h2', {}, optimizer), grid);
    }));
  }

  show(frame: SweepFrame): void {
    this.shown = frame;
    const winner = best(frame.cells);
    this.tiles.forEach((tile, i) => this.showTile(tile, frame.cells[i], i === winner));
    this.repaint();
  }

  repaint(): void {
    const frame = this.shown;
    if (!frame || frame.width === 0) return;
    this.tiles.forEach(({ canvas }, i) => {
      const side = canvas.clientWidth;
      if (side === 0) return;
      const context = fit(canvas, side, side);
      const { map } = frame.cells[i];
      paintSmall(context, map, frame.width, frame.height, 0, 0, context.canvas.width, context.canvas.height, this.classes > 2 ? new Uint8Array(map.length).fill(180) : undefined);
      if (this.classes > 2) return;
      context.strokeStyle = colour('ink');
      context.lineWidth = 1.25;
      contour(context, map, frame.width, frame.height, side, side);
    });
  }

  private tile(at: number): Tile {
    const canvas = h('canvas', { 'aria-hidden': 'true' });
    const { optimizer, batchSize, learningRate } = this.cells[at];
    const name = h('span', { class: 'said' }, `${optimizer}, batch size ${batchSize}, learning rate ${learningRate}: `);
    const share = h('span', { class: 'said' });
    const [loss, accuracy, epochs, mark] = ['loss', 'accuracy', 'epochs', 'mark'].map(name => h('span', { class: name }));
    const button = h('button', { type: 'button', class: 'cell', tabindex: at === 0 ? '0' : '-1', click: () => this.open(at) },
      canvas, name, mark, accuracy, share, loss, epochs);
    button.addEventListener('focus', () => this.tiles.forEach((tile, i) => { tile.button.tabIndex = i === at ? 0 : -1; }));
    return { button, canvas, loss, accuracy, epochs, mark, share };
  }

  private showTile(tile: Tile, numbers: CellNumbers, winner: boolean): void {
    const { diverged } = numbers;
    const accuracy = Number.isFinite(numbers.testAccuracy) ? percent(numbers.testAccuracy) : '';
    tile.canvas.hidden = numbers.map.length === 0;
    tile.button.classList.toggle('best', winner);
    tile.button.classList.toggle('diverged', diverged);
    tile.mark.textContent = winner ? '★ best' : diverged ? '✕ diverged' : '';
    tile.accuracy.textContent = diverged ? '–' : accuracy;
    tile.loss.textContent = diverged ? '' : `loss ${number(numbers.testLoss)}`;
    tile.share.textContent = accuracy && !diverged ? ' accuracy, ' : ' ';
    const epochs = Math.floor(numbers.epochs + 1e-9);
    tile.epochs.textContent = ` ${epochs} epoch${epochs === 1 ? '' : 's'}`;
  }

  /** The cells come row by row, block by block. */
  private key(event: KeyboardEvent): void {
    const at = this.tiles.findIndex(tile => tile.button === document.activeElement);
    const row = at - (at % this.perRow);
    const to: Record<string, number> = {
      ArrowLeft: Math.max(row, at - 1), ArrowRight: Math.min(row + this.perRow - 1, at + 1),
      ArrowUp: at - this.perRow, ArrowDown: at + this.perRow, Home: row, End: row + this.perRow - 1,
    };
    if (at < 0 || !(event.key in to)) return;
    event.preventDefault();
    this.tiles[to[event.key]]?.button.focus();
  }
}
