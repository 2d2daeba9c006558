/* Reed-Solomon over GF(256) by x^8 + x^4 + x^3 + x^2 + 1: what lets a reader do without some of a symbol. */
const EXP = new Uint8Array(255), LOG = new Uint8Array(256);

for (let n = 0, value = 1; n < 255; n++) {
    EXP[n] = value;
    LOG[value] = n;
    value = value << 1 ^ (value & 0x80 ? 0x11d : 0);
}

const times = (a: number, b: number) => a && b ? EXP[(LOG[a]! + LOG[b]!) % 255]! : 0;

/** The factors of (x - 1)(x - 2)(x - 4)... but for the first, which is 1. */
export function generator(degree: number): Uint8Array {
    let product = Uint8Array.of(1);

    for (let n = 0; n < degree; n++) {
        const next = new Uint8Array(product.length + 1);
        product.forEach((factor, at) => {
            next[at]! ^= factor;
            next[at + 1]! ^= times(factor, EXP[n]!);
        });
        product = next;
    }
    return product.subarray(1);
}

/** What a block is followed by: the rest of its division. */
export function correctionOf(data: Uint8Array, degree: number): Uint8Array {
    const by = generator(degree), rest = new Uint8Array(degree);

    for (const octet of data) {
        const first = octet ^ rest[0]!;
        rest.copyWithin(0, 1);
        rest[degree - 1] = 0;
        by.forEach((factor, at) => { rest[at]! ^= times(factor, first); });
    }
    return rest;
}
