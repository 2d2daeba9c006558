/** A pause between two pieces of work, in which what somebody does comes first. */
export const breath = () => new Promise<void>(done => setTimeout(done));
