import { cakeFigure } from '../../src-shared/figure/cake-figure.ts';
import { colourMaps, DEFAULT_COLOUR_MAP } from '../../src-shared/figure/colour-maps.ts';
import { figureFile, type PictureId } from '../../src-shared/figure/figure-file.ts';
import type { Figure } from '../../src-shared/figure/figure.ts';
import { imageFigure } from '../../src-shared/figure/image-figure.ts';
import { patternFigure } from '../../src-shared/figure/pattern-figure.ts';
import { AppError } from '../../src-shared/model/app-error.ts';
import { useCalibrantStore } from '../session/calibrant-store.ts';
import { useCakeStore } from '../session/cake-store.ts';
import { useDocumentStore } from '../session/document-store.ts';
import { useImageLevels } from '../session/image-levels.ts';
import { useImageStore } from '../session/image-store.ts';
import { useMaskPixelStore } from '../session/mask-pixel-store.ts';
import { DISPLAY_UNITS } from '../session/radial-axis.ts';
import { ringLine } from '../session/ring-lines.ts';
import { usePatternCurves } from '../session/use-pattern-curves.ts';
import { offerDownload } from '../shell/hand-out.ts';
import type { Command } from './command-registry.ts';

const KINDS: readonly (readonly [PictureId, string, string])[] = [
  ['svg', 'SVG', 'image/svg+xml'],
  ['pdf', 'PDF', 'application/pdf'],
  ['png', 'PNG', 'image/png'],
];
const RING_COLOUR = [46, 204, 113] as const;
const MASK_COLOUR = [214, 70, 70] as const;

/** Pictures for paper of what is on screen, drawn as the command line draws them. */
export function pictureCommands(): Command[] {
  const calibrants = useCalibrantStore();
  const cakes = useCakeStore();
  const documents = useDocumentStore();
  const image = useImageStore();
  const levels = useImageLevels();
  const masks = useMaskPixelStore();
  const { curves, unit } = usePatternCurves();

  const title = (): string => {
    const name = image.info?.name ?? 'pattern';
    return (image.info?.frameCount ?? 1) > 1 ? `${name}, frame ${image.frameNumber}` : name;
  };

  function pattern(): Figure {
    return patternFigure({
      title: title(),
      // Colours of the window belong to its theme; on paper each curve has the next of its own.
      curves: curves.value,
      xLabel: DISPLAY_UNITS.find(({ id }) => id === unit.value)?.label ?? unit.value,
      yLabel: 'Intensity',
      xScale: unit.value === 'd_A' ? 'log' : 'linear',
      yScale: documents.view.plotScale,
      legend: curves.value.length > 1,
    });
  }

  function imageOrCake(): Figure {
    const { scale } = documents.view;
    const colourMap = colourMaps.find(({ id }) => id === documents.view.colourMap)?.id ?? DEFAULT_COLOUR_MAP;
    if (cakes.isShown && cakes.cake) return cakeFigure({ cake: cakes.cake, title: title(), scale, colourMap });
    const { frame } = image;
    if (!frame) throw new AppError('unavailable', 'There is no image on screen to make a picture of.');
    const calibration = documents.calibration?.calibration;
    const rings = documents.view.showRings && calibration ? calibrants.rings : [];
    const mask = masks.pixels?.mask;
    return imageFigure({
      image: frame,
      title: title(),
      levels: levels.value,
      scale,
      colourMap,
      mask: documents.view.showMask && mask?.length === frame.samples.length ? mask : null,
      maskColour: MASK_COLOUR,
      lines: rings.flatMap(({ twoTheta }) => {
        const points = calibration && ringLine(calibration, frame.shape, twoTheta);
        return points ? [{ points, colour: RING_COLOUR }] : [];
      }),
    });
  }

  const save = (what: string, figure: Figure, [id, , type]: (typeof KINDS)[number]): void => {
    const stem = (image.info?.name ?? 'pattern').replace(/\.[^.]+$/, '');
    const content = figureFile(figure, id);
    const part = typeof content === 'string' ? content : (content as Uint8Array<ArrayBuffer>);
    offerDownload(`${stem}-${what}.${id}`, new Blob([part], { type }));
  };

  return KINDS.flatMap((kind): Command[] => [
    {
      id: `view.save.${kind[0]}`,
      title: `Save image or cake as ${kind[1]}`,
      menu: 'View',
      section: 'picture',
      when: () => image.frame !== undefined,
      run: () => save(cakes.isShown && cakes.cake ? 'cake' : 'image', imageOrCake(), kind),
    },
    {
      id: `pattern.save.${kind[0]}`,
      title: `Save what the pattern shows as ${kind[1]}, for paper`,
      menu: 'Pattern',
      section: 'picture',
      when: () => curves.value.length > 0,
      run: () => save('pattern', pattern(), kind),
    },
  ]);
}
