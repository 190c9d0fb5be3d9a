/** The server's words, as lab/PROTOCOL.md has them. */
export interface Layer {
  units: number;
  activation: string;
}

export interface Experiment {
  data: {
    set: string; points: number; noise: number; split: number; balance: number; sorted: boolean; seed: number;
    own: [number, number, number][]; csv: string;
  };
  network: { features: string[]; layers: Layer[]; initializer: string; dropout: number; seed: number };
  training: {
    loss: string; optimizer: { name: string; learningRate: number; [setting: string]: unknown };
    schedule: string; horizon: number; batchSize: number; l1: number; l2: number; clip: string;
    shuffle: boolean; seed: number;
  };
}

export interface Branch { id: number; from: number; step: number; changed: string[]; last?: number }

export interface Parameter { name: string; shape: number[]; offset: number }

/** Where the columns of a pasted table were before they were brought onto the plane. */
export interface Scale { x: [number, number]; y: [number, number]; label?: [number, number]; names: string[] }

export interface StateMessage {
  type: 'state';
  state: Experiment;
  reset: boolean;
  branch: Branch;
  branches: Branch[];
  playing: boolean;
  step: number;
  last: number;
  model: {
    inputs: string[]; outputs: number; classes: number; parameters: Parameter[];
    units: { layer: string; name?: string; index?: number }[]; activations: string[];
  };
  data: { train: number; test: number; classes: string[]; area: number[] | null; scale: Scale | null; majority: number | null; version: number };
  stepsPerEpoch: number;
}

export interface Hello {
  type: 'hello';
  version: string;
  session: string;
  resumed: boolean;
  mnist: boolean;
  run: { name: string; folder: string } | null;
  choices: {
    sets: string[]; features: string[]; activations: string[]; initializers: string[];
    losses: { name: string; for: string }[];
    optimizers: Record<string, Record<string, number | boolean>>;
    schedules: string[];
    offers: Record<string, Experiment>;
  };
  limits: Record<string, number>;
}

export interface Notice {
  type: 'notice';
  step: number;
  rule: string;
  text: string;
  suggestion: string;
  fix: { label: string; state: Experiment } | null;
}

export interface Status { type: 'status'; playing: boolean; reason: string; step: number; text: string }

export interface Code { type: 'code'; name: string; source: string; exact: boolean; why: string }

const SECTIONS = ['', 'status', 'curve', 'map', 'units', 'weights', 'health', 'confusion', 'mistakes', 'hidden', 'drawn', 'sweep'];

export interface StatusNumbers {
  step: number; epochs: number; batchLoss: number; trainLoss: number; testLoss: number;
  trainAccuracy: number; testAccuracy: number; learningRate: number; speed: number;
  playing: boolean; diverged: boolean; seeking: boolean; sweep: boolean;
}

export interface Frame { step: number; branch: number; dataVersion: number; sections: Map<string, DataView> }

export function readFrame(buffer: ArrayBuffer): Frame {
  const view = new DataView(buffer);
  const sections = new Map<string, DataView>();
  let at = 24;
  for (let i = view.getUint16(2, true); i > 0; i--) {
    const length = view.getUint32(at + 4, true);
    sections.set(SECTIONS[view.getUint16(at, true)] ?? '', new DataView(buffer, at + 8, length));
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return { step: view.getFloat64(8, true), branch: view.getUint32(16, true), dataVersion: view.getUint32(20, true), sections };
}

export function readStatus(view: DataView): StatusNumbers {
  const [step, epochs, batchLoss, trainLoss, testLoss, trainAccuracy, testAccuracy, learningRate, speed, flags] =
    new Float64Array(view.buffer as ArrayBuffer, view.byteOffset, 10);
  return {
    step, epochs, batchLoss, trainLoss, testLoss, trainAccuracy, testAccuracy, learningRate, speed,
    playing: (flags & 1) !== 0, diverged: (flags & 2) !== 0, seeking: (flags & 4) !== 0, sweep: (flags & 8) !== 0,
  };
}

export interface DecisionMap { width: number; height: number; classes: number; planes: Uint8Array[]; area: Float32Array }

export function readMap(view: DataView): DecisionMap {
  const width = view.getUint16(0, true);
  const height = view.getUint16(2, true);
  const planes = [];
  for (let i = 0; i < view.getUint16(6, true); i++) {
    planes.push(new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + 24 + i * width * height, width * height));
  }
  const area = new Float32Array(view.buffer as ArrayBuffer, view.byteOffset + 8, 4);
  return { width, height, classes: view.getUint16(4, true), planes, area };
}

export interface UnitMaps { width: number; height: number; maps: Uint8Array[]; largest: Float32Array }

export function readUnits(view: DataView): UnitMaps {
  const width = view.getUint16(0, true);
  const height = view.getUint16(2, true);
  const count = view.getUint32(4, true);
  const buffer = view.buffer as ArrayBuffer;
  const maps = [];
  for (let i = 0; i < count; i++) {
    maps.push(new Uint8Array(buffer, view.byteOffset + 8 + 4 * count + i * width * height, width * height));
  }
  return { width, height, maps, largest: new Float32Array(buffer, view.byteOffset + 8, count) };
}

export function floats(view: DataView): Float32Array {
  return new Float32Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength / 4);
}

export interface Point { x: number; y: number; label: number; test: boolean }

export function readPoints(buffer: ArrayBuffer): Point[] {
  const view = new DataView(buffer);
  const train = view.getUint32(8, true);
  const count = train + view.getUint32(12, true);
  const points: Point[] = [];
  for (let i = 0; i < count; i++) {
    const at = 24 + 12 * i;
    points.push({
      x: view.getFloat32(at, true), y: view.getFloat32(at + 4, true), label: view.getFloat32(at + 8, true), test: i >= train,
    });
  }
  return points;
}
