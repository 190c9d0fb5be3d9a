import { number } from './dom';

export const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** How a number stands within a formula: a negative one in brackets. */
export function put(value: number): string {
  const text = number(value, 4);
  return text.startsWith('−') ? `(${text})` : text;
}

/** How a number stands as a result. */
export const result = (value: number) => number(value, 4);

export interface Bend {
  /** The function of z. */
  text: string;
  /** Its slope, as a formula. */
  slopeText: string;
  /** Its slope at z, where it answers a; NaN where no short formula has it. */
  slope: (z: number, a: number) => number;
}

/** The functions by which a layer bends its sums, and their slopes. */
export const BENDS: Record<string, Bend> = {
  tanh: { text: 'tanh(z)', slopeText: '1 − a²', slope: (_, a) => 1 - a * a },
  sigmoid: { text: '1 / (1 + e⁻ᶻ)', slopeText: 'a · (1 − a)', slope: (_, a) => a * (1 - a) },
  relu: { text: 'max(0, z)', slopeText: '1 if z > 0, else 0', slope: z => (z > 0 ? 1 : 0) },
  'leaky-relu': { text: 'z if z > 0, else 0.01·z', slopeText: '1 if z > 0, else 0.01', slope: z => (z > 0 ? 1 : 0.01) },
  softplus: { text: 'ln(1 + eᶻ)', slopeText: 'sigmoid(z)', slope: z => sigmoid(z) },
  silu: { text: 'z · sigmoid(z)', slopeText: 's + a · (1 − s), s = sigmoid(z)', slope: (z, a) => sigmoid(z) + a * (1 - sigmoid(z)) },
  gelu: {
    text: 'z · Φ(z)', slopeText: 'Φ(z) + z · φ(z)',
    slope: (z, a) => (z === 0 ? 0.5 : a / z) + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
  },
  identity: { text: 'z', slopeText: '1', slope: () => 1 },
};

export interface Wrong {
  /** In words. */
  says: string;
  formula: string;
  numbers: string;
  slopeFormula: string;
  slopeNumbers: string;
}

/** The loss of one example with one output z, and its slope: what the target is in it is told in words. */
export function wrong(loss: string, classes: number, z: number, target: number): Wrong {
  const sign = target > 0 ? 1 : -1;
  if (loss === 'cross-entropy') {
    const p = sigmoid(z);
    return {
      says: `The output z becomes a probability of class 1: p = sigmoid(${result(z)}) = ${result(p)}. The loss is the negative logarithm of the probability that the right class, ${target}, got: sure and right costs nothing, sure and wrong costs much.`,
      formula: target > 0 ? 'L = −ln p' : 'L = −ln(1 − p)',
      numbers: target > 0 ? `−ln ${put(p)}` : `−ln(1 − ${put(p)})`,
      slopeFormula: '∂L/∂z = p − t', slopeNumbers: `${put(p)} − ${target}`,
    };
  }
  if (loss === 'hinge') {
    return {
      says: `The right side is t = ${sign}. Beyond 1 on that side nothing is lost; before it, the more the farther away.`,
      formula: 'L = max(0, 1 − t·z)', numbers: `max(0, 1 − ${put(sign)}·${put(z)})`,
      slopeFormula: '∂L/∂z = −t if t·z < 1, else 0', slopeNumbers: sign * z < 1 ? `−${put(sign)}` : '0',
    };
  }
  if (loss === 'mse' && classes > 0) {
    const y = Math.tanh(z);
    return {
      says: `The output is held between −1 and 1: y = tanh(${result(z)}) = ${result(y)}. It should be t = ${sign}; the loss is the square of what is missing.`,
      formula: 'L = (y − t)²', numbers: `(${put(y)} − ${put(sign)})²`,
      slopeFormula: '∂L/∂z = 2·(y − t)·(1 − y²)', slopeNumbers: `2·(${put(y)} − ${put(sign)})·(1 − ${put(y)}²)`,
    };
  }
  const t = put(target);
  const off = z - target;
  const says = `The output should be t = ${result(target)}. `;
  if (loss === 'mse') {
    return {
      says: `${says}The loss is the square of the difference.`, formula: 'L = (z − t)²', numbers: `(${put(z)} − ${t})²`,
      slopeFormula: '∂L/∂z = 2·(z − t)', slopeNumbers: `2·(${put(z)} − ${t})`,
    };
  }
  if (loss === 'mae' || Math.abs(off) > 1) {
    const huber = loss === 'huber';
    return {
      says: `${says}${huber ? 'Farther away than 1, the loss grows with the distance itself.' : 'The loss is the distance.'}`,
      formula: huber ? 'L = |z − t| − ½' : 'L = |z − t|', numbers: `|${put(z)} − ${t}|${huber ? ' − ½' : ''}`,
      slopeFormula: '∂L/∂z = the sign of z − t', slopeNumbers: `sign(${result(off)})`,
    };
  }
  return {
    says: `${says}Nearer than 1, the loss is half the square of the difference.`, formula: 'L = ½·(z − t)²', numbers: `½·(${put(z)} − ${t})²`,
    slopeFormula: '∂L/∂z = z − t', slopeNumbers: `${put(z)} − ${t}`,
  };
}

/** What each optimizer does with a gradient g, the rate η and what it remembers. */
export const RULES: Record<string, { formula: string; says: string }> = {
  sgd: { formula: 'w ← w − η·g', says: 'Each weight moves against its gradient, by the learning rate η times it.' },
  momentum: { formula: 'm ← momentum·m + (1 − dampening)·g,  w ← w − η·m', says: 'A running sum m of the gradients carries the weight on, as a ball rolls on.' },
  adagrad: { formula: 's ← s + g²,  w ← w − η·g / (√s + ε)', says: 'A weight that has had large gradients moves in smaller steps: s adds up their squares.' },
  rmsprop: { formula: 'v ← decay·v + (1 − decay)·g²,  w ← w − η·g / (√v + ε)', says: 'The gradient is divided by the size that it usually has; v remembers the mean of its squares.' },
  adam: { formula: 'm ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  w ← w − η·m̂ / (√v̂ + ε)', says: 'm remembers where the gradients point, v how large they are; m̂ and v̂ make up for both having begun at 0. So each weight has a step size of its own, near η.' },
  adamw: { formula: 'as Adam, and w ← w·(1 − η·decay)', says: 'Adam, with weights that shrink a little in each step.' },
  nadam: { formula: 'as Adam, with the momentum of the next step', says: 'Adam that looks one step ahead.' },
  lion: { formula: 'w ← w − η·sign(β₁·m + (1 − β₁)·g),  m ← β₂·m + (1 − β₂)·g', says: 'Every weight moves by exactly η; only the sign of the momentum counts.' },
  muon: { formula: 'm ← momentum·m + (1 − momentum)·g,  W ← W − η·orthogonal(m)', says: 'The step of a whole layer is made nearly orthogonal, so that no direction gets more than another. Biases and the output layer go another way.' },
};
