import { inputName } from './dom';
import { BENDS, RULES, put, result, wrong } from './formulas';
import type { Look, LookLayer } from './look';
import type { Experiment } from './protocol';

/** One line of arithmetic: a formula with its numbers, and what it comes to. */
export interface Sum { left: string; numbers: string; value: string }

/** What is worked out for one neuron. */
export interface Row { unit: number; name: string; sums: Sum[] }

/** One stage of a step: what happens, why, and the arithmetic. */
export interface Stage {
  short: string;
  title: string;
  says: string;
  formula: string;
  /** The layer that it is about: −1 the inputs, the number of layers the loss. */
  layer: number;
  way: 'forward' | 'back' | 'update';
  rows: Row[];
}

const layerName = (look: Look, at: number) => (at === look.layers.length - 1 ? 'the output' : `layer ${at + 1}`);
const unitName = (look: Look, at: number, unit: number) =>
  at === look.layers.length - 1 ? (look.layers[at].sums.length > 1 ? `output ${unit}` : 'output') : `neuron ${unit + 1}`;

/** What goes into a layer, by name and value. */
export function into(look: Look, at: number): { name: string; value: number }[] {
  if (at === 0) return look.inputs.map(({ name, value }) => ({ name: inputName(name), value }));
  return look.layers[at - 1].outputs.map((value, i) => ({ name: `a${i + 1}`, value }));
}

/** A sum of many terms; only the neuron that is looked at has all of them. */
function terms(all: string[], whole: boolean): string {
  return whole || all.length <= 6 ? all.join(' + ') : `${all.slice(0, 2).join(' + ')} + … ${all.length - 2} more terms`;
}

/** The whole step, stage by stage; `unit` is the neuron of each layer whose sums are written out in full. */
export function stages(look: Look, experiment: Experiment, classes: number, unit: number): Stage[] {
  const last = look.layers.length - 1;
  const list: Stage[] = [example(look, classes)];
  look.layers.forEach((layer, at) => list.push(forward(look, layer, at, unit)));
  list.push(loss(look, classes));
  for (let at = last; at >= 0; at--) {
    list.push(at === last ? atOutput(look, classes) : back(look, at, unit));
    list.push(weights(look, at, experiment, unit));
  }
  list.push(update(look, experiment));
  return list;
}

function example(look: Look, classes: number): Stage {
  return {
    short: 'example', title: 'The example', layer: -1, way: 'forward', formula: '',
    says: `The network is shown one point, x1 = ${result(look.point[0])}, x2 = ${result(look.point[1])}. ${classes > 0 ? `Its class is ${look.target}` : `Its value is ${result(look.target)}`}: that is what the network should say, and it is not told.`,
    rows: look.inputs.map((input, i) => ({ unit: i, name: `input ${i + 1}`, sums: [{ left: inputName(input.name), numbers: '', value: result(input.value) }] })),
  };
}

function forward(look: Look, layer: LookLayer, at: number, unit: number): Stage {
  const inputs = into(look, at);
  const output = at === look.layers.length - 1;
  const bend = BENDS[layer.activation];
  const what = at === 0 ? 'each input' : `each answer of layer ${at}`;
  return {
    short: output ? 'output' : `layer ${at + 1}`, title: output ? 'Forward: the output' : `Forward: layer ${at + 1}`, layer: at, way: 'forward',
    says: output
      ? `The output multiplies ${what} by a weight, and adds them up with its bias. That is all the network says.`
      : `Each neuron multiplies ${what} by a weight of its own, adds them up, and adds its bias: z. Then its activation function, ${layer.activation}, bends z: that is its answer a. Without that bend, all layers together could draw only straight lines.`,
    formula: output ? 'z = w·x + b' : `z = w·x + b,  a = ${bend.text}`,
    rows: layer.sums.map((z, j) => ({
      unit: j, name: unitName(look, at, j),
      sums: [
        { left: 'z', numbers: terms([...inputs.map((x, i) => `${put(layer.weight[j][i])}·${put(x.value)}`), put(layer.bias[j])], j === unit), value: result(z) },
        ...(output ? [] : [{ left: 'a', numbers: `${layer.activation}(${result(z)})`, value: result(layer.outputs[j]) }]),
      ],
    })),
  };
}

function loss(look: Look, classes: number): Stage {
  const z = look.layers[look.layers.length - 1].sums;
  const base = { short: 'loss', title: 'How wrong is it? The loss', layer: look.layers.length, way: 'forward' as const };
  if (Array.isArray(look.output)) {
    const p = chances(z);
    return {
      ...base, formula: 'p = softmax(z),  L = −ln p(right class)',
      says: `The outputs become probabilities that add up to 1: each e to the power of z, divided by the sum of all. The loss is the negative logarithm of what the right class, ${look.target}, got.`,
      rows: [{ unit: look.target, name: `class ${look.target}`, sums: [{ left: 'L', numbers: `−ln ${put(p[look.target])}`, value: result(look.loss) }] }],
    };
  }
  const how = wrong(look.lossName, classes, z[0], look.target);
  return {
    ...base, says: how.says, formula: how.formula,
    rows: [{ unit: 0, name: 'loss', sums: [{ left: 'L', numbers: how.numbers, value: result(look.loss) }] }],
  };
}

function chances(z: number[]): number[] {
  const most = Math.max(...z);
  const powers = z.map(value => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map(value => value / sum);
}

function atOutput(look: Look, classes: number): Stage {
  const last = look.layers.length - 1;
  const { sums, gradients } = look.layers[last];
  const p = chances(sums);
  const many = Array.isArray(look.output);
  const how = many ? null : wrong(look.lossName, classes, sums[0], look.target);
  return {
    short: '∂z output', title: 'Back: the output', layer: last, way: 'back',
    says: 'Which way is better? The gradient, the slope of the loss, says how much L would grow if z grew by 1. If it is above 0, z should become smaller; below 0, larger. t is the target.',
    formula: how ? how.slopeFormula : '∂L/∂z = p − t  (t is 1 for the right class, else 0)',
    rows: sums.map((_, j) => ({
      unit: j, name: unitName(look, last, j),
      sums: [{ left: '∂L/∂z', numbers: how ? how.slopeNumbers : `${put(p[j])} − ${j === look.target ? 1 : 0}`, value: result(gradients.sums[j]) }],
    })),
  };
}

function back(look: Look, at: number, unit: number): Stage {
  const layer = look.layers[at];
  const next = look.layers[at + 1];
  const bend = BENDS[layer.activation];
  return {
    short: `∂z layer ${at + 1}`, title: `Back: layer ${at + 1}`, layer: at, way: 'back',
    says: `How much does each neuron of layer ${at + 1} share in the loss? As much as its answer counts in ${layerName(look, at + 1)}: the slopes there, each times the weight between. Then back through ${layer.activation}: times its slope at z. Where that is near 0, little comes through. This is the chain rule.`,
    formula: `∂L/∂a = Σ ∂L/∂z(next)·w,  ∂L/∂z = ∂L/∂a · f′(z),  f′ = ${bend.slopeText}`,
    rows: layer.sums.map((z, j) => ({
      unit: j, name: unitName(look, at, j),
      sums: [
        { left: '∂L/∂a', numbers: terms(next.gradients.sums.map((slope, k) => `${put(slope)}·${put(next.weight[k][j])}`), j === unit), value: result(layer.gradients.outputs[j]) },
        { left: '∂L/∂z', numbers: `${put(layer.gradients.outputs[j])} · ${put(bend.slope(z, layer.outputs[j]))}`, value: result(layer.gradients.sums[j]) },
      ],
    })),
  };
}

function weights(look: Look, at: number, experiment: Experiment, unit: number): Stage {
  const layer = look.layers[at];
  const inputs = into(look, at);
  const { l1, l2 } = experiment.training;
  const penalty = (l1 > 0 ? ' + l1·sign(w)' : '') + (l2 > 0 ? ' + l2·w' : '');
  const shown = layer.sums.length === 1 ? 0 : Math.min(unit, layer.sums.length - 1);
  const name = unitName(look, at, shown);
  return {
    short: `∂w ${at === look.layers.length - 1 ? 'output' : `layer ${at + 1}`}`, title: `Back: the weights of ${layerName(look, at)}`, layer: at, way: 'back',
    says: `A weight counts as much as what came in through it: the slope at its neuron times that input. An input of 0 teaches its weight nothing.${penalty ? ' The penalty pulls each weight towards 0.' : ''} These are the weights of ${name}.`,
    formula: `∂L/∂w = ∂L/∂z · x${penalty},  ∂L/∂b = ∂L/∂z`,
    rows: [
      ...inputs.map((x, i) => {
        const w = layer.weight[shown][i];
        const extra = (l1 > 0 ? ` + ${put(l1 * Math.sign(w))}` : '') + (l2 > 0 ? ` + ${put(l2 * w)}` : '');
        return {
          unit: shown, name: `w from ${x.name}`,
          sums: [{ left: '∂L/∂w', numbers: `${put(layer.gradients.sums[shown])} · ${put(x.value)}${extra}`, value: result(layer.gradients.weight[shown][i]) }],
        };
      }),
      { unit: shown, name: 'bias', sums: [{ left: '∂L/∂b', numbers: '', value: result(layer.gradients.bias[shown]) }] },
    ],
  };
}

function update(look: Look, experiment: Experiment): Stage {
  const { name, settings, learningRate } = look.optimizer;
  const rule = RULES[name === 'sgd' && Number(settings.momentum) > 0 ? 'momentum' : name] ?? { formula: '', says: '' };
  const clip = experiment.training.clip === 'none' ? '' : ` Gradients are clipped in training (${experiment.training.clip}); here they are not.`;
  return {
    short: 'update', title: `The step: ${name}`, layer: look.layers.length, way: 'update',
    says: `${rule.says} η = ${result(learningRate)}, and this is step ${look.optimizer.step} of the optimizer.${clip}`, formula: rule.formula, rows: [],
  };
}
