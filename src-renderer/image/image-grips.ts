import type { Point } from './image-view.ts';

/** A mark on the image that can be dragged. */
export interface ImageHandle extends Point {
  readonly id: string;
  /** "add": a place where a corner could be; "turn": rotates. */
  readonly shape: 'square' | 'add' | 'turn';
  /** CSS cursor while the pointer is over it. */
  readonly cursor: string;
  /** The one that the keys move. */
  readonly isActive: boolean;
}

/**
 * Things on the image that can be taken hold of. Places are px of the image; `pixel` is the size of a CSS px in them, so
 * that handles stay as large on screen at every zoom.
 */
export interface ImageGrips {
  handles(pixel: number): readonly ImageHandle[];
  /** The CSS cursor over a place where there is something to take hold of; null: nothing is there. */
  cursorAt(at: Point, pixel: number): string | null;
  /** @returns whether there was something */
  take(at: Point, pixel: number): boolean;
  drag(to: Point): void;
  drop(): void;
  /** As if it had never been taken. */
  giveUp(): void;
  /** A key that the image has the focus for. @returns whether it meant something here */
  press(key: string, withShift: boolean): boolean;
}
