import type { IntegrationSettings } from '../../src-shared/model/schema-types.generated.ts';

type Filter = NonNullable<IntegrationSettings['filter']>;

/** What a filter does, as it stands under a picture: "sigma clipping, 5 σ". */
export function filterWords(filter: Filter): string {
  switch (filter.kind) {
    case 'sigma-clip':
      return `sigma clipping, ${filter.threshold} σ`;
    case 'median':
      return filter.percentile === 50 ? 'median of sectors' : `${filter.percentile} % of sectors`;
    case 'trimmed-mean':
      return `mean of sectors, ${filter.percentiles[0]}–${filter.percentiles[1]} %`;
  }
}
