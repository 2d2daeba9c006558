// Every screen of a hostile community: node web_hostile.mjs ORIGIN FACTS
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { come, placesOf } from './places.mjs';
import { facts, origin, windowOf } from './window.mjs';

const TALLEST = 2400;                /* of one thing in a list, in pixels: three windows */

/* Before any script of the page. */
const WATCH = `
    window.reports = [];
    addEventListener('securitypolicyviolation', event => window.reports.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
`;

/* What must not be on any page, whoever wrote it. */
const look = tallest => {
    const wrong = [];
    const all = [...document.querySelectorAll('*')], html = document.documentElement;
    const say = element => element.outerHTML.slice(0, 160);

    /* The post whose page this is stands there in full. */
    const isWhole = one => one.matches('article') && !one.closest('[role=feed], [role=log], ul, ol');

    if (window.broken)
        wrong.push('a script of theirs ran');
    for (const element of all) {
        const names = element.getAttributeNames();
        if (names.some(name => name.startsWith('on')) || (element.matches('iframe, object, embed, base, meta[http-equiv]') || element.matches('b') && element.textContent === 'bold'))
            wrong.push(`an element of theirs: ${say(element)}`);
        if (element.matches('script') && !/json$/.test(element.type) && new URL(element.src, location).origin !== location.origin)
            wrong.push(`a script: ${say(element)}`);
        for (const name of ['href', 'src', 'action', 'formaction'])
            if (element.hasAttribute(name) && !/^(https?:|mailto:|\/(?!\/)|#|blob:|data:image\/)/i.test(element.getAttribute(name)) && !element.matches('use'))
                wrong.push(`an address: ${say(element)}`);
    }
    if (html.scrollWidth > html.clientWidth) {
        const wide = all.filter(one => one.getBoundingClientRect().right > html.clientWidth + 1).at(-1);
        wrong.push(`it is ${html.scrollWidth} wide: ${wide && say(wide)}`);
    }
    for (const one of document.querySelectorAll('article, li, [role=treeitem], [role=row], header, h1, h2'))
        if (!one.querySelector('article, li, [role=treeitem], [role=row]') && !isWhole(one) && one.getBoundingClientRect().height > tallest)
            wrong.push(`it is ${Math.round(one.getBoundingClientRect().height)} tall: ${say(one)}`);

    /* Latin words that are the page's own are read from left to right, whatever stands before them. */
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const edge = (node, at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect();
    };
    while (words.nextNode()) {
        const node = words.currentNode, text = node.data.trim(), from = node.data.indexOf(text);
        if (!/^@?[A-Za-z][A-Za-z_ ,]{3,}$/.test(text) || node.parentElement.closest('[dir=auto], script, style, title, textarea, noscript'))
            continue;
        const first = edge(node, from), last = edge(node, from + text.length - 1);
        if (first.width && last.width && Math.abs(first.top - last.top) < 2 && last.left < first.left)
            wrong.push(`"${text}" is turned around: ${say(node.parentElement)}`);
    }
    return [...new Set([...wrong, ...window.reports])];
};

async function nothingWrong(page, path) {
    const wrong = [...await page.evaluate(look, TALLEST), ...page.complaints];
    page.complaints.length = 0;
    assert.deepEqual(wrong, [], path);
}

async function allOf(page, places, ready) {
    const found = [];
    for (const path of places) {
        await page.goto(origin + path);
        await ready(page);
        await nothingWrong(page, path).catch(problem => found.push(`${path}: ${problem.actual?.join('\n    ') ?? problem}`));
    }
    assert.deepEqual(found, []);
}

const ofPeople = facts.people.map(name => `/@${name}`), ofPosts = facts.posts.map(([name, id]) => `/@${name}/${id}`);
const searches = ['/explore?q=line', '/explore?tab=people&q=eve', `/explore?q=${encodeURIComponent('</script><script>window.broken=1</script>')}`,
    '/explore?tab=tags&q=tea', '/messages?q=line'];
const inside = [...placesOf(facts).filter(({ out }) => !out).map(({ path }) => path), ...ofPeople, ...ofPosts, ...searches];
const outside = [...placesOf(facts).filter(({ out }) => out).map(({ path }) => path), ...ofPeople, ...ofPosts, ...searches.slice(0, 3)];
const still = page => page.evaluate(() => document.fonts.ready);

for (const [width, language] of [[360, 'en'], [1280, 'ar']])
    await holds(`every screen of the client, ${width} px wide, in ${language}`, async () => {
        const page = await windowOf({ width, language, scripts: [WATCH] });
        await allOf(page, width === 360 ? inside : inside.slice(0, 16), come);
        await page.context().close();
    }, 400);

await holds('every page of the server as a stranger sees it, 360 px wide', async () => {
    const page = await windowOf({ width: 360, out: true, scripts: [WATCH] });
    await page.route(/\/assets\/index-.*\.js$/, route => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await allOf(page, outside, still);
    await page.context().close();
}, 400);

await holds('every page of the server as a member sees it, 360 px wide', async () => {
    const page = await windowOf({ width: 360, scripts: [WATCH] });
    await page.route(/\/assets\/index-.*\.js$/, route => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await allOf(page, [...ofPeople, ...ofPosts, '/', '/tag/tea', ...searches.slice(0, 3), '/new'], still);
    await page.context().close();
}, 400);

await browser.close();
verdict();
