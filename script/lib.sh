# What the scripts share; each begins with: . "$(dirname "$(readlink -f "$0")")/lib.sh"
# It goes to the project's folder, answers --help with the script's opening comment, and gives say, fail and setup.
set -euo pipefail
script=$(readlink -f "$0")
cd "$(dirname "$script")/.."

help() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$script"; }
say() { printf '%s: %s\n' "${script##*/}" "$*" >&2; }
fail() { say "$*"; exit 1; }
misused() { say "$*"; help >&2; exit 2; }

case "${1:-}" in -h | --help) help; exit 0 ;; esac

# setup SET...: installs what the named sets of tools need. Quick when nothing is missing.
setup() { script/bootstrap "$@"; }

# configure FOLDER OPTION...: makes a build folder, once; Meson itself notices changed meson.build files.
configure() {
    local folder=$1
    shift
    [ -f "$folder/build.ninja" ] && return
    say "setting up $folder/"
    meson setup "$folder" "$@" >"${folder}.log" 2>&1 || { cat "${folder}.log" >&2; exit 1; }
    rm -f "${folder}.log"
}
