// Chance that can be repeated: a generator of numbers from a seed (xorshift), and what is chosen by it.
export class Chance {
    constructor(seed) { this.state = BigInt(seed) * 0x9e3779b97f4a7c15n + 1n & 0xffffffffffffffffn; }

    below(n) {
        this.state ^= this.state << 13n & 0xffffffffffffffffn;
        this.state ^= this.state >> 7n;
        this.state ^= this.state << 17n & 0xffffffffffffffffn;
        return Number((this.state >> 11n) % BigInt(n));
    }

    in(n) { return this.below(n) === 0; }
    of(list) { return list[this.below(list.length)]; }
    times(most, make) { return Array.from({ length: this.below(most + 1) }, make); }
}
