// The rules of axe-core, in a page: nothing may be found.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A script of the page. */
export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const said = ({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 220)} ${failureSummary.slice(0, 200)}`).join(' | ')}`;

const HIDDEN_MAIN = { 'landmark-one-main': { enabled: false } };

/** `over`: a dialog stands over the page, on phones instead of it. */
export async function faultsOn(page, { over = false } = {}) {
    const { violations } = await page.evaluate(rules => window.axe.run(document, { resultTypes: ['violations'], rules }), over ? HIDDEN_MAIN : {});

    return violations.map(said);
}
