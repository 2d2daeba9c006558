/*
 * One-time passwords by the clock (RFC 6238: SHA-1, 6 digits, 30 seconds), as every
 * authenticator app makes them, and recovery codes for the day that the phone is lost.
 * Nothing is kept here: the caller seals the secret, and refuses a step that it has seen.
 */
#pragma once
#include "base/types.h"

struct arena;

enum { TOTP_SECRET_SIZE = 20, TOTP_DIGITS = 6, TOTP_SECONDS = 30, TOTP_WINDOW = 1 };

void totp_secret(u8 out[TOTP_SECRET_SIZE]);

/* The code of one step, which is seconds since 1970 over 30. */
void totp_code(str secret, i64 step, char out[TOTP_DIGITS]);

/*
 * Does the code, whatever spaces it was typed with, belong to now or to one step either side? Only steps
 * after `last` count (0: any): keep `*step`, and a code works once.
 */
bool totp_verify(str secret, str code, i64 now_seconds, i64 last, i64 *step);

/* otpauth://totp/Issuer:account?secret=..., what a QR code shows. */
str totp_uri(struct arena *, str issuer, str account, str secret);

/* 10 characters that nobody mistakes for each other, 50 bits: "k7m2q-9xw4t". */
enum { RECOVERY_CODES = 10, RECOVERY_SIZE = 10 };
str recovery_code(struct arena *);

/* From how it may be typed (capitals, spaces, o for 0) to the ten characters that are kept as a digest; false: malformed. */
bool recovery_code_normal(str typed, char out[RECOVERY_SIZE]);
