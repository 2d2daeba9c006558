/* Passkeys: the browser's calls, with the questions and answers of the API as they are. */
import { problem, type Problem } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';

export interface PasskeyMade {
    id: string;
    name: string;
    created_at: string;
    /** Ten with the first second factor of an account, shown once; otherwise none. */
    recovery_codes: readonly string[];
}

/** Whether this browser has them; only a secure page does. */
export const hasPasskeys = (): boolean =>
    typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential && 'credentials' in navigator;

type Refused = { ok: false; problem: Problem };

/* What the browser's own dialog ends with: closed, or this authenticator has one of the account already. */
function refusal(error: unknown): Refused {
    const name = error instanceof DOMException ? error.name : '';

    return { ok: false, problem: problem(name === 'InvalidStateError' ? 'passkey_exists' : 'passkey_not_used') };
}

const jsonOf = (credential: Credential | null): PublicKeyCredentialJSON | null =>
    credential instanceof PublicKeyCredential ? credential.toJSON() as PublicKeyCredentialJSON : null;

/** Makes one for whoever is signed in. `password`: where the session is not young enough to be a proof. */
export async function makePasskey(name: string, password?: string): Promise<Answer<PasskeyMade>> {
    const asked = await rest.post<PublicKeyCredentialCreationOptionsJSON>('/auth/passkeys/options', password ? { password } : {});

    if (!asked.ok)
        return asked;
    try {
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked.data);
        const credential = jsonOf(await navigator.credentials.create({ publicKey }));
        return await rest.post<PasskeyMade>('/auth/passkeys', name ? { credential, name } : { credential });
    } catch (error) {
        return refusal(error);
    }
}

/** Signs in with one: alone, or as the second step of a `challenge`. */
export async function signInByPasskey(challenge: string | null): Promise<Answer<unknown>> {
    const asked = await rest.post<PublicKeyCredentialRequestOptionsJSON>('/auth/passkeys/login/options', challenge ? { challenge } : {});

    if (!asked.ok)
        return asked;
    try {
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.data);
        const credential = jsonOf(await navigator.credentials.get({ publicKey }));
        return challenge ? await rest.post('/auth/login/second', { challenge, credential }) : await rest.post('/auth/passkeys/login', credential);
    } catch (error) {
        return refusal(error);
    }
}
