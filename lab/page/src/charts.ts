import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { Rhythm, colour, h, number } from './dom';
import type { Columns } from './curve';

const FEW = 40;

export interface Line {
  name: string; column: number; colour: string; dash?: number[]; width?: number;
  /** Whether its points are marked as long as they are few. */
  points?: boolean;
}

export const LOSSES: Line[] = [
  { name: 'training', column: 1, colour: 'train' }, { name: 'validation', column: 2, colour: 'test', dash: [6, 4] }];
export const ACCURACIES: Line[] = [
  { name: 'training', column: 3, colour: 'train' }, { name: 'validation', column: 4, colour: 'test', dash: [6, 4] }];
export const RATES: Line[] = [{ name: 'learning rate', column: 5, colour: 'train' }];

function count(values: ArrayLike<number | null | undefined>): number {
  return Array.from(values).filter(value => value !== null).length;
}

/** One chart of the curve, with the same lines of an older branch behind them. */
export class Chart {
  readonly element: HTMLElement;
  private readonly place = h('div', { class: 'plot' });
  private readonly before = h('span', { class: 'key before', hidden: true }, 'the branch before');
  private plot: uPlot | null = null;
  private log = false;
  private data: [Columns, Columns | null] = [[[], [], [], [], [], []], null];
  private hasOld = false;
  private readonly rhythm = new Rhythm(true);

  constructor(title: string, private readonly lines: Line[], private readonly unit: boolean, private readonly describe: string, extra: Node | null = null) {
    this.element = h('figure', { class: 'chart' }, h('figcaption', {}, h('b', {}, title),
      ...(lines.length > 1 ? lines.map(line => h('span', { class: `key ${line.colour}` }, line.name)) : []), this.before, extra), this.place);
    new ResizeObserver(() => this.plot?.setSize({ width: this.place.clientWidth, height: 150 })).observe(this.place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.rebuild());
    this.place.setAttribute('role', 'img');
  }

  setLog(log: boolean): void {
    this.log = log;
    this.rebuild();
  }

  /** Shows a curve; while it grows, not more often than one can see. */
  show(now: Columns, old: Columns | null, growing = false): void {
    if (!this.rhythm.due(growing)) return;
    this.data = [now, old];
    if (!this.plot || this.hasOld !== (old !== null)) this.rebuild();
    else this.plot.setData(this.table());
    const values = this.lines.map(line => `${line.name} ${now[line.column].findLast(Number.isFinite)?.toPrecision(3) ?? 'none'}`);
    this.place.setAttribute('aria-label', `${this.describe}: ${values.join(', ')}`);
  }

  private table(): uPlot.AlignedData {
    const clean = (values: number[]) =>
      values.map(value => (Number.isFinite(value) && (!this.log || value > 0) ? value : null));
    const pick = (columns: Columns) =>
      [columns[0], ...this.lines.map(line => clean(columns[line.column]))] as uPlot.AlignedData;
    const [now, old] = this.data;
    return old ? uPlot.join([pick(now), pick(old)]) : pick(now);
  }

  private rebuild(): void {
    if (this.place.clientWidth === 0) return;
    const [, old] = this.data;
    this.hasOld = old !== null;
    this.before.hidden = old === null;
    this.plot?.destroy();
    const ink = colour('soft');
    const axis = { stroke: ink, grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    const series = (line: Line, suffix: string, alpha: number): uPlot.Series => ({
      label: line.name + suffix, stroke: colour(line.colour), width: suffix ? 1 : line.width ?? 2, dash: line.dash, alpha, spanGaps: true,
      points: { size: line.points ? 5 : 7, show: (plot, at) => (line.points ? count(plot.data[at]) < FEW : plot.data[0].length === 1) },
    });
    this.plot = new uPlot({
      width: this.place.clientWidth, height: 150, cursor: { y: false, drag: { x: false, y: false } }, legend: { show: false },
      scales: { x: { time: false }, y: this.unit ? { range: [0, 1] } : { distr: this.log ? 3 : 1 } },
      axes: [{ ...axis, size: 24 }, { ...axis, size: 52, values: (_, ticks) => ticks.map(tick => ((tick as number | null) === null ? '' : number(tick, 6))) }],
      series: [
        { label: 'step' }, ...this.lines.map(line => series(line, '', 1)),
        ...(old ? this.lines.map(line => series(line, ', before', 0.6)) : []),
      ],
    }, this.table(), this.place);
  }
}
