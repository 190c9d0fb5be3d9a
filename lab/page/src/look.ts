/** One step on one example, as the server works it out: lab/PROTOCOL.md, 6.5. */
export interface LookLayer {
  name: string; activation: string; weight: number[][]; bias: number[]; sums: number[]; outputs: number[];
  gradients: { weight: number[][]; bias: number[]; sums: number[]; outputs: number[] };
}

export interface LookParameter {
  name: string; before: number[]; gradient: number[]; after: number[];
  state: Record<string, number[]>; stateAfter: Record<string, number[]>;
}

export interface Look {
  type: 'look'; of: 'train' | 'test'; index: number; step: number; point: [number, number]; target: number;
  inputs: { name: string; value: number }[]; layers: LookLayer[];
  output: number | number[]; value: number | null; loss: number; penalty: number; lossName: string; lossGradient: number | number[];
  optimizer: { name: string; learningRate: number; step: number; settings: Record<string, number | boolean> };
  parameters: LookParameter[];
}
