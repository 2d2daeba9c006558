import { useQuery } from '@apollo/client/react';
import { TrendsDocument } from '../../../generated/features/people/explore/Explore';

/* One question for all places that show some of them. */
const MOST = 20;

export const useTrends = () => useQuery(TrendsDocument, { variables: { first: MOST } });
