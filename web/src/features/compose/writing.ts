/* What other features write with; apart from public.ts, since it comes only with the screens that use it. */
export { optionId, Suggestions } from './write/Suggestions';
export { MOST as SUGGESTED_MOST, peopleNamed, personSuggested, type PeopleFinder, type Suggestion } from './write/suggestions';
export { useCompletion } from './write/useCompletion';
export { WritingField } from './write/WritingField';
export { lengthOf, MOST } from './model/composed';
export { changeSlot, useComposed } from './store/slots';
export { useSend } from './useSend';
