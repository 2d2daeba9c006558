#include "api/program.h"

const char program_version[] = KITH_VERSION;
