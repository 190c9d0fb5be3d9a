const PATHS: Record<string, string> = {
  play: 'M7 4.5v15l12-7.5z', pause: 'M6 5h4v14H6zM14 5h4v14h-4z', batch: 'M6 5v14l8-7zM16 5h2.5v14H16z',
  epoch: 'M3 5v14l7-7zM11 5v14l7-7zM19 5h2.5v14H19z', reset: 'M12 5V1L6.5 6 12 11V7a5.5 5.5 0 1 1-5.5 5.5h-2A7.5 7.5 0 1 0 12 5z',
  seed: 'M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 3.4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zm4 4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2zm4 4a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2z',
};
const SVG = 'http://www.w3.org/2000/svg';

/** A small picture for a button; what it means stands beside it as text. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  path.setAttribute('fill', 'currentColor');
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
