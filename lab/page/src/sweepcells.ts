import type { Experiment } from './protocol';

/** One network of a sweep, as the server describes it. */
export interface Cell { learningRate: number; batchSize: number; optimizer: string; state: Experiment }

/** What is seen of one network of a sweep. */
export interface CellNumbers {
  step: number; epochs: number; trainLoss: number; testLoss: number; testAccuracy: number; diverged: boolean;
  /** The decision map, empty for pictures. */
  map: Uint8Array;
}

export interface SweepFrame { width: number; height: number; cells: CellNumbers[] }

export function readSweep(view: DataView): SweepFrame {
  const count = view.getUint32(0, true);
  const width = view.getUint16(4, true);
  const height = view.getUint16(6, true);
  const size = width * height;
  const cells = Array.from({ length: count }, (_, i) => {
    const [step, epochs, trainLoss, testLoss, testAccuracy, diverged] =
      new Float64Array(view.buffer as ArrayBuffer, view.byteOffset + 8 + 48 * i, 6);
    const map = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + 8 + 48 * count + size * i, size);
    return { step, epochs, trainLoss, testLoss, testAccuracy, diverged: diverged === 1, map };
  });
  return { width, height, cells };
}

/** Whether a network is not right more often than one that always says the most frequent class. */
export function learnsNothing({ epochs, diverged, testAccuracy }: CellNumbers, majority: number | null): boolean {
  return !diverged && epochs >= 1 && majority !== null && testAccuracy <= majority + 1e-9;
}

/** The network with the lowest validation loss; -1 if none has been trained. */
export function best(cells: CellNumbers[]): number {
  let found = -1;
  cells.forEach((cell, i) => {
    const fits = cell.step > 0 && !cell.diverged && Number.isFinite(cell.testLoss);
    if (fits && (found < 0 || cell.testLoss < cells[found].testLoss)) found = i;
  });
  return found;
}
