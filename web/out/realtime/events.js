/**
 * What the server says, as one union: `event.type` tells them apart. Ids are strings, times RFC 3339. A durable event has a `cursor`,
 * by which repeats are known; one without is best effort, and may be missed.
 */
export {};
