import { markup, type Markup } from '../format/html-markup.ts';
import { pngAddress, writeColourPng } from '../format/png-writer.ts';
import { eachStretch, PAPER, type Figure, type FigureItem, type Rgb } from './figure.ts';

/** The figure as a file of scalable graphics (SVG 1.1): text stays text. The same figure gives the same bytes. */
export function figureToSvg({ width, height, title, items }: Figure): string {
  let clips = 0;
  const draw = (item: FigureItem): Markup => {
    switch (item.kind) {
      case 'line':
        return markup`<path d="${linePath(item.points)}" fill="none" stroke="${hex(item.colour)}" stroke-width="${round(item.width)}" stroke-linejoin="round"${
          item.dash ? markup` stroke-dasharray="${item.dash.join(' ')}"` : null
        }/>
`;
      case 'area':
        return markup`<path d="${areaPath(item.points)}" fill="${hex(item.colour)}"${
          item.opacity === undefined ? null : markup` fill-opacity="${item.opacity}"`
        }/>
`;
      case 'text': {
        const place = `${round(item.x)} ${round(item.y)}`;
        return markup`<text x="${round(item.x)}" y="${round(item.y)}" font-size="${item.size}" fill="${hex(item.colour)}" text-anchor="${item.anchor}"${
          item.upright ? markup` transform="rotate(-90 ${place})"` : null
        }>${item.text}</text>
`;
      }
      case 'raster': {
        const [rows, columns] = item.shape;
        const address = pngAddress(writeColourPng({ width: columns, height: rows, rgb: item.rgb }));
        return markup`<image x="${round(item.x)}" y="${round(item.y)}" width="${round(item.width)}" height="${round(item.height)}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${address}"/>
`;
      }
      case 'clip': {
        const id = `clip${++clips}`;
        return markup`<clipPath id="${id}"><rect x="${round(item.x)}" y="${round(item.y)}" width="${round(item.width)}" height="${round(item.height)}"/></clipPath>
<g clip-path="url(#${id})">
${item.items.map(draw)}</g>
`;
      }
    }
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">
<title>${title}</title>
<rect width="${width}" height="${height}" fill="${hex(PAPER)}"/>
${items.map(draw)}</svg>
`.source
  }`;
}

function linePath(points: ArrayLike<number>): string {
  let path = '';
  eachStretch(points, (from, to) => {
    for (let i = from; i < to; i += 2)
      path += `${i === from ? 'M' : i === from + 2 ? 'L' : ' '}${round(points[i]!)} ${round(points[i + 1]!)}`;
  });
  return path;
}

function areaPath(points: ArrayLike<number>): string {
  const path = linePath(points);
  return path === '' ? '' : `${path}Z`;
}

/** A hundredth of a point is finer than anybody sees. */
const round = (value: number): number => Math.round(value * 100) / 100;

const hex = (colour: Rgb): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
