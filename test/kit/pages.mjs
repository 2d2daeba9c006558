// Debian's Chromium, and pages in it that remember every complaint of their console and their policy.
import { chromium } from 'playwright-core';

export const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--use-fake-device-for-media-stream'],
});

/* In a window of its own, in that language. */
export async function opened(url, locale = 'en-GB', cookies = []) {
    const context = await browser.newContext({ locale });
    await context.addCookies(cookies);
    const page = await context.newPage();
    page.complaints = [];
    page.on('console', message => message.type() === 'error' && !/status of 4/.test(message.text()) && page.complaints.push(message.text()));
    page.on('pageerror', problem => page.complaints.push(String(problem)));
    await page.goto(url);
    return page;
}

export const shows = (page, text) => page.getByText(text).locator('visible=true').first().waitFor({ timeout: 10000 });
