// The picture at the top of README.md: node front.mjs ORIGIN FACTS FOLDER.
import { writeFile } from 'node:fs/promises';
import { browser } from './pages.mjs';
import { come } from './places.mjs';
import { origin, windowOf } from './window.mjs';

const folder = process.argv[4];

for (const theme of ['light', 'dark']) {
    const page = await windowOf({ width: 1280, height: 840, theme });
    await page.goto(origin);
    await come(page);
    await page.getByRole('article').first().waitFor();
    await page.getByRole('link', { name: /unread/ }).first().waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.mouse.move(2, 2);
    await page.getByRole('complementary').getByRole('link').first().waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setDeviceMetricsOverride', { width: 1280, height: 840, deviceScaleFactor: 1.5, mobile: false });
    await page.waitForTimeout(1000);
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
    await writeFile(`${folder}/kith-${theme}.webp`, Buffer.from(data, 'base64'));
    await page.context().close();
}
await browser.close();
