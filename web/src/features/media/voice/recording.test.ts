import { expect, test, vi } from 'vitest';
import { LONGEST_S, nameFor, Recording, type Microphone, type Shown } from './recording';

function aMicrophone({ refuses }: { refuses?: string } = {}) {
    const stop = vi.fn(), close = vi.fn();
    let tick = () => {}, now = 0;
    const recorder = {
        state: 'inactive' as 'inactive' | 'recording', mimeType: 'audio/webm;codecs=opus', ondataavailable: null as ((event: { data: Blob }) => void) | null,
        onstop: null as (() => void) | null,
        start() { recorder.state = 'recording'; },
        stop() {
            recorder.state = 'inactive';
            recorder.ondataavailable?.({ data: new Blob(['said']) });
            recorder.onstop?.();
        },
    };
    const made: Microphone = {
        open: async () => {
            if (refuses)
                throw Object.assign(new Error(), { name: refuses });
            return { getTracks: () => [{ stop }] } as unknown as MediaStream;
        },
        recorder: () => recorder as never, meter: () => ({ level: () => 0.5, close }), now: () => now,
        every: (_, run) => { tick = run; return () => { tick = () => {}; }; },
    };

    return { made, stop, close, after(ms: number) { now += ms; tick(); } };
}

test('what was said is given, with its length, and the microphone is closed', async () => {
    const microphone = aMicrophone(), told: Shown[] = [];
    const recording = new Recording(microphone.made, shown => told.push(shown));
    await recording.begin();
    microphone.after(1500);
    const recorded = await recording.end();
    expect(recorded).toMatchObject({ name: 'voice.webm', seconds: 1.5 });
    expect(await recorded!.file.text()).toBe('said');
    expect(recorded!.file.type).toBe('audio/webm');
    expect(told.map(({ state }) => state)).toEqual(['recording', 'recording', 'ended']);
    expect(told[1]!.levels).toEqual([0.5]);
    expect(microphone.stop).toHaveBeenCalledOnce();
    expect(microphone.close).toHaveBeenCalledOnce();
});

test('what is called off is thrown away', async () => {
    const microphone = aMicrophone(), recording = new Recording(microphone.made, () => {});
    await recording.begin();
    recording.cancel();
    expect(microphone.stop).toHaveBeenCalled();
    expect(await recording.end()).toBe(null);
});

test('called off while the browser asks, the microphone is not opened', async () => {
    const microphone = aMicrophone(), recording = new Recording(microphone.made, () => {}), asked = recording.begin();
    recording.cancel();
    await asked;
    expect(microphone.stop).toHaveBeenCalledOnce();
});

test.each([['NotAllowedError', 'refused'], ['NotFoundError', 'missing']])('%s: %s', async (refuses, state) => {
    const told: Shown[] = [];
    await new Recording(aMicrophone({ refuses }).made, shown => told.push(shown)).begin();
    expect(told.at(-1)!.state).toBe(state);
});

test('it ends by itself, and is there to be sent', async () => {
    const microphone = aMicrophone(), told: Shown[] = [], recording = new Recording(microphone.made, shown => told.push(shown));
    await recording.begin();
    microphone.after(LONGEST_S * 1000);
    expect(told.at(-1)!.state).toBe('ended');
    expect((await recording.end())!.seconds).toBe(LONGEST_S);
});

test('files are called by what they are', () => {
    expect([nameFor('audio/mp4'), nameFor('audio/ogg;codecs=opus'), nameFor('')]).toEqual(['voice.m4a', 'voice.ogg', 'voice.webm']);
});
