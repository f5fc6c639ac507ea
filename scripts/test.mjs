// Runs every test: unit (Vitest) and end to end (Playwright), and prints one closing line over both:
// "N passed, N failed, N skipped". Fails if any test failed, if a runner broke, or if none ran.
// `npm test -- unit` or `npm test -- e2e` runs one of them; what follows `--` once more goes to the runner.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findOrInstallChromium } from './chromium.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [which, ...more] = process.argv.slice(2);
const wanted = (name) => which === undefined || which === name;
const UNIT = 'test-results/unit.json';
const E2E = 'test-results/e2e.json';

const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs one runner, adds its counts; a runner that dies without a report counts as one failure. */
function runSuite(label, args, env, reportPath, countReport) {
  rmSync(reportPath, { force: true });
  mkdirSync('test-results', { recursive: true });
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (!existsSync(reportPath)) {
    console.error(`${label}: no report was written (exit ${status}).`);
    total.failed += 1;
    return;
  }
  const counts = countReport(JSON.parse(readFileSync(reportPath, 'utf8')));
  // A runner may fail outside any test: an unhandled rejection, a file that does not load.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  console.log(`${label}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  for (const key of Object.keys(total)) total[key] += counts[key];
}

const build = spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { stdio: 'inherit' });
if (build.status !== 0) {
  console.error('The build failed; no test was run.');
  console.log('0 passed, 1 failed');
  process.exit(1);
}

if (wanted('unit'))
  runSuite(
    'unit',
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${UNIT}`,
      ...more,
    ],
    {},
    UNIT,
    (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests + (report.numFailedTests === 0 ? report.numFailedTestSuites : 0),
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  );

if (wanted('e2e')) {
  try {
    const chromium = await findOrInstallChromium();
    runSuite(
      'end to end',
      ['node_modules/@playwright/test/cli.js', 'test', ...more],
      { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: E2E },
      E2E,
      ({ stats, errors }) => ({
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected + errors.length,
        skipped: stats.skipped,
      }),
    );
  } catch (error) {
    console.error(error.message);
    total.failed += 1;
  }
}

const failed = total.failed > 0 || total.passed === 0;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(failed ? 1 : 0);
