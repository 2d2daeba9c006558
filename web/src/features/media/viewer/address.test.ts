import { expect, test } from 'vitest';
import { viewedIn, withPicture } from './address';

test('the open picture is in the address, beside what else is there', () => {
    const home = { pathname: '/', search: '?feed=ranked' };
    expect(withPicture(home, '7')).toBe('/?feed=ranked&picture=7');
    expect(withPicture({ pathname: '/', search: '?feed=ranked&picture=7' }, '8')).toBe('/?feed=ranked&picture=8');
    expect(withPicture({ pathname: '/@ada/1', search: '?picture=7' }, null)).toBe('/@ada/1');
    expect(viewedIn('?picture=7')).toBe('7');
    expect(viewedIn('')).toBe(null);
});
