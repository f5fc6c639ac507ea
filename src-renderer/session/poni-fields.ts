/** One value of a `.poni` as people read it. */
export interface PoniField {
  readonly key: 'dist' | 'poni1' | 'poni2' | 'rot1' | 'rot2' | 'rot3';
  readonly label: string;
  readonly unit: string;
  /** Power of ten from SI to the unit. */
  readonly exponent: number;
  readonly hint: string;
}

const length = { unit: 'mm', exponent: 3 };
const angle = { unit: 'rad', exponent: 0 };

export const PONI_FIELDS: readonly PoniField[] = [
  { key: 'dist', label: 'Distance', ...length, hint: 'From the sample to the point of normal incidence' },
  { key: 'poni1', label: 'PONI 1', ...length, hint: 'Point of normal incidence along the rows direction' },
  { key: 'poni2', label: 'PONI 2', ...length, hint: 'Point of normal incidence along the columns direction' },
  { key: 'rot1', label: 'Rotation 1', ...angle, hint: 'First rotation' },
  { key: 'rot2', label: 'Rotation 2', ...angle, hint: 'Second rotation' },
  { key: 'rot3', label: 'Rotation 3', ...angle, hint: 'About the beam; does not move the rings' },
];
