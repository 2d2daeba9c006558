// What opens of media and stories, at two widths, one in each theme, under axe: node opened.mjs ORIGIN FACTS. Nothing may be found.
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { axe, faultsOn } from './rules.mjs';
import { come } from './places.mjs';
import { scenesOf } from './scenes.mjs';
import { facts, origin, windowOf } from './window.mjs';

const NAMES = ['picture', 'add-media', 'describe', 'new-story', 'new-highlight', 'edit-highlight', 'another-emoji', 'seen-by', 'record-voice', 'microphone-refused', 'own-story', 'crop',
    'message-media'];
const LOOKS = [{ width: 360, theme: 'dark' }, { width: 1440, theme: 'light' }];

const scenes = scenesOf(facts).filter(({ name }) => NAMES.includes(name));

await holds('each of them is a scene', () => assert.equal(scenes.length, NAMES.length));

for (const { name, path, act } of scenes)
    for (const look of LOOKS)
        await holds(`axe finds nothing on ${name}, ${look.width} px`, async () => {
            const page = await windowOf({ ...look, scripts: [axe] });
            await page.goto(origin + path);
            await come(page);
            await act(page);
            /* It has come to rest. */
            await page.waitForTimeout(700);
            const faults = await faultsOn(page, { over: true });
            assert.deepEqual(faults, [], faults.join('\n'));
            await page.context().close();
        });

await browser.close();
verdict();
