#!/usr/bin/env python3
"""What tools/layers.py accepts, and what it refuses."""
import pathlib
import subprocess
import sys
import tempfile

from kit.checks import case, expect, main
from kit.server import ROOT


def answer(file, *lines, meets=()):
    """The exit status and output of layers.py on a tree with this one file, and with what its capabilities say in `meets`."""
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        for name in ("src", "example"):
            (tree / name).mkdir()
        (tree / file).parent.mkdir(parents=True, exist_ok=True)
        (tree / file).write_text("\n".join(lines) + "\n")
        for name, others in dict(meets).items():
            (tree / "src/domain" / name).mkdir(parents=True, exist_ok=True)
            (tree / "src/domain" / name / "meson.build").write_text(f"meets = {others}\n")
        done = subprocess.run([sys.executable, ROOT / "tools/layers.py", tree / "stamp", tree / "stamp.d", tree],
                              capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def passes(file, *lines, meets=()):
    code, words = answer(file, *lines, meets=meets)
    expect(code == 0, f"{file} with {lines} is refused: {words}")


def refused(file, *lines, meets=()):
    code, words = answer(file, *lines, meets=meets)
    expect(code != 0 and f"{file}:{len(lines)}: error:" in words, f"{file} with {lines} passes: {words}")


@case
def a_room_sees_itself_and_those_below():
    passes("src/base/json.c", '#include "base/json.h"', "#include <string.h>")
    passes("src/api/rest/rest.c", '#include "net/http.h"', '#include "ports/store.h"', '#include "domain/post/post.h"')
    passes("src/main.c", '#include "cli/cli.h"', '#include "domain/post/post.h"')


@case
def nobody_sees_up():
    refused("src/base/json.c", '#include "runtime/loop.h"')
    refused("src/runtime/loop.c", '#include "ports/store.h"')
    refused("src/work/jobs.c", '#include "domain/post/post.h"')
    refused("src/api/rest/rest.c", '#include "cli/cli.h"')


@case
def the_front_sees_no_surface():
    passes("src/api/front/serve.c", '#include "api/front/call.h"', '#include "api/program.h"', '#include "net/http.h"')
    passes("src/api/rest/serve.c", '#include "api/front/call.h"')
    passes("src/api/front/caller_test.c", '#include "api/rest/route.h"')
    refused("src/api/front/serve.c", '#include "api/rest/route.h"')
    refused("src/api/front/serve.c", '#include "api/web/web.h"')
    refused("src/api/front/serve.c", '#include "api/host.h"')


@case
def a_verb_of_the_domain_is_told_who_asks():
    refused("src/domain/post/post.c", "static id me(ctx *c) { return c->caller.account; }")
    refused("example/note/note.c", "static id me(ctx *any) { return any -> caller.account; }")
    passes("src/domain/post/post_test.c", "static id me(ctx *c) { return c->caller.account; }")
    passes("src/domain/post/post.c", "err post_get(ctx *, const struct caller *me, id which, struct post *out);")
    passes("src/api/rest/limits.c", "static id me(ctx *c) { return c->caller.account; }")


@case
def who_may_see_whom_is_asked_of_sight():
    refused("src/domain/post/post.c", "if (account_is_shown(&author))")
    passes("src/domain/graph/sight.h", "return account_is_shown(a);")


@case
def a_library_stands_beside_base_for_those_who_need_it():
    passes("src/crypto/jwt.c", '#include "base/json.h"', '#include "crypto/jwt.h"')
    passes("src/domain/session/session.c", '#include "crypto/jwt.h"')
    passes("src/ports/secrets.c", '#include "crypto/digest.h"')
    refused("src/crypto/jwt.c", '#include "runtime/ctx.h"')
    refused("src/net/server.c", '#include "crypto/digest.h"')
    refused("src/runtime/loop.c", '#include "crypto/digest.h"')
    refused("src/base/json.c", '#include "crypto/digest.h"')


@case
def domain_does_not_see_net_and_net_does_not_see_ports():
    refused("src/domain/post/post.c", '#include "net/http.h"')
    refused("src/domain/post/post.h", '#include "base/str.h"', '#  include   "net/http.h"')
    refused("src/net/server.c", '#include "ports/store.h"')


@case
def the_way_through_dots_macros_and_other_files_is_closed():
    refused("src/domain/post/post.c", '#include "../../net/http.h"')
    refused("src/domain/post/post.c", "#include <../src/net/http.h>")
    refused("src/domain/post/post.c", '#include "domain/../net/http.h"')
    refused("src/domain/post/post.c", "#include HEADER")
    refused("src/domain/post/post.c", '#include "post.h"')
    refused("src/domain/post/post.c", '#include "domain/post/other.c"')
    refused("src/domain/post/post.c", '#include "/usr/include/stdio.h"')


@case
def only_signin_sees_the_inside_of_a_proof():
    passes("src/domain/signin/prove.c", '#include "domain/proof/maker.h"')
    passes("src/domain/factor/factor_test.c", '#include "domain/proof/maker.h"')
    passes("src/domain/factor/factor.c", '#include "domain/proof/proof.h"', meets={"factor": ["proof"]})
    for other in ("src/domain/factor/factor.c", "src/domain/oauth/begin.c", "src/domain/graph/graph.c", "src/domain/factor/routes.c",
                  "src/domain/signin/routes.c", "src/cli/user.c", "src/main.c"):
        refused(other, '#include "domain/proof/maker.h"')


@case
def capabilities_meet_only_where_their_meson_build_says_so():
    passes("src/domain/post/post.c", '#include "domain/post/post.h"', '#include "domain/post/post.sql.h"')
    refused("src/domain/post/post.c", '#include "domain/account/account.h"')
    passes("src/domain/post/post.c", '#include "domain/account/account.h"', meets={"post": ["account"]})
    refused("src/domain/post/post.c", '#include "domain/account/account.h"', meets={"account": ["post"]})
    refused("src/domain/post/post.c", '#include "domain/account/inner.h"', meets={"post": ["account"]})
    refused("src/domain/post/post.c", '#include "domain/account/account.sql.h"', meets={"post": ["account"]})


@case
def a_ring_of_capabilities_that_meet_is_refused():
    code, words = answer("src/domain/post/post.c", "", meets={"post": ["account"], "account": ["audit"], "audit": ["post"]})
    expect(code != 0 and "account -> audit -> post -> account" in words, f"a ring passes: {words}")


@case
def the_routes_of_a_capability_are_part_of_the_api():
    passes("src/domain/post/routes.c", '#include "api/rest/route.h"', '#include "domain/account/account.h"',
           '#include "domain/post/post.h"')
    refused("src/domain/post/routes.c", '#include "domain/post/post_own.h"')
    refused("src/domain/post/routes.c", '#include "cli/cli.h"')
    refused("src/domain/post/post.c", '#include "api/rest/route.h"')
    refused("src/api/rest/rest.c", '#include "domain/post/inner.h"')


@case
def an_example_is_a_capability_and_its_surface():
    passes("example/note/note.c", '#include "ports/store.h"')
    refused("example/note/note.c", '#include "net/http.h"')
    passes("example/note/routes.c", '#include "api/rest/route.h"', '#include "example/note/note.h"')
    passes("example/main.c", '#include "cli/cli.h"')


@case
def only_tests_include_the_kit():
    passes("src/base/json_test.c", '#include "kit/test.h"')
    refused("src/base/json.c", '#include "kit/test.h"')


@case
def a_folder_that_is_no_room_is_refused():
    refused("src/helpers/strings.c", '#include "base/str.h"')


if __name__ == "__main__":
    main(sys.argv[1:])
