// Windows of a reader: of a width, in a theme and a language, signed in or not.
import { browser } from './pages.mjs';
import { chosen } from './places.mjs';

export const origin = process.argv[2], facts = JSON.parse(process.argv[3]);

const PHONE = 700;

export async function windowOf({ width = 1440, height = 900, theme = 'light', language = 'en', out = false, as, plain = false, scripts = [] } = {}) {
    const context = await browser.newContext({
        viewport: { width, height }, hasTouch: width < PHONE, isMobile: width < PHONE, colorScheme: theme, reducedMotion: 'reduce',
        locale: plain ? language : 'en-GB', javaScriptEnabled: !plain,
    });
    await context.addInitScript(choices => localStorage.getItem('kith-choices') ?? localStorage.setItem('kith-choices', choices),
        JSON.stringify(chosen('system', language)));
    await context.addCookies([{ name: 'kith_look', value: `..${language}`, url: origin }]);      // as the client does with its choices
    for (const content of scripts)
        await context.addInitScript({ content });
    if (!out)
        await context.addCookies((as ? facts[as] : facts.cookies).map(cookie => ({ ...cookie, url: origin })));
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
    page.complaints = [];
    page.on('console', message => message.type() === 'error' && !/status of 4/.test(message.text()) && page.complaints.push(message.text()));
    page.on('pageerror', problem => page.complaints.push(String(problem)));
    return page;
}
