import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import App from './App.vue';
import { connectToHost } from './client/connect-to-host.ts';
import { applicationCommands } from './command/application-commands.ts';
import { listenForKeys } from './command/command-keys.ts';
import { createCommandRegistry } from './command/command-registry.ts';
import { commandsKey } from './command/use-commands.ts';
import { useBatchRunStore } from './session/batch-run-store.ts';
import { useCalibrantStore } from './session/calibrant-store.ts';
import { useDetectorAdvice } from './session/detector-advice.ts';
import { useDetectorStore } from './session/detector-store.ts';
import { useHostStore } from './session/host-store.ts';
import { useNoticeStore } from './session/notice-store.ts';
import { usePreferencesStore } from './session/preferences-store.ts';
import { useSessionStore } from './session/session-store.ts';
import { browserStorage, claimWindowId } from './session/window-id.ts';
import { createDrops, dropsKey } from './shell/use-drops.ts';
import { AppError } from '../src-shared/model/app-error.ts';
import './style/tokens.css';
import './style/base.css';

const app = createApp(App);
app.use(createPinia());

const connection = connectToHost();

app.runWithContext(() => {
  const batches = useBatchRunStore();
  const calibrants = useCalibrantStore();
  const detectors = useDetectorStore();
  const host = useHostStore();
  const notices = useNoticeStore();
  const preferences = usePreferencesStore();
  const session = useSessionStore();
  host.attach(connection.call);

  const report = (cause: unknown): void => {
    const error = AppError.from(cause);
    if (error.code !== 'cancelled') notices.show({ tone: 'bad', text: error.message });
  };
  useDetectorAdvice();
  const drops = createDrops();
  app.provide(dropsKey, drops);
  const commands = createCommandRegistry(report);
  commands.register(applicationCommands(drops.hooks));
  app.provide(commandsKey, commands);
  listenForKeys(commands, window);
  app.config.errorHandler = report;

  let isStarted = false;
  async function start(): Promise<void> {
    try {
      host.info = await host.call('app.info', {});
      await Promise.all([preferences.load(), calibrants.load(), detectors.load()]);
      await session.resume(await claimWindowId(browserStorage()));
      await batches.recall();
      isStarted = true;
    } finally {
      host.finishStart();
    }
  }
  connection.on('files.offered', ({ refs }) => void drops.takeRefs(refs));
  connection.on('command.invoked', ({ commandId }) => void commands.run(commandId));

  watch(
    connection.state,
    (state) => {
      host.connection = state;
      if (state === 'connected') {
        (isStarted ? session.reopen().then(batches.recall) : start()).catch(report);
      } else if (state === 'refused') {
        host.call('app.info', {}).catch(report); // the client says why
      }
    },
    { immediate: true },
  );
});

app.mount('#app');
