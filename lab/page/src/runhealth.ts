import { percent } from './bars';
import { h, number } from './dom';
import type { RunEvent } from './runlog';
import { record } from './share';
import { table } from './table';

const numberOf = (value: unknown) => (typeof value === 'number' ? number(value) : '–');

/** What a step did to each parameter and each activation, as the log has it. */
export function healthOf(measured: RunEvent): Node[] {
  const parameters = Object.entries(record(measured.parameters)).map(([name, value]) => {
    const { weightNorm, gradientNorm, updateRatio } = record(value);
    return [name, numberOf(weightNorm), numberOf(gradientNorm), numberOf(updateRatio)];
  });
  const activations = Object.entries(record(measured.activations)).map(([name, value]) => {
    const { kind, units, dead, saturated } = record(value);
    return [`${name} (${String(kind)})`, `${String(dead)} of ${String(units)}`, typeof saturated === 'number' ? percent(saturated, 0) : '–'];
  });
  return [
    h('p', { class: 'note' }, `Gradient norm ${numberOf(measured.gradientNorm)} at step ${String(measured.step)}`),
    table(['parameter', 'weights', 'gradient', 'update:weight'], parameters),
    ...(activations.length > 0 ? [table(['activation', 'dead units', 'saturated'], activations)] : []),
  ];
}
