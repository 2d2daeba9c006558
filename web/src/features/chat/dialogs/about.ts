/* Which message a dialog of an open channel is about. */
import { create } from 'zustand';
import type { Message } from '../model/types';

interface About { what: 'history' | 'forward'; message: Message }

export const useAbout = create<{ about: About | null }>(() => ({ about: null }));

export const showHistory = (message: Message): void => useAbout.setState({ about: { what: 'history', message } });
export const openForward = (message: Message): void => useAbout.setState({ about: { what: 'forward', message } });
export const closeAbout = (): void => useAbout.setState({ about: null });
