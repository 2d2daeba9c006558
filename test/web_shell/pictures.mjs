// Pictures of every screen: node pictures.mjs ORIGIN FACTS GALLERY FOLDER [WORD...].
import { browser } from './pages.mjs';
import { come, placesOf, THEMES, WIDTHS } from './places.mjs';
import { facts, origin, windowOf } from './window.mjs';

const [gallery, folder, ...words] = process.argv.slice(4);
const places = [...placesOf(facts), { name: 'design', path: '/design', at: gallery, out: true, whole: true }]
    .filter(({ name }) => !words.length || words.some(word => name.includes(word)));
const looks = [...WIDTHS.flatMap(width => THEMES.map(theme => ({ width, theme }))), { width: 360, language: 'ar' }, { width: 1440, language: 'ar' }];

async function picture(page, { name, path, at = origin, whole }, { width, theme = 'light', language = 'en' }) {
    await page.goto(at + path);
    await come(page);
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${folder}/${name}-${width}-${theme}-${language}.png`, fullPage: Boolean(whole) });
    page.complaints.splice(0).forEach(complaint => console.log(`${name}: ${complaint}`));
}

for (const look of looks)
    for (const out of [false, true]) {
        const page = await windowOf({ ...look, height: look.width < 700 ? 740 : 900, out });
        for (const place of places.filter(one => Boolean(one.out) === out))
            await picture(page, place, look).catch(problem => console.log(`${place.name}: ${problem.message}`));
        await page.context().close();
    }
await browser.close();
