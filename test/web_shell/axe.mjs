// Every screen in both themes and three widths, and right-to-left, under axe: node axe.mjs ORIGIN FACTS. Nothing may be found.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { come, placesOf, THEMES, WIDTHS } from './places.mjs';
import { facts, origin, windowOf } from './window.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const places = placesOf(facts);

const looks = [...WIDTHS.flatMap(width => THEMES.map(theme => ({ width, theme }))), { width: 1440, language: 'ar' }];

const said = ({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 220)} ${failureSummary.slice(0, 200)}`).join(' | ')}`;

async function found(page, path) {
    await page.goto(origin + path);
    await come(page);
    return (await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))).violations.map(said);
}

for (const out of [false, true]) {
    const windows = await Promise.all(looks.map(async look => ({ look, page: await windowOf({ ...look, out, scripts: [axe] }) })));

    for (const { name, path } of places.filter(place => Boolean(place.out) === out))
        await holds(`axe finds nothing on ${name}`, async () => {
            for (const { look, page } of windows)
                assert.deepEqual(await found(page, path), [], JSON.stringify(look));
        });
    for (const { page } of windows)
        await page.context().close();
}

await browser.close();
verdict();
