import { create } from 'zustand';

/** The message whose earlier words are shown. */
export const useHistory = create<{ messageId: string | null }>(() => ({ messageId: null }));

export const showHistory = (messageId: string | null): void => useHistory.setState({ messageId });
