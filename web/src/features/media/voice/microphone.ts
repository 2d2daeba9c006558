/* The browser's own. */
import { TYPES, type Microphone } from './recording';

export const canRecord = (): boolean =>
    typeof MediaRecorder !== 'undefined' && typeof navigator.mediaDevices?.getUserMedia === 'function' && TYPES.some(type => MediaRecorder.isTypeSupported(type));

export const microphone: Microphone = {
    open: () => navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } }),
    recorder: stream => new MediaRecorder(stream, { mimeType: TYPES.find(type => MediaRecorder.isTypeSupported(type)), audioBitsPerSecond: 48_000 }),
    meter(stream) {
        const context = new AudioContext(), analyser = context.createAnalyser();
        const heard = new Uint8Array(analyser.fftSize = 512);
        context.createMediaStreamSource(stream).connect(analyser);
        return {
            level() {
                analyser.getByteTimeDomainData(heard);
                return Math.min(1, heard.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0) / 100);
            },
            close: () => void context.close().catch(() => {}),
        };
    },
    now: () => performance.now(),
    every(ms, run) {
        const timer = setInterval(run, ms);
        return () => clearInterval(timer);
    },
};
