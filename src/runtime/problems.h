/* Problems of the settings. */
#pragma once
#include "base/err.h"

#define RUNTIME_PROBLEMS(X) \
    X(unknown_setting, ERR_INVALID, "There is no such setting.") \
    X(invalid_setting, ERR_INVALID, "The setting is not valid.") \
    X(config_file,     ERR_INVALID, "The settings file is not valid.")

PROBLEMS_DECLARE(runtime_problems, RUNTIME_PROBLEMS)
