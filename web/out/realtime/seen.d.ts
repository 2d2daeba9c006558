export declare class Seen {
    #private;
    private readonly most;
    constructor(most?: number);
    add(cursor: string): boolean;
    clear(): void;
}
