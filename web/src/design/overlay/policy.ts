/*
 * react-aria puts a style element of its own into the page, which the page's policy forbids. It does not where something has that element's
 * id already; its one rule stands in base.css.
 */
const mark = document.createElement('meta');

mark.id = 'react-aria-pressable-style';
document.head.append(mark);

export {};
