import { h, number } from './dom';
import type { StateMessage } from './protocol';
import { table } from './table';

const share = (value: number) => (Number.isFinite(value) ? `${Math.round(100 * value)} %` : '–');

/** The newest measurement of what training does to each parameter and each activation. */
export function healthTables(view: DataView, state: StateMessage): Node[] {
  const { parameters, activations } = state.model;
  const P = view.getUint32(16, true);
  const A = view.getUint32(20, true);
  const at = (i: number) => view.getFloat32(24 + 4 * i, true);
  return [
    h('p', { class: 'note' }, `Gradient norm ${number(view.getFloat64(8, true))} at step ${view.getFloat64(0, true)}`),
    table(['parameter', 'weights', 'gradient', 'update:weight'],
      Array.from({ length: P }, (_, i) => [parameters[i]?.name ?? '', number(at(3 * i)), number(at(3 * i + 1)), number(at(3 * i + 2))])),
    table(['activation', 'dead', 'saturated'],
      Array.from({ length: A }, (_, i) => [activations[i] ?? '', share(at(3 * P + 2 * i)), share(at(3 * P + 2 * i + 1))])),
  ];
}
