/* Shared by the files of this room only. */
#pragma once
#include "hub/wire.h"
#include "domain/account/account.h"

struct retired_name { str code; };
typedef PAGE(retired_name) retired_name_page;
extern const struct shape retired_name_shape, account_birth_shape, account_state_shape, account_deed_shape, account_departure_shape;

/* Lookalikes are equal: case is folded, and so are 0 and o, and 1, l and i. */
str username_look(struct arena *, str username);

bool username_well_formed(str);
bool username_reserved(struct arena *, str);
bool phone_like(str);                /* is this meant as a phone number? */

/* The canonical form, which is compared; false: it is not valid. */
bool email_canonical(struct arena *, str text, str *out);
bool phone_canonical(struct arena *, str text, str *out);
bool web_address_valid(str);

/* Text that people show: trimmed, without characters that turn text around; false: it has control characters. */
bool text_clean(struct arena *, str text, bool lines, str *out);

/* owner.c: may `who` have the address? If `proven`, it is taken away from an account that only named it. ERR_CONFLICT email_taken. */
err email_claim(tx *, id who, str email, bool proven);

/* account.c */
err tell_changed(tx *, err, const struct account *now);

extern const struct belongings account_belongings[];           /* export.c */

extern const struct wire account_wires[];        /* wire.c */
