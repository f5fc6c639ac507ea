import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

export type NoticeTone = 'info' | 'good' | 'warn' | 'bad';

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Notice {
  readonly id: number;
  readonly tone: NoticeTone;
  readonly text: string;
  readonly details: readonly string[];
  readonly actions: readonly NoticeAction[];
  /** ms; absent: stays until it is closed. */
  readonly lifetime: number | undefined;
}

export type NoticeContent = Pick<Notice, 'text'> & Partial<Pick<Notice, 'tone' | 'details' | 'actions' | 'lifetime'>>;

/** Short messages in the corner of the window. Warnings and errors stay until they are closed. */
export const useNoticeStore = defineStore('notice', () => {
  let lastId = 0;
  const notices = shallowRef<readonly Notice[]>([]);

  function close(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id);
  }

  function show(content: NoticeContent): number {
    const tone = content.tone ?? 'info';
    const actions = content.actions ?? [];
    const passing = tone === 'info' || tone === 'good';
    const notice: Notice = {
      id: ++lastId,
      tone,
      text: content.text,
      details: content.details ?? [],
      actions,
      lifetime: content.lifetime ?? (passing ? (actions.length > 0 ? 15_000 : 6_000) : undefined),
    };
    // The same words twice say nothing more than once.
    notices.value = [...notices.value.filter(({ text }) => text !== notice.text), notice].slice(-5);
    return notice.id;
  }

  return { notices, show, close };
});
