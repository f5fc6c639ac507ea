import { markRaw, type Component } from 'vue';
import ComparisonCheck from '../../calibration-view/ComparisonCheck.vue';
import QuadrantCheck from '../../calibration-view/QuadrantCheck.vue';
import ResidualCheck from '../../calibration-view/ResidualCheck.vue';
import RingCheck from '../../calibration-view/RingCheck.vue';
import FormsTab from './FormsTab.vue';
import GeometryTab from './GeometryTab.vue';
import HistoryTab from './HistoryTab.vue';
import LinesTab from './LinesTab.vue';
import PointsTab from './PointsTab.vue';
import TogetherTab from './TogetherTab.vue';

/** A view beside the button of the Calibrate workspace. */
export interface CalibrationTab {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly panel: Component;
}

/** In the order shown. To add one: write its panel, which reads the stores itself, and add a line here. */
export const calibrationTabs: readonly CalibrationTab[] = [
  { id: 'geometry', label: 'Geometry', hint: 'Values, uncertainties, correlations', panel: markRaw(GeometryTab) },
  { id: 'residuals', label: 'Residuals', hint: 'Residuals over ring and azimuth', panel: markRaw(ResidualCheck) },
  { id: 'rings', label: 'Rings', hint: 'How well each ring fits', panel: markRaw(RingCheck) },
  {
    id: 'directions',
    label: 'Directions',
    hint: 'Patterns of four directions: with a wrong centre their peaks stand apart',
    panel: markRaw(QuadrantCheck),
  },
  { id: 'points', label: 'Points', hint: 'Points picked by hand', panel: markRaw(PointsTab) },
  {
    id: 'together',
    label: 'Together',
    hint: 'Several images at once, with one wavelength',
    panel: markRaw(TogetherTab),
  },
  { id: 'lines', label: 'Lines', hint: 'd-spacings of the calibrant', panel: markRaw(LinesTab) },
  { id: 'forms', label: 'Forms', hint: 'pyFAI, Fit2D and SAXSdog text', panel: markRaw(FormsTab) },
  { id: 'history', label: 'History', hint: 'Geometries to go back to', panel: markRaw(HistoryTab) },
  { id: 'compare', label: 'Compare', hint: 'Two calibrations side by side', panel: markRaw(ComparisonCheck) },
];
