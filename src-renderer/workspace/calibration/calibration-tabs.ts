import { markRaw, type Component } from 'vue';
import FormsTab from './FormsTab.vue';
import GeometryTab from './GeometryTab.vue';
import HistoryTab from './HistoryTab.vue';
import LinesTab from './LinesTab.vue';
import PointsTab from './PointsTab.vue';

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
  { id: 'points', label: 'Points', hint: 'Points picked by hand', panel: markRaw(PointsTab) },
  { id: 'lines', label: 'Lines', hint: 'd-spacings of the calibrant', panel: markRaw(LinesTab) },
  { id: 'forms', label: 'Forms', hint: 'pyFAI, Fit2D and SAXSdog text', panel: markRaw(FormsTab) },
  { id: 'history', label: 'History', hint: 'Geometries to go back to', panel: markRaw(HistoryTab) },
];
