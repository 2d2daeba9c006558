/* What other features write with; apart from public.ts, since it comes only with the screens that use it. */
export { WritingField } from './write/WritingField';
export { lengthOf, MOST } from './model/composed';
export { changeSlot, useComposed } from './store/slots';
export { useSend } from './useSend';
