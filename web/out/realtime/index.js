export * from './client.js';
export * from './clock.js';
export * from './commands.js';
export * from './event-stream.js';
export * from './storage.js';
export * from './web-socket.js';
