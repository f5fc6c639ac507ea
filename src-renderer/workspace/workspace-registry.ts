import { markRaw, type Component } from 'vue';
import type { IconName } from '../control/app-icons.ts';
import BatchWorkspace from './batch/BatchWorkspace.vue';
import CalibrationWorkspace from './calibration/CalibrationWorkspace.vue';
import IntegrationWorkspace from './integration/IntegrationWorkspace.vue';
import MaskWorkspace from './mask/MaskWorkspace.vue';
import SetupWorkspace from './setup/SetupWorkspace.vue';

/** A way of working. Image and pattern belong to the window; a workspace brings the panel. */
export interface Workspace {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly panel: Component;
}

/** In the order of the rail. To add one: write its panel, add a line here. */
export const workspaces: readonly Workspace[] = [
  { id: 'calibration', label: 'Calibrate', icon: 'calibration', panel: markRaw(CalibrationWorkspace) },
  { id: 'mask', label: 'Mask', icon: 'mask', panel: markRaw(MaskWorkspace) },
  { id: 'integration', label: 'Integrate', icon: 'integrate', panel: markRaw(IntegrationWorkspace) },
  { id: 'batch', label: 'Batch', icon: 'batch', panel: markRaw(BatchWorkspace) },
  { id: 'setup', label: 'Setup', icon: 'tree', panel: markRaw(SetupWorkspace) },
];

export function workspaceById(id: string): Workspace {
  const found = workspaces.find((workspace) => workspace.id === id) ?? workspaces[0];
  if (!found) throw new Error('There is no workspace');
  return found;
}
