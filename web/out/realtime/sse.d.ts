export declare class EventParser {
    #private;
    private readonly event;
    private readonly most;
    constructor(event: (data: string) => void, most: number);
    push(text: string): boolean;
}
