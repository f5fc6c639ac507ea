import { computed, shallowRef, type ComputedRef, type Ref } from 'vue';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { DirectoryListing, FileEntry, FileRef } from '../../src-shared/rpc/contract.ts';
import { useHostStore } from '../session/host-store.ts';
import { compareNaturally } from './listing-format.ts';

export type SortKey = 'name' | 'size' | 'modified';

export interface Crumb {
  readonly ref: FileRef;
  readonly name: string;
}

export interface UseDirectoryListing {
  readonly listing: Readonly<Ref<DirectoryListing | undefined>>;
  readonly error: Readonly<Ref<AppError | undefined>>;
  readonly isLoading: Readonly<Ref<boolean>>;
  readonly filter: Ref<string>;
  readonly sortKey: Readonly<Ref<SortKey>>;
  readonly isDescending: Readonly<Ref<boolean>>;
  /** What is shown: wanted, filtered, folders first, sorted. */
  readonly entries: ComputedRef<readonly FileEntry[]>;
  /** How many files of the folder are not wanted. */
  readonly hidden: ComputedRef<number>;
  /** The way from the root to here. */
  readonly crumbs: ComputedRef<readonly Crumb[]>;
  /** Reads a folder, or without one the list of roots. A newer request drops the older. Never rejects. */
  load(directory: FileRef | undefined): Promise<void>;
  sortBy(key: SortKey): void;
}

/** One folder of the host, as a list. */
export function useDirectoryListing(isWanted: (entry: FileEntry) => boolean): UseDirectoryListing {
  const host = useHostStore();
  const listing = shallowRef<DirectoryListing>();
  const error = shallowRef<AppError>();
  const isLoading = shallowRef(false);
  const filter = shallowRef('');
  const sortKey = shallowRef<SortKey>('name');
  const isDescending = shallowRef(false);
  let loading: AbortController | undefined;

  async function read(directory: FileRef | undefined): Promise<void> {
    loading?.abort();
    const controller = new AbortController();
    loading = controller;
    const { signal } = controller;
    isLoading.value = true;
    error.value = undefined;
    try {
      const result = await host.call('file.list', directory === undefined ? {} : { directory }, { signal });
      if (signal.aborted) return;
      listing.value = result;
      filter.value = '';
    } catch (cause) {
      if (!signal.aborted) error.value = AppError.from(cause);
    } finally {
      if (loading === controller) isLoading.value = false;
    }
  }

  const entries = computed<readonly FileEntry[]>(() => {
    const sign = isDescending.value ? -1 : 1;
    const key = sortKey.value;
    const letters = filter.value.trim().toLowerCase();
    const byKey = (a: FileEntry, b: FileEntry): number =>
      key === 'name' ? compareNaturally(a.name, b.name) : a[key] - b[key];
    return (listing.value?.entries ?? [])
      .filter((entry) => isWanted(entry) && entry.name.toLowerCase().includes(letters))
      .sort((a, b) => {
        const folders = Number(b.kind === 'directory') - Number(a.kind === 'directory');
        return folders || sign * byKey(a, b) || compareNaturally(a.name, b.name);
      });
  });

  const crumbs = computed<readonly Crumb[]>(() => {
    const directory = listing.value?.directory;
    if (!directory) return [];
    const colon = directory.indexOf(':');
    const root = directory.slice(0, colon + 2);
    const label = host.info?.roots.find(({ ref }) => ref.startsWith(directory.slice(0, colon + 1)))?.label;
    const parts = directory
      .slice(colon + 2)
      .split('/')
      .filter(Boolean);
    return [
      { ref: root, name: label ?? root },
      ...parts.map((name, i) => ({ ref: `${root}${parts.slice(0, i + 1).join('/')}`, name })),
    ];
  });

  return {
    listing,
    error,
    isLoading,
    filter,
    sortKey,
    isDescending,
    entries,
    hidden: computed(() => (listing.value?.entries ?? []).filter((entry) => !isWanted(entry)).length),
    crumbs,
    load: read,
    sortBy(key) {
      isDescending.value = sortKey.value === key ? !isDescending.value : false;
      sortKey.value = key;
    },
  };
}
