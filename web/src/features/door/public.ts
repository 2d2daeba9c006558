/* What the settings use of signing in. */
export { Strength } from './join/Strength';
export { hasPasskeys, makePasskey } from './passkeys/passkeys';
export { RecoveryCodes } from './passkeys/RecoveryCodes';
export { providerName, useProviders, type Provider } from './login/providers';
