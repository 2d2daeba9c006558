// People in windows of their own, and what stands there while they attach something.
import { assert } from './cases.mjs';
import { windowAt } from './somebody.mjs';

export const WAIT = { timeout: 20000 };

export async function person(origin, username, options) {
    const who = await windowAt(origin, options);
    const { user_id: id } = await who.join(username, { display_name: username[0].toUpperCase() + username.slice(1) });
    return Object.assign(who, { id, username });
}

export const button = (within, name) => within.getByRole('button', { name, exact: true });
export const picker = page => page.locator('[data-adds=files]').last();
export const bar = page => page.getByRole('region', { name: 'Stories', exact: true });
/* Not what screen readers hear of it. */
export const said = (page, words) => page.getByText(words, { exact: true });

/* So many are attached, and all of them are made. */
export const ready = (page, count = 1) => page.waitForFunction(n => {
    const items = [...document.querySelectorAll('[aria-label="Attached media"] > li')];
    return items.length === n && items.every(item => !item.querySelector('progress'));
}, count, WAIT);

/* Nothing complained. */
export async function done(page) {
    assert.deepEqual(page.complaints, []);
    await page.close();
}
