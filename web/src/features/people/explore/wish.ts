/* The key `/` goes to the search field, wherever it is. */
import { navigate } from 'wouter/use-browser-location';

let wished = false;

const field = () => document.querySelector<HTMLInputElement>('main search input, aside search input');

export function goToSearch(): void {
    const here = field();

    if (here)
        return here.focus();
    wished = true;
    navigate('/explore');
}

/** Once the field has come onto the page. */
export function grantWish(): void {
    if (wished)
        field()?.focus();
    wished = false;
}
