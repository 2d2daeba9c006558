/* The two ways that passwords are kept, each by the text of its hashes. Private to crypto/password*.c. */
#pragma once
#include "crypto/password.h"

/* What a hash says of itself; false: it is of another kind, or asks for more than the bounds. */
bool argon2id_facts(str hash, struct password_policy *out);
err argon2id_hash(struct scratch *, struct arena *, const struct password_policy *, str password, str *out);
err argon2id_verify(struct scratch *, str hash, str password);
str argon2id_dummy(struct arena *, const struct password_policy *);
str argon2id_dummy_like(struct arena *, str head);

bool bcrypt_facts(str hash, struct password_policy *out, bool *whole);       /* `whole`: ours, of any length */
err bcrypt_hash(struct arena *, const struct password_policy *, str password, str *out);
err bcrypt_verify(str hash, str password);
str bcrypt_dummy(struct arena *, const struct password_policy *);
str bcrypt_dummy_like(struct arena *, str head);

/* Words that passwords are made of, one a line, sorted: common.txt. */
extern const str common_txt;
