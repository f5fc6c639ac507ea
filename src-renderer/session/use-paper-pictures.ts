import { cakeFigure } from '../../src-shared/figure/cake-figure.ts';
import { colourMaps, DEFAULT_COLOUR_MAP } from '../../src-shared/figure/colour-maps.ts';
import type { Figure } from '../../src-shared/figure/figure.ts';
import { imageFigure } from '../../src-shared/figure/image-figure.ts';
import { NAMED_COLOURS } from '../../src-shared/figure/named-colours.ts';
import { type FigureCurve, patternFigure } from '../../src-shared/figure/pattern-figure.ts';
import { zScoreLevels } from '../../src-shared/figure/picture-levels.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { useCalibrantStore } from './calibrant-store.ts';
import { useCakeStore } from './cake-store.ts';
import { useDocumentStore } from './document-store.ts';
import { useImageLevels } from './image-levels.ts';
import { useImageStore } from './image-store.ts';
import { useMaskPixelStore } from './mask-pixel-store.ts';
import { DISPLAY_UNITS } from './radial-axis.ts';
import { ringLine } from './ring-lines.ts';
import type { View } from './session-document.ts';
import { usePatternCurves } from './use-pattern-curves.ts';

export type PictureStyle = NonNullable<View['picture']>;

const RING_COLOUR = [46, 204, 113] as const;
const MASK_COLOUR = [214, 70, 70] as const;

/** Pictures for paper of what is on screen, in the style of the session, drawn as the command line draws them. */
export function usePaperPictures() {
  const calibrants = useCalibrantStore();
  const cakes = useCakeStore();
  const documents = useDocumentStore();
  const image = useImageStore();
  const levels = useImageLevels();
  const masks = useMaskPixelStore();
  const { curves, unit } = usePatternCurves();
  const style = (): PictureStyle => documents.view.picture ?? {};
  const isCake = (): boolean => cakes.isShown && cakes.cake !== undefined;

  const title = (): string => {
    const name = image.info?.name ?? 'pattern';
    return style().title ?? ((image.info?.frameCount ?? 1) > 1 ? `${name}, frame ${image.frameNumber}` : name);
  };

  function pattern(): Figure {
    return patternFigure({
      title: title(),
      // Colours of the window belong to its theme; on paper each curve has the next of its own.
      curves: curves.value.map((curve) => (curve.id === 'pattern' ? { ...curve, ...curveStyle(style()) } : curve)),
      xLabel: DISPLAY_UNITS.find(({ id }) => id === unit.value)?.label ?? unit.value,
      yLabel: 'Intensity',
      xScale: unit.value === 'd_A' ? 'log' : 'linear',
      yScale: documents.view.plotScale,
      legend: curves.value.length > 1,
    });
  }

  /** @throws AppError unavailable  if there is no image */
  async function imageOrCake(): Promise<Figure> {
    const { scale, showMask, showRings } = documents.view;
    const colourMap = colourMaps.find(({ id }) => id === documents.view.colourMap)?.id ?? DEFAULT_COLOUR_MAP;
    if (cakes.isShown && cakes.cake) return cakeFigure({ cake: cakes.cake, title: title(), scale, colourMap });
    const { frame } = image;
    if (!frame) throw new AppError('unavailable', 'There is no image on screen to make a picture of.');
    const calibration = documents.calibration?.calibration;
    const rings = showRings && calibration ? calibrants.rings : [];
    const { zScore, axes = true } = style();
    const mask = zScore !== undefined || showMask ? await masks.ask() : null;
    return imageFigure({
      image: frame,
      title: title(),
      levels: zScore === undefined ? levels.value : zScoreLevels(frame.samples, zScore, mask),
      scale,
      colourMap,
      axes,
      mask: showMask ? mask : null,
      maskColour: MASK_COLOUR,
      lines: rings.flatMap(({ twoTheta }) => {
        const points = calibration && ringLine(calibration, frame.shape, twoTheta);
        return points ? [{ points, colour: RING_COLOUR }] : [];
      }),
    });
  }

  return {
    isCake,
    hasImage: (): boolean => image.frame !== undefined,
    hasPattern: (): boolean => curves.value.length > 0,
    stem: (): string => (image.info?.name ?? 'pattern').replace(/\.[^.]+$/, ''),
    title,
    imageOrCake,
    pattern,
  };
}

/** How the curve of the pattern is drawn. */
export function curveStyle({ colour, line, circles, width }: PictureStyle): Partial<FigureCurve> {
  const ink = colour === undefined ? undefined : NAMED_COLOURS[colour];
  return {
    ...(ink ? { ink } : {}),
    ...(width === undefined ? {} : { width }),
    ...(line === 'dashed' ? { dashed: true } : {}),
    ...(line === 'none' ? { marker: 'circle-only' } : circles ? { marker: 'circle' } : {}),
  };
}
