/* The pages that are built into the program; tools/embed.py makes them from the files beside this one. */
#pragma once
#include "base/types.h"

extern const str index_html, favicon_svg;
extern const str index_html_styles;  /* its style sheets, as a Content-Security-Policy names them: by their hashes */
