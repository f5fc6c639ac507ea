import type { PictureId } from '../../src-shared/figure/figure-file.ts';
import type { Command } from './command-registry.ts';
import { usePaperPictures } from '../session/use-paper-pictures.ts';
import { offerPicture } from '../shell/offer-picture.ts';
import { useShellStore } from '../shell/shell-store.ts';

const KINDS: readonly (readonly [PictureId, string])[] = [
  ['svg', 'SVG'],
  ['pdf', 'PDF'],
  ['png', 'PNG'],
];

/** Pictures for paper of what is on screen. */
export function pictureCommands(): Command[] {
  const pictures = usePaperPictures();
  const shell = useShellStore();

  async function saveImage(id: PictureId): Promise<void> {
    const what = pictures.isCake() ? 'cake' : 'image';
    offerPicture(`${pictures.stem()}-${what}`, await pictures.imageOrCake(), id);
  }

  return [
    {
      id: 'view.pictures',
      title: 'Pictures for paper…',
      menu: 'View',
      section: 'picture',
      when: () => pictures.hasImage() || pictures.hasPattern(),
      run: () => void (shell.arePicturesOpen = true),
    },
    ...KINDS.flatMap(([id, name]): Command[] => [
      {
        id: `view.save.${id}`,
        title: `Save image or cake as ${name}`,
        menu: 'View',
        section: 'picture',
        when: pictures.hasImage,
        run: () => saveImage(id),
      },
      {
        id: `pattern.save.${id}`,
        title: `Save what the pattern shows as ${name}, for paper`,
        menu: 'Pattern',
        section: 'picture',
        when: pictures.hasPattern,
        run: () => offerPicture(`${pictures.stem()}-pattern`, pictures.pattern(), id),
      },
    ]),
  ];
}
