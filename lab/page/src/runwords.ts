import { h } from './dom';
import type { RunEvent } from './runlog';
import { record } from './share';

const count = (value: unknown) => (typeof value === 'number' ? value.toLocaleString('en') : String(value));

/** A run's settings, as run.json has them, in plain words: a name and what it is. What is as usual is left out. */
export function inWords(spec: unknown, start: RunEvent): [string, string][] {
  const { source, model, optimizer, training, versions } = record(spec);
  const { steps, stopping, keeping } = record(training);
  const words: [string, string][] = [
    ['Data', dataWords(record(source)) + (start.train === undefined ? '' : `; ${count(start.train)} examples to learn from, ${count(start.test)} to check with`)],
    ['Network', networkWords(record(model)) + (start.parameters === undefined ? '' : `; ${count(start.parameters)} weights`)],
    ['Optimizer', optimizerWords(record(optimizer))],
    ['Training', trainingWords(record(training), record(steps))],
  ];
  const stop = stopWords(record(stopping));
  if (stop) words.push(['Stops early', stop]);
  if (record(keeping).coach === false) words.push(['Coach', 'none']);
  const { descent, java, platform } = record(versions);
  words.push(['Made with', `Descent ${String(descent)}, Java ${String(java)}, ${String(platform)}`]);
  return words;
}

function dataWords(source: RunEvent): string {
  switch (source.kind) {
    case 'mnist': return 'handwritten digits (MNIST)';
    case 'digits': return 'digits that the program draws';
    case 'toy': return `${String(source.set)}, ${count(source.points)} points, noise ${String(source.noise)}`;
    case 'csv': return `the table ${name(source.file)}, of which ${String(source.target)} is predicted`;
    case 'images': return `pictures in ${name(source.folder)}, ${String(source.width)} × ${String(source.height)} pixels`;
    default: return String(source.kind ?? 'unknown');
  }
}

const name = (path: unknown) => String(path).split(/[\\/]/).pop()!;

function networkWords(model: RunEvent): string {
  const sizes = Array.isArray(model.sizes) ? model.sizes : [];
  const dropout = model.dropout ? `, dropout ${String(model.dropout)}` : '';
  return `${sizes.join(' – ')} units, ${sizes.length > 2 ? String(model.activation) : 'no hidden layer'}${dropout}`;
}

function optimizerWords({ name: rule, learningRate, ...others }: RunEvent): string {
  const settings = Object.entries(others).filter(([, value]) => value !== 0 && value !== false)
    .map(([key, value]) => (value === true ? spaced(key) : `${spaced(key)} ${String(value)}`));
  return [`${String(rule)}, learning rate ${String(learningRate)}`, ...settings].join(', ');
}

const spaced = (key: string) => key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

function trainingWords(training: RunEvent, steps: RunEvent): string {
  const extras = [
    steps.schedule === 'constant' ? 'constant rate' : `schedule ${String(steps.schedule)}`,
    ...['clip', 'average', 'augment'].filter(key => steps[key] !== 'none').map(key => `${key} ${String(steps[key])}`),
    ...(steps.accumulate === 1 ? [] : [`gradients of ${String(steps.accumulate)} batches a step`]),
    ...(steps.labelSmoothing ? [`label smoothing ${String(steps.labelSmoothing)}`] : []),
    ...(training.shuffle === false ? ['not shuffled'] : []),
  ];
  return [`${count(training.epochs)} epochs, batches of ${count(training.batchSize)}`, ...extras, `seed ${String(training.seed)}`].join(', ');
}

function stopWords(stopping: RunEvent): string {
  return [
    ...(stopping.accuracy ? [`at an accuracy of ${String(stopping.accuracy)}`] : []),
    ...(stopping.metric ? [`when ${String(stopping.metric)} gets no better in ${String(stopping.patience)} epochs`] : []),
    ...(stopping.seconds ? [`after ${count(stopping.seconds)} seconds`] : []),
    ...(stopping.restoreBest ? ['and keeps the weights of the best epoch'] : []),
  ].join(', ');
}

const REASONS: Record<string, string> = {
  completed: 'all epochs are done', early: 'stopped early', time: 'the time was up', interrupted: 'interrupted', diverged: 'diverged',
};

export function reasonInWords(reason: string): string {
  return REASONS[reason] ?? reason;
}

export function definitions(words: [string, string][]): HTMLElement {
  return h('dl', { class: 'words' }, ...words.flatMap(([term, meaning]) => [h('dt', {}, term), h('dd', {}, meaning)]));
}
