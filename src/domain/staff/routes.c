/* The route of the first admin; the page that calls it is api/web/first-admin.html. */
#include "api/rest/route.h"
#include "domain/staff/staff.h"

CALLS(first_admin_register, first_admin, signed_in)

static const struct problem *const problems[] = { &first_admin_link_invalid, &username_taken, PLAIN(ERR_INVALID), NULL };

extern const struct route staff_routes[];
const struct route staff_routes[] = {
    { METHOD_POST, "/auth/first-admin", first_admin_register_entry, &anyone, RATE_WRITES, 201, TAKES(first_admin), GIVES(signed_in),
      .tokens = TOKENS_SET, .dead_token_ok = true, .tag = "sign-in",
      .summary = "Become the first admin, with the link that a server without accounts prints when it starts", .problems = problems },
    {0}
};
