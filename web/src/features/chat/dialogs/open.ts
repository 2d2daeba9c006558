/* Dialogs that open from anywhere. */
import { create } from 'zustand';

export type Which = 'message' | 'channel' | 'switcher';

export const useOpenDialog = create<{ which: Which | null }>(() => ({ which: null }));

export const openNewMessage = (): void => useOpenDialog.setState({ which: 'message' });
export const openNewChannel = (): void => useOpenDialog.setState({ which: 'channel' });
export const openSwitcher = (): void => useOpenDialog.setState({ which: 'switcher' });
export const closeDialog = (): void => useOpenDialog.setState({ which: null });
