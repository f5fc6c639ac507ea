// Takes the pictures of the documentation: a simulated image of ceria in the window, dark and light,
// and the report of a calibration. `npm run screenshots` builds what is stale, then writes docs/screenshots.
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { findOrInstallChromium } from './chromium.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const PROGRAM = 'bin/annulus.mjs';
const PONI = `poni_version: 2
Detector: Pilatus1M
Detector_config: {}
Distance: 0.2
Poni1: 0.0712
Poni2: 0.0893
Rot1: 0.021
Rot2: -0.034
Rot3: 0
Wavelength: 4.066e-11
`;

/** Some of them close by themselves meanwhile. */
async function closeNotices(page) {
  for (const button of (await page.getByRole('button', { name: 'Close notice' }).all()).reverse())
    await button.click({ timeout: 1000 }).catch(() => undefined);
}

async function takePicture(browser, url, theme) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, colorScheme: theme });
  await page.goto(url);
  await page.getByRole('status').getByText('Connected').waitFor();
  await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Integrate' }).click();
  await page.keyboard.press('Control+o');
  for (const name of [/^CeO2\.tif/, /^CeO2\.poni/])
    await page.getByRole('option', { name }).click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Open 2 files' }).click();
  await page.getByRole('application', { name: /^Pattern of/ }).waitFor();
  await page.getByLabel('Calibrant', { exact: true }).selectOption('CeO2');
  await page.getByLabel('Intensity scale of the pattern').selectOption('sqrt');
  await closeNotices(page);
  // A place on the ring 220, where image, status line and pattern mark the same point.
  const image = await page.getByRole('application', { name: /pixels wide/ }).boundingBox();
  await page.mouse.move(image.x + 0.61 * image.width, image.y + 0.27 * image.height);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `docs/screenshots/window-${theme}.png` });
  await page.close();
}

/** A calibration found with one button: rings and residuals, then the cake. */
async function takeCalibration(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, colorScheme: 'dark' });
  await page.goto(url);
  await page.getByRole('status').getByText('Connected').waitFor();
  await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Calibrate' }).click();
  await page.keyboard.press('Control+o');
  await page.getByRole('option', { name: /^CeO2\.tif/ }).click();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('application', { name: /pixels wide/ }).waitFor();
  await page.getByLabel('Calibrant of the image').selectOption('CeO2');
  await page.getByRole('region', { name: 'Calibrate' }).getByRole('button', { name: 'Calibrate', exact: true }).click();
  await page.getByRole('region', { name: 'Verdict' }).getByText('Good').waitFor({ timeout: 120_000 });
  await page.getByRole('application', { name: /^Pattern of/ }).waitFor();
  await page.getByRole('tab', { name: 'Residuals' }).click();
  await closeNotices(page);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: 'docs/screenshots/window-calibrate-dark.png' });
  await page.getByRole('tab', { name: 'Cake' }).click();
  await page.getByRole('application', { name: /calibrant lines$/ }).waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: 'docs/screenshots/window-cake-dark.png' });
  await page.close();
}

/** A series integrated as a batch: heat map, progress, trend of the window. */
async function takeBatch(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, colorScheme: 'dark' });
  await page.goto(url);
  await page.getByRole('status').getByText('Connected').waitFor();
  await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Batch' }).click();
  await page.keyboard.press('Control+o');
  for (const name of [/^CeO2\.tif/, /^CeO2\.poni/])
    await page.getByRole('option', { name }).click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Open 2 files' }).click();
  await page.getByRole('application', { name: /^Pattern of/ }).waitFor();
  await page.getByRole('button', { name: 'Add a folder' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('option', { name: /^series/ }).dblclick();
  await dialog.getByRole('listbox', { name: 'Files in series' }).waitFor();
  await dialog.getByRole('button', { name: /^(Choose|Use|Open)/ }).click();
  await page
    .getByRole('region', { name: 'Files' })
    .getByText(/frames/)
    .waitFor();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByText(/of \d+ · done/).waitFor({ timeout: 60_000 });
  await page.keyboard.press('Alt+s');
  await closeNotices(page);
  await page.waitForTimeout(2000);
  await page.screenshot({ path: 'docs/screenshots/window-batch-dark.png' });
  await page.close();
}

/** A new SAXSdog calibration as a tree beside its text. */
async function takeSetup(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, colorScheme: 'light' });
  await page.goto(url);
  await page.getByRole('status').getByText('Connected').waitFor();
  await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('button', { name: 'Setup' }).click();
  await page.getByRole('button', { name: 'New calibration' }).click();
  await page.getByRole('treegrid').waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: 'docs/screenshots/window-setup-light.png' });
  await page.close();
}

/** Of a report: what stands above the fold of a tall page, and the figures below. */
async function takeReport(browser, folder) {
  execFileSync(process.execPath, [PROGRAM, 'demo', '--quiet', '--out', folder]);
  const page = await browser.newPage({ viewport: { width: 900, height: 1000 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(folder, 'demo_CeO2_Pilatus1M.html')).href);
  await page.screenshot({ path: 'docs/screenshots/report.png' });
  const figures = page.locator('section', { has: page.locator('figure') });
  await figures.nth(1).screenshot({ path: 'docs/screenshots/report-residuals.png' });
  await figures.nth(2).screenshot({ path: 'docs/screenshots/report-cake.png' });
  await page.close();
}

const folder = await mkdtemp(join(tmpdir(), 'annulus-screenshots-'));
const root = join(folder, 'beamtime');
await mkdir(root);
await mkdir('docs/screenshots', { recursive: true });
await writeFile(join(root, 'CeO2.poni'), PONI);
const image = ['--calibrant', 'CeO2', '--poni', join(root, 'CeO2.poni'), '--out', join(root, 'CeO2.tif')];
execFileSync(process.execPath, [PROGRAM, 'simulate', '--beamstop', '24', '--quiet', ...image]);
// A sample that loses its ceria little by little.
await mkdir(join(root, 'series'));
for (let i = 0; i < 24; i++) {
  const peak = ['--peak', String(Math.round(5000 * Math.exp(-i / 12))), '--seed', String(i)];
  const frame = [
    '--calibrant',
    'CeO2',
    '--poni',
    join(root, 'CeO2.poni'),
    '--out',
    join(root, 'series', `scan_${i}.tif`),
  ];
  execFileSync(process.execPath, [PROGRAM, 'simulate', '--quiet', ...peak, ...frame]);
}
const server = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0', '--no-open', '--json', '--root', root], {
  env: { ...process.env, ANNULUS_STATE_FOLDER: join(folder, 'state') },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const printed = await new Promise((resolve, reject) => {
    server.stdout.once('data', (data) => resolve(String(data)));
    server.once('exit', (code) => reject(new Error(`annulus serve left with ${code}`)));
  });
  const { url } = JSON.parse(printed);
  const browser = await chromium.launch({ executablePath: await findOrInstallChromium(), args: ['--no-sandbox'] });
  for (const theme of ['dark', 'light']) await takePicture(browser, url, theme);
  await takeCalibration(browser, url);
  await takeBatch(browser, url);
  await takeSetup(browser, url);
  await takeReport(browser, join(folder, 'demo'));
  await browser.close();
} finally {
  server.kill('SIGTERM');
  await rm(folder, { recursive: true });
}
