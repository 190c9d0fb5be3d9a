import type { Columns } from './curve';
import { record } from './share';

/** A line of a run's log, as dev.descent.train.EventLog documents it. */
export type RunEvent = Record<string, unknown>;

export interface RunEpoch {
  epoch: number; step: number; loss: number; testLoss: number; accuracy: number; seconds: number; metrics: Record<string, number>;
}

export interface RunNotice { step: number; rule: string; text: string; suggestion: string }

export interface RunEnd { reason: string; detail: string; seconds: number; bestAccuracy: number; bestEpoch: number }

const num = (value: unknown) => (typeof value === 'number' ? value : NaN);
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What a run's log has told so far. */
export class RunLog {
  start: RunEvent = {};
  epochs: RunEpoch[] = [];
  notices: RunNotice[] = [];
  /** What was measured on the newest step that was looked at; null if none was. */
  measured: RunEvent | null = null;
  /** How it ended; null if it goes on, or has gone on since. */
  end: RunEnd | null = null;
  step = 0;
  /** Step, loss of its batch, training and validation loss of its epoch, accuracy, learning rate. */
  columns: Columns = [[], [], [], [], [], []];

  add(event: RunEvent): void {
    switch (event.event) {
      case 'started': this.start = event; break;
      case 'step': this.point(event, [num(event.loss), NaN, NaN, NaN, num(event.learningRate)]); break;
      case 'measured':
        this.point(event, [NaN, NaN, NaN, NaN, num(event.learningRate)]);
        this.measured = event;
        break;
      case 'epoch': this.epoch(event); break;
      case 'notice': this.notice(event); break;
      case 'finished':
        this.end = {
          reason: text(event.reason), detail: text(event.detail), seconds: num(event.seconds),
          bestAccuracy: num(event.bestAccuracy), bestEpoch: num(event.bestEpoch),
        };
    }
  }

  private epoch(event: RunEvent): void {
    const epoch = {
      epoch: num(event.epoch), step: num(event.step), loss: num(event.loss), testLoss: num(event.testLoss), accuracy: num(event.accuracy),
      seconds: num(event.seconds), metrics: record(event.metrics) as Record<string, number>,
    };
    this.point(event, [NaN, epoch.loss, epoch.testLoss, epoch.accuracy, NaN]);
    this.epochs.push(epoch);
  }

  private notice(event: RunEvent): void {
    this.notices.push({ step: num(event.step), rule: text(event.rule), text: text(event.text), suggestion: text(event.suggestion) });
  }

  /** Adds what is known of a step. A run that goes on from a checkpoint does some of its steps again: they count as they were done last. */
  private point(event: RunEvent, values: number[]): void {
    const step = num(event.step);
    if (step < this.step) this.cut(step);
    this.end = null;
    this.step = step;
    const [steps] = this.columns;
    if (steps.at(-1) !== step) this.columns.forEach((column, i) => column.push(i === 0 ? step : NaN));
    values.forEach((value, i) => { if (Number.isFinite(value)) this.columns[i + 1][steps.length - 1] = value; });
  }

  private cut(step: number): void {
    const keep = this.columns[0].findIndex(other => other >= step);
    if (keep >= 0) for (const column of this.columns) column.length = keep;
    this.epochs = this.epochs.filter(epoch => epoch.step < step);
    this.notices = this.notices.filter(notice => notice.step < step);
  }

  /** The epoch with the highest accuracy, or else the lowest validation loss; null if there is none. */
  best(): RunEpoch | null {
    const better = (a: RunEpoch, b: RunEpoch) =>
      (Number.isFinite(a.accuracy) ? a.accuracy > b.accuracy : a.testLoss < b.testLoss);
    return this.epochs.reduce<RunEpoch | null>((best, epoch) => (!best || better(epoch, best) ? epoch : best), null);
  }
}
