// Lighthouse as it comes: a phone on slow 4G. node lighthouse.mjs ORIGIN COOKIE ROUNDS {name: path}; names that begin with "signed in" have
// the cookie. Prints {name: {performance, accessibility, best-practices, seo, fcp, lcp, cls, tbt, short}}: medians, and what costs points.
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const [origin, cookie, rounds, pages] = process.argv.slice(2);
const TIMES = { fcp: 'first-contentful-paint', lcp: 'largest-contentful-paint', cls: 'cumulative-layout-shift', tbt: 'total-blocking-time' };

const median = numbers => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function looked(path, signedIn) {
    const browser = await puppeteer.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true,
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    try {
        const page = await browser.newPage();
        if (signedIn)
            await browser.setCookie({ ...JSON.parse(cookie), domain: new URL(origin).hostname, path: '/' });
        const { lhr } = await lighthouse(origin + path, { logLevel: 'silent', disableStorageReset: true }, undefined, page);
        return lhr;
    } finally {
        await browser.close();
    }
}

const shortOf = lhr => Object.values(lhr.categories).flatMap(category => category.auditRefs
    .filter(({ id, weight }) => weight && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
    .map(({ id }) => `${category.id}: ${id} ${lhr.audits[id].displayValue ?? ''}`));

const told = {};
for (const [name, path] of Object.entries(JSON.parse(pages))) {
    const all = [];
    for (let n = 0; n < Number(rounds); n++)
        all.push(await looked(path, name.startsWith('signed in')));
    told[name] = { short: [...new Set(all.flatMap(shortOf))] };
    for (const category of Object.keys(all[0].categories))
        told[name][category] = median(all.map(lhr => lhr.categories[category].score * 100));
    for (const [word, audit] of Object.entries(TIMES))
        told[name][word] = median(all.map(lhr => lhr.audits[audit].numericValue));
}
console.log(JSON.stringify(told));
