/* The built-in pages; tools/embed.py makes them from the files beside this one. */
#pragma once
#include "base/types.h"

extern const str index_html, index_people_html, index_graphiql_html, failure_html, favicon_svg, page_js;
extern const str tokens_css, view_css;           /* the client's tokens, and the rules of view/ */
extern const str first_admin_html, first_admin_js, letters_html, letters_js, link_html, link_js;
extern const str graphiql_html, graphiql_js, graphiql_css;      /* of a program that was built without npm: the latter are empty */
extern const str kith_realtime_js, kith_realtime_d_ts;         /* the same */

/* A page's style sheets as a Content-Security-Policy names them: by hash. */
extern const str index_html_styles, failure_html_styles, first_admin_html_styles, letters_html_styles, link_html_styles,
    graphiql_html_styles;
