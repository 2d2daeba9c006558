// Pictures of every screen: node pictures.mjs ORIGIN FACTS GALLERY FOLDER [WORD...]; with words only those whose names contain one of them.
import { browser } from './pages.mjs';
import { come, placesOf, THEMES, WIDTHS } from './places.mjs';
import { scenesOf } from './scenes.mjs';
import { facts, origin, windowOf } from './window.mjs';

const [gallery, folder, ...words] = process.argv.slice(4);
const places = [...placesOf(facts), ...scenesOf(facts), { name: 'design', path: '/design', at: gallery, out: true, whole: true }];
const looks = [...WIDTHS.flatMap(width => THEMES.map(theme => ({ width, theme }))),
    ...['ar', 'de'].flatMap(language => [360, 1440].map(width => ({ width, theme: 'light', language })))];
const EXTRA = /^(ar|de)$/;

const nameOf = ({ name }, { width, theme, language = 'en' }) => `${name}-${width}-${theme}-${language}`;
const isWanted = name => !words.length || words.some(word => name.includes(word));
/* What a scene does is told in English. */
const has = (place, { language }) => !(place.act && EXTRA.test(language));

async function picture(page, place, look) {
    const { path, at = origin, whole, scripts = true, before, act } = place;

    await before?.(page);
    await page.goto(at + path);
    if (scripts)
        await come(page);
    await act?.(page);
    await page.waitForTimeout(act ? 900 : 300);
    await page.screenshot({ path: `${folder}/${nameOf(place, look)}.png`, fullPage: Boolean(whole) });
}

/* What is open or away on one page is no matter of the next: a scene has a window of its own; all else shares one for each reader. */
async function pictures(look) {
    const windows = new Map();

    for (const place of places.filter(one => has(one, look) && isWanted(nameOf(one, look)))) {
        const { out, as, before, act } = place, plain = place.scripts === false, kind = act || before ? place.name : `${out} ${as} ${plain}`;
        const page = windows.get(kind) ?? await windowOf({ ...look, height: look.width < 700 ? 740 : 900, out, as, plain });
        windows.set(kind, page);
        await picture(page, place, look).catch(problem => console.log(`${nameOf(place, look)}: ${problem.message}`));
        page.complaints.splice(0).forEach(complaint => console.log(`${nameOf(place, look)}: ${complaint}`));
    }
    await Promise.all([...windows.values()].map(page => page.context().close()));
}

for (const look of looks)
    await pictures(look);
await browser.close();
