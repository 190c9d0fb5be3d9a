/** The points of a curve, column by column: step, losses, accuracies, learning rate. */
export type Columns = number[][];

function empty(): Columns {
  return [[], [], [], [], [], []];
}

/** The measurements of this branch and of the one before it, as frames bring them. */
export class Curve {
  now: Columns = empty();
  /** The branch that was left last; null if there is none. */
  old: Columns | null = null;
  version = 0;

  get count(): number {
    return this.now[0].length;
  }

  /** Everything is forgotten: a new timeline. */
  clear(): void {
    this.old = null;
    this.again();
  }

  /** Another branch: what there was stays behind it. */
  fork(): void {
    if (this.count > 0) this.old = this.now;
    this.again();
  }

  /** The server sends it again from the beginning. */
  again(): void {
    this.now = empty();
    this.version = 0;
  }

  /** Adds the section `curve` of a frame. */
  add(view: DataView): void {
    this.version = view.getUint32(0, true);
    const first = view.getUint32(4, true);
    const values = new Float64Array(view.buffer as ArrayBuffer, view.byteOffset + 16, 6 * view.getUint32(12, true));
    if (first < this.count) this.now = this.now.map(column => column.slice(0, first));
    for (let at = 0; at < values.length; at++) this.now[at % 6].push(values[at]);
  }
}
