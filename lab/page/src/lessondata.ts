import type { Experiment } from './protocol';

/** One way to set what a lesson lets a person set. */
export interface Option { text: string; set: (state: Experiment) => void }

/** A preset with one question. What an answer says was measured with the lab itself, at these settings. */
export interface Lesson {
  id: string;
  title: string;
  setting: string;
  question: string;
  state: { data?: Partial<Experiment['data']>; network?: Partial<Experiment['network']>; training?: Partial<Experiment['training']> };
  choice?: { name: string; options: Option[] };
  /** Steps a second at which there is something to see. */
  pace: number;
  network?: boolean;
  coach?: boolean;
  answer: string[];
}

const layers = (shape: string, activation = 'tanh') =>
  shape.split('-').filter(units => units !== '').map(units => ({ units: Number(units), activation }));
const rate = (learningRate: number): Option => ({
  text: String(learningRate), set: s => { s.training.optimizer.learningRate = learningRate; },
});
const ALL = ['x1', 'x2', 'x1^2', 'x2^2', 'x1*x2', 'sin(x1)', 'sin(x2)'];

export const LESSONS: Lesson[] = [
  {
    id: 'xor-twice', title: 'The same twice?', pace: 1000,
    setting: 'XOR, one hidden layer of 3 neurons, Adam at 0.02.',
    question: 'Train it; then press Reset and train again. Then press New seed and train again. Do you get the same boundary?',
    state: { data: { set: 'xor' }, network: { layers: layers('3') }, training: { optimizer: { name: 'adam', learningRate: 0.02 } } },
    answer: [
      'After Reset: exactly the same, to the last bit. The first weights and the order of the examples come from the seed.',
      'With a new seed: another boundary. Of the seeds 1 to 6, after 200 epochs, five reach a validation accuracy of 0.92 to 0.95; the fourth stays at 0.89, in a worse place that it does not leave. The loss has many valleys; the first weights say into which one training walks.',
    ],
  },
  {
    id: 'rate', title: 'Crank the rate', pace: 300, coach: true,
    setting: 'The circle, layers of 4 and 2 neurons, plain gradient descent.',
    question: 'Train 100 epochs at a learning rate of 0.03, then at 0.3, then at 3. Is faster better?',
    state: { data: { set: 'circle' } },
    choice: { name: 'Learning rate', options: [rate(0.03), rate(0.3), rate(3)] },
    answer: [
      'At 0.3 it learns much faster: after 20 epochs the training loss is below 0.1, where 0.03 has 0.50. But the curve is rough, and in the end nothing is won on the points that it has not seen: at 100 epochs the validation loss is about 0.04, and 0.029 at 0.03.',
      'At 3 it does not get there: the loss is still above 0.3 after 100 epochs, and points of both classes are wrong. Each step jumps across the valley and lands on its other side; the neurons are driven to where tanh is flat. The coach says so after 100 steps. At such rates the last digit of a number decides where a step lands, so your figures can differ from these.',
    ],
  },
  {
    id: 'sorted', title: 'Do not shuffle', pace: 30, coach: true,
    setting: 'The circle at a rate of 0.3; the training points stand sorted by class: first all of class 0, then all of class 1.',
    question: 'Watch the map within one epoch (25 steps). Why does it swing? What changes when each epoch is shuffled?',
    state: { data: { set: 'circle', sorted: true }, training: { shuffle: false, optimizer: { name: 'sgd', learningRate: 0.3 } } },
    choice: { name: 'Order of the examples', options: [
      { text: 'as they stand', set: s => { s.training.shuffle = false; } }, { text: 'shuffled', set: s => { s.training.shuffle = true; } }] },
    answer: [
      'Half an epoch says “everything is class 0”, the other half “everything is class 1”, and the network believes whoever spoke last. After 5 epochs the validation accuracy is 0.50 as they stand and 0.86 shuffled; the losses are 0.90 and 0.39.',
      'So small a network still recovers: by 20 epochs it is at 0.98. And where data already stand in random order, shuffling changes almost nothing: try it in the Playground, with “sorted” off.',
    ],
  },
  {
    id: 'spiral', title: 'Patience', pace: 1000,
    setting: 'The spiral, two layers of 8 neurons, the sines of the inputs as inputs, plain gradient descent.',
    question: 'Train 400 epochs at 0.05, then at 0.01. When would you have given up?',
    state: {
      data: { set: 'spiral' }, network: { features: ['x1', 'x2', 'sin(x1)', 'sin(x2)'], layers: layers('8-8') },
      training: { optimizer: { name: 'sgd', learningRate: 0.05 } },
    },
    choice: { name: 'Learning rate', options: [rate(0.05), rate(0.01)] },
    answer: [
      'At 0.05 the spiral stands after 100 epochs, with a validation accuracy of 0.97. At 0.01 there is almost nothing to be seen for 200 epochs: the loss goes from 0.67 to 0.61, the accuracy is 0.56. Then it falls, and at 400 epochs the accuracy is 0.96.',
      'A flat curve is not a finished one. The way to the slope is long, and small steps take five times as many. Adam at 0.01 is there after 50 epochs: it makes its own step size for each weight.',
    ],
  },
  {
    id: 'no-layers', title: 'No hidden layer', pace: 300, network: true,
    setting: 'The circle, and a network without any hidden layer: one neuron, which can only draw a straight line.',
    question: 'Can it separate a disc from a ring? Which input would you give it?',
    state: { data: { set: 'circle' }, network: { layers: [] } },
    choice: { name: 'Inputs', options: [['x1', 'x2'], ['x1', 'x2', 'x1^2'], ['x1', 'x2', 'x1^2', 'x2^2']].map((features, i) => ({
      text: ['x1, x2', '+ x1²', '+ x1², x2²'][i], set: (s: Experiment) => { s.network.features = features; } })) },
    answer: [
      'With x1 and x2 it stays at a loss of 0.691, which is guessing (ln 2 = 0.693): no line separates a disc from a ring around it.',
      'With x1² it can see how far left or right a point is, and cuts out a strip: validation accuracy 0.81. With both squares the circle x1² + x2² = r² is a straight line in the new inputs: after 50 epochs every point is right, and the two weights are almost equal, −0.44 and −0.43. The right input is worth more than layers; hidden layers find such inputs by themselves.',
    ],
  },
  {
    id: 'l1', title: 'L1 prunes', pace: 1000, network: true,
    setting: 'XOR, all seven inputs, 4 neurons, a rate of 0.1.',
    question: 'Train 300 epochs without and with an L1 penalty. Which lines are left in the drawing?',
    state: { data: { set: 'xor' }, network: { features: ALL, layers: layers('4') }, training: { optimizer: { name: 'sgd', learningRate: 0.1 } } },
    choice: { name: 'L1', options: [0, 0.003].map(l1 => ({ text: String(l1), set: (s: Experiment) => { s.training.l1 = l1; } })) },
    answer: [
      'Without it, all 28 weights of the first layer keep something. With L1 = 0.003 only x1·x2 is left, in three of the four neurons (0.82, 0.96 and 0.46): every other weight is below 0.002. And XOR is exactly the sign of x1·x2.',
      'L1 pulls each weight towards 0 by the same force, however small it is, so what does not pay goes all the way. It costs a little: the training loss is 0.004 in place of 0.0005, the accuracy is 1 in both.',
    ],
  },
  {
    id: 'overfitting', title: 'Learning by heart', pace: 100,
    setting: 'The circle with much noise, 30 points to train on, two layers of 8 neurons, Adam at 0.01.',
    question: 'Train 400 epochs and watch both losses. When should one have stopped? What helps?',
    state: { data: { set: 'circle', points: 60, noise: 0.5 }, network: { layers: layers('8-8') }, training: { optimizer: { name: 'adam', learningRate: 0.01 } } },
    choice: { name: 'Against it', options: [
      { text: 'nothing', set: s => { s.data.points = 60; s.training.l2 = 0; } },
      { text: 'L2 = 0.03', set: s => { s.data.points = 60; s.training.l2 = 0.03; } },
      { text: '500 points', set: s => { s.data.points = 1000; s.training.l2 = 0; } }] },
    answer: [
      'The training loss goes down to 0.08, the validation loss goes up, from 0.63 at 20 epochs to 2.3 at 400: the network draws an island around each stray point. It should have stopped early, before the curves part.',
      'L2 keeps the weights small, and with them the bends of the boundary: the validation loss is 0.49 at 400 epochs. More data help too: with 500 points both losses are about 0.5 and close together after 200 epochs. More than that the noise does not allow.',
    ],
  },
  {
    id: 'zeros', title: 'All zeros', pace: 300, network: true, coach: true,
    setting: 'The circle, layers of 4 and 2 neurons, a rate of 0.1; every weight begins at 0.',
    question: 'Nothing speaks for any direction. Will it learn? Look at the network while it trains.',
    state: { data: { set: 'circle' }, network: { initializer: 'zeros' }, training: { optimizer: { name: 'sgd', learningRate: 0.1 } } },
    choice: { name: 'First weights', options: ['zeros', 'usual'].map(name => ({ text: name === 'zeros' ? 'all zero' : 'random', set: (s: Experiment) => { s.network.initializer = name; } })) },
    answer: [
      'Never. After 300 epochs every weight is still exactly 0; only the bias of the output has moved, to how common class 1 is. The neurons answer tanh(0) = 0, so the weights after them get no gradient; and the weights before them get none because the weights after them are 0.',
      'With random first weights every point is right after 20 epochs. The start must break the symmetry, or all neurons stay one neuron.',
    ],
  },
  {
    id: 'deep', title: 'Too deep to hear', pace: 300, network: true, coach: true,
    setting: 'The circle, six layers of 4 neurons, a rate of 0.1.',
    question: 'With sigmoid, does the first layer ever hear of the loss? Then try tanh and ReLU.',
    state: { data: { set: 'circle' }, network: { layers: layers('4-4-4-4-4-4', 'sigmoid') }, training: { optimizer: { name: 'sgd', learningRate: 0.1 } } },
    choice: { name: 'Activation', options: ['sigmoid', 'tanh', 'relu'].map(activation => ({
      text: activation, set: (s: Experiment) => { for (const layer of s.network.layers) layer.activation = activation; } })) },
    answer: [
      'With sigmoid it still guesses after 200 epochs, at a loss of 0.692. After 50 epochs the gradient is 0.025 at the output’s weights and 0.0000002 at the first layer’s: the slope of sigmoid is at most ¼, so each layer on the way back leaves at most a quarter of it.',
      'The slope of tanh is 1 at 0, that of ReLU is 1 wherever a neuron is on: both have every training point right after 50 epochs.',
    ],
  },
  {
    id: 'batch', title: 'Small steps or sure ones', pace: 100,
    setting: 'The circle at a rate of 0.03; 250 training points.',
    question: 'Train 10 epochs with batches of 1, of 10, and of all 250. Each sees every point ten times. Which learns most?',
    state: { data: { set: 'circle' }, training: { batchSize: 1 } },
    choice: { name: 'Batch size', options: [1, 10, 250].map(size => ({ text: String(size), set: (s: Experiment) => { s.training.batchSize = size; } })) },
    answer: [
      'After 10 epochs the training loss is 0.05 with batches of 1, 0.64 with 10, 0.69 with all: 2500 steps, 250 steps, 10 steps of the same length. A batch of all gives the surest direction, and only one step for it; after 200 epochs it is at 0.65.',
      'Batches of 1 shake: the validation loss stays between 0.02 and 0.04 from 50 epochs on, while batches of 10 go on to 0.011 at 200 epochs. Larger batches bear, and want, a larger rate.',
    ],
  },
];
