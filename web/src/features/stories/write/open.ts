/* The story composer opens from anywhere. */
import { create } from 'zustand';

export const useStoryComposer = create<{ isOpen: boolean }>(() => ({ isOpen: false }));

export const openStoryComposer = (): void => useStoryComposer.setState({ isOpen: true });
export const closeStoryComposer = (): void => useStoryComposer.setState({ isOpen: false });
