// Every screen in both themes and three widths, and right-to-left, under axe: node axe.mjs ORIGIN FACTS LANGUAGE. Nothing may be found.
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { come, placesOf, THEMES, WIDTHS } from './places.mjs';
import { axe, faultsOn } from './rules.mjs';
import { facts, origin, windowOf } from './window.mjs';

const places = placesOf(facts), language = process.argv[4];

/* A capability that is not built leaves no trace: its places are looked at as soon as they are there. */
const isMissing = page => page.getByRole('heading', { level: 1, name: /Page not found|الصفحة غير موجودة/ }).count();
const MISSING = '/nothing/is/here', SEEN_LEAST = 38;
const seen = new Set();

/* Loaded in each theme; then the window changes round it, as when somebody turns a phone. */
async function look(page, path) {
    for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.goto(origin + path);
        await come(page);
        if (path !== MISSING && await isMissing(page))
            return;
        seen.add(path);
        for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            await come(page);
            const faults = await faultsOn(page);
            assert.deepEqual(faults, [], `${width} px, ${colorScheme}: ${faults.join('\n')}`);
        }
    }
}

for (const out of [false, true]) {
    const page = await windowOf({ language, out, scripts: [axe] });
    for (const { name, path } of places.filter(place => Boolean(place.out) === out))
        await holds(`axe finds nothing on ${name} (${language})`, () => look(page, path));
    await page.context().close();
}

await holds('most screens were looked at', () => assert.ok(seen.size >= SEEN_LEAST, [...seen].join(' ')));

await browser.close();
verdict();
